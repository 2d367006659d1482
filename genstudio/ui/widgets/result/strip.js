/** The last results of a tab, newest first, with those on their way in front. */

import { fill, h, icon } from '../base/dom.js';
import { isOpen } from '../base/feed.js';
import { clock, kindIcon, oneLine } from '../base/format.js';
import { smallWave } from './wave.js';
import { say } from '../base/words.js';

/** @param {{onpick: (id: string) => void}} options */
export function strip({ onpick }) {
  const root = h('div', { class: 'strip', role: 'group', 'aria-label': say('strip'), data: { testid: 'strip' } });
  const tiles = new Map();

  root.addEventListener('keydown', (event) => {
    const all = /** @type {HTMLElement[]} */ ([...root.children]);
    const at = all.indexOf(/** @type {HTMLElement} */ (document.activeElement));
    const next = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: all.length - 1 }[event.key];
    if (next === undefined || !all[next]) return;
    event.preventDefault();
    all[next].focus();
    all[next].click();
  });

  /** @param {any[]} jobs @param {string | undefined} current */
  function show(jobs, current) {
    root.hidden = jobs.length < 2 && jobs[0]?.id === current;
    const wanted = jobs.map((job) => {
      const key = `${job.id}:${isOpen(job)}`;
      const tile = tiles.get(key) ?? { root: makeTile(job) };
      tiles.set(key, tile);
      return { key, job, tile };
    });
    for (const key of [...tiles.keys()]) if (!wanted.some((each) => each.key === key)) tiles.delete(key);
    const roots = wanted.map((each) => each.tile.root);
    if (roots.length !== root.children.length || roots.some((each, index) => root.children[index] !== each)) {
      const focused = root.contains(document.activeElement) ? document.activeElement : null;
      fill(root, ...roots);
      focused?.focus();
    }
    // One stop for the Tab key: from there the arrows go on.
    const stop = wanted.some(({ job }) => job.id === current) ? current : jobs[0]?.id;
    for (const { job, tile } of wanted) {
      tile.root.setAttribute('aria-current', String(job.id === current));
      tile.root.tabIndex = job.id === stop ? 0 : -1;
      tile.root.style.setProperty('--part', `${Math.round(job.progress * 100)}%`);
    }
  }

  function makeTile(job) {
    const open = isOpen(job);
    const output = job.outputs[0];
    const seconds = output?.durationS;
    return h(
      'button',
      {
        type: 'button',
        class: `tile ${open ? 'busy' : ''}`,
        title: oneLine(job.prompt),
        'aria-label': oneLine(job.prompt) || job.modelLabel,
        data: { job: job.id },
        onclick: () => {
          onpick(job.id);
          tiles.get(`${job.id}:${open}`)?.root.scrollIntoView({ block: 'nearest', inline: 'nearest' });
        },
      },
      face(job, output),
      !open && seconds && h('span', { class: 'tile-time' }, clock(seconds)),
    );
  }

  return { root, show };
}

function face(job, output) {
  if (output?.thumbnailUrl) return h('img', { src: output.thumbnailUrl, alt: '', loading: 'lazy', decoding: 'async' });
  if (output?.peaksUrl) return smallWave(output);
  return h('span', { class: 'tile-icon' }, icon(kindIcon(job.type), 20), h('small', null, oneLine(job.prompt)));
}
