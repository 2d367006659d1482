/** The column of filters: what there is of each kind, collection, model and so on, with its number. */

import { call, Problem } from '../base/api.js';
import { button, fill, h, icon } from '../base/dom.js';
import { kindIcon, kindName } from '../base/format.js';
import { menuButton } from '../base/menu.js';
import { providerName } from '../base/names.js';
import { number, say, sayCount } from '../base/words.js';
import { nameCollection, removeCollection } from './collections.js';
import { asParams, EVERYTHING, WHEN } from './query.js';

const KINDS = ['image', 'tts', 'video', 'music'];
const FEW = 6;

/** @param {{onchange: (change: any) => void}} options */
export function facetColumn({ onchange }) {
  const root = h('nav', { class: 'facets', 'aria-label': say('lib.filters'), data: { testid: 'facets' } });
  /** @type {any} */
  let query = EVERYTHING;
  let facts = null;
  let asked = 0;
  const unfolded = new Set();

  /** Reads the numbers of this query and shows them. */
  async function read(next) {
    query = next;
    asked += 1;
    const mine = asked;
    draw();
    try {
      const answer = await call('GET', `/library/facets?${asParams(query)}`);
      if (mine !== asked) return;
      facts = answer;
      draw();
    } catch (problem) {
      // The grid says that the server does not answer; the numbers of before are better than none.
      if (!(problem instanceof Problem)) throw problem;
    }
  }

  function draw() {
    if (!facts) return;
    const focused = root.contains(document.activeElement) ? document.activeElement?.getAttribute('data-key') : null;
    const from = root.scrollTop;
    fill(root, ...sections().filter(Boolean));
    root.scrollTop = from;
    if (focused) root.querySelector(`[data-key="${CSS.escape(focused)}"]`)?.focus();
  }

  function sections() {
    const count = new Map(facts.types.map(({ value, count: n }) => [value, n]));
    return [
      group(
        '',
        entry({
          key: 'all',
          symbol: 'images',
          text: say('lib.all'),
          on: !query.type && !query.favourite && !query.collection,
          change: { type: '', favourite: false, collection: '' },
        }),
        entry({
          key: 'favourite',
          symbol: 'heart',
          text: say('lib.favourites'),
          on: query.favourite,
          change: { favourite: !query.favourite },
        }),
      ),
      group(
        'lib.kinds',
        ...KINDS.map((kind) =>
          entry({
            key: `type:${kind}`,
            symbol: kindIcon(kind),
            text: kindName(kind),
            count: count.get(kind) ?? 0,
            on: query.type === kind,
            change: { type: query.type === kind ? '' : kind },
          }),
        ),
      ),
      group(
        'lib.collections',
        ...facts.collections.map(collectionEntry),
        button({
          text: say('lib.collection.new'),
          symbol: 'plus',
          size: 15,
          kind: 'facet-new',
          'data-key': 'new',
          'data-testid': 'new-collection',
          onclick: () => nameCollection(),
        }),
      ),
      group('lib.date', dates()),
      group('lib.rating', stars()),
      facts.projects.length > 0 && values('project', 'lib.projects', facts.projects),
      facts.providers.length > 1 && values('provider', 'lib.providers', facts.providers.map(named)),
      facts.models.length > 0 && values('model', 'lib.models', facts.models),
    ];
  }

  function group(title, ...rows) {
    return h('section', { class: 'facet-group' }, title && h('h3', null, say(title)), ...rows);
  }

  function entry({ key, symbol = '', text, count, on, change }) {
    return h(
      'button',
      { type: 'button', class: 'facet', 'aria-pressed': String(on), data: { key }, onclick: () => onchange(change) },
      symbol && icon(symbol, 16),
      h('span', { class: 'facet-name', title: text }, text),
      count !== undefined && h('span', { class: 'facet-count' }, number(count)),
    );
  }

  function collectionEntry(collection) {
    const on = String(query.collection) === String(collection.id);
    const more = menuButton({
      label: say('lib.collection.more', { name: collection.name }),
      symbol: 'ellipsis',
      kind: 'ghost facet-more',
      size: 15,
      items: () => [
        { text: say('lib.rename'), symbol: 'pencil', run: () => nameCollection(collection) },
        {
          text: say('delete'),
          symbol: 'trash-2',
          danger: true,
          run: async () => {
            if ((await removeCollection(collection)) && on) onchange({ collection: '' });
          },
        },
      ],
    });
    return h(
      'div',
      { class: 'facet-row' },
      entry({
        key: `collection:${collection.id}`,
        symbol: 'folder',
        text: collection.name,
        count: collection.count,
        on,
        change: { collection: on ? '' : String(collection.id) },
      }),
      more,
    );
  }

  /** Providers, models, projects: the most used first, the rest behind a button. */
  function values(name, title, all) {
    const chosen = (each) => query[name] === each.value;
    const few = unfolded.has(name) ? all : all.filter((each, index) => index < FEW || chosen(each));
    return group(
      title,
      ...few.map((each) =>
        entry({
          key: `${name}:${each.value}`,
          text: each.label ?? each.value,
          count: each.count,
          on: chosen(each),
          change: { [name]: chosen(each) ? '' : each.value },
        }),
      ),
      all.length > few.length &&
        button({
          text: sayCount('lib.more', all.length - few.length),
          kind: 'link facet-rest',
          'data-key': `${name}-more`,
          onclick: () => {
            unfolded.add(name);
            draw();
          },
        }),
    );
  }

  function stars() {
    return h(
      'div',
      { class: 'stars', role: 'group', 'aria-label': say('lib.rating') },
      ...[1, 2, 3, 4, 5].map((n) =>
        h(
          'button',
          {
            type: 'button',
            class: `star${n <= query.rating ? ' on' : ''}`,
            'aria-label': sayCount('lib.least', n),
            title: sayCount('lib.least', n),
            'aria-pressed': String(query.rating === n),
            data: { key: `rating:${n}` },
            onclick: () => onchange({ rating: query.rating === n ? 0 : n }),
          },
          icon(n <= query.rating ? 'star-filled' : 'star', 17),
        ),
      ),
    );
  }

  function dates() {
    const names = Object.keys(WHEN);
    const day = (name, label) =>
      h(
        'label',
        { class: 'facet-day' },
        h('span', null, say(label)),
        h('input', {
          type: 'date',
          class: 'input',
          value: query[name],
          data: { key: name },
          onchange: (event) => {
            const dated = { ...query, [name]: event.target.value };
            onchange({ when: dated.from || dated.to ? 'range' : '', [name]: event.target.value });
          },
        }),
      );
    return h(
      'div',
      null,
      ...names.map((name) =>
        entry({
          key: `when:${name}`,
          text: say(`lib.when.${name}`),
          on: query.when === name,
          change: { when: query.when === name ? '' : name, from: '', to: '' },
        }),
      ),
      h('div', { class: 'facet-days' }, day('from', 'lib.from'), day('to', 'lib.to')),
    );
  }

  return { root, read, facts: () => facts };
}

const named = (each) => ({ ...each, label: providerName(each.value) });
