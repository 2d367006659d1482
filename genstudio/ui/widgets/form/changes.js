/** What a switch of models did to the settings: asked of the server's tables, said beside the fields and below the picker. */

import { call, Problem } from '../base/api.js';
import { button, fill, h } from '../base/dom.js';
import { translate } from '../base/translate.js';
import { say } from '../base/words.js';
import { shortLabel } from './picker.js';
import { movable } from './values.js';

const PATIENCE_MS = 2_500;

/**
 * Takes the settings of one model over to another, in the form; what was set by hand there before stays as it was.
 * Without an answer nothing is taken over: the other model then has its own settings.
 * @param {string} kind @param {import('../base/drafts.js').Form} form @param {any} from @param {any} to
 */
export async function carryOver(kind, form, from, to) {
  form.changes = [];
  form.carried[to.id] = {};
  const config = movable(form, from);
  const held = from.inputs.filter((role) => form.media[role.name]?.length);
  const files = Object.fromEntries(held.map((role) => [role.name, form.media[role.name].length]));
  if (Object.keys(config).length + held.length === 0) return;
  try {
    const body = { from: from.id, to: to.id, config, files };
    const answer = await call('POST', `/providers/${kind}/carry`, { body, timeout_ms: PATIENCE_MS });
    const own = form.values[to.id] ?? {};
    form.carried[to.id] = answer.config;
    form.changes = answer.changes.filter(({ name }) => !(name in own)).map((change) => ({ ...change, model: to.id }));
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem;
  }
}

/** The sentence beside a field. */
export function changeWords({ what, label, before, after }, model) {
  return say(`change.${what}`, { label, before: translate(before), after: translate(after), model: shortLabel(model) });
}

/** What has no field to stand beside, below the picker. @param {{onclose: () => void}} options */
export function switchNote({ onclose }) {
  const text = h('div');
  const root = h(
    'div',
    { class: 'notice switched', role: 'status', hidden: true, data: { testid: 'switched' } },
    text,
    button({ label: say('close'), symbol: 'x', kind: 'tiny', size: 13, onclick: onclose }),
  );

  function show(changes, model) {
    const labels = changes.filter(({ what }) => what === 'unused').map(({ label }) => label);
    const fewer = changes.filter(({ what }) => what === 'limited');
    root.hidden = labels.length + fewer.length === 0;
    fill(
      text,
      labels.length > 0 && h('p', null, say('change.unused', { label: labels.join(', '), model: shortLabel(model) })),
      ...fewer.map(({ label, before, after }) => h('p', null, say('change.fewer', { label, before, after }))),
    );
  }

  return { root, show };
}
