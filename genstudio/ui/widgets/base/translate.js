/**
 * Texts that the server speaks, in the language of the page: labels and help of the models' tables, steps, the
 * sentences of errors. REST speaks English alone, so that programs can rely on it; a text without a translation (a
 * vendor's own words, a model of somebody else's) stays as it came.
 */

import { locale, number, sentences } from './words.js';

/** The members of an answer that are words for people. What people wrote stands under other names. */
const WORDS = new Set([
  'description',
  'detail',
  'examples',
  'features',
  'help',
  'label',
  'message',
  'modelLabel',
  'note',
  'opens',
  'placeholder',
  'price',
  'problem',
  'step',
  'tags',
  'unit',
  'words',
]);
/** Members that people filled in, however they are named inside. `entries` carry a note of whoever topped up. */
const OURS = new Set(['config', 'entries', 'media', 'metadata']);
const MOST_REMEMBERED = 2_000;

const exact = new Map(Object.entries(sentences()).filter(([english]) => !english.includes('{')));
const shapes = Object.entries(sentences())
  .filter(([english]) => english.includes('{'))
  .map(([english, ours]) => ({ ...compile(english), ours }))
  .sort((a, b) => b.fixed - a.fixed);
const remembered = new Map();

/** "At most {n} files" as a pattern; `fixed` is how much of it stands fast, so that the closest pattern wins. */
function compile(english) {
  const names = [...english.matchAll(/\{(\w+)\}/g)].map((match) => match[1]);
  const parts = english.split(/\{\w+\}/);
  const escaped = parts.map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return { names, fixed: parts.join('').length, pattern: new RegExp(`^${escaped.join('(.*?)')}$`, 's') };
}

/** A text of the server in the language of the page. @param {string} text */
export function translate(text) {
  const whole = exact.get(text);
  if (whole !== undefined) return whole;
  if (shapes.length === 0) return text;
  let ours = remembered.get(text);
  if (ours === undefined) {
    ours = fit(text);
    if (remembered.size >= MOST_REMEMBERED) remembered.clear();
    remembered.set(text, ours);
  }
  return ours;
}

function fit(text) {
  for (const { names, pattern, ours } of shapes) {
    const match = pattern.exec(text);
    if (match) return ours.replace(/\{(\w+)\}/g, (_, name) => inner(match[names.indexOf(name) + 1]));
  }
  return text;
}

/** A value inside a sentence: another known text ("Length"), a figure, an amount, else as it is. */
function inner(text) {
  if (exact.has(text)) return exact.get(text);
  if (/^-?\d{1,3}(,\d{3})+$|^-?\d+\.\d+$/.test(text)) return number(Number(text.replaceAll(',', '')));
  if (/^\$[\d,]*\.?\d+$/.test(text)) return price(text);
  return text;
}

/** "$0.039" with its decimals kept. */
function price(text) {
  const plain = text.slice(1).replaceAll(',', '');
  const decimals = plain.split('.')[1]?.length ?? 0;
  const style = { style: 'currency', currency: 'USD', currencyDisplay: 'narrowSymbol', minimumFractionDigits: decimals };
  return Number(plain).toLocaleString(locale(), { ...style, maximumFractionDigits: decimals });
}

/** Translates every text for people inside an answer of the server, in place. @template T @param {T} answer @returns {T} */
export function translated(answer) {
  if (exact.size > 0) walk(answer);
  return answer;
}

function walk(value) {
  if (value === null || typeof value !== 'object') return;
  for (const [name, member] of Object.entries(value)) {
    if (OURS.has(name)) continue;
    const words = WORDS.has(name);
    if (words && typeof member === 'string') value[name] = translate(member);
    else if (words && Array.isArray(member)) {
      value[name] = member.map((each) => (typeof each === 'string' ? translate(each) : each));
      walk(value[name]);
    } else walk(member);
  }
}
