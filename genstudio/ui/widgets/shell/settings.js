/** What a person sets for this browser, and what there is to know about the studio. */

import { call, Problem } from '../base/api.js';
import { button, fill, freshId, h, icon } from '../base/dom.js';
import { toast } from '../base/toast.js';
import { language, languages, say, setLanguage } from '../base/words.js';
import { openDialog } from './dialog.js';
import { choosePalette, paletteChoice } from './shell.js';
import { openShortcuts } from './shortcuts.js';

export function openSettings() {
  const studio = h('div', { class: 'studio-facts', 'aria-busy': 'true' });
  const dialog = openDialog(
    { title: say('settings.open'), name: 'settings' },
    h(
      'div',
      { class: 'dialog-body' },
      choice(say('palette'), paletteChoice(), palettes(), choosePalette),
      choice(say('language'), language(), tongues(), setLanguage),
      row(
        say('keys'),
        button({
          text: say('keys.show'),
          symbol: 'keyboard',
          kind: 'quiet',
          'data-testid': 'show-shortcuts',
          onclick: () => {
            dialog.close();
            openShortcuts();
          },
        }),
      ),
      studio,
    ),
  );
  about(studio);
}

const palettes = () => ['system', 'dark', 'light'].map((value) => ({ value, text: say(`palette.${value}`) }));
const tongues = () => languages().map(({ code, name }) => ({ value: code, text: name, lang: code }));

function row(label, ...controls) {
  return h('div', { class: 'setting' }, h('span', { class: 'setting-name' }, label), ...controls);
}

/** One of a few values, as a row of radio buttons. */
function choice(label, chosen, options, take) {
  const name = freshId('choice');
  return h(
    'fieldset',
    { class: 'setting' },
    h('legend', { class: 'setting-name' }, label),
    h(
      'div',
      { class: 'segments', style: { '--columns': String(options.length) } },
      ...options.map(({ value, text, lang }) =>
        h(
          'label',
          { class: 'segment', lang },
          h('input', { type: 'radio', name, value, checked: value === chosen, onchange: () => take(value) }),
          h('span', null, text),
        ),
      ),
    ),
  );
}

/** Folder, version and addresses, as the server tells them. */
async function about(element) {
  let studio;
  try {
    studio = await call('GET', '/studio');
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem;
    fill(element, h('p', { class: 'problem', role: 'alert' }, problem.message));
    return;
  } finally {
    element.removeAttribute('aria-busy');
  }
  fill(
    element,
    studio.home && folder(studio),
    h(
      'p',
      { class: 'studio-foot' },
      h('span', { data: { testid: 'version' } }, say('studio.version', { version: studio.version })),
      h(
        'a',
        { href: '/api/docs', target: '_blank', rel: 'noopener' },
        h('span', null, say('studio.api')),
        icon('external-link', 13),
      ),
    ),
  );
}

function folder(studio) {
  return h(
    'div',
    { class: 'setting studio-folder' },
    h('span', { class: 'setting-name' }, say('studio.folder')),
    h('code', { class: 'studio-path', data: { testid: 'home' } }, studio.home),
    studio.localActions && button({ text: say('studio.reveal'), symbol: 'folder-open', kind: 'quiet', onclick: reveal }),
    h('p', { class: 'help' }, say('studio.folder.help')),
  );
}

async function reveal() {
  try {
    await call('POST', '/studio/reveal');
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem;
    toast(problem.message, { kind: 'error' });
  }
}
