/** The result itself, large: a picture that opens in the viewer, a clip, or a recording with its waveform. */

import { h, icon } from '../base/dom.js';
import { say } from '../base/words.js';
import { clipPlayer } from './clip.js';
import { audioPlayer } from './player.js';

/**
 * @param {any} job @param {any} output
 * @param {() => void} onzoom for a picture
 * @returns {{root: HTMLElement, leave: () => void}}
 */
export function hero(job, output, onzoom) {
  const media = output.mime.split('/')[0];
  if (media === 'image') return { root: picture(job, output, onzoom), leave: () => {} };
  if (media === 'video') return clipPlayer(job, output);
  return audioPlayer(output, { large: true, title: job.prompt });
}

function picture(job, output, onzoom) {
  const image = h('img', {
    src: output.url,
    alt: job.prompt,
    decoding: 'async',
    width: output.width,
    height: output.height,
    data: { testid: 'picture' },
  });
  return h(
    'button',
    { type: 'button', class: 'picture', 'aria-label': say('zoom'), style: size(output), onclick: onzoom },
    image,
    h('span', { class: 'picture-zoom' }, icon('maximize', 16)),
  );
}

function size({ width, height }) {
  return width && height ? { '--ratio': String(width / height), '--width': `${width}px` } : {};
}
