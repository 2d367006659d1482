/** The result of a tab: which job is shown, in which state, and the strip of the last ones. */

import { models } from '../base/catalog.js';
import { fill, h, isShown } from '../base/dom.js';
import { changeForm } from '../base/drafts.js';
import { isOpen, jobOf, kick, list, loadKind, lookUp, subscribe } from '../base/feed.js';
import { oneLine, tabOf } from '../base/format.js';
import { jobInAddress, keepInAddress } from '../base/show.js';
import { announce, toast } from '../base/toast.js';
import { say } from '../base/words.js';
import { endedView } from './ended.js';
import { openView } from './open.js';
import { resultView } from './result.js';
import { emptyView, lostNotice } from './states.js';
import { strip } from './strip.js';

const ANNOUNCE_EVERY = 0.25;
const STRIP_MOST = 24;
const phone = matchMedia('(max-width: 899px)');
const still = matchMedia('(prefers-reduced-motion: reduce)');

/** @param {HTMLElement} element @param {{kind: string}} props */
export function mount(element, { kind }) {
  const notice = h('div', { class: 'canvas-notice' });
  const stage = h('div', { class: 'stage' });
  const last = strip({ onpick: (id) => pin(id) });
  fill(
    element,
    h('section', { class: 'canvas', 'aria-label': say(`canvas.${tabOf(kind)}`) }, notice, stage, last.root),
  );

  /** The job somebody asked to see, or one that was open when it came into view: its end is shown too, also a bad one. */
  let pinned = null;
  let shown = '';
  let view = null;
  let examples = null;
  let announced = 0;
  let known = false;

  function current() {
    const chosen = pinned === null ? undefined : jobOf(pinned);
    if (chosen) return chosen;
    const ours = list((job) => job.type === kind);
    return ours.find(isOpen) ?? ours.find((job) => job.status === 'complete');
  }

  const stripJobs = () =>
    list((each) => each.type === kind && (isOpen(each) || each.status === 'complete')).slice(0, STRIP_MOST);

  function draw() {
    const job = current();
    if (job && isOpen(job)) pinned = job.id;
    const key = job
      ? `${job.id}:${isOpen(job) ? 'open' : `${job.status}:${job.error?.charged ?? ''}`}`
      : `empty:${examples !== null}`;
    if (key !== shown) {
      view?.leave?.();
      view = job ? viewOf(job) : emptyView(kind, examples ?? [], (text) => changeForm(kind, { prompt: text }));
      fill(stage, view.root);
      stage.dataset.state = job ? (isOpen(job) ? 'open' : job.status) : 'empty';
      stage.dataset.job = job?.id ?? '';
      if (key.split(':')[0] !== shown.split(':')[0]) {
        announced = 0;
        stage.scrollTop = 0;
      }
      shown = key;
    } else if (job) view.update?.(job);
    last.show(stripJobs(), job?.id);
    element.classList.toggle('has-jobs', job !== undefined);
    if (job && job.status === 'processing') tellProgress(job);
  }

  function viewOf(job) {
    if (isOpen(job)) return openView(job);
    if (job.status !== 'complete') return endedView(job);
    return resultView(job, () => stripJobs().filter((each) => !isOpen(each)));
  }

  function tellProgress(job) {
    if (!isShown(element) || job.progress < announced + ANNOUNCE_EVERY) return;
    announced = Math.floor(job.progress / ANNOUNCE_EVERY) * ANNOUNCE_EVERY;
    announce(
      say('live.progress', { percent: Math.round(job.progress * 100), prompt: oneLine(job.prompt).slice(0, 60) }),
    );
  }

  function pin(id) {
    pinned = id;
    keepInAddress(kind, id);
    draw();
  }

  /** On a phone the stage is below the form. */
  function bringIntoView() {
    if (phone.matches) stage.scrollIntoView({ block: 'start', behavior: still.matches ? 'instant' : 'smooth' });
  }

  /** A job that the page has not read, or that is gone. @param {string} id */
  async function pinUnread(id) {
    try {
      await lookUp(id);
      pin(id);
      bringIntoView();
    } catch (problem) {
      if (pinned === id) pinned = null;
      keepInAddress(kind, null);
      toast(problem.message, { kind: 'error' });
    }
  }

  subscribe((news) => {
    // Nothing is known before the first answer: an empty stage then would be a claim.
    if (news.link.state === 'live') known = true;
    const lost = news.link.state === 'lost';
    if (lost !== notice.hasChildNodes()) fill(notice, lost && lostNotice(kick));
    if (known) draw();
  });
  window.addEventListener('studio:made', (event) => {
    if (event.detail.kind !== kind) return;
    pin(event.detail.id);
    bringIntoView();
  });
  window.addEventListener('studio:show', (event) => {
    if (event.detail.kind === kind) pinUnread(event.detail.id);
  });
  window.addEventListener('hashchange', () => {
    const id = jobInAddress(kind);
    if (id !== null && id !== pinned) pinUnread(id);
  });
  models(kind).then(
    (table) => {
      examples = table.find((model) => model.ready)?.prompt.examples ?? [];
      if (known) draw();
    },
    () => {
      examples = [];
    },
  );
  loadKind(kind).catch(() => {
    /* the feed says that the server does not answer, and the strip shows what it has */
  });
  const addressed = jobInAddress(kind);
  if (addressed !== null) pinUnread(addressed);
}
