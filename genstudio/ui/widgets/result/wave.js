/** Draws the loudness of a recording: large and in two colours for the player, small for lists. */

const BAR_PX = 3;
const GAP_PX = 2;
const QUIET = 0.05;
const SMALL = { bars: 9, width: 36, height: 26 };
const SVG = 'http://www.w3.org/2000/svg';

/** Loudness along the recording, 0..1. A missing list draws a quiet line; the sound plays all the same. */
export async function readPeaks(output, signal) {
  if (!output.peaksUrl) return [];
  try {
    const answer = await fetch(output.peaksUrl, { headers: { 'X-GenStudio': '1' }, signal });
    const peaks = await answer.json();
    return peaks.map(Math.abs);
  } catch {
    return [];
  }
}

/**
 * Fills a canvas with bars in its own size.
 * @param {HTMLCanvasElement} surface its `--wave-played` and `--wave-rest` are the colours
 * @param {number[]} peaks @param {number} part how much of it was played, 0..1
 */
export function drawWave(surface, peaks, part) {
  const box = surface.getBoundingClientRect();
  if (box.width === 0) return;
  const dense = window.devicePixelRatio || 1;
  surface.width = Math.round(box.width * dense);
  surface.height = Math.round(box.height * dense);
  const pen = surface.getContext('2d');
  const colours = getComputedStyle(surface);
  const [played, rest] = ['--wave-played', '--wave-rest'].map((name) => colours.getPropertyValue(name));
  pen.scale(dense, dense);
  const bars = inBars(peaks, Math.max(1, Math.floor(box.width / (BAR_PX + GAP_PX))));
  bars.forEach((loudness, index) => {
    const height = Math.max(BAR_PX, loudness * box.height);
    pen.fillStyle = (index + 0.5) / bars.length <= part ? played : rest;
    pen.beginPath();
    pen.roundRect(index * (BAR_PX + GAP_PX), (box.height - height) / 2, BAR_PX, height, BAR_PX / 2);
    pen.fill();
  });
}

/** A recording as a small drawing in the colour of the text around it. `signal` gives up the reading. */
export function smallWave(output, size = SMALL, signal = undefined) {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', `0 0 ${size.width} ${size.height}`);
  svg.setAttribute('class', 'small-wave');
  svg.setAttribute('aria-hidden', 'true');
  const path = document.createElementNS(SVG, 'path');
  svg.append(path);
  readPeaks(output, signal).then((peaks) => {
    const step = size.width / size.bars;
    const strokes = inBars(peaks, size.bars).map((loudness, index) => {
      const half = Math.max(0.5, (loudness * (size.height - 2)) / 2);
      return `M${(index + 0.5) * step} ${size.height / 2 - half}v${half * 2}`;
    });
    path.setAttribute('d', strokes.join(''));
  });
  return svg;
}

/** The mean loudness of each stretch, the loudest being 1: a mean shows the form of dense music, a peak does not. */
function inBars(peaks, count) {
  const means = Array.from({ length: count }, (_, index) => {
    const first = Math.floor((index / count) * peaks.length);
    const last = Math.max(first + 1, Math.floor(((index + 1) / count) * peaks.length));
    const stretch = peaks.slice(first, last);
    return stretch.reduce((sum, value) => sum + value, 0) / (stretch.length || 1);
  });
  const most = Math.max(...means);
  return means.map((mean) => Math.max(QUIET, most > 0 ? mean / most : 0));
}
