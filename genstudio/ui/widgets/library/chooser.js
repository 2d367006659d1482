/** Picks files out of the library, for instance as references of a form. */

import { button, debounce, fill, h, icon } from '../base/dom.js';
import { kindName, oneLine } from '../base/format.js';
import { say, sayCount } from '../base/words.js';
import { grid } from './grid.js';
import { nothingHere } from './nothing.js';
import { pages } from './pages.js';
import { EVERYTHING } from './query.js';
import { selectionOf } from './selection.js';
import { sheet } from './sheet.js';

const KINDS = { image: ['image'], audio: ['tts', 'music'], video: ['video'] };
const TYPING_MS = 220;
const NAME_CHARS = 40;

/**
 * Opens the library to choose from.
 * @param {{media: 'image' | 'audio' | 'video', max: number}} options
 * @returns {Promise<{ref: string, url: string, name: string}[]>} empty when nothing was chosen; `url` is what to show
 */
export function chooseFromLibrary({ media, max }) {
  return new Promise((resolve) => {
    let query = { ...EVERYTHING, type: KINDS[media][0] };
    let chosen = [];
    const source = pages({
      onchange: (fresh) => {
        nothing.hidden = source.total() !== 0;
        if (source.total() === 0)
          fill(
            nothing,
            nothingHere({
              narrow: query.q.trim() !== '',
              todo: say('lib.choose.none'),
              onclear: () => ask({ q: (search.value = '') }),
            }),
          );
        if (fresh) view.toTop();
        view.draw();
      },
      onfault: (problem) => fill(note, problem.message),
    });
    const selection = selectionOf(source, {
      most: max,
      onchange: () => {
        view.draw();
        take.disabled = selection.size() === 0;
        note.textContent = max > 1 ? sayCount('lib.selected', selection.size()) : '';
        if (max === 1 && selection.size() === 1) finish();
      },
    });
    const view = grid({
      source,
      selection,
      label: say(`lib.choose.${media}`),
      picks: true,
      onopen: (index) => selection.toggle(index),
    });
    const nothing = h('div', { class: 'lib-nothing', hidden: true });
    const note = h('span', { class: 'lib-count', role: 'status' });
    const search = h('input', {
      type: 'search',
      class: 'input',
      placeholder: say('lib.search'),
      'aria-label': say('lib.search'),
      oninput: debounce(() => ask({ q: search.value }), TYPING_MS),
    });
    const kinds =
      KINDS[media].length > 1 &&
      h(
        'div',
        { class: 'lib-kinds', role: 'group' },
        ...KINDS[media].map((type) =>
          button({
            text: kindName(type),
            kind: 'ghost',
            'aria-pressed': 'false',
            data: { type },
            onclick: () => ask({ type }),
          }),
        ),
      );
    const take = button({
      text: say('lib.choose.take'),
      disabled: true,
      hidden: max === 1,
      'data-testid': 'take',
      onclick: () => finish(),
    });

    function ask(part) {
      query = { ...query, ...part };
      if (kinds)
        for (const each of kinds.children) each.setAttribute('aria-pressed', String(each.dataset.type === query.type));
      source.ask(query);
    }

    function finish() {
      chosen = selection.items().map(asFile);
      opened.close();
    }

    const opened = sheet({
      name: say(`lib.choose.${media}`),
      kind: max > 1 ? 'chooser many' : 'chooser',
      content: h(
        'div',
        { class: 'chooser-box', data: { testid: 'chooser' } },
        h(
          'header',
          { class: 'chooser-head' },
          h('h2', null, say(`lib.choose.${media}`)),
          kinds,
          h('div', { class: 'lib-search' }, icon('search', 16), search),
          button({ label: say('close'), symbol: 'x', kind: 'ghost', size: 18, onclick: () => opened.close() }),
        ),
        h('div', { class: 'lib-view' }, view.root, nothing),
        max > 1 && h('footer', { class: 'chooser-foot' }, note, take),
      ),
      onclose: () => {
        view.leave();
        resolve(chosen);
      },
    });
    search.focus();
    ask({});
  });
}

/** As a form holds it: the first of the main results. */
function asFile(item) {
  const position = item.url.slice(item.url.lastIndexOf('/') + 1);
  return {
    ref: `asset:${item.id}/${position}`,
    url: item.thumbnailUrl ?? item.url,
    name: oneLine(item.prompt).slice(0, NAME_CHARS) || say('files.result'),
  };
}
