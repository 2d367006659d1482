/** Which ended jobs this browser no longer lists in its queue. Their results stay in the library. */

import { keep, recall } from '../base/drafts.js';

const NAME = 'queue:cleared';
const MOST_SINGLE = 200;
const listeners = new Set();
let cleared = recall(NAME, { before: '', ids: [] });

/** @param {any} job */
export function isCleared(job) {
  const ended = job.finishedAt ?? job.createdAt;
  return ended <= cleared.before || cleared.ids.includes(job.id);
}

/** Takes one job off the list. @param {string} id */
export function clearOne(id) {
  change({ ...cleared, ids: [id, ...cleared.ids].slice(0, MOST_SINGLE) });
}

/** Takes all that had ended at this moment off the list. @param {string} time ISO 8601, of the last one */
export function clearUntil(time) {
  change({ before: time, ids: [] });
}

/** What to give to `putBack` to undo what comes next. */
export const mark = () => cleared;

export function putBack(earlier) {
  change(earlier);
}

/** @param {() => void} listener called after every change, also by another window of this browser */
export function onCleared(listener) {
  listeners.add(listener);
}

function change(next) {
  cleared = next;
  keep(NAME, cleared);
  for (const listener of listeners) listener();
}

window.addEventListener('storage', (event) => {
  if (!event.key?.endsWith(NAME)) return;
  cleared = recall(NAME, cleared);
  for (const listener of listeners) listener();
});
