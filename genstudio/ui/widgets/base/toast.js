/** Short notes at the foot of the page, and the one live region that screen readers hear. */

import { button, fill, h } from './dom.js';
import { say } from './words.js';

const SHOWN_MS = 6_000;
const host = h('div', { class: 'toasts' });
const live = h('div', { class: 'unseen', role: 'status', 'aria-live': 'polite', data: { testid: 'live' } });
document.body.append(host, live);

/**
 * Shows a note; errors stay until they are closed or replaced.
 * @param {string} text
 * @param {{kind?: 'note' | 'error', more?: string, action?: {text: string, run: () => void}}} [options]
 */
export function toast(text, { kind = 'note', more = '', action } = {}) {
  const close = () => note.remove();
  const note = h(
    'div',
    { class: `toast ${kind}`, role: kind === 'error' ? 'alert' : 'status', data: { testid: 'toast' } },
    h('div', { class: 'toast-text' }, h('b', null, text), more && h('span', null, more)),
    action &&
      button({
        text: action.text,
        kind: 'quiet',
        onclick: () => {
          close();
          action.run();
        },
      }),
    button({ label: say('close'), symbol: 'x', kind: 'ghost', onclick: close }),
  );
  for (const old of host.querySelectorAll('.toast.error')) old.remove();
  host.append(note);
  while (host.children.length > 3) host.firstChild.remove();
  if (kind !== 'error') setTimeout(close, action ? SHOWN_MS + 2_000 : SHOWN_MS);
}

/** Says something to screen readers alone. */
export function announce(text) {
  fill(live, text);
}
