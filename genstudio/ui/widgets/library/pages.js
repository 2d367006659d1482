/**
 * The items of one query by their place in it, read in pages as they come into view and forgotten as they leave it.
 * A request for what was scrolled past is given up.
 */

import { call } from '../base/api.js';
import { asParams } from './query.js';

const PAGE = 80;
const MOST_PAGES = 60;
const LONGEST_READ = 200;

/** @param {{onchange: (fresh: boolean) => void, onfault: (problem: any) => void}} options `fresh`: of a new query */
export function pages({ onchange, onfault }) {
  let params = new URLSearchParams();
  let total = null;
  let newer = 0;
  let fresh = true;
  const items = new Map();
  const places = new Map();
  const current = new Set();
  const loading = new Map();
  let window_ = [0, 0];

  const pageOf = (index) => Math.floor(index / PAGE);

  /** Shows another query; what was shown stays until its first page is here. */
  function ask(query) {
    params = asParams(query);
    giveUp();
    fresh = true;
    load(0);
  }

  /** Reads anew what is in view; everything else is read when it comes into view again. */
  function refresh() {
    giveUp();
    current.clear();
    newer = 0;
    want(...window_);
  }

  function giveUp() {
    for (const request of loading.values()) request.abort();
    loading.clear();
  }

  /** Sees to it that these places are loaded. */
  function want(first, last) {
    window_ = [first, last];
    if (fresh) return loading.has(0) ? undefined : load(0);
    const [low, high] = [pageOf(Math.max(0, first)), pageOf(Math.max(0, Math.min(last, (total ?? 1) - 1)))];
    for (const [page, request] of loading) {
      if (page >= low && page <= high) continue;
      request.abort();
      loading.delete(page);
    }
    for (let page = low; page <= high; page += 1) if (!current.has(page) && !loading.has(page)) load(page);
  }

  async function load(page) {
    const request = new AbortController();
    loading.set(page, request);
    try {
      const answer = await read(page * PAGE, PAGE, request.signal);
      if (loading.get(page) !== request) return;
      loading.delete(page);
      take(page, answer);
    } catch (problem) {
      if (request.signal.aborted) return;
      loading.delete(page);
      onfault(problem);
    }
  }

  function read(offset, limit, signal) {
    const asked = new URLSearchParams(params);
    // What was made since the first reading stands in front of what is shown, and would push every page on.
    asked.set('offset', String(offset + (params.get('sort') === 'newest' ? newer : 0)));
    asked.set('limit', String(limit));
    return call('GET', `/library?${asked}`, { signal });
  }

  function take(page, answer) {
    const first = fresh;
    if (fresh) {
      items.clear();
      places.clear();
      current.clear();
      newer = 0;
      fresh = false;
    }
    total = answer.total - newer;
    for (let index = page * PAGE; index < (page + 1) * PAGE; index += 1) put(index, answer.items[index - page * PAGE]);
    for (const index of items.keys()) if (index >= total) put(index, undefined);
    current.add(page);
    trim(page);
    onchange(first);
  }

  function put(index, item) {
    const old = items.get(index);
    if (old && places.get(old.id) === index) places.delete(old.id);
    if (item === undefined) items.delete(index);
    else {
      items.set(index, item);
      places.set(item.id, index);
    }
  }

  /** Forgets the pages farthest from the one that came last. */
  function trim(page) {
    const kept = [...new Set([...items.keys()].map(pageOf))].sort((a, b) => Math.abs(b - page) - Math.abs(a - page));
    for (const far of kept.slice(0, Math.max(0, kept.length - MOST_PAGES))) {
      for (let index = far * PAGE; index < (far + 1) * PAGE; index += 1) put(index, undefined);
      current.delete(far);
    }
  }

  /** The items from one place to another, whether they were loaded or not. */
  async function between(first, last) {
    const found = [];
    for (let index = first; index <= last; index += 1) {
      if (items.has(index)) found.push(items.get(index));
      else {
        const answer = await read(index, Math.min(LONGEST_READ, last - index + 1));
        if (answer.items.length === 0) break;
        found.push(...answer.items);
        index += answer.items.length - 1;
      }
    }
    return found;
  }

  /** Looks how many results were made since, without moving what is shown. @returns {Promise<number>} */
  async function countNewer() {
    const asked = new URLSearchParams(params);
    asked.set('limit', '1');
    const answer = await call('GET', `/library?${asked}`);
    newer = Math.max(0, answer.total - (total ?? 0));
    return newer;
  }

  /** Changes an item where it is shown, for instance its stars. */
  function change(id, facts) {
    const index = places.get(id);
    const item = items.get(index);
    if (!item || Object.keys(facts).every((name) => item[name] === facts[name])) return;
    items.set(index, { ...item, ...facts });
    onchange(false);
  }

  return {
    ask,
    refresh,
    want,
    between,
    countNewer,
    change,
    at: (index) => items.get(index),
    placeOf: (id) => places.get(id) ?? -1,
    waiting: () => fresh,
    /** How many there are, or null before the first answer. */
    total: () => total,
  };
}
