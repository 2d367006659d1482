/** What the stage shows before the first result, and while the server does not answer. */

import { button, h, icon } from '../base/dom.js';
import { kindIcon, oneLine, tabOf } from '../base/format.js';
import { firstRunCard } from '../providers/first_run.js';
import { say } from '../base/words.js';

/** Before the first result: three prompts that work well with the tab's first model. */
export function emptyView(kind, examples, onpick) {
  const cards = examples
    .slice(0, 3)
    .map((text) =>
      h(
        'button',
        { type: 'button', class: 'empty-card', onclick: () => onpick(text) },
        h('span', null, oneLine(text)),
        icon('arrow-right', 15),
      ),
    );
  return {
    root: h(
      'div',
      { class: 'empty', data: { testid: 'empty' } },
      h('div', { class: 'empty-mark' }, icon(kindIcon(kind), 26)),
      h('h2', null, say(`empty.${tabOf(kind)}`)),
      h('p', null, say('empty.how')),
      cards.length > 0 && h('div', { class: 'empty-cards', role: 'group', 'aria-label': say('examples') }, ...cards),
      firstRunCard(),
    ),
  };
}

/** @param {() => void} retry */
export function lostNotice(retry) {
  return h(
    'div',
    { class: 'notice bad', role: 'alert', data: { testid: 'lost' } },
    icon('wifi-off', 18),
    h('p', null, h('b', null, say('offline.title')), ` ${say('offline.todo')}`),
    button({ text: say('offline.now'), kind: 'quiet', onclick: retry }),
  );
}
