/** A field with a fixed list of values: a row of buttons where the list is short or made of shapes, else a list to open. */

import { h, icon } from '../base/dom.js';
import { say } from '../base/words.js';
import { combo } from './combo.js';
import { listen, listenButton, sampleUrl } from './voices.js';

const MAX_SEGMENTS = 4;
const MAX_SEGMENT_CHARS = 27;
const MAX_SHAPES = 12;
const MAX_COLUMNS = 6;
const NARROW_CHARS = 12;

const lettersOf = (field) => field.choices.reduce((sum, choice) => sum + choice.label.length, 0);

/** The parts of the control, as `fieldControl` wants them. */
export function choiceControl(field, value, onchange, id, model) {
  if (hasShapes(field)) return segments(field, value, onchange, id);
  const heard = field.choices.some((choice) => choice.audible);
  const short = field.default !== null && field.choices.length <= MAX_SEGMENTS && lettersOf(field) <= MAX_SEGMENT_CHARS;
  return short && !heard
    ? segments(field, value, onchange, id)
    : menu(field, value, onchange, id, heard ? model : null);
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
    focus: () => (group.querySelector('input:checked') ?? group.querySelector('input'))?.focus(),
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

/** A list to open, with a search where it is long. `voices` is the model whose choices can be heard, else null. */
function menu(field, value, onchange, id, voices) {
  // A field without a default can be left to the model.
  const auto = { value: null, label: say('field.auto'), note: '' };
  const items = field.default === null ? [auto, ...field.choices] : field.choices;
  const note = h('p', { class: 'help' });
  let chosen = items.find((item) => item.value === value) ?? null;
  const list = combo({
    name: field.label,
    id,
    search: say('combo.search'),
    text: (item) => `${item.label} ${item.note}`,
    face: (item) => [h('b', null, item?.label ?? String(value))],
    option: (item) => [
      h('span', { class: 'choice' }, h('b', null, item.label), item.note && h('small', null, item.note)),
      item === chosen && icon('check', 15),
      voices &&
        item.audible &&
        listenButton(
          () => sampleUrl(voices, item),
          () => item.label,
          { inList: true },
        ).root,
    ],
    onpick: (item) => {
      chosen = item;
      show();
      onchange(item.value);
    },
    onside: voices ? (item) => item.audible && listen(sampleUrl(voices, item)) : undefined,
    hint: voices ? say('voice.keys') : '',
  });
  list.button.setAttribute('aria-labelledby', `${id}-label ${id}`);
  const heard =
    voices &&
    listenButton(
      () => (chosen?.audible ? sampleUrl(voices, chosen) : ''),
      () => chosen?.label ?? '',
    );

  function show() {
    note.textContent = chosen?.note ?? '';
    list.show(items, chosen);
    if (!heard) return;
    heard.root.hidden = !chosen?.audible;
    heard.draw();
  }

  show();
  const long = items.some((item) => item.label.length > 16 || item.note);
  return {
    head: null,
    control: h('div', { class: 'select' }, h('div', { class: 'with-buttons' }, list.root, heard?.root), note),
    input: list.button,
    wide: long || voices !== null,
  };
}
