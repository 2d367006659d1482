/** What can be made with what: the providers' tables, read once per kind and again after a server restart. */

import { call } from './api.js';

const tables = new Map();
const listeners = new Set();

/**
 * Every model of a kind, each with its provider's name and state. @param {string} kind
 * @returns {Promise<any[]>}
 */
export function models(kind) {
  let table = tables.get(kind);
  if (table === undefined) {
    table = call('GET', `/providers/${kind}`).then(flatten);
    tables.set(kind, table);
    // A failed reading must not stay: the next call asks again.
    table.catch(() => tables.delete(kind));
  }
  return table;
}

function flatten(answer) {
  return answer.providers.flatMap((provider) =>
    provider.models.map((model) => ({
      ...model,
      kind: answer.type,
      provider: provider.name,
      providerText: provider.description,
      ready: provider.state === 'ready',
      state: provider.state,
    })),
  );
}

/** The input role of a model that takes this medium, if it has one. @param {any} model @param {string} media */
export function roleFor(model, media) {
  return model.inputs.find((role) => role.media === media);
}

/** Calls `listener` when the tables may have changed. */
export function onTables(listener) {
  listeners.add(listener);
}

/** The server was started anew, or a key was changed: its tables may be others. */
export function announceBoot() {
  tables.clear();
  for (const listener of listeners) listener();
}

window.addEventListener('studio:providers', announceBoot);
