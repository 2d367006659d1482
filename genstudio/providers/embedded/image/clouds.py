"""Clouds: a layer seen in perspective that shrinks towards the horizon, and heaped clouds that stand above it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from genstudio.providers.embedded.image.canvas import Array, Band, Frame, Layer
from genstudio.providers.embedded.image.colour import Ramp, mix, rgb, smooth
from genstudio.providers.embedded.image.noise import Dice, Field, Tile
from genstudio.providers.embedded.image.palettes import Palette
from genstudio.providers.embedded.image.planes import blurred, window
from genstudio.providers.embedded.image.sky import Sun

HEAP_PX = 420


def cloud_layer(
    frame: Frame,
    palette: Palette,
    horizon: float,
    sun: Sun,
    dice: Dice,
    cover: float,
    *,
    streaks: float = 0.5,
    low: bool = False,
) -> Layer:
    """A sheet of clouds at one height. `cover` is 0..1 of the sky, `streaks` 0 (heaps) to 1 (drawn out by wind).

    A `low` sheet is dark and heavy, with bright gaps.
    """
    shape = Tile.fractal(dice.named("shape"), 1024, (4, 5), 8, 0.52)
    warp = Tile.fractal(dice.named("warp"), 256, 3, 4)
    shift_x, shift_y = dice.uniform(0, 1), dice.uniform(0, 1)
    angle = dice.uniform(-0.35, 0.35)
    ramp = Ramp(palette.sky)
    light, sun_colour = rgb(palette.light), rgb(palette.sun)
    edge = 1.0 - cover
    stretch = 1.0 + 1.6 * streaks
    # The step towards the sun along which the light is followed, in tiles.
    to_sun = np.array([sun.x - frame.width / 2, -(horizon - sun.y) * 0.5])
    to_sun = to_sun / (np.linalg.norm(to_sun) + 1.0) * 0.012

    def paint(band: Band) -> None:
        height = np.clip((horizon - band.y) / horizon, 0, 1)
        depth = 1.0 / (height + 0.14)
        u = (band.x - frame.width / 2) / 1024 * depth * 0.42
        v = depth * 0.42
        u, v = u + v * angle, v - u * angle * 0.3
        u, v = u / stretch + shift_x, v * 1.35 + shift_y
        swirl = warp.at(u * 0.7, v * 0.7) - 0.5
        u, v = u + swirl * 0.10, v + swirl * 0.05
        density = shape.at(u, v)
        towards = (
            shape.at(u + to_sun[0], v + to_sun[1]) * 0.6 + shape.at(u + to_sun[0] * 2.6, v + to_sun[1] * 2.6) * 0.4
        )
        thick = smooth(edge, edge + 0.42, density)
        alpha = thick * smooth(0.0, 0.16, height)
        lit = np.clip((density - towards) * 3.0 + 0.62 - thick * 0.34, 0, 1)
        glow = np.exp(-sun.distance(band) / (0.42 * frame.width))
        sky_here = np.clip(1 - height, 0, 1)
        shadow = mix(ramp(sky_here * 0.8 + 0.1), rgb(palette.shade)[:, None, None], 0.35 + 0.25 * thick)
        bright = mix(ramp(np.clip(sky_here * 0.3 + 0.72, 0, 1)), light[:, None, None], 0.45 + 0.3 * glow)
        if low:
            shadow, bright = shadow * (0.42 + 0.3 * (1 - thick)), mix(shadow, bright, 0.55)
        bright = mix(bright, sun_colour[:, None, None], np.clip(glow * 1.1, 0, 0.8))
        band.over(mix(shadow, bright, lit), alpha * (0.62 if palette.night else 0.94))

    return paint


@dataclass(frozen=True, slots=True)
class HeapShape:
    """A heaped cloud without a place: planes of height and of light, both about 0..1."""

    height: Array
    light: Array


@dataclass(frozen=True, slots=True)
class Heap:
    """A heaped cloud over its box (units); `air` 0..1 is what lies between it and the eye."""

    shape: HeapShape
    left: float
    top: float
    right: float
    foot: float
    air: float

    @classmethod
    def at(cls, shape: HeapShape, centre: float, foot: float, width: float, tall: float, air: float) -> Heap:
        return cls(shape, centre - width / 2, foot - tall, centre + width / 2, foot, air)


def heaps(frame: Frame, palette: Palette, horizon: float, sun: Sun, dice: Dice, count: int) -> Layer:
    """Heaped clouds with flat feet, `count` of them, the far ones smaller and nearer to the horizon."""
    side = sun.side(frame)
    piles = []
    for index in range(count):
        own = dice.named("pile", index)
        distance = own.uniform(0.25, 0.95) if index else own.uniform(0.2, 0.6)
        width = (1 - 0.72 * distance) * own.uniform(380, 640)
        tall = width * own.uniform(0.42, 0.62)
        foot = horizon * (0.42 + 0.5 * distance)
        air = 0.10 + 0.45 * float(np.clip(foot / horizon, 0, 1)) ** 3
        piles.append(Heap.at(heap_shape(own, side), own.uniform(0.0, 1.0) * frame.width, foot, width, tall, air))
    piles.sort(key=lambda pile: pile.foot, reverse=True)
    return heap_layer(frame, palette, piles, dice, opacity=0.6 if palette.night else 0.95)


def heap_layer(
    frame: Frame, palette: Palette, piles: Sequence[Heap], dice: Dice, *, opacity: float = 0.95, deep: float = 0.0
) -> Layer:
    """Paints heaps in their order. `deep` 0..1 darkens their shadows, for clouds seen against clouds."""
    rough = Field(frame, dice.named("rough"), (70, 55), 6, 0.55)
    ramp = Ramp(palette.sky)
    light = mix(rgb(palette.light), rgb(palette.sun), 0.65)[:, None, None]
    shade = mix(mix(rgb(palette.shade), ramp.at(0.72), 0.45), mix(rgb(palette.shade), ramp.at(0.3), 0.5), deep)[
        :, None, None
    ]
    haze = ramp.at(0.94 - 0.2 * deep)[:, None, None]

    def paint(band: Band) -> None:
        edge: Array | None = None
        for pile in piles:
            if band.top > pile.foot or band.bottom < pile.top:
                continue
            left, right = max(0, int(pile.left * frame.scale)), min(frame.width_px, int(pile.right * frame.scale))
            if left >= right:
                continue
            if edge is None:
                edge = rough(band) - 0.5
            size = (right - left, band.shape[0])
            high, wide = pile.shape.height.shape
            unit_x, unit_y = wide / (pile.right - pile.left), high / (pile.foot - pile.top)
            box = (
                (left / frame.scale - pile.left) * unit_x,
                (band.top - pile.top) * unit_y,
                (right / frame.scale - pile.left) * unit_x,
                (band.bottom - pile.top) * unit_y,
            )
            height, lit = window(pile.shape.height, size, box, edge=0.0), window(pile.shape.light, size, box)
            wisps = edge[:, left:right]
            foot = 1 - np.clip((pile.foot - band.y) / (pile.foot - pile.top), 0, 1)
            body = height + wisps * 0.5 * np.clip(height * 5, 0, 1)
            alpha = smooth(0.02, 0.34, body) * smooth(0.96, 0.6, foot + wisps * 0.12)
            lit = np.clip(lit + wisps * 0.16 - (0.30 + 0.34 * deep) * smooth(0.35 - 0.25 * deep, 1.0, foot), 0, 1)
            colour = mix(mix(shade, light, lit), haze, pile.air)
            spot = band.rgb[:, :, left:right]
            spot += (np.clip(colour, 0, 1) - spot) * (alpha * opacity)

    return paint


def heap_shape(dice: Dice, side: int) -> HeapShape:
    """Balls upon balls upon balls, as cumulus grows, lit from `side` and above."""
    columns, rows = HEAP_PX, int(HEAP_PX * 0.52)
    total = np.zeros((rows, columns), np.float32)

    def ball(x: float, y: float, radius: float, level: int) -> None:
        x0, x1 = max(0, int(x - radius)), min(columns, int(x + radius) + 2)
        y0, y1 = max(0, int(y - radius)), min(rows, int(y + radius) + 2)
        if x0 < x1 and y0 < y1:
            dy, dx = np.mgrid[y0:y1, x0:x1].astype(np.float32)
            rise = np.sqrt(np.clip(1 - ((dx - x) ** 2 + (dy - y) ** 2) / radius**2, 0, None)) * radius
            spot = total[y0:y1, x0:x1]
            np.maximum(spot, rise + (0.22 * radius if level else 0) * (rise > 0), out=spot)
        if level < 2:
            for _ in range(7 if level == 0 else 6):
                angle = dice.uniform(0.05, 0.95) * math.pi
                reach = radius * dice.uniform(0.6, 0.95)
                ball(
                    x + math.cos(angle) * reach,
                    y - math.sin(angle) * reach,
                    radius * dice.uniform(0.34, 0.5),
                    level + 1,
                )

    for k in range(6):
        place = (k + 0.5 + dice.uniform(-0.3, 0.3)) / 6 * 2 - 1
        radius = rows * dice.uniform(0.22, 0.36) * (1 - 0.6 * abs(place) ** 1.5)
        ball(columns * (0.5 + 0.33 * place), rows * 0.96 - radius * dice.uniform(0.5, 1.1), radius, 0)
    height = blurred(total, 1.6)
    slope_y, slope_x = np.gradient(blurred(total, 2.6))
    lit = (-0.5 * side * slope_x + 0.7 * slope_y + 0.55) / np.sqrt(1 + slope_x**2 + slope_y**2)
    hollow = height - blurred(height, 9)
    lit = np.clip(0.34 + 0.56 * lit + 0.05 * hollow, 0, 1)
    return HeapShape(height / (rows * 0.2), lit.astype(np.float32))
