/** Which items are chosen, by id, so that they stay chosen while the grid scrolls on. */

/** How many may be chosen at once: as many as the server takes in one call. */
export const MOST = 1_000;

/** @param {any} source `pages` @param {{onchange: () => void, most?: number}} options */
export function selectionOf(source, { onchange, most = MOST }) {
  let chosen = new Map();
  let anchor = 0;
  let before = new Map();
  let turn = 0;

  /** Where the next range begins, and what was chosen apart from it. */
  function begin(index) {
    anchor = index;
    before = new Map(chosen);
  }

  function toggle(index) {
    const item = source.at(index);
    if (!item) return;
    turn += 1;
    if (!chosen.delete(item.id) && chosen.size < most) chosen.set(item.id, item);
    begin(index);
    onchange();
  }

  /** Everything from where the range began up to here; a second call moves its end. */
  async function extend(index) {
    turn += 1;
    const mine = turn;
    const [first, last] = anchor < index ? [anchor, index] : [index, anchor];
    const items = await source.between(Math.max(first, last - most + 1), last);
    if (mine !== turn) return;
    chosen = new Map(before);
    for (const item of items) if (chosen.size < most) chosen.set(item.id, item);
    onchange();
  }

  /** @returns {Promise<boolean>} whether that was everything */
  async function all() {
    turn += 1;
    const mine = turn;
    const items = await source.between(0, Math.min(source.total() ?? 0, most) - 1);
    if (mine !== turn) return true;
    chosen = new Map(items.map((item) => [item.id, item]));
    begin(0);
    onchange();
    return items.length >= (source.total() ?? 0);
  }

  function drop(ids) {
    for (const id of ids) chosen.delete(id);
    turn += 1;
    before = new Map(chosen);
    onchange();
  }

  return {
    toggle,
    extend,
    begin,
    all,
    drop,
    clear: () => drop([...chosen.keys()]),
    has: (id) => chosen.has(id),
    size: () => chosen.size,
    items: () => [...chosen.values()],
    ids: () => [...chosen.keys()],
  };
}
