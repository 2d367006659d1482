/**
 * One reader of the jobs for the whole page. Widgets subscribe; they never poll themselves.
 *
 * `GET /generations?since=seq` answers only what changed since `seq`: every 0.7 s while something runs, every 8 s at
 * rest, every 10 s in a hidden tab, with back-off while the server does not answer.
 */

import { call } from './api.js';
import { announceBoot } from './catalog.js';

const ACTIVE_MS = 700;
const IDLE_MS = 8_000;
const HIDDEN_MS = 10_000;
const BACKOFF_MS = [1_000, 2_000, 4_000, 8_000, 15_000];
const PAGE = 200;
const OPEN = new Set(['pending', 'processing']);

/** @typedef {{jobs: Map<string, any>, changed: Set<string>, finished: any[], link: Link, account: any}} News */
/** @typedef {{state: 'connecting' | 'live' | 'lost', restarted: boolean, retry_at: number}} Link */

const jobs = new Map();
const listeners = new Set();
/** @type {Link} */
const link = { state: 'connecting', restarted: false, retry_at: 0 };
let account = null;
let seq = -1;
let bootId = '';
let failures = 0;
let timer = 0;
let busy = false;
let again = false;
let restartedTimer = 0;

export const isOpen = (job) => OPEN.has(job.status);

/** Calls `listener` now and after every change. @param {(news: News) => void} listener @returns {() => void} stop */
export function subscribe(listener) {
  listeners.add(listener);
  listener(news(new Set(jobs.keys()), []));
  if (listeners.size === 1 && timer === 0 && !busy) poll();
  return () => listeners.delete(listener);
}

/** The newest first. @param {(job: any) => boolean} wanted */
export function list(wanted = () => true) {
  return [...jobs.values()].filter(wanted).sort(newestFirst);
}

function newestFirst(a, b) {
  return a.createdAt < b.createdAt ? 1 : a.createdAt > b.createdAt ? -1 : a.seq < b.seq ? 1 : -1;
}

export const jobOf = (id) => jobs.get(id);

/** Reads at once, for instance after an action. */
export function kick() {
  if (busy) again = true;
  else poll();
}

/** Puts a job in that a call just answered, so that the page shows it before the next reading. */
export function put(job) {
  const finished = merge([job]);
  tell(new Set([job.id]), finished);
  kick();
}

/** Reads the waiting jobs anew: their places change together, though only one row does. */
export async function readWaiting() {
  const answer = await call('GET', '/generations?status=pending&limit=200');
  merge(answer.items);
  tell(new Set(answer.items.map((job) => job.id)), []);
}

/** Reads a job that may be older than what the page has read so far. Raises Problem, also for one that is gone. */
export async function lookUp(id) {
  if (!jobs.has(id)) put(await call('GET', `/generations/${encodeURIComponent(id)}`));
}

/** Takes jobs out at once, together, so that none of them is shown in another's place; the next reading confirms it. */
export function drop(...ids) {
  for (const id of ids) jobs.delete(id);
  tell(new Set(ids), []);
  kick();
}

/** Adds the last finished jobs of one kind, which the newest of all kinds may have pushed out. */
export async function loadKind(kind) {
  const answer = await call('GET', `/generations?type=${kind}&status=complete&limit=24`);
  merge(answer.items);
  tell(new Set(answer.items.map((job) => job.id)), []);
}

async function poll() {
  clearTimeout(timer);
  busy = true;
  again = false;
  try {
    if (seq < 0) await first();
    else await next();
    failures = 0;
    link.state = 'live';
  } catch {
    failures += 1;
    // One lost answer is not worth a word; a second one in a row is.
    if (failures > 1 || seq < 0) link.state = 'lost';
  }
  busy = false;
  const delay = again ? 0 : pause();
  link.retry_at = Date.now() + delay;
  if (failures > 0) tell(new Set(), []);
  timer = setTimeout(poll, delay);
}

