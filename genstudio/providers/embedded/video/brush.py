"""Small soft shapes and how they are laid on a frame.

Shapes are computed at their exact place between the pixels, so that slow ones glide instead of jumping.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from genstudio.providers.embedded.video.arrays import Bytes, Floats


@dataclass(frozen=True, slots=True)
class Mask:
    """Coverage 0..1 of a small part of the frame; `left`, `top` in pixels, may lie outside."""

    left: int
    top: int
    cover: Floats


def _axes(place: tuple[float, float], reach_x: float, reach_y: float) -> tuple[int, int, Floats, Floats]:
    """Left, top, and the distances of the pixel middles from `place` along each axis."""
    left, top = math.floor(place[0] - reach_x), math.floor(place[1] - reach_y)
    right, bottom = math.ceil(place[0] + reach_x), math.ceil(place[1] + reach_y)
    x = np.arange(left, right + 1, dtype=np.float32) + (0.5 - place[0])
    y = np.arange(top, bottom + 1, dtype=np.float32) + (0.5 - place[1])
    return left, top, x, y


def disc(place: tuple[float, float], radius: float, strength: float) -> Mask:
    """A soft round spot that fades out at about twice `radius`."""
    left, top, x, y = _axes(place, 2.2 * radius, 2.2 * radius)
    fall = -1 / (radius * radius)
    return Mask(left, top, np.exp(y * y * fall)[:, None] * (np.exp(x * x * fall) * strength))


def flare(place: tuple[float, float], radius: float, strength: float) -> Mask:
    """The four rays of a bright star."""
    left, top, x, y = _axes(place, 7 * radius, 7 * radius)
    thin, long = (-1 / (0.5 * radius * radius)), (-1 / (9 * radius * radius))
    upright = np.exp(y * y * long)[:, None] * np.exp(x * x * thin)
    level = np.exp(y * y * thin)[:, None] * np.exp(x * x * long)
    return Mask(left, top, np.maximum(upright, level) * strength)


def streak(place: tuple[float, float], radius: float, length: float, slant: float, strength: float) -> Mask:
    """A falling drop: a thin line, thinning out upwards. `slant` is its sideways part per height."""
    # Drops are many and fast: a place to a quarter of a pixel is exact enough, and lets them share their shapes.
    left, top = math.floor(place[0]), math.floor(place[1])
    phase = math.floor((place[0] - left) * 4) / 4
    shape = _drop(phase, round(radius, 1), round(length), round(slant, 3))
    return Mask(left + shape.left, top + shape.top, shape.cover * strength)


@lru_cache(maxsize=512)
def _drop(phase: float, radius: float, length: float, slant: float) -> Mask:
    left, top, x, y = _axes((phase, 0.0), radius * 2 + abs(slant) * length, length)
    across = x[None] - y[:, None] * slant
    along = np.clip((y / length + 1) / 2, 0, 1)
    fade = along * along * np.clip((1 - along) * (length / 2), 0, 1)
    thin = np.clip((0.5 + radius) - np.abs(across), 0, min(1.0, 2 * radius))
    return Mask(left, top, thin * fade[:, None])


def ring(place: tuple[float, float], radius: float, strength: float) -> Mask:
    """A bubble: a rim, a faint body, and the window's reflection."""
    left, top, x, y = _axes(place, radius * 1.4 + 1, radius * 1.4 + 1)
    far = np.hypot(x[None], y[:, None])
    rim = np.exp(-np.square((far - radius) / max(0.16 * radius, 0.7)))
    body = np.clip(radius - far, 0, 1) * 0.1
    glint_x, glint_y = x[None] + (0.4 * radius), y[:, None] + (0.4 * radius)
    glint = np.exp(-(glint_x * glint_x + glint_y * glint_y) / max(0.05 * radius * radius, 0.4))
    return Mask(left, top, ((0.5 * rim + body + 0.8 * glint) * strength).astype(np.float32).clip(0, 1))


def petal(place: tuple[float, float], radius: float, turn: float, tumble: float, strength: float) -> Mask:
    """A leaf shape, turned by `turn` radians; `tumble` -1..1 is how far it shows its flat side."""
    left, top, x, y = _axes(place, radius + 1, radius + 1)
    cos, sin = np.cos(turn), np.sin(turn)
    along = (x[None] * cos + y[:, None] * sin) / radius
    across = (y[:, None] * cos - x[None] * sin) / (radius * (0.2 + 0.4 * abs(tumble)))
    # Broad at one end, pointed at the other.
    edge = 1 - along * along - across * across * (1.25 - 0.6 * along)
    return Mask(left, top, np.clip(edge * (radius * 0.35), 0, 1) * strength)


def stamp(frame: Bytes, colour: Floats, mask: Mask) -> None:
    """Lays paint of `colour` (RGB 0..255) over an RGBA `frame`, in place."""
    part, cover = _meet(frame, mask)
    part[...] = part + (colour - part) * cover + 0.5


def shine(frame: Bytes, colour: Floats, mask: Mask) -> None:
    """Adds light of `colour` to an RGBA `frame`, in place; light on light never passes white."""
    part, cover = _meet(frame, mask)
    part[...] = part + (255 - part) * (colour * (1 / 255)) * cover + 0.5


def _meet(frame: Bytes, mask: Mask) -> tuple[Bytes, Floats]:
    """The part of the frame under the mask (a view, RGB), and the part of the mask inside the frame (h, w, 1)."""
    height, width = frame.shape[:2]
    rows, columns = mask.cover.shape
    top, left = max(mask.top, 0), max(mask.left, 0)
    bottom, right = max(min(mask.top + rows, height), top), max(min(mask.left + columns, width), left)
    cover = mask.cover[top - mask.top : bottom - mask.top, left - mask.left : right - mask.left]
    return frame[top:bottom, left:right, :3], cover[..., None]
