/** What belongs to no widget: the palette, the tab in the address, keys of the rail, the end of booting. */

import { keep, recall } from '../base/drafts.js';
import { subscribe } from '../base/feed.js';
import { tabOf } from '../base/format.js';
import { language, say } from '../base/words.js';

const root = document.documentElement;
const dark = matchMedia('(prefers-color-scheme: dark)');
const PREFIX = 'tab-';
const MOST_HIDDEN_MS = 1_200;
const THEME = 'genstudio:theme';

/** The palette that is shown: "dark" or "light". */
export function palette() {
  return root.dataset.theme;
}

/** What was chosen: "dark", "light", or "system" as long as nobody chose. */
export function paletteChoice() {
  try {
    return localStorage.getItem(THEME) ?? 'system';
  } catch {
    return 'system'; // without storage a choice holds until the page is left, and is not known afterwards
  }
}

/** @param {'system' | 'dark' | 'light'} choice */
export function choosePalette(choice) {
  try {
    if (choice === 'system') localStorage.removeItem(THEME);
    else localStorage.setItem(THEME, choice);
  } catch {
    // As above.
  }
  setPalette(choice === 'system' ? (dark.matches ? 'dark' : 'light') : choice);
}

function setPalette(name) {
  root.dataset.theme = name;
  window.dispatchEvent(new Event('studio:palette'));
}

function followSystem() {
  if (paletteChoice() === 'system') setPalette(dark.matches ? 'dark' : 'light');
}

const tabs = () => /** @type {HTMLElement[]} */ ([...document.querySelectorAll('#rail [role=tab]')]);
const nameOf = (tab) => tab.id.slice(PREFIX.length, -'-button'.length);

/** The address is #tab, or #tab?job=ID, of which the tab's own widgets read the rest. */
const addressed = () => window.location.hash.slice(1).split('?')[0];

/** Opens a tab by its name in the address ("library"); nothing happens for one that this page does not have. */
export function openTab(name) {
  const tab = tabs().find((each) => nameOf(each) === name);
  if (tab && tab.getAttribute('aria-selected') !== 'true') tab.click();
}

const openFromAddress = () => openTab(addressed());

/** Shows a job on its tab. A tab that was never open is drawn only now, and is told of the job once it is there. */
async function showJob(event) {
  const canvas = `#canvas-${event.detail.kind} .canvas`;
  openTab(tabOf(event.detail.kind));
  if (document.querySelector(canvas)) return;
  await appears(() => document.querySelector(canvas));
  window.dispatchEvent(new CustomEvent('studio:show', { detail: event.detail }));
}

/** Arrow keys move along the rail, as its role promises. */
function railKeys(event) {
  const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
  const all = tabs();
  const at = all.indexOf(event.target);
  if (!step || at < 0) return;
  event.preventDefault();
  const next = all[(at + step + all.length) % all.length];
  next.focus();
  next.click();
}

/** What `find` finds, once it does; each component of Gradio loads by itself. @template T @param {() => T | null} find */
function appears(find) {
  return new Promise((resolve) => {
    const there = find();
    if (there) return resolve(there);
    const watcher = new MutationObserver(() => {
      const found = find();
      if (!found) return;
      watcher.disconnect();
      resolve(found);
    });
    watcher.observe(document.body, { childList: true, subtree: true });
  });
}

/** The first answers are drawn: shown any earlier, a form would grow under the eyes of whoever reads it. */
async function drawn() {
  const form = tabs().find((tab) => tab.getAttribute('aria-selected') === 'true')?.getAttribute('aria-controls');
  const panel = form && document.getElementById(form);
  if (panel?.querySelector('[id^=controls-]')) await appears(() => panel.querySelector('.settings:not(:empty)'));
  let stop = () => {};
  await new Promise((answered) => {
    stop = subscribe(({ link }) => link.state !== 'connecting' && answered(null));
  });
  stop();
}

/** A long rail scrolls on a phone: the open tab is brought into view, without moving the page. */
function bringIntoView(tab) {
  const box = tab?.parentElement;
  if (!box) return;
  const far = tab.offsetLeft - (box.clientWidth - tab.offsetWidth) / 2;
  if (box.scrollWidth > box.clientWidth) box.scrollTo({ left: far, behavior: 'instant' });
}

/** Gradio drew the rail in English and set a language of its own; its text nodes are kept, as it may write to them. */
function speak() {
  root.lang = language();
  root.dir = 'ltr';
  document.title = say('page.title');
  document.querySelector('meta[name=description]').content = say('page.description');
  if (language() === 'en') return;
  for (const tab of tabs()) {
    const text = [...tab.childNodes].find((node) => node.nodeType === Node.TEXT_NODE && node.data.trim() !== '');
    if (text) text.data = say(`tab.${nameOf(tab)}`);
  }
}

/** Called once, by the top bar. */
export async function startShell() {
  const rail = await appears(() => (tabs().length > 0 ? document.getElementById('rail') : null));
  speak();
  rail.addEventListener('keydown', railKeys);
  rail.addEventListener('click', (event) => {
    const tab = /** @type {Element} */ (event.target).closest('[role=tab]');
    if (!tab) return;
    keep('tab', nameOf(tab));
    bringIntoView(tab);
    if (addressed() !== nameOf(tab)) window.history.replaceState(null, '', `#${nameOf(tab)}`);
  });
  window.addEventListener('hashchange', openFromAddress);
  window.addEventListener('studio:show', showJob);
  dark.addEventListener('change', followSystem);
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') root.classList.remove('dock-open');
  });
  document.addEventListener('pointerdown', (event) => {
    const target = /** @type {Element} */ (event.target);
    if (!target.closest('#job-dock, .dock-button, .toasts, dialog')) root.classList.remove('dock-open');
  });
  // A file dropped beside a form would replace the page.
  for (const name of ['dragover', 'drop']) document.addEventListener(name, (event) => event.preventDefault());
  if (!window.location.hash) window.history.replaceState(null, '', `#${recall('tab', 'image')}`);
  openFromAddress();
  await Promise.race([drawn(), new Promise((late) => setTimeout(late, MOST_HIDDEN_MS))]);
  root.classList.remove('booting');
}
