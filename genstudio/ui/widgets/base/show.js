/** Which job a tab shows, in the address: `#image?job=ID` is the same after a reload and can be passed on. */

import { tabOf } from './format.js';

const parse = () => {
  const [tab, query] = window.location.hash.slice(1).split('?');
  return { tab, job: new URLSearchParams(query).get('job') };
};

/** The job in the address, if this kind's tab is the one that it names. @param {string} kind */
export function jobInAddress(kind) {
  const { tab, job } = parse();
  return tab === tabOf(kind) ? job : null;
}

/** Writes the job into the address while this kind's tab is shown. @param {string} kind @param {string | null} id */
export function keepInAddress(kind, id) {
  const { tab, job } = parse();
  if (tab !== tabOf(kind) || job === id) return;
  window.history.replaceState(null, '', linkTo(kind, id));
}

/** @param {string} kind @param {string | null} id */
export function linkTo(kind, id) {
  return `#${tabOf(kind)}${id === null ? '' : `?job=${id}`}`;
}

/** Opens the job's tab and shows it there. @param {{id: string, type: string}} job */
export function showJob({ id, type }) {
  window.dispatchEvent(new CustomEvent('studio:show', { detail: { id, kind: type } }));
}

/** Whether the page has a tab of this name. @param {string} name */
export function hasTab(name) {
  return document.getElementById(`tab-${name}-button`) !== null;
}
