/** What every recording and every clip can do: play, seek, repeat all or a stretch of it, speed, loudness. */

import { button, fill, h, icon } from '../base/dom.js';
import { clock } from '../base/format.js';
import { say } from '../base/words.js';

const SEEK_S = 5;
const SMALL_SEEK_S = 1;
const SPEEDS = [1, 1.25, 1.5, 2, 0.5, 0.75];
/** A stretch shorter than this is a slip of the finger. */
const LEAST_STRETCH_S = 0.2;
let playing = null;

/**
 * The controls of a sound or a clip. `onpaint` is called whenever what is shown may have changed, and on every frame
 * while it plays.
 * @param {HTMLMediaElement} media
 * @param {{title: string, length_s: number, size?: number, onpaint: () => void}} options
 */
export function transport(media, { title, length_s, size = 22, onpaint }) {
  /** The stretch that is repeated, in seconds; `to` is null while only its start is set. */
  let stretch = null;
  let frame = 0;

  const toggle = h('button', { type: 'button', class: 'play', data: { testid: 'play' }, onclick: () => playOrPause() });
  const now = h('span', { class: 'time' });
  const whole = h('span', { class: 'time whole' }, clock(length_s));
  const loop = pressable('player.loop', 'repeat', () => {
    media.loop = !media.loop;
    face();
  });
  const mute = pressable('player.mute', 'volume-2', () => {
    media.muted = !media.muted;
    face();
  });
  const part = button({ text: 'A–B', kind: 'ghost word', 'aria-pressed': 'false', onclick: () => markStretch() });
  const speed = button({ text: '1×', kind: 'ghost word', onclick: () => nextSpeed() });

  function pressable(key, symbol, onclick) {
    return button({ label: say(key), symbol, kind: 'ghost', 'aria-pressed': 'false', onclick });
  }

  const length = () => (Number.isFinite(media.duration) && media.duration > 0 ? media.duration : length_s);

  async function playOrPause() {
    if (!media.paused) return media.pause();
    if (playing && playing !== media) playing.pause();
    playing = media;
    try {
      await media.play();
    } catch (fault) {
      // A pause before the first sound is no fault; anything else means that the file cannot be had.
      if (fault.name !== 'AbortError') toggle.title = say('player.fault');
    }
  }

  function seek(seconds) {
    media.currentTime = Math.min(length(), Math.max(0, seconds));
    paint();
  }

  /** First the start, then the end, then none: at the place where it plays. */
  function markStretch() {
    const at = media.currentTime;
    if (stretch === null) stretch = { from: at, to: null };
    else if (stretch.to === null && at - stretch.from >= LEAST_STRETCH_S) stretch.to = at;
    else stretch = null;
    face();
  }

  /** @param {number} from @param {number} to in seconds, in any order */
  function setStretch(from, to) {
    stretch = Math.abs(to - from) < LEAST_STRETCH_S ? null : { from: Math.min(from, to), to: Math.max(from, to) };
    face();
  }

  function nextSpeed() {
    media.playbackRate = SPEEDS[(SPEEDS.indexOf(media.playbackRate) + 1) % SPEEDS.length];
    face();
  }

  function paint() {
    now.textContent = clock(media.currentTime);
    onpaint();
  }

  function follow() {
    if (stretch?.to && (media.currentTime >= stretch.to || media.currentTime < stretch.from - SMALL_SEEK_S))
      media.currentTime = stretch.from;
    paint();
    if (!media.paused) frame = requestAnimationFrame(follow);
  }

  function face() {
    fill(toggle, icon(media.paused ? 'play' : 'pause', size));
    toggle.setAttribute('aria-label', `${say(media.paused ? 'player.play' : 'player.pause')}: ${title.slice(0, 60)}`);
    loop.setAttribute('aria-pressed', String(media.loop));
    mute.setAttribute('aria-pressed', String(media.muted));
    fill(mute, icon(media.muted ? 'volume-x' : 'volume-2', 16));
    part.setAttribute('aria-pressed', String(stretch !== null));
    const step = stretch === null ? 'start' : stretch.to === null ? 'end' : 'clear';
    part.title = say(`player.stretch.${step}`);
    part.setAttribute('aria-label', part.title);
    fill(
      part,
      stretch === null
        ? 'A–B'
        : stretch.to === null
          ? `${clock(stretch.from)}–`
          : `${clock(stretch.from)}–${clock(stretch.to)}`,
    );
    fill(speed, `${media.playbackRate}×`);
    speed.title = say('player.speed', { n: media.playbackRate });
    speed.setAttribute('aria-label', speed.title);
    cancelAnimationFrame(frame);
    follow();
  }

  const keys = {
    ' ': () => playOrPause(),
    ArrowRight: (event) => seek(media.currentTime + (event.shiftKey ? SMALL_SEEK_S : SEEK_S)),
    ArrowLeft: (event) => seek(media.currentTime - (event.shiftKey ? SMALL_SEEK_S : SEEK_S)),
    Home: () => seek(0),
    End: () => seek(length()),
    l: () => loop.click(),
    m: () => mute.click(),
    r: () => markStretch(),
  };

  /** Answers the keys of a focused position or picture; true for one that it knew. */
  function onkey(event) {
    const run = event.ctrlKey || event.metaKey || event.altKey ? undefined : keys[event.key];
    if (!run) return false;
    event.preventDefault();
    run(event);
    return true;
  }

  const events = ['play', 'pause', 'ended', 'loadedmetadata', 'seeked'];
  for (const event of events) media.addEventListener(event, face);

  return {
    parts: { toggle, now, whole, loop, mute, part, speed },
    length,
    seek,
    playOrPause,
    setStretch,
    onkey,
    /** Where it is and which stretch is repeated, as parts of the whole. */
    state: () => {
      const all = length() || 1;
      const to = stretch && (stretch.to ?? media.currentTime);
      return {
        at: media.currentTime / all,
        stretch: stretch && [stretch.from / all, Math.max(stretch.from, to) / all],
      };
    },
    start: face,
    leave: () => {
      cancelAnimationFrame(frame);
      media.pause();
      for (const event of events) media.removeEventListener(event, face);
      if (playing === media) playing = null;
    },
  };
}

