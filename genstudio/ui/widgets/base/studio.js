/** Facts of the studio that do not change while the page is open. */

import { call } from './api.js';

let asked = null;

/** Whether this page runs on the studio's own computer, so that a folder opens before the one who looks at it. */
export const localActions = () => fact('localActions');

/** Whether the studio's computer plays every provider, and nothing is spent. */
export const practice = () => fact('practice');

async function fact(name) {
  asked ??= call('GET', '/studio');
  try {
    return (await asked)[name] === true;
  } catch {
    asked = null; // nothing is said this time, and the next one asks again
    return false;
  }
}
