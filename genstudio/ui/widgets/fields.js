/** One control for each field of a model's table. The form knows field types, never models. */

import { add, button, fill, freshId, h, icon } from './dom.js';
import { say } from './words.js';

const MAX_SEGMENTS = 4;
const MAX_SEGMENT_CHARS = 30;
const MAX_SLIDER_STEPS = 1_000;
const MAX_SHAPES = 12;
const NARROW_CHARS = 12;
const MAX_COLUMNS = 6;

/**
 * @param {any} field a row of the model's table
 * @param {unknown} value null when unset
 * @param {(value: unknown) => void} onchange
 * @returns {{root: HTMLElement, complain: (sentence: string) => void}}
 */
export function fieldControl(field, value, onchange) {
  const id = freshId(`field-${field.name}`);
  const draw = drawer(field);
  const problem = h('p', { class: 'problem', id: `${id}-problem`, hidden: true });
  const { head, control, input, wide, group } = draw(
    field,
    value,
    (changed) => {
      complain('');
      onchange(changed);
    },
    id,
  );
  const root = h(
    'div',
    { class: `field ${field.type}${wide ? ' wide' : ''}`, data: { field: field.name } },
    h(
      'div',
      { class: 'label-row' },
      h(group ? 'span' : 'label', { for: group ? null : id, class: 'label', id: `${id}-label` }, field.label),
      head,
    ),
    control,
    field.help && h('p', { class: 'help', id: `${id}-help` }, field.help),
    problem,
  );
  input.setAttribute('aria-describedby', [field.help && `${id}-help`, `${id}-problem`].filter(Boolean).join(' '));

  function complain(sentence) {
    problem.hidden = sentence === '';
    problem.textContent = sentence;
    input.setAttribute('aria-invalid', String(sentence !== ''));
  }

  return { root, complain };
}

function drawer(field) {
  if (field.type === 'boolean') return toggle;
  if (field.type === 'choice') {
    const letters = field.choices.reduce((sum, choice) => sum + choice.label.length, 0);
    const short = field.choices.length <= MAX_SEGMENTS && letters <= MAX_SEGMENT_CHARS;
    return short || hasShapes(field) ? segments : dropdown;
  }
  if (field.type === 'text') return text;
  if (/seed$/i.test(field.name)) return seed;
  const steps = (field.high - field.low) / (field.step ?? (field.type === 'integer' ? 1 : 0.01));
  return field.low !== null && field.high !== null && steps <= MAX_SLIDER_STEPS ? slider : numeric;
}

function toggle(field, value, onchange, id) {
  const input = h('input', {
    id,
    type: 'checkbox',
    role: 'switch',
    class: 'switch',
    checked: value === true,
    onchange: () => onchange(input.checked),
  });
  return { head: input, control: null, input, wide: true };
}

function segments(field, value, onchange, id) {
  const shapes = hasShapes(field);
  const options = field.choices.map((choice) => {
    const input = h('input', {
      type: 'radio',
      name: id,
      checked: choice.value === value,
      title: choice.note || null,
      onchange: () => onchange(choice.value),
    });
    return h(
      'label',
      { class: 'segment', title: choice.note || null },
      input,
      shapes && shape(choice),
      h('span', null, choice.label),
    );
  });
  const letters = field.choices.reduce((sum, choice) => sum + choice.label.length, 0);
  const columns =
    options.length <= MAX_COLUMNS
      ? options.length
      : Math.ceil(options.length / Math.ceil(options.length / MAX_COLUMNS));
  const group = h(
    'div',
    {
      class: `segments${shapes ? ' shapes' : ''}`,
      role: 'radiogroup',
      'aria-labelledby': `${id}-label`,
      style: { '--columns': String(columns) },
    },
    ...options,
  );
  return {
    head: null,
    control: group,
    input: group,
    wide: field.choices.length > 3 || letters > NARROW_CHARS || shapes,
    group: true,
  };
}

/** Whether the choices are sizes of different shape, worth a little drawing each. */
function hasShapes({ choices }) {
  const ratios = choices.map(shapeOf).map((size) => size && (size.width / size.height).toFixed(2));
  return choices.length <= MAX_SHAPES && ratios.every(Boolean) && new Set(ratios).size > 1;
}

/** Width and height of a choice such as "16:9" or "1024x768", else null. */
function shapeOf(choice) {
  const match =
    /^(\d+(?:\.\d+)?)\s*[:x×]\s*(\d+(?:\.\d+)?)$/.exec(String(choice.value)) ?? /(\d+) ?[x×] ?(\d+)/.exec(choice.label);
  return match && { width: Number(match[1]), height: Number(match[2]) };
}

function shape(choice) {
  const { width, height } = shapeOf(choice);
  const scale = 15 / Math.max(width, height);
  return h('i', { class: 'shape', style: { width: `${width * scale}px`, height: `${height * scale}px` } });
}

