/** A grid of any length of which only what is seen is in the page: rows come and go as it scrolls. */

import { debounce, fill, h, isShown } from '../base/dom.js';
import { tile } from './tile.js';

const GAP_PX = 8;
const LEAST_PX = { wide: 168, narrow: 104 };
const NARROW_PX = 560;
const WANT_EVERY_MS = 50;
const LEAD = 120;
const JUMP = 2;
const SETTLE_MS = 250;
const REST_MS = 700;
const LONG_PRESS_MS = 450;
/** How much is kept around the view, in views; the faster it scrolls, the more of it lies ahead. */
const AROUND = { ahead: 1, behind: 0.5, most: 4 };
const LEAD_MS = 300;

/**
 * @param {{source: any, selection: any, label: string, onopen: (index: number) => void,
 *   onfavourite?: (items: any[]) => void, onkey?: (event: KeyboardEvent, index: number) => boolean,
 *   onmove?: (first: number) => void, picks?: boolean}} options `picks`: a click chooses instead of opening
 */
export function grid({ source, selection, label, onopen, onfavourite, onkey, onmove, picks = false }) {
  const field = h('div', {
    class: 'lib-field',
    role: 'grid',
    'aria-label': label,
    'aria-multiselectable': 'true',
    data: { testid: 'grid' },
  });
  const root = h('div', { class: 'lib-scroll' }, field);
  const rows = new Map();
  let columns = 1;
  let step = 1;
  let at = 0;
  let top = 0;
  let down = true;
  let speed = 0;
  let jumped = false;
  let moment = 0;
  let wanted = 0;

  const rest = debounce(() => {
    speed = 0;
    root.classList.remove('scrolling');
  }, REST_MS);

  const settle = debounce(() => {
    jumped = false;
    draw();
    want();
  }, SETTLE_MS);

  const lines = () => Math.ceil((source.total() ?? 0) / columns);
  const inset = () => field.offsetTop;

  function measure() {
    const width = field.clientWidth;
    if (width === 0) return;
    const first = firstSeen();
    const least = width < NARROW_PX ? LEAST_PX.narrow : LEAST_PX.wide;
    columns = Math.max(2, Math.floor((width + GAP_PX) / (least + GAP_PX)));
    step = (width - GAP_PX * (columns - 1)) / columns + GAP_PX;
    field.style.setProperty('--columns', String(columns));
    field.style.setProperty('--side', `${step - GAP_PX}px`);
    field.setAttribute('aria-colcount', String(columns));
    for (const key of [...rows.keys()]) removeRow(key);
    if (first > 0) root.scrollTop = inset() + Math.floor(first / columns) * step;
    draw();
  }

  /** The place of the first item in view. */
  function firstSeen() {
    return Math.max(0, Math.floor((root.scrollTop - inset() + step / 2) / step)) * columns;
  }

  /** Rows from the first to the last that should be there. */
  function span() {
    const height = Math.max(1, root.clientHeight);
    const ahead = Math.min(AROUND.most, Math.max(AROUND.ahead, (speed * LEAD_MS) / height));
    const behind = ahead > AROUND.ahead ? 0 : AROUND.behind;
    const [above, below] = jumped ? [0, 0] : down ? [behind, ahead] : [ahead, behind];
    const begin = root.scrollTop - inset();
    return [
      Math.max(0, Math.floor((begin - above * height) / step)),
      Math.min(lines() - 1, Math.floor((begin + height * (1 + below)) / step)),
    ];
  }

  function draw() {
    const total = source.total();
    root.hidden = total === 0;
    field.setAttribute('aria-busy', String(total === null));
    if (!isShown(root) || total === null) return;
    field.style.height = `${Math.max(0, lines() * step - GAP_PX)}px`;
    field.setAttribute('aria-rowcount', String(lines()));
    at = Math.max(0, Math.min(at, total - 1));
    const [first, last] = span();
    const focusRow = Math.floor(at / columns);
    for (const row of [...rows.keys()])
      if ((row < first || row > last || row >= lines()) && row !== focusRow) removeRow(row);
    for (let row = first; row <= last; row += 1) addRow(row);
    // The row with the focus stays, else the keyboard would lose its place when the wheel turns.
    if (total > 0) addRow(focusRow);
    for (const { tiles } of rows.values()) for (const each of tiles) paint(each);
    onmove?.(firstSeen());
  }

  function addRow(row) {
    if (rows.has(row)) return;
    const tiles = [];
    for (let column = 0; column < columns; column += 1) tiles.push(tile(row * columns + column));
    const line = h(
      'div',
      {
        class: 'lib-row',
        role: 'row',
        'aria-rowindex': String(row + 1),
        style: { transform: `translateY(${row * step}px)` },
      },
      ...tiles.map((each) => each.root),
    );
    rows.set(row, { line, tiles });
    const after = [...rows.keys()].filter((other) => other > row).sort((a, b) => a - b)[0];
    field.insertBefore(line, after === undefined ? null : rows.get(after).line);
  }

  function removeRow(row) {
    const { line, tiles } = rows.get(row);
    for (const each of tiles) each.leave();
    line.remove();
    rows.delete(row);
  }

  function paint(each) {
    const index = Number(each.root.dataset.index);
    each.root.hidden = index >= source.total();
    each.show(source.at(index));
    const id = each.item()?.id;
    each.root.setAttribute('aria-selected', String(id !== undefined && selection.has(id)));
    each.root.tabIndex = index === at ? 0 : -1;
  }

  /** Asks for what is in view and around it, at most every few frames, so that a drag along the bar loads on its way. */
  function want() {
    if (wanted) return;
    ask();
    wanted = setTimeout(() => {
      wanted = 0;
      ask();
    }, WANT_EVERY_MS);
  }

  function ask() {
    const [first, last] = span();
    // The facts of a page are small; known early, they let the pictures be asked for before they are in view.
    source.want(first * columns - (down ? 0 : LEAD), (last + 1) * columns - 1 + (down ? LEAD : 0));
  }

  const cellOf = (index) => rows.get(Math.floor(index / columns))?.tiles[index % columns];

  /** Puts the keyboard on a place and brings it into view. */
  function go(index, { focus = true } = {}) {
    at = Math.max(0, Math.min(index, (source.total() ?? 1) - 1));
    const line = inset() + Math.floor(at / columns) * step;
    const low = line + step - root.clientHeight + GAP_PX;
    if (root.scrollTop > line - GAP_PX) root.scrollTop = line - GAP_PX;
    else if (root.scrollTop < low) root.scrollTop = low;
    draw();
    want();
    if (focus) cellOf(at)?.root.focus({ preventScroll: true });
  }

  const page = () => Math.max(1, Math.floor(root.clientHeight / step)) * columns;

  function target(event) {
    const last = (source.total() ?? 1) - 1;
    switch (event.key) {
      case 'ArrowRight':
        return at + 1;
      case 'ArrowLeft':
        return at - 1;
      case 'ArrowDown':
        return at + columns > last && Math.floor(at / columns) < lines() - 1 ? last : at + columns;
      case 'ArrowUp':
        return at - columns;
      case 'PageDown':
        return Math.min(last, at + page());
      case 'PageUp':
        return Math.max(0, at - page());
      case 'Home':
        return event.ctrlKey || event.metaKey ? 0 : at - (at % columns);
      case 'End':
        return event.ctrlKey || event.metaKey ? last : Math.min(last, at - (at % columns) + columns - 1);
      default:
        return null;
    }
  }

  function onkeydown(event) {
    if (event.altKey || !event.target.closest('[role=gridcell]')) return;
    const next = target(event);
    if (next !== null) {
      event.preventDefault();
      if (next < 0 || next >= (source.total() ?? 0)) return;
      if (!event.shiftKey) selection.begin(next);
      else selection.extend(next);
      go(next);
    } else if (event.key === ' ') {
      event.preventDefault();
      if (event.shiftKey) selection.extend(at);
      else selection.toggle(at);
    } else if (event.key === 'Enter') {
      event.preventDefault();
      onopen(at);
    } else if (onkey?.(event, at)) event.preventDefault();
  }

  function onclick(event) {
    const cell = event.target.closest('[role=gridcell]');
    if (!cell?.dataset.id) return;
    const index = Number(cell.dataset.index);
    const act = event.target.closest('[data-act]')?.dataset.act;
    if (act === 'favourite' && onfavourite) return onfavourite([source.at(index)]);
    go(index);
    if (!event.shiftKey && !event.ctrlKey && !event.metaKey && !picks && selection.size() === 0) selection.begin(index);
    if (event.shiftKey) selection.extend(index);
    else if (act === 'check' || event.ctrlKey || event.metaKey || selection.size() > 0 || picks)
      selection.toggle(index);
    else onopen(index);
  }

  field.addEventListener('keydown', onkeydown);
  field.addEventListener('click', onclick);
  onLongPress(field, (cell) => selection.toggle(Number(cell.dataset.index)));
  // A range of tiles is no text to be marked.
  field.addEventListener('mousedown', (event) => event.shiftKey && event.preventDefault());
  root.addEventListener(
    'scroll',
    () => {
      const now = performance.now();
      const moved = root.scrollTop - top;
      down = moved >= 0;
      // A jump of the scrollbar is no speed to keep up with: what is in view comes first, what is around it after.
      jumped = Math.abs(moved) > JUMP * root.clientHeight;
      if (jumped) settle();
      speed = jumped ? 0 : Math.abs(moved) / Math.max(1, now - moment);
      top = root.scrollTop;
      moment = now;
      root.classList.add('scrolling');
      rest();
      draw();
      want();
    },
    { passive: true },
  );
  const sized = new ResizeObserver(() => {
    measure();
    want();
  });
  sized.observe(root);

  return {
    root,
    field,
    draw: () => {
      if (step === 1) measure();
      draw();
    },
    go,
    at: () => at,
    firstSeen,
    toTop: () => {
      at = 0;
      root.scrollTop = 0;
      draw();
      want();
    },
    leave: () => {
      sized.disconnect();
      for (const key of [...rows.keys()]) removeRow(key);
      fill(field);
    },
  };
}

/** A finger that rests on a tile begins to choose, as it does in other galleries; the click at its end counts for nothing. */
function onLongPress(field, work) {
  let timer = 0;
  let held = false;
  const end = () => clearTimeout(timer);
  field.addEventListener('pointerdown', (event) => {
    held = false;
    const cell = event.target.closest('[role=gridcell]');
    if (event.pointerType !== 'touch' || !cell) return;
    end();
    timer = setTimeout(() => {
      held = true;
      work(cell);
    }, LONG_PRESS_MS);
  });
  for (const name of ['pointerup', 'pointercancel', 'pointerleave']) field.addEventListener(name, end);
  field.addEventListener('contextmenu', (event) => held && event.preventDefault());
  field.addEventListener(
    'click',
    (event) => {
      if (held) event.stopPropagation();
      held = false;
    },
    { capture: true },
  );
}
