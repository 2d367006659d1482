/** The bar that stays in sight: what it costs, how long it takes, what stands in the way, and Generate. */

import { button, fill, h, icon } from '../base/dom.js';
import { subscribe } from '../base/feed.js';
import { credits, dollars, wait } from '../base/format.js';
import { say, sayCount } from '../base/words.js';

/**
 * @param {{ongenerate: () => void, onproblem: (field: string) => void, oncredits: () => void}} options
 */
export function goBar({ ongenerate, onproblem, oncredits }) {
  const price = h('div', { class: 'price', role: 'status', data: { testid: 'price' } });
  const warning = h('div', { class: 'notice warn', role: 'status', hidden: true, data: { testid: 'warning' } });
  const trouble = h('div', { class: 'notice bad', role: 'alert', hidden: true, data: { testid: 'trouble' } });
  const go = button({
    text: say('generate'),
    symbol: 'sparkles',
    kind: 'primary',
    'data-testid': 'generate',
    title: say('generate.keys'),
    onclick: (event) => {
      if (event.detail < 2) ongenerate();
    },
  });
  const root = h('div', { class: 'go-bar' }, trouble, warning, h('div', { class: 'go-row' }, price, go));
  let answer = null;
  let available = null;
  let offline = false;

  /** The estimate of the server; null while none can be had. */
  function show(estimate) {
    answer = estimate;
    if (!answer) fill(price, h('span', { class: 'subtle' }, say('price.unread')));
    else fill(price, ...priceWords(answer));
    warn();
  }

  /** What is known to stand in the way before the click. */
  function warn() {
    const lacking = answer?.priced && !answer.free && available !== null && Number(answer.credits) > available;
    warning.hidden = !offline && !lacking;
    if (offline) fill(warning, icon('wifi-off', 15), h('p', null, say('go.offline')));
    else if (lacking) {
      fill(
        warning,
        icon('coins', 15),
        h(
          'p',
          null,
          say('go.lacking', { cost: credits(answer.credits), rest: credits(String(Math.max(0, available))) }),
        ),
        button({ text: say('go.topup'), kind: 'quiet', onclick: oncredits }),
      );
    }
  }

  subscribe(({ link, account }) => {
    const before = [offline, available];
    offline = link.state === 'lost';
    available = account ? Number(account.available) : null;
    if (before[0] !== offline || before[1] !== available) warn();
  });

  /** One sentence in bold, and what follows from it. */
  function complain(sentence, more = '') {
    fill(trouble, h('div', null, h('b', null, sentence), more && h('p', null, more)));
    trouble.hidden = false;
  }

  /** What has to be corrected first, each with a way to it. @param {{field: string, label: string}[]} wrong */
  function list(wrong) {
    fill(
      trouble,
      h(
        'div',
        null,
        h('b', null, sayCount('go.wrong', wrong.length)),
        h(
          'p',
          { class: 'wrong-list' },
          ...wrong.map(({ field, label }) => button({ text: label, kind: 'link', onclick: () => onproblem(field) })),
        ),
      ),
    );
    trouble.hidden = false;
  }

  return {
    root,
    show,
    complain,
    list,
    calm: () => {
      trouble.hidden = true;
    },
    get busy() {
      return go.getAttribute('aria-busy') === 'true';
    },
    set busy(working) {
      go.setAttribute('aria-busy', String(working));
    },
  };
}

function priceWords(answer) {
  const time = say('wait.about', { time: wait(answer.typicalS) });
  if (answer.free) return [h('b', null, say('price.free')), h('span', null, time)];
  if (!answer.priced || answer.usd === null) {
    return [h('b', { class: 'warn' }, say('price.unknown')), h('span', null, answer.words)];
  }
  const times = answer.eachUsd ? `${answer.outputs} × ${dollars(answer.eachUsd)} = ` : '';
  return [h('b', null, credits(answer.credits)), h('span', null, `${times}${dollars(answer.usd)} · ${time}`)];
}
