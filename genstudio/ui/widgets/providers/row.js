/** One provider: a line with its state, price and health, which opens to its key and its models. */

import { models } from '../base/catalog.js';
import { fill, freshId, h, icon } from '../base/dom.js';
import { ago, kindIcon, kindName } from '../base/format.js';
import { translate } from '../base/translate.js';
import { say } from '../base/words.js';
import { healthWords } from './health_words.js';
import { furtherModels } from './further.js';
import { keyCard } from './key_card.js';
import { modelList } from './model_list.js';

const BETWEEN = ' · ';
const MORE = ', …';
const KINDS = ['image', 'tts', 'video', 'music'];

export function providerRow() {
  const id = freshId('provider');
  const face = h('button', {
    type: 'button',
    class: 'provider-face',
    'aria-expanded': 'false',
    'aria-controls': id,
    onclick: () => toggle(!isOpen()),
  });
  const list = h('div', { class: 'provider-models' });
  const failure = h('p', { class: 'provider-failure' });
  const further = furtherModels();
  const body = h('div', { class: 'provider-body', id, hidden: true }, failure, list, further.root);
  const root = h('li', { class: 'provider' }, face, body);
  let provider = null;
  /** Only where there is a key to be had: nothing that looks like a password stands on a page that needs none. */
  let key = null;

  const isOpen = () => !body.hidden;

  function toggle(opened) {
    body.hidden = !opened;
    face.setAttribute('aria-expanded', String(opened));
    root.classList.toggle('opened', opened);
    if (opened) readModels();
  }

  async function readModels() {
    try {
      const tables = await Promise.all(provider.kinds.map(models));
      fill(list, modelList(tables.flat().filter((model) => model.provider === provider.name)));
    } catch (problem) {
      fill(list, h('p', { class: 'problem' }, problem.message));
    }
  }

  function show(next) {
    provider = next;
    root.dataset.provider = next.name;
    root.dataset.state = next.offline ? 'here' : next.state;
    fill(
      face,
      h('i', { class: 'provider-dot', 'aria-hidden': 'true' }),
      h('span', { class: 'provider-name' }, h('b', null, next.label), h('small', null, whatItMakes(next))),
      h('span', { class: 'provider-kinds' }, ...KINDS.filter((kind) => next.kinds.includes(kind)).map(kindMark)),
      h('span', { class: 'provider-price' }, next.offline ? say('price.free') : prices(next.price)),
      h('span', { class: 'provider-health' }, healthWords(next.health)),
      h('span', { class: 'provider-state', data: { testid: 'state' } }, stateWords(next)),
      icon('chevron-down', 16),
    );
    if (next.needsKey && key === null) {
      key = keyCard();
      body.prepend(key.root);
    }
    key?.show(next);
    further.show(next);
    // A refused key is told above with what to do.
    const last = next.state === 'key refused' ? null : next.health.lastError;
    failure.textContent = last ? say('providers.failed', { time: ago(last.at), message: last.message }) : '';
    if (next.state === 'needs address')
      failure.textContent = say('model.state.needs address', { provider: next.label, name: next.name });
    failure.hidden = failure.textContent === '';
    if (isOpen()) readModels();
  }

  return {
    root,
    show,
    open: () => {
      toggle(true);
      face.focus();
    },
  };
}

/** Its own words; where those differ from kind to kind, what it makes. */
function whatItMakes(provider) {
  return provider.description || provider.kinds.map(kindName).join(' · ');
}

function kindMark(kind) {
  return h('span', { role: 'img', 'aria-label': kindName(kind), title: kindName(kind) }, icon(kindIcon(kind), 15));
}

/** How it stands, in a word or two. @param {any} provider */
function stateWords(provider) {
  return provider.state === 'ready' ? say('providers.ready') : say(`state.${provider.state}`);
}

/** The prices of several models, which the server gives in one line; each is a text of its own. */
function prices(line) {
  if (line === '') return say('price.unknown');
  const more = line.endsWith(MORE) ? MORE : '';
  const each = line.slice(0, line.length - more.length).split(BETWEEN);
  return each.map((text) => translate(text)).join(BETWEEN) + more;
}
