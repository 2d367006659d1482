/**
 * A large dialog over the page. It is not shown with `showModal`, which would put the notes at the foot of the page out
 * of sight and out of reach; the page behind is made inert instead.
 */

import { h } from '../base/dom.js';

const open = [];

/**
 * @param {{name: string, kind?: string, content: Node, onclose?: () => void}} options `name` is what it is called
 * @returns {{root: HTMLElement, close: () => void}}
 */
export function sheet({ name, kind = '', content, onclose }) {
  const before = /** @type {HTMLElement | null} */ (document.activeElement);
  const box = h(
    'div',
    { class: `lib-sheet ${kind}`, role: 'dialog', 'aria-modal': 'true', 'aria-label': name, tabindex: '-1' },
    content,
  );
  const root = h('div', { class: 'lib-veil' }, box);
  const mine = { root, close };

  function close() {
    if (!open.includes(mine)) return;
    open.splice(open.indexOf(mine), 1);
    root.remove();
    guard();
    before?.focus?.({ preventScroll: true });
    onclose?.();
  }

  root.addEventListener('pointerdown', (event) => event.target === root && close());
  open.push(mine);
  document.body.append(root);
  guard();
  box.focus();
  return { root: box, close };
}

/** Only the topmost sheet, and the notes at the foot, can be reached. */
function guard() {
  const app = document.querySelector('gradio-app');
  if (app) app.inert = open.length > 0;
  open.forEach(({ root }, index) => {
    root.inert = index < open.length - 1;
  });
}

document.addEventListener('keydown', (event) => {
  // A menu, a question or the viewer on top of it takes the key for itself.
  const above = document.querySelector(':popover-open, dialog:modal');
  if (event.key !== 'Escape' || event.defaultPrevented || open.length === 0 || above) return;
  event.preventDefault();
  open.at(-1).close();
});
