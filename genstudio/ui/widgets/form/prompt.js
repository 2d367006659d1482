/** The prompt: a text that grows, its counter, the last ones written, and three examples to start from. */

import { add, button, fill, freshId, h } from '../base/dom.js';
import { languageNames, oneLine } from '../base/format.js';
import { menuButton } from '../base/menu.js';
import { language, number, say } from '../base/words.js';

const NEAR_THE_END = 0.9;
const MEASURED_CHARS = 4_000;
/** Longer texts fill the box anyway; measuring them at each letter would cost more than writing it. */
const SHOWN_CHARS = 80;

/**
 * @param {{onchange: (text: string) => void, lastPrompts: () => string[]}} options `lastPrompts`: the newest first
 * @returns {{root: HTMLElement, text: string, show: (prompt: any) => void, complain: (sentence: string) => void, problem: () => string, focus: () => void}}
 */
export function promptBox({ onchange, lastPrompts }) {
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
  const clear = button({
    label: say('prompt.clear'),
    symbol: 'x',
    kind: 'tiny',
    size: 13,
    hidden: true,
    'data-testid': 'clear-prompt',
    onclick: () => {
      type('');
      area.focus();
    },
  });
  const history = menuButton({
    label: say('prompt.last'),
    symbol: 'clock',
    kind: 'tiny',
    size: 13,
    'data-testid': 'last-prompts',
    items: () => {
      const last = lastPrompts().map((text) => ({
        text: oneLine(text).slice(0, SHOWN_CHARS),
        run: () => choose(text),
      }));
      return last.length > 0 ? last : [{ heading: true, text: say('prompt.none') }];
    },
  });
  const problem = h('p', { id: `${id}-problem`, class: 'problem', hidden: true });
  const hint = h('p', { class: 'help', id: `${id}-hint`, hidden: true });
  const examples = h('div', { class: 'examples', role: 'group', 'aria-label': say('examples') });
  const root = h(
    'section',
    { class: 'prompt' },
    h(
      'div',
      { class: 'prompt-box' },
      h('div', { class: 'label-row' }, label, h('span', { class: 'prompt-tools' }, counter, history, clear)),
      area,
    ),
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
    clear.hidden = used === 0;
  }

  function grow() {
    const short = area.value.length <= MEASURED_CHARS;
    if (short) area.style.height = 'auto';
    area.style.height = short ? `${area.scrollHeight + 2}px` : '100vh';
  }

  function write(text) {
    area.value = text;
    count();
    grow();
  }

  /** Writes as a person would. */
  function type(text) {
    write(text);
    complain('');
    onchange(text);
  }

  function choose(text) {
    type(text);
    area.focus();
  }

  /** Arrows in an empty prompt, and from one of the last prompts to the next, as in a command line. */
  area.addEventListener('keydown', (event) => {
    if ((event.key !== 'ArrowUp' && event.key !== 'ArrowDown') || event.altKey || event.ctrlKey || event.metaKey)
      return;
    const last = lastPrompts();
    const at = area.value === '' ? -1 : last.indexOf(area.value);
    if (area.value !== '' && at < 0) return;
    const next = event.key === 'ArrowUp' ? at + 1 : at - 1;
    if (next < -1 || next >= last.length) return;
    event.preventDefault();
    type(next < 0 ? '' : last[next]);
  });

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
            onclick: () => choose(text),
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
    problem: () => problem.textContent,
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
