"""Ripples on the water of a picture: what the eye expects of a lake, as small shifts of where the picture is read."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PIL import Image

from genstudio.providers.embedded.video.arrays import Bytes, Floats, floats
from genstudio.providers.embedded.video.depth import LUMA, blur

SWAY = 0.0026
"""How far the nearest water sways sideways, in picture widths."""

MAP_WIDTH = 256


@dataclass(frozen=True, slots=True)
class Water:
    """`line` is the fraction of the picture's height where the water begins; `open_water` (rows, columns) is 1 where
    water lies open and 0 where something dark stands before it: a tree on the near shore must not wobble.
    """

    line: float
    open_water: Floats

    def shifts(self, x: Floats, y: Floats, open_here: Floats, seconds: float) -> tuple[Floats, Floats]:
        """How much further right and down to read at points `x`, `y`, all in fractions of the picture.

        The waves are short and flat near the line, longer and wider further down, and low again at the bottom, where
        there is often a shore. `open_here` is the map's value at the points.
        """
        near = np.clip((y - self.line) / max(1 - self.line, 0.01), 0, 1)
        depth = np.sqrt(near)
        slant = x * 14
        wave = np.sin(depth * 58 + slant - seconds * 2.1)
        wave += 0.6 * np.sin(depth * 97 - slant * 1.7 + seconds * 2.9)
        wave *= open_here * (0.12 * np.minimum(near * 40, 1) + near * (1 - 0.8 * near)) * SWAY
        return wave, wave * near * 0.35


def find_water(picture: Bytes, line: float | None) -> Water | None:
    """The water of an RGB picture below `line`, None where there is none to speak of."""
    if line is None or not 0 < line < 0.97:
        return None
    height, width = picture.shape[:2]
    size = MAP_WIDTH, max(8, round(MAP_WIDTH * height / width))
    small = np.asarray(Image.fromarray(picture).resize(size, Image.Resampling.BOX), np.float32) / 255
    luma = floats(small @ LUMA)
    usual = max(float(np.median(luma[min(round(line * size[1]), size[1] - 1) :])), 0.02)
    bright = np.clip((luma / usual - 0.36) / 0.3, 0, 1)
    return Water(line, floats(np.clip(blur(bright, 2) * 2 - 1, 0, 1)))
