/** Plays a clip: its poster first, controls that leave when nobody needs them, single frames, the whole screen. */

import { button, fill, h, icon } from '../base/dom.js';
import { say } from '../base/words.js';
import { scrub, transport } from './transport.js';

/** Until the clip itself has told how long its frames last. */
const USUAL_FRAME_S = 1 / 25;
const REST_MS = 2_500;

/**
 * @param {any} job @param {any} output
 * @returns {{root: HTMLElement, leave: () => void}}
 */
export function clipPlayer(job, output) {
  const video = h('video', {
    src: output.url,
    poster: output.thumbnailUrl,
    loop: true,
    playsinline: true,
    preload: 'metadata',
    'aria-label': job.prompt,
    data: { testid: 'clip' },
    onclick: () => controls.playOrPause(),
    ondblclick: () => fullscreen(),
  });
  const done = h('i');
  const band = h('b', { hidden: true });
  const track = h('div', { class: 'track' }, h('span', { class: 'track-line' }, band, done));
  let frame_s = USUAL_FRAME_S;
  let seen_s = -1;
  let resting = 0;
  const controls = transport(video, { title: job.prompt, length_s: output.durationS ?? 0, size: 18, onpaint: paint });
  const tell = scrub(track, controls);
  const { toggle, now, whole, loop, mute, part, speed } = controls.parts;
  const big = button({
    label: `${say('player.play')}: ${job.prompt.slice(0, 60)}`,
    symbol: 'play',
    kind: 'clip-big',
    size: 26,
    tabindex: '-1',
    onclick: () => controls.playOrPause(),
  });
  const screen = button({ label: say('fullscreen'), symbol: 'expand', kind: 'ghost', onclick: () => fullscreen() });
  const root = h(
    'div',
    { class: 'clip', style: size(output) },
    video,
    big,
    h(
      'div',
      { class: 'clip-bar' },
      track,
      h(
        'div',
        { class: 'clip-row' },
        toggle,
        now,
        whole,
        h('span', { class: 'clip-space' }),
        button({
          label: say('frame.back'),
          symbol: 'step-back',
          kind: 'ghost frame-step',
          onclick: () => stepFrame(-1),
        }),
        button({
          label: say('frame.next'),
          symbol: 'step-forward',
          kind: 'ghost frame-step',
          onclick: () => stepFrame(1),
        }),
        part,
        speed,
        loop,
        mute,
        screen,
      ),
    ),
  );

  function paint() {
    const { at, stretch } = controls.state();
    done.style.width = `${at * 100}%`;
    band.hidden = stretch === null;
    if (stretch) {
      band.style.left = `${stretch[0] * 100}%`;
      band.style.width = `${(stretch[1] - stretch[0]) * 100}%`;
    }
    tell(video.currentTime);
    root.classList.toggle('playing', !video.paused);
    big.hidden = !video.paused || video.currentTime > 0;
  }

  function stepFrame(direction) {
    video.pause();
    controls.seek(video.currentTime + direction * frame_s);
  }

  async function fullscreen() {
    if (document.fullscreenElement) await document.exitFullscreen();
    else if (root.requestFullscreen) await root.requestFullscreen();
    // A phone whose browser shows nothing but films on its whole screen.
    else video.webkitEnterFullscreen?.();
  }

  /** While it plays, every frame tells its own time: the shortest step between two is a frame. */
  function learn(_, { mediaTime }) {
    const step = mediaTime - seen_s;
    if (seen_s >= 0 && step > 0.005 && step < frame_s) frame_s = step;
    seen_s = mediaTime;
    if (!video.paused) video.requestVideoFrameCallback(learn);
  }

  function stir() {
    root.classList.remove('rest');
    clearTimeout(resting);
    resting = setTimeout(() => root.classList.add('rest'), REST_MS);
  }

  root.addEventListener('keydown', (event) => {
    stir();
    if (event.target.closest('button, [role=slider]') && event.key !== 'f' && event.key !== ',' && event.key !== '.')
      return;
    if (event.key === ',') stepFrame(-1);
    else if (event.key === '.') stepFrame(1);
    else if (event.key === 'f') fullscreen();
    else return;
    event.preventDefault();
  });
  for (const name of ['pointermove', 'focusin']) root.addEventListener(name, stir);
  video.addEventListener('play', () => video.requestVideoFrameCallback?.(learn));
  root.addEventListener('fullscreenchange', () =>
    fill(screen, icon(document.fullscreenElement ? 'shrink' : 'expand', 16)),
  );
  controls.start();
  return {
    root,
    leave: () => {
      clearTimeout(resting);
      controls.leave();
      video.removeAttribute('src');
      video.load();
    },
  };
}

function size({ width, height }) {
  return width && height ? { '--ratio': String(width / height) } : {};
}
