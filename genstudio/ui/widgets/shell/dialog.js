/** The frame of the shell's dialogs: a native <dialog> with a title, closed by Escape, its cross or a click beside it. */

import { button, freshId, h } from '../base/dom.js';
import { say } from '../base/words.js';

/**
 * Opens a dialog and returns it; focus goes back to where it was once it closes.
 * @param {{title: string, name: string}} what `name` is its class and test id
 * @param {...Node} children
 */
export function openDialog({ title, name }, ...children) {
  const id = freshId(name);
  const close = button({ label: say('close'), symbol: 'x', kind: 'ghost', onclick: () => dialog.close() });
  const dialog = h(
    'dialog',
    {
      class: `dialog ${name}`,
      tabindex: '-1',
      'aria-labelledby': id,
      data: { testid: name },
      onclose: () => dialog.remove(),
      // The backdrop belongs to the dialog itself: whatever is in it lies in the inner box.
      onclick: (event) => event.target === dialog && dialog.close(),
    },
    h('div', { class: 'dialog-box' }, h('header', { class: 'dialog-head' }, h('h2', { id }, title), close), ...children),
  );
  document.body.append(dialog);
  dialog.showModal();
  // The dialog itself, not its cross: a ring around the cross would ask to close what was just opened.
  dialog.focus();
  return dialog;
}
