/** Collections: a person's own groups of results. Deleting one leaves its results where they are. */

import { call, Problem } from '../base/api.js';
import { confirm } from '../base/confirm.js';
import { button, h } from '../base/dom.js';
import { toast } from '../base/toast.js';
import { say, sayCount } from '../base/words.js';
import { sheet } from './sheet.js';

export const CHANGED = 'studio:collections';

function tellChange() {
  window.dispatchEvent(new Event(CHANGED));
}

/** Runs a call and tells a refusal. @returns {Promise<any>} undefined when it was refused */
export async function attempt(work) {
  try {
    return await work();
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem;
    toast(problem.message, { kind: 'error' });
    return undefined;
  }
}

/** Asks for a name and makes or renames a collection. @param {any} [old] @returns {Promise<any>} it, or undefined */
export function nameCollection(old) {
  return new Promise((resolve) => {
    let made;
    const input = h('input', {
      class: 'input',
      type: 'text',
      maxlength: '100',
      value: old?.name ?? '',
      'aria-label': say('lib.collection.name'),
    });
    const title = say(old ? 'lib.collection.rename' : 'lib.collection.new');
    const form = h(
      'form',
      {
        class: 'ask',
        onsubmit: async (event) => {
          event.preventDefault();
          const name = input.value.trim();
          if (!name) return input.focus();
          made = await attempt(() =>
            old
              ? call('PATCH', `/collections/${old.id}`, { body: { name } })
              : call('POST', '/collections', { body: { name } }),
          );
          if (made === undefined) return;
          tellChange();
          opened.close();
        },
      },
      h('h2', null, title),
      input,
      h(
        'div',
        { class: 'ask-buttons' },
        button({ text: say('cancel'), kind: 'quiet', onclick: () => opened.close() }),
        button({ text: say(old ? 'lib.rename' : 'lib.create'), type: 'submit' }),
      ),
    );
    const opened = sheet({ name: title, kind: 'small', content: form, onclose: () => resolve(made) });
    input.focus();
    input.select();
  });
}

/** Asks, then deletes the collection. @returns {Promise<boolean>} whether it is gone */
export async function removeCollection({ id, name }) {
  const sure = await confirm({
    title: say('lib.collection.delete', { name }),
    text: say('lib.collection.stay'),
    ok: say('delete'),
  });
  if (!sure) return false;
  const gone = await attempt(() => call('DELETE', `/collections/${id}`).then(() => true));
  if (gone) tellChange();
  return gone === true;
}

/**
 * The items of a menu that puts results into a collection, an old one or a new one.
 * @param {string[]} ids @returns {Promise<import('../base/menu.js').Item[]>}
 */
export async function collectionItems(ids, ondone = () => {}) {
  const all = (await attempt(() => call('GET', '/collections')))?.collections ?? [];
  const put = async (collection) => {
    if (!(await changeItems(collection, ids, 'PUT'))) return;
    toast(sayCount('lib.added', ids.length, { name: collection.name }));
    ondone();
  };
  return [
    ...all.map((collection) => ({ text: collection.name, symbol: 'folder', run: () => put(collection) })),
    {
      text: say('lib.collection.new'),
      symbol: 'folder-plus',
      testid: 'add-new',
      run: async () => {
        const made = await nameCollection();
        if (made) await put(made);
      },
    },
  ];
}

/** Adds results to a collection, or takes them out. @param {'PUT' | 'DELETE'} method @returns {Promise<boolean>} */
export async function changeItems(collection, ids, method) {
  const answer = await attempt(() =>
    call(method, `/collections/${collection.id}/items`, { body: { ids } }).then(() => true),
  );
  if (answer) tellChange();
  return answer === true;
}
