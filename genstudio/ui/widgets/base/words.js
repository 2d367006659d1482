/** The page's sentences. They are written in `ui/messages.py`; this file only looks them up. */

import { errors, words } from '../messages.js';

/**
 * The sentence under a key, with `{name}` replaced by the values.
 * @param {string} key @param {Record<string, string | number>} [values]
 */
export function say(key, values = {}) {
  const sentence = words[key];
  if (sentence === undefined) throw new Error(`messages.py has no sentence ${key}`);
  return sentence.replace(/\{(\w+)\}/g, (whole, name) => String(values[name] ?? whole));
}

/** `say` for one or many: looks up `<key>.one` or `<key>.many` and puts the number in as `{n}`. */
export function sayCount(key, n, values = {}) {
  return say(`${key}.${n === 1 ? 'one' : 'many'}`, { n: n.toLocaleString('en'), ...values });
}

/** What an error code means: a title and what to do. @returns {{title: string, todo: string}} */
export function explain(code) {
  return errors[code] ?? { title: say('error.internal'), todo: '' };
}
