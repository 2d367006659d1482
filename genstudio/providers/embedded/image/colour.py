"""Colours: sRGB and OKLab (https://bottosson.github.io/posts/oklab/), and ramps that stay clean between their stops."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from genstudio.providers.embedded.image.canvas import Array, Colour

RAMP_STEPS = 1024
TO_LMS = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ]
)
TO_LAB = np.array(
    [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ]
)


def rgb(code: str) -> Colour:
    """The colour of six hex digits."""
    return np.array([int(code[i : i + 2], 16) / 255 for i in (0, 2, 4)], np.float32)


def linear(srgb: Array) -> Array:
    return np.where(srgb <= 0.04045, srgb / 12.92, ((np.maximum(srgb, 0) + 0.055) / 1.055) ** 2.4)


def encoded(light: Array) -> Array:
    light = np.maximum(light, 0)
    return np.where(light <= 0.0031308, light * 12.92, 1.055 * light ** (1 / 2.4) - 0.055)


def oklab(srgb: Array) -> Array:
    """OKLab of colours along the last axis."""
    values: Array = np.cbrt(linear(np.asarray(srgb, np.float64)) @ TO_LMS.T) @ TO_LAB.T
    return values


def from_oklab(lab: Array) -> Array:
    """sRGB, clipped to 0..1, of OKLab along the last axis."""
    lms = (np.asarray(lab, np.float64) @ np.linalg.inv(TO_LAB).T) ** 3
    return np.clip(encoded(lms @ np.linalg.inv(TO_LMS).T), 0, 1).astype(np.float32)


def mix(first: Array, second: Array, amount: Array | float) -> Array:
    """Plain blend, 0 is `first`."""
    return first + (second - first) * amount


def tuned(colour: Colour, lightness: float = 1.0, chroma: float = 1.0, shift: float = 0.0) -> Colour:
    """The colour with its OKLab lightness and chroma multiplied and its hue turned by `shift` radians."""
    light, a, b = oklab(colour)
    cos, sin = np.cos(shift) * chroma, np.sin(shift) * chroma
    return from_oklab(np.array([light * lightness, a * cos - b * sin, a * sin + b * cos]))


class Ramp:
    """A smooth row of colours from 0 to 1, interpolated in OKLab. Stops are evenly spaced unless `at` is given."""

    __slots__ = ("table",)

    def __init__(self, stops: Sequence[str] | Sequence[Colour], at: Sequence[float] | None = None) -> None:
        colours = [rgb(each) if isinstance(each, str) else each for each in stops]
        lab = np.array([oklab(each) for each in colours])
        x = np.linspace(0, 1, RAMP_STEPS)
        where = np.linspace(0, 1, len(colours)) if at is None else np.asarray(at)
        self.table = np.ascontiguousarray(
            from_oklab(np.stack([np.interp(x, where, lab[:, k]) for k in range(3)], axis=-1)).T
        )

    def at(self, position: float) -> Colour:
        """One colour."""
        return self.table[:, int(min(max(position, 0.0), 1.0) * (RAMP_STEPS - 1))]

    def __call__(self, values: Array) -> Array:
        """(3, ...) colours of a plane of positions; outside 0..1 the ends go on."""
        index = np.clip(values * (RAMP_STEPS - 1), 0, RAMP_STEPS - 1).astype(np.int32)
        return self.table.take(index, axis=1)


def smooth(start: float | Array, end: float | Array, values: Array) -> Array:
    """Smooth step: 0 before `start`, 1 after `end`; `start` may be the greater."""
    t = np.clip((values - start) / (end - start), 0, 1)
    eased: Array = t * t * (3 - 2 * t)
    return eased
