/** The Library tab: everything that was made, to be found, looked at, sorted and used again. */

import { button, debounce, fill, h, icon, isShown } from '../base/dom.js';
import { keep, recall } from '../base/drafts.js';
import { subscribe } from '../base/feed.js';
import { menuButton } from '../base/menu.js';
import { announce } from '../base/toast.js';
import { locale, say, sayCount } from '../base/words.js';
import { CHANGED } from './collections.js';
import { chips } from './chips.js';
import { followAddress, openDetail } from './detail.js';
import { facetColumn } from './facets.js';
import { recogniseFiles } from './found.js';
import { grid } from './grid.js';
import { changed, onChanged, removeItems, setFavourite, setRating } from './items.js';
import { nothingHere } from './nothing.js';
import { pages } from './pages.js';
import { EVERYTHING, isNarrow, SORTS } from './query.js';
import { selectionBar } from './selection_bar.js';
import { MOST, selectionOf } from './selection.js';

const TYPING_MS = 220;
const FACETS_MS = 400;

/** @param {HTMLElement} element */
export function mount(element) {
  /** @type {any} */
  let query = { ...EVERYTHING, ...recall('library', {}) };
  let newer = 0;

  const source = pages({
    onchange: (fresh) => {
      view.root.classList.remove('old');
      notice.hidden = true;
      if (fresh) {
        view.toTop();
        // The pictures come first, the numbers beside the filters after them.
        facets.read(query).then(tell);
      }
      tell();
      view.draw();
    },
    onfault: (problem) => {
      notice.hidden = false;
      fill(
        notice,
        icon('wifi-off', 18),
        h('p', null, problem.message),
        button({ text: say('offline.now'), kind: 'quiet', onclick: () => source.refresh() }),
      );
    },
  });
  const selection = selectionOf(source, {
    onchange: () => {
      bar.show();
      element.classList.toggle('choosing', selection.size() > 0);
      view.draw();
    },
  });
  const view = grid({
    source,
    selection,
    label: say('tab.library'),
    onopen: (index) => show(index),
    onfavourite: (items) => setFavourite(items),
    onkey,
    onmove: (first) => {
      const item = source.at(first);
      const dated = item && (query.sort === 'newest' || query.sort === 'oldest');
      day.textContent = dated ? dayOf(item.createdAt) : '';
    },
  });
  const bar = selectionBar({ selection, query: () => query, onall: chooseAll, onclear: unchoose });
  const facets = facetColumn({ onchange: change });
  const notice = h('div', { class: 'notice bad', role: 'alert', hidden: true });
  const day = h('div', { class: 'lib-day', 'aria-hidden': 'true' });
  const count = h('span', { class: 'lib-count', role: 'status', data: { testid: 'count' } });
  const chipRow = h('div', { class: 'lib-line' });
  const nothing = h('div', { class: 'lib-nothing', hidden: true });
  const pill = button({
    text: '',
    symbol: 'arrow-up',
    size: 14,
    kind: 'lib-newer',
    hidden: true,
    onclick: () => showNewer(),
  });
  const search = h('input', {
    type: 'search',
    class: 'input',
    value: query.q,
    placeholder: say('lib.search'),
    'aria-label': say('lib.search'),
    autocomplete: 'off',
    data: { testid: 'search' },
    oninput: debounce(() => change({ q: search.value }), TYPING_MS),
    onkeydown: (event) => {
      if (event.key === 'ArrowDown' && (source.total() ?? 0) > 0) {
        event.preventDefault();
        view.go(view.at());
      }
    },
  });
  const order = menuButton({
    text: say(`lib.sort.${query.sort}`),
    symbol: 'arrow-up-down',
    kind: 'quiet lib-sort',
    'data-testid': 'sort',
    items: () => SORTS.map((sort) => ({ text: say(`lib.sort.${sort}`), run: () => change({ sort }) })),
  });
  const narrow = button({
    label: say('lib.filters'),
    symbol: 'sliders-horizontal',
    kind: 'quiet lib-filter',
    'data-testid': 'filters',
    onclick: () => element.classList.toggle('filtering'),
  });
  const file = h('input', {
    type: 'file',
    class: 'unseen',
    tabindex: '-1',
    'aria-hidden': 'true',
    onchange: () => {
      recogniseFiles([...file.files]);
      file.value = '';
    },
  });
  fill(
    element,
    h(
      'section',
      { class: 'library', 'aria-label': say('tab.library') },
      facets.root,
      h('div', { class: 'facets-back', onclick: () => element.classList.remove('filtering') }),
      h(
        'div',
        { class: 'lib-main' },
        h(
          'header',
          { class: 'lib-head' },
          h(
            'div',
            { class: 'lib-tools' },
            narrow,
            h('div', { class: 'lib-search' }, icon('search', 16), search),
            order,
            button({
              label: say('lib.recognise'),
              symbol: 'file-search',
              kind: 'quiet lib-file',
              size: 17,
              'data-testid': 'recognise',
              onclick: () => file.click(),
            }),
            file,
          ),
          bar.root,
        ),
        h('div', { class: 'lib-line-box' }, chipRow, count),
        notice,
        h('div', { class: 'lib-view' }, view.root, day, pill, nothing),
      ),
      h('div', { class: 'lib-drop' }, h('p', null, icon('file-search', 26), say('lib.drop'))),
    ),
  );

  function change(part) {
    query = { ...query, ...part };
    keep('library', query);
    if (search.value.trim() !== query.q.trim()) search.value = query.q;
    order.querySelector('span').textContent = say(`lib.sort.${query.sort}`);
    element.classList.remove('filtering');
    selection.clear();
    ask();
  }

  function ask() {
    newer = 0;
    pill.hidden = true;
    // What is there stays in view, paler, until the answer comes.
    view.root.classList.add('old');
    source.ask(query);
  }

  /** The words around the grid. */
  function tell() {
    const total = source.total();
    fill(chipRow, chips(query, facets.facts(), change));
    if (total === null || source.waiting()) return;
    const words = total === 0 ? '' : sayCount('lib.results', total);
    if (count.textContent !== words) count.textContent = words;
    nothing.hidden = total > 0;
    if (total === 0) {
      const onclear = () => change({ ...EVERYTHING, sort: query.sort });
      const onstart = () => {
        window.location.hash = 'image';
      };
      fill(nothing, nothingHere({ narrow: isNarrow(query), onclear, onstart }));
    }
  }

  function show(index) {
    const item = source.at(index);
    if (!item) return;
    openDetail(item.id, {
      step: async (id, by) => {
        const next = source.placeOf(id) + by;
        if (next < 0 || next >= (source.total() ?? 0)) return null;
        const [found] = await source.between(next, next);
        view.go(next, { focus: false });
        return found?.id ?? null;
      },
      onclose: () => view.go(view.at()),
    });
  }

  function onkey(event, index) {
    const item = source.at(index);
    const items = selection.size() > 0 ? selection.items() : item ? [item] : [];
    if ((event.ctrlKey || event.metaKey) && event.key === 'a') chooseAll();
    else if (event.ctrlKey || event.metaKey) return false;
    else if (event.key === 'Escape' && selection.size() > 0) selection.clear();
    else if (event.key === 'Delete' || event.key === 'Backspace') removeItems(items);
    else if (event.key === 'f') setFavourite(items);
    else if (/^[0-5]$/.test(event.key)) setRating(items, Number(event.key));
    else return false;
    return true;
  }

  /** Also gives the keyboard back to the grid: the bar that may have had it goes away. */
  function unchoose() {
    selection.clear();
    view.go(view.at());
  }

  async function chooseAll() {
    if (!(await selection.all())) announce(say('lib.most', { n: MOST }));
    bar.show();
  }

  function showNewer() {
    ask();
    view.toTop();
  }

  /** Something changed on the server: at the top it is shown at once, further down it waits behind a button. */
  const look = debounce(async () => {
    if (!isShown(element) || source.waiting()) return;
    facets.read(query).then(tell);
    if (view.root.scrollTop < 40 || query.sort !== 'newest') return source.refresh();
    const before = newer;
    try {
      newer = await source.countNewer();
    } catch {
      return; // the next change looks again
    }
    pill.hidden = newer === 0;
    pill.querySelector('span').textContent = sayCount('lib.newer', newer);
    if (newer === 0 || before > newer) source.refresh();
  }, FACETS_MS);

  onChanged(({ items, gone, back }) => {
    for (const { id, ...facts } of items) source.change(id, facts);
    if (gone.length > 0) selection.drop(gone);
    if (gone.length > 0 || back.length > 0) source.refresh();
    look();
  });
  let live = false;
  subscribe((news) => {
    const back = !live && news.link.state === 'live';
    live = news.link.state === 'live';
    if (back && !notice.hidden) source.refresh();
    if (back || !live) return;
    const touched = [...news.changed].map((id) => [id, news.jobs.get(id)]);
    for (const [id, job] of touched) if (job) source.change(id, changed(job));
    const known = (id) => source.placeOf(id) >= 0;
    if (touched.some(([id, job]) => (job ? job.status === 'complete' && !known(id) : known(id)))) look();
  });
  window.addEventListener(CHANGED, () => {
    facets.read(query).then(tell);
    if (query.collection) source.refresh();
  });
  takeFiles(element);
  followAddress();
  new ResizeObserver(() => isShown(element) && view.draw()).observe(element);
  ask();
}

