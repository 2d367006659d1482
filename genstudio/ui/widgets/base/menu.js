/** A button that opens a short list of things to do. */

import { button, fill, h, icon } from './dom.js';

const GAP_PX = 6;
const EDGE_PX = 8;

/**
 * @typedef {object} Item
 * @property {string} text
 * @property {string} [note] what it entails, in fewer words
 * @property {string} [symbol]
 * @property {string} [name] what screen readers say in place of the text
 * @property {boolean} [heading] no action: a title above those that follow
 * @property {boolean} [danger]
 * @property {string} [testid]
 * @property {() => void} [run]
 */

/**
 * The button; what it opens is asked for anew each time. Props as for `button`.
 * @param {Record<string, any> & {items: () => Item[] | Promise<Item[]>}} options
 */
export function menuButton({ items, ...props }) {
  const opener = button({
    ...props,
    'aria-haspopup': 'menu',
    'aria-expanded': 'false',
    onclick: () => open(opener, items),
  });
  return opener;
}

async function open(opener, items) {
  if (opener.getAttribute('aria-expanded') === 'true') return;
  opener.setAttribute('aria-expanded', 'true');
  const list = h('div', {
    class: 'menu',
    role: 'menu',
    popover: 'auto',
    'aria-label': opener.textContent || opener.title,
  });
  fill(list, ...(await items()).map((item) => row(item, list)));
  // A dialog makes the rest of the page inert, so that its own menus have to stand inside it.
  (opener.closest('dialog') ?? document.body).append(list);
  list.addEventListener('toggle', (event) => {
    if (event.newState !== 'closed') return;
    opener.setAttribute('aria-expanded', 'false');
    if (list.contains(document.activeElement) || document.activeElement === document.body) opener.focus();
    list.remove();
  });
  list.addEventListener('keydown', (event) => move(event, list));
  list.showPopover();
  place(list, opener.getBoundingClientRect());
  rows(list)[0]?.focus();
}

function row(item, list) {
  if (item.heading) return h('div', { class: 'menu-heading', role: 'presentation' }, item.text);
  return h(
    'button',
    {
      type: 'button',
      class: `menu-item${item.danger ? ' danger' : ''}`,
      role: 'menuitem',
      'aria-label': item.name ?? null,
      tabindex: '-1',
      data: item.testid ? { testid: item.testid } : {},
      onclick: () => {
        list.hidePopover();
        item.run();
      },
    },
    item.symbol && icon(item.symbol, 15),
    h('span', null, item.text),
    item.note && h('small', null, item.note),
  );
}

const rows = (list) => /** @type {HTMLElement[]} */ ([...list.querySelectorAll('[role=menuitem]')]);

function move(event, list) {
  const all = rows(list);
  const at = all.indexOf(document.activeElement);
  const next = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: all.length - 1 }[event.key];
  if (event.key === 'Tab') list.hidePopover();
  if (next === undefined) return;
  event.preventDefault();
  all[(next + all.length) % all.length].focus();
}

/** Below its button where there is room, else above it, and never past an edge of the window. */
function place(list, box) {
  const { offsetWidth: width, offsetHeight: height } = list;
  const below = box.bottom + GAP_PX;
  const top = below + height > innerHeight - EDGE_PX ? Math.max(EDGE_PX, box.top - GAP_PX - height) : below;
  const left = Math.max(EDGE_PX, Math.min(box.left, innerWidth - EDGE_PX - width));
  Object.assign(list.style, { top: `${top}px`, left: `${left}px` });
}
