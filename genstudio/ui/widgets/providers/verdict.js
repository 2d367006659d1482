/** What a vendor said of a key: it works and what it opens, or why not and what to do. */

import { withoutCharge } from '../base/charge.js';
import { button, h, icon } from '../base/dom.js';
import { ago } from '../base/format.js';
import { say } from '../base/words.js';

const LOOKS = {
  works: { symbol: 'check', kind: 'good' },
  unasked: { symbol: 'check', kind: '' },
  empty: { symbol: 'triangle-alert', kind: 'warning' },
  unreachable: { symbol: 'wifi-off', kind: 'warning' },
  wrong: { symbol: 'circle-alert', kind: 'bad' },
};

/** While the vendor is asked. @param {string} name */
export function waitView(name) {
  return h(
    'div',
    { class: 'key-verdict' },
    h('i', { class: 'key-verdict-turns', 'aria-hidden': 'true' }),
    h('div', null, h('b', null, say('key.asking', { name }))),
  );
}

/**
 * @param {any} provider @param {any} check @param {{keep: () => void}} actions for a key that was refused and not kept
 */
export function verdictView(provider, check, { keep }) {
  const name = provider.label;
  const { symbol, kind } = LOOKS[check.verdict];
  const refused = check.verdict === 'wrong';
  return h(
    'div',
    { class: `key-verdict ${kind}`, data: { verdict: check.verdict } },
    icon(symbol, 17),
    h(
      'div',
      null,
      h('b', null, say(`key.${check.verdict}`, { name })),
      !refused && check.detail && h('p', null, withoutCharge(check.detail)),
      check.said && h('p', { class: 'key-verdict-said' }, say('key.said', { words: check.said })),
      todo(check, name),
      check.opens.length > 0 &&
        h(
          'dl',
          { class: 'key-verdict-opens' },
          ...check.opens.flatMap(({ label, value }) => [h('dt', null, label), h('dd', null, value)]),
        ),
      check.kept && h('p', { class: 'key-verdict-when' }, say('key.tested', { time: ago(check.checkedAt) })),
      refused && !check.kept && button({ text: say('key.keep'), kind: 'quiet', onclick: keep }),
    ),
  );
}

function todo(check, name) {
  // An account without money for a job: the detail says whether it is empty or limited, and what to do.
  if (check.verdict === 'works' || check.verdict === 'empty') return null;
  const which = check.verdict === 'wrong' && check.kept ? 'wrong.kept' : check.verdict;
  return h('p', null, say(`key.${which}.todo`, { name }));
}