function dropdown(field, value, onchange, id) {
  const note = h('p', { class: 'help' });
  const select = h(
    'select',
    {
      id,
      class: 'input',
      onchange: () => {
        const choice = field.choices[Number(select.value)];
        note.textContent = choice?.note ?? '';
        onchange(choice ? choice.value : null);
      },
    },
    field.default === null && h('option', { value: '' }, say('field.auto')),
    ...field.choices.map((choice, index) => h('option', { value: String(index) }, choice.label)),
  );
  const chosen = field.choices.findIndex((choice) => choice.value === value);
  select.value = chosen < 0 ? '' : String(chosen);
  note.textContent = field.choices[chosen]?.note ?? '';
  const long = field.choices.some((choice) => choice.label.length > 16 || choice.note);
  return {
    head: null,
    control: h('div', { class: 'select' }, h('div', { class: 'select-box' }, select, icon('chevron-down', 15)), note),
    input: select,
    wide: long,
  };
}

function text(field, value, onchange, id) {
  const long = field.maxChars > 200;
  const input = h(long ? 'textarea' : 'input', {
    id,
    class: 'input',
    rows: long ? 3 : null,
    maxlength: field.maxChars,
    value: value ?? '',
    oninput: () => onchange(input.value === '' ? null : input.value),
  });
  return { head: null, control: input, input, wide: true };
}

function numberOf(field, input) {
  if (input.value.trim() === '') return null;
  const value = Number(input.value);
  return field.type === 'integer' ? Math.round(value) : value;
}

function numeric(field, value, onchange, id) {
  const input = h('input', {
    id,
    type: 'number',
    class: 'input',
    inputmode: field.type === 'integer' ? 'numeric' : 'decimal',
    min: field.low,
    max: field.high,
    step: field.step ?? (field.type === 'integer' ? 1 : 'any'),
    placeholder: say('field.auto'),
    value: value ?? '',
    oninput: () => onchange(numberOf(field, input)),
  });
  return { head: field.unit && h('span', { class: 'unit' }, field.unit), control: input, input, wide: false };
}

/** A seed is left to chance until somebody wants to keep one. */
function seed(field, value, onchange, id) {
  const drawn = numeric(field, value, onchange, id);
  drawn.input.placeholder = say('seed.random');
  const top = Math.min(field.high ?? 2 ** 31, 2 ** 31);
  const write = (number) => {
    drawn.input.value = number ?? '';
    onchange(number);
  };
  const control = h(
    'div',
    { class: 'with-buttons' },
    drawn.input,
    button({
      label: say('seed.roll'),
      symbol: 'shuffle',
      kind: 'ghost',
      onclick: () => write(Math.floor(Math.random() * top)),
    }),
    button({ label: say('seed.clear'), symbol: 'x', kind: 'ghost', onclick: () => write(null) }),
  );
  return { ...drawn, head: null, control, wide: true };
}

function slider(field, value, onchange, id) {
  const step = field.step ?? (field.type === 'integer' ? 1 : 0.01);
  const rest = value ?? field.default ?? field.low;
  const range = h('input', {
    type: 'range',
    class: 'range',
    min: field.low,
    max: field.high,
    step,
    'aria-labelledby': `${id}-label`,
  });
  const exact = h('input', {
    id,
    type: 'number',
    class: 'exact',
    min: field.low,
    max: field.high,
    step,
    inputmode: 'decimal',
  });
  const paint = () =>
    range.style.setProperty('--part', `${((Number(range.value) - field.low) / (field.high - field.low)) * 100}%`);
  range.value = String(rest);
  exact.value = value === null ? '' : String(rest);
  exact.placeholder = say('field.auto');
  paint();
  range.addEventListener('input', () => {
    exact.value = range.value;
    paint();
    onchange(Number(range.value));
  });
  exact.addEventListener('input', () => {
    const number = numberOf(field, exact);
    if (number !== null) range.value = String(number);
    paint();
    onchange(number);
  });
  const head = h('span', { class: 'exact-box' }, exact, field.unit && h('span', { class: 'unit' }, field.unit));
  return { head, control: range, input: exact, wide: true };
}

/**
 * Draws all fields of a model into `plain` and, if there are advanced ones, into a fold below them.
 * @returns {Map<string, {complain: (sentence: string) => void}>} by field name
 */
export function drawFields(root, model, values, onchange, advancedOpen, ontoggle) {
  const controls = new Map();
  const make = (field) => {
    const control = fieldControl(field, values[field.name] ?? null, (value) => onchange(field.name, value));
    controls.set(field.name, control);
    return control.root;
  };
  const plain = model.fields.filter((field) => !field.advanced).map(make);
  const advanced = model.fields.filter((field) => field.advanced).map(make);
  fill(root, plain.length > 0 && h('div', { class: 'fields' }, ...plain));
  if (advanced.length > 0) {
    const fold = h(
      'details',
      { class: 'advanced', open: advancedOpen },
      h('summary', null, say('advanced')),
      h('div', { class: 'fields' }, ...advanced),
    );
    fold.addEventListener('toggle', () => ontoggle(fold.open));
    add(root, fold);
  }
  return controls;
}
