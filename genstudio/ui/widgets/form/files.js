/** Files that a model takes: dropped, pasted or chosen, uploaded at once, shown with their picture. */

import { call, Problem } from '../base/api.js';
import { button, fill, freshId, h, icon } from '../base/dom.js';
import { bytes } from '../base/format.js';
import { say } from '../base/words.js';

const MEDIA_ICONS = { image: 'image', audio: 'audio-lines', video: 'film' };

/**
 * @param {{onchange: (media: Record<string, any[]>) => void}} options
 */
export function fileInputs({ onchange }) {
  const root = h('section', { class: 'files', hidden: true });
  let roles = [];
  let media = {};
  let zones = new Map();

  function show(model, held) {
    roles = model.inputs;
    media = held;
    root.hidden = roles.length === 0;
    zones = new Map(roles.map((role) => [role.name, zone(role)]));
    fill(root, ...[...zones.values()].map((each) => each.root));
  }

  function zone(role) {
    const id = freshId('file');
    const problem = h('p', { class: 'problem', role: 'alert', hidden: true });
    const held = h('div', { class: 'held' });
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
      'label',
      { for: id, class: 'drop' },
      icon(MEDIA_ICONS[role.media] ?? 'file', 18),
      h('span', null, h('b', null, say('files.choose')), ` ${say(`files.drop.${role.media}`)}`),
    );
    const box = h(
      'div',
      { class: 'zone', data: { role: role.name } },
      h(
        'div',
        { class: 'label-row' },
        h('span', { class: 'label' }, role.label, !role.required && h('small', null, say('field.optional'))),
      ),
      held,
      input,
      invite,
      role.help && h('p', { class: 'help' }, role.help),
      problem,
    );
    let waiting = 0;

    function complain(sentence) {
      problem.hidden = sentence === '';
      problem.textContent = sentence;
    }

    function draw() {
      const files = media[role.name] ?? [];
      fill(
        held,
        ...files.map((file, index) => card(file, () => remove(index))),
        waiting > 0 && h('div', { class: 'held-file busy' }, say('files.uploading')),
      );
      invite.hidden = files.length + waiting >= role.maxCount;
    }

    function card(file, onremove) {
      const picture = role.media === 'image' && h('img', { src: file.url, alt: '', onerror: onremove });
      return h(
        'div',
        { class: 'held-file', data: { testid: 'held-file' } },
        picture || h('span', { class: 'held-icon' }, icon(MEDIA_ICONS[role.media] ?? 'file', 18)),
        h(
          'span',
          { class: 'held-name' },
          h('b', null, file.name || say('files.result')),
          file.sizeBytes && h('small', null, bytes(file.sizeBytes)),
        ),
        button({
          label: say('files.remove', { name: file.name || role.label }),
          symbol: 'x',
          kind: 'ghost',
          onclick: onremove,
        }),
      );
    }

    function remove(index) {
      change((media[role.name] ?? []).filter((_, each) => each !== index));
    }

    function change(files) {
      media = { ...media, [role.name]: files };
      if (files.length === 0) delete media[role.name];
      complain('');
      draw();
      onchange(media);
    }

    async function take(files) {
      complain('');
      const room = role.maxCount - (media[role.name] ?? []).length - waiting;
      if (files.length > room) complain(say('files.many', { n: role.maxCount }));
      for (const file of files.slice(0, Math.max(0, room))) await upload(file);
    }

    async function upload(file) {
      if (!file.type.startsWith(`${role.media}/`))
        return complain(say(`files.type.${role.media}`, { name: file.name }));
      if (file.size > role.maxBytes)
        return complain(say('files.big', { name: file.name, size: bytes(file.size), limit: bytes(role.maxBytes) }));
      waiting += 1;
      draw();
      const body = new FormData();
      body.append('file', file, file.name);
      try {
        const { ref, name, url, mime, sizeBytes } = await call('POST', '/uploads', { body, timeout_ms: 120_000 });
        waiting -= 1;
        change([...(media[role.name] ?? []), { ref, name, url, mime, sizeBytes }]);
      } catch (refused) {
        if (!(refused instanceof Problem)) throw refused;
        waiting -= 1;
        draw();
        complain(refused.message);
      }
    }

    draw();
    return { root: box, take, complain, media: role.media };
  }

  /** Gives dropped or pasted files to the first role that takes their kind. @returns {boolean} whether one did */
  function offer(files) {
    const home = [...zones.values()].find((each) => files.some((file) => file.type.startsWith(`${each.media}/`)));
    home?.take(files.filter((file) => file.type.startsWith(`${home.media}/`)));
    return home !== undefined;
  }

  return {
    root,
    show,
    offer,
    complain: (role, sentence) => zones.get(role)?.complain(sentence),
    has: (role) => zones.has(role),
  };
}
