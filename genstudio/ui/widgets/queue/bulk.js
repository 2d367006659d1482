/** What can be done with the whole queue at once. */

import { call, Problem } from '../base/api.js';
import { reserved } from '../base/charge.js';
import { confirm } from '../base/confirm.js';
import { isOpen, kick, list, readWaiting } from '../base/feed.js';
import { credits } from '../base/format.js';
import { toast } from '../base/toast.js';
import { say, sayCount } from '../base/words.js';
import { clearUntil, isCleared, mark, putBack } from './cleared.js';

/** The server is asked for this many at a time. */
const ABREAST = 6;

/** @returns {import('../base/menu.js').Item[]} */
export function bulkItems() {
  const open = list((job) => isOpen(job) && !job.cancelRequested);
  const waiting = open.filter((job) => job.status === 'pending');
  const moving = waiting.filter((job) => !job.paused);
  const paused = waiting.filter((job) => job.paused);
  const over = list((job) => !isOpen(job) && job.error?.charged !== 'held' && !isCleared(job));
  return [
    moving.length > 0 && {
      text: say('queue.pause.all'),
      note: String(moving.length),
      symbol: 'pause',
      run: () => each(moving, (job) => call('POST', `/generations/${job.id}/pause`)),
    },
    paused.length > 0 && {
      text: say('queue.resume.all'),
      note: String(paused.length),
      symbol: 'play',
      run: () => each(paused, (job) => call('POST', `/generations/${job.id}/resume`)),
    },
    open.length > 0 && {
      text: say('queue.cancel.all'),
      note: String(open.length),
      symbol: 'x',
      danger: true,
      run: () => cancelAll(open),
    },
    over.length > 0 && {
      text: say('queue.clear'),
      note: String(over.length),
      symbol: 'list-x',
      run: () => clear(over),
    },
  ].filter(Boolean);
}

async function cancelAll(open) {
  const amount = reserved(open);
  const sure = await confirm({
    title: sayCount('queue.cancel.sure', open.length),
    text: amount > 0 ? say('queue.cancel.so', { amount: credits(String(amount)) }) : '',
    ok: say('queue.cancel.all'),
  });
  // They come newest first, so that none of them starts in the place of one that was cancelled before.
  if (sure) await each(open, (job) => call('DELETE', `/generations/${job.id}`));
}

/** Takes what is over off the list; nothing is deleted. */
function clear(over) {
  const before = mark();
  clearUntil(
    over
      .map((job) => job.finishedAt ?? job.createdAt)
      .sort()
      .at(-1),
  );
  toast(say('queue.cleared'), { action: { text: say('undo'), run: () => putBack(before) } });
}

async function each(jobs, ask) {
  const left = [...jobs];
  let refused = 0;
  await Promise.all(
    Array.from({ length: ABREAST }, async () => {
      while (left.length > 0) {
        try {
          await ask(left.shift());
        } catch (problem) {
          if (!(problem instanceof Problem)) throw problem;
          // It may have ended in this very moment; the list shows it.
          refused += problem.status === 409 ? 0 : 1;
        }
      }
    }),
  );
  kick();
  await readWaiting();
  if (refused > 0) toast(sayCount('queue.refused', refused), { kind: 'error' });
}
