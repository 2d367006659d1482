/** What can be done with a finished job. */

import { act } from '../base/actions.js';
import { call, Problem } from '../base/api.js';
import { button, h, icon } from '../base/dom.js';
import { reuse } from '../base/drafts.js';
import { drop } from '../base/feed.js';
import { menuButton } from '../base/menu.js';
import { toast } from '../base/toast.js';
import { say } from '../base/words.js';
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
      against,
      download,
      menuButton({
        label: say('copy'),
        symbol: 'copy',
        kind: 'ghost',
        'data-testid': 'copy',
        items: () => copies(job, output),
      }),
      button({
        label: say('delete'),
        symbol: 'trash-2',
        kind: 'ghost',
        'data-testid': 'delete',
        onclick: () => remove(job),
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

  function update() {
    against.hidden = !output.mime.startsWith('image/') || !comparable();
  }

  return { root, show, update };
}

async function remove(job) {
  try {
    await call('DELETE', `/generations/${job.id}`);
    drop(job.id);
    toast(say('delete.done'), { action: { text: say('undo'), run: () => act(job.id, 'restore') } });
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem;
    toast(problem.message, { kind: 'error' });
  }
}
