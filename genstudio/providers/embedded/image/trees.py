"""Trees as shapes: pines, broad-leaved trees, palms, bare trunks."""

from __future__ import annotations

import math
from itertools import pairwise

from genstudio.providers.embedded.image.canvas import Colour
from genstudio.providers.embedded.image.drawing import Drawing
from genstudio.providers.embedded.image.noise import Dice

Point = tuple[float, float]


def pine(
    drawing: Drawing, x: float, y: float, height: float, dark: Colour, light: Colour, side: int, dice: Dice
) -> None:
    """A conifer standing at (x, y), lit from `side` (-1 left, 1 right)."""
    width = height * dice.uniform(0.30, 0.42)
    tiers = max(3, min(9, int(height * drawing.frame.scale / 9)))
    trunk = height * 0.02
    drawing.polygon(
        [(x - trunk, y - height * 0.2), (x + trunk, y - height * 0.2), (x + trunk, y), (x - trunk, y)], dark
    )
    for tier in range(tiers):
        low = y - height * (0.07 + 0.86 * tier / tiers)
        high = min(low - height * 1.75 / tiers, y - height * 0.3)
        high = max(high, y - height)
        half = width * 0.5 * (1 - tier / tiers) ** 0.85 * dice.uniform(0.86, 1.12) + height * 0.012
        droop = height * 0.03
        left, right = half * dice.uniform(0.88, 1.12), half * dice.uniform(0.88, 1.12)
        if tier == tiers - 1:
            high = y - height
        skirt = _skirt(x, low, left, right, droop, dice)
        drawing.polygon([(x, high), *skirt], dark)
        lit = [point for point in skirt if (point[0] - x) * side > 0]
        if lit:
            inner = (x + side * half * 0.12, low)
            drawing.polygon([(x, high), *(lit if side < 0 else [inner, *lit]), *([inner] if side < 0 else [])], light)


def _skirt(x: float, low: float, left: float, right: float, droop: float, dice: Dice) -> list[Point]:
    """The ragged lower edge of a tier, from left to right."""
    points: list[Point] = []
    for k in range(7):
        t = k / 6 * 2 - 1
        reach = left if t < 0 else right
        ragged = droop * (0.9 if k % 2 == 0 else -0.5) * dice.uniform(0.6, 1.3)
        points.append((x + t * reach, low + ragged * (0.5 + abs(t)) + droop * abs(t)))
    return points


def branches(
    x: float, y: float, height: float, dice: Dice, spread: float = 0.55
) -> tuple[list[tuple[Point, Point, float]], list[Point]]:
    """A bare tree: (from, to, width) of every limb, and the tips where leaves grow."""
    limbs: list[tuple[Point, Point, float]] = []
    tips: list[Point] = []

    def grow(start: Point, angle: float, length: float, width: float, depth: int) -> None:
        bend = dice.normal(0.10)
        middle = (start[0] + math.cos(angle) * length * 0.5, start[1] - math.sin(angle) * length * 0.5)
        end = (middle[0] + math.cos(angle + bend) * length * 0.5, middle[1] - math.sin(angle + bend) * length * 0.5)
        limbs.append((start, middle, width))
        limbs.append((middle, end, width * 0.82))
        if depth <= 2:
            tips.append(end)
        if depth == 0:
            return
        for k in range(dice.whole(2, 3)):
            turn = (k - 0.5 + dice.normal(0.25)) * spread * 1.2
            grow(end, angle + turn, length * dice.uniform(0.64, 0.82), width * 0.62, depth - 1)

    grow((x, y), math.pi / 2 + dice.normal(0.06), height * 0.30, height * 0.055, 4)
    return limbs, tips


def broadleaf(
    drawing: Drawing,
    x: float,
    y: float,
    height: float,
    bark: Colour,
    leaves: tuple[Colour, Colour, Colour],
    side: int,
    dice: Dice,
) -> None:
    """A tree with a round crown; `leaves` are dark, middle and light. Leaf clusters overlap from shade to light."""
    limbs, tips = branches(x, y, height, dice)
    drawing.polygon(
        [
            (x - height * 0.06, y + height * 0.01),
            (x - height * 0.03, y - height * 0.1),
            (x + height * 0.03, y - height * 0.1),
            (x + height * 0.06, y + height * 0.01),
        ],
        bark,
    )
    for start, end, width in limbs:
        drawing.line([start, end], width, bark)
    blob = height * 0.05
    for layer, (shift, count) in enumerate(((0.0, 7), (0.35, 6), (0.75, 5))):
        for tip in tips:
            for _ in range(count):
                spread = blob * (1.9 - 0.35 * layer)
                dx, dy = dice.normal(spread * 0.7), dice.normal(spread * 0.55)
                radius = blob * dice.uniform(0.25, 0.62) * (1 - 0.16 * layer)
                cx, cy = tip[0] + dx + side * blob * shift, tip[1] + dy - blob * shift
                drawing.ellipse(cx, cy, radius, radius * 0.86, leaves[layer])


def palm(
    drawing: Drawing,
    x: float,
    y: float,
    height: float,
    bark: Colour,
    dark: Colour,
    light: Colour,
    side: int,
    dice: Dice,
) -> None:
    """A palm that leans a little, with arched fronds."""
    lean = dice.uniform(0.1, 0.34) * dice.sign() * height
    points = [(x + lean * t * t, y - height * t) for t in (k / 9 for k in range(10))]
    for k, (start, end) in enumerate(pairwise(points)):
        drawing.line([start, end], height * (0.042 - 0.0022 * k), bark)
    top = points[-1]
    fronds = dice.whole(9, 12)
    for k in sorted(range(fronds), key=lambda k: math.sin(math.pi * (k + 0.5) / fronds * 2)):
        angle = math.pi * 2 * (k + dice.uniform(-0.3, 0.3)) / fronds
        reach = height * dice.uniform(0.34, 0.46)
        rise, droop = math.sin(angle) * 0.35 + 0.34, dice.uniform(0.5, 0.85)
        spine = []
        for step in range(9):
            t = step / 8
            spine.append((top[0] + math.cos(angle) * reach * t, top[1] - reach * (rise * t - droop * t * t)))
        colour = light if math.cos(angle) * side > 0.1 else dark
        for step in range(1, 9):
            (px, py), (qx, qy) = spine[step - 1], spine[step]
            drawing.line([(px, py), (qx, qy)], height * 0.008, colour)
            leaf = reach * 0.30 * math.sin(math.pi * min(0.98, step / 8 * 0.82 + 0.16))
            for sign in (-1, 1):
                lx = qx + math.cos(angle) * leaf * 0.55 + sign * leaf * 0.16
                ly = qy + leaf * (0.55 + 0.25 * sign * math.cos(angle))
                drawing.polygon([(px, py), (qx, qy), (lx, ly)], colour)
    for _ in range(3):
        drawing.ellipse(
            top[0] + dice.normal(height * 0.012), top[1] + height * 0.02, height * 0.016, height * 0.018, bark
        )
