/** REST calls of the page. Every failure is a `Problem` with words for people. */

import { translated } from './translate.js';
import { say } from './words.js';

const BASE = '/api/v2';

/** What the server refused, or `code` "offline" when no answer came. */
export class Problem extends Error {
  /** @param {{status?: number, code: string, detail: string, field?: string, charged?: string}} facts */
  constructor({ status = 0, code, detail, field, charged = 'no' }) {
    super(detail);
    this.status = status;
    this.code = code;
    this.field = field;
    this.charged = charged;
  }

  /** True when the same call may succeed a little later, because nobody answered it. */
  get lost() {
    return this.status === 0 || this.status === 502 || this.status === 503 || this.status === 504;
  }
}

/**
 * Calls the server. `body` is sent as JSON, unless it is FormData.
 * @param {string} method @param {string} path below /api/v2, with a leading slash
 * @param {{body?: unknown, headers?: Record<string, string>, timeout_ms?: number, signal?: AbortSignal}} [options]
 *   a call that `signal` gives up throws the signal's reason, which is no Problem
 */
export async function call(method, path, { body, headers = {}, timeout_ms = 20_000, signal } = {}) {
  const raw = body instanceof FormData;
  /** @type {RequestInit} */
  const request = {
    method,
    headers: { 'X-GenStudio': '1', Accept: 'application/json', ...headers },
    signal: signal ? AbortSignal.any([signal, AbortSignal.timeout(timeout_ms)]) : AbortSignal.timeout(timeout_ms),
  };
  if (body !== undefined) {
    request.body = raw ? body : JSON.stringify(body);
    if (!raw) request.headers['Content-Type'] = 'application/json';
  }
  let answer;
  let data;
  try {
    answer = await fetch(path.startsWith('/api/') ? path : BASE + path, request);
    data = answer.status === 204 ? null : translated(await answer.json());
  } catch {
    signal?.throwIfAborted();
    if (answer && !answer.ok) throw refusal(answer, {});
    throw new Problem({ code: 'offline', detail: say('offline.call') });
  }
  if (!answer.ok) throw refusal(answer, data ?? {});
  return data;
}

function refusal(answer, data) {
  return new Problem({
    status: answer.status,
    code: typeof data.code === 'string' ? data.code : 'internal',
    detail: typeof data.detail === 'string' ? data.detail : say('error.internal'),
    field: data.field,
    charged: data.charged,
  });
}

/** A random key, also where the page is not a secure context and `crypto.randomUUID` is missing. */
export function randomKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
