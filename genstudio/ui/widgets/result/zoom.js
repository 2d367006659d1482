/** Zooming and moving of one or more sheets together: wheel, two fingers, dragging, double click and keys. */

const STEP = 1.25;
const MOST = 8;
const PAN_PX = 60;

/**
 * Sheets are positioned at the middle of their field and moved by a transform; all fields have one size.
 * @param {{fields: HTMLElement[], sheets: HTMLElement[], onpaint: (scale: number, fits: boolean) => void,
 *   onempty?: () => void}} options `onempty`: a click beside the sheet
 */
export function zoomer({ fields, sheets, onpaint, onempty }) {
  let size = { width: 1, height: 1 };
  let scale = 1;
  let least = 1;
  let x = 0;
  let y = 0;
  const held = new Map();
  let moved = false;
  let beside = false;

  const fits = () => scale <= least * 1.001;

  function paint() {
    for (const sheet of sheets) {
      sheet.style.width = `${size.width}px`;
      sheet.style.height = `${size.height}px`;
      sheet.style.transform = `translate(-50%, -50%) translate(${x}px, ${y}px) scale(${scale})`;
    }
    onpaint(scale, fits());
  }

  function fit() {
    const { clientWidth, clientHeight } = fields[0];
    if (clientWidth === 0) return;
    least = Math.min(1, clientWidth / size.width, clientHeight / size.height);
    scale = least;
    x = y = 0;
    paint();
  }

  /** Zooms around a point given from the middle of the field, in pixels. */
  function zoom(factor, aroundX = 0, aroundY = 0) {
    const next = Math.min(MOST, Math.max(least, scale * factor));
    const change = next / scale;
    x = aroundX - (aroundX - x) * change;
    y = aroundY - (aroundY - y) * change;
    scale = next;
    keepInside();
    paint();
  }

  /** The sheet never leaves its field. */
  function keepInside() {
    const { clientWidth, clientHeight } = fields[0];
    const roomX = Math.max(0, (size.width * scale - clientWidth) / 2) + (fits() ? 0 : PAN_PX);
    const roomY = Math.max(0, (size.height * scale - clientHeight) / 2) + (fits() ? 0 : PAN_PX);
    x = fits() ? 0 : Math.min(roomX, Math.max(-roomX, x));
    y = fits() ? 0 : Math.min(roomY, Math.max(-roomY, y));
  }

  function pan(dx, dy) {
    x += dx;
    y += dy;
    keepInside();
    paint();
  }

  function fromMiddle(field, { clientX, clientY }) {
    const box = field.getBoundingClientRect();
    return [clientX - box.left - box.width / 2, clientY - box.top - box.height / 2];
  }

  for (const field of fields) {
    field.addEventListener(
      'wheel',
      (event) => {
        event.preventDefault();
        zoom(Math.exp(-event.deltaY / 400), ...fromMiddle(field, event));
      },
      { passive: false },
    );
    field.addEventListener('dblclick', (event) => (fits() ? zoom(1 / scale, ...fromMiddle(field, event)) : fit()));
    field.addEventListener('pointerdown', (event) => {
      // Once captured, every further event is the field's own.
      beside = event.target === field;
      field.setPointerCapture(event.pointerId);
      if (held.size === 0) moved = false;
      held.set(event.pointerId, { clientX: event.clientX, clientY: event.clientY });
    });
    field.addEventListener('pointermove', (event) => drag(field, event));
    field.addEventListener('pointerup', (event) => {
      held.delete(event.pointerId);
      if (!moved && held.size === 0 && beside) onempty?.();
    });
    field.addEventListener('pointercancel', (event) => held.delete(event.pointerId));
  }

  function drag(field, event) {
    const before = held.get(event.pointerId);
    if (!before) return;
    const here = { clientX: event.clientX, clientY: event.clientY };
    const other = [...held].find(([id]) => id !== event.pointerId)?.[1];
    held.set(event.pointerId, here);
    const dx = here.clientX - before.clientX;
    const dy = here.clientY - before.clientY;
    if (Math.hypot(dx, dy) > 2) moved = true;
    if (!other) return pan(dx, dy);
    const middle = { clientX: (here.clientX + other.clientX) / 2, clientY: (here.clientY + other.clientY) / 2 };
    const apart = (point) => Math.hypot(point.clientX - other.clientX, point.clientY - other.clientY) || 1;
    zoom(apart(here) / apart(before), ...fromMiddle(field, middle));
    pan(dx / 2, dy / 2);
  }

  const keys = {
    '+': () => zoom(STEP),
    '=': () => zoom(STEP),
    '-': () => zoom(1 / STEP),
    0: fit,
    1: () => zoom(1 / scale),
  };
  const moves = { ArrowLeft: [1, 0], ArrowRight: [-1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };

  return {
    fit,
    own: () => zoom(1 / scale),
    larger: () => zoom(STEP),
    smaller: () => zoom(1 / STEP),
    fits,
    /** Natural size of the picture in pixels; shown as large as fits. */
    show: (width, height) => {
      size = { width: width || 1, height: height || 1 };
      fit();
    },
    /** True for a key that it knew: + and -, 0 fits, 1 is the picture's own size, arrows move what is zoomed. */
    onkey: (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return false;
      const step = moves[event.key];
      if (step && fits()) return false;
      if (step) pan(step[0] * PAN_PX, step[1] * PAN_PX);
      else if (keys[event.key]) keys[event.key]();
      else return false;
      event.preventDefault();
      return true;
    },
  };
}
