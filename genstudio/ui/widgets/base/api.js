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
    const ahead = method === 'GET' ? takeAhead(path) : null;
    answer = (await ahead) ?? (await fetch(path.startsWith('/api/') ? path : BASE + path, request));
    data = answer.status === 204 ? null : translated(await answer.json());
  } catch {
    signal?.throwIfAborted();
    if (answer && !answer.ok) throw refusal(answer, {});
    throw new Problem({ code: 'offline', detail: say('offline.call') });
  }
  if (!answer.ok) throw refusal(answer, data ?? {});
  return data;
}

/** The answer to what the head of the page has asked already, once; null where it has not, or got none. */
function takeAhead(path) {
  const answer = window.studioAhead?.get(path) ?? null;
  window.studioAhead?.delete(path);
  return answer;
}

/**
 * Gives the server a file, told how much of it has left. Raises Problem, with `code` "aborted" where `signal` said so.
 * @param {File} file @param {{onprogress: (share: number) => void, signal: AbortSignal}} options share from 0 to 1
 */
export function upload(file, { onprogress, signal }) {
  return new Promise((resolve, reject) => {
    // fetch cannot tell how far an upload is.
    const request = new XMLHttpRequest();
    request.open('POST', `${BASE}/uploads?${new URLSearchParams({ name: file.name })}`);
    request.responseType = 'json';
    request.setRequestHeader('X-GenStudio', '1');
    request.setRequestHeader('Content-Type', 'application/octet-stream');
    request.upload.addEventListener('progress', (event) => onprogress(event.loaded / Math.max(1, event.total)));
    request.addEventListener('load', () => {
      const data = translated(request.response ?? {});
      if (request.status < 300) resolve(data);
      else reject(refusal(request, data));
    });
    request.addEventListener('error', () => reject(new Problem({ code: 'offline', detail: say('offline.call') })));
    request.addEventListener('abort', () => reject(new Problem({ code: 'aborted', detail: '' })));
    signal.addEventListener('abort', () => request.abort());
    request.send(file);
  });
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