/** Files dropped or pasted while the tab is shown. */
function takeFiles(element) {
  let depth = 0;
  const withFiles = (event) => isShown(element) && event.dataTransfer?.types.includes('Files');
  element.addEventListener('dragenter', (event) => {
    if (!withFiles(event)) return;
    depth += 1;
    element.classList.add('dropping');
  });
  element.addEventListener('dragleave', () => {
    depth = Math.max(0, depth - 1);
    if (depth === 0) element.classList.remove('dropping');
  });
  element.addEventListener('drop', (event) => {
    depth = 0;
    element.classList.remove('dropping');
    if (withFiles(event)) recogniseFiles([...event.dataTransfer.files]);
  });
  document.addEventListener('paste', (event) => {
    const files = [...(event.clipboardData?.files ?? [])];
    if (isShown(element) && files.length > 0) recogniseFiles(files);
  });
}

/** "Today", "Yesterday", else the day. */
function dayOf(iso) {
  const then = new Date(iso);
  const now = new Date();
  if (then.toDateString() === now.toDateString()) return say('lib.when.today');
  const yesterday = new Date(now.getFullYear(), now.getMonth(), now.getDate() - 1);
  if (then.toDateString() === yesterday.toDateString()) return say('lib.when.yesterday');
  const year = then.getFullYear() === now.getFullYear() ? undefined : 'numeric';
  return then.toLocaleDateString(locale(), { day: 'numeric', month: 'long', year });
}
