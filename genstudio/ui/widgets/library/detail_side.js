/** What stands beside the result: prompt, actions, stars, settings, cost, file and receipt. */

import { call } from '../base/api.js';
import { button, fill, h, icon } from '../base/dom.js';
import { reuse } from '../base/drafts.js';
import { kindIcon, tabOf } from '../base/format.js';
import { menuButton } from '../base/menu.js';
import { localActions } from '../base/studio.js';
import { toast } from '../base/toast.js';
import { say, sayCount } from '../base/words.js';
import { copies } from '../result/copy.js';
import { targets } from '../result/send.js';
import { attempt, collectionItems } from './collections.js';
import { patch, setFavourite, setRating } from './items.js';
import { costRows, fileRows, modelOf, receiptRows, settingRows } from './settings.js';

/** @param {any} job @param {{found: string, close: () => void, remove: () => void}} options */
export function detailSide(job, { found, close, remove }) {
  let output = job.outputs[0];
  const heart = button({
    label: say('lib.favour'),
    symbol: 'heart',
    kind: 'ghost heart',
    size: 18,
    'data-testid': 'favourite',
    onclick: () => setFavourite([job]),
  });
  const stars = h('div', { class: 'stars', role: 'group', 'aria-label': say('lib.rating') });
  const project = h('input', {
    class: 'input',
    type: 'text',
    maxlength: '100',
    placeholder: say('lib.project.none'),
    'aria-label': say('lib.project'),
    onchange: () => patch([job], { project: project.value.trim() || null }),
  });
  const download = h(
    'a',
    { class: 'button quiet', download: '', data: { testid: 'download' } },
    icon('download', 15),
    h('span', null, say('download')),
  );
  const send = menuButton({
    text: say('send'),
    symbol: 'send-horizontal',
    kind: 'quiet',
    size: 15,
    hidden: true,
    'data-testid': 'send',
    items: async () =>
      (await targets(job, output)).map((item) => (item.run ? { ...item, run: () => (close(), item.run()) } : item)),
  });
  const reveal = button({
    text: say('lib.reveal'),
    symbol: 'folder-open',
    kind: 'quiet',
    hidden: true,
    onclick: () => attempt(() => call('POST', `/generations/${job.id}/reveal`)),
  });
  const files = h('dl', { class: 'rows' });
  const settings = h('dl', { class: 'rows' });
  const model = h('p', { class: 'detail-model' }, job.modelLabel);
  const used = Object.values(job.media ?? {}).flat();
  const root = h(
    'div',
    { class: 'detail-facts' },
    found &&
      h(
        'div',
        { class: 'notice', role: 'status', data: { testid: 'found' } },
        icon('file-search', 18),
        h('p', null, h('b', null, say('lib.found', { name: found })), ` ${say('lib.found.todo')}`),
      ),
    h(
      'section',
      null,
      h(
        'div',
        { class: 'detail-row' },
        h('h3', null, say('lib.prompt')),
        menuButton({ label: say('copy'), symbol: 'copy', kind: 'ghost', size: 15, items: () => copies(job, output) }),
      ),
      h(
        'p',
        { class: 'detail-prompt', tabindex: '0', data: { testid: 'detail-prompt' } },
        job.prompt || say('lib.prompt.none'),
      ),
    ),
    h(
      'div',
      { class: 'detail-mine' },
      heart,
      stars,
      h('span', { class: 'lib-gap' }),
      button({ label: say('delete'), symbol: 'trash-2', kind: 'ghost', 'data-testid': 'delete', onclick: remove }),
    ),
    h(
      'div',
      { class: 'detail-actions' },
      button({
        text: say('reuse'),
        symbol: 'undo-2',
        kind: 'wide',
        'data-testid': 'reuse',
        onclick: () => {
          reuse(job);
          close();
          window.location.hash = tabOf(job.type);
          toast(say('reuse.done'));
        },
      }),
      send,
      download,
      menuButton({
        text: say('lib.add'),
        symbol: 'folder-plus',
        kind: 'quiet',
        'data-testid': 'add',
        items: () => collectionItems([job.id]),
      }),
      reveal,
    ),
    section(
      'lib.settings',
      model,
      settings,
      used.length > 0 && h('div', { class: 'detail-used' }, ...used.map(usedFile)),
    ),
    section('lib.cost', ...costOf(job)),
    section('lib.file', files),
    section('lib.project', project),
    h('details', { class: 'detail-receipt' }, h('summary', null, say('lib.receipt')), rows(receiptRows(job))),
  );

  settingRows(job).then((all) => fill(settings, ...all.flatMap(line)));
  modelOf(job).then((known) => {
    if (!known) fill(model, job.modelLabel, h('small', null, say('lib.model.gone')));
  });
  localActions().then((offered) => {
    reveal.hidden = !offered;
  });

  function update(next) {
    job = next;
    heart.setAttribute('aria-pressed', String(Boolean(job.favourite)));
    fill(heart, icon(job.favourite ? 'heart-filled' : 'heart', 18));
    if (document.activeElement !== project) project.value = job.project ?? '';
    const focused = [...stars.children].indexOf(/** @type {any} */ (document.activeElement));
    fill(stars, ...[1, 2, 3, 4, 5].map(star));
    stars.children[focused]?.focus();
  }

  function star(n) {
    return h(
      'button',
      {
        type: 'button',
        class: `star${n <= (job.rating ?? 0) ? ' on' : ''}`,
        'aria-label': sayCount('lib.stars', n),
        'aria-pressed': String(n === job.rating),
        title: sayCount('lib.stars', n),
        onclick: () => setRating([job], n),
      },
      icon(n <= (job.rating ?? 0) ? 'star-filled' : 'star', 18),
    );
  }

  async function show(next) {
    output = next;
    download.href = output.downloadUrl;
    fill(files, ...fileRows(output).flatMap(line));
    send.hidden = (await targets(job, output)).length === 0;
  }

  update(job);
  return { root, update, show };
}

function costOf(job) {
  const all = costRows(job);
  return [all.length > 0 ? rows(all) : h('p', null, say('lib.cost.offline'))];
}

function section(title, ...content) {
  return h('section', null, h('h3', null, say(title)), ...content);
}

function rows(all) {
  return h('dl', { class: 'rows' }, ...all.flatMap(line));
}

function line({ name, value, mono = false }) {
  return [h('dt', null, name), h('dd', mono ? { class: 'mono' } : null, value)];
}

/** A file that went into it. */
function usedFile({ url, name }) {
  const face = h('img', {
    src: `${url}${url.includes('/generations/') ? '/thumbnail' : ''}`,
    alt: '',
    loading: 'lazy',
  });
  face.addEventListener('error', () => face.replaceWith(icon(kindIcon(''), 18)));
  return h(
    'a',
    { class: 'detail-file', href: url, target: '_blank', rel: 'noopener', title: name },
    face,
    h('span', null, name || say('files.result')),
  );
}
