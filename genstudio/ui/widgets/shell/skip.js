/** The first stop of the Tab key: past the bar and the rail, straight to what is shown. */

import { h } from '../base/dom.js';
import { say } from '../base/words.js';

const STOPS = 'textarea, input:not([type=file]), select, button, a[href], [tabindex="0"]';

export function skipLink() {
  const go = (event) => {
    event.preventDefault();
    firstStop()?.focus();
  };
  return h('a', { class: 'skip', href: '#', data: { testid: 'skip' }, onclick: go }, say('skip'));
}

/** The prompt of a media tab, else the first control of the tab that is shown. */
function firstStop() {
  const panel = [...document.querySelectorAll('[role=tabpanel]')].find((each) => each.getClientRects().length > 0);
  const prompt = panel?.querySelector('[data-testid=prompt]');
  return prompt ?? [...(panel?.querySelectorAll(STOPS) ?? [])].find((each) => each.getClientRects().length > 0);
}
