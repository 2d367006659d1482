/** Moving waiting jobs: by their handle with mouse, pen or finger, and by keys. */

import { act } from '../base/actions.js';
import { jobOf } from '../base/feed.js';
import { announce } from '../base/toast.js';
import { say } from '../base/words.js';
import { lineOf, moveTo } from './turns.js';

/** Within this distance of the list's edge it scrolls by itself. */
const EDGE_PX = 36;
const SCROLL_PX = 9;

/**
 * @param {HTMLElement} rows the list; its children carry the id in `data-job`
 * @param {{onhold: (held: boolean) => void}} options while held, the list must not be sorted anew
 */
export function ordering(rows, { onhold }) {
  /** The job taken up by Space, and the place from which it was. */
  let grabbed = null;

  async function send(id, place) {
    const job = jobOf(id);
    const move = job && moveTo(job, place);
    if (move) await act(id, 'move', move);
    const now = jobOf(id);
    if (now?.place) announce(say('queue.moved', { place: now.place, n: lineOf(now).length }));
  }

  /** @param {PointerEvent} event on the handle of a row @param {string} id */
  function drag(event, id) {
    if (event.button !== 0) return;
    const row = rowOf(id);
    const line = lineOf(jobOf(id));
    const others = line
      .filter((job) => job.id !== id)
      .map((job) => rowOf(job.id))
      .filter(Boolean);
    if (!row || others.length === 0) return;
    event.preventDefault();
    const handle = /** @type {HTMLElement} */ (event.currentTarget);
    handle.setPointerCapture(event.pointerId);
    onhold(true);
    row.classList.add('dragged');
    let y = event.clientY;
    const startY = y + rows.scrollTop;
    let place = line.findIndex((job) => job.id === id) + 1;
    let frame = requestAnimationFrame(follow);

    /** Scrolls at the edges, moves the row with the pointer and marks where it would go. */
    function follow() {
      const box = rows.getBoundingClientRect();
      if (y < box.top + EDGE_PX) rows.scrollTop -= SCROLL_PX;
      else if (y > box.bottom - EDGE_PX) rows.scrollTop += SCROLL_PX;
      row.style.transform = `translateY(${y + rows.scrollTop - startY}px)`;
      const before = others.findIndex((each) => y < middle(each));
      place = before < 0 ? others.length + 1 : before + 1;
      others.forEach((each, index) => {
        each.classList.toggle('drop-before', index === place - 1);
        each.classList.toggle('drop-after', place > others.length && index === others.length - 1);
      });
      frame = requestAnimationFrame(follow);
    }

    function moved(next) {
      y = next.clientY;
    }

    async function end(last) {
      cancelAnimationFrame(frame);
      for (const [name, listener] of listeners) handle.removeEventListener(name, listener);
      document.removeEventListener('keydown', escape, true);
      for (const each of others) each.classList.remove('drop-before', 'drop-after');
      row.classList.remove('dragged');
      row.style.transform = '';
      if (last === 'pointerup') await send(id, place);
      onhold(false);
    }

    function escape(key) {
      if (key.key !== 'Escape') return;
      key.stopPropagation();
      end('escape');
    }

    const listeners = [
      ['pointermove', moved],
      ['pointerup', () => end('pointerup')],
      ['pointercancel', () => end('pointercancel')],
    ];
    for (const [name, listener] of listeners) handle.addEventListener(name, listener);
    document.addEventListener('keydown', escape, true);
  }

  const rowOf = (id) => /** @type {HTMLElement | null} */ (rows.querySelector(`[data-job="${CSS.escape(id)}"]`));

  /** Alt and an arrow move at once; Space on the handle takes the job up until Space or Escape. */
  function onkey(event) {
    const target = /** @type {HTMLElement} */ (event.target);
    const id = /** @type {HTMLElement | null} */ (target.closest('[data-job]'))?.dataset.job;
    const job = id ? jobOf(id) : undefined;
    if (!job?.place) return;
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    const onHandle = target.matches('.row-handle');
    if (step && (event.altKey || grabbed?.id === id)) {
      event.preventDefault();
      event.stopPropagation();
      keepFocus(id, send(id, job.place + step));
    } else if (onHandle && (event.key === ' ' || event.key === 'Enter')) {
      event.preventDefault();
      if (grabbed) release();
      else grab(job);
    } else if (grabbed && event.key === 'Escape') {
      event.preventDefault();
      event.stopPropagation();
      const { place } = grabbed;
      release();
      keepFocus(id, send(id, place));
    }
  }

  function grab(job) {
    grabbed = { id: job.id, place: job.place };
    rowOf(job.id)?.classList.add('grabbed');
    announce(say('queue.grabbed', { place: job.place, n: lineOf(job).length }));
  }

  function release() {
    rowOf(grabbed.id)?.classList.remove('grabbed');
    grabbed = null;
    announce(say('queue.dropped'));
  }

  /** A moved row is taken out and put in again, by which it would lose the focus. */
  async function keepFocus(id, moving) {
    const selector = document.activeElement?.className.split(' ')[0];
    await moving;
    const row = rowOf(id);
    /** @type {HTMLElement | null} */ (row?.querySelector(`.${selector}`))?.focus();
    row?.scrollIntoView({ block: 'nearest' });
  }

  rows.addEventListener('keydown', onkey);
  rows.addEventListener('focusout', (event) => {
    const to = /** @type {HTMLElement | null} */ (event.relatedTarget);
    if (grabbed && to && !to.matches('.row-handle')) release();
  });
  return { drag };
}

function middle(element) {
  const box = element.getBoundingClientRect();
  return box.top + box.height / 2;
}
