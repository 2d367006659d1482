/**
 * Texts that the server speaks, in the language of the page: labels and help of the models' tables, steps, the
 * sentences of errors. REST speaks English alone, so that programs can rely on it; a text without a translation (a
 * vendor's own words, a model of somebody else's) stays as it came.
 */

import { locale, sentences } from './words.js';

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
/** None of our own sentences is as long; searching a vendor's essay for one would cost time. */
const LONGEST_CHARS = 1_000;

const FIGURE = /^(-?\d{1,3}(?:,\d{3})+|-?\d+)(?:\.(\d+))?( \S{1,4})?$/;

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
  if (shapes.length === 0 || text.length > LONGEST_CHARS) return text;
  let ours = remembered.get(text);
  if (ours === undefined) {
    ours = fit(text) ?? bySentence(text) ?? text;
    if (remembered.size >= MOST_REMEMBERED) remembered.clear();
    remembered.set(text, ours);
  }
  return ours;
}

function fit(text) {
  for (const { names, pattern, fixed, ours } of shapes) {
    const match = pattern.exec(text);
    // A template of signs alone, "{label}: {problem}", would fit a vendor's words as well.
    if (match && (fixed > 3 || exact.has(match[1])))
      return ours.replace(/\{(\w+)\}/g, (_, name) => inner(match[names.indexOf(name) + 1]));
  }
  return null;
}

/** Sentences that were put together, each known by itself; nothing where one is not. */
function bySentence(text) {
  const all = text.split(/(?<=\.) (?=[A-Z])/).map((each) => exact.get(each) ?? fit(each));
  return all.length > 1 && all.every((each) => each !== null) ? all.join(' ') : null;
}

/** A value inside a sentence: a figure, with its unit or without, another known text ("Length"), else as it is. */
function inner(text) {
  const [, whole, rest = '', unit = ''] = FIGURE.exec(text) ?? [];
  if (whole !== undefined && (whole.includes(',') || rest !== '')) return figure(whole, rest) + unit;
  return exact.get(text[0]?.toLowerCase() + text.slice(1)) ?? translate(text);
}

/** "1,024.50" as this language writes it, with as many decimals. */
function figure(whole, rest) {
  const digits = { minimumFractionDigits: rest.length, maximumFractionDigits: rest.length };
  return Number(`${whole.replaceAll(',', '')}.${rest || 0}`).toLocaleString(locale(), digits);
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
    // Several prices in one line, which a pattern of one price would take for one; their row translates each.
    const several = name === 'price' && typeof member === 'string' && member.includes(' · ');
    const words = WORDS.has(name) && !several;
    if (words && typeof member === 'string') value[name] = translate(member);
    else if (words && Array.isArray(member)) {
      value[name] = member.map((each) => (typeof each === 'string' ? translate(each) : each));
      walk(value[name]);
    } else walk(member);
  }
}
