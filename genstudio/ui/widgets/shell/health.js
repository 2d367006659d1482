/** One calm line on who can be asked: nothing leaves this computer, how many providers are ready, or what is wrong. */

import { models, onTables } from '../base/catalog.js';
import { fill, h } from '../base/dom.js';
import { providerName } from '../base/names.js';
import { say, sayCount } from '../base/words.js';
import { openTab } from './shell.js';

const KINDS = ['image', 'tts', 'video', 'music'];
const WRONG = new Set(['key refused', 'keyring locked']);

/** The button; it leads to the providers. */
export function healthButton() {
  const words = h('span', { class: 'health-words' });
  const root = h(
    'button',
    {
      type: 'button',
      class: 'health',
      hidden: true,
      data: { testid: 'health' },
      onclick: () => openTab('providers'),
    },
    h('i', { 'aria-hidden': 'true' }),
    words,
  );

  async function look() {
    try {
      const tables = await Promise.all(KINDS.map(models));
      show(tables.flat());
    } catch {
      root.hidden = true; // the tables could not be read: nothing is claimed
    }
  }

  function show(table) {
    const states = new Map(table.filter((model) => !model.offline).map((model) => [model.provider, model.state]));
    const wrong = [...states].filter(([, state]) => WRONG.has(state)).map(([name]) => providerName(name));
    const ready = [...states].filter(([, state]) => state === 'ready').map(([name]) => providerName(name));
    root.dataset.state = wrong.length > 0 ? 'wrong' : 'fine';
    const text =
      wrong.length > 0
        ? sayCount('health.wrong', wrong.length)
        : ready.length > 0
          ? sayCount('health.ready', ready.length)
          : say('health.here');
    fill(words, text);
    root.title = [text, (wrong.length > 0 ? wrong : ready).join(', ')].filter(Boolean).join(': ');
    root.hidden = false;
  }

  onTables(look);
  requestIdleCallback(() => look()); // the form's own table goes first
  return root;
}
