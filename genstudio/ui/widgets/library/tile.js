/** One result in the grid: picture, poster or waveform, and the few things worth knowing at a glance. */

import { fill, h, icon } from '../base/dom.js';
import { ago, clock, kindIcon, kindName, oneLine } from '../base/format.js';
import { say, sayCount } from '../base/words.js';
import { smallWave } from '../result/wave.js';

const PREVIEW_AFTER_MS = 180;
const WAVE = { bars: 34, width: 136, height: 36 };
const still = matchMedia('(prefers-reduced-motion: reduce)');

/** @param {number} index its place in the whole list */
export function tile(index) {
  const root = h('div', {
    class: 'lib-tile',
    role: 'gridcell',
    tabindex: '-1',
    'aria-selected': 'false',
    data: { index: String(index) },
  });
  let shown = null;
  let picture = null;
  let given = new AbortController();
  let film = null;
  let timer = 0;

  /** @param {any} item undefined while it is not loaded */
  function show(item) {
    if (item === shown) return;
    const same = shown && item && shown.id === item.id;
    shown = item;
    if (!item) return empty();
    root.dataset.id = item.id;
    root.setAttribute('aria-label', labelOf(item));
    if (same) return fillMarks(item);
    given.abort();
    given = new AbortController();
    endFilm();
    fill(
      root,
      faceOf(item),
      h('span', { class: 'lib-shade' }, item.peaksUrl ? null : h('span', { class: 'lib-words' }, oneLine(item.prompt))),
      h('span', { class: 'lib-badges' }),
      h('span', { class: 'lib-check', 'aria-hidden': 'true', data: { act: 'check' } }, icon('check', 13)),
      h('span', { class: 'lib-heart', 'aria-hidden': 'true', data: { act: 'favourite' } }),
    );
    fillMarks(item);
  }

  function fillMarks(item) {
    fill(root.querySelector('.lib-badges'), ...badgesOf(item));
    fill(root.querySelector('.lib-heart'), icon(item.favourite ? 'heart-filled' : 'heart', 15));
    root.querySelector('.lib-heart').classList.toggle('on', item.favourite);
  }

  function empty() {
    leave();
    delete root.dataset.id;
    root.removeAttribute('aria-label');
    root.style.backgroundColor = '';
    fill(root);
  }

  function faceOf(item) {
    picture = null;
    // Until the picture has come, and while the list rushes by faster than pictures can come.
    root.style.backgroundColor = item.colour ?? '';
    if (item.thumbnailUrl) {
      picture = h('img', { src: item.thumbnailUrl, alt: '', decoding: 'async', draggable: 'false' });
      root.classList.add('loading');
      const arrived = () => {
        root.classList.remove('loading');
        root.style.backgroundColor = ''; // it would shine through where the picture is transparent
      };
      picture.addEventListener('load', arrived);
      picture.addEventListener('error', arrived);
      return picture;
    }
    root.classList.remove('loading');
    if (item.peaksUrl)
      return h(
        'span',
        { class: `lib-sound ${item.type}` },
        smallWave(item, WAVE, given.signal),
        h('span', { class: 'lib-quote' }, oneLine(item.prompt) || item.modelLabel),
      );
    return h('span', { class: 'lib-plain' }, icon(kindIcon(item.type), 24), h('small', null, oneLine(item.prompt)));
  }

  /** A clip plays without its sound while the pointer rests on it. */
  function enter() {
    if (!shown?.mime?.startsWith('video/') || still.matches) return;
    clearTimeout(timer);
    timer = setTimeout(() => {
      film = h('video', { src: shown.url, muted: true, loop: true, playsinline: true, 'aria-hidden': 'true' });
      film.addEventListener('playing', () => film?.classList.add('on'));
      root.firstChild.after(film);
      film.play().catch(() => endFilm()); // it left the screen, or cannot be played: the poster stays
    }, PREVIEW_AFTER_MS);
  }

  function endFilm() {
    clearTimeout(timer);
    if (!film) return;
    film.removeAttribute('src');
    film.load();
    film.remove();
    film = null;
  }

  /** Gives up whatever is still being fetched for it. */
  function leave() {
    given.abort();
    endFilm();
    if (picture && !picture.complete) picture.removeAttribute('src');
  }

  root.addEventListener('pointerenter', enter);
  root.addEventListener('pointerleave', endFilm);
  return { root, show, leave, item: () => shown };
}

/** What a screen reader says of it. */
function labelOf(item) {
  const words = [
    `${kindName(item.type)}: ${oneLine(item.prompt).slice(0, 120) || item.modelLabel}`,
    ago(item.createdAt),
    item.favourite && say('lib.favourite'),
    item.rating && sayCount('lib.stars', item.rating),
  ];
  return words.filter(Boolean).join(', ');
}

function badgesOf(item) {
  const clip = item.type === 'video';
  return [
    item.rating && h('span', { class: 'lib-badge lib-rating' }, icon('star-filled', 11), String(item.rating)),
    item.outputs > 1 && h('span', { class: 'lib-badge' }, icon('layers', 11), String(item.outputs)),
    item.durationS && h('span', { class: 'lib-badge' }, clip && icon('play', 9), clock(item.durationS)),
  ].filter(Boolean);
}
