/** Modules that nobody needs until something is opened: left out of what a first visit fetches. */

import { toast } from './toast.js';
import { say } from './words.js';

/**
 * Loads a module and hands it on; says so when the server does not answer.
 * @param {() => Promise<any>} load imports the module
 * @param {(module: any) => void} use
 */
export async function later(load, use) {
  let module;
  try {
    module = await load();
  } catch {
    toast(say('offline.call'), { kind: 'error' });
    return;
  }
  use(module);
}
