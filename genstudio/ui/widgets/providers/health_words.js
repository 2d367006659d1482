/** How well a provider or a model has done here, in a few words. */

import { percent, wait } from '../base/format.js';
import { say, sayCount } from '../base/words.js';

/** @param {any} health done, failed, successRate and p50S, as REST tells them */
export function healthWords(health) {
  const jobs = health.done + health.failed;
  if (jobs === 0) return say('providers.untried');
  const good = health.failed === 0 ? sayCount('providers.good', jobs) : rateWords(health, jobs);
  return health.p50S === null ? good : `${good} · ${wait(health.p50S)}`;
}

function rateWords(health, jobs) {
  return sayCount('providers.rate', jobs, { percent: percent(health.successRate) });
}
