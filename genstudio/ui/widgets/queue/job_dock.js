/** The queue on every tab: what runs, what waits and in which order, what was made. */

import { call, Problem } from '../base/api.js';
import { button, fill, h, icon } from '../base/dom.js';
import { drop, isOpen, jobOf, list, subscribe } from '../base/feed.js';
import { ago, kindIcon, kindName, oneLine, percent, tabOf } from '../base/format.js';
import { act } from '../base/actions.js';
import { stepOf } from '../result/states.js';
import { announce, toast } from '../base/toast.js';
import { smallWave } from '../result/wave.js';
import { explain, say, sayCount } from '../base/words.js';

const MOST_ENDED = 40;

/** @param {HTMLElement} element */
export function mount(element) {
  const count = h('span', { class: 'dock-count' });
  const rows = h('ul', { class: 'dock-rows', data: { testid: 'queue' } });
  const nothing = h('p', { class: 'dock-none' }, say('queue.empty'));
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
      h('header', { class: 'dock-head' }, h('h2', null, say('queue')), count, close),
      rows,
      nothing,
    ),
  );
  const known = new Map();

  subscribe((news) => {
    const jobs = [...list(isOpen).sort(byTurn), ...list((job) => !isOpen(job)).slice(0, MOST_ENDED)];
    for (const [id, row] of known) {
      if (!jobs.some((job) => job.id === id)) {
        row.root.remove();
        known.delete(id);
      }
    }
    jobs.forEach((job, index) => {
      const row = known.get(job.id) ?? makeRow(job);
      known.set(job.id, row);
      row.update(job);
      if (rows.children[index] !== row.root) rows.insertBefore(row.root, rows.children[index] ?? null);
    });
    nothing.hidden = jobs.length > 0 || news.link.state !== 'live';
    const open = jobs.filter(isOpen).length;
    count.textContent = open > 0 ? sayCount('queue.open', open) : '';
    for (const job of news.finished) tellEnd(job);
  });
}

/** Running ones first, then by turn, paused ones last. */
function byTurn(a, b) {
  return turn(a) - turn(b) || (a.createdAt < b.createdAt ? -1 : 1);
}

function turn(job) {
  if (job.status === 'processing') return 0;
  return job.paused ? 1e9 : (job.place ?? 1e6);
}

function tellEnd(job) {
  const prompt = oneLine(job.prompt).slice(0, 60);
  announce(say(`live.${job.status}`, { kind: kindName(job.type), prompt }));
  // Who looks at another tab, or at another job, would not see it otherwise.
  const seen = document.querySelector(`.stage[data-job="${CSS.escape(job.id)}"]`)?.getClientRects().length;
  if (job.status === 'error' && !seen)
    toast(explain(job.error.code).title, {
      kind: 'error',
      more: job.error.message,
      action: { text: say('show'), run: () => reveal(job) },
    });
}

/** Shows a job on its own tab. */
function reveal(job) {
  window.location.hash = tabOf(job.type);
  window.dispatchEvent(new CustomEvent('studio:show', { detail: { id: job.id, kind: job.type } }));
  toggleDock(false);
}

/** Opens or closes the queue where it is a drawer. */
export function toggleDock(open) {
  document.documentElement.classList.toggle('dock-open', open);
}

function makeRow(first) {
  const picture = h('div', { class: 'row-picture' });
  const title = h(
    'button',
    { type: 'button', class: 'row-title', onclick: () => reveal(jobOf(first.id)) },
    oneLine(first.prompt) || first.modelLabel,
  );
  const state = h('span', { class: 'row-state' });
  const part = h('i');
  const bar = h(
    'div',
    { class: 'bar', role: 'progressbar', 'aria-valuemin': '0', 'aria-valuemax': '100', 'aria-label': say('progress') },
    part,
  );
  const actions = h('div', { class: 'row-actions' });
  const root = h(
    'li',
    { class: 'dock-row', data: { job: first.id } },
    picture,
    h('div', { class: 'row-middle' }, title, h('div', { class: 'row-line' }, state, actions), bar),
  );
  let drawn = '';
  let pictured = '';

  function update(job) {
    root.dataset.status = job.status;
    state.textContent = [kindName(job.type), stateOf(job)].join(' · ');
    bar.hidden = job.status !== 'processing';
    part.style.width = `${Math.max(3, job.progress * 100)}%`;
    bar.setAttribute('aria-valuenow', String(Math.round(job.progress * 100)));
    const wanted = `${job.status}:${job.paused}:${job.cancelRequested}:${job.place === 1}`;
    if (wanted !== drawn) {
      drawn = wanted;
      const focused = actions.contains(document.activeElement)
        ? document.activeElement.getAttribute('aria-label')
        : null;
      fill(actions, ...actionsOf(job));
      if (focused) actions.querySelector(`[aria-label="${CSS.escape(focused)}"]`)?.focus();
    }
    const output = job.outputs[0];
    const shown = output?.thumbnailUrl ?? output?.peaksUrl ?? '';
    if (shown !== pictured || picture.childNodes.length === 0) {
      pictured = shown;
      fill(picture, faceOf(job, output));
    }
  }

  return { root, update };
}

function faceOf(job, output) {
  if (output?.thumbnailUrl) return h('img', { src: output.thumbnailUrl, alt: '', loading: 'lazy' });
  return output?.peaksUrl ? smallWave(output) : icon(kindIcon(job.type), 17);
}

function stateOf(job) {
  if (job.status === 'processing') return `${percent(job.progress)} · ${stepOf(job)}`;
  if (isOpen(job)) return stepOf(job);
  if (job.status === 'error') return explain(job.error.code).title;
  if (job.status === 'cancelled') return say('queue.cancelled');
  return ago(job.finishedAt ?? job.createdAt);
}

function actionsOf(job) {
  const make = (key, symbol, run, props = {}) =>
    button({ label: say(key), symbol, kind: 'ghost', size: 14, onclick: run, ...props });
  if (job.status === 'error')
    return [
      job.error.retryable && make('again.job', 'refresh-cw', () => act(job.id, 'retry')),
      make('queue.dismiss', 'x', () => dismiss(job)),
    ].filter(Boolean);
  if (job.status === 'cancelled')
    return [
      make('again.job', 'refresh-cw', () => act(job.id, 'retry')),
      make('queue.dismiss', 'x', () => dismiss(job)),
    ];
  if (!isOpen(job)) return [];
  const cancel = make('cancel', 'x', () => act(job.id, 'cancel'), { disabled: job.cancelRequested });
  if (job.status === 'processing') return [cancel];
  if (job.paused) return [make('queue.resume', 'play', () => act(job.id, 'resume')), cancel];
  return [
    make('queue.up', 'arrow-up', () => move(job, -1), { disabled: job.place === 1 }),
    make('queue.down', 'arrow-down', () => move(job, 1)),
    make('queue.pause', 'pause', () => act(job.id, 'pause')),
    cancel,
  ];
}

/** One place up or down: in front of the one before it, or of the one after the next. */
function move({ id }, step) {
  const waiting = list((job) => job.status === 'pending' && !job.paused).sort(byTurn);
  const at = waiting.findIndex((job) => job.id === id);
  const before = waiting[step < 0 ? at - 1 : at + 2];
  if (step < 0 && at < 1) return;
  act(id, 'move', { before: before?.id ?? null });
}

async function dismiss(job) {
  try {
    await call('DELETE', `/generations/${job.id}`);
    drop(job.id);
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem;
    toast(problem.message, { kind: 'error' });
  }
}
