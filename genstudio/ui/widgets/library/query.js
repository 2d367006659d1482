/** What a view of the library asks for: words, filters and order, as one plain value. */

const DAY_MS = 86_400_000;

/**
 * @typedef {object} Query empty values mean "any"
 * @property {string} q words of the prompt
 * @property {string} type a kind
 * @property {string} provider
 * @property {string} model
 * @property {string} project
 * @property {string} collection its id
 * @property {boolean} favourite
 * @property {number} rating at least so many stars, 0 for any
 * @property {string} when a name of WHEN, "range", or ""
 * @property {string} from first day of the range, "2026-11-22", or ""
 * @property {string} to last day of the range, or ""
 * @property {'newest' | 'oldest' | 'rating' | 'cost'} sort
 */

/** @type {Readonly<Query>} */
export const EVERYTHING = Object.freeze({
  q: '',
  type: '',
  provider: '',
  model: '',
  project: '',
  collection: '',
  favourite: false,
  rating: 0,
  when: '',
  from: '',
  to: '',
  sort: 'newest',
});

export const SORTS = ['newest', 'oldest', 'rating', 'cost'];

/** Spans of days by name, as counted from today: [first, last]. They move on with the calendar. */
export const WHEN = { today: [0, 0], yesterday: [-1, -1], week: [-6, 0], month: [-29, 0] };

/** Midnight in this person's own time, some days from now. */
function midnight(days) {
  const now = new Date();
  return new Date(now.getFullYear(), now.getMonth(), now.getDate() + days);
}

/** The span of a query as times, `before` being outside of it. */
function span({ when, from, to }) {
  if (when === 'range') {
    const last = to && new Date(new Date(`${to}T00:00`).getTime() + DAY_MS);
    return { after: from && new Date(`${from}T00:00`), before: last };
  }
  const days = WHEN[when];
  return days ? { after: midnight(days[0]), before: days[1] === 0 ? '' : midnight(days[1] + 1) } : {};
}

/** As parameters of GET /library. @param {Query} query */
export function asParams(query) {
  const { after, before } = span(query);
  const params = new URLSearchParams();
  for (const name of ['q', 'type', 'provider', 'model', 'project', 'collection', 'sort']) {
    const value = String(query[name]).trim();
    if (value) params.set(name, value);
  }
  if (query.favourite) params.set('favourite', 'true');
  if (query.rating > 0) params.set('rating', String(query.rating));
  if (after) params.set('after', after.toISOString());
  if (before) params.set('before', before.toISOString());
  return params;
}

/** Whether anything is left out by it. @param {Query} query */
export function isNarrow(query) {
  return Object.keys(EVERYTHING).some((name) => name !== 'sort' && query[name] !== EVERYTHING[name]);
}
