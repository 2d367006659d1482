/** A picture over the whole page, to be zoomed, moved and leafed through. */

import { button, fill, h, icon } from '../base/dom.js';
import { percent as inPercent } from '../base/format.js';
import { say } from '../base/words.js';
import { zoomer } from './zoom.js';

/** @typedef {{url: string, thumbnailUrl: string | null, title: string, width: number, height: number}} Picture */

/**
 * @param {Picture[]} pictures @param {number} first
 * @param {{onshow: (at: number) => void, oncompare?: () => void}} options `onshow` is told which one it shows
 */
export function viewer(pictures, first, { onshow, oncompare }) {
  const image = h('img', { draggable: 'false', alt: '' });
  const sheet = h('div', { class: 'viewer-sheet' }, image);
  const field = h('div', { class: 'viewer-field' }, sheet);
  const percent = h('button', {
    type: 'button',
    class: 'viewer-percent',
    title: say('zoom.own'),
    onclick: () => zoom.own(),
  });
  const count = h('span', { class: 'viewer-count' });
  const leaf = (key, symbol, step) =>
    button({ label: say(key), symbol, kind: 'ghost', hidden: pictures.length < 2, onclick: () => show(at + step) });
  const whole = button({
    label: say('fullscreen'),
    symbol: 'expand',
    kind: 'ghost',
    onclick: () => fullscreen(dialog),
  });
  const dialog = h(
    'dialog',
    { class: 'viewer', onclose: () => leave(), onkeydown: (event) => keys(event) },
    field,
    h(
      'div',
      { class: 'viewer-bar' },
      leaf('viewer.before', 'arrow-left', -1),
      count,
      leaf('viewer.after', 'arrow-right', 1),
      button({ label: say('zoom.out'), symbol: 'zoom-out', kind: 'ghost zoom-step', onclick: () => zoom.smaller() }),
      percent,
      button({ label: say('zoom.in'), symbol: 'zoom-in', kind: 'ghost zoom-step', onclick: () => zoom.larger() }),
      button({ label: say('zoom.fit'), symbol: 'maximize', kind: 'ghost', onclick: () => zoom.fit() }),
      whole,
      oncompare &&
        button({
          label: say('compare'),
          symbol: 'square-split-horizontal',
          kind: 'ghost',
          onclick: () => {
            dialog.close();
            oncompare();
          },
        }),
      button({ label: say('close'), symbol: 'x', kind: 'ghost', onclick: () => dialog.close() }),
    ),
  );
  const zoom = zoomer({
    fields: [field],
    sheets: [sheet],
    onempty: () => dialog.close(),
    onpaint: (scale) => {
      percent.textContent = inPercent(scale);
    },
  });
  const sized = new ResizeObserver(() => zoom.fits() && zoom.fit());
  let at = first;

  function show(next) {
    at = (next + pictures.length) % pictures.length;
    const { url, title, width, height } = pictures[at];
    image.src = url;
    image.alt = title;
    dialog.setAttribute('aria-label', title);
    count.textContent = pictures.length > 1 ? `${at + 1} / ${pictures.length}` : '';
    zoom.show(width, height);
    onshow(at);
  }

  function keys(event) {
    if (zoom.onkey(event)) return;
    if (event.key === 'ArrowLeft') show(at - 1);
    else if (event.key === 'ArrowRight') show(at + 1);
    else if (event.key === 'f') fullscreen(dialog);
  }

  function leave() {
    sized.disconnect();
    dialog.remove();
  }

  dialog.addEventListener('fullscreenchange', () =>
    fill(whole, icon(document.fullscreenElement ? 'shrink' : 'expand', 16)),
  );
  document.body.append(dialog);
  dialog.showModal();
  field.tabIndex = 0;
  field.focus();
  show(first);
  sized.observe(field);
}

/** Fills the screen with an element, or gives it back. @param {HTMLElement} element */
export async function fullscreen(element) {
  if (document.fullscreenElement) await document.exitFullscreen();
  else await element.requestFullscreen?.();
}
