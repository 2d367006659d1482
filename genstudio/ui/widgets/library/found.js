/** Drop a file made here: the library knows it by its bytes and opens what it was made with. */

import { call, Problem } from '../base/api.js';
import { toast } from '../base/toast.js';
import { say } from '../base/words.js';
import { openDetail } from './detail.js';

/** @param {File[]} files the first one counts */
export async function recogniseFiles([file]) {
  if (!file) return;
  const body = new FormData();
  body.append('file', file, file.name);
  try {
    const job = await call('POST', '/library/recognise', { body, timeout_ms: 120_000 });
    openDetail(job.id, { found: file.name });
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem;
    const unknown = problem.status === 404;
    toast(unknown ? say('lib.unknown', { name: file.name }) : problem.message, {
      kind: unknown ? 'note' : 'error',
      more: unknown ? say('lib.unknown.why') : '',
    });
  }
}
