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
    last: [['↑'], ['↓']],
    tabs: [['↑'], ['↓']],
    help: [['?']],
    close: [['Esc']],
  },
  queue: {
    walk: [['↑'], ['↓']],
    move: [
      ['Alt', '↑'],
      ['Alt', '↓'],
    ],
    grab: [['Space']],
  },
  library: {
    tiles: [['←'], ['→'], ['↑'], ['↓']],
    choose: [['Space']],
    extend: [['Shift', '→']],
    all: [[COMMAND, 'A']],
    open: [['Enter']],
    favourite: [['F']],
    rate: [['0 – 5']],
    remove: [['Del']],
  },
  picture: {
    zoom: [['+'], ['-']],
    fit: [['0']],
    own: [['1']],
    leaf: [['←'], ['→']],
    swap: [['X']],
    beside: [['S']],
    full: [['F']],
  },
  player: {
    play: [['Space']],
    seek: [['←'], ['→']],
    finely: [
      ['Shift', '←'],
      ['Shift', '→'],
    ],
    ends: [['Home'], ['End']],
    loop: [['L']],
    stretch: [['R']],
    mute: [['M']],
    frame: [[','], ['.']],
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
  openDialog({ title: say('keys'), name: 'shortcuts' }, h('div', { class: 'dialog-body keys-groups' }, ...parts));
}

function lines(name, ways) {
  const keys = ways.map((keys) => h('span', { class: 'keys-way' }, ...keys.map((key) => h('kbd', null, key))));
  return [h('dt', null, say(`keys.do.${name}`)), h('dd', null, ...keys)];
}
