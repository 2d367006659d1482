"""Trees as shapes: pines, broad-leaved trees, palms, bare trunks."""

from __future__ import annotations

import math
from itertools import pairwise

from genstudio.providers.embedded.image.canvas import Colour
from genstudio.providers.embedded.image.drawing import Drawing, Point, ink
from genstudio.providers.embedded.image.noise import Dice


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


def branches(x: float, y: float, height: float, dice: Dice) -> tuple[list[tuple[Point, Point, float]], list[Point]]:
    """A bare tree: (from, to, width) of every limb, and the tips where leaves grow. It keeps upright as it grows."""
    limbs: list[tuple[Point, Point, float]] = []
    tips: list[Point] = []

    def grow(start: Point, angle: float, length: float, width: float, depth: int) -> None:
        bend = dice.normal(0.08)
        middle = (start[0] + math.cos(angle) * length * 0.5, start[1] - math.sin(angle) * length * 0.5)
        end = (middle[0] + math.cos(angle + bend) * length * 0.5, middle[1] - math.sin(angle + bend) * length * 0.5)
        limbs.append((start, middle, width))
        limbs.append((middle, end, width * 0.82))
        if depth <= 2:
            tips.append(end)
        if depth <= 1:
            tips.append(middle)
        if depth == 0:
            return
        count = 4 if depth == 4 else 3 if depth == 3 else dice.whole(2, 3)
        for k in range(count):
            turn = (k - (count - 1) / 2) * dice.uniform(0.46, 0.66) + dice.normal(0.14)
            towards = angle + turn
            towards += (math.pi / 2 - towards) * 0.06
            grow(end, towards, length * dice.uniform(0.62, 0.84), width * 0.62, depth - 1)

    grow((x, y), math.pi / 2 + dice.normal(0.05), height * 0.25, height * 0.055, 4)
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
    inks = [ink(colour) for colour in leaves]
    wide = height * 0.055
    drawing.polygon(
        [
            (x - wide, y + height * 0.012),
            (x - wide * 0.45, y - height * 0.1),
            (x + wide * 0.45, y - height * 0.1),
            (x + wide, y + height * 0.012),
        ],
        bark,
    )
    for start, end, width in limbs:
        drawing.line([start, end], width, bark)
    centre = sum(tip[0] for tip in tips) / len(tips)
    low, high = max(tip[1] for tip in tips), min(tip[1] for tip in tips)
    leaf = height * 0.019
    for layer, count in enumerate((11, 7, 5)):
        for tip in tips:
            # Clusters on the sunny side and on top carry more of the light leaves.
            sunny = (
                0.5
                + 0.35 * side * (tip[0] - centre) / (height * 0.3)
                + 0.45 * (low - tip[1]) / max(low - high, 1)
                - 0.22
            )
            amount = count if layer == 0 else round(count * min(1.4, max(0.0, sunny + (0.3, 0.05)[layer - 1])))
            for _ in range(amount):
                angle, reach = (
                    dice.uniform(0, 2 * math.pi),
                    height * 0.062 * math.sqrt(dice.uniform(0, 1)) * (1.25 - 0.2 * layer),
                )
                cx = tip[0] + math.cos(angle) * reach + side * height * 0.012 * layer
                cy = tip[1] + math.sin(angle) * reach * 0.8 - height * 0.012 * layer
                size = leaf * dice.uniform(0.6, 1.25)
                turn = dice.uniform(0, math.pi)
                ux, uy = math.cos(turn) * size, math.sin(turn) * size
                drawing.polygon(
                    (
                        (cx - ux, cy - uy),
                        (cx - uy * 0.6, cy + ux * 0.6),
                        (cx + ux, cy + uy),
                        (cx + uy * 0.6, cy - ux * 0.6),
                    ),
                    inks[layer],
                )


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
