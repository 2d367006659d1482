/** A job on its way: its place, its progress, how long it takes and what is reserved for it. */

import { act } from '../base/actions.js';
import { models } from '../base/catalog.js';
import { button, h, icon } from '../base/dom.js';
import { clock, credits, kindIcon, oneLine, percent as inPercent, tabOf, wait } from '../base/format.js';
import { say } from '../base/words.js';

/** The same element from queue to finish, so that nothing jumps. */
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
  const pause = button({
    text: say('queue.pause'),
    symbol: 'pause',
    kind: 'quiet',
    size: 13,
    onclick: () => act(job.id, 'pause'),
  });
  const resume = button({
    text: say('queue.resume'),
    symbol: 'play',
    size: 13,
    onclick: () => act(job.id, 'resume'),
  });
  const stop = button({
    text: say('cancel'),
    symbol: 'square',
    kind: 'quiet',
    size: 13,
    'data-testid': 'cancel',
    onclick: () => act(job.id, 'cancel'),
  });
  const price =
    Number(job.cost.estimateCredits ?? 0) > 0 && say('reserved', { amount: credits(job.cost.estimateCredits) });
  const glow = h('div', { class: 'glow' });
  const root = h(
    'div',
    { class: 'open', data: { testid: 'running' } },
    h(
      'div',
      { class: `frame ${tabOf(job.type)}`, style: { '--ratio': ratioOf(job) } },
      glow,
      h('div', { class: 'frame-icon' }, icon(kindIcon(job.type), 26)),
    ),
    h(
      'div',
      { class: 'open-facts' },
      h('div', { class: 'open-line' }, percent, step, time),
      bar,
      h('p', { class: 'caption' }, oneLine(job.prompt)),
      h(
        'div',
        { class: 'open-foot' },
        h('span', null, [job.modelLabel, price].filter(Boolean).join(' · ')),
        resume,
        pause,
        stop,
      ),
    ),
  );
  let latest = job;
  let typical_s = 0;
  const ticking = setInterval(() => tick(), 1_000);
  models(job.type).then(
    (table) => {
      const model = table.find((each) => each.id === job.model);
      typical_s = model?.typicalS ?? 0;
      const role = model?.inputs.find((each) => each.media === 'image' && job.media[each.name]?.length > 0);
      if (role) glow.append(source(job.media[role.name][0]));
      tick();
    },
    () => {
      /* without the table no wait is foretold */
    },
  );

  function tick() {
    time.textContent = timeOf(latest, typical_s);
  }

  function update(next) {
    latest = next;
    const running = next.status === 'processing';
    root.classList.toggle('waiting', !running);
    root.classList.toggle('paused', next.paused);
    percent.textContent = running ? inPercent(next.progress) : '';
    step.textContent = stepOf(next);
    part.style.width = `${running ? Math.max(2, next.progress * 100) : 0}%`;
    bar.setAttribute('aria-valuenow', String(Math.round(next.progress * 100)));
    stop.disabled = next.cancelRequested;
    pause.hidden = running || next.paused || next.cancelRequested;
    resume.hidden = running || !next.paused || next.cancelRequested;
    tick();
  }

  update(job);
  return { root, update, leave: () => clearInterval(ticking) };
}

/** The picture that a job starts from, out of focus behind its progress; left out where it cannot be drawn. */
function source({ url }) {
  const image = h('img', { class: 'glow-source', src: url, alt: '', decoding: 'async' });
  image.addEventListener('error', () => image.remove());
  return image;
}

/**
 * Time spent and time expected: "0:12 · about 40 s", or "0:12 / 0:40" where there is little room.
 * @param {any} job @param {number} typical_s 0 where unknown
 */
export function timeOf(job, typical_s, brief = false) {
  const since_s = job.startedAt ? (Date.now() - Date.parse(job.startedAt)) / 1000 : 0;
  const spent = job.status === 'processing' && since_s >= 2 ? clock(since_s) : '';
  const expected = typical_s > 0 && since_s < typical_s && !job.paused;
  if (brief && spent && expected) return `${spent} / ${clock(typical_s)}`;
  return [spent, expected && say('wait.about', { time: wait(typical_s) })].filter(Boolean).join(' · ');
}

/** What a job is doing, in a few words. */
export function stepOf(job) {
  // A vendor that cannot cancel is said to go on, once it was asked.
  if (job.cancelRequested && !job.step?.includes(say('step.goes.on'))) return say('step.cancelling');
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
