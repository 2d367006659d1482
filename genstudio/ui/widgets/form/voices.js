/** Hearing a choice before it is made: one player for the page, a small button for each voice. */

import { button, fill, h, icon } from '../base/dom.js';
import { toast } from '../base/toast.js';
import { say } from '../base/words.js';

const audio = new Audio();
const listeners = new Set();
let playing = '';
let loading = false;

function tell() {
  for (const listener of listeners) listener();
}

function stop() {
  audio.pause();
  playing = '';
  loading = false;
  tell();
}

audio.addEventListener('ended', stop);
audio.addEventListener('playing', () => {
  loading = false;
  tell();
});
audio.addEventListener('error', () => {
  if (playing === '') return;
  stop();
  toast(say('voice.fault'), { kind: 'error' });
});

/** Plays a sample, or stops it where it plays. @param {string} url */
export function listen(url) {
  if (playing === url) return stop();
  playing = url;
  loading = true;
  audio.src = url;
  tell();
  audio.play().catch(() => {}); // told by the listener of "error", or another voice was asked for meanwhile
}

/** Where the sample of a choice is heard. */
export function sampleUrl(model, choice) {
  const query = new URLSearchParams({ model: model.id, voice: String(choice.value) });
  return `/api/v2/providers/tts/${encodeURIComponent(model.provider)}/voices/sample?${query}`;
}

/**
 * The button of one voice. In a list it is for the pointer alone, since an option cannot hold a button: the keyboard has
 * the arrow to the right there, and the button beside the field.
 * @param {() => string} url @param {() => string} name @param {{inList?: boolean}} [options]
 */
export function listenButton(url, name, { inList = false } = {}) {
  const start = (event) => {
    event.stopPropagation();
    listen(url());
  };
  const root = inList
    ? h('span', { class: 'listen', 'aria-hidden': 'true', onclick: start })
    : button({ label: ' ', kind: 'ghost', onclick: start, 'data-testid': 'listen' });

  function draw() {
    const here = playing !== '' && playing === url();
    fill(root, icon(here ? 'square' : 'play', inList ? 13 : 15));
    root.classList.toggle('busy', here && loading);
    root.classList.toggle('on', here);
    if (inList) return;
    const words = say(here ? 'voice.stop' : 'voice.play', { voice: name() });
    root.setAttribute('aria-label', words);
    root.setAttribute('title', words);
  }

  const watch = () => {
    if (root.isConnected) draw();
    else listeners.delete(watch); // its list was drawn anew
  };
  listeners.add(watch);
  draw();
  return { root, draw };
}
