/** The key of a provider: put in once, tried at the vendor, never shown again. */

import { call } from '../base/api.js';
import { button, fill, freshId, h, icon } from '../base/dom.js';
import { say } from '../base/words.js';
import { verdictView, waitView } from './verdict.js';

const PATIENCE_MS = 45_000;
/** What may stand behind "Where to get a key": a page of the vendor, never a script. */
const SAFE = /^https:\/\//;

export function keyCard() {
  const id = freshId('key');
  const status = h('div', { class: 'key-status' });
  const input = h('input', {
    type: 'password',
    class: 'input',
    id,
    autocomplete: 'off',
    autocapitalize: 'off',
    spellcheck: 'false',
    maxlength: '4096',
    'aria-describedby': `${id}-help`,
    data: { testid: 'key', lpignore: 'true', '1pIgnore': 'true', bwignore: 'true' },
    oninput: () => tell(''),
  });
  const save = h('button', { type: 'submit', class: 'button', data: { testid: 'save-key' } }, say('key.save'));
  const help = h('p', { class: 'help', id: `${id}-help` });
  const form = h(
    'form',
    {
      class: 'key-form',
      novalidate: true,
      onsubmit: (event) => {
        event.preventDefault();
        send('PUT', '', { key: input.value });
      },
    },
    h('label', { class: 'label', for: id }, say('key')),
    h('div', { class: 'key-line' }, input, save),
    help,
  );
  const problem = h('p', { class: 'problem', role: 'alert', hidden: true });
  const outcome = h('div', {
    class: 'key-outcome',
    role: 'status',
    'aria-live': 'polite',
    data: { testid: 'verdict' },
  });
  const root = h('div', { class: 'key-card' }, status, form, problem, outcome);
  let provider = null;
  let replacing = false;
  let removing = false;
  let busy = false;
  /** The answer to what was done here last; the list tells the rest. */
  let answer = null;

  function tell(sentence) {
    fill(problem, sentence);
    problem.hidden = sentence === '';
    if (sentence) input.setAttribute('aria-invalid', 'true');
    else input.removeAttribute('aria-invalid');
  }

  /** Sends a change of the key, shows what came of it, and lets the whole page know. */
  async function send(method, path, body) {
    if (busy) return;
    if (body && body.key.trim() === '') {
      tell(say('key.blank'));
      input.focus();
      return;
    }
    busy = true;
    tell('');
    root.setAttribute('aria-busy', 'true');
    if (method !== 'DELETE') fill(outcome, waitView(provider.label));
    draw();
    try {
      const options = { timeout_ms: PATIENCE_MS, ...(body && { body }) };
      const next = await call(method, `/providers/${encodeURIComponent(provider.name)}/key${path}`, options);
      answer = method === 'DELETE' ? null : next.key.check;
      const kept = answer === null || answer.kept;
      if (kept) {
        input.value = '';
        replacing = removing = false;
      }
      provider = next;
      window.dispatchEvent(new Event('studio:providers'));
    } catch (fault) {
      answer = null;
      tell(fault.message);
    } finally {
      busy = false;
      root.removeAttribute('aria-busy');
      fill(outcome);
      draw();
      if (answer?.kept === false) input.select();
    }
  }

  function draw() {
    const key = provider.key;
    form.hidden = !key || (key.source !== null && !replacing) || unusable(key);
    fill(status, key ? statusView(key) : h('p', { class: 'subtle' }, say('key.guest')));
    if (!key) return;
    fill(help, key.name && `${say('key.named', { name: key.name })}. `, say('key.help'), ' ', link(key.helpUrl));
    save.disabled = input.disabled = busy;
    const check = answer ?? key.check;
    if (!busy)
      fill(
        outcome,
        check && verdictView(provider, check, { keep: () => send('PUT', '', { key: input.value, keep: true }) }),
      );
  }

  function statusView(key) {
    if (key.source === null) return key.problem && keyringTrouble(key.problem);
    return h(
      'div',
      { class: 'key-have' },
      icon('key-round', 16),
      h('p', null, h('b', { data: { testid: 'configured' } }, configured(key)), h('span', null, place(key))),
      removing ? confirmation() : actions(key),
    );
  }

  function actions(key) {
    return h(
      'div',
      { class: 'key-actions' },
      button({
        text: say('key.test'),
        symbol: 'refresh-cw',
        kind: 'quiet',
        size: 14,
        disabled: busy,
        onclick: () => send('POST', '/test'),
      }),
      !unusable(key) &&
        !replacing &&
        button({
          text: say('key.replace'),
          kind: 'quiet',
          disabled: busy,
          onclick: () => set(() => (replacing = true), input),
        }),
      key.source === 'keyring' &&
        button({ text: say('key.remove'), kind: 'quiet', disabled: busy, onclick: () => set(() => (removing = true)) }),
    );
  }

  function confirmation() {
    return h(
      'div',
      { class: 'key-actions', role: 'group', 'aria-label': say('key.remove.sure') },
      h('span', { class: 'subtle' }, say('key.remove.sure')),
      button({
        text: say('key.remove'),
        kind: 'danger',
        disabled: busy,
        'data-testid': 'remove-key',
        onclick: () => send('DELETE', ''),
      }),
      button({ text: say('cancel'), kind: 'quiet', disabled: busy, onclick: () => set(() => (removing = false)) }),
    );
  }

  /** @param {() => void} change @param {HTMLElement} [next] what gets the focus, else the first button of the card */
  function set(change, next) {
    change();
    draw();
    (next ?? status.querySelector('button'))?.focus();
  }

  return {
    root,
    show: (next) => {
      if (busy) return;
      provider = next;
      if (answer?.kept) answer = null; // the list tells it from now on
      draw();
    },
  };
}

function keyringTrouble(sentence) {
  const look = () => window.dispatchEvent(new Event('studio:providers'));
  return h(
    'div',
    { class: 'notice bad' },
    icon('triangle-alert', 17),
    h('p', null, sentence),
    button({ text: say('again'), symbol: 'refresh-cw', kind: 'quiet', size: 14, onclick: look }),
  );
}

/** No keyring can take a key, or it is locked. */
function unusable(key) {
  return key.problem !== '';
}

function configured(key) {
  return key.last4 ? say('key.ends', { last4: key.last4 }) : say('key.short');
}

/** Where it is, and its name where there are several. */
function place(key) {
  const where = key.source === 'keyring' ? say('key.keyring') : say('key.environment', { env: key.env });
  return key.name ? `${say('key.named', { name: key.name })}, ${where}` : where;
}

function link(address) {
  if (!SAFE.test(address)) return null;
  return h(
    'a',
    { class: 'key-where', href: address, target: '_blank', rel: 'noopener noreferrer' },
    say('key.where'),
    icon('external-link', 13),
  );
}
