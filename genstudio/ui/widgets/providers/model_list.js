/** A provider's models with what each costs, how long it takes and how it has done. */

import { h, icon } from '../base/dom.js';
import { changeForm } from '../base/drafts.js';
import { kindIcon, kindName, tabOf, wait } from '../base/format.js';
import { sunsetTag } from '../form/picker.js';
import { openTab } from '../shell/shell.js';
import { say } from '../base/words.js';
import { healthWords } from './health_words.js';

/** @param {any[]} table models of one provider, each with its kind */
export function modelList(table) {
  return h(
    'ul',
    { class: 'model-lines', 'aria-label': say('providers.models') },
    ...table.map((model) =>
      h(
        'li',
        { class: 'model-line', data: { model: model.id } },
        h('span', { class: 'model-kind', title: kindName(model.kind) }, icon(kindIcon(model.kind), 15)),
        h('span', { class: 'model-name' }, h('b', null, model.label), sunsetTag(model)),
        h('span', { class: 'model-price' }, price(model)),
        h('span', { class: 'model-wait' }, say('wait.about', { time: wait(model.typicalS) })),
        h('span', { class: 'model-health' }, healthWords(model.health)),
        model.ready
          ? h(
              'button',
              {
                type: 'button',
                class: 'button quiet',
                'aria-label': say('providers.use.named', { model: model.label }),
                onclick: () => use(model),
              },
              say('providers.use'),
            )
          : h('span'),
      ),
    ),
  );
}

function use(model) {
  changeForm(model.kind, { model: model.id });
  openTab(tabOf(model.kind));
}

function price(model) {
  if (model.price.free) return say('price.free');
  return model.price.priced ? model.price.words : say('price.unknown');
}
