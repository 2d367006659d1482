/** Asks before something that cannot be undone. */

import { button, h } from './dom.js';
import { say } from './words.js';

/**
 * True when the person agrees.
 * @param {{title: string, text?: string, ok: string}} question
 * @returns {Promise<boolean>}
 */
export function confirm({ title, text = '', ok }) {
  return new Promise((resolve) => {
    const dialog = h(
      'dialog',
      {
        class: 'confirm',
        'aria-label': title,
        onclose: () => {
          resolve(dialog.returnValue === 'ok');
          dialog.remove();
        },
        onclick: (event) => {
          if (event.target === dialog) dialog.close();
        },
      },
      h(
        'div',
        { class: 'confirm-body' },
        h('h2', null, title),
        text && h('p', null, text),
        h(
          'div',
          { class: 'confirm-actions' },
          button({ text: say('confirm.back'), kind: 'quiet', onclick: () => dialog.close() }),
          button({ text: ok, 'data-testid': 'confirm', onclick: () => dialog.close('ok') }),
        ),
      ),
    );
    document.body.append(dialog);
    dialog.showModal();
  });
}
