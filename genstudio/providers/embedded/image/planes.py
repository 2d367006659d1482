"""Whole planes, shrunk, blurred and enlarged with Pillow."""

from __future__ import annotations

import math

import numpy as np
from PIL import Image

from genstudio.providers.embedded.image.canvas import Array


def resized(plane: Array, width: int, height: int, box: tuple[float, float, float, float] | None = None) -> Array:
    """The plane, or its `box` (left, top, right, bottom), at another size, bicubic."""
    picture = Image.fromarray(np.ascontiguousarray(plane, np.float32))
    return np.asarray(picture.resize((width, height), Image.Resampling.BICUBIC, box=box), np.float32)


def window(
    plane: Array, size: tuple[int, int], box: tuple[float, float, float, float], edge: float | None = None
) -> Array:
    """The plane's `box` at `size` (width, height). Beyond its edges the plane is `edge`, or goes on if that is None."""
    high, wide = plane.shape
    left, top = max(0, math.ceil(-box[0])) + 1, max(0, math.ceil(-box[1])) + 1
    right, bottom = max(0, math.ceil(box[2] - wide)) + 1, max(0, math.ceil(box[3] - high)) + 1
    margins = ((top, bottom), (left, right))
    padded = np.pad(plane, margins, mode="edge") if edge is None else np.pad(plane, margins, constant_values=edge)
    return resized(padded, *size, box=(box[0] + left, box[1] + top, box[2] + left, box[3] + top))


def blurred(plane: Array, radius: float) -> Array:
    """Nearly Gaussian: three box blurs; `radius` in pixels."""
    size = max(1, round(radius * 0.9))
    if radius <= 0.4:
        return plane
    width = 2 * size + 1
    for _ in range(3):
        for axis in (0, 1):
            padding = [(0, 0), (0, 0)]
            padding[axis] = (size + 1, size)
            sums = np.cumsum(np.pad(plane, padding, mode="edge"), axis=axis, dtype=np.float64)
            ahead, behind = [slice(None)] * 2, [slice(None)] * 2
            ahead[axis], behind[axis] = slice(width, None), slice(0, -width)
            plane = ((sums[tuple(ahead)] - sums[tuple(behind)]) / width).astype(np.float32)
    return plane
