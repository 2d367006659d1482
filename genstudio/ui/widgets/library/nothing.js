/** An empty grid: before the first result, or because nothing fits the filters. */

import { button, h, icon } from '../base/dom.js';
import { say } from '../base/words.js';

/**
 * @param {{narrow: boolean, todo?: string, onclear: () => void, onstart?: () => void}} options `narrow`: filters are on
 */
export function nothingHere({ narrow, todo, onclear, onstart }) {
  return h(
    'div',
    { class: 'lib-empty', data: { testid: narrow ? 'no-match' : 'no-results' } },
    h('div', { class: 'empty-mark' }, icon(narrow ? 'search' : 'images', 26)),
    h('h2', null, say(narrow ? 'lib.nothing' : 'lib.empty')),
    h('p', null, narrow ? say('lib.nothing.todo') : (todo ?? say('lib.empty.todo'))),
    narrow && button({ text: say('lib.clear'), symbol: 'x', onclick: onclear }),
    !narrow && onstart && button({ text: say('lib.start'), symbol: 'image', onclick: onstart }),
  );
}
