/** The bar across the top. It also starts the shell, since it is on every page and always shown. */

import { models, onTables } from '../base/catalog.js';
import { button, fill, h, icon } from '../base/dom.js';
import { isOpen, list, subscribe } from '../base/feed.js';
import { credits } from '../base/format.js';
import { toggleDock } from '../queue/job_dock.js';
import { palette, startShell, togglePalette } from './shell.js';
import { say, sayCount } from '../base/words.js';

const KINDS = ['image', 'tts', 'video', 'music'];

/** @param {HTMLElement} element */
export function mount(element) {
  const mark = h('img', {
    class: 'brand-mark',
    src: document.querySelector('link[rel=icon]').href,
    alt: '',
    width: 24,
    height: 24,
  });
  const line = h('span', { class: 'connection', role: 'status', data: { testid: 'link' } });
  const purse = h('span', { class: 'purse', data: { testid: 'credits' } });
  const paint = button({
    label: say('palette'),
    symbol: 'sun',
    kind: 'ghost',
    'data-testid': 'palette',
    onclick: () => {
      togglePalette();
      face();
    },
  });
  const badge = h('b', { class: 'badge', hidden: true });
  const queue = button({
    label: say('queue.show'),
    symbol: 'list-video',
    kind: 'ghost dock-button',
    'data-testid': 'dock-button',
    onclick: () => toggleDock(!document.documentElement.classList.contains('dock-open')),
  });
  queue.append(badge);
  fill(
    element,
    h(
      'header',
      { class: 'top' },
      h('span', { class: 'brand' }, mark, h('b', null, say('page.title'))),
      line,
      h('span', { class: 'top-space' }),
      purse,
      paint,
      queue,
    ),
  );

  function face() {
    fill(paint, icon(palette() === 'dark' ? 'sun' : 'moon', 17));
  }

  let here = false;
  let latest = null;

  function tell({ link, account }) {
    const state = stateOf(link, here);
    line.dataset.state = state;
    line.textContent = state === 'live' ? '' : say(`link.${state}`);
    const open = list(isOpen).length;
    badge.hidden = open === 0;
    badge.textContent = String(open);
    queue.setAttribute(
      'aria-label',
      open > 0 ? `${say('queue.show')}: ${sayCount('queue.open', open)}` : say('queue.show'),
    );
    if (account) {
      fill(purse, icon('coins', 15), h('span', null, credits(account.available)));
      purse.title = say('credits.tip', {
        balance: credits(account.balance),
        reserved: credits(account.reserved),
      });
    }
  }

  /** Nothing leaves this computer as long as every model runs on it: worth a line for whoever comes first. */
  async function look() {
    try {
      const tables = await Promise.all(KINDS.map(models));
      here = tables.flat().every((model) => model.offline);
    } catch {
      here = false; // the tables could not be read: nothing is claimed
    }
    tell(latest);
  }

  face();
  window.addEventListener('studio:palette', face);
  subscribe((news) => {
    latest = news;
    tell(news);
  });
  onTables(look);
  look();
  startShell();
}

/** What the line says; "live" says nothing. */
function stateOf(link, here) {
  if (link.state !== 'live') return link.state;
  if (link.restarted) return 'restarted';
  return here ? 'here' : 'live';
}
