/** Facts of the studio that do not change while the page is open. */

import { call } from './api.js';

let asked = null;

/** Whether this page runs on the studio's own computer, so that a folder opens before the one who looks at it. */
export async function localActions() {
  asked ??= call('GET', '/studio');
  try {
    return (await asked).localActions === true;
  } catch {
    asked = null; // nothing is offered this time, and the next one asks again
    return false;
  }
}
