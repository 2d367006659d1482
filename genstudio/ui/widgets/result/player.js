/** Plays a recording: its waveform to see and seek, and the controls below. */

import { h } from '../base/dom.js';
import { scrub, transport } from './transport.js';
import { drawWave, readPeaks } from './wave.js';

/**
 * @param {any} output
 * @param {{large?: boolean, title: string}} options
 * @returns {{root: HTMLElement, leave: () => void}}
 */
export function audioPlayer(output, { large = false, title }) {
  const audio = new Audio();
  audio.preload = 'none';
  audio.src = output.url;
  const surface = h('canvas', { class: 'wave-surface' });
  const band = h('div', { class: 'wave-stretch', hidden: true });
  const wave = h('div', { class: 'wave' }, band, surface);
  let peaks = [];
  const controls = transport(audio, { title, length_s: output.durationS ?? 0, size: large ? 22 : 14, onpaint: paint });
  const tell = scrub(wave, controls);
  const { toggle, now, whole, loop, mute, part, speed } = controls.parts;
  if (large) toggle.classList.add('large');
  const root = h(
    'div',
    { class: `player${large ? ' large' : ''}`, data: { testid: large ? 'player' : 'small-player' } },
    toggle,
    wave,
    h('div', { class: 'player-foot' }, now, whole, large && part, large && speed, large && loop, large && mute),
  );

  function paint() {
    const { at, stretch } = controls.state();
    tell(audio.currentTime);
    drawWave(surface, peaks, at);
    band.hidden = stretch === null;
    if (stretch) {
      band.style.left = `${stretch[0] * 100}%`;
      band.style.width = `${(stretch[1] - stretch[0]) * 100}%`;
    }
  }

  const sized = new ResizeObserver(paint);
  sized.observe(wave);
  window.addEventListener('studio:palette', paint);
  controls.start();
  readPeaks(output).then((read) => {
    peaks = read;
    paint();
  });
  return {
    root,
    leave: () => {
      controls.leave();
      audio.removeAttribute('src');
      sized.disconnect();
      window.removeEventListener('studio:palette', paint);
    },
  };
}
