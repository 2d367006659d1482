/** What happened to the money of a job, told once. */

import { credits } from './format.js';
import { say } from './words.js';

const HARMLESS = new RegExp(`\\s*(?:${say('charged.told')})(?:\\.|; (\\p{L}))`, 'gu');

const OPEN = new RegExp(say('charged.open'), 'u');

/** An error's own sentences without their word about the charge, which is told beside them. @param {string} message */
export function withoutCharge(message) {
  return message.replace(HARMLESS, (_, next) => (next ? ` ${next.toUpperCase()}` : '')).trim();
}

/** Whether a job that ended without a result was charged here, and how much. @param {any} job */
export function chargeOf(job) {
  const charged = job.error?.charged ?? 'no';
  // "It may have charged" is the vendor's side of it; "nothing was charged" beside it would deny that.
  if (charged === 'no' && OPEN.test(job.error?.message ?? '')) return say('charged.here');
  if (charged !== 'yes' || job.cost.chargedCredits === null) return say(`charged.${charged}`);
  return say('charged.amount', { amount: credits(job.cost.chargedCredits) });
}

/** Credits that a list of jobs keeps reserved, as a number; unpriced ones count for nothing. @param {any[]} jobs */
export function reserved(jobs) {
  const sum = jobs.reduce((total, { cost }) => total + Number(cost.estimateCredits ?? 0), 0);
  return Math.round(sum * 1000) / 1000;
}
