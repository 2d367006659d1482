/** What stands in place of the search while something is chosen: how much it is, and what can be done with it. */

import { button, h } from '../base/dom.js';
import { menuButton } from '../base/menu.js';
import { announce } from '../base/toast.js';
import { say, sayCount } from '../base/words.js';
import { changeItems, collectionItems } from './collections.js';
import { downloadAll, removeItems, setFavourite } from './items.js';

/** @param {{selection: any, query: () => any, onall: () => void, onclear: () => void}} options */
export function selectionBar({ selection, query, onall, onclear }) {
  const words = h('b', { class: 'lib-chosen' });
  const add = menuButton({
    text: say('lib.add'),
    symbol: 'folder-plus',
    kind: 'quiet',
    'data-testid': 'add',
    items: () => collectionItems(selection.ids(), () => selection.clear()),
  });
  const out = button({
    text: say('lib.take'),
    symbol: 'folder-minus',
    kind: 'quiet',
    onclick: async () => {
      if (await changeItems({ id: query().collection }, selection.ids(), 'DELETE')) selection.clear();
    },
  });
  const zip = button({
    text: say('lib.zip'),
    symbol: 'download',
    kind: 'quiet',
    'data-testid': 'zip',
    onclick: async () => {
      // Not disabled: that would take the keyboard's place away.
      if (zip.getAttribute('aria-busy') === 'true') return;
      zip.setAttribute('aria-busy', 'true');
      await downloadAll(selection.ids());
      zip.removeAttribute('aria-busy');
    },
  });
  const root = h(
    'div',
    {
      class: 'lib-bar',
      role: 'toolbar',
      'aria-label': say('lib.chosen'),
      hidden: true,
      data: { testid: 'selection' },
      onkeydown: (event) => event.key === 'Escape' && onclear(),
    },
    button({ label: say('lib.unchoose'), symbol: 'x', kind: 'ghost', onclick: onclear }),
    words,
    button({ text: say('lib.choose.all'), kind: 'link', onclick: onall }),
    h('span', { class: 'lib-gap' }),
    zip,
    add,
    out,
    button({
      label: say('lib.favour'),
      symbol: 'heart',
      kind: 'ghost',
      'data-testid': 'favour',
      onclick: () => setFavourite(selection.items()),
    }),
    button({
      label: say('delete'),
      symbol: 'trash-2',
      kind: 'ghost',
      'data-testid': 'delete',
      onclick: () => removeItems(selection.items()),
    }),
  );
  let said = 0;

  function show() {
    const n = selection.size();
    root.hidden = n === 0;
    out.hidden = !query().collection;
    words.textContent = sayCount('lib.selected', n);
    if (n !== said) announce(sayCount('lib.selected', n));
    said = n;
  }

  return { root, show };
}
