/** Figures as people read them. */

import { language, locale, say, sayCount } from './words.js';

const KINDS = { image: 'image', tts: 'speech', video: 'video', music: 'music' };
const ICONS = { image: 'image', tts: 'audio-lines', video: 'film', music: 'music' };
const PERCENT = new Intl.NumberFormat(locale(), { style: 'percent' });
const DOLLARS = { style: 'currency', currency: 'USD', currencyDisplay: 'narrowSymbol' };
const UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte'];

/** The tab that shows a kind. */
export function tabOf(kind) {
  return KINDS[kind];
}

export function kindIcon(kind) {
  return ICONS[kind] ?? 'file';
}

export function kindName(kind) {
  return say(`tab.${KINDS[kind]}`);
}

/** @param {string} amount credits as a decimal string */
export function credits(amount) {
  return sayCount('credits', Number(amount));
}

/** @param {string} amount US dollars as a decimal string; small amounts keep two significant digits */
export function dollars(amount) {
  const value = Number(amount);
  const digits =
    value === 0
      ? { maximumFractionDigits: 0 }
      : value >= 0.1
        ? { minimumFractionDigits: 2, maximumFractionDigits: 2 }
        : { maximumSignificantDigits: 2 };
  return value.toLocaleString(locale(), { ...DOLLARS, ...digits });
}

/** A wait in words: "6 s", "2 min". */
export function wait(seconds) {
  if (seconds < 1) return say('time.under');
  if (seconds < 90) return say('time.s', { n: Math.round(seconds) });
  return say('time.min', { n: Math.round(seconds / 60) });
}

/** A position in a recording: "1:05". */
export function clock(seconds) {
  const whole = Math.max(0, Math.floor(Number.isFinite(seconds) ? seconds : 0));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
}

/** A share from 0 to 1 as a whole number of percent. */
export function percent(share) {
  return PERCENT.format(share);
}

export function bytes(size) {
  const power = size < 1000 ? 0 : size < 1_000_000 ? 1 : size < 1_000_000_000 ? 2 : 3;
  const style = { style: 'unit', unit: UNITS[power], maximumFractionDigits: power < 2 ? 0 : 1 };
  return (size / 1000 ** power).toLocaleString(locale(), style);
}

/** When something happened, as seen from now. */
export function ago(iso) {
  const then = new Date(iso);
  const seconds = (Date.now() - then.getTime()) / 1000;
  if (seconds < 45) return say('time.now');
  if (seconds < 3600) return say('time.min.ago', { n: Math.max(1, Math.round(seconds / 60)) });
  const time = then.toLocaleTimeString(locale(), { hour: '2-digit', minute: '2-digit' });
  if (then.toDateString() === new Date().toDateString()) return time;
  return then.toLocaleDateString(locale(), { day: 'numeric', month: 'short' });
}

/** A day such as "2026-12-24" in words. */
export function day(date) {
  return new Date(date).toLocaleDateString(locale(), { dateStyle: 'medium', timeZone: 'UTC' });
}

/** The last word of a MIME type, as people know it. */
export function format(mime) {
  const names = {
    'audio/mpeg': 'MP3',
    'audio/wav': 'WAV',
    'audio/x-wav': 'WAV',
    'audio/mp4': 'M4A',
    'audio/midi': 'MIDI',
    'image/jpeg': 'JPEG',
    'image/svg+xml': 'SVG',
    'text/plain': 'TXT',
    'application/x-subrip': 'SRT',
  };
  return names[mime] ?? (mime.split('/')[1] ?? mime).replace(/^x-/, '').split(/[;+.]/)[0].toUpperCase();
}

/** Languages by their codes, in the language of the page: "English or German". @param {string[]} codes */
export function languageNames(codes) {
  const names = new Intl.DisplayNames([language()], { type: 'language' });
  return new Intl.ListFormat(language(), { type: 'disjunction' }).format(codes.map((code) => names.of(code) ?? code));
}

/** The first lines of a prompt on one line. */
export function oneLine(text) {
  return text.replace(/\s+/g, ' ').trim();
}
