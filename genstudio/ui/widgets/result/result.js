/** A finished job: the result itself, what it is, and what can be done with it. */

import { call, Problem } from '../base/api.js';
import { models, roleFor } from '../base/catalog.js';
import { button, fill, h, icon } from '../base/dom.js';
import { changeForm, formOf, reuse } from '../base/drafts.js';
import { extraList } from './extras.js';
import { drop } from '../base/feed.js';
import { bytes, clock, credits, dollars, format, wait } from '../base/format.js';
import { hero } from './media.js';
import { act } from '../base/actions.js';
import { toast } from '../base/toast.js';
import { say } from '../base/words.js';

/** @param {any} job complete */
export function resultView(job) {
  const main = job.outputs.filter((output) => output.role === 'main');
  const extras = job.outputs.filter((output) => output.role !== 'main');
  const place = h('div', { class: 'hero' });
  const facts = h('ul', { class: 'facts' });
  const more = main.length > 1 && h('div', { class: 'versions', role: 'group', 'aria-label': say('versions') });
  let shown = null;
  let output = main[0];
  const download = h(
    'a',
    { class: 'button quiet', download: '', data: { testid: 'download' } },
    icon('download', 15),
    h('span', null, say('download')),
  );
  const send = button({
    text: say('send.video'),
    symbol: 'film',
    kind: 'quiet',
    hidden: true,
    'data-testid': 'send-video',
    onclick: () => sendToVideo(job, output),
  });
  const prompt = h('p', { class: 'prompt-text', title: job.prompt }, job.prompt);
  const actions = h(
    'div',
    { class: 'actions' },
    button({
      text: say('reuse'),
      symbol: 'undo-2',
      kind: 'quiet',
      'data-testid': 'reuse',
      onclick: () => {
        reuse(job);
        toast(say('reuse.done'));
      },
    }),
    send,
    download,
    button({
      label: say('delete'),
      symbol: 'trash-2',
      kind: 'ghost',
      'data-testid': 'delete',
      onclick: () => remove(job),
    }),
  );

  function show(next) {
    output = next;
    shown?.leave();
    shown = hero(job, output);
    fill(place, shown.root);
    fill(facts, ...factsOf(job, output).map((fact) => h('li', null, fact)));
    download.href = output.downloadUrl;
    if (more)
      [...more.children].forEach((each, index) => each.setAttribute('aria-pressed', String(main[index] === output)));
  }

  if (more) {
    fill(
      more,
      ...main.map((each, index) =>
        h(
          'button',
          {
            type: 'button',
            class: 'version',
            'aria-label': say('version', { n: index + 1 }),
            onclick: () => show(each),
          },
          each.thumbnailUrl ? h('img', { src: each.thumbnailUrl, alt: '' }) : String(index + 1),
        ),
      ),
    );
  }
  show(output);
  offerVideo(output, send);
  return {
    root: h(
      'div',
      { class: `result ${job.type}`, data: { testid: 'result' } },
      place,
      more,
      h('div', { class: 'about' }, h('div', { class: 'about-text' }, prompt, facts), actions),
      extras.length > 0 && extraList(extras),
    ),
    leave: () => shown.leave(),
  };
}

function factsOf(job, output) {
  const took = job.startedAt && job.finishedAt ? (Date.parse(job.finishedAt) - Date.parse(job.startedAt)) / 1000 : null;
  const facts = [
    job.modelLabel,
    output.width && `${output.width} × ${output.height}`,
    output.durationS && clock(output.durationS),
    output.sampleRate && say('fact.rate', { n: output.sampleRate / 1000 }),
    `${format(output.mime)} · ${bytes(output.sizeBytes)}`,
    job.config.seed !== undefined && job.config.seed !== null && say('fact.seed', { n: String(job.config.seed) }),
    took !== null && say('fact.took', { time: wait(took) }),
    costOf(job),
  ];
  return facts.filter(Boolean);
}

function costOf({ cost, offline }) {
  if (cost.usd !== null && Number(cost.usd) > 0)
    return `${cost.chargedCredits === null ? '' : `${credits(cost.chargedCredits)} · `}${dollars(cost.usd)}`;
  if (offline) return say('price.free');
  return cost.usd === null ? say('price.unknown') : say('price.free');
}

/** The way to a video is offered only if some model that is ready takes such a file. */
async function offerVideo(output, send) {
  const media = output.mime.split('/')[0];
  if (media === 'video') return;
  try {
    send.hidden = !(await models('video')).some((model) => model.ready && roleFor(model, media));
  } catch {
    send.hidden = true; // the models could not be read: nothing is offered
  }
}

async function sendToVideo(job, output) {
  const media = output.mime.split('/')[0];
  const form = formOf('video');
  const table = await models('video');
  const takes = (model) => model && model.ready && roleFor(model, media);
  const model = [table.find((each) => each.id === form.model), ...table].find(takes);
  const role = roleFor(model, media);
  const file = {
    ref: `asset:${job.id}/${output.index}`,
    url: output.thumbnailUrl ?? output.url,
    name: job.prompt.slice(0, 40) || say('files.result'),
  };
  const others = role.maxCount > 1 ? (form.media[role.name] ?? []).slice(0, role.maxCount - 1) : [];
  changeForm('video', { model: model.id, media: { ...form.media, [role.name]: [...others, file] } });
  window.location.hash = 'video';
  toast(say('send.done', { role: role.label.toLowerCase() }));
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
