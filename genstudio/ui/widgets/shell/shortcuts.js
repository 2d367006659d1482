/** Every keyboard shortcut of the page, in the order in which they are needed. */

import { h } from '../base/dom.js';
import { say } from '../base/words.js';
import { openDialog } from './dialog.js';

const MAC = /mac|iphone|ipad/i.test(navigator.userAgent);
const COMMAND = MAC ? '⌘' : 'Ctrl';

/** Group -> shortcuts, each with its keys: those of one combination in a list, alternatives in further lists. */
const GROUPS = {
  page: {
    generate: [[COMMAND, 'Enter']],
    prompt: [['/']],
    help: [['?']],
    close: [['Esc']],
  },
  rail: {
    tabs: [['↑'], ['↓']],
  },
  player: {
    play: [['Space']],
    seek: [['←'], ['→']],
    ends: [['Home'], ['End']],
  },
  viewer: {
    zoom: [['+'], ['−']],
    fit: [['0']],
  },
};

export function openShortcuts() {
  const parts = Object.entries(GROUPS).map(([group, shortcuts]) =>
    h(
      'section',
      { class: 'keys-group' },
      h('h3', null, say(`keys.${group}`)),
      h('dl', { class: 'keys' }, ...Object.entries(shortcuts).flatMap(([name, ways]) => lines(name, ways))),
    ),
  );
  openDialog({ title: say('keys'), name: 'shortcuts' }, h('div', { class: 'sheet-body' }, ...parts));
}

function lines(name, ways) {
  const keys = ways.map((keys) => h('span', { class: 'keys-way' }, ...keys.map((key) => h('kbd', null, key))));
  return [h('dt', null, say(`keys.do.${name}`)), h('dd', null, ...keys)];
}
