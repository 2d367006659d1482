"""The last touch: bloom, contrast, vignette, a little grain, and eight bits per channel with dither."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from PIL import Image

from genstudio.providers.embedded.image.canvas import Array, Frame, Progress, bands, each_band
from genstudio.providers.embedded.image.colour import smooth
from genstudio.providers.embedded.image.noise import Dice
from genstudio.providers.embedded.image.planes import blurred, resized

GRAIN_TILE_PX = 256
GRAIN = 0.008
CONTRAST = 1.05
SATURATION = 1.07
BLOOM_SIDE_PX = 256

Pixels = npt.NDArray[np.uint8]


def finished(
    canvas: Array, frame: Frame, dice: Dice, report: Progress, *, bloom: float = 0.8, vignette: float = 0.2
) -> Pixels:
    """The canvas (3, height, width) as RGB bytes (height, width, 3)."""
    glow = _glow(canvas, frame) * np.float32(bloom)
    numbers = dice.named("grain").numbers
    side = GRAIN_TILE_PX
    grain = numbers.normal(0, GRAIN, (side, side)).astype(np.float32)
    dither = (numbers.random((3, side, side), np.float32) - 0.5) / 255
    pixels = np.empty((frame.height_px, frame.width_px, 3), np.uint8)
    high, wide = glow.shape[1:]
    across = (frame.columns() / frame.width - 0.5) / 0.72

    def work(first: int, last: int) -> None:
        rgb = np.clip(canvas[:, first:last], 0, 1)
        box = (0.0, first / frame.height_px * high, float(wide), last / frame.height_px * high)
        size = (frame.width_px, last - first)
        for channel in range(3):
            light = np.clip(resized(glow[channel], *size, box=box), 0, 1)
            rgb[channel] += (1 - rgb[channel]) * light
        rgb -= 0.5
        rgb *= CONTRAST
        rgb += 0.5
        grey = rgb.mean(axis=0)
        rgb -= grey
        rgb *= SATURATION
        rgb += grey
        rows = np.arange(first, last)
        down = ((rows + 0.5) / frame.height_px - 0.5) / 0.72
        rgb *= 1 - vignette * smooth(0.55, 1.25, np.hypot(across[None, :], down[:, None]))
        tile_rows, tile_columns = rows % side, np.arange(frame.width_px) % side
        rgb += grain[np.ix_(tile_rows, tile_columns)]
        rgb += dither[:, tile_rows][:, :, tile_columns]
        pixels[first:last] = (np.clip(rgb, 0, 1) * 255 + 0.5).astype(np.uint8).transpose(1, 2, 0)

    done = 0
    for rows in each_band(bands(frame), work):
        done += rows
        report(done / frame.height_px, "Finishing")
    return pixels


def _glow(canvas: Array, frame: Frame) -> Array:
    """What the bright parts spill over their surroundings, as a small picture (3, rows, columns)."""
    factor = BLOOM_SIDE_PX / min(frame.width_px, frame.height_px)
    wide = max(8, round(frame.width_px * min(1.0, factor)))
    high = max(8, round(frame.height_px * min(1.0, factor)))
    planes = []
    for channel in range(3):
        small = np.asarray(
            Image.fromarray(np.ascontiguousarray(canvas[channel])).resize((wide, high), Image.Resampling.BOX),
            np.float32,
        )
        bright = np.clip(small - 0.7, 0, 1)
        planes.append(0.62 * blurred(bright, 5.0) + 0.3 * blurred(bright, 16.0))
    return np.stack(planes)
