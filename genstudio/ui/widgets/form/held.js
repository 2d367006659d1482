/** A file in the form: its picture, its name, and where it stands among the others; and one that is on its way. */

import { button, h, icon } from '../base/dom.js';
import { bytes, percent } from '../base/format.js';
import { say } from '../base/words.js';

export const MEDIA_ICONS = { image: 'image', audio: 'audio-lines', video: 'film' };
const DRAGGED = 'application/x-genstudio-file';

/**
 * @param {any} file @param {any} role
 * @param {{index: number, count: number, onremove: () => void, onmove: (from: number, to: number) => void}} options
 */
export function heldFile(file, role, { index, count, onremove, onmove }) {
  const name = file.name || say('files.result');
  const sign = () => h('span', { class: 'held-icon' }, icon(MEDIA_ICONS[role.media] ?? 'file', 18));
  // A picture that cannot be shown may be one that cannot be reached just now: it stays, and the server has the say.
  const picture =
    role.media === 'image'
      ? h('img', { src: file.url, alt: '', draggable: 'false', onerror: (event) => event.target.replaceWith(sign()) })
      : sign();
  const move = (to, key, symbol) =>
    button({
      label: say(key, { name }),
      symbol,
      kind: 'ghost',
      size: 14,
      disabled: to < 0 || to >= count,
      onclick: () => onmove(index, to),
    });
  const root = h(
    'div',
    {
      class: 'held-file',
      role: 'listitem',
      title: name,
      draggable: count > 1 ? 'true' : null,
      data: { testid: 'held-file' },
    },
    picture,
    h('span', { class: 'held-name' }, h('b', null, name), file.sizeBytes && h('small', null, bytes(file.sizeBytes))),
    h(
      'span',
      { class: 'held-acts' },
      count > 1 && move(index - 1, 'files.earlier', 'arrow-up'),
      count > 1 && move(index + 1, 'files.later', 'arrow-down'),
      button({ label: say('files.remove', { name }), symbol: 'x', kind: 'ghost', size: 14, onclick: onremove }),
    ),
  );
  const mark = `${DRAGGED}-${role.name.toLowerCase()}`;
  root.addEventListener('dragstart', (event) => {
    event.dataTransfer.setData(mark, String(index));
    event.dataTransfer.effectAllowed = 'move';
  });
  root.addEventListener('dragover', (event) => {
    if (!event.dataTransfer.types.includes(mark)) return;
    event.preventDefault();
    root.classList.add('target');
  });
  root.addEventListener('dragleave', () => root.classList.remove('target'));
  root.addEventListener('drop', (event) => {
    root.classList.remove('target');
    const from = event.dataTransfer.getData(mark);
    if (from === '') return;
    event.preventDefault();
    event.stopPropagation();
    if (Number(from) !== index) onmove(Number(from), index);
  });
  return root;
}

/** @param {{name: string, share: number, stop: () => void}} file */
export function uploadingFile({ name, share, stop }) {
  const bar = h('i');
  const part = h('small');
  const root = h(
    'div',
    { class: 'held-file busy', role: 'listitem' },
    h('span', { class: 'held-icon' }, icon('upload', 18)),
    h('span', { class: 'held-name' }, h('b', null, name), part, h('span', { class: 'bar' }, bar)),
    button({ label: say('files.stop', { name }), symbol: 'x', kind: 'ghost', size: 14, onclick: stop }),
  );

  function progress(next) {
    bar.style.width = `${next * 100}%`;
    part.textContent = next < 1 ? percent(next) : say('files.checking');
  }

  progress(share);
  return { root, progress };
}
