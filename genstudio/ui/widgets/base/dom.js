/** Builds DOM. Text always goes through text nodes, so nothing that a person or a vendor wrote can become markup. */

const SVG = 'http://www.w3.org/2000/svg';
const SPRITE = new URL('icons.svg', import.meta.url).pathname;
const AS_PROPERTY = new Set(['value', 'checked', 'disabled', 'hidden', 'muted', 'loop', 'open', 'indeterminate']);

/**
 * An element. Props: `class`, `style` (object, also custom properties), `data` (object), `on<event>` (listener), any
 * other key as an attribute; null, undefined and false leave it out, true sets it empty.
 * @param {string} tag
 * @param {Record<string, any> | null} [props]
 * @param {...(Node | string | number | null | undefined | false)} children
 * @returns {any} the element; typed loosely, since callers use the properties of its own class
 */
export function h(tag, props, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props ?? {})) set(element, name, value);
  add(element, ...children);
  return element;
}

function set(element, name, value) {
  if (value === null || value === undefined) return;
  if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
  else if (name === 'data') Object.assign(element.dataset, value);
  else if (name === 'style') for (const [key, each] of Object.entries(value)) element.style.setProperty(key, each);
  else if (AS_PROPERTY.has(name)) element[name] = value;
  else if (value !== false) element.setAttribute(name, value === true ? '' : String(value));
}

/** Appends children, leaving out null, undefined and false. */
export function add(element, ...children) {
  element.append(...children.filter((each) => each !== null && each !== undefined && each !== false).map(asNode));
}

function asNode(child) {
  return child instanceof Node ? child : String(child);
}

/** Empties an element and fills it anew. */
export function fill(element, ...children) {
  element.textContent = '';
  add(element, ...children);
}

/** A symbol of icons.svg; decoration only, so the button around it needs a label. */
export function icon(name, size = 16) {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('class', 'icon');
  svg.setAttribute('width', String(size));
  svg.setAttribute('height', String(size));
  svg.setAttribute('aria-hidden', 'true');
  const use = document.createElementNS(SVG, 'use');
  use.setAttribute('href', `${SPRITE}#${name}`);
  svg.append(use);
  return svg;
}

/** A button of icon and words; with `label` only the icon shows and the words are its name and tip. */
export function button({ text = '', label = '', symbol = '', kind = '', size = 16, ...props }) {
  return h(
    'button',
    { type: 'button', class: `button ${kind}`.trim(), 'aria-label': label || null, title: label || null, ...props },
    symbol && icon(symbol, size),
    text && h('span', null, text),
  );
}

/** Calls `work` once, `wait_ms` after the last call; `flush` does at once what still waits. */
export function debounce(work, wait_ms) {
  let timer = 0;
  let waiting = null;
  const run = () => {
    clearTimeout(timer);
    const args = waiting;
    waiting = null;
    if (args !== null) work(...args);
  };
  const soon = (...args) => {
    clearTimeout(timer);
    waiting = args;
    timer = setTimeout(run, wait_ms);
  };
  return Object.assign(soon, { flush: run });
}

let count = 0;
/** A fresh id, to tie labels and descriptions to their controls. */
export function freshId(prefix) {
  count += 1;
  return `${prefix}-${count}`;
}

/** Whether an element is on the shown tab. */
export function isShown(element) {
  return element.getClientRects().length > 0;
}
