/** One control for each field of a model's table. The form knows field types, never models. */

import { choiceControl } from './choices.js';
import { add, button, fill, freshId, h } from '../base/dom.js';
import { say } from '../base/words.js';

const MAX_SLIDER_STEPS = 1_000;

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
  if (field.type === 'choice') return choiceControl;
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
  const rest = value ?? field.default ?? (field.low + field.high) / 2;
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
  const paint = () => {
    const part = (Number(range.value) - field.low) / (field.high - field.low);
    range.style.setProperty('--part', `${part * 100}%`);
    range.classList.toggle('unset', exact.value === '');
  };
  range.value = String(rest);
  exact.value = value === null ? '' : String(rest);
  exact.placeholder = say('field.auto.short');
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
  const make = (fields) => {
    for (const field of fields) {
      controls.set(
        field.name,
        fieldControl(field, values[field.name] ?? null, (value) => onchange(field.name, value)),
      );
    }
    return h('div', { class: 'fields' }, ...inPairs(fields.map((field) => controls.get(field.name).root)));
  };
  const plain = model.fields.filter((field) => !field.advanced);
  const advanced = model.fields.filter((field) => field.advanced);
  fill(root, plain.length > 0 && make(plain));
  if (advanced.length > 0) {
    const fold = h('details', { class: 'advanced', open: advancedOpen }, h('summary', null, say('advanced')));
    fold.append(make(advanced));
    fold.addEventListener('toggle', () => ontoggle(fold.open));
    add(root, fold);
  }
  return controls;
}

/** Two narrow fields share a line; one that is left alone takes it whole. */
function inPairs(roots) {
  const narrow = (root) => root !== undefined && !root.classList.contains('wide');
  for (let index = 0; index < roots.length; index += 1) {
    if (!narrow(roots[index])) continue;
    if (narrow(roots[index + 1])) index += 1;
    else roots[index].classList.add('wide');
  }
  return roots;
}
