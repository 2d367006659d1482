"""The canvas, painted in bands of rows, so that a 4K painting needs little more memory than the picture itself.

Scenes think in *units*: the short side of every picture is 1024 units long, whatever its size in pixels. A seed gives
the same composition at 1K and at 4K; only the detail grows.

A painting is a list of stages. The layers of a stage touch their own band of rows only, so that the bands of a stage
may run side by side; they may read other rows that an earlier stage has finished (a lake reads the sky above it).
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.floating]
"""Floating-point planes: (rows, width) values, or (3, rows, width) sRGB colour, both mostly 0..1 and float32."""

Colour = npt.NDArray[np.floating]
"""sRGB, shape (3,), 0..1."""

SHORT_SIDE_UNITS = 1024.0
BAND_PIXELS = 2**17
MAX_THREADS = 4

Progress = Callable[[float, str], None]


@dataclass(frozen=True, slots=True)
class Frame:
    """The picture's size in pixels, and its measures in units."""

    width_px: int
    height_px: int

    @property
    def scale(self) -> float:
        """Pixels per unit."""
        return min(self.width_px, self.height_px) / SHORT_SIDE_UNITS

    @property
    def width(self) -> float:
        return self.width_px / self.scale

    @property
    def height(self) -> float:
        return self.height_px / self.scale

    @property
    def pixel(self) -> float:
        """The size of a pixel in units."""
        return 1.0 / self.scale

    def columns(self) -> Array:
        """The x of every column's centre in units, shape (width_px,)."""
        return ((np.arange(self.width_px, dtype=np.float32) + 0.5) / self.scale).astype(np.float32)


class Band:
    """Some rows of the canvas: `rgb` is (3, rows, width) and written in place, `x` (1, width), `y` (rows, 1) units."""

    __slots__ = ("canvas", "first", "frame", "last", "rgb", "x", "y")

    def __init__(self, canvas: Array, frame: Frame, first: int, last: int) -> None:
        self.canvas = canvas
        self.frame = frame
        self.first = first
        self.last = last
        self.rgb = canvas[:, first:last]
        self.x = frame.columns()[None, :]
        self.y = ((np.arange(first, last, dtype=np.float32) + 0.5) / frame.scale).astype(np.float32)[:, None]

    @property
    def shape(self) -> tuple[int, int]:
        return self.last - self.first, self.frame.width_px

    @property
    def top(self) -> float:
        return self.first / self.frame.scale

    @property
    def bottom(self) -> float:
        return self.last / self.frame.scale

    def over(self, colour: Array, alpha: Array | float) -> None:
        """Lays `colour`, (3,) or (3, rows, width), over the band with `alpha` 0..1."""
        self.rgb += (spread(colour) - self.rgb) * alpha

    def screen(self, colour: Array, alpha: Array | float = 1.0) -> None:
        """Adds light as a second projector would: never above white, softer than a sum."""
        self.rgb += (1.0 - self.rgb) * (spread(colour) * alpha)

    def shade(self, factor: Array | float) -> None:
        """Multiplies the band."""
        self.rgb *= factor


Layer = Callable[[Band], None]


@dataclass(frozen=True, slots=True)
class Stage:
    """Layers painted one after the other in each band between `top` and `bottom` (units)."""

    step: str
    layers: tuple[Layer, ...]
    top: float = 0.0
    bottom: float = float("inf")


def stage(step: str, *layers: Layer, top: float = 0.0, bottom: float = float("inf")) -> Stage:
    """A stage of these layers."""
    return Stage(step, layers, top, bottom)


def spread(colour: Array) -> Array:
    """A (3,) colour as (3, 1, 1); planes are left as they are."""
    return colour[:, None, None] if colour.ndim == 1 else colour


def bands(frame: Frame, top: float = 0.0, bottom: float = float("inf")) -> list[tuple[int, int]]:
    """(first, last) rows that cover top..bottom; their height depends on the width alone, never on the machine."""
    rows = max(8, BAND_PIXELS // frame.width_px)
    start = max(0, int(top * frame.scale))
    end = frame.height_px if bottom == float("inf") else min(frame.height_px, int(np.ceil(bottom * frame.scale)))
    return [(first, min(first + rows, end)) for first in range(start, end, rows)]


def each_band(spans: Sequence[tuple[int, int]], work: Callable[[int, int], None]) -> Iterable[int]:
    """Runs `work(first, last)` for every span on a few threads; yields the number of rows done, as they get done."""
    threads = min(MAX_THREADS, os.cpu_count() or 1)
    with ThreadPoolExecutor(threads) as pool:
        jobs = {pool.submit(work, first, last): last - first for first, last in spans}
        try:
            for job in as_completed(jobs):
                job.result()
                yield jobs[job]
        finally:
            for job in jobs:
                job.cancel()


def run_stages(canvas: Array, frame: Frame, stages: Sequence[Stage], report: Progress) -> None:
    """Paints the stages in order; `report` gets the fraction of all rows times layers that is done."""
    total = sum(
        (last - first) * len(each.layers) for each in stages for first, last in bands(frame, each.top, each.bottom)
    )
    done = 0
    for each in stages:

        def work(first: int, last: int, layers: tuple[Layer, ...] = each.layers) -> None:
            band = Band(canvas, frame, first, last)
            for layer in layers:
                layer(band)

        for rows in each_band(bands(frame, each.top, each.bottom), work):
            done += rows * len(each.layers)
            report(done / max(1, total), each.step)