/**
 * Makes an element a slider over the length: dragging seeks, dragging with Shift chooses the stretch to repeat.
 * @param {HTMLElement} element @param {ReturnType<typeof transport>} controls
 */
export function scrub(element, controls) {
  element.setAttribute('role', 'slider');
  element.setAttribute('tabindex', '0');
  element.setAttribute('aria-label', say('player.position'));
  element.setAttribute('aria-valuemin', '0');
  let from = null;

  const secondsAt = (event) => {
    const box = element.getBoundingClientRect();
    return Math.min(1, Math.max(0, (event.clientX - box.left) / box.width)) * controls.length();
  };
  element.addEventListener('pointerdown', (event) => {
    if (event.button !== 0) return;
    element.setPointerCapture(event.pointerId);
    from = secondsAt(event);
    if (event.shiftKey) controls.setStretch(from, from);
    else controls.seek(from);
  });
  element.addEventListener('pointermove', (event) => {
    if (from === null) return;
    if (event.shiftKey) controls.setStretch(from, secondsAt(event));
    else controls.seek(secondsAt(event));
  });
  for (const name of ['pointerup', 'pointercancel']) element.addEventListener(name, () => (from = null));
  element.addEventListener('keydown', (event) => controls.onkey(event));

  /** Tells screen readers where it is. @param {number} seconds */
  return (seconds) => {
    element.setAttribute('aria-valuemax', String(Math.round(controls.length())));
    element.setAttribute('aria-valuenow', String(Math.round(seconds)));
    element.setAttribute('aria-valuetext', `${clock(seconds)} / ${clock(controls.length())}`);
  };
}
