/** Whether a job was bought is not known: the person looks at the provider and says so. */

import { call, Problem } from '../base/api.js';
import { confirm } from '../base/confirm.js';
import { h, icon } from '../base/dom.js';
import { put, readAccount } from '../base/feed.js';
import { providerName } from '../base/names.js';
import { toast } from '../base/toast.js';
import { say } from '../base/words.js';

const CHOICES = [
  { verdict: 'lookAgain', symbol: 'eye' },
  { verdict: 'notPaid', symbol: 'undo-2' },
  { verdict: 'paid', symbol: 'coins' },
];

/** @param {any} job @param {string} amount what is reserved, in words; empty where the price is not known */
export function decision(job, amount) {
  const provider = providerName(job.provider);
  const cards = CHOICES.map(({ verdict, symbol }) =>
    h(
      'button',
      { type: 'button', class: 'verdict', data: { testid: `decide-${verdict}` }, onclick: () => decide(verdict) },
      icon(symbol, 17),
      h(
        'span',
        null,
        h('b', null, say(`decide.${verdict}`)),
        h('small', null, say(`decide.${verdict}.so`, { amount: amount || say('decide.amount') })),
      ),
      icon('chevron-right', 15),
    ),
  );

  async function decide(verdict) {
    const asked =
      verdict === 'lookAgain' ||
      (await confirm({
        title: say(`decide.${verdict}`),
        text: say(`decide.${verdict}.sure`, { amount: amount || say('decide.amount'), provider }),
        ok: say(`decide.${verdict}.ok`),
      }));
    if (!asked) return;
    for (const card of cards) card.disabled = true;
    try {
      put(await call('POST', `/generations/${job.id}/decide`, { body: { verdict } }));
      await readAccount();
      toast(say(`decide.${verdict}.done`, { amount: amount || say('decide.amount') }));
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem;
      toast(problem.message, { kind: 'error' });
    } finally {
      for (const card of cards) card.disabled = false;
    }
  }

  return h(
    'div',
    { class: 'decision', role: 'group', 'aria-label': say('decide.question', { provider }) },
    h('p', null, say('decide.question', { provider })),
    ...cards,
  );
}
