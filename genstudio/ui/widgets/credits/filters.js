/** Which lines of the ledger are shown: by kind of line, medium, provider and time, with their sums beside. */

import { button, fill, h } from '../base/dom.js';
import { dollars, kindName } from '../base/format.js';
import { providerName } from '../base/names.js';
import { say, sayCount } from '../base/words.js';
import { combo } from '../form/combo.js';

const KINDS = ['image', 'tts', 'video', 'music'];
/** Each choice and the kinds of line behind it. A reservation that was settled since says nothing of its own. */
const LINES = {
  all: ['grant', 'top_up', 'settle', 'release', 'held'],
  charged: ['settle'],
  held: ['held'],
  back: ['release'],
  in: ['grant', 'top_up'],
  ledger: [],
};
const PERIODS = { any: null, today: 0, week: 7, month: 30, own: null };

/** Midnight of the day so many days ago, in the reader's own time. */
export function daysAgo(days) {
  const day = new Date();
  day.setHours(0, 0, 0, 0);
  day.setDate(day.getDate() - days);
  return day;
}

/** @param {{onchange: () => void}} options */
export function filters({ onchange }) {
  const changed = () => {
    dates.hidden = period.value !== 'own';
    reset.hidden = !active();
    onchange();
  };
  const line = menu('line', Object.keys(LINES).map((name) => [name, say(`purse.filter.line.${name}`)]), changed);
  const type = menu('type', [['', say('purse.filter.type')], ...KINDS.map((kind) => [kind, kindName(kind)])], changed);
  const provider = menu('provider', [['', say('purse.filter.provider')]], changed);
  const period = menu('period', Object.keys(PERIODS).map((name) => [name, say(`purse.filter.period.${name}`)]), changed);
  const from = date('from', changed);
  const until = date('until', changed);
  const dates = h('div', { class: 'filter-dates', hidden: true }, from, h('span', null, '–'), until);
  const sums = h('p', { class: 'sums', role: 'status', data: { testid: 'sums' } });
  const clear = () => {
    line.set('all');
    period.set('any');
    type.set('');
    provider.set('');
    from.value = until.value = '';
    changed();
  };
  const reset = button({ text: say('purse.clear'), kind: 'link', hidden: true, onclick: clear });
  const root = h(
    'div',
    { class: 'filters', role: 'group', 'aria-label': say('purse.filter') },
    line.root,
    type.root,
    provider.root,
    period.root,
    dates,
    reset,
    sums,
  );

  function active() {
    return line.value !== 'all' || type.value !== '' || provider.value !== '' || period.value !== 'any';
  }

  function query() {
    const wanted = new URLSearchParams(LINES[line.value].map((kind) => ['kind', kind]));
    if (type.value) wanted.set('type', type.value);
    if (provider.value) wanted.set('provider', provider.value);
    const days = PERIODS[period.value];
    if (days !== null) wanted.set('after', daysAgo(days).toISOString());
    if (period.value === 'own') {
      if (from.value) wanted.set('after', midnight(from.value, 0));
      if (until.value) wanted.set('before', midnight(until.value, 1));
    }
    return wanted.toString();
  }

  /** Takes over what the first page of the list tells. */
  function tell({ totals, providers }) {
    fill(
      sums,
      [
        sayCount('purse.lines', totals.count),
        Number(totals.charged) > 0 && say('purse.sum.charged', { n: Number(totals.charged) }),
        Number(totals.usd) > 0 && say('purse.sum.real', { usd: dollars(totals.usd) }),
        totals.unpriced > 0 && say('purse.sum.unpriced', { n: totals.unpriced }),
      ]
        .filter(Boolean)
        .join(' · '),
    );
    provider.offer([['', say('purse.filter.provider')], ...providers.map((name) => [name, providerName(name)])]);
  }

  return { root, query, tell, clear, active };
}

/** The moment at which a day begins, `later` days after it. */
function midnight(day, later) {
  const [year, month, date] = day.split('-').map(Number);
  return new Date(year, month - 1, date + later).toISOString();
}

/** A list to choose one of; each option is its value and its words. */
function menu(name, options, onchange) {
  const label = say(`purse.filter.${name}.label`);
  const list = combo({
    name: label,
    testid: `filter-${name}`,
    text: ([, words]) => words,
    face: ([, words]) => [h('b', null, words)],
    option: ([, words]) => [h('span', null, words)],
    data: ([value]) => ({ value }),
    onpick: (option) => {
      set(option[0]);
      onchange();
    },
  });
  let offered = options;
  let value = '';

  function set(wanted) {
    const chosen = offered.find(([each]) => each === wanted) ?? offered[0];
    value = chosen[0];
    list.show(offered, chosen);
    list.button.setAttribute('aria-label', `${label}: ${chosen[1]}`);
  }

  set(options[0][0]);
  return {
    root: list.root,
    set,
    offer: (others) => {
      offered = others;
      set(value);
    },
    get value() {
      return value;
    },
  };
}

function date(name, onchange) {
  return h('input', { type: 'date', class: 'input', 'aria-label': say(`purse.filter.${name}`), onchange });
}
