/** Sends a generation, once, however often the answer gets lost on the way. */

import { call, Problem, randomKey } from '../base/api.js';
import { say } from '../base/words.js';

const PAUSES_MS = [500, 1_500, 3_000, 5_000];

/**
 * One click of Generate is one key. The key stays until the server has answered, also over a further click on the same
 * request, so that a lost answer never makes a second job.
 */
export class Purchase {
  #key = '';
  #text = '';

  /**
   * The new job. Raises Problem.
   * @param {Record<string, unknown>} request the body of POST /generations
   * @param {(sentence: string) => void} waiting told when the answer is late
   */
  async send(request, waiting) {
    const text = JSON.stringify(request);
    if (text !== this.#text) {
      this.#text = text;
      this.#key = randomKey();
    }
    for (let attempt = 0; ; attempt += 1) {
      try {
        const job = await call('POST', '/generations', { body: request, headers: { 'Idempotency-Key': this.#key } });
        this.#text = '';
        return job;
      } catch (problem) {
        if (!(problem instanceof Problem) || !problem.lost) {
          this.#text = '';
          throw problem;
        }
        if (attempt >= PAUSES_MS.length) throw new Problem({ code: 'offline', detail: say('generate.lost') });
        waiting(say('generate.waiting'));
        await new Promise((done) => setTimeout(done, PAUSES_MS[attempt]));
      }
    }
  }
}
