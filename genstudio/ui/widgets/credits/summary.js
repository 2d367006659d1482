/** The figures above the ledger: what can be spent, what is held, what was spent today and in 30 days. */

import { call } from '../base/api.js';
import { fill, h } from '../base/dom.js';
import { dollars } from '../base/format.js';
import { number, say } from '../base/words.js';
import { daysAgo } from './filters.js';

/** @returns {{root: HTMLElement, tell: (account: any) => void, read: () => Promise<void>}} */
export function summary() {
  const parts = Object.fromEntries(
    ['available', 'reserved', 'balance', 'today', 'month'].map((name) => [name, figure(name)]),
  );
  const root = h('dl', { class: 'figures' }, ...Object.values(parts).map((each) => each.root));

  return {
    root,
    tell: (account) => {
      const worth = dollars(String(Number(account.available) * Number(account.usdPerCredit)));
      parts.available.show(number(Number(account.available)), say('purse.worth', { worth }));
      parts.reserved.show(number(Number(account.reserved)), say('purse.reserved.help'));
      parts.balance.show(number(Number(account.balance)), say('purse.balance.help'));
    },
    read: async () => {
      const [today, month] = await Promise.all([0, 30].map(spentSince));
      parts.today.show(number(Number(today.charged)), real(today));
      parts.month.show(number(Number(month.charged)), real(month));
    },
  };
}

function figure(name) {
  const value = h('b', { data: { testid: `figure-${name}` } }, '–');
  const note = h('small');
  return {
    root: h('div', { class: `figure ${name}` }, h('dt', null, say(`purse.figure.${name}`)), h('dd', null, value, note)),
    show: (text, words) => {
      fill(value, text);
      fill(note, words);
    },
  };
}

async function spentSince(days) {
  const query = new URLSearchParams({ kind: 'settle', after: daysAgo(days).toISOString(), limit: '1' });
  return (await call('GET', `/account/entries?${query}`)).totals;
}

/** What it really cost, as far as anybody told. */
function real({ usd, unpriced }) {
  if (unpriced > 0) return say('purse.real.part', { usd: dollars(usd), n: unpriced });
  return Number(usd) === 0 ? say('purse.real.none') : say('purse.real', { usd: dollars(usd) });
}
