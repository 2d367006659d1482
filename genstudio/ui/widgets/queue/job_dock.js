/** The queue on every tab: what runs, what waits and in which order, what was made. */

import { models, onTables } from '../base/catalog.js';
import { reserved, withoutCharge } from '../base/charge.js';
import { button, fill, h } from '../base/dom.js';
import { isOpen, list, subscribe } from '../base/feed.js';
import { credits, kindName, oneLine } from '../base/format.js';
import { menuButton } from '../base/menu.js';
import { showJob } from '../base/show.js';
import { announce, toast } from '../base/toast.js';
import { explain, say, sayCount } from '../base/words.js';
import { bulkItems } from './bulk.js';
import { isCleared, onCleared } from './cleared.js';
import { ordering } from './order.js';
import { makeRow } from './row.js';
import { byTurn } from './turns.js';

const MOST_ENDED = 40;
const TICK_MS = 1_000;

/** @param {HTMLElement} element */
export function mount(element) {
  const count = h('span', { class: 'dock-count', data: { testid: 'queue-total' } });
  const rows = h('ul', { class: 'dock-rows', data: { testid: 'queue' } });
  const nothing = h('p', { class: 'dock-none' }, say('queue.empty'));
  const all = menuButton({
    label: say('queue.all'),
    symbol: 'ellipsis',
    kind: 'ghost dock-all',
    'data-testid': 'queue-all',
    items: bulkItems,
  });
  const close = button({
    label: say('queue.close'),
    symbol: 'x',
    kind: 'ghost dock-close',
    onclick: () => toggleDock(false),
  });
  fill(
    element,
    h(
      'aside',
      { class: 'dock', 'aria-label': say('queue') },
      h('header', { class: 'dock-head' }, h('h2', null, say('queue')), count, all, close),
      rows,
      nothing,
    ),
  );
  const known = new Map();
  const typical = usualWaits(() => tick());
  const order = ordering(rows, {
    onhold: (now) => {
      held = now;
      if (!held) draw();
    },
  });
  /** Somebody moves a row: the list must not change under the pointer. */
  let held = false;
  let live = false;
  let ticking = 0;

  function draw() {
    const open = list(isOpen).sort(byTurn);
    const undecided = list((job) => job.error?.charged === 'held');
    const over = list((job) => !isOpen(job) && job.error?.charged !== 'held' && !isCleared(job)).slice(0, MOST_ENDED);
    const jobs = [...open, ...undecided, ...over];
    if (!held) place(jobs);
    for (const job of jobs) known.get(job.id)?.update(job);
    nothing.hidden = jobs.length > 0 || !live;
    all.hidden = jobs.length === 0;
    const amount = reserved([...open, ...undecided]);
    count.textContent = [
      open.length > 0 && sayCount('queue.open', open.length),
      amount > 0 && say('queue.reserved', { amount: credits(String(amount)) }),
    ]
      .filter(Boolean)
      .join(' · ');
    const runs = open.some((job) => job.status === 'processing');
    if (runs && ticking === 0) ticking = setInterval(tick, TICK_MS);
    if (!runs) {
      clearInterval(ticking);
      ticking = 0;
    }
  }

  /** Makes the list hold exactly these rows in this order, and touches only those that are elsewhere. */
  function place(jobs) {
    const wanted = new Set(jobs.map((job) => job.id));
    for (const [id, row] of known) {
      if (wanted.has(id)) continue;
      row.root.remove();
      known.delete(id);
    }
    let next = rows.firstElementChild;
    for (const job of jobs) {
      let row = known.get(job.id);
      if (!row) {
        row = makeRow(job, { ongrab: order.drag, typical, onshow: () => toggleDock(false) });
        known.set(job.id, row);
      }
      if (row.root === next) next = next.nextElementSibling;
      else rows.insertBefore(row.root, next);
    }
  }

  function tick() {
    if (document.hidden) return;
    for (const job of list((each) => isOpen(each))) known.get(job.id)?.tick(job);
  }

  subscribe((news) => {
    live = news.link.state === 'live';
    draw();
    for (const job of news.finished) tellEnd(job);
  });
  onCleared(draw);
  rows.addEventListener('keydown', (event) => walk(event, rows));
}

/** Arrows go from job to job. */
function walk(event, rows) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step || event.altKey || event.defaultPrevented) return;
  const titles = /** @type {HTMLElement[]} */ ([...rows.querySelectorAll('.row-title')]);
  const at = titles.findIndex((title) => title.closest('li').contains(document.activeElement));
  if (at < 0 || !titles[at + step]) return;
  event.preventDefault();
  titles[at + step].focus();
}

/** The usual wait of each job's model in seconds, read from the tables. @param {() => void} onread */
function usualWaits(onread) {
  const waits_s = new Map();
  const asked = new Set();
  onTables(() => asked.clear());
  return (job) => {
    if (!asked.has(job.type)) {
      asked.add(job.type);
      models(job.type).then(
        (table) => {
          for (const model of table) waits_s.set(model.id, model.typicalS);
          onread();
        },
        () => asked.delete(job.type),
      );
    }
    return waits_s.get(job.model) ?? 0;
  };
}

function tellEnd(job) {
  const prompt = oneLine(job.prompt).slice(0, 60);
  announce(say(`live.${job.status}`, { kind: kindName(job.type), prompt }));
  if (job.status !== 'error' || isInView(job)) return;
  toast(explain(job.error.code).title, {
    kind: 'error',
    more: withoutCharge(job.error.message),
    action: { text: say('show'), run: () => showJob(job) },
  });
}

/** Whether its stage is before somebody's eyes: who looks at another tab or elsewhere on a phone would not see it. */
function isInView(job) {
  const box = document.querySelector(`.stage[data-job="${CSS.escape(job.id)}"]`)?.getBoundingClientRect();
  return box !== undefined && box.width > 0 && box.top < innerHeight / 2 && box.bottom > innerHeight / 4;
}

/** Opens or closes the queue where it is a drawer. */
export function toggleDock(open) {
  document.documentElement.classList.toggle('dock-open', open);
}
