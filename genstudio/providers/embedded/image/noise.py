"""Randomness with names, and fractal value noise: over the frame by Pillow's bicubic filter, or as repeating tiles."""

from __future__ import annotations

import copy
import math
import zlib
from collections.abc import Sequence
from typing import TypeVar

import numpy as np
from PIL import Image

from genstudio.providers.embedded.image.canvas import Array, Band, Frame

T = TypeVar("T")
Cell = float | tuple[float, float]
PREVIEW_PX = 96
FINEST_CELL_PX = 1.3


class Dice:
    """A named stream of random numbers: streams of other names never disturb it, nor does the picture's size."""

    def __init__(self, *key: int) -> None:
        self._key = key
        self.numbers = np.random.Generator(np.random.PCG64(np.random.SeedSequence(key)))

    def named(self, name: str, *index: int) -> Dice:
        """The stream of that name below this one."""
        return Dice(*self._key, zlib.crc32(name.encode()), *index)

    def uniform(self, low: float, high: float) -> float:
        return low + (high - low) * float(self.numbers.random())

    def normal(self, spread: float) -> float:
        return float(self.numbers.normal(0.0, spread))

    def whole(self, low: int, high: int) -> int:
        """A whole number, both ends included."""
        return int(self.numbers.integers(low, high + 1))

    def chance(self, probability: float) -> bool:
        return bool(self.numbers.random() < probability)

    def pick(self, values: Sequence[T]) -> T:
        return values[int(self.numbers.integers(len(values)))]

    def sign(self) -> int:
        return 1 if self.chance(0.5) else -1


def _octave(lattice: Array, size: tuple[int, int], box: tuple[float, float, float, float]) -> Array:
    picture = Image.fromarray(lattice)
    return np.asarray(picture.resize(size, Image.Resampling.BICUBIC, box=box), np.float32)


class Field:
    """Fractal noise over the frame, about 0..1 with its 1st percentile at 0 and its 99th at 1; not clipped.

    `cell` is the size of the largest lumps in units, or (width, height) of them. `ridged` turns lumps into crests.
    """

    def __init__(
        self, frame: Frame, dice: Dice, cell: Cell, octaves: int = 5, gain: float = 0.5, *, ridged: bool = False
    ) -> None:
        self.frame = frame
        self.ridged = ridged
        self.octaves: list[tuple[Array, float, float, float, float, float]] = []
        wide, tall = cell if isinstance(cell, tuple) else (cell, cell)
        weight = 1.0
        for index in range(octaves):
            if index and min(wide, tall) * frame.scale < FINEST_CELL_PX:
                break
            numbers = dice.named("octave", index).numbers
            shift_x, shift_y = numbers.random(2) + 2.0
            shape = (math.ceil(frame.height / tall) + 6, math.ceil(frame.width / wide) + 6)
            lattice = numbers.random(shape, np.float32)
            self.octaves.append((lattice, wide, tall, float(shift_x), float(shift_y), weight))
            weight *= gain
            wide, tall = wide / 2, tall / 2
        self.low, self.span = 0.0, 1.0
        preview = self._rows((PREVIEW_PX, PREVIEW_PX), 0.0, frame.height)
        low, high = np.percentile(preview, (1, 99))
        self.low, self.span = float(low), max(float(high - low), 1e-6)

    def __call__(self, band: Band) -> Array:
        """The band's rows, shape (rows, width)."""
        return self._rows((self.frame.width_px, band.last - band.first), band.top, band.bottom)

    def shifted(self, right: float, down: float) -> Field:
        """The same noise moved by that many units; at most two cells of the finest octave stay inside the lattice."""
        moved = copy.copy(self)
        moved.octaves = [
            (lattice, wide, tall, shift_x - right / wide, shift_y - down / tall, weight)
            for lattice, wide, tall, shift_x, shift_y, weight in self.octaves
        ]
        return moved

    def _rows(self, size: tuple[int, int], top: float, bottom: float) -> Array:
        total = np.zeros((size[1], size[0]), np.float32)
        for lattice, wide, tall, shift_x, shift_y, weight in self.octaves:
            box = (shift_x, shift_y + top / tall, shift_x + self.frame.width / wide, shift_y + bottom / tall)
            values = _octave(lattice, size, box)
            if self.ridged:
                values = 1.0 - np.abs(values * 2.0 - 1.0)
            total += values * weight
        total -= self.low
        total /= self.span
        return total


