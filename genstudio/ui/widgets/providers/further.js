/** Models that no table knows: found in the provider's own list, or named by hand, and added to the tabs. */

import { call } from '../base/api.js';
import { button, fill, freshId, h, icon } from '../base/dom.js';
import { kindIcon, kindName } from '../base/format.js';
import { say, sayCount } from '../base/words.js';
import { sunsetTag } from '../form/picker.js';

const PATIENCE_MS = 60_000;

export function furtherModels() {
  const id = freshId('further');
  const ask = button({
    text: say('further.ask'),
    symbol: 'refresh-cw',
    kind: 'quiet',
    size: 14,
    onclick: askVendor,
    'data-testid': 'ask-models',
  });
  const input = h('input', {
    type: 'text',
    class: 'input',
    id,
    autocomplete: 'off',
    spellcheck: 'false',
    maxlength: '200',
    placeholder: say('further.placeholder'),
    data: { testid: 'model-id' },
  });
  const kinds = h('div', { class: 'further-kinds', role: 'group', 'aria-label': say('further.as') });
  const form = h(
    'div',
    { class: 'further-form' },
    h('label', { class: 'label', for: id }, say('further.id')),
    h('div', { class: 'further-line' }, input, kinds),
  );
  const problem = h('p', { class: 'problem', role: 'alert', hidden: true });
  const found = h('div', { class: 'further-found', role: 'status', data: { testid: 'listed' } });
  const root = h('div', { class: 'further', hidden: true }, ask, found, form, problem);
  let provider = null;
  let busy = false;

  function tell(sentence) {
    fill(problem, sentence);
    problem.hidden = sentence === '';
  }

  /** Runs one question at a time; returns the answer, null after a failure, which is told. */
  async function send(path, body) {
    if (busy) return null;
    busy = true;
    tell('');
    root.setAttribute('aria-busy', 'true');
    try {
      return await call('POST', `/providers/${path}`, { timeout_ms: PATIENCE_MS, ...(body && { body }) });
    } catch (fault) {
      tell(fault.message);
      return null;
    } finally {
      busy = false;
      root.removeAttribute('aria-busy');
    }
  }

  async function askVendor() {
    const answer = await send(`${encodeURIComponent(provider.name)}/models`);
    if (answer) fill(found, ...report(answer));
  }

  /** What is new, what ends, what is gone; one sentence where nothing is. */
  function report({ listed, missing }) {
    const fresh = listed.filter((model) => !model.known);
    const ending = listed.filter((model) => model.known && model.sunset);
    if (fresh.length + ending.length + missing.length === 0) return [h('p', { class: 'help' }, say('further.none'))];
    return [
      fresh.length > 0 && group(sayCount('further.new', fresh.length), byId(fresh).map(freshLine)),
      ending.length > 0 && group(say('further.ending'), ending.map((model) => line(model, sunsetTag(model)))),
      missing.length > 0 && group(say('further.missing'), missing.map((model) => line(model, null))),
    ];
  }

  function freshLine(same) {
    const addable = same.filter((model) => model.addable);
    return line(same[0], sunsetTag(same[0]), ...addable.map((model) => addButton(model.type, () => model.id)));
  }

  function addButton(kind, which) {
    return button({
      text: kindName(kind),
      symbol: 'plus',
      kind: 'quiet',
      size: 14,
      'aria-label': say('further.add', { kind: kindName(kind) }),
      onclick: (event) => addModel(kind, which(), event.currentTarget),
    });
  }

  async function addModel(kind, model, pressed) {
    if (model.trim() === '') {
      tell(say('further.blank'));
      input.focus();
      return;
    }
    const added = await send(`${kind}/${encodeURIComponent(provider.name)}/models`, { model: model.trim() });
    if (!added) return;
    if (kinds.contains(pressed)) input.value = '';
    else pressed.replaceWith(h('span', { class: 'tag' }, icon('check', 13), say('further.added')));
    window.dispatchEvent(new Event('studio:providers'));
  }

  function show(next) {
    const same = provider && provider.customKinds.join() === next.customKinds.join();
    provider = next;
    root.hidden = !next.listsModels && next.customKinds.length === 0;
    ask.hidden = !next.listsModels;
    form.hidden = next.customKinds.length === 0;
    if (!same) fill(kinds, ...next.customKinds.map((kind) => addButton(kind, () => input.value)));
  }

  return { root, show };
}

/** A server that does not tell what its models make lists each of them under every kind. */
function byId(models) {
  const groups = new Map();
  for (const model of models) groups.set(model.id, [...(groups.get(model.id) ?? []), model]);
  return [...groups.values()];
}

function group(title, lines) {
  return h('section', null, h('h4', null, title), h('ul', null, ...lines));
}

function line(model, tag, ...buttons) {
  return h(
    'li',
    { class: 'further-model' },
    h('span', { class: 'model-kind', title: kindName(model.type) }, icon(kindIcon(model.type), 15)),
    h('span', { class: 'model-name' }, h('b', null, model.label), tag),
    h('span', { class: 'further-kinds' }, ...buttons),
  );
}
