/** What belongs to no widget: the palette, the tab in the address, keys of the rail, the end of booting. */

import { keep, recall } from '../base/drafts.js';
import { language, say } from '../base/words.js';

const root = document.documentElement;
const dark = matchMedia('(prefers-color-scheme: dark)');
const PREFIX = 'tab-';

export function palette() {
  return root.dataset.theme;
}

export function togglePalette() {
  setPalette(palette() === 'dark' ? 'light' : 'dark');
  try {
    localStorage.setItem('genstudio:theme', palette());
  } catch {
    // Without storage the choice holds until the page is left.
  }
}

function setPalette(name) {
  root.dataset.theme = name;
  window.dispatchEvent(new Event('studio:palette'));
}

/** Follows the system as long as nobody chose. */
function followSystem() {
  let kept = null;
  try {
    kept = localStorage.getItem('genstudio:theme');
  } catch {
    // As above.
  }
  if (kept === null) setPalette(dark.matches ? 'dark' : 'light');
}

const tabs = () => /** @type {HTMLElement[]} */ ([...document.querySelectorAll('#rail [role=tab]')]);
const nameOf = (tab) => tab.id.slice(PREFIX.length, -'-button'.length);

/** The address is #tab, or #tab?job=ID, of which the tab's own widgets read the rest. */
const addressed = () => window.location.hash.slice(1).split('?')[0];

function openFromAddress() {
  const tab = tabs().find((each) => nameOf(each) === addressed());
  if (tab && tab.getAttribute('aria-selected') !== 'true') tab.click();
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

/** Resolves once Gradio has drawn the rail; each of its components loads by itself. */
function railReady() {
  const find = () => (tabs().length > 0 ? document.getElementById('rail') : null);
  return new Promise((resolve) => {
    if (find()) return resolve(find());
    const watcher = new MutationObserver(() => {
      if (!find()) return;
      watcher.disconnect();
      resolve(find());
    });
    watcher.observe(document.body, { childList: true, subtree: true });
  });
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
  const rail = await railReady();
  speak();
  rail.addEventListener('keydown', railKeys);
  rail.addEventListener('click', (event) => {
    const tab = /** @type {Element} */ (event.target).closest('[role=tab]');
    if (!tab) return;
    keep('tab', nameOf(tab));
    if (addressed() !== nameOf(tab)) window.history.replaceState(null, '', `#${nameOf(tab)}`);
  });
  window.addEventListener('hashchange', openFromAddress);
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
  root.classList.remove('booting');
}
