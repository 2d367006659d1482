/** What can be done with a finished job. */

import { call } from '../base/api.js';
import { button, fill, h, icon } from '../base/dom.js';
import { reuse } from '../base/drafts.js';
import { menuButton } from '../base/menu.js';
import { localActions } from '../base/studio.js';
import { toast } from '../base/toast.js';
import { say, sayCount } from '../base/words.js';
import { attempt } from '../library/collections.js';
import { downloadAll, removeItems, setFavourite, setRating } from '../library/items.js';
import { copies } from './copy.js';
import { targets } from './send.js';
import { vary } from './vary.js';

/**
 * @param {any} job complete
 * @param {{oncompare: () => void, comparable: () => boolean}} options
 */
export function toolbar(job, { oncompare, comparable }) {
  let output = job.outputs[0];
  const download = h(
    'a',
    {
      class: 'button ghost',
      download: '',
      'aria-label': say('download'),
      title: say('download'),
      data: { testid: 'download' },
    },
    icon('download', 16),
  );
  const send = menuButton({
    text: say('send'),
    symbol: 'send-horizontal',
    kind: 'quiet',
    size: 15,
    hidden: true,
    'data-testid': 'send',
    items: () => targets(job, output),
  });
  const against = button({
    label: say('compare'),
    symbol: 'square-split-horizontal',
    kind: 'ghost',
    'data-testid': 'compare',
    onclick: oncompare,
  });
  const heart = button({
    label: say('lib.favour'),
    symbol: 'heart',
    kind: 'ghost heart',
    'data-testid': 'favourite',
    onclick: () => setFavourite([job]),
  });
  const stars = menuButton({ label: '', kind: 'ghost stars-button', 'data-testid': 'rating', items: ratings });
  const root = h(
    'div',
    { class: 'actions' },
    button({
      text: say('vary'),
      symbol: 'dices',
      kind: 'quiet',
      size: 15,
      title: say('vary.tip'),
      'data-testid': 'vary',
      onclick: () => vary(job),
    }),
    button({
      text: say('reuse'),
      symbol: 'undo-2',
      kind: 'quiet',
      size: 15,
      'data-testid': 'reuse',
      onclick: () => {
        reuse(job);
        toast(say('reuse.done'));
      },
    }),
    send,
    h(
      'div',
      { class: 'actions-small' },
      heart,
      stars,
      against,
      download,
      menuButton({
        label: say('copy'),
        symbol: 'copy',
        kind: 'ghost',
        'data-testid': 'copy',
        items: () => copies(job, output),
      }),
      menuButton({ label: say('more'), symbol: 'ellipsis', kind: 'ghost', 'data-testid': 'more', items: rest }),
      button({
        label: say('delete'),
        symbol: 'trash-2',
        kind: 'ghost',
        'data-testid': 'delete',
        onclick: () => removeItems([job]),
      }),
    ),
  );

  /** @param {any} next the output that is shown */
  async function show(next) {
    output = next;
    download.href = output.downloadUrl;
    against.hidden = !output.mime.startsWith('image/') || !comparable();
    send.hidden = (await targets(job, output)).length === 0;
  }

  /** @param {any} next the job as it is now */
  function update(next) {
    job = next;
    against.hidden = !output.mime.startsWith('image/') || !comparable();
    if (heart.getAttribute('aria-pressed') !== String(job.favourite)) {
      heart.setAttribute('aria-pressed', String(job.favourite));
      fill(heart, icon(job.favourite ? 'heart-filled' : 'heart', 16));
    }
    const rated = job.rating ? sayCount('lib.stars', job.rating) : say('lib.rating');
    if (stars.title === rated) return;
    stars.title = rated;
    stars.setAttribute('aria-label', rated);
    stars.classList.toggle('rated', Boolean(job.rating));
    fill(stars, icon(job.rating ? 'star-filled' : 'star', 16), job.rating && h('span', null, String(job.rating)));
  }

  /** From five stars down to none, which is offered where there are some. */
  function ratings() {
    const offered = [5, 4, 3, 2, 1].map((n) => ({
      text: '★'.repeat(n),
      name: sayCount('lib.stars', n),
      note: n === job.rating ? '✓' : '',
      run: () => setRating([job], n),
    }));
    return job.rating ? [...offered, { text: say('rating.none'), run: () => setRating([job], 0) }] : offered;
  }

  async function rest() {
    return [
      {
        text: say('detail'),
        symbol: 'info',
        testid: 'details',
        // Imported here alone: the detail shows results, with this same toolbar.
        run: () => import('../library/detail.js').then((it) => it.openDetail(job.id)),
      },
      job.outputs.length > 1 && {
        text: say('download.all'),
        note: 'ZIP',
        symbol: 'folder-archive',
        testid: 'zip',
        run: () => downloadAll([job.id]),
      },
      (await localActions()) && {
        text: say('lib.reveal'),
        symbol: 'folder-open',
        run: () => attempt(() => call('POST', `/generations/${job.id}/reveal`)),
      },
    ].filter(Boolean);
  }

  update(job);

  return { root, show, update };
}
