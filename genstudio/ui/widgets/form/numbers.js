/** Controls for numbers: a slider where the range is one to slide over, else a box; and the seed. */

import { button, h } from '../base/dom.js';
import { number, say } from '../base/words.js';

const MAX_SLIDER_STEPS = 1_000;

/** The control that suits a number field. */
export function numberControl(field) {
  if (/seed$/i.test(field.name)) return seed;
  const steps = (field.high - field.low) / stepOf(field);
  return field.low !== null && field.high !== null && steps <= MAX_SLIDER_STEPS ? slider : numeric;
}

const stepOf = (field) => field.step ?? (field.type === 'integer' ? 1 : 0.01);

/** "1–20", "from 1", "up to 20", or nothing where anything goes. */
export function rangeWords({ low, high, unit }) {
  const space = unit ? ` ${unit}` : '';
  if (low !== null && high !== null) return `${number(low)}–${number(high)}${space}`;
  if (low !== null) return say('field.from', { low: number(low) + space });
  return high !== null ? say('field.upto', { high: number(high) + space }) : '';
}

/** What stands in a box. It is sent as it was written: whether it fits is the table's word, said beside it. */
function read(input) {
  return input.value.trim() === '' ? null : Number(input.value);
}

/** @param {(value: number | null) => void} onchange @param {(sentence: string) => void} complain */
function onTyping(input, onchange, complain) {
  input.addEventListener('input', () => {
    onchange(read(input));
    if (input.validity.badInput) complain(say('field.number'));
  });
  // A wheel over a focused box changes it unseen.
  input.addEventListener('wheel', () => input.blur(), { passive: true });
}

function box(field, value, id, kind) {
  return h('input', {
    id,
    type: 'number',
    class: kind,
    inputmode: field.type === 'integer' && (field.low ?? 0) >= 0 ? 'numeric' : 'decimal',
    min: field.low,
    max: field.high,
    step: field.step ?? (field.type === 'integer' ? 1 : 'any'),
    placeholder: field.default !== null ? number(field.default) : say('field.auto'),
    value: value ?? '',
  });
}

function numeric(field, value, onchange, id, complain) {
  const input = box(field, value, id, 'input');
  onTyping(input, onchange, complain);
  const control = h('div', { class: 'with-unit' }, input, field.unit && h('span', { class: 'unit' }, field.unit));
  return { head: null, control, input, wide: false };
}

/** A seed is left to chance until somebody wants to keep one. */
function seed(field, value, onchange, id, complain) {
  const input = box(field, value, id, 'input');
  onTyping(input, onchange, complain);
  input.placeholder = say('seed.random');
  const low = field.low ?? 0;
  const top = Math.min(field.high ?? 2 ** 31, low + 2 ** 31);
  const write = (number) => {
    input.value = number ?? '';
    onchange(number);
  };
  const control = h(
    'div',
    { class: 'with-buttons' },
    input,
    button({
      label: say('seed.roll'),
      symbol: 'shuffle',
      kind: 'ghost',
      onclick: () => write(low + Math.floor(Math.random() * (top - low))),
    }),
  );
  return { head: null, control, input, wide: true };
}

function slider(field, value, onchange, id, complain) {
  const rest = value ?? field.default ?? (field.low + field.high) / 2;
  const range = h('input', {
    type: 'range',
    class: 'range',
    min: field.low,
    max: field.high,
    step: stepOf(field),
    'aria-labelledby': `${id}-label`,
  });
  const exact = box(field, value, id, 'exact');
  exact.placeholder = field.default !== null ? number(field.default) : say('field.auto.short');
  const paint = () => {
    const part = (Number(range.value) - field.low) / (field.high - field.low);
    range.style.setProperty('--part', `${part * 100}%`);
    range.classList.toggle('unset', exact.value === '' && field.default === null);
    range.setAttribute(
      'aria-valuetext',
      exact.value === '' ? exact.placeholder : `${range.value} ${field.unit}`.trim(),
    );
  };
  range.value = String(rest);
  paint();
  range.addEventListener('input', () => {
    exact.value = range.value;
    paint();
    onchange(Number(range.value));
  });
  onTyping(
    exact,
    (typed) => {
      range.value = String(typed ?? rest);
      paint();
      onchange(typed);
    },
    complain,
  );
  const head = h('span', { class: 'exact-box' }, exact, field.unit && h('span', { class: 'unit' }, field.unit));
  return { head, control: range, input: exact, wide: true };
}
