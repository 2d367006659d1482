/** Lines of the ledger as people read them: what for, the estimate against the charge, the real cost and who said it. */

import { h, icon } from '../base/dom.js';
import { dollars, kindIcon, kindName, oneLine } from '../base/format.js';
import { providerName } from '../base/names.js';
import { showJob } from '../base/show.js';
import { locale, number, say } from '../base/words.js';

const SOURCES = { vendor: 'vendor', 'price rule': 'rule', "a person's word": 'person' };
const SYMBOLS = { grant: 'sparkles', top_up: 'plus' };

/** Shows the job of a line on its tab. */
export const toJob = (entry) => showJob({ id: entry.generation, type: entry.type });

/** The day of a moment in words: "Today", "Yesterday", else its date. */
export function dayOf(iso) {
  const then = new Date(iso);
  const midnight = new Date();
  midnight.setHours(0, 0, 0, 0);
  const days = Math.ceil((midnight.getTime() - then.getTime()) / 86_400_000);
  if (days <= 0) return say('purse.today');
  if (days === 1) return say('purse.yesterday');
  return then.toLocaleDateString(locale(), { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' });
}

/** @param {any} entry as GET /account/entries tells it */
export function rowOf(entry) {
  const [main, beside, tone] = amountOf(entry);
  const [cost, source] = costOf(entry);
  return h(
    'li',
    { class: 'entry', data: { kind: entry.held ? 'held' : entry.kind, tone } },
    h('span', { class: 'entry-icon' }, icon(entry.type ? kindIcon(entry.type) : (SYMBOLS[entry.kind] ?? 'coins'), 16)),
    h('div', { class: 'entry-what' }, titleOf(entry), h('span', { class: 'entry-meta' }, metaOf(entry))),
    h('div', { class: 'entry-amount' }, h('b', null, main), h('span', null, beside)),
    h('div', { class: 'entry-cost' }, h('b', null, cost), h('span', null, source)),
  );
}

function titleOf(entry) {
  if (entry.generation) {
    const text = oneLine(entry.prompt) || entry.model;
    return h('button', { type: 'button', class: 'entry-title', title: text, onclick: () => toJob(entry) }, text);
  }
  const text = entry.type ? say('purse.deleted') : noteOf(entry) || say(`purse.line.${entry.kind}`);
  return h('span', { class: 'entry-title', title: text }, text);
}

/** What somebody wrote to it. The note of a grant is the studio's own, in English, and says what its line says. */
function noteOf({ kind, note }) {
  return kind === 'grant' ? '' : note;
}

function metaOf(entry) {
  const time = new Date(entry.createdAt).toLocaleTimeString(locale(), { hour: '2-digit', minute: '2-digit' });
  if (!entry.type) return noteOf(entry) ? [time, say(`purse.line.${entry.kind}`)].join(' · ') : time;
  return [time, kindName(entry.type), providerName(entry.provider)].join(' · ');
}

/** What moved, what stands beside it, and its tone. @returns {[string, string, string]} */
function amountOf(entry) {
  const reserved = number(Math.abs(Number(entry.reserved)));
  if (entry.kind === 'grant' || entry.kind === 'top_up') return [`+${number(Number(entry.balance))}`, '', 'in'];
  if (entry.kind === 'reserve') {
    if (!entry.held) return [reserved, say('purse.reserved.then'), 'quiet'];
    return [reserved, say(entry.stage === 'unknown' ? 'purse.reserved.unknown' : 'purse.reserved'), 'held'];
  }
  if (entry.kind === 'release') {
    return [say('purse.uncharged'), Number(entry.reserved) ? say('purse.back', { n: reserved }) : '', 'quiet'];
  }
  if (entry.chargedCredits === null) return [say('purse.unpriced'), say('purse.unpriced.help'), 'quiet'];
  return charge(entry);
}

function charge({ chargedCredits, estimateCredits }) {
  const charged = Number(chargedCredits);
  if (charged === 0 && !Number(estimateCredits)) return [say('price.free'), '', 'quiet'];
  if (estimateCredits === null) return [`−${number(charged)}`, say('purse.estimate.none'), 'out'];
  const difference = charged - Number(estimateCredits);
  const words = { n: Number(estimateCredits), change: number(Math.abs(difference)) };
  if (difference === 0) return [`−${number(charged)}`, say('purse.estimate.met'), 'out'];
  return [`−${number(charged)}`, say(`purse.estimate.${difference > 0 ? 'above' : 'below'}`, words), 'out'];
}

/** The real cost and who said it; a cost that nobody told is a dash, never $0. @returns {[string, string]} */
function costOf(entry) {
  if (entry.kind !== 'settle') return ['', ''];
  if (entry.usd === null) return ['–', say('purse.cost.unknown')];
  if (Number(entry.usd) === 0) return ['', ''];
  const source = SOURCES[entry.costSource];
  return [dollars(entry.usd), source ? say(`purse.cost.${source}`) : ''];
}
