/** Two pictures against each other: under one divider, or side by side, zoomed and moved together. */

import { button, fill, h, icon } from '../base/dom.js';
import { percent as inPercent } from '../base/format.js';
import { say } from '../base/words.js';
import { fullscreen } from './viewer.js';
import { zoomer } from './zoom.js';

const STEP = 0.02;

/**
 * @param {import('./viewer.js').Picture[]} pictures those to choose from
 * @param {number} left @param {number} right which two of them to begin with
 */
export function compare(pictures, left, right) {
  const sides = [side('A', left), side('B', right)];
  const fields = sides.map((each) => each.field);
  const divider = h(
    'div',
    {
      class: 'divider',
      role: 'slider',
      tabindex: '0',
      'aria-label': say('compare.divider'),
      'aria-valuemin': '0',
      'aria-valuemax': '100',
    },
    h('span', null, icon('arrow-left-right', 15)),
  );
  const table = h('div', { class: 'compare-table' }, ...fields, divider);
  const percent = h('span', { class: 'viewer-percent' });
  const mode = button({
    label: say('compare.beside'),
    symbol: 'columns-2',
    kind: 'ghost',
    'aria-pressed': 'false',
    onclick: () => setMode(!beside),
  });
  const tiles = pictures.map((picture, index) =>
    h(
      'button',
      {
        type: 'button',
        class: 'compare-tile',
        title: picture.title,
        'aria-label': picture.title,
        onclick: () => put(index),
      },
      h('img', { src: picture.thumbnailUrl ?? picture.url, alt: '', loading: 'lazy', decoding: 'async' }),
      h('b'),
    ),
  );
  const film = h(
    'div',
    { class: 'compare-film', role: 'group', 'aria-label': say('compare.choose'), onkeydown: leaf },
    ...tiles,
  );
  const dialog = h(
    'dialog',
    { class: 'viewer compare', 'aria-label': say('compare'), onclose: () => leave(), onkeydown: keys },
    table,
    h(
      'div',
      { class: 'compare-foot' },
      film,
      h(
        'div',
        { class: 'viewer-bar' },
        mode,
        button({ label: say('compare.swap'), symbol: 'arrow-left-right', kind: 'ghost', onclick: () => swap() }),
        button({ label: say('zoom.out'), symbol: 'zoom-out', kind: 'ghost zoom-step', onclick: () => zoom.smaller() }),
        percent,
        button({ label: say('zoom.in'), symbol: 'zoom-in', kind: 'ghost zoom-step', onclick: () => zoom.larger() }),
        button({ label: say('zoom.fit'), symbol: 'maximize', kind: 'ghost', onclick: () => zoom.fit() }),
        button({ label: say('fullscreen'), symbol: 'expand', kind: 'ghost', onclick: () => fullscreen(dialog) }),
        button({ label: say('close'), symbol: 'x', kind: 'ghost', onclick: () => dialog.close() }),
      ),
    ),
  );
  const zoom = zoomer({
    fields,
    sheets: sides.map((each) => each.sheet),
    onpaint: (scale) => {
      percent.textContent = inPercent(scale);
    },
  });
  const sized = new ResizeObserver(() => zoom.fit());
  let beside = false;
  let split = 0.5;
  /** The side that the next chosen picture goes to. */
  let armed = 1;

  function side(name, index) {
    const image = h('img', { draggable: 'false', alt: '' });
    const sheet = h('div', { class: 'viewer-sheet' }, image);
    const badge = h('button', {
      type: 'button',
      class: 'compare-badge',
      onclick: () => arm(sides.findIndex((each) => each.badge === badge)),
    });
    const field = h('div', { class: 'viewer-field', data: { testid: `compare-${name.toLowerCase()}` } }, sheet, badge);
    // Else the click on the badge would begin a drag.
    badge.addEventListener('pointerdown', (event) => event.stopPropagation());
    return { name, image, sheet, badge, field, index };
  }

  function draw() {
    for (const each of sides) {
      const picture = pictures[each.index];
      if (each.image.getAttribute('src') !== picture.url) each.image.src = picture.url;
      each.image.alt = picture.title;
      fill(each.badge, h('b', null, each.name), h('span', null, picture.title));
    }
    tiles.forEach((tile, index) => {
      const names = sides.filter((each) => each.index === index).map((each) => each.name);
      tile.setAttribute('aria-pressed', String(names.length > 0));
      tile.lastChild.textContent = names.join(' ');
    });
    arm(armed);
  }

  function arm(which) {
    armed = which;
    sides.forEach((each, index) => {
      each.badge.setAttribute('aria-pressed', String(index === armed));
      each.badge.title = say('compare.arm', { side: each.name });
    });
  }

  function put(index) {
    sides[armed].index = index;
    draw();
    if (armed === 0) refit();
  }

  function swap() {
    [sides[0].index, sides[1].index] = [sides[1].index, sides[0].index];
    draw();
    refit();
  }

  /** Both are drawn in the frame of the left one. */
  function refit() {
    const { width, height } = pictures[sides[0].index];
    zoom.show(width, height);
  }

  function setMode(next) {
    beside = next;
    dialog.classList.toggle('beside', beside);
    divider.hidden = beside;
    mode.setAttribute('aria-pressed', String(beside));
    setSplit(split);
    zoom.fit();
  }

  function setSplit(next) {
    split = Math.min(1, Math.max(0, next));
    table.style.setProperty('--split', `${split * 100}%`);
    divider.setAttribute('aria-valuenow', String(Math.round(split * 100)));
  }

  divider.addEventListener('pointerdown', (event) => divider.setPointerCapture(event.pointerId));
  divider.addEventListener('pointermove', (event) => {
    if (!divider.hasPointerCapture(event.pointerId)) return;
    const box = table.getBoundingClientRect();
    setSplit((event.clientX - box.left) / box.width);
  });

  function keys(event) {
    const step = { ArrowLeft: -STEP, ArrowRight: STEP, Home: -1, End: 1 }[event.key];
    if (event.target === divider && step) {
      event.preventDefault();
      setSplit(split + step);
    } else if (zoom.onkey(event)) return;
    else if (event.key === 'x') swap();
    else if (event.key === 's') setMode(!beside);
    else if (event.key === 'f') fullscreen(dialog);
  }

  /** Arrows leaf through the film. */
  function leaf(event) {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    const at = tiles.indexOf(document.activeElement);
    if (!step || at < 0) return;
    event.preventDefault();
    event.stopPropagation();
    const next = tiles[(at + step + tiles.length) % tiles.length];
    next.focus();
    next.click();
  }

  function leave() {
    sized.disconnect();
    dialog.remove();
  }

  document.body.append(dialog);
  dialog.showModal();
  setSplit(split);
  draw();
  refit();
  sized.observe(table);
  divider.focus();
}
