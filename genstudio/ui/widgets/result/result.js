/** A finished job: the result itself, its versions, what it is, and what can be done with it. */

import { h, fill } from '../base/dom.js';
import { bytes, clock, credits, dollars, format, wait } from '../base/format.js';
import { translate } from '../base/translate.js';
import { say } from '../base/words.js';
import { extraList } from './extras.js';
import { hero } from './media.js';
import { toolbar } from './toolbar.js';
import { compare } from './compare.js';
import { viewer } from './viewer.js';

/**
 * @param {any} job complete
 * @param {() => any[]} others the finished jobs of the strip, newest first: what a picture can be compared with
 */
export function resultView(job, others) {
  const main = job.outputs.filter((output) => output.role === 'main');
  const extras = job.outputs.filter((output) => output.role !== 'main');
  const place = h('div', { class: 'hero' });
  const facts = h('ul', { class: 'facts' });
  const versions = main.length > 1 && versionList(main, (output) => show(output));
  const tools = toolbar(job, { oncompare: () => openCompare(), comparable: () => pictures().length > 1 });
  let shown = null;
  let output = main[0];

  function show(next) {
    output = next;
    shown?.leave();
    shown = hero(job, output, () => openViewer());
    fill(place, shown.root);
    fill(facts, ...factsOf(job, output).map((fact) => h('li', null, fact)));
    tools.show(output);
    if (versions) versions.mark(main.indexOf(output));
  }

  /** Those of this job first, then those of the strip. */
  function pictures() {
    const jobs = [job, ...others().filter((each) => each.id !== job.id)];
    return jobs.flatMap((each) => each.outputs.filter(isPicture).map((made) => asPicture(each, made)));
  }

  function openViewer() {
    const own = main.filter(isPicture);
    const options = {
      onshow: (at) => own[at] !== output && show(own[at]),
      oncompare: pictures().length > 1 ? openCompare : undefined,
    };
    const shown = own.map((each) => asPicture(job, each));
    viewer(shown, own.indexOf(output), options);
  }

  function openCompare() {
    const all = pictures();
    const at = all.findIndex((each) => each.url === output.url);
    compare(all, at, at === 0 ? 1 : 0);
  }

  show(output);
  return {
    root: h(
      'div',
      { class: `result ${job.type}`, data: { testid: 'result' } },
      place,
      versions && versions.root,
      h(
        'div',
        { class: 'about' },
        h('div', { class: 'about-text' }, h('p', { class: 'prompt-text', title: job.prompt }, job.prompt), facts, changed(job)),
        tools.root,
      ),
      extras.length > 0 && extraList(extras),
    ),
    update: tools.update,
    leave: () => shown.leave(),
  };
}

const isPicture = (output) => output.role === 'main' && output.mime.startsWith('image/');

function asPicture(job, { url, thumbnailUrl, width, height }) {
  return { url, thumbnailUrl, title: job.prompt || job.modelLabel, width, height };
}

/** Several results of one job, as small pictures or numbers; arrow keys go from one to the next. */
function versionList(main, onpick) {
  const all = main.map((each, index) =>
    h(
      'button',
      {
        type: 'button',
        class: 'version',
        'aria-label': say('version', { n: index + 1 }),
        onclick: () => onpick(each),
      },
      each.thumbnailUrl ? h('img', { src: each.thumbnailUrl, alt: '' }) : String(index + 1),
    ),
  );
  const root = h('div', { class: 'versions', role: 'group', 'aria-label': say('versions') }, ...all);
  root.addEventListener('keydown', (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    const at = all.indexOf(document.activeElement);
    if (!step || at < 0) return;
    event.preventDefault();
    const next = all[(at + step + all.length) % all.length];
    next.focus();
    next.click();
  });
  const mark = (shown) => all.forEach((each, index) => each.setAttribute('aria-pressed', String(index === shown)));
  return { root, mark };
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

/** What was done to the input files so that the model takes them. */
function changed({ extras }) {
  const notes = Array.isArray(extras.changed) ? extras.changed.map((note) => translate(String(note))) : [];
  if (notes.length === 0) return null;
  return h('p', { class: 'changed', data: { testid: 'changed' } }, say('changed', { notes: notes.join(' · ') }));
}

function costOf({ cost, offline }) {
  if (cost.usd !== null && Number(cost.usd) > 0)
    return `${cost.chargedCredits === null ? '' : `${credits(cost.chargedCredits)} · `}${dollars(cost.usd)}`;
  if (offline) return say('price.free');
  return cost.usd === null ? say('price.unknown') : say('price.free');
}
