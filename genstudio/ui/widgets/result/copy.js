/** Puts a picture, a prompt or a link on the clipboard. */

import { toast } from '../base/toast.js';
import { linkTo } from '../base/show.js';
import { say } from '../base/words.js';

/** @param {any} job @param {any} output @returns {import('../base/menu.js').Item[]} */
export function copies(job, output) {
  const picture = output.mime.startsWith('image/') &&
    'ClipboardItem' in window && {
      text: say('copy.picture'),
      symbol: 'image',
      run: () => done(copyPicture(output.url)),
    };
  return [
    picture,
    job.prompt && { text: say('copy.prompt'), symbol: 'file-text', run: () => done(copyText(job.prompt)) },
    {
      text: say('copy.link'),
      symbol: 'link',
      run: () => done(copyText(new URL(linkTo(job.type, job.id), window.location.href).href)),
    },
  ].filter(Boolean);
}

async function done(copying) {
  try {
    await copying;
    toast(say('copy.done'));
  } catch {
    toast(say('copy.refused'), { kind: 'error' });
  }
}

/** Clipboards take PNG alone, so that other formats are drawn anew. */
function copyPicture(url) {
  // The promise goes into the item: Safari forbids to wait first.
  return navigator.clipboard.write([new ClipboardItem({ 'image/png': asPng(url) })]);
}

async function asPng(url) {
  const answer = await fetch(url, { headers: { 'X-GenStudio': '1' } });
  if (!answer.ok) throw new Error(`no picture: ${answer.status}`);
  const blob = await answer.blob();
  if (blob.type === 'image/png') return blob;
  const bitmap = await createImageBitmap(blob);
  const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
  canvas.getContext('2d').drawImage(bitmap, 0, 0);
  bitmap.close();
  return canvas.convertToBlob({ type: 'image/png' });
}

/** Over plain HTTP from another computer there is no clipboard API; the old command works there. */
async function copyText(text) {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  const field = document.createElement('textarea');
  field.value = text;
  field.className = 'unseen';
  document.body.append(field);
  field.select();
  const copied = document.execCommand('copy');
  field.remove();
  if (!copied) throw new Error('the browser refused to copy');
}
