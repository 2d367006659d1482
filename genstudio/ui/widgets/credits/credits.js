/** The tab of the credits: what there is, what was spent, and every line of the ledger with its job. */

import { call, Problem } from '../base/api.js';
import { button, debounce, fill, h, icon, isShown } from '../base/dom.js';
import { isOpen, readAccount, subscribe } from '../base/feed.js';
import { providerName } from '../base/names.js';
import { say } from '../base/words.js';
import { filters } from './filters.js';
import { dayOf, rowOf, toJob } from './rows.js';
import { summary } from './summary.js';
import { openTopUp } from './top_up.js';

const PAGE = 60;
const MOST_AT_ONCE = 300;
const QUIET_MS = 400;

/** @param {HTMLElement} element */
export function mount(element) {
  const figures = summary();
  const list = h('ol', { class: 'entries', data: { testid: 'entries' }, 'aria-busy': 'true' });
  const held = h('div', { class: 'held', data: { testid: 'held' } });
  const foot = h('div', { class: 'entries-foot' });
  const chosen = filters({ onchange: () => reload(false) });
  const table = h(
    'a',
    { class: 'button quiet', download: true, data: { testid: 'export' } },
    icon('download'),
    h('span', null, say('purse.export')),
  );
  const more = button({
    text: say('purse.topup'),
    symbol: 'plus',
    hidden: true,
    'data-testid': 'top-up',
    'aria-haspopup': 'dialog',
    onclick: () => openTopUp({ perCredit, ondone: changed }),
  });
  fill(
    element,
    h(
      'section',
      { class: 'credits', 'aria-label': say('tab.credits') },
      h('header', { class: 'page-head' }, h('h2', null, say('tab.credits')), table, more),
      figures.root,
      held,
      chosen.root,
      list,
      foot,
    ),
  );

  let perCredit = '0';
  let cursor = null;
  let entries = [];
  /** Every line that stands there, by what it says: the same line keeps its element, also under a pressed mouse. */
  let drawn = new Map();
  let asked = 0;
  let busy = false;
  let stale = false;

  /** Reads the list anew; `keep` as many lines as are there, so that nothing jumps under whoever has scrolled. */
  async function reload(keep) {
    asked += 1;
    const limit = keep ? Math.min(Math.max(entries.length, PAGE), MOST_AT_ONCE) : PAGE;
    table.href = `/api/v2/account/entries.csv?${chosen.query()}`;
    await read(asked, `${chosen.query()}&limit=${limit}`, (page) => {
      entries = [];
      take(page);
      chosen.tell(page);
      if (page.items.length === 0) fill(foot, nothing());
      if (!keep) element.closest('.html-container').scrollTop = 0;
    });
  }

  /** Adds the next page; called as the end of the list comes near. */
  async function next() {
    if (busy || cursor === null) return;
    await read(asked, `${chosen.query()}&limit=${PAGE}&cursor=${cursor}`, take);
  }

  async function read(number, query, then) {
    busy = true;
    try {
      const page = await call('GET', `/account/entries?${query}`);
      if (number !== asked) return; // another filter was chosen meanwhile
      fill(foot);
      then(page);
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem;
      if (number === asked) fill(foot, refused(problem));
    } finally {
      if (number === asked) busy = false;
      list.removeAttribute('aria-busy');
    }
  }

  function take(page) {
    entries = [...entries, ...page.items];
    cursor = page.nextCursor;
    const before = drawn;
    drawn = new Map();
    const put = (key, make) => {
      const node = before.get(key) ?? make();
      const there = list.children[drawn.size];
      drawn.set(key, node);
      if (there !== node) list.insertBefore(node, there ?? null);
    };
    let day = '';
    for (const entry of entries) {
      const own = dayOf(entry.createdAt);
      if (own !== day) put(own, () => h('li', { class: 'entries-day' }, h('h3', null, own)));
      day = own;
      put(JSON.stringify(entry), () => rowOf(entry));
    }
    while (list.children.length > drawn.size) list.lastChild.remove();
  }

  function nothing() {
    const clear = button({ text: say('purse.clear'), kind: 'quiet', onclick: chosen.clear });
    const filtered = chosen.active();
    return h(
      'div',
      { class: 'entries-none' },
      icon('coins', 26),
      h('b', null, say(filtered ? 'purse.none.filtered' : 'purse.none')),
      h('p', null, say(filtered ? 'purse.none.filtered.help' : 'purse.none.help')),
      filtered && clear,
    );
  }

  function refused(problem) {
    const again = button({ text: say('again'), kind: 'quiet', onclick: () => (entries.length > 0 ? next() : reload(false)) });
    return h('div', { class: 'notice bad', role: 'alert' }, h('p', null, problem.message), again);
  }

  /** Jobs whose purchase nobody knows: said above the list, however far down their lines are. */
  async function readHeld() {
    const open = await call('GET', '/account/entries?kind=held&limit=100');
    fill(held, ...open.items.filter((entry) => entry.stage === 'unknown').map(undecided));
  }

  async function readFigures() {
    try {
      await Promise.all([figures.read(), readHeld()]);
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem; // the list below says that the server does not answer
    }
  }

  async function refresh() {
    stale = false;
    await Promise.all([reload(true), readFigures()]);
  }

  const refreshSoon = debounce(() => (isShown(element) ? refresh() : (stale = true)), QUIET_MS);

  async function changed() {
    await readAccount();
    await refresh();
  }

  let known = '';
  const ended = new Set();
  subscribe(({ account, changed, jobs }) => {
    // A free job changes no balance, and has its lines all the same.
    const before = ended.size;
    for (const id of changed) {
      const job = jobs.get(id);
      if (job && !isOpen(job)) ended.add(`${id} ${job.stage}`);
    }
    if (!account) return;
    perCredit = account.usdPerCredit;
    figures.tell(account);
    const now = `${account.balance} ${account.reserved}`;
    if (known !== '' && (now !== known || ended.size > before)) refreshSoon();
    known = now;
  });
  const scroller = element.closest('.html-container');
  new IntersectionObserver(([{ isIntersecting }]) => isIntersecting && next(), {
    root: getComputedStyle(scroller).overflowY === 'auto' ? scroller : null,
    rootMargin: '600px',
  }).observe(foot);
  new IntersectionObserver(([{ isIntersecting }]) => isIntersecting && stale && refresh()).observe(figures.root);
  call('GET', '/studio').then(
    ({ guest }) => {
      more.hidden = guest;
    },
    () => {
      /* without an answer nothing is offered */
    },
  );
  reload(false);
  readFigures();
}

/** A held reservation in words, with the way to the job where a person decides. */
function undecided(entry) {
  return h(
    'div',
    { class: 'notice' },
    icon('triangle-alert'),
    h(
      'p',
      null,
      h('b', null, say('purse.held.title', { n: Number(entry.reserved) })),
      ' ',
      say('purse.held.help', { provider: providerName(entry.provider) }),
    ),
    entry.generation &&
      button({ text: say('purse.held.show'), kind: 'quiet', onclick: () => toJob(entry) }),
  );
}
