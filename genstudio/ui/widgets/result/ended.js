/** A job that ended without a result: what happened, whether it was charged, what to do. */

import { act } from '../base/actions.js';
import { chargeOf, withoutCharge } from '../base/charge.js';
import { button, h, icon } from '../base/dom.js';
import { reuse } from '../base/drafts.js';
import { credits, oneLine } from '../base/format.js';
import { hasTab } from '../base/show.js';
import { toast } from '../base/toast.js';
import { explain, say } from '../base/words.js';
import { decision } from './held.js';

/** What helps, best first, by error code; anything else is run again. */
const REMEDIES = {
  provider_auth: ['providers', 'again'],
  provider_billing: ['providers', 'again'],
  keyring: ['providers', 'again'],
  insufficient_credits: ['credits', 'again'],
  budget_exceeded: ['credits', 'again'],
  content_refused: ['prompt'],
  provider_validation: ['settings'],
  invalid_input: ['settings'],
};
const MARKS = { content_refused: 'shield-alert', provider_auth: 'key-round', provider_timeout: 'clock' };

/** @param {any} job failed, cancelled or held */
export function endedView(job) {
  if (job.status === 'cancelled') return { root: cancelled(job) };
  return { root: job.error.charged === 'held' ? held(job) : failed(job) };
}

function failed(job) {
  const { code, message, detail } = job.error;
  const words = explain(code);
  return shell(
    'failed',
    MARKS[code] ?? 'triangle-alert',
    h('h2', null, words.title),
    h('p', { class: 'ended-what' }, withoutCharge(message)),
    h('p', { class: 'ended-charged' }, chargeOf(job)),
    !advises(withoutCharge(message)) && h('p', null, words.todo),
    actions(job, REMEDIES[code] ?? ['again', 'settings']),
    ordered(job),
    detail && h('details', { class: 'ended-detail' }, h('summary', null, say('detail')), h('pre', null, detail)),
  );
}

function cancelled(job) {
  return shell(
    'cancelled',
    'ban',
    h('h2', null, say('cancelled.title')),
    h('p', { class: 'ended-charged' }, chargeOf(job)),
    h('p', null, say('cancelled.todo')),
    actions(job, ['again', 'settings']),
    ordered(job),
  );
}

function held(job) {
  const amount = Number(job.cost.estimateCredits ?? 0) > 0 ? credits(job.cost.estimateCredits) : '';
  return shell(
    'held',
    'circle-question-mark',
    h('h2', null, explain(job.error.code).title),
    h('p', { class: 'ended-what' }, job.error.message),
    amount && h('p', { class: 'ended-charged' }, say('held.reserved', { amount })),
    decision(job, amount),
    ordered(job),
    job.error.detail &&
      h('details', { class: 'ended-detail' }, h('summary', null, say('detail')), h('pre', null, job.error.detail)),
  );
}

function shell(name, symbol, ...children) {
  return h(
    'div',
    { class: `ended ${name}`, data: { testid: name } },
    h('div', { class: 'ended-mark' }, icon(symbol, 24)),
    ...children,
  );
}

/** What was asked for, since it stands nowhere else on the stage. */
function ordered(job) {
  return h(
    'p',
    { class: 'ended-prompt', title: job.prompt },
    [job.modelLabel, oneLine(job.prompt)].filter(Boolean).join(': '),
  );
}

/** Whether an error says in a second sentence what to do: ours would say it again. */
function advises(message) {
  return /[.!?]\s+\S/.test(message);
}

function actions(job, names) {
  const buttons = names.map((name) => remedy(job, name)).filter(Boolean);
  return h(
    'div',
    { class: 'ended-actions' },
    ...buttons.map((props, at) => button({ kind: at > 0 ? 'quiet' : '', ...props })),
  );
}

function remedy(job, name) {
  switch (name) {
    case 'again':
      return { text: say('again.job'), symbol: 'refresh-cw', onclick: () => act(job.id, 'retry') };
    case 'providers':
    case 'credits':
      return (
        hasTab(name) && {
          text: say(`remedy.${name}`),
          symbol: name === 'providers' ? 'key-round' : 'coins',
          onclick: () => {
            window.location.hash = name;
          },
        }
      );
    default:
      return { text: say(`remedy.${name}`), symbol: 'pencil', onclick: () => change(job, name) };
  }
}

/** Everything as it was, in the form again, to be changed there. */
function change(job, what) {
  reuse(job);
  if (what === 'settings') toast(say('reuse.done'));
  document.querySelector(`#controls-${job.type}`)?.scrollIntoView({ block: 'start' });
  /** @type {HTMLElement | null} */ (document.querySelector(`#controls-${job.type} textarea`))?.focus();
}