function pause() {
  if (failures > 0) return BACKOFF_MS[Math.min(failures, BACKOFF_MS.length) - 1];
  if (document.hidden) return HIDDEN_MS;
  return list(isOpen).length > 0 ? ACTIVE_MS : IDLE_MS;
}

/** The newest jobs, and every open one however old. */
async function first() {
  const queries = ['limit=60', 'status=pending&limit=200', 'status=processing&limit=200'];
  const [newest, ...open] = await Promise.all(queries.map((query) => call('GET', `/generations?${query}`)));
  const answers = [newest, ...open];
  boot(newest.bootId);
  for (const answer of answers) merge(answer.items);
  seq = Math.min(...answers.map((answer) => answer.seq));
  await readAccount();
  link.state = 'live';
  tell(new Set(jobs.keys()), []);
}

async function next() {
  const answer = await call('GET', `/generations?since=${seq}&limit=${PAGE}`);
  const restarted = boot(answer.bootId);
  if (restarted && answer.seq < seq) {
    // Another database: nothing that we know is in it.
    jobs.clear();
    seq = -1;
    again = true;
    return;
  }
  const moved = answer.items.some((job) => {
    const known = jobs.get(job.id);
    // A decision on a held job changes its stage and the credits, but it stays an error.
    return known?.status !== job.status || (known.stage === 'unknown') !== (job.stage === 'unknown');
  });
  const finished = merge(answer.items);
  seq = Math.max(seq, answer.items.length >= PAGE ? answer.items.at(-1).seq : answer.seq);
  if (answer.items.length >= PAGE) again = true;
  const wasLost = link.state !== 'live';
  link.state = 'live';
  if (answer.items.length > 0 || restarted || wasLost) tell(new Set(answer.items.map((job) => job.id)), finished);
  // A job gets its place a moment after it was made, and that alone does not change its row.
  if (list((job) => job.status === 'pending' && !job.paused && job.place === null).length > 0) await readWaiting();
  if (!moved) return;
  await readAccount();
  tell(new Set(), []);
}

/** True when the server was started anew since the last reading. */
function boot(id) {
  const restarted = bootId !== '' && id !== bootId;
  bootId = id;
  if (!restarted) return false;
  link.restarted = true;
  announceBoot();
  clearTimeout(restartedTimer);
  restartedTimer = setTimeout(() => {
    link.restarted = false;
    tell(new Set(), []);
  }, 6_000);
  return true;
}

/** Takes over what is newer than what we have. @returns {any[]} the jobs that ended by it */
function merge(items) {
  const finished = [];
  for (const job of items) {
    const known = jobs.get(job.id);
    if (job.deleted) {
      jobs.delete(job.id);
      continue;
    }
    if (known && known.seq > job.seq) continue;
    jobs.set(job.id, job);
    if (known && isOpen(known) && !isOpen(job)) finished.push(job);
  }
  return finished;
}

export async function readAccount() {
  account = await call('GET', '/account');
}

function news(changed, finished) {
  return { jobs, changed, finished, link: { ...link }, account };
}

function tell(changed, finished) {
  // A job found out that its key is refused: that is its provider's state from now on.
  if (finished.some((job) => job.error?.code === 'provider_auth')) {
    window.dispatchEvent(new Event('studio:providers'));
  }
  renumber();
  for (const listener of listeners) listener(news(changed, finished));
}

/** A job's place moves when one before it starts, which does not change its own row. Each provider has a line. */
function renumber() {
  const places = new Map();
  const waiting = [...jobs.values()].filter((job) => job.status === 'pending' && !job.paused && job.place !== null);
  waiting.sort((a, b) => a.place - b.place || (a.createdAt < b.createdAt ? -1 : 1));
  for (const job of waiting) {
    job.place = (places.get(job.provider) ?? 0) + 1;
    places.set(job.provider, job.place);
  }
}

document.addEventListener('visibilitychange', () => {
  if (!document.hidden) kick();
});
window.addEventListener('online', kick);
