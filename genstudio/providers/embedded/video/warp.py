"""Draws a frame: the picture bent by a mesh, rippling water, light. Plain numpy, about 20 ms for 1280x720.

The speed comes from two choices. A pixel travels as one 64-bit word of four 16-bit lanes (red, green, blue, unused), so
that one multiplication weighs all its channels; and the frame is drawn in bands of CELL rows, which stay in the cache.
Coordinates are whole numbers of 1/256 pixel.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from genstudio.providers.embedded.video.arrays import Bytes, Floats, floats
from genstudio.providers.embedded.video.camera import CELL
from genstudio.providers.embedded.video.depth import sample
from genstudio.providers.embedded.video.water import Water

Words = NDArray[np.uint64]

LANES = 4
HALF = np.uint64(0x0080_0080_0080_0080)
LOW = np.uint64(0x00FF_00FF_00FF_00FF)
EIGHT = np.uint64(8)
ONE = np.uint64(256)

VIGNETTE = 0.2
"""How much darker the corners are, 0..1."""


class Warp:
    """One picture, drawn frame by frame at a fixed size."""

    def __init__(self, picture: Bytes, size: tuple[int, int], water: Water | None, seed: int) -> None:
        """`picture` is RGB (h, w, 3); `size` is the frame's width and height."""
        self.width, self.height = size
        self._rows, self._columns = picture.shape[:2]
        lanes = np.zeros((self._rows, self._columns, LANES), np.uint16)
        lanes[..., :3] = picture
        self._words: Words = lanes.view(np.uint64).ravel()
        self._water = water
        self._light = _vignette(self.width, self.height)
        # Noise below one step of brightness keeps slow gradients from showing steps.
        noise = np.random.default_rng(seed).random((CELL, self.width), np.float32)
        self._noise = np.repeat(noise, LANES, axis=1) * 0.98
        across = np.arange(self.width)
        self._cell = across // CELL
        self._share = (across % CELL / CELL).astype(np.float32)
        self._down = (np.arange(CELL, dtype=np.float32) / CELL)[:, None]

    def draw(self, x: Floats, y: Floats, seconds: float, light: float) -> Bytes:
        """An RGBA frame (h, w, 4), alpha meaningless. `x`, `y` are mesh points as fractions of the picture (see
        `Camera.mesh`), `seconds` moves the water, `light` from 0 to 1 dims the whole frame.
        """
        frame = np.empty((self.height, self.width * LANES), np.uint8)
        wide_x, wide_y = self._widened(x), self._widened(y)
        wide_open = None if self._water is None else self._widened(sample(self._water.open_water, x, y))
        for band, top in enumerate(range(0, self.height, CELL)):
            rows = min(CELL, self.height - top)
            down = self._down[:rows]
            at_x, at_y = _between(wide_x, band, down), _between(wide_y, band, down)
            if self._water is not None and wide_open is not None and float(at_y[-1].max()) > self._water.line:
                right, lower = self._water.shifts(at_x, at_y, _between(wide_open, band, down), seconds)
                at_x, at_y = at_x + right, at_y + lower
            colour = self._read(at_x, at_y).view(np.uint16).astype(np.float32)
            colour *= self._light[top : top + rows]
            colour *= light / 256
            colour += self._noise[:rows]
            # Below 256 by construction: 65,280 / 256 plus less than one.
            frame[top : top + rows] = colour
        return frame.reshape(self.height, self.width, LANES)

    def _widened(self, mesh: Floats) -> Floats:
        """Mesh columns spread over the frame's columns: linear between neighbours."""
        left = mesh[:, self._cell]
        return left + (mesh[:, self._cell + 1] - left) * self._share

    def _read(self, x: Floats, y: Floats) -> Words:
        """The picture between its pixels, each lane 0..65,280 (256 times the colour)."""
        end_x, end_y = (self._columns - 1) * 256, (self._rows - 1) * 256
        fixed_x = np.clip((x * end_x).astype(np.int32), 0, end_x - 1)
        fixed_y = np.clip((y * end_y).astype(np.int32), 0, end_y - 1)
        right = (fixed_x & 255).astype(np.uint64)
        lower = (fixed_y & 255).astype(np.uint64)
        left = ONE - right
        index = (fixed_y >> 8) * self._columns + (fixed_x >> 8)
        above = self._across_pair(index, left, right)
        below = self._across_pair(index + self._columns, left, right)
        above *= ONE - lower
        below *= lower
        above += below
        return above

    def _across_pair(self, index: NDArray[np.int32], left: Words, right: Words) -> Words:
        first = self._words.take(index)
        second = self._words.take(index + 1)
        first *= left
        second *= right
        first += second
        first += HALF
        first >>= EIGHT
        first &= LOW
        return first


def _between(mesh: Floats, band: int, down: Floats) -> Floats:
    """The rows of a band, between two rows of the mesh."""
    return floats(mesh[band] + (mesh[band + 1] - mesh[band]) * down)


def _vignette(width: int, height: int) -> Floats:
    """Light for every lane of every pixel, shape (height, width * LANES): spread out, as broadcasting over four lanes
    costs ten times as much."""
    y = np.linspace(-1, 1, height, dtype=np.float32)[:, None]
    x = np.linspace(-1, 1, width, dtype=np.float32)[None]
    far = np.clip((np.sqrt(x * x + y * y) - 0.55) / 0.9, 0, 1)
    light = 1 - VIGNETTE * far * far * (3 - 2 * far)
    return floats(np.repeat(light, LANES, axis=1))