class Tile:
    """A square of values that repeats for ever and can be read at any point; its side is a power of two."""

    def __init__(self, values: Array) -> None:
        side = values.shape[0]
        self.values = np.ascontiguousarray(values, np.float32)
        self._flat = self.values.ravel()
        self._side = side
        self._mask = side - 1
        self._shift = side.bit_length() - 1

    @classmethod
    def fractal(
        cls,
        dice: Dice,
        side: int,
        cells: int | tuple[int, int],
        octaves: int,
        gain: float = 0.5,
        *,
        ridged: bool = False,
    ) -> Tile:
        """Noise from 0 to 1 (1st and 99th percentile, clipped) whose largest lumps go `cells` times into the side."""
        total = np.zeros((side, side), np.float32)
        across, down = cells if isinstance(cells, tuple) else (cells, cells)
        weight = 1.0
        for index in range(octaves):
            if max(across, down) > side // 2:
                break
            lattice = dice.named("tile", index).numbers.random((down, across), np.float32)
            padded = np.pad(lattice, 3, mode="wrap")
            values = _octave(padded, (side, side), (3.0, 3.0, 3.0 + across, 3.0 + down))
            if ridged:
                values = 1.0 - np.abs(values * 2.0 - 1.0)
            total += values * weight
            weight *= gain
            across, down = across * 2, down * 2
        return cls(stretched(total))

    @classmethod
    def crags(cls, dice: Dice, side: int, cells: int, octaves: int) -> Tile:
        """Ridges with crags on their crests and smooth hollows, 0..1 (after Musgrave's ridged multifractal)."""
        total, weight, scale = np.zeros((side, side), np.float32), np.ones((side, side), np.float32), 1.0
        for index in range(octaves):
            if cells > side // 2:
                break
            padded = np.pad(dice.named("crags", index).numbers.random((cells, cells), np.float32), 3, mode="wrap")
            values = _octave(padded, (side, side), (3.0, 3.0, 3.0 + cells, 3.0 + cells))
            ridge = (1.0 - np.minimum(np.abs(values - 0.5) * 2.4, 1.0)) ** 2
            total += ridge * weight * scale
            weight = np.clip(ridge * weight * 1.9, 0, 1)
            scale *= 0.52
            cells *= 2
        return cls(stretched(total))

    def at(self, x: Array, y: Array) -> Array:
        """Bilinear reading; one tile is 1.0 long."""
        fx, fy = np.asarray(x * self._side, np.float32), np.asarray(y * self._side, np.float32)
        left, upper = np.floor(fx), np.floor(fy)
        fx, fy = fx - left, fy - upper
        column, row = left.astype(np.int32), upper.astype(np.int32)
        column_next, row_next = (column + 1) & self._mask, ((row + 1) & self._mask) << self._shift
        column, row = column & self._mask, (row & self._mask) << self._shift
        flat = self._flat
        above = flat.take(row + column)
        above += (flat.take(row + column_next) - above) * fx
        below = flat.take(row_next + column)
        below += (flat.take(row_next + column_next) - below) * fx
        below -= above
        below *= fy
        above += below
        values: Array = above
        return values


def stretched(values: Array) -> Array:
    """Values with their 1st percentile at 0 and their 99th at 1, clipped."""
    low, high = np.percentile(values[::4, ::4] if values.size > 2**17 else values, (1, 99))
    wide: Array = np.clip((values - low) / max(float(high - low), 1e-6), 0, 1).astype(np.float32)
    return wide


def profile(dice: Dice, x: Array, cell: float, octaves: int = 6, gain: float = 0.5, ridged: float = 0.0) -> Array:
    """Fractal noise along a line at `x` (units): 0..1 around 0.5; `ridged` from 0 (rolling) to 1 (jagged)."""
    total, weights, weight = np.zeros_like(x, np.float32), 0.0, 1.0
    for index in range(octaves):
        numbers = dice.named("profile", index).numbers
        grid = numbers.random(int(np.max(x) / cell) + 6, np.float32)
        at = np.maximum(x / cell + float(numbers.random()) * 2.0, 0.0)
        left = at.astype(np.int32)
        t = at - left
        t = t * t * (3 - 2 * t)
        values = grid[left] * (1 - t) + grid[left + 1] * t
        total += weight * ((1 - np.abs(2 * values - 1)) * ridged + values * (1 - ridged))
        weights += weight
        weight *= gain
        cell /= 2.03
    return total / weights
