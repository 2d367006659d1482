/** The page's sentences, in one language. They are written in `ui/words/`; this file looks them up. */

import { keep } from './drafts.js';

const { language: spoken = 'en', languages: known = 'en' } = document.documentElement.dataset;
// The head chose the language and began to fetch this file before anything else ran.
const { words, errors, tables } = await import(`./messages/${spoken}.js`);

/** The code of the language spoken here: "en". */
export function language() {
  return spoken;
}

/** The reader's own way to write dates and numbers, if it is of this language ("de-AT"), else the language's. */
export function locale() {
  return navigator.languages.find((tag) => tag.startsWith(`${spoken}-`)) ?? spoken;
}

const numbers = new Intl.NumberFormat(locale(), { maximumFractionDigits: 3 });
const plural = new Intl.PluralRules(spoken);

/** A number as this language writes it: "1,024.5". @param {number} value */
export function number(value) {
  return numbers.format(value);
}

/**
 * The sentence under a key, with `{name}` replaced by the values. Numbers are written as the language writes them; what
 * has to stay as it is, such as a seed, is passed as text.
 * @param {string} key @param {Record<string, string | number>} [values]
 */
export function say(key, values = {}) {
  const sentence = words[key];
  if (sentence === undefined) throw new Error(`words/${spoken}.toml has no sentence ${key}`);
  return insert(sentence, values);
}

/**
 * `say` for a number of things: `<key>.one`, `<key>.many`, or another form that the language has (`.few`), with the
 * number as `{n}`.
 * @param {string} key @param {number} n @param {Record<string, string | number>} [values]
 */
export function sayCount(key, n, values = {}) {
  const form = `${key}.${plural.select(n)}`;
  return say(form in words ? form : `${key}.many`, { n, ...values });
}

function insert(sentence, values) {
  return sentence.replace(/\{(\w+)\}/g, (whole, name) => {
    const value = values[name] ?? whole;
    return typeof value === 'number' ? number(value) : String(value);
  });
}

/** What an error code means: a title and what to do. @returns {{title: string, todo: string}} */
export function explain(code) {
  return errors[code] ?? { title: say('error.internal'), todo: '' };
}

/** The languages to choose from, each with its name in itself. @returns {{code: string, name: string}[]} */
export function languages() {
  return known.split(' ').map((code) => {
    const name = new Intl.DisplayNames([code], { type: 'language' }).of(code) ?? code;
    return { code, name: name[0].toLocaleUpperCase(code) + name.slice(1) };
  });
}

/** Keeps the choice and loads the page in that language; every form hears `studio:language` first and is kept. */
export function setLanguage(code) {
  if (code === spoken) return;
  keep('language', code);
  window.dispatchEvent(new CustomEvent('studio:language', { detail: { code } }));
  window.location.reload();
}

/** English sentence of the server -> sentence of this language; empty for English. @returns {Record<string, string>} */
export function sentences() {
  return tables;
}
