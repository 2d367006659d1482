/** For whoever comes first: everything works without a key, and where a key goes. Gone once it is dismissed. */

import { call } from '../base/api.js';
import { button, fill, h, icon } from '../base/dom.js';
import { keep, recall } from '../base/drafts.js';
import { list } from '../base/feed.js';
import { say } from '../base/words.js';
import { openProvider } from './open.js';

const KEPT = 'first-run';
/** Every card of the page: it stands on each tab, and goes from all of them at once. */
const cards = new Set();

/** What the server told of its providers, asked once for all cards. */
let told = null;

/** A card that shows itself while nothing was made or set up yet. @returns {HTMLElement} */
export function firstRunCard() {
  const root = h('aside', { class: 'first-run', 'aria-label': say('first.title'), hidden: true });
  if (recall(KEPT, '') === 'seen') return root;
  cards.add(root);
  told ??= call('GET', '/providers');
  told.then(
    ({ providers }) => show(root, providers),
    () => (told = null), // an invitation is not worth a complaint
  );
  return root;
}

function show(root, providers) {
  const keyed = providers.filter((each) => each.needsKey);
  // Whoever has a key or has made something knows, and a guest has nothing to set up.
  if (keyed.some((each) => each.key?.source !== null) || list().length > 0 || !cards.has(root)) return;
  const needy = keyed.filter((each) => each.state === 'needs key');
  fill(
    root,
    icon('sparkles', 18),
    h(
      'div',
      null,
      h('b', null, say('first.title')),
      h('p', null, say(needy.length > 0 ? 'first.key' : 'first.text')),
      needy.length > 0 &&
        button({
          text: say('first.add'),
          symbol: 'key-round',
          size: 14,
          'data-testid': 'add-key',
          onclick: () => openProvider(needy[0].name),
        }),
    ),
    button({ label: say('first.close'), symbol: 'x', kind: 'ghost', onclick: dismiss }),
  );
  root.hidden = false;
}

function dismiss() {
  keep(KEPT, 'seen');
  clear();
}

function clear() {
  for (const card of cards) card.remove();
  cards.clear();
  told = null;
}

window.addEventListener('studio:providers', clear);
