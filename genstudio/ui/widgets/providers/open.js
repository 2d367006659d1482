/** The way to one provider's card from anywhere on the page. */

import { openTab } from '../shell/shell.js';

let wanted = '';
let listener = null;

/** Shows the Providers tab with this provider opened. @param {string} name */
export function openProvider(name) {
  wanted = name;
  openTab('providers');
  tell();
}

/** @param {(name: string) => void} heard called with the provider to open, also one that was wanted before */
export function onWanted(heard) {
  listener = heard;
  tell();
}

function tell() {
  if (!listener || !wanted) return;
  listener(wanted);
  wanted = '';
}
