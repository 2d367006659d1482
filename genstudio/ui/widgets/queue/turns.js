/** The order of what waits. Each provider has a line of its own, so that only its own jobs can go before one. */

import { isOpen, list } from '../base/feed.js';

/** Whether the job stands in a line, in which it may be moved. */
export const waits = (job) => job.status === 'pending' && !job.paused && !job.cancelRequested;

/** Running ones first, then by turn, paused ones last. */
export function byTurn(a, b) {
  return turn(a) - turn(b) || (a.createdAt < b.createdAt ? -1 : 1);
}

function turn(job) {
  if (job.status === 'processing') return 0;
  return job.paused ? 1e9 : (job.place ?? 1e6);
}

/** The line that a job stands in, itself included. @param {any} job */
export function lineOf(job) {
  return list((each) => isOpen(each) && waits(each) && each.provider === job.provider).sort(byTurn);
}

/**
 * What to tell the server so that a job gets a place in its line.
 * @param {any} job @param {number} place from 1
 * @returns {{before: string | null} | null} null when it is there already
 */
export function moveTo(job, place) {
  const line = lineOf(job);
  const from = line.findIndex((each) => each.id === job.id);
  const others = line.filter((each) => each.id !== job.id);
  const at = Math.max(0, Math.min(others.length, place - 1));
  if (from < 0 || at === from) return null;
  return { before: others[at]?.id ?? null };
}
