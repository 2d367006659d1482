/** Figures as people read them. */

import { say, sayCount } from './words.js';

const KINDS = { image: 'image', tts: 'speech', video: 'video', music: 'music' };
const ICONS = { image: 'image', tts: 'audio-lines', video: 'film', music: 'music' };
const number = new Intl.NumberFormat('en', { maximumFractionDigits: 3 });

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
  const value = Number(amount);
  return value === 1 ? sayCount('credits', 1) : say('credits.many', { n: number.format(value) });
}

/** @param {string} amount US dollars as a decimal string; small amounts keep two significant digits */
export function dollars(amount) {
  const value = Number(amount);
  if (value === 0) return '$0';
  return value >= 0.1 ? `$${value.toFixed(2)}` : `$${Number(value.toPrecision(2))}`;
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

export function bytes(size) {
  if (size < 1000) return `${size} B`;
  if (size < 1_000_000) return `${Math.round(size / 1000)} kB`;
  return `${(size / 1_000_000).toFixed(1)} MB`;
}

/** When something happened, as seen from now. */
export function ago(iso) {
  const then = new Date(iso);
  const seconds = (Date.now() - then.getTime()) / 1000;
  if (seconds < 45) return say('time.now');
  if (seconds < 3600) return say('time.min.ago', { n: Math.max(1, Math.round(seconds / 60)) });
  const time = then.toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' });
  if (then.toDateString() === new Date().toDateString()) return time;
  return then.toLocaleDateString([], { day: 'numeric', month: 'short' });
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

/** The first lines of a prompt on one line. */
export function oneLine(text) {
  return text.replace(/\s+/g, ' ').trim();
}
