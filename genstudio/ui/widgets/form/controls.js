/** The form of a tab: everything that is asked for, what it costs, and Generate. */

import { call, Problem } from '../base/api.js';
import { withoutCharge } from '../base/charge.js';
import { models, onTables } from '../base/catalog.js';
import { add, button, debounce, fill, h, isShown } from '../base/dom.js';
import { formOf, keepForm, onFormChange } from '../base/drafts.js';
import { kick, put } from '../base/feed.js';
import { drawFields } from './fields.js';
import { fileInputs } from './files.js';
import { credits, dollars, wait } from '../base/format.js';
import { modelPicker, pickerTrouble } from './picker.js';
import { promptBox } from './prompt.js';
import { Purchase } from './purchase.js';
import { toast } from '../base/toast.js';
import { explain, say } from '../base/words.js';

const ESTIMATE_AFTER_MS = 250;

/** @param {HTMLElement} element @param {{kind: string}} props */
export function mount(element, { kind }) {
  let form = formOf(kind);
  let table = [];
  let model = null;
  let fields = new Map();
  let asked = 0;
  const purchase = new Purchase();
  const keepSoon = debounce(() => keepForm(kind, form), 200);
  const estimateSoon = debounce(estimate, ESTIMATE_AFTER_MS);

  const prompt = promptBox({
    onchange: (text) => {
      form.prompt = text;
      changed();
    },
  });
  const picker = modelPicker({
    onpick: (picked) => {
      form.model = picked.id;
      show(picked);
      changed();
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
    onclick: () => {
      delete form.values[model.id];
      show(model);
      changed();
    },
  });
  const settings = h('section', { class: 'settings' });
  const heading = h('div', { class: 'label-row settings-head' }, h('h2', null, say('settings')), reset);
  const price = h('div', { class: 'price', role: 'status', data: { testid: 'price' } });
  const trouble = h('div', { class: 'notice bad', role: 'alert', hidden: true, data: { testid: 'trouble' } });
  const go = button({
    text: say('generate'),
    symbol: 'sparkles',
    kind: 'primary',
    'data-testid': 'generate',
    title: say('generate.keys'),
    onclick: (event) => {
      if (event.detail < 2) generate();
    },
  });
  const scroll = h('div', { class: 'controls-scroll' }, prompt.root, picker.root, files.root, heading, settings);
  const bar = h('div', { class: 'go-bar' }, trouble, h('div', { class: 'go-row' }, price, go));
  fill(
    element,
    h(
      'form',
      {
        class: 'controls',
        'aria-label': say('controls'),
        onsubmit: (event) => event.preventDefault(),
        novalidate: true,
      },
      scroll,
      bar,
    ),
  );
  prompt.text = form.prompt;

  async function load() {
    try {
      table = await models(kind);
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem;
      return empty(pickerTrouble(problem.message, load));
    }
    if (table.length === 0) return empty(h('p', { class: 'notice' }, say('model.nothing')));
    picker.root.hidden = heading.hidden = bar.hidden = false;
    show(table.find((each) => each.id === form.model) ?? table.find((each) => each.ready && !each.sunset) ?? table[0]);
    estimate();
  }

  function empty(notice) {
    picker.root.hidden = heading.hidden = bar.hidden = true;
    fill(settings, notice);
  }

  function show(next) {
    model = next;
    picker.show(table, model);
    prompt.show(model.prompt);
    prompt.grow();
    files.show(model, form.media);
    const values = valuesOf(model);
    fields = drawFields(settings, model, values, setValue, form.advanced, (open) => {
      form.advanced = open;
      keepSoon();
    });
    heading.hidden = model.fields.length === 0;
    reset.hidden = !form.values[model.id];
  }

  /** Every field's value: what was kept for this model, else the table's default. */
  function valuesOf({ id, fields: rows }) {
    const kept = form.values[id] ?? {};
    return Object.fromEntries(rows.map((field) => [field.name, field.name in kept ? kept[field.name] : field.default]));
  }

  function setValue(name, value) {
    form.values[model.id] = { ...valuesOf(model), [name]: value };
    reset.hidden = false;
    changed();
  }

  function changed() {
    trouble.hidden = true;
    keepSoon();
    estimateSoon();
  }

  function request() {
    const values = Object.fromEntries(Object.entries(valuesOf(model)).filter(([, value]) => value !== null));
    const media = Object.fromEntries(
      model.inputs
        .filter((role) => form.media[role.name]?.length)
        .map((role) => [role.name, form.media[role.name].map((file) => file.ref)]),
    );
    return { type: kind, provider: model.provider, config: { prompt: prompt.text, model: model.id, ...values, media } };
  }

  async function estimate() {
    if (!model) return; // somebody typed before the tables were read, which estimate anyway
    asked += 1;
    const mine = asked;
    try {
      const answer = await call('POST', `/providers/${kind}/estimate`, { body: request() });
      if (mine === asked) showPrice(answer);
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem;
      if (mine === asked) fill(price, h('span', { class: 'subtle' }, say('price.unread')));
    }
  }

  function showPrice(answer) {
    const time = say('wait.about', { time: wait(answer.typicalS) });
    if (answer.free) fill(price, h('b', null, say('price.free')), h('span', null, time));
    else if (answer.priced && answer.usd !== null)
      fill(price, h('b', null, credits(answer.credits)), h('span', null, `${dollars(answer.usd)} · ${time}`));
    else fill(price, h('b', { class: 'warn' }, say('price.unknown')), h('span', null, answer.words));
    // What is wrong with a value is shown beside it as it is typed; what is still missing only once Generate is pressed.
    for (const [name, control] of fields) {
      const problem = answer.problems.find((each) => each.field === name);
      if (problem) control.complain(problem.message);
    }
  }

  async function generate() {
    if (!model || go.getAttribute('aria-busy') === 'true') return;
    trouble.hidden = true;
    if (model.prompt.required && prompt.text.trim() === '') {
      prompt.complain(say('prompt.empty'));
      prompt.focus();
      return;
    }
    keepForm(kind, form);
    go.setAttribute('aria-busy', 'true');
    try {
      const job = await purchase.send(request(), (sentence) => complain(sentence, ''));
      trouble.hidden = true;
      put(job);
      window.dispatchEvent(new CustomEvent('studio:made', { detail: { id: job.id, kind } }));
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem;
      refuse(problem);
      kick();
    } finally {
      go.setAttribute('aria-busy', 'false');
    }
  }

  /** Beside its field where there is one, else above Generate. */
  function refuse(problem) {
    if (problem.field === 'prompt' || problem.field === 'text') {
      prompt.complain(problem.message);
      prompt.focus();
    } else if (problem.field && fields.has(problem.field)) {
      fields.get(problem.field).complain(problem.message);
      settings.querySelector(`[data-field="${CSS.escape(problem.field)}"]`)?.scrollIntoView({ block: 'nearest' });
    } else if (problem.field && files.has(problem.field)) {
      files.complain(problem.field, problem.message);
    } else {
      complain(
        withoutCharge(problem.message),
        problem.code === 'offline' ? '' : `${say(`charged.${problem.charged}`)} ${explain(problem.code).todo}`,
      );
    }
  }

  function complain(sentence, more) {
    fill(trouble, h('b', null, sentence));
    if (more) add(trouble, h('p', null, more));
    trouble.hidden = false;
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
  element.addEventListener('dragover', (event) => event.preventDefault());
  element.addEventListener('drop', (event) => {
    event.preventDefault();
    const dropped = [...(event.dataTransfer?.files ?? [])];
    if (dropped.length > 0 && !files.offer(dropped)) toast(say('files.unwanted', { model: model?.label ?? '' }));
  });
  onFormChange(kind, () => {
    scroll.scrollTo({ top: 0 });
    form = formOf(kind);
    prompt.text = form.prompt;
    prompt.complain('');
    load();
  });
  window.addEventListener('studio:language', () => keepForm(kind, form));
  onTables(load);
  load();
}

function typing(target) {
  return (
    target instanceof Element &&
    target.matches('input:not([type=range], [type=checkbox], [type=radio]), textarea, select, [contenteditable]')
  );
}
