/** One result, large, with everything that is known of it and everything that can be done with it. */

import { call, Problem } from '../base/api.js';
import { button, fill, h } from '../base/dom.js';
import { kindName } from '../base/format.js';
import { toast } from '../base/toast.js';
import { locale, say } from '../base/words.js';
import { extraList } from '../result/extras.js';
import { hero } from '../result/media.js';
import { viewer } from '../result/viewer.js';
import { detailSide } from './detail_side.js';
import { onChanged, removeItems, setFavourite, setRating } from './items.js';
import { sheet } from './sheet.js';

const TYPED = 'input, textarea, select, [contenteditable], [role=slider], video, audio';
const ADDRESS = /^#library\?job=([0-9a-f]{32})$/;

let current = null;

/** Opens the result that the address names, if it does, now and whenever another one is put there. */
export function followAddress() {
  const look = () => {
    const found = ADDRESS.exec(window.location.hash);
    if (found) openDetail(found[1]);
  };
  window.addEventListener('hashchange', look);
  look();
}

/**
 * Opens the dialog over the page.
 * @param {string} id a finished job
 * @param {{step?: (id: string, by: 1 | -1) => Promise<string | null>, onclose?: () => void, found?: string}} [options]
 *   `step` leads to the one before or after it; `found` is the name of a file that was dropped and is this result
 */
export async function openDetail(id, { step, onclose = () => {}, found = '' } = {}) {
  let job = await readJob(id);
  if (!job) return;
  current?.close();
  const before = window.location.hash;
  const title = h('span', { class: 'detail-title' });
  const stage = h('div', { class: 'detail-stage' });
  const side = h('div', { class: 'detail-side' });
  const back = button({
    label: say('lib.before'),
    symbol: 'chevron-left',
    kind: 'ghost',
    size: 18,
    hidden: !step,
    onclick: () => go(-1),
  });
  const on = button({
    label: say('lib.after'),
    symbol: 'chevron-right',
    kind: 'ghost',
    size: 18,
    hidden: !step,
    onclick: () => go(1),
  });
  let shown = null;
  let output = null;
  let panel = null;
  let moving = false;

  const opened = sheet({
    name: say('lib.detail'),
    kind: 'detail',
    content: h(
      'div',
      { class: 'detail', data: { testid: 'detail' } },
      h(
        'header',
        { class: 'detail-head' },
        back,
        on,
        title,
        h('span', { class: 'lib-gap' }),
        button({ label: say('close'), symbol: 'x', kind: 'ghost', size: 18, onclick: () => opened.close() }),
      ),
      h('div', { class: 'detail-body' }, stage, side),
    ),
    onclose: () => {
      shown?.leave();
      stop();
      window.history.replaceState(null, '', ADDRESS.test(before) ? '#library' : before || '#library');
      current = null;
      onclose();
    },
  });
  const { root, close } = opened;
  current = opened;

  function draw() {
    const main = job.outputs.filter((each) => each.role === 'main');
    const extras = job.outputs.filter((each) => each.role !== 'main');
    const place = h('div', { class: 'hero' });
    const versions = main.length > 1 && h('div', { class: 'versions', role: 'group', 'aria-label': say('versions') });
    root.querySelector('.detail').dataset.job = job.id;
    fill(title, h('b', null, kindName(job.type)), moment(job.createdAt));
    fill(stage, place, versions, extras.length > 0 && extraList(extras));
    panel = detailSide(job, { found, close, remove });
    fill(side, panel.root);
    side.scrollTop = 0;
    window.history.replaceState(null, '', `#library?job=${job.id}`);

    function show(next) {
      output = next;
      shown?.leave();
      shown = hero(job, output, () => zoom(main));
      fill(place, shown.root);
      panel.show(output);
      if (versions)
        [...versions.children].forEach((each, index) =>
          each.setAttribute('aria-pressed', String(main[index] === output)),
        );
    }

    if (versions)
      fill(
        versions,
        ...main.map((each, index) =>
          h(
            'button',
            {
              type: 'button',
              class: 'version',
              'aria-label': say('version', { n: index + 1 }),
              onclick: () => show(each),
            },
            each.thumbnailUrl ? h('img', { src: each.thumbnailUrl, alt: '' }) : String(index + 1),
          ),
        ),
      );
    show(main[0]);
  }

  function zoom(main) {
    const pictures = main.filter((each) => each.mime.startsWith('image/'));
    const titled = pictures.map(({ url, thumbnailUrl, width, height }) => ({
      url,
      thumbnailUrl,
      width,
      height,
      title: job.prompt,
    }));
    viewer(titled, pictures.indexOf(output), { onshow: () => {} });
  }

  async function go(by) {
    if (!step || moving) return;
    moving = true;
    const next = await step(job.id, by).catch(() => null);
    const read = next && (await readJob(next));
    moving = false;
    if (!read || !root.isConnected) return;
    job = read;
    found = '';
    draw();
    root.focus();
  }

  /** Deletes what is shown and goes on to the next, or closes behind the last one. */
  async function remove() {
    const gone = job.id;
    const next = (await step?.(gone, 1).catch(() => null)) ?? (await step?.(gone, -1).catch(() => null)) ?? null;
    await removeItems([job]);
    const read = next && (await readJob(next));
    if (!read) return close();
    job = read;
    draw();
    root.focus();
  }

  const stop = onChanged(({ items }) => {
    const mine = items.find((each) => each.id === job.id);
    if (!mine) return;
    job = { ...job, ...mine };
    panel.update(job);
  });

  root.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest(TYPED)) return;
    if (event.key === 'ArrowRight') go(1);
    else if (event.key === 'ArrowLeft') go(-1);
    else if (event.key === 'Delete') remove();
    else if (event.key === 'f') setFavourite([job]);
    else if (/^[0-5]$/.test(event.key)) setRating([job], Number(event.key));
    else return;
    event.preventDefault();
  });
  draw();
}

function moment(iso) {
  return new Date(iso).toLocaleString(locale(), { dateStyle: 'long', timeStyle: 'short' });
}

async function readJob(id) {
  try {
    const job = await call('GET', `/generations/${id}`);
    if (job.status === 'complete') return job;
    toast(say('lib.gone'));
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem;
    toast(problem.status === 404 ? say('lib.gone') : problem.message, { kind: 'error' });
  }
  return null;
}
