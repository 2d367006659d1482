/** Where a result can go on: every input of every model that takes such a file, as the models' tables say. */

import { models } from '../base/catalog.js';
import { changeForm, formOf } from '../base/drafts.js';
import { kindIcon, kindName, oneLine, tabOf } from '../base/format.js';
import { toast } from '../base/toast.js';
import { say } from '../base/words.js';

const KINDS = ['image', 'video', 'music', 'tts'];

/**
 * What a menu offers for this file, each input once: its first model is the one that the form has, if that takes it.
 * @param {any} job @param {any} output
 * @returns {Promise<import('../base/menu.js').Item[]>}
 */
export async function targets(job, output) {
  const media = output.mime.split('/')[0];
  const found = await Promise.all(KINDS.map((kind) => ofKind(kind, media)));
  return found.flatMap(({ kind, roles }) =>
    roles.length === 0
      ? []
      : [
          { text: kindName(kind), heading: true },
          ...roles.map(({ role, model }) => ({
            text: role.label,
            symbol: kindIcon(kind),
            testid: `send-${tabOf(kind)}-${role.name}`,
            run: () => send({ kind, model, role, job, output }),
          })),
        ],
  );
}

async function ofKind(kind, media) {
  const roles = new Map();
  try {
    const { model: chosen } = formOf(kind);
    const ready = (await models(kind)).filter((model) => model.ready);
    for (const model of ready.sort((a, b) => Number(b.id === chosen) - Number(a.id === chosen)))
      for (const role of model.inputs)
        if (role.media === media && !roles.has(role.name)) roles.set(role.name, { role, model });
  } catch {
    // Models that cannot be read are offered nothing.
  }
  return { kind, roles: [...roles.values()] };
}

function send({ kind, model, role, job, output }) {
  const form = formOf(kind);
  const file = {
    ref: `asset:${job.id}/${output.index}`,
    url: output.thumbnailUrl ?? output.url,
    name: oneLine(job.prompt).slice(0, 40) || say('files.result'),
  };
  const others = role.maxCount > 1 ? (form.media[role.name] ?? []).slice(0, role.maxCount - 1) : [];
  changeForm(kind, { model: model.id, media: { ...form.media, [role.name]: [...others, file] } });
  window.location.hash = tabOf(kind);
  toast(say('send.done', { tab: kindName(kind), role: role.label }));
}
