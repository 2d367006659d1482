/** The form of a tab: everything that is asked for, what it costs, and Generate. */

import { call, Problem } from '../base/api.js';
import { withoutCharge } from '../base/charge.js';
import { models, onTables } from '../base/catalog.js';
import { button, debounce, fill, h, isShown } from '../base/dom.js';
import { formOf, keepForm, onFormChange } from '../base/drafts.js';
import { kick, list, put, subscribe } from '../base/feed.js';
import { toast } from '../base/toast.js';
import { explain, say } from '../base/words.js';
import { openProvider } from '../providers/open.js';
import { openTab } from '../shell/shell.js';
import { goBar } from './bar.js';
import { carryOver, changeWords, switchNote } from './changes.js';
import { drawFields } from './fields.js';
import { fileInputs } from './files.js';
import { modelPicker, pickerTrouble } from './picker.js';
import { promptBox } from './prompt.js';
import { Purchase } from './purchase.js';
import { differing, resetAll, resetValue, setValue, valuesOf } from './values.js';

const ESTIMATE_AFTER_MS = 250;
const LAST_PROMPTS = 12;

/** @param {HTMLElement} element @param {{kind: string}} props */
export function mount(element, { kind }) {
  let form = formOf(kind);
  let table = [];
  let model = null;
  /** @type {ReturnType<typeof drawFields>} */
  let fields;
  let asked = 0;
  let picked = 0;
  let online = true;
  const purchase = new Purchase();
  const keepSoon = debounce(() => keepForm(kind, form), 200);
  const estimateSoon = debounce(estimate, ESTIMATE_AFTER_MS);

  const prompt = promptBox({
    lastPrompts,
    onchange: (text) => {
      form.prompt = text;
      changed();
    },
  });
  const picker = modelPicker({ onpick: pick, onkey: (model) => openProvider(model.provider) });
  const switched = switchNote({
    onclose: () => {
      form.changes = form.changes.filter((change) => fields.controls.has(change.name));
      switched.show([], model);
      keepSoon();
    },
  });
  const files = fileInputs({
    onchange: (media) => {
      form.media = media;
      changed();
    },
  });
  const reset = button({
    text: say('reset'),
    symbol: 'rotate-ccw',
    kind: 'link',
    size: 13,
    'data-testid': 'reset',
    onclick: () => {
      resetAll(form, model);
      form.changes = [];
      show(model);
      changed();
    },
  });
  const settings = h('section', { class: 'settings' });
  const heading = h('div', { class: 'label-row settings-head' }, h('h2', null, say('settings')), reset);
  const bar = goBar({ ongenerate: generate, onproblem: reveal, oncredits: () => openTab('credits') });
  const scroll = h(
    'div',
    { class: 'controls-scroll' },
    prompt.root,
    h('div', { class: 'model-part' }, picker.root, switched.root),
    files.root,
    heading,
    settings,
  );
  const root = h(
    'form',
    {
      class: `controls${form.used ? ' used' : ''}`,
      'aria-label': say('controls'),
      onsubmit: (event) => event.preventDefault(),
      novalidate: true,
    },
    scroll,
    bar.root,
  );
  fill(element, root);
  prompt.text = form.prompt;

  async function load() {
    try {
      table = await models(kind);
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem;
      return empty(pickerTrouble(problem.message, load));
    }
    if (table.length === 0) return empty(h('p', { class: 'notice' }, say('model.nothing')));
    picker.root.hidden = heading.hidden = bar.root.hidden = false;
    show(table.find((each) => each.id === form.model) ?? table.find((each) => each.ready && !each.sunset) ?? table[0]);
    if (model.price.free) bar.show({ ...model.price, typicalS: model.typicalS }); // known without asking
    estimate();
  }

  function empty(notice) {
    picker.root.hidden = heading.hidden = bar.root.hidden = true;
    fill(settings, notice);
  }

  async function pick(next) {
    picked += 1;
    const mine = picked;
    await carryOver(kind, form, model, next);
    if (mine !== picked) return;
    form.model = next.id;
    show(next);
    changed();
  }

  function show(next) {
    model = next;
    const changes = form.changes.filter((change) => change.model === model.id);
    picker.show(table, model);
    prompt.show(model.prompt);
    prompt.grow();
    files.show(model, form.media);
    fields = drawFields(settings, model, valuesOf(form, model), {
      open: form.advanced,
      ontoggle: (open) => {
        form.advanced = open;
        keepSoon();
      },
      onchange: (name, value) => {
        setValue(form, model, name, value);
        form.changes = form.changes.filter((change) => change.name !== name);
        changed();
      },
      onreset: (name) => {
        resetValue(form, model, name);
        changed();
        return valuesOf(form, model)[name];
      },
    });
    for (const change of changes) fields.controls.get(change.name)?.note(changeWords(change, model));
    switched.show(
      changes.filter((change) => !fields.controls.has(change.name)),
      model,
    );
    heading.hidden = model.fields.length === 0;
    mark();
  }

  function mark() {
    const names = differing(form, model);
    fields.mark(names);
    reset.hidden = names.length === 0;
  }

  function changed() {
    bar.calm();
    keepSoon();
    asked += 1; // what is answered to an earlier question says nothing of what stands here now
    if (!model) return; // somebody typed before the tables were read, after which there is an estimate anyway
    mark();
    estimateSoon();
  }

  function request() {
    const values = Object.fromEntries(Object.entries(valuesOf(form, model)).filter(([, value]) => value !== null));
    const media = Object.fromEntries(
      model.inputs
        .filter((role) => form.media[role.name]?.length)
        .map((role) => [role.name, form.media[role.name].slice(0, role.maxCount).map((file) => file.ref)]),
    );
    return { type: kind, provider: model.provider, config: { prompt: prompt.text, model: model.id, ...values, media } };
  }

  async function estimate() {
    asked += 1;
    const mine = asked;
    try {
      const answer = await call('POST', `/providers/${kind}/estimate`, { body: request() });
      if (mine !== asked) return;
      bar.show(answer);
      // What is wrong with a value is shown beside it as it is typed; what is still missing only once Generate is pressed.
      for (const { field, message } of answer.problems) {
        fields.controls.get(field)?.complain(message);
        if (field === 'prompt' && prompt.text.trim() !== '') prompt.complain(message);
      }
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem;
      if (mine === asked) bar.show(null);
    }
  }

  async function generate() {
    if (!model || bar.busy) return;
    bar.calm();
    if (!model.ready) return bar.complain(say('go.notready', { model: model.label }), say(`state.${model.state}`));
    if (files.busy()) return bar.complain(say('go.uploading'));
    const wrong = problems();
    if (wrong.length > 0) return refuseHere(wrong);
    keepForm(kind, form);
    bar.busy = true;
    try {
      const job = await purchase.send(request(), (sentence) => bar.complain(sentence));
      bar.calm();
      put(job);
      window.dispatchEvent(new CustomEvent('studio:made', { detail: { id: job.id, kind } }));
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem;
      refuse(problem);
      kick();
    } finally {
      bar.busy = false;
    }
  }

  /** What would be refused, as far as it is known before anything is sent. */
  function problems() {
    const empty = model.prompt.required && prompt.text.trim() === '';
    const missing = model.inputs.filter((role) => role.required && !form.media[role.name]?.length);
    return [
      { field: 'prompt', message: empty ? say('prompt.empty') : prompt.problem() },
      ...missing.map(({ name, label }) => ({ field: name, message: say('files.needed', { label }) })),
      ...model.fields.map(({ name }) => ({ field: name, message: fields.controls.get(name).problem() })),
    ].filter(({ message }) => message !== '');
  }

  /** Beside each field, with a list above Generate, and the first one before the eye. */
  function refuseHere(wrong) {
    for (const { field, message } of wrong) {
      if (field === 'prompt') prompt.complain(message);
      else if (files.has(field)) files.complain(field, message);
      else fields.controls.get(field)?.complain(message);
    }
    const label = (name) =>
      name === 'prompt'
        ? model.prompt.label
        : [...model.fields, ...model.inputs].find((each) => each.name === name)?.label;
    const names = [...new Set(wrong.map(({ field }) => field))];
    bar.list(names.map((field) => ({ field, label: label(field) })));
    reveal(names[0]);
  }

  function refuse(problem) {
    const field = problem.field === 'text' ? 'prompt' : problem.field;
    if (field && (field === 'prompt' || fields.controls.has(field) || files.has(field))) {
      return refuseHere([{ field, message: problem.message }]);
    }
    const more = `${say(`charged.${problem.charged}`)} ${explain(problem.code).todo}`;
    bar.complain(withoutCharge(problem.message), problem.code === 'offline' ? '' : more);
  }

  function reveal(field) {
    if (field === 'prompt') {
      prompt.root.scrollIntoView({ block: 'center' });
      prompt.focus();
    } else if (files.has(field)) files.reveal(field);
    else fields.reveal(field);
  }

  function lastPrompts() {
    const written = list((job) => job.type === kind && job.prompt.trim() !== '').map((job) => job.prompt);
    return [...new Set(written)].slice(0, LAST_PROMPTS);
  }

  document.addEventListener('keydown', (event) => {
    if (!isShown(element) || document.querySelector('dialog[open]')) return;
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey) && !event.repeat) {
      event.preventDefault();
      generate();
    } else if (event.key === '/' && !typing(event.target)) {
      event.preventDefault();
      prompt.focus();
    }
  });
  document.addEventListener('paste', (event) => {
    const pasted = [...(event.clipboardData?.files ?? [])];
    if (isShown(element) && pasted.length > 0 && files.offer(pasted)) event.preventDefault();
  });
  root.addEventListener('dragover', (event) => {
    event.preventDefault();
    root.classList.toggle('dragging', event.dataTransfer.types.includes('Files'));
  });
  root.addEventListener('dragleave', (event) => {
    if (!root.contains(event.relatedTarget)) root.classList.remove('dragging');
  });
  root.addEventListener('drop', (event) => {
    event.preventDefault();
    root.classList.remove('dragging');
    const dropped = [...(event.dataTransfer?.files ?? [])];
    if (dropped.length > 0 && !files.offer(dropped)) toast(say('files.unwanted', { model: model?.label ?? '' }));
  });
  subscribe(({ link, jobs }) => {
    const used = [...jobs.values()].some((job) => job.type === kind);
    if (link.state === 'live' && used !== form.used) {
      form.used = used;
      root.classList.toggle('used', used);
      keepSoon();
    }
    const back = !online && link.state === 'live';
    online = link.state !== 'lost';
    if (back && model) estimate();
  });
  onFormChange(kind, () => {
    scroll.scrollTo({ top: 0 });
    form = formOf(kind);
    prompt.text = form.prompt;
    prompt.complain('');
    load();
  });
  // What was typed a moment before a reload is kept, too.
  for (const leaving of ['studio:language', 'pagehide']) window.addEventListener(leaving, keepSoon.flush);
  onTables(load);
  load();
}

function typing(target) {
  return (
    target instanceof Element &&
    target.matches('input:not([type=range], [type=checkbox], [type=radio]), textarea, select, [contenteditable]')
  );
}
