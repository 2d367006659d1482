"""Grass and flowers as shapes, from specks in the distance to petals close by."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from genstudio.providers.embedded.image.canvas import Colour
from genstudio.providers.embedded.image.colour import mix, rgb, tuned
from genstudio.providers.embedded.image.drawing import Drawing, Ink, Point, ink

SPECK_PX = 4.5
"""Flowers smaller than this are specks: their petals could not be told apart."""
HEIGHTS = {"lavender": 5.2, "sunflower": 5.6, "tulip": 4.4}
"""Height of a flower in radii of its head."""


@dataclass(frozen=True, slots=True)
class Bloom:
    """A flower's colours: petals in the shade, petals, petals in the light, heart, stem."""

    deep: Ink
    petal: Ink
    pale: Ink
    heart: Ink
    core: Ink
    stem: Ink


def bloom(petal: Colour, stem: Colour, kind: str, tint: Callable[[Colour], Colour]) -> Bloom:
    """The colours of one kind of flower as `tint` (light and air) shows them."""
    heart = rgb("5a3413") if kind == "sunflower" else rgb("231014") if kind == "poppy" else rgb("ffc83a")
    colours = (tuned(petal, 0.8), petal, tuned(petal, 1.08), tuned(heart, 0.84), heart, stem)
    return Bloom(*(ink(tint(colour)) for colour in colours))


def blade(drawing: Drawing, x: float, y: float, height: float, lean: float, colour: Colour | Ink) -> None:
    """A blade of grass that bends by `lean` at its tip."""
    half = max(height * 0.035, 0.35 * drawing.frame.pixel)
    bend_x, bend_y, reach = x + lean * 0.35, y - height * 0.6, half * 0.8
    drawing.polygon(
        ((x - half, y), (bend_x - reach, bend_y), (x + lean, y - height), (bend_x + reach, bend_y), (x + half, y)),
        colour,
    )


def flower(drawing: Drawing, kind: str, x: float, y: float, size: float, colours: Bloom, lots: list[float]) -> None:
    """One flower whose head's radius is `size`, its foot at (x, y). Kinds: daisy, tulip, poppy, lavender, sunflower.

    `lots` are three random numbers or more, 0..1.
    """
    height = size * HEIGHTS.get(kind, 3.6) * (0.8 + 0.45 * lots[-1])
    lean = (lots[-2] - 0.5) * 1.8 * size
    head = (x + lean, y - height)
    small = size * drawing.frame.scale < SPECK_PX
    if not small:
        drawing.line(((x, y), (x + lean * 0.4, y - height * 0.55), head), size * 0.16, colours.stem)
    if kind == "lavender":
        _spike(drawing, head, size, height, colours, small)
    elif small:
        drawing.ellipse(*head, size, size * 0.8, colours.petal)
    elif kind == "tulip":
        _cup(drawing, head, size, colours)
        leaf = size * (1.5 if lots[-3] < 0.5 else -1.5)
        drawing.polygon(
            (
                (x, y),
                (x + leaf * 0.6, y - height * 0.45),
                (x + leaf, y - height * 0.6),
                (x + leaf * 0.3, y - height * 0.1),
            ),
            colours.stem,
        )
    elif kind == "poppy":
        _poppy(drawing, head, size, colours)
    else:
        _daisy(drawing, head, size, colours, lots, sunflower=kind == "sunflower")


def _daisy(drawing: Drawing, head: Point, size: float, colours: Bloom, lots: list[float], *, sunflower: bool) -> None:
    count = 13 if sunflower else 6
    turn, tilt = lots[-3] * math.pi, 0.62 + 0.33 * lots[-2]
    wide = size * (0.12 if sunflower else 0.28)
    for k in range(count):
        angle = turn + k * 2 * math.pi / count
        cos, sin = math.cos(angle), math.sin(angle) * tilt
        middle_x, middle_y = head[0] + cos * size * 0.62, head[1] + sin * size * 0.62
        across_x, across_y = -sin * wide, cos * wide
        drawing.polygon(
            (
                head,
                (middle_x + across_x, middle_y + across_y),
                (head[0] + cos * size, head[1] + sin * size),
                (middle_x - across_x, middle_y - across_y),
            ),
            colours.pale if sin < 0 else colours.deep if k % 3 == 0 else colours.petal,
        )
    heart = size * (0.42 if sunflower else 0.27)
    drawing.ellipse(*head, heart, heart * tilt, colours.heart)
    drawing.ellipse(head[0], head[1] - heart * 0.14, heart * 0.74, heart * tilt * 0.7, colours.core)


def _cup(drawing: Drawing, head: Point, size: float, colours: Bloom) -> None:
    def at(x: float, y: float) -> Point:
        return head[0] + x * size, head[1] + y * size

    drawing.ellipse(*head, size * 0.72, size * 0.95, colours.deep)
    drawing.polygon((at(-0.72, -0.1), at(-0.6, -1.15), at(-0.1, -0.2), at(-0.1, 0.9)), colours.petal)
    drawing.polygon((at(0.72, -0.1), at(0.6, -1.15), at(0.1, -0.2), at(0.1, 0.9)), colours.petal)
    drawing.polygon((at(-0.42, 0.4), at(0, -1.25), at(0.42, 0.4), at(0, 0.9)), colours.pale)


def _poppy(drawing: Drawing, head: Point, size: float, colours: Bloom) -> None:
    x, y = head
    drawing.ellipse(x, y - size * 0.12, size, size * 0.72, colours.deep)
    for side in (-1, 1):
        drawing.ellipse(x + side * size * 0.42, y + size * 0.06, size * 0.66, size * 0.56, colours.petal)
    drawing.ellipse(x, y + size * 0.26, size * 0.62, size * 0.42, colours.pale)
    drawing.ellipse(x, y - size * 0.02, size * 0.2, size * 0.16, colours.core)


def _spike(drawing: Drawing, head: Point, size: float, height: float, colours: Bloom, small: bool) -> None:
    long = height * 0.5
    if small:
        drawing.line((head, (head[0], head[1] + long)), size * 0.8, colours.petal)
        return
    for k in range(6):
        t = k / 5
        wide = size * (0.34 + 0.42 * math.sin(math.pi * (0.15 + 0.8 * t)))
        shade = (colours.pale, colours.petal, colours.deep)[(k * 2 + (k & 1)) % 3]
        drawing.ellipse(head[0] + (k % 2 - 0.5) * wide * 0.4, head[1] + long * t, wide, size * 0.44, shade)


def lit(colour: Colour, light: Colour, shade: Colour, amount: float) -> Colour:
    """A thing's own colour in the palette's light; `amount` 0 is shadow, 1 full sun."""
    return np.clip(mix(colour * shade, colour * (shade * 0.5 + light * 0.8), amount), 0, 1).astype(np.float32)
