/** A field with a fixed list of values: a row of buttons where the list is short or made of shapes, else a menu. */

import { h, icon } from '../base/dom.js';
import { say } from '../base/words.js';

const MAX_SEGMENTS = 4;
const MAX_SEGMENT_CHARS = 27;
const MAX_SHAPES = 12;
const MAX_COLUMNS = 6;
const NARROW_CHARS = 12;

const lettersOf = (field) => field.choices.reduce((sum, choice) => sum + choice.label.length, 0);

/** The parts of the control, as `fieldControl` wants them. */
export function choiceControl(field, value, onchange, id) {
  const short = field.default !== null && field.choices.length <= MAX_SEGMENTS && lettersOf(field) <= MAX_SEGMENT_CHARS;
  const draw = short || hasShapes(field) ? segments : dropdown;
  return draw(field, value, onchange, id);
}

function segments(field, value, onchange, id) {
  const shapes = hasShapes(field);
  const note = h('p', { class: 'help' }, field.choices.find((choice) => choice.value === value)?.note);
  const options = field.choices.map((choice) => {
    const input = h('input', {
      type: 'radio',
      name: id,
      checked: choice.value === value,
      onchange: () => {
        note.textContent = choice.note;
        onchange(choice.value);
      },
    });
    return h(
      'label',
      { class: 'segment', title: choice.note || null },
      input,
      shapes && shape(choice),
      h('span', null, shapes ? shortLabel(choice) : choice.label),
    );
  });
  const letters = lettersOf(field);
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
    control: h('div', { class: 'select' }, group, note),
    input: group,
    wide: field.choices.length > 3 || letters > NARROW_CHARS || shapes,
    group: true,
  };
}

/** Whether the choices are sizes of different shape, worth a little drawing each; one may be left to chance. */
function hasShapes({ choices }) {
  const sizes = choices.map(shapeOf).filter(Boolean);
  const ratios = new Set(sizes.map(({ width, height }) => (width / height).toFixed(2)));
  return choices.length <= MAX_SHAPES && choices.length - sizes.length <= 1 && ratios.size > 1;
}

/** Width and height of a choice such as "16:9" or "1024x768", else null. */
function shapeOf(choice) {
  const match =
    /^(\d+(?:\.\d+)?)\s*[:x×]\s*(\d+(?:\.\d+)?)$/.exec(String(choice.value)) ?? /(\d+) ?[x×] ?(\d+)/.exec(choice.label);
  return match && { width: Number(match[1]), height: Number(match[2]) };
}

function shape(choice) {
  const size = shapeOf(choice);
  if (!size) return h('i', { class: 'shape any' });
  const scale = 15 / Math.max(size.width, size.height);
  return h('i', { class: 'shape', style: { width: `${size.width * scale}px`, height: `${size.height * scale}px` } });
}

/** "16:9 wide" is "16:9" below its drawing. */
function shortLabel(choice) {
  const value = String(choice.value);
  return choice.label.startsWith(value) ? value : choice.label;
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
