/** The model picker: a button that shows the choice, and a list with search over all models of the kind. */

import { button, fill, freshId, h, icon } from '../base/dom.js';
import { wait } from '../base/format.js';
import { say } from '../base/words.js';

/**
 * @param {{onpick: (model: any) => void}} options
 */
export function modelPicker({ onpick }) {
  const id = freshId('models');
  const face = h('button', {
    type: 'button',
    class: 'picker-face',
    'aria-haspopup': 'listbox',
    'aria-expanded': 'false',
    'aria-controls': id,
    data: { testid: 'model' },
    onclick: () => (pop.hidden ? open() : close()),
  });
  const search = h('input', {
    type: 'text',
    class: 'picker-search',
    placeholder: say('model.search'),
    'aria-label': say('model.search'),
    role: 'combobox',
    'aria-expanded': 'true',
    'aria-controls': id,
    'aria-autocomplete': 'list',
    autocomplete: 'off',
    oninput: () => draw(),
  });
  const options = h('div', { class: 'picker-list', role: 'listbox', id, 'aria-label': say('model') });
  const pop = h(
    'div',
    { class: 'picker-pop', hidden: true },
    h('div', { class: 'picker-top' }, icon('search', 15), search),
    options,
  );
  const root = h(
    'section',
    { class: 'picker' },
    h('div', { class: 'label-row' }, h('span', { class: 'label' }, say('model'))),
    face,
    pop,
  );
  let all = [];
  let current = null;
  let marked = 0;
  let found = [];

  function open() {
    pop.hidden = false;
    face.setAttribute('aria-expanded', 'true');
    search.value = '';
    marked = Math.max(0, all.indexOf(current));
    draw(true);
    search.focus();
  }

  function close(refocus = false) {
    pop.hidden = true;
    face.setAttribute('aria-expanded', 'false');
    if (refocus) face.focus();
  }

  function draw(keepMark = false) {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    found = all.filter((model) => {
      const text = `${model.label} ${model.provider} ${model.description}`.toLowerCase();
      return words.every((word) => text.includes(word));
    });
    if (!keepMark) marked = 0;
    fill(
      options,
      ...(found.length
        ? found.map(option)
        : [h('p', { class: 'picker-none' }, say('model.none', { text: search.value }))]),
    );
    mark();
  }

  function option(model, index) {
    return h(
      'div',
      {
        class: 'picker-option',
        role: 'option',
        id: `${id}-${index}`,
        'aria-selected': String(model === current),
        'aria-disabled': String(!model.ready),
        data: { model: model.id },
        onclick: () => pick(model),
        onmousemove: () => {
          if (marked !== index) {
            marked = index;
            mark();
          }
        },
      },
      h(
        'div',
        { class: 'picker-name' },
        h('b', null, model.label),
        tags(model),
        model === current && icon('check', 15),
      ),
      h('p', null, model.description),
      h('div', { class: 'picker-facts' }, facts(model).join(' · ')),
    );
  }

  function mark() {
    [...options.children].forEach((each, index) => each.classList.toggle('marked', index === marked));
    options.children[marked]?.scrollIntoView({ block: 'nearest' });
    search.setAttribute('aria-activedescendant', found.length ? `${id}-${marked}` : '');
  }

  function pick(model) {
    if (!model || !model.ready) return;
    close(true);
    if (model !== current) onpick(model);
  }

  root.addEventListener('keydown', (event) => {
    if (pop.hidden) {
      if (event.target === face && (event.key === 'ArrowDown' || event.key === 'ArrowUp')) {
        event.preventDefault();
        open();
      }
      return;
    }
    if (event.key === 'Escape') {
      event.stopPropagation();
      close(true);
    } else if (event.key === 'Enter' && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      pick(found[marked]);
    } else if (event.key === 'ArrowDown') {
      event.preventDefault();
      marked = Math.min(found.length - 1, marked + 1);
      mark();
    } else if (event.key === 'ArrowUp') {
      event.preventDefault();
      marked = Math.max(0, marked - 1);
      mark();
    } else if (event.key === 'Tab') close();
  });
  document.addEventListener('pointerdown', (event) => {
    if (!pop.hidden && !root.contains(/** @type {Node} */ (event.target))) close();
  });

  function show(table, model) {
    all = table;
    current = model;
    fill(
      face,
      h('span', { class: 'picker-current' }, h('b', null, model.label), h('small', null, shortFacts(model))),
      icon('chevron-down', 16),
    );
    face.setAttribute('aria-label', `${say('model')}: ${model.label}`);
    if (!pop.hidden) draw(true);
  }

  return { root, show };
}

function tags(model) {
  return h(
    'span',
    { class: 'tags' },
    model.offline && h('span', { class: 'tag' }, say('model.offline')),
    model.sunset && h('span', { class: 'tag warn' }, say('model.sunset', { day: model.sunset })),
    !model.ready && h('span', { class: 'tag warn' }, say(`state.${model.state}`)),
  );
}

function shortFacts(model) {
  return facts(model).slice(1).join(' · ');
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
