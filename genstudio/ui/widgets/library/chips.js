/** The active filters in words, each with a way to take it off. */

import { button, fill, h, icon } from '../base/dom.js';
import { kindName } from '../base/format.js';
import { providerName } from '../base/names.js';
import { locale, say, sayCount } from '../base/words.js';
import { EVERYTHING, isNarrow } from './query.js';

/**
 * @param {any} query @param {any} facts of the facets, for names; null before they are read
 * @param {(change: any) => void} onchange
 */
export function chips(query, facts, onchange) {
  const label = (list, id, name) => facts?.[list].find((each) => String(each[id]) === String(query[name]));
  const chip = (text, ...names) =>
    h(
      'button',
      {
        type: 'button',
        class: 'chip',
        'aria-label': say('lib.without', { name: text }),
        title: say('lib.without', { name: text }),
        onclick: () => onchange(Object.fromEntries(names.map((name) => [name, EVERYTHING[name]]))),
      },
      h('span', null, text),
      icon('x', 13),
    );
  const root = h('div', { class: 'chips', role: 'group', 'aria-label': say('lib.active'), data: { testid: 'chips' } });
  if (!isNarrow(query)) return root;
  const all = [
    query.q.trim() && chip(`“${query.q.trim()}”`, 'q'),
    query.type && chip(kindName(query.type), 'type'),
    query.favourite && chip(say('lib.favourites'), 'favourite'),
    query.collection && chip(label('collections', 'id', 'collection')?.name ?? say('lib.collection'), 'collection'),
    query.when && chip(when(query), 'when', 'from', 'to'),
    query.rating > 0 && chip(sayCount('lib.least', query.rating), 'rating'),
    query.project && chip(query.project, 'project'),
    query.provider && chip(providerName(query.provider), 'provider'),
    query.model && chip(label('models', 'value', 'model')?.label ?? query.model, 'model'),
  ].filter(Boolean);
  fill(
    root,
    ...all,
    all.length > 1 &&
      button({ text: say('lib.clear'), kind: 'link', onclick: () => onchange({ ...EVERYTHING, sort: query.sort }) }),
  );
  return root;
}

function when({ when: name, from, to }) {
  if (name !== 'range') return say(`lib.when.${name}`);
  const day = (text) =>
    new Date(`${text}T00:00`).toLocaleDateString(locale(), { day: 'numeric', month: 'short', year: 'numeric' });
  if (from && to) return from === to ? day(from) : say('lib.span', { from: day(from), to: day(to) });
  return from ? say('lib.since', { day: day(from) }) : say('lib.until', { day: day(to) });
}
