/** What can be done with a job from anywhere on the page. */

import { call, Problem, randomKey } from './api.js';
import { kick, put, readWaiting } from './feed.js';
import { toast } from './toast.js';

/** The key of a repetition whose answer is still missing, by job: a second click must not order it twice. */
const keys = new Map();
const busy = new Set();

/**
 * Does something with a job and shows what came of it. "cancel" is REST's DELETE of an open job.
 * @param {string} id @param {'cancel' | 'retry' | 'pause' | 'resume' | 'move' | 'restore'} what
 */
export async function act(id, what, body) {
  const name = `${what} ${id}`;
  if (busy.has(name)) return;
  busy.add(name);
  try {
    const job = await send(id, what, body);
    if (job?.id && job.status) put(job);
    else kick();
    if (what === 'move' || what === 'pause' || what === 'resume') await readWaiting();
    if (what === 'retry') {
      window.dispatchEvent(new CustomEvent('studio:made', { detail: { id: job.id, kind: job.type } }));
    }
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem;
    toast(problem.message, { kind: 'error' });
    kick();
  } finally {
    busy.delete(name);
  }
}

async function send(id, what, body) {
  if (what === 'cancel') return call('DELETE', `/generations/${id}`);
  if (what !== 'retry') return call('POST', `/generations/${id}/${what}`, { body });
  keys.set(id, keys.get(id) ?? randomKey());
  try {
    const job = await call('POST', `/generations/${id}/retry`, { headers: { 'Idempotency-Key': keys.get(id) } });
    keys.delete(id);
    return job;
  } catch (problem) {
    if (!problem.lost) keys.delete(id);
    throw problem;
  }
}
