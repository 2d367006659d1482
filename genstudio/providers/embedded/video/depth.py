"""A plausible depth map from one flat picture, enough for parallax.

No network knows what is near here. Four cues of the eye do: what lies lower in a landscape is nearer, what stands out
from its surroundings is nearer, crisp texture is nearer than haze, and depth changes where the picture has edges.
"""

from __future__ import annotations

import numpy as np
from PIL import Image

from genstudio.providers.embedded.video.arrays import Bytes, Floats, floats

LONG_SIDE = 192
"""Cells on the map's longer side: depth must be smoother than the picture, or its edges tear when they move."""

STEEPEST = 3.0
"""Change of nearness over half a frame, at most: where it is steeper, a moving camera stretches the picture visibly."""

LUMA = np.array([0.2126, 0.7152, 0.0722], np.float32)


def depth_map(picture: Bytes, horizon: float | None) -> Floats:
    """Nearness from 0 (far) to 1 (near), shape (rows, columns) with at most LONG_SIDE a side, smooth.

    `picture` is RGB (h, w, 3); `horizon` is the fraction of its height where the ground ends, None if unknown.
    """
    height, width = picture.shape[:2]
    scale = LONG_SIDE / max(height, width)
    size = max(8, round(width * scale)), max(8, round(height * scale))
    small = np.asarray(Image.fromarray(picture).resize(size, Image.Resampling.BOX), np.float32) / 255
    luma = (small @ LUMA).astype(np.float32)
    nearness = (
        (0.30 if horizon is None else 0.50) * _ground(small.shape[0], horizon)[:, None]
        + (0.40 if horizon is None else 0.24) * saliency(small)
        + 0.2 * _unit(blur(_edges(luma), 5))
    )
    guided = _guided(nearness.astype(np.float32), luma, radius=14, eps=0.006)
    depth = blur(_unit(guided), 3)
    while _steepest(depth) > STEEPEST:
        depth = blur(depth, 2)
    return depth


def saliency(small: Floats) -> Floats:
    """How much each cell of an RGB picture (values 0..1) stands out, 0..1, with the middle favoured."""
    rows, columns = small.shape[:2]
    soft = np.stack([blur(small[..., each], 2) for each in range(3)], axis=-1)
    wide = np.stack([blur(small[..., each], max(rows, columns) // 6) for each in range(3)], axis=-1)
    whole = small.mean(axis=(0, 1), dtype=np.float32)
    stands_out = np.linalg.norm(soft - wide, axis=-1) + 0.5 * np.linalg.norm(soft - whole, axis=-1)
    y = np.linspace(-1, 1, rows, dtype=np.float32)[:, None]
    x = np.linspace(-1, 1, columns, dtype=np.float32)[None]
    return _unit(blur((stands_out * np.exp(-(x * x + y * y) / 0.9)).astype(np.float32), 4))


def blur(values: Floats, radius: int) -> Floats:
    """Three box blurs of `radius` cells: near enough to a Gaussian. Edges repeat."""
    for axis in (0, 1, 0, 1, 0, 1):
        values = _box(values, min(radius, values.shape[axis] - 1), axis)
    return values


def sample(field: Floats, x: Floats, y: Floats) -> Floats:
    """`field` read bilinearly at fractions of its width and height (0..1, clamped)."""
    rows, columns = field.shape
    px = np.clip(x, 0, 1) * (columns - 1)
    py = np.clip(y, 0, 1) * (rows - 1)
    left = np.minimum(px.astype(np.int32), columns - 2)
    top = np.minimum(py.astype(np.int32), rows - 2)
    fx, fy = px - left, py - top
    upper = field[top, left] * (1 - fx) + field[top, left + 1] * fx
    lower = field[top + 1, left] * (1 - fx) + field[top + 1, left + 1] * fx
    return floats(upper * (1 - fy) + lower * fy)


def _steepest(depth: Floats) -> float:
    rows, columns = depth.shape
    down, across = (float(np.abs(np.diff(depth, axis=axis)).max()) for axis in (0, 1))
    return float(max(down * rows, across * columns) / 2)


def _ground(rows: int, horizon: float | None) -> Floats:
    """Nearness of flat ground seen from above it: 0 from the top to the horizon, then rising to 1."""
    start = max(0.3 if horizon is None else horizon, 0.0)
    if start > 0.9:
        return np.zeros(rows, np.float32)  # the sky alone
    y = np.linspace(0, 1, rows, dtype=np.float32)
    return floats(np.clip((y - start) / (1 - start), 0, 1))


def _edges(luma: Floats) -> Floats:
    down, across = np.gradient(luma)
    return floats(np.hypot(down, across))


def _guided(values: Floats, guide: Floats, radius: int, eps: float) -> Floats:
    """`values` smoothed, but not across the edges of `guide` (the guided filter of He, Sun and Tang, 2010)."""

    def mean(each: Floats) -> Floats:
        radius_y, radius_x = min(radius, each.shape[0] - 1), min(radius, each.shape[1] - 1)
        return _box(_box(each, radius_y, 0), radius_x, 1)

    mean_guide, mean_values = mean(guide), mean(values)
    slope = (mean(guide * values) - mean_guide * mean_values) / (mean(guide * guide) - mean_guide * mean_guide + eps)
    offset = mean_values - slope * mean_guide
    return mean(slope) * guide + mean(offset)


def _box(values: Floats, radius: int, axis: int) -> Floats:
    if radius < 1:
        return values
    count = values.shape[axis]
    pad = [(0, 0), (0, 0)]
    pad[axis] = (radius + 1, radius)
    sums = np.cumsum(np.pad(values, pad, mode="edge"), axis=axis, dtype=np.float64)
    span = 2 * radius + 1
    upper = sums.take(range(span, span + count), axis=axis)
    lower = sums.take(range(count), axis=axis)
    return floats((upper - lower) / span)


def _unit(values: Floats) -> Floats:
    """Stretched to 0..1 by the 2nd and 98th percentile; a flat field becomes 0."""
    low, high = np.percentile(values, (2, 98))
    if high - low < 1e-6:
        return np.zeros_like(values)
    return floats(np.clip((values - low) / (high - low), 0, 1))
