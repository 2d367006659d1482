/** The Providers tab: who can make what here, what it costs, how it has done, and the key that it needs. */

import { call } from '../base/api.js';
import { onTables } from '../base/catalog.js';
import { button, fill, h, icon } from '../base/dom.js';
import { say } from '../base/words.js';
import { onWanted } from './open.js';
import { providerRow } from './row.js';

/** @param {HTMLElement} element */
export function mount(element) {
  const lists = h('div', { class: 'providers-lists', 'aria-busy': 'true' }, ...[1, 2, 3].map(ghost));
  /** @type {Map<string, ReturnType<typeof providerRow>>} */
  const rows = new Map();
  let wanted = '';
  let reading = false;
  fill(
    element,
    h(
      'section',
      { class: 'providers', data: { testid: 'providers' } },
      h(
        'header',
        { class: 'providers-head' },
        h('h2', null, say('tab.providers')),
        h('p', null, say('providers.about')),
      ),
      lists,
    ),
  );

  async function read() {
    if (reading) return;
    reading = true;
    try {
      show((await call('GET', '/providers', { timeout_ms: 40_000 })).providers);
    } catch (problem) {
      if (rows.size === 0) fill(lists, trouble(problem.message, read));
    } finally {
      reading = false;
      lists.removeAttribute('aria-busy');
    }
  }

  /** Rows are kept from reading to reading: an open one stays open, and what is being typed stays. */
  function show(providers) {
    for (const name of rows.keys()) if (!providers.some((each) => each.name === name)) rows.delete(name);
    for (const provider of providers) {
      if (!rows.has(provider.name)) rows.set(provider.name, providerRow());
      rows.get(provider.name).show(provider);
    }
    const hosted = providers.filter((each) => !each.offline);
    const here = providers.filter((each) => each.offline);
    const focused = document.activeElement;
    fill(lists, group('providers.hosted', hosted), group('providers.here', here), hosted.length === 0 && further());
    if (focused instanceof HTMLElement && lists.contains(focused)) focused.focus();
    reveal();
  }

  function group(title, providers) {
    if (providers.length === 0) return null;
    return h(
      'section',
      { class: 'providers-group' },
      h('h3', null, say(title)),
      h('ul', null, ...providers.map((each) => rows.get(each.name).root)),
    );
  }

  function reveal() {
    const row = rows.get(wanted);
    if (!row) return;
    wanted = '';
    row.open();
    row.root.scrollIntoView({ block: 'nearest' });
  }

  onWanted((name) => {
    wanted = name;
    reveal();
  });
  onTables(read);
  // Health moves on while other tabs are used: whoever comes back sees it as it is.
  new IntersectionObserver(([entry]) => entry.isIntersecting && read()).observe(element);
}

function ghost() {
  return h('div', { class: 'provider-ghost', 'aria-hidden': 'true' });
}

function further() {
  return h('p', { class: 'providers-further' }, say('providers.further'));
}

function trouble(sentence, retry) {
  return h(
    'div',
    { class: 'notice bad', role: 'alert' },
    icon('wifi-off', 18),
    h('p', null, sentence),
    button({ text: say('again'), symbol: 'refresh-cw', kind: 'quiet', onclick: retry }),
  );
}
