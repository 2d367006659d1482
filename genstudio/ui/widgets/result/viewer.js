/** A picture over the whole page: wheel and keys zoom, dragging moves, a double click shows its own size. */

import { button, h } from '../base/dom.js';
import { percent as inPercent } from '../base/format.js';
import { say } from '../base/words.js';

const STEP = 1.25;
const MOST = 8;

/** @param {string} url @param {string} title */
export function viewer(url, title) {
  const image = h('img', { src: url, alt: title, draggable: 'false' });
  const field = h('div', { class: 'viewer-field' }, image);
  const percent = h('span', { class: 'viewer-percent' });
  const dialog = h(
    'dialog',
    { class: 'viewer', 'aria-label': title, onclose: () => dialog.remove() },
    field,
    h(
      'div',
      { class: 'viewer-bar' },
      button({ label: say('zoom.out'), symbol: 'zoom-out', kind: 'ghost', onclick: () => zoom(1 / STEP) }),
      percent,
      button({ label: say('zoom.in'), symbol: 'zoom-in', kind: 'ghost', onclick: () => zoom(STEP) }),
      button({ label: say('zoom.fit'), symbol: 'maximize', kind: 'ghost', onclick: () => fit() }),
      button({ label: say('close'), symbol: 'x', kind: 'ghost', onclick: () => dialog.close() }),
    ),
  );
  let scale = 1;
  let x = 0;
  let y = 0;
  let least = 1;

  function fit() {
    least = Math.min(1, field.clientWidth / image.naturalWidth, field.clientHeight / image.naturalHeight);
    scale = least;
    x = y = 0;
    paint();
  }

  function paint() {
    image.style.transform = `translate(-50%, -50%) translate(${x}px, ${y}px) scale(${scale})`;
    percent.textContent = inPercent(scale);
  }

  /** Zooms around a point given from the middle of the field, in pixels. */
  function zoom(factor, aroundX = 0, aroundY = 0) {
    const next = Math.min(MOST, Math.max(least, scale * factor));
    const change = next / scale;
    x = aroundX - (aroundX - x) * change;
    y = aroundY - (aroundY - y) * change;
    scale = next;
    if (scale === least) x = y = 0;
    paint();
  }

  function fromMiddle(event) {
    const box = field.getBoundingClientRect();
    return [event.clientX - box.left - box.width / 2, event.clientY - box.top - box.height / 2];
  }

  field.addEventListener(
    'wheel',
    (event) => {
      event.preventDefault();
      zoom(Math.exp(-event.deltaY / 400), ...fromMiddle(event));
    },
    { passive: false },
  );
  field.addEventListener('dblclick', (event) => (scale > least ? fit() : zoom(1 / scale, ...fromMiddle(event))));
  let held = null;
  field.addEventListener('pointerdown', (event) => {
    field.setPointerCapture(event.pointerId);
    held = { x: event.clientX - x, y: event.clientY - y, moved: false };
  });
  field.addEventListener('pointermove', (event) => {
    if (!held) return;
    if (Math.hypot(event.clientX - held.x - x, event.clientY - held.y - y) > 3) held.moved = true;
    if (scale > least) {
      x = event.clientX - held.x;
      y = event.clientY - held.y;
      paint();
    }
  });
  field.addEventListener('pointerup', (event) => {
    if (held && !held.moved && event.target === field) dialog.close();
    held = null;
  });
  dialog.addEventListener('keydown', (event) => {
    if (event.key === '+' || event.key === '=') zoom(STEP);
    else if (event.key === '-') zoom(1 / STEP);
    else if (event.key === '0') fit();
  });
  image.addEventListener('load', fit);
  document.body.append(dialog);
  dialog.showModal();
  if (image.complete) fit();
}
