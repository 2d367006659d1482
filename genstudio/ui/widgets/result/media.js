/** The result itself, large: a picture that opens in the viewer, a clip, or a recording with its waveform. */

import { h, icon } from '../base/dom.js';
import { audioPlayer } from './player.js';
import { viewer } from './viewer.js';
import { say } from '../base/words.js';

/**
 * @param {any} job @param {any} output
 * @returns {{root: HTMLElement, leave: () => void}}
 */
export function hero(job, output) {
  const media = output.mime.split('/')[0];
  if (media === 'image') return picture(job, output);
  if (media === 'video') return clip(job, output);
  return audioPlayer(output, { large: true, title: job.prompt });
}

function picture(job, output) {
  const image = h('img', {
    src: output.url,
    alt: job.prompt,
    decoding: 'async',
    width: output.width,
    height: output.height,
    data: { testid: 'picture' },
  });
  const open = h(
    'button',
    {
      type: 'button',
      class: 'picture',
      'aria-label': say('zoom'),
      style: size(output),
      onclick: () => viewer(output.url, job.prompt),
    },
    image,
    h('span', { class: 'picture-zoom' }, icon('maximize', 16)),
  );
  return { root: open, leave: () => {} };
}

function clip(job, output) {
  const video = h('video', {
    src: output.url,
    poster: output.thumbnailUrl,
    controls: true,
    loop: true,
    playsinline: true,
    preload: 'metadata',
    'aria-label': job.prompt,
    style: size(output),
    data: { testid: 'clip' },
  });
  return { root: h('div', { class: 'clip' }, video), leave: () => video.pause() };
}

function size({ width, height }) {
  return width && height ? { '--ratio': String(width / height), '--width': `${width}px` } : {};
}
