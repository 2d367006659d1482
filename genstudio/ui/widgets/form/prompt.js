/** The prompt: a text that grows, its counter, and three examples to start from. */

import { add, fill, freshId, h } from '../base/dom.js';
import { languageNames, oneLine } from '../base/format.js';
import { language, number, say } from '../base/words.js';

const NEAR_THE_END = 0.9;

/**
 * @param {{onchange: (text: string) => void}} options
 * @returns {{root: HTMLElement, text: string, show: (prompt: any) => void, complain: (sentence: string) => void, focus: () => void}}
 */
export function promptBox({ onchange }) {
  const id = freshId('prompt');
  const label = h('label', { for: id, class: 'label' });
  const counter = h('span', { class: 'counter', 'aria-hidden': 'true' });
  const area = h('textarea', {
    id,
    rows: 4,
    spellcheck: 'true',
    data: { testid: 'prompt' },
    'aria-describedby': `${id}-hint ${id}-problem`,
  });
  const problem = h('p', { id: `${id}-problem`, class: 'problem', hidden: true });
  const hint = h('p', { class: 'help', id: `${id}-hint`, hidden: true });
  const examples = h('div', { class: 'examples', role: 'group', 'aria-label': say('examples') });
  const root = h(
    'section',
    { class: 'prompt' },
    h('div', { class: 'prompt-box' }, h('div', { class: 'label-row' }, label, counter), area),
    problem,
    hint,
    examples,
  );
  let limit = 0;

  function count() {
    const used = area.value.length;
    counter.textContent = used > 0 && limit > 0 ? `${number(used)} / ${number(limit)}` : '';
    counter.classList.toggle('near', used > limit * NEAR_THE_END);
    counter.classList.toggle('over', used > limit);
    root.classList.toggle('filled', used > 0);
  }

  function grow() {
    area.style.height = 'auto';
    area.style.height = `${area.scrollHeight + 2}px`;
  }

  function write(text) {
    area.value = text;
    count();
    grow();
  }

  area.addEventListener('input', () => {
    complain('');
    count();
    grow();
    onchange(area.value);
  });

  function complain(sentence) {
    problem.hidden = sentence === '';
    problem.textContent = sentence;
    area.setAttribute('aria-invalid', String(sentence !== ''));
  }

  function show(prompt) {
    limit = prompt.maxChars;
    fill(label, prompt.label);
    if (!prompt.required) add(label, h('small', null, say('field.optional')));
    root.classList.toggle('optional', !prompt.required && prompt.examples.length === 0);
    area.placeholder = prompt.placeholder;
    // A model that understands English alone has English examples, and is told so where the page speaks otherwise.
    const foreign = prompt.languages.length > 0 && !prompt.languages.includes(language());
    area.lang = examples.lang = foreign ? prompt.languages[0] : language();
    hint.hidden = !foreign;
    hint.textContent = foreign ? say('prompt.foreign', { languages: languageNames(prompt.languages) }) : '';
    fill(
      examples,
      ...prompt.examples.slice(0, 3).map((text) =>
        h(
          'button',
          {
            type: 'button',
            class: 'example',
            title: text,
            onclick: () => {
              write(text);
              complain('');
              onchange(text);
              area.focus();
            },
          },
          oneLine(text),
        ),
      ),
    );
    count();
  }

  return {
    root,
    show,
    complain,
    focus: () => area.focus(),
    get text() {
      return area.value;
    },
    set text(text) {
      write(text);
    },
    grow,
  };
}
