/** Small things kept in this browser: the form as it was left, the palette. Never a secret, never a result. */

const PREFIX = 'genstudio:';
const listeners = new Map();

/** @template T @param {string} name @param {T} otherwise @returns {T} */
export function recall(name, otherwise) {
  try {
    const kept = localStorage.getItem(PREFIX + name);
    return kept === null ? otherwise : JSON.parse(kept);
  } catch {
    return otherwise; // storage is switched off, or holds what an older page wrote
  }
}

export function keep(name, value) {
  try {
    localStorage.setItem(PREFIX + name, JSON.stringify(value));
  } catch {
    // Storage is full or switched off: the page works on, it only forgets.
  }
}

/**
 * @typedef {object} Form what a tab's form holds
 * @property {string} model
 * @property {string} prompt
 * @property {Record<string, Record<string, unknown>>} values by model, then by field: going back to a model finds them
 * @property {Record<string, Record<string, unknown>>} carried as `values`: taken over from the model before
 * @property {any[]} changes what the chosen model made of the settings of the one before
 * @property {Record<string, any[]>} media by input role, shared by all models of the kind
 * @property {boolean} used whether anything of this kind was made: known before the jobs are read, so that nothing jumps
 * @property {boolean} advanced whether the fold is open
 */

/** @param {string} kind @returns {Form} */
export function formOf(kind) {
  const blank = {
    model: '',
    prompt: '',
    values: {},
    carried: {},
    changes: [],
    media: {},
    used: false,
    advanced: false,
  };
  return { ...blank, ...recall(`form:${kind}`, {}) };
}

export function keepForm(kind, form) {
  keep(`form:${kind}`, form);
}

/** Changes a form from outside its tab: the tab, if it is there, takes it over; else it finds it when it opens. */
export function changeForm(kind, change) {
  keepForm(kind, { ...formOf(kind), ...change });
  listeners.get(kind)?.();
}

/** @param {string} kind @param {() => void} listener the one form of this kind */
export function onFormChange(kind, listener) {
  listeners.set(kind, listener);
}

/** Takes over prompt, model, settings and files of a job. @param {any} job */
export function reuse(job) {
  const form = formOf(job.type);
  changeForm(job.type, {
    model: job.model,
    prompt: job.prompt,
    values: { ...form.values, [job.model]: { ...job.config } },
    carried: { ...form.carried, [job.model]: {} },
    changes: [],
    media: Object.fromEntries(Object.entries(job.media ?? {}).map(([role, files]) => [role, files.map(asFile)])),
  });
}

function asFile({ ref, url, name }) {
  return { ref, url, name };
}
