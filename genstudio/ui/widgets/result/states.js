/** What the stage shows when there is no result: nothing yet, on its way, ended without one, no server. */

import { act } from '../base/actions.js';
import { button, h, icon } from '../base/dom.js';
import { reuse } from '../base/drafts.js';
import { clock, kindIcon, oneLine, percent as inPercent, tabOf } from '../base/format.js';
import { toast } from '../base/toast.js';
import { explain, say } from '../base/words.js';

/** Before the first result: three prompts that work well with the tab's first model. */
export function emptyView(kind, examples, onpick) {
  const cards = examples
    .slice(0, 3)
    .map((text) =>
      h(
        'button',
        { type: 'button', class: 'empty-card', onclick: () => onpick(text) },
        h('span', null, oneLine(text)),
        icon('arrow-right', 15),
      ),
    );
  return {
    root: h(
      'div',
      { class: 'empty', data: { testid: 'empty' } },
      h('div', { class: 'empty-mark' }, icon(kindIcon(kind), 26)),
      h('h2', null, say(`empty.${tabOf(kind)}`)),
      h('p', null, say('empty.how')),
      cards.length > 0 && h('div', { class: 'empty-cards', role: 'group', 'aria-label': say('examples') }, ...cards),
    ),
  };
}

/** A job that waits or runs. The same element from queue to finish, so that nothing jumps. */
export function openView(job) {
  const percent = h('b', { class: 'percent' });
  const step = h('span', { class: 'step' });
  const time = h('span', { class: 'elapsed' });
  const part = h('i');
  const bar = h(
    'div',
    { class: 'bar', role: 'progressbar', 'aria-valuemin': '0', 'aria-valuemax': '100', 'aria-label': say('progress') },
    part,
  );
  const stop = button({
    text: say('cancel'),
    symbol: 'square',
    kind: 'quiet',
    size: 13,
    'data-testid': 'cancel',
    onclick: () => act(job.id, 'cancel'),
  });
  const root = h(
    'div',
    { class: 'open', data: { testid: 'running' } },
    h(
      'div',
      { class: `frame ${tabOf(job.type)}`, style: { '--ratio': ratioOf(job) } },
      h('div', { class: 'glow' }),
      h('div', { class: 'frame-icon' }, icon(kindIcon(job.type), 26)),
    ),
    h(
      'div',
      { class: 'open-facts' },
      h('div', { class: 'open-line' }, percent, step, time, stop),
      bar,
      h('p', { class: 'caption' }, oneLine(job.prompt)),
    ),
  );
  let latest = job;
  const ticking = setInterval(() => tick(), 1_000);

  function tick() {
    const since = latest.startedAt ? (Date.now() - Date.parse(latest.startedAt)) / 1000 : 0;
    time.textContent = latest.status === 'processing' && since >= 2 ? clock(since) : '';
  }

  function update(next) {
    latest = next;
    const running = next.status === 'processing';
    root.classList.toggle('waiting', !running);
    percent.textContent = running ? inPercent(next.progress) : '';
    step.textContent = stepOf(next);
    part.style.width = `${running ? Math.max(2, next.progress * 100) : 0}%`;
    bar.setAttribute('aria-valuenow', String(Math.round(next.progress * 100)));
    stop.disabled = next.cancelRequested;
    tick();
  }

  update(job);
  return { root, update, leave: () => clearInterval(ticking) };
}

/** What a job is doing, in a few words. */
export function stepOf(job) {
  if (job.cancelRequested) return say('step.cancelling');
  if (job.paused) return say('step.paused');
  if (job.status === 'processing') return job.step || say(`stage.${job.stage}`);
  if (job.place === null) return say(`stage.${job.stage}`);
  return job.place > 1 ? say('step.place', { n: job.place - 1 }) : say('step.next');
}

/** Width : height that was asked for, so that the frame has the result's shape before there is one. */
function ratioOf(job) {
  const values = Object.values(job.config).map(String);
  const width = Number(job.config.width);
  const height = Number(job.config.height);
  if (width > 0 && height > 0) return String(width / height);
  for (const value of values) {
    const match = /^(\d+)\s*[:x×]\s*(\d+)$/.exec(value);
    if (match) return String(Number(match[1]) / Number(match[2]));
  }
  return job.type === 'video' ? '1.7778' : job.type === 'image' ? '1' : '3';
}

/** Failed or cancelled: what happened, was it charged, what to do. */
export function endedView(job) {
  const failed = job.status === 'error';
  const words = failed ? explain(job.error.code) : { title: say('cancelled.title'), todo: say('cancelled.todo') };
  const again = job.error?.retryable ?? true;
  return {
    root: h(
      'div',
      { class: `ended ${failed ? 'failed' : 'cancelled'}`, data: { testid: failed ? 'failed' : 'cancelled' } },
      h('div', { class: 'ended-mark' }, icon(failed ? 'triangle-alert' : 'ban', 24)),
      h('h2', null, words.title),
      failed && h('p', { class: 'ended-what' }, job.error.message),
      h('p', { class: 'ended-charged' }, say(`charged.${job.error?.charged ?? 'no'}`)),
      h('p', null, words.todo),
      h(
        'div',
        { class: 'ended-actions' },
        again && button({ text: say('again.job'), symbol: 'refresh-cw', onclick: () => act(job.id, 'retry') }),
        button({
          text: say('reuse'),
          symbol: 'undo-2',
          kind: 'quiet',
          onclick: () => {
            reuse(job);
            toast(say('reuse.done'));
          },
        }),
      ),
      failed &&
        job.error.detail &&
        h('details', { class: 'ended-detail' }, h('summary', null, say('detail')), h('pre', null, job.error.detail)),
    ),
  };
}

/** @param {() => void} retry */
export function lostNotice(retry) {
  return h(
    'div',
    { class: 'notice bad', role: 'alert', data: { testid: 'lost' } },
    icon('wifi-off', 18),
    h('p', null, h('b', null, say('offline.title')), ` ${say('offline.todo')}`),
    button({ text: say('offline.now'), kind: 'quiet', onclick: retry }),
  );
}
