/** What can be done with results of the library, one or many, from grid and detail alike. */

import { call, Problem } from '../base/api.js';
import { drop, jobOf, kick, put } from '../base/feed.js';
import { toast } from '../base/toast.js';
import { say, sayCount } from '../base/words.js';
import { attempt } from './collections.js';

const AT_ONCE = 6;
const listeners = new Set();

/**
 * Calls `listener` after every change made on this page.
 * @param {(news: {items: any[], gone: string[], back: string[]}) => void} listener @returns {() => void} stop
 */
export function onChanged(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function tell({ items = [], gone = [], back = [] }) {
  for (const listener of listeners) listener({ items, gone, back });
}

/** What a grid shows of a job and what can change. */
export function changed({ favourite, rating, project }) {
  return { favourite, rating, project };
}

/** Makes all of them favourites, or none if all were. @param {any[]} items */
export function setFavourite(items) {
  const favourite = !items.every((item) => item.favourite);
  return patch(items, { favourite });
}

/** @param {any[]} items @param {number} stars 0 takes them off; so does the same number again, for one alone */
export function setRating(items, stars) {
  const again = items.length === 1 && items[0].rating === stars;
  return patch(items, { rating: stars === 0 || again ? null : stars });
}

/** Shows the change at once, and takes it back where the server refuses. */
export async function patch(items, facts) {
  const before = items.map((item) => ({ id: item.id, ...changed(item) }));
  tell({ items: items.map(({ id }) => ({ id, ...facts })) });
  const left = [...before];
  const done = [];
  const work = async () => {
    for (let old = left.shift(); old; old = left.shift()) {
      try {
        const job = await call('PATCH', `/generations/${old.id}`, { body: facts });
        done.push(job);
        if (jobOf(job.id)) put(job);
      } catch (problem) {
        if (!(problem instanceof Problem)) throw problem;
        tell({ items: [old] });
        toast(problem.message, { kind: 'error' });
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return done;
}

/** Deletes them and offers to take that back. @param {{id: string}[]} items */
export async function removeItems(items) {
  if (items.length === 0) return;
  const answer = await attempt(() => call('POST', '/library/delete', { body: { ids: items.map(({ id }) => id) } }));
  if (!answer) return;
  drop(...answer.deleted);
  tell({ gone: answer.deleted });
  if (answer.refused.length > 0)
    toast(sayCount('lib.refused', answer.refused.length), { kind: 'error', more: answer.refused[0].detail });
  if (answer.deleted.length > 0)
    toast(sayCount('lib.deleted', answer.deleted.length), {
      action: { text: say('undo'), run: () => restore(answer.deleted) },
    });
}

async function restore(ids) {
  const answer = await attempt(() => call('POST', '/library/restore', { body: { ids } }));
  if (!answer) return;
  tell({ back: answer.restored });
  kick();
}

/** Has the server pack them and downloads the archive. @param {string[]} ids */
export async function downloadAll(ids) {
  const answer = await attempt(() => call('POST', '/library/archives', { body: { ids }, timeout_ms: 60_000 }));
  if (!answer) return;
  const link = document.createElement('a');
  link.href = answer.url;
  link.download = '';
  link.click();
}
