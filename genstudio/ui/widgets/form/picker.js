/** The model picker: what there is, from whom, at what price and wait, and what still keeps it from working. */

import { button, fill, h, icon } from '../base/dom.js';
import { day, wait } from '../base/format.js';
import { providerName } from '../base/names.js';
import { say, sayCount } from '../base/words.js';
import { combo } from './combo.js';

const WARN_DAYS = 30;
const DAY_MS = 86_400_000;

/**
 * @param {{onpick: (model: any) => void, onkey: (model: any) => void}} options `onkey`: a person wants to give the key
 */
export function modelPicker({ onpick, onkey }) {
  const list = combo({
    name: say('model'),
    testid: 'model',
    search: say('model.search'),
    large: true,
    text: searched,
    face: (model) => [h('b', null, model.label), h('small', null, shortFacts(model))],
    option: (model) => [
      h(
        'div',
        { class: 'model-name' },
        h('b', null, shortLabel(model)),
        tags(model),
        model === current && icon('check', 15),
      ),
      h('p', null, model.description),
      h('div', { class: 'model-facts' }, facts(model).join(' · ')),
    ],
    data: (model) => ({ model: model.id }),
    group: makerOf,
    none: (text) => say('model.none', { text }),
    onpick,
  });
  const notice = h('div', { class: 'model-notice', role: 'status' });
  const root = h(
    'section',
    { class: 'picker' },
    h('div', { class: 'label-row' }, h('span', { class: 'label' }, say('model'))),
    list.root,
    notice,
  );
  let current = null;

  function show(table, model) {
    current = model;
    list.show(table, model);
    list.button.setAttribute('aria-label', `${say('model')}: ${model.label}`);
    fill(notice, ...notices(model, onkey));
  }

  return { root, show };
}

/** What has to be known of the chosen model before it is used. */
function notices(model, onkey) {
  const found = [];
  if (!model.ready) {
    found.push(
      h(
        'div',
        { class: 'notice warn', data: { testid: 'needs-key' } },
        h('p', null, say(`model.state.${model.state}`, { provider: makerOf(model), name: model.provider })),
        button({ text: say('model.key'), kind: 'quiet', onclick: () => onkey(model) }),
      ),
    );
  }
  const left = daysLeft(model);
  if (left <= WARN_DAYS) {
    found.push(
      h('div', { class: 'notice warn' }, h('p', null, say('model.sunset.todo', { when: sunsetWords(model) }))),
    );
  }
  return found;
}

/** Days until the vendor ends the model; Infinity where no end is announced. */
function daysLeft(model) {
  return model.sunset ? Math.ceil((new Date(model.sunset).getTime() - Date.now()) / DAY_MS) : Infinity;
}

function sunsetWords(model) {
  const left = daysLeft(model);
  if (left <= 0) return say('model.sunset.past', { day: day(model.sunset) });
  return left <= WARN_DAYS ? sayCount('model.sunset.days', left) : say('model.sunset', { day: day(model.sunset) });
}

/** When the vendor ends a model, null where nothing is announced; a warning in its last month. */
export function sunsetTag(model) {
  if (!model.sunset) return null;
  return h('span', { class: `tag${daysLeft(model) <= WARN_DAYS ? ' warn' : ''}` }, sunsetWords(model));
}

function tags(model) {
  return h(
    'span',
    { class: 'tags' },
    model.offline && h('span', { class: 'tag' }, say('model.offline')),
    sunsetTag(model),
    !model.ready && h('span', { class: 'tag warn' }, say(`state.${model.state}`)),
  );
}

/** Offline models have no vendor worth a name: they are this computer. */
function makerOf(model) {
  return model.offline ? say('model.here') : providerName(model.provider);
}

function searched(model) {
  return [
    model.label,
    model.provider,
    makerOf(model),
    model.description,
    model.id,
    ...model.tags,
    ...facts(model),
  ].join(' ');
}

/** Without what stands beside it anyway: "Painter (procedural, offline)" in a list that tells both of each model. */
export function shortLabel(model) {
  return model.offline ? model.label.replace(/ \([^()]*\)$/, '') : model.label;
}

function shortFacts(model) {
  const known = model.offline ? facts(model).slice(1) : [makerOf(model), ...facts(model).slice(1)];
  return known.join(' · ');
}

/** What it is, what it costs, how long it takes. */
function facts(model) {
  const price = model.price.free ? say('price.free') : model.price.priced ? model.price.words : say('price.unknown');
  return [say(`engine.${model.engine}`), price, say('wait.about', { time: wait(model.typicalS) })];
}

/** What stands in the picker's place while the models are read, or when they could not be. */
export function pickerTrouble(sentence, retry) {
  return h(
    'div',
    { class: 'notice bad' },
    h('p', null, sentence),
    button({ text: say('again'), symbol: 'refresh-cw', kind: 'quiet', onclick: retry }),
  );
}
