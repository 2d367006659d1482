/** One job in the queue: what it is, how far it is, what it costs, what can be done with it. */

import { act } from '../base/actions.js';
import { call, Problem } from '../base/api.js';
import { button, fill, h, icon } from '../base/dom.js';
import { drop, isOpen, jobOf } from '../base/feed.js';
import { ago, credits, kindIcon, kindName, oneLine, percent } from '../base/format.js';
import { showJob } from '../base/show.js';
import { toast } from '../base/toast.js';
import { explain, number, say } from '../base/words.js';
import { stepOf, timeOf } from '../result/open.js';
import { smallWave } from '../result/wave.js';
import { clearOne } from './cleared.js';
import { waits } from './turns.js';

/**
 * @param {any} first
 * @param {{ongrab: (event: PointerEvent, id: string) => void, typical: (job: any) => number, onshow: () => void}} options
 *   `typical`: the usual wait of the job's model in seconds, 0 where it is not known
 */
export function makeRow(first, { ongrab, typical, onshow }) {
  const picture = h('div', { class: 'row-picture' });
  const handle = button({
    label: say('queue.move', { prompt: nameOf(first).slice(0, 40) }),
    symbol: 'grip-vertical',
    kind: 'row-handle',
    size: 15,
    hidden: true,
    title: say('queue.move.tip'),
    onpointerdown: (event) => ongrab(event, first.id),
  });
  const title = h(
    'button',
    {
      type: 'button',
      class: 'row-title',
      onclick: () => {
        showJob(jobOf(first.id));
        onshow();
      },
    },
    nameOf(first),
  );
  const state = h('span', { class: 'row-state' });
  const time = h('span', { class: 'row-time' });
  const purse = h('span', { class: 'row-purse', hidden: true });
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
    h('div', { class: 'row-face' }, picture, handle),
    h(
      'div',
      { class: 'row-middle' },
      title,
      h('div', { class: 'row-line' }, unseen(kindName(first.type)), state, time, purse, actions),
      bar,
    ),
  );
  let drawn = '';
  let pictured = null;
  let priced = '';

  function update(job) {
    const tone = job.error?.charged === 'held' ? 'held' : job.status;
    if (root.dataset.status !== tone) root.dataset.status = tone;
    write(state, stateOf(job));
    tick(job);
    const running = job.status === 'processing';
    bar.hidden = !running;
    if (running) {
      part.style.width = `${Math.max(3, job.progress * 100)}%`;
      bar.setAttribute('aria-valuenow', String(Math.round(job.progress * 100)));
    }
    handle.hidden = !waits(job) || job.place === null;
    const wanted = `${tone}:${job.paused}:${job.cancelRequested}`;
    if (wanted !== drawn) {
      drawn = wanted;
      const focused = actions.contains(document.activeElement) ? document.activeElement.ariaLabel : null;
      fill(actions, ...actionsOf(job));
      if (focused) actions.querySelector(`[aria-label="${CSS.escape(focused)}"]`)?.focus();
    }
    const amount = amountOf(job);
    if (`${amount} ${isDue(job)}` !== priced) {
      priced = `${amount} ${isDue(job)}`;
      purse.hidden = amount === 0;
      purse.title = say(isDue(job) ? 'reserved' : 'paid', { amount: credits(String(amount)) });
      fill(purse, icon('coins', 12), h('span', { 'aria-hidden': 'true' }, number(amount)), unseen(purse.title));
    }
    const output = job.outputs[0];
    const shown = output?.thumbnailUrl ?? output?.peaksUrl ?? '';
    if (shown !== pictured) {
      pictured = shown;
      fill(picture, faceOf(job, output));
    }
  }

  /** The figures that change by themselves. */
  function tick(job) {
    write(time, isOpen(job) ? timeOf(job, typical(job), true) : '');
  }

  return { root, update, tick };
}

function write(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

const nameOf = (job) => oneLine(job.prompt) || job.modelLabel;

function faceOf(job, output) {
  if (output?.thumbnailUrl) return h('img', { src: output.thumbnailUrl, alt: '', loading: 'lazy', decoding: 'async' });
  return output?.peaksUrl ? smallWave(output) : icon(kindIcon(job.type), 17);
}

function stateOf(job) {
  if (job.status === 'processing') return `${percent(job.progress)} · ${stepOf(job)}`;
  if (isOpen(job)) return stepOf(job);
  if (job.error?.charged === 'held') return say('queue.held');
  if (job.status === 'error') return explain(job.error.code).title;
  if (job.status === 'cancelled') return say('queue.cancelled');
  return ago(job.finishedAt ?? job.createdAt);
}

/** Whether its credits are reserved and not settled yet. */
const isDue = (job) => isOpen(job) || job.error?.charged === 'held';

/** Credits: reserved while it is open, charged once it is over. */
function amountOf(job) {
  return Number((isDue(job) ? job.cost.estimateCredits : job.cost.chargedCredits) ?? 0);
}

const unseen = (text) => h('span', { class: 'unseen' }, text);

function actionsOf(job) {
  const make = (key, symbol, run, props = {}) =>
    button({ label: say(key), symbol, kind: 'ghost', size: 14, onclick: run, ...props });
  const away = make('queue.dismiss', 'x', () => dismiss(job));
  if (job.error?.charged === 'held') return [make('queue.decide', 'circle-question-mark', () => showJob(job))];
  if (job.status === 'error')
    return [job.error.retryable && make('again.job', 'refresh-cw', () => act(job.id, 'retry')), away].filter(Boolean);
  if (job.status === 'cancelled') return [make('again.job', 'refresh-cw', () => act(job.id, 'retry')), away];
  if (!isOpen(job)) return [away];
  const cancel = make('cancel', 'x', () => act(job.id, 'cancel'), { disabled: job.cancelRequested });
  if (job.status === 'processing' || job.cancelRequested) return [cancel];
  if (job.paused) return [make('queue.resume', 'play', () => act(job.id, 'resume')), cancel];
  return [make('queue.pause', 'pause', () => act(job.id, 'pause')), cancel];
}

/** Off the list: a result stays in the library, what ended without one is deleted. */
async function dismiss(job) {
  if (job.status === 'complete') return clearOne(job.id);
  try {
    await call('DELETE', `/generations/${job.id}`);
    drop(job.id);
    toast(say('delete.done'), { action: { text: say('undo'), run: () => act(job.id, 'restore') } });
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem;
    toast(problem.message, { kind: 'error' });
  }
}
