/** Plays a recording: waveform to see and seek, play, loop, loudness. */

import { button, fill, h, icon } from '../base/dom.js';
import { clock } from '../base/format.js';
import { drawWave, readPeaks } from './wave.js';
import { say } from '../base/words.js';

const SEEK_S = 5;
let playing = null;

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
  const wave = h(
    'div',
    {
      class: 'wave',
      role: 'slider',
      tabindex: '0',
      'aria-label': say('player.position'),
      'aria-valuemin': '0',
      'aria-valuemax': String(Math.round(output.durationS ?? 0)),
    },
    surface,
  );
  const toggle = h('button', {
    type: 'button',
    class: `play ${large ? 'large' : ''}`,
    data: { testid: 'play' },
    onclick: () => (audio.paused ? play() : audio.pause()),
  });
  const now = h('span', { class: 'time' });
  const whole = h('span', { class: 'time whole' }, clock(output.durationS ?? 0));
  const loop = button({
    label: say('player.loop'),
    symbol: 'repeat',
    kind: 'ghost',
    'aria-pressed': 'false',
    onclick: () => {
      audio.loop = !audio.loop;
      loop.setAttribute('aria-pressed', String(audio.loop));
    },
  });
  const mute = button({
    label: say('player.mute'),
    symbol: 'volume-2',
    kind: 'ghost',
    'aria-pressed': 'false',
    onclick: () => {
      audio.muted = !audio.muted;
      mute.setAttribute('aria-pressed', String(audio.muted));
      fill(mute, icon(audio.muted ? 'volume-x' : 'volume-2', 16));
    },
  });
  const root = h(
    'div',
    { class: `player${large ? ' large' : ''}`, data: { testid: large ? 'player' : 'small-player' } },
    toggle,
    wave,
    h('div', { class: 'player-foot' }, now, whole, large && loop, large && mute),
  );
  let peaks = [];
  let frame = 0;

  const length = () =>
    Number.isFinite(audio.duration) && audio.duration > 0 ? audio.duration : (output.durationS ?? 0);

  async function play() {
    if (playing && playing !== audio) playing.pause();
    playing = audio;
    try {
      await audio.play();
    } catch (fault) {
      // A pause before the first sound is no fault; anything else means that the file cannot be had.
      if (fault.name !== 'AbortError') toggle.title = say('player.fault');
    }
  }

  function seek(seconds) {
    audio.currentTime = Math.min(length(), Math.max(0, seconds));
    paint();
  }

  function paint() {
    const at = audio.currentTime;
    now.textContent = clock(at);
    wave.setAttribute('aria-valuenow', String(Math.round(at)));
    wave.setAttribute('aria-valuetext', `${clock(at)} / ${clock(length())}`);
    drawWave(surface, peaks, length() > 0 ? at / length() : 0);
  }

  function follow() {
    paint();
    if (!audio.paused) frame = requestAnimationFrame(follow);
  }

  function face() {
    fill(toggle, icon(audio.paused ? 'play' : 'pause', large ? 22 : 14));
    toggle.setAttribute('aria-label', `${say(audio.paused ? 'player.play' : 'player.pause')}: ${title.slice(0, 60)}`);
    cancelAnimationFrame(frame);
    follow();
  }

  for (const event of ['play', 'pause', 'ended']) audio.addEventListener(event, face);
  wave.addEventListener('pointerdown', (event) => {
    wave.setPointerCapture(event.pointerId);
    toPointer(event);
    wave.addEventListener('pointermove', toPointer);
  });
  wave.addEventListener('pointerup', () => wave.removeEventListener('pointermove', toPointer));
  wave.addEventListener('keydown', (event) => {
    const moves = {
      ArrowRight: SEEK_S,
      ArrowUp: SEEK_S,
      ArrowLeft: -SEEK_S,
      ArrowDown: -SEEK_S,
      Home: -Infinity,
      End: Infinity,
    };
    if (event.key in moves) {
      event.preventDefault();
      seek(audio.currentTime + moves[event.key]);
    }
    if (event.key === ' ') {
      event.preventDefault();
      toggle.click();
    }
  });

  function toPointer(event) {
    const box = wave.getBoundingClientRect();
    seek(((event.clientX - box.left) / box.width) * length());
  }

  const sized = new ResizeObserver(paint);
  sized.observe(wave);
  window.addEventListener('studio:palette', paint);
  face();
  readPeaks(output).then((read) => {
    peaks = read;
    paint();
  });
  return {
    root,
    leave: () => {
      audio.pause();
      audio.removeAttribute('src');
      sized.disconnect();
      window.removeEventListener('studio:palette', paint);
    },
  };
}
