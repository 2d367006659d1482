/** Files that a model takes: dropped, pasted, chosen or out of the library; shown with their picture, in their order. */

import { upload, Problem } from '../base/api.js';
import { button, fill, freshId, h, icon } from '../base/dom.js';
import { bytes } from '../base/format.js';
import { say } from '../base/words.js';
import { heldFile, MEDIA_ICONS, uploadingFile } from './held.js';

/**
 * What is held belongs to the form and not to a model: a file that the next model takes under the same name stays, and
 * one on its way arrives there.
 * @param {{onchange: (media: Record<string, any[]>) => void}} options
 */
export function fileInputs({ onchange }) {
  const root = h('section', { class: 'files', hidden: true });
  /** @type {Record<string, any[]>} */
  let media = {};
  /** Uploads on their way, by role. @type {Map<string, {name: string, share: number, stop: () => void}[]>} */
  const waiting = new Map();
  /** The end of the last upload of a role: files stand in the order in which they were given, not in which they arrive. */
  const turns = new Map();
  let zones = new Map();

  function show(model, held) {
    media = held;
    root.hidden = model.inputs.length === 0;
    zones = new Map(model.inputs.map((role) => [role.name, zone(role)]));
    fill(root, ...[...zones.values()].map((each) => each.root));
  }

  function change(name, files) {
    media = { ...media, [name]: files };
    if (files.length === 0) delete media[name];
    zones.get(name)?.complain('');
    zones.get(name)?.draw();
    onchange(media);
  }

  function send(name, file, complain) {
    turns.set(name, sendAfter(turns.get(name), name, file, complain));
  }

  async function sendAfter(before, name, file, complain) {
    const abort = new AbortController();
    const mine = { name: file.name, share: 0, stop: () => abort.abort() };
    waiting.set(name, [...(waiting.get(name) ?? []), mine]);
    zones.get(name)?.draw();
    const gone = () =>
      waiting.set(
        name,
        waiting.get(name).filter((each) => each !== mine),
      );
    const onprogress = (share) => {
      mine.share = share;
      zones.get(name)?.progress();
    };
    try {
      const { ref, name: given, url, mime, sizeBytes } = await upload(file, { onprogress, signal: abort.signal });
      await before;
      gone();
      change(name, [...(media[name] ?? []), { ref, name: given, url, mime, sizeBytes }]);
    } catch (refused) {
      if (!(refused instanceof Problem)) throw refused;
      gone();
      zones.get(name)?.draw();
      if (refused.code !== 'aborted') complain(refused.message);
    }
  }

  function zone(role) {
    const id = freshId('file');
    const problem = h('p', { class: 'problem', role: 'alert', hidden: true });
    const held = h('div', {
      class: `held${role.media === 'image' && role.maxCount > 2 ? ' abreast' : ''}`,
      role: 'list',
    });
    const input = h('input', {
      id,
      type: 'file',
      class: 'unseen',
      accept: `${role.media}/*`,
      multiple: role.maxCount > 1,
      data: { testid: `file-${role.name}` },
      onchange: () => {
        take([...input.files]);
        input.value = '';
      },
    });
    const invite = h(
      'div',
      { class: 'drop' },
      h(
        'label',
        { for: id, class: 'drop-main' },
        icon(MEDIA_ICONS[role.media] ?? 'file', 18),
        h('span', null, h('b', null, say('files.choose')), ` ${say(`files.drop.${role.media}`)}`),
      ),
      button({
        text: say('files.library'),
        kind: 'link',
        'data-testid': `library-${role.name}`,
        onclick: fromLibrary,
      }),
    );
    const box = h(
      'div',
      { class: 'zone', data: { role: role.name } },
      h(
        'div',
        { class: 'label-row' },
        h('span', { class: 'label' }, role.label, !role.required && h('small', null, say('field.optional'))),
        role.maxCount > 1 && h('small', { class: 'range-words' }, say('files.upto', { n: role.maxCount })),
      ),
      held,
      input,
      invite,
      role.help && h('p', { class: 'help' }, role.help),
      problem,
    );
    /** @type {{progress: (share: number) => void}[]} */
    let bars = [];
    const room = () => role.maxCount - (media[role.name] ?? []).length - (waiting.get(role.name) ?? []).length;

    function complain(sentence) {
      problem.hidden = sentence === '';
      problem.textContent = sentence;
      box.classList.toggle('wrong', sentence !== '');
    }

    function draw() {
      const files = media[role.name] ?? [];
      const onWay = (waiting.get(role.name) ?? []).map((each) => uploadingFile(each));
      bars = onWay;
      const cards = files.map((file, index) =>
        heldFile(file, role, {
          index,
          count: files.length,
          onremove: () =>
            change(
              role.name,
              files.filter((_, each) => each !== index),
            ),
          onmove: (from, to) => {
            const moved = [...files];
            moved.splice(to, 0, ...moved.splice(from, 1));
            change(role.name, moved);
            held.children[to]?.querySelector('button')?.focus();
          },
        }),
      );
      fill(held, ...cards, ...onWay.map((each) => each.root));
      invite.hidden = room() <= 0;
    }

    function progress() {
      (waiting.get(role.name) ?? []).forEach((each, index) => bars[index]?.progress(each.share));
    }

    function take(files) {
      complain('');
      const free = room();
      if (files.length > free) complain(say('files.many', { n: role.maxCount }));
      for (const file of files.slice(0, Math.max(0, free))) {
        const wrong = unfit(file);
        if (wrong) complain(wrong);
        else send(role.name, file, (sentence) => zones.get(role.name)?.complain(sentence));
      }
    }

    function unfit(file) {
      if (!file.type.startsWith(`${role.media}/`)) return say(`files.type.${role.media}`, { name: file.name });
      const size = bytes(file.size);
      return file.size > role.maxBytes ? say('files.big', { name: file.name, size, limit: bytes(role.maxBytes) }) : '';
    }

    async function fromLibrary() {
      // Loaded with the first click: most forms never open it.
      const { chooseFromLibrary } = await import('../library/chooser.js');
      const chosen = await chooseFromLibrary({ media: role.media, max: Math.max(1, room()) });
      if (chosen.length > 0) change(role.name, [...(media[role.name] ?? []), ...chosen].slice(0, role.maxCount));
    }

    box.addEventListener('drop', (event) => {
      const dropped = [...(event.dataTransfer?.files ?? [])];
      if (dropped.length === 0) return;
      event.preventDefault();
      event.stopPropagation();
      root.closest('form')?.classList.remove('dragging');
      take(dropped);
    });
    draw();
    return { root: box, take, complain, draw, progress, media: role.media, room, focus: () => input.focus() };
  }

  /** Gives dropped or pasted files to the first role that takes their kind and has room. @returns {boolean} */
  function offer(files) {
    const takes = (each) => files.some((file) => file.type.startsWith(`${each.media}/`));
    const homes = [...zones.values()].filter(takes);
    const home = homes.find((each) => each.room() > 0) ?? homes[0];
    home?.take(files.filter((file) => file.type.startsWith(`${home.media}/`)));
    return home !== undefined;
  }

  return {
    root,
    show,
    offer,
    complain: (role, sentence) => zones.get(role)?.complain(sentence),
    has: (role) => zones.has(role),
    reveal: (role) => {
      zones.get(role)?.root.scrollIntoView({ block: 'center' });
      zones.get(role)?.focus();
    },
    /** Whether a file is still on its way to a role of the shown model. */
    busy: () => [...zones.keys()].some((role) => waiting.get(role)?.length > 0),
  };
}
