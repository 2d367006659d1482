/** What came beside the main result: stems to play, charts and transcripts to read, files to keep. */

import { fill, h, icon } from '../base/dom.js';
import { bytes, format } from '../base/format.js';
import { audioPlayer } from './player.js';
import { say } from '../base/words.js';

const MOST_TEXT_BYTES = 64_000;

/** @param {any[]} outputs all but the main ones */
export function extraList(outputs) {
  return h(
    'section',
    { class: 'extras', 'aria-label': say('extras'), data: { testid: 'extras' } },
    h('h3', null, say('extras')),
    h('ul', null, ...outputs.map(row)),
  );
}

function row(output) {
  const name = output.label || format(output.mime);
  const sound = output.mime.startsWith('audio/') && output.durationS;
  const download = h(
    'a',
    {
      class: 'button ghost',
      href: output.downloadUrl,
      download: '',
      'aria-label': say('download.named', { name }),
      title: say('download.named', { name }),
    },
    icon('download', 15),
  );
  const title = h(
    'div',
    { class: 'extra-name' },
    h('b', null, name),
    h('small', null, `${format(output.mime)} · ${bytes(output.sizeBytes)}`),
  );
  if (sound) return h('li', { class: 'extra sound' }, title, audioPlayer(output, { title: name }).root, download);
  const line = h(
    'div',
    { class: 'extra' },
    icon(output.mime.startsWith('text/') ? 'file-text' : output.mime.includes('midi') ? 'file-music' : 'file', 16),
    title,
    download,
  );
  return h('li', null, isText(output) ? readable(output, line) : line);
}

function isText(output) {
  return (
    output.sizeBytes <= MOST_TEXT_BYTES && (output.mime.startsWith('text/') || output.mime === 'application/x-subrip')
  );
}

/** A text that is read when its fold is opened. */
function readable(output, line) {
  const text = h('pre', { class: 'extra-text' });
  const fold = h('details', { class: 'extra-fold' }, h('summary', null, say('extra.read')), text);
  fold.addEventListener('toggle', async () => {
    if (!fold.open || text.textContent !== '') return;
    try {
      const answer = await fetch(output.url, { headers: { 'X-GenStudio': '1' } });
      fill(text, await answer.text());
    } catch {
      fill(text, say('offline.call'));
    }
  });
  return h('div', null, line, fold);
}
