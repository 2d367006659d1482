/** What a job was made with and what came of it, as rows of a name and a value. */

import { models } from '../base/catalog.js';
import { bytes, clock, credits, dollars, format, wait } from '../base/format.js';
import { providerName } from '../base/names.js';
import { translate } from '../base/translate.js';
import { locale, number, say } from '../base/words.js';

/** @typedef {{name: string, value: string, mono?: boolean}} Row */

/** Every setting with the label and the unit of its model's table, in the table's order. @returns {Promise<Row[]>} */
export async function settingRows(job) {
  const model = await modelOf(job);
  const fields = model?.fields ?? [];
  const known = fields.filter((field) => field.name in job.config);
  // What the table of today no longer has is shown under its own name.
  const rest = Object.keys(job.config).filter((name) => !known.some((field) => field.name === name));
  return [
    ...known.map((field) => ({ name: field.label, value: valueOf(field, job.config[field.name]) })),
    ...rest.map((name) => ({ name, value: valueOf({ name }, job.config[name]) })),
  ];
}

/** The model in today's tables, undefined where it is gone or they cannot be read. */
export async function modelOf(job) {
  try {
    return (await models(job.type)).find((model) => model.id === job.model);
  } catch {
    return undefined;
  }
}

function valueOf(field, value) {
  if (value === null || value === undefined) return say('field.auto');
  if (typeof value === 'boolean') return say(value ? 'lib.on' : 'lib.off');
  const choice = field.choices?.find((each) => each.value === value);
  if (choice) return choice.label;
  // A seed is a name made of digits; grouping them would make it harder to copy.
  const text = typeof value === 'number' && field.name !== 'seed' ? number(value) : String(value);
  return field.unit ? `${text} ${field.unit}` : text;
}

/** None for what was free. @returns {Row[]} */
export function costRows({ cost, offline }) {
  const both = (amount, usd) =>
    [amount !== null && credits(amount), usd !== null && (Number(usd) > 0 ? dollars(usd) : say('price.free'))]
      .filter(Boolean)
      .join(' · ');
  if (offline && Number(cost.usd ?? 0) === 0) return [];
  const source = SOURCES[cost.source];
  return [
    {
      name: say('lib.cost.estimate'),
      value: cost.priced ? both(cost.estimateCredits, cost.estimateUsd) : say('price.unknown'),
    },
    {
      name: say('lib.cost.charged'),
      value: cost.chargedCredits === null ? say('lib.cost.open') : credits(cost.chargedCredits),
    },
    { name: say('lib.cost.real'), value: cost.usd === null ? say('price.unknown') : dollars(cost.usd) },
    source && { name: say('lib.cost.source'), value: say(`lib.source.${source}`) },
  ].filter(Boolean);
}

const SOURCES = { vendor: 'vendor', 'price rule': 'rule', "a person's word": 'person' };

/** @returns {Row[]} */
export function fileRows(output) {
  return [
    { name: say('lib.file.type'), value: format(output.mime) },
    { name: say('lib.file.size'), value: bytes(output.sizeBytes) },
    output.width && { name: say('lib.file.pixels'), value: `${output.width} × ${output.height}` },
    output.durationS && { name: say('lib.file.length'), value: clock(output.durationS) },
    output.sampleRate && { name: say('lib.file.rate'), value: say('fact.rate', { n: output.sampleRate / 1000 }) },
    output.channels && {
      name: say('lib.file.channels'),
      value: say(output.channels === 1 ? 'lib.mono' : output.channels === 2 ? 'lib.stereo' : 'lib.channels', {
        n: output.channels,
      }),
    },
    output.sha256 && { name: 'SHA-256', value: output.sha256, mono: true },
  ].filter(Boolean);
}

/** When, by whom, how long, and what the provider told beside the result. @returns {Row[]} */
export function receiptRows(job) {
  const took = job.startedAt && job.finishedAt ? (Date.parse(job.finishedAt) - Date.parse(job.startedAt)) / 1000 : null;
  return [
    {
      name: say('lib.made'),
      value: new Date(job.createdAt).toLocaleString(locale(), { dateStyle: 'medium', timeStyle: 'short' }),
    },
    took !== null && { name: say('lib.took'), value: wait(took) },
    { name: say('lib.provider'), value: providerName(job.provider) },
    { name: say('lib.id'), value: job.id, mono: true },
    ...told(job.extras),
  ].filter(Boolean);
}

/** What was changed of the input files, then the provider's own words, whatever their shape. */
function told({ changed, ...extras } = {}) {
  const ours = Array.isArray(changed) && {
    name: say('lib.changed'),
    value: changed.map((note) => translate(String(note))).join(' · '),
  };
  return [ours, ...vendors(extras)];
}

/** Lists on one line, objects as they came. */
function vendors(extras) {
  return Object.entries(extras)
    .filter(([, value]) => value !== null && value !== '')
    .map(([name, value]) => ({
      name: name.replaceAll('_', ' '),
      value: flat(value),
      mono: typeof value === 'object' && !isPlainList(value),
    }));
}

const isPlainList = (value) => Array.isArray(value) && value.every((each) => typeof each !== 'object');

function flat(value) {
  if (isPlainList(value)) return value.join(', ');
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
