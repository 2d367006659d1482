/** A button that opens a list to choose from: with a search where the list is long, in groups where it has some. */

import { fill, freshId, h, icon } from '../base/dom.js';
import { say } from '../base/words.js';

const MANY = 9;
const MANY_CARDS = 5;
const GAP_PX = 6;
const EDGE_PX = 10;
const HIGHEST_PX = 440;
const LOWEST_PX = 180;

/**
 * @typedef {object} ComboOptions
 * @property {string} name what is chosen, for screen readers
 * @property {string} [id] of the button
 * @property {string} [testid] of the button
 * @property {string} [search] the search's placeholder
 * @property {boolean} [large] whether options are cards of several lines
 * @property {(item: any) => string} text what the search looks through
 * @property {(item: any) => (Node | string | null | false)[]} face what the button shows
 * @property {(item: any) => (Node | string | null | false)[]} option what an option shows
 * @property {(item: any) => Record<string, string>} [data] of an option's element
 * @property {(item: any) => string} [group] the heading above an item; items of one group stand together
 * @property {(text: string) => string} [none] said where nothing is found
 * @property {(item: any) => void} onpick
 * @property {(item: any) => void} [onside] the arrow to the right, on the marked option
 * @property {string} [hint] stands below the list
 */

/** @param {ComboOptions} options */
export function combo({
  name,
  id,
  testid,
  search,
  large,
  text,
  face,
  option,
  data,
  group,
  none,
  onpick,
  onside,
  hint,
}) {
  const listId = freshId('list');
  const button = h('button', {
    id: id ?? null,
    type: 'button',
    class: `combo-face${large ? ' large' : ''}`,
    'aria-haspopup': 'listbox',
    'aria-expanded': 'false',
    'aria-controls': listId,
    data: testid ? { testid } : {},
    onclick: () => (isOpen() ? close() : open()),
  });
  const box = h('input', {
    type: 'text',
    class: 'combo-search',
    placeholder: search ?? say('combo.search'),
    'aria-label': search ?? say('combo.search'),
    role: 'combobox',
    'aria-expanded': 'true',
    'aria-controls': listId,
    'aria-autocomplete': 'list',
    autocomplete: 'off',
    spellcheck: 'false',
    oninput: () => filter(),
  });
  const top = h('div', { class: 'combo-top' }, icon('search', 15), box);
  const list = h('div', { class: 'combo-list', role: 'listbox', id: listId, tabindex: '-1', 'aria-label': name });
  const nothing = h('p', { class: 'combo-none', role: 'status', hidden: true });
  const pop = h(
    'div',
    { class: `combo-pop${large ? ' large' : ''}`, popover: 'manual' },
    top,
    list,
    nothing,
    hint && h('p', { class: 'combo-hint' }, hint),
  );
  const root = h('div', { class: 'combo' }, button, pop);
  const many = large ? MANY_CARDS : MANY;
  let items = [];
  let current = null;
  /** @type {{item: any, node: HTMLElement, text: string}[]} */
  let rows = [];
  let found = [];
  let marked = 0;
  let typed = '';
  let typedAt = 0;

  const isOpen = () => pop.matches(':popover-open');

  function open(first = '') {
    draw();
    top.hidden = items.length < many;
    pop.showPopover();
    place();
    button.setAttribute('aria-expanded', 'true');
    box.value = first;
    filter();
    mark(
      first
        ? 0
        : Math.max(
            0,
            found.findIndex((row) => row.item === current),
          ),
    );
    // A finger that opens a list wants to see it, not a keyboard over it.
    const keys = !window.matchMedia('(pointer: coarse)').matches;
    (top.hidden || !keys ? list : box).focus({ preventScroll: true });
    window.addEventListener('scroll', place, { capture: true, passive: true });
    window.addEventListener('resize', place);
    document.addEventListener('pointerdown', outside, true);
  }

  function close(refocus = false) {
    if (!isOpen()) return;
    pop.hidePopover();
    button.setAttribute('aria-expanded', 'false');
    window.removeEventListener('scroll', place, { capture: true });
    window.removeEventListener('resize', place);
    document.removeEventListener('pointerdown', outside, true);
    if (refocus) button.focus();
  }

  function outside(event) {
    if (!root.contains(event.target)) close();
  }

  /** Below the button where there is room, else above it. */
  function place(event) {
    if (event && pop.contains(event.target)) return;
    const at = button.getBoundingClientRect();
    if (at.width === 0) return close();
    const below = window.innerHeight - at.bottom - GAP_PX - EDGE_PX;
    const above = at.top - GAP_PX - EDGE_PX;
    const up = below < LOWEST_PX && above > below;
    const width = Math.min(Math.max(at.width, 240), window.innerWidth - 2 * EDGE_PX);
    Object.assign(pop.style, {
      width: `${width}px`,
      left: `${Math.min(at.left, window.innerWidth - width - EDGE_PX)}px`,
      top: up ? 'auto' : `${at.bottom + GAP_PX}px`,
      bottom: up ? `${window.innerHeight - at.top + GAP_PX}px` : 'auto',
      maxHeight: `${Math.max(LOWEST_PX, Math.min(HIGHEST_PX, up ? above : below))}px`,
    });
  }

  function draw() {
    rows = items.map((item) => ({ item, node: optionOf(item), text: text(item).toLowerCase() }));
    if (!group) return fill(list, ...rows.map((row) => row.node));
    const groups = new Map();
    for (const row of rows) groups.set(group(row.item), [...(groups.get(group(row.item)) ?? []), row.node]);
    fill(
      list,
      ...[...groups].map(([title, nodes]) =>
        groups.size === 1
          ? h('div', { role: 'presentation' }, ...nodes)
          : h(
              'div',
              { role: 'group', class: 'combo-group', 'aria-label': title },
              h('h3', { 'aria-hidden': 'true' }, title),
              ...nodes,
            ),
      ),
    );
  }

  function optionOf(item) {
    const node = h(
      'div',
      {
        class: 'combo-option',
        role: 'option',
        id: freshId('option'),
        data: data?.(item),
        'aria-selected': String(item === current),
        onclick: () => pick(item),
        onmousemove: () => {
          const index = found.findIndex((row) => row.node === node);
          if (index !== marked) mark(index, false);
        },
      },
      ...option(item),
    );
    return node;
  }

  function filter() {
    const words = box.value.toLowerCase().split(/\s+/).filter(Boolean);
    found = rows.filter((row) => {
      const fits = words.every((word) => row.text.includes(word));
      row.node.hidden = !fits;
      return fits;
    });
    for (const each of list.querySelectorAll('.combo-group')) {
      each.hidden = !each.querySelector('.combo-option:not([hidden])');
    }
    nothing.hidden = found.length > 0;
    nothing.textContent = found.length > 0 ? '' : (none?.(box.value) ?? say('combo.none', { text: box.value }));
    mark(0);
  }

  function mark(index, reveal = true) {
    marked = Math.min(Math.max(index, 0), found.length - 1);
    for (const row of rows) row.node.classList.remove('marked');
    const row = found[marked];
    for (const each of [box, list]) each.setAttribute('aria-activedescendant', row?.node.id ?? '');
    row?.node.classList.add('marked');
    if (reveal) row?.node.scrollIntoView({ block: 'nearest' });
  }

  function pick(item) {
    close(true);
    if (item !== current) onpick(item);
  }

  pop.addEventListener('keydown', (event) => {
    const page = Math.max(1, Math.floor(list.clientHeight / (found[0]?.node.offsetHeight || 1)) - 1);
    const steps = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page };
    const typing = event.target === box && box.value !== '';
    if (event.key in steps) mark(marked + steps[event.key]);
    else if (event.key === 'Home' && !typing) mark(0);
    else if (event.key === 'End' && !typing) mark(found.length - 1);
    else if (event.key === 'Escape') close(true);
    else if (event.key === 'ArrowRight' && onside && found[marked] && !typing) onside(found[marked].item);
    else if (
      (event.key === 'Enter' || (event.key === ' ' && event.target === list)) &&
      !event.ctrlKey &&
      !event.metaKey
    ) {
      if (found[marked]) pick(found[marked].item);
    } else if (event.key === 'Tab') {
      close(true);
      return;
    } else if (event.target === list && event.key.length === 1 && !event.ctrlKey && !event.metaKey) jump(event.key);
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  button.addEventListener('keydown', (event) => {
    if (isOpen() || event.ctrlKey || event.metaKey || event.altKey) return;
    const letter = event.key.length === 1 && /[\p{L}\p{N}]/u.test(event.key) && items.length >= many;
    if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp' && !letter) return;
    event.preventDefault();
    open(letter ? event.key : '');
  });

  /** Letters typed in a list without a search go to the next option that begins with them. */
  function jump(letter) {
    const now = performance.now();
    typed = now - typedAt < 700 ? typed + letter.toLowerCase() : letter.toLowerCase();
    typedAt = now;
    const order = found.map((_, index) => (marked + index + (typed.length === 1 ? 1 : 0)) % found.length);
    const next = order.find((index) => found[index].text.trimStart().startsWith(typed));
    if (next !== undefined) mark(next);
  }

  /** Shows the choice; an open list stays open and is drawn anew. */
  function show(all, chosen) {
    items = all;
    current = chosen;
    fill(button, h('span', { class: 'combo-current' }, ...face(chosen)), icon('chevron-down', 16));
    if (isOpen()) {
      draw();
      filter();
    }
  }

  return { root, button, show, close };
}
