/** One control for each field of a model's table. The form knows field types, never models. */

import { choiceControl } from './choices.js';
import { numberControl, rangeWords } from './numbers.js';
import { add, button, fill, freshId, h } from '../base/dom.js';
import { number, say, sayCount } from '../base/words.js';

const LONG_CHARS = 200;
const NEAR_THE_END = 0.8;

/**
 * @typedef {object} Drawn
 * @property {HTMLElement} root
 * @property {(sentence: string) => void} complain says what is wrong beside the field; '' takes it back
 * @property {() => string} problem what is wrong, or ''
 * @property {(sentence: string) => void} note says what became of the value at a switch of models
 * @property {(differs: boolean) => void} mark whether the value is another than the table's
 * @property {() => void} focus
 */

/**
 * @param {any} field a row of the model's table
 * @param {unknown} value null when unset
 * @param {{model: any, onchange: (value: unknown) => void, onreset: () => void}} options
 * @returns {Drawn}
 */
export function fieldControl(field, value, { model, onchange, onreset }) {
  const id = freshId(`field-${field.name}`);
  const problem = h('p', { class: 'problem', id: `${id}-problem`, hidden: true });
  const change = h('p', { class: 'change', id: `${id}-change`, hidden: true });
  const changed = (next) => {
    complain('');
    note('');
    onchange(next);
  };
  const drawn = drawer(field)(field, value, changed, id, field.type === 'choice' ? model : complain);
  const { head, control, input, wide, group } = drawn;
  // Named alike for every field, which its description tells: a control's own name then leads to the control alone.
  const reset = button({
    label: say('field.default'),
    symbol: 'rotate-ccw',
    kind: 'tiny',
    size: 12,
    hidden: true,
    'aria-describedby': `${id}-label`,
    'data-testid': 'reset-field',
    onclick: onreset,
  });
  const range = field.type === 'integer' || field.type === 'number' ? rangeWords(field) : '';
  const root = h(
    'div',
    { class: `field ${field.type}${wide ? ' wide' : ''}`, data: { field: field.name } },
    h(
      'div',
      { class: 'label-row' },
      h(
        'span',
        { class: 'label-box' },
        h(group ? 'span' : 'label', { for: group ? null : id, class: 'label', id: `${id}-label` }, field.label),
        reset,
        range && h('small', { class: 'range-words', id: `${id}-range` }, range),
      ),
      head,
    ),
    control,
    field.help && h('p', { class: 'help', id: `${id}-help` }, field.help),
    change,
    problem,
  );
  const told = [range && `${id}-range`, field.help && `${id}-help`, `${id}-change`, `${id}-problem`];
  input.setAttribute('aria-describedby', told.filter(Boolean).join(' '));

  function complain(sentence) {
    problem.hidden = sentence === '';
    problem.textContent = sentence;
    input.setAttribute('aria-invalid', String(sentence !== ''));
  }

  function note(sentence) {
    change.hidden = sentence === '';
    change.textContent = sentence;
  }

  return {
    root,
    complain,
    problem: () => problem.textContent,
    note,
    mark: (differs) => {
      reset.hidden = !differs;
    },
    focus: drawn.focus ?? (() => input.focus()),
  };
}

function drawer(field) {
  if (field.type === 'boolean') return toggle;
  if (field.type === 'choice') return choiceControl;
  return field.type === 'text' ? text : numberControl(field);
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

/** Nothing is cut off that was pasted: a text that is too long says so. */
function text(field, value, onchange, id) {
  const long = field.maxChars > LONG_CHARS;
  const left = h('span', { class: 'counter', 'aria-hidden': 'true' });
  const count = () => {
    const near = input.value.length > field.maxChars * NEAR_THE_END;
    left.textContent = near ? `${number(input.value.length)} / ${number(field.maxChars)}` : '';
    left.classList.toggle('over', input.value.length > field.maxChars);
  };
  const input = h(long ? 'textarea' : 'input', {
    id,
    class: 'input',
    rows: long ? 3 : null,
    value: value ?? '',
    oninput: () => {
      count();
      onchange(input.value === '' ? null : input.value);
    },
  });
  count();
  return { head: left, control: input, input, wide: true };
}

/**
 * Draws all fields of a model into `root`: the plain ones, and a fold below them for the advanced.
 * @param {HTMLElement} root @param {any} model @param {Record<string, unknown>} values
 * @param {{open: boolean, ontoggle: (open: boolean) => void, onchange: (name: string, value: unknown) => void,
 *   onreset: (name: string) => unknown}} options `onreset` answers with the value that the field has then
 */
export function drawFields(root, model, values, { open, ontoggle, onchange, onreset }) {
  /** @type {Map<string, Drawn>} */
  const controls = new Map();
  const draw = (field, value) => {
    const drawn = fieldControl(field, value, {
      model,
      onchange: (next) => onchange(field.name, next),
      onreset: () => {
        const old = controls.get(field.name).root;
        const anew = draw(field, onreset(field.name));
        anew.root.classList.toggle('wide', old.classList.contains('wide'));
        old.replaceWith(anew.root);
        anew.focus();
      },
    });
    controls.set(field.name, drawn);
    return drawn;
  };
  const make = (fields) => {
    const roots = fields.map((field) => draw(field, values[field.name] ?? null).root);
    return h('div', { class: 'fields' }, ...inPairs(roots));
  };
  const plain = model.fields.filter((field) => !field.advanced);
  const advanced = model.fields.filter((field) => field.advanced);
  const tally = h('span', { class: 'tag' });
  fill(root, plain.length > 0 && make(plain));
  const fold = h('details', { class: 'advanced', open }, h('summary', null, say('advanced'), tally), make(advanced));
  fold.addEventListener('toggle', () => ontoggle(fold.open));
  if (advanced.length > 0) add(root, fold);

  /** Marks the fields whose values are others than the table's. @param {string[]} names */
  function mark(names) {
    for (const [name, control] of controls) control.mark(names.includes(name));
    const inside = advanced.filter((field) => names.includes(field.name)).length;
    tally.hidden = inside === 0;
    tally.textContent = inside > 0 ? sayCount('advanced.changed', inside) : '';
  }

  /** Brings a field before the eye, out of the fold if need be. */
  function reveal(name) {
    if (advanced.some((field) => field.name === name)) fold.open = true;
    const control = controls.get(name);
    control?.root.scrollIntoView({ block: 'center' });
    control?.focus();
  }

  return { controls, mark, reveal };
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
