/** The same request with another seed, in one click. */

import { call, Problem, randomKey } from '../base/api.js';
import { put } from '../base/feed.js';
import { toast } from '../base/toast.js';

/** The key of a variation whose answer is still missing, by job: a second click must not order it twice. */
const keys = new Map();
const busy = new Set();

/** Orders what a job was, with a seed of its own where the model takes one. @param {any} job */
export async function vary(job) {
  if (busy.has(job.id)) return;
  busy.add(job.id);
  keys.set(job.id, keys.get(job.id) ?? randomKey());
  try {
    const made = await call('POST', '/generations', {
      body: request(job),
      headers: { 'Idempotency-Key': keys.get(job.id) },
    });
    keys.delete(job.id);
    put(made);
    window.dispatchEvent(new CustomEvent('studio:made', { detail: { id: made.id, kind: made.type } }));
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem;
    if (!problem.lost) keys.delete(job.id);
    toast(problem.message, { kind: 'error' });
  } finally {
    busy.delete(job.id);
  }
}

function request({ type, provider, model, prompt, config, media, metadata, id }) {
  // Without a seed the server rolls one.
  const { seed: _, ...values } = config;
  const { retryOf: __, ...kept } = metadata;
  const files = Object.fromEntries(Object.entries(media).map(([role, used]) => [role, used.map((file) => file.ref)]));
  return {
    type,
    provider,
    config: { prompt, model, ...values, media: files },
    metadata: { ...kept, variationOf: id },
  };
}
