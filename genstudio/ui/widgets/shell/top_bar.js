/** The bar across the top. It also starts the shell, since it is on every page and always shown. */

import { button, fill, h, icon } from '../base/dom.js';
import { isOpen, list, subscribe } from '../base/feed.js';
import { credits } from '../base/format.js';
import { practice } from '../base/studio.js';
import { number, say, sayCount } from '../base/words.js';
import { toggleDock } from '../queue/job_dock.js';
import { healthButton } from './health.js';
import { openTab, startShell } from './shell.js';
import { skipLink } from './skip.js';
import { openSettings } from './settings.js';
import { openShortcuts } from './shortcuts.js';

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
  const amount = h('b');
  const unit = h('span', { class: 'purse-unit' });
  const purse = h(
    'button',
    { type: 'button', class: 'purse', hidden: true, data: { testid: 'credits' }, onclick: () => openTab('credits') },
    icon('coins', 15),
    amount,
    unit,
  );
  const settings = button({
    label: say('settings.open'),
    symbol: 'settings',
    kind: 'ghost',
    size: 17,
    'data-testid': 'settings',
    'aria-haspopup': 'dialog',
    onclick: openSettings,
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
  const practising = h('span', { class: 'practice', title: say('practice.tip'), hidden: true }, say('practice'));
  practice().then((on) => {
    practising.hidden = !on;
  });
  fill(
    element,
    h(
      'header',
      { class: 'top' },
      skipLink(),
      h('span', { class: 'brand' }, mark, h('h1', null, say('page.title'))),
      practising,
      healthButton(),
      line,
      h('span', { class: 'top-space' }),
      purse,
      settings,
      queue,
    ),
  );

  function tell({ link, account }) {
    const state = link.state === 'live' && link.restarted ? 'restarted' : link.state;
    line.dataset.state = state;
    // Nothing is said of a connection that is just being made.
    line.textContent = state === 'lost' || state === 'restarted' ? say(`link.${state}`) : '';
    const open = list(isOpen).length;
    badge.hidden = open === 0;
    badge.textContent = String(open);
    queue.setAttribute(
      'aria-label',
      open > 0 ? `${say('queue.show')}: ${sayCount('queue.open', open)}` : say('queue.show'),
    );
    if (account) tellAccount(account);
  }

  function tellAccount(account) {
    amount.textContent = number(Number(account.available));
    unit.textContent = credits(account.available).replace(amount.textContent, '').trim();
    purse.title = say('credits.tip', { balance: credits(account.balance), reserved: credits(account.reserved) });
    purse.setAttribute('aria-label', `${credits(account.available)}. ${purse.title}`);
    purse.classList.toggle('low', Number(account.available) < 0);
    purse.hidden = false;
  }

  subscribe(tell);
  document.addEventListener('keydown', (event) => {
    const target = /** @type {HTMLElement} */ (event.target);
    if (event.key !== '?' || target.isContentEditable || target.matches('input, textarea, select')) return;
    if (document.querySelector('dialog[open]')) return;
    event.preventDefault();
    openShortcuts();
  });
  startShell();
}
