"""Pictures of nothing: poured paint, and strokes that follow a current."""

from __future__ import annotations

import math

import numpy as np

from genstudio.providers.embedded.image.canvas import Array, Band, Layer, stage
from genstudio.providers.embedded.image.colour import Ramp, mix, rgb, smooth
from genstudio.providers.embedded.image.drawing import Drawing, ink
from genstudio.providers.embedded.image.noise import Dice, Field, Tile
from genstudio.providers.embedded.image.setting import Painting, Setting, Strip

FAMILIES: dict[str, tuple[tuple[str, ...], ...]] = {
    "Sunset": (("2b061e", "875053", "f2a65a", "f7dba7", "fff8e7"), ("1d1147", "8a2b6b", "f0604f", "ffb45e", "fff0c4")),
    "Dawn": (("41639a", "b9b8d8", "f0c4c6", "ffdcb8", "fffaf0"), ("22223b", "4a4e69", "9a8c98", "c9ada7", "f2e9e4")),
    "Clear day": (
        ("012a4a", "2c7da0", "a9d6e5", "fefae0", "e9c46a", "e76f51"),
        ("0b4a78", "2f9bbf", "a5dbe6", "ffffff", "ffd166"),
    ),
    "Golden hour": (
        ("1f1503", "6b4a0b", "c9972b", "f6d365", "fff9e6"),
        ("2d1b0a", "8a4b1a", "e0a040", "fbe3a0", "3a6ea5"),
    ),
    "Moonlit night": (
        ("0b132b", "1c2541", "3a506b", "5bc0be", "f7fff7"),
        ("03071e", "14213d", "33508a", "a9c4f0", "fff3c4"),
    ),
    "Storm": (("12161d", "39444f", "7d8a92", "c8d2d6", "ffffff"),),
    "Pastel": (("8ec5fc", "d9c6f2", "f7cfe3", "ffe3d8", "fffaf0"), ("a8d8ea", "aa96da", "fcbad3", "ffffd2", "ffffff")),
    "Red planet": (
        ("03071e", "6a040f", "d00000", "f48c06", "ffba08", "fff3b0"),
        ("1a0503", "7a2a12", "e08d52", "f6c58e", "fff4e0"),
    ),
    "Neon": (("10002b", "5a189a", "9d4edd", "ff6d9e", "ffd6e0"), ("06021a", "3b0a63", "ef3f9a", "2ef2ff", "fff6c0")),
    "Emerald": (("132a13", "31572c", "4f772d", "90a955", "ecf39e"), ("04241c", "0f6a52", "3fc08a", "d8f5c8", "f5d77a")),
    "Winter": (("1c3a5c", "5f93c0", "b8d8ec", "f2f8fc", "ffffff"), ("24405c", "8fb0c9", "e3eef5", "ffffff", "c9a7c7")),
    "Autumn": (("2a1008", "8a3d1e", "d97b2f", "f6c76a", "fff2d4"), ("3b1c10", "a8481f", "e8a33d", "6b7a2f", "fbf0d0")),
    "Tropical": (
        ("0d1b2a", "1b4965", "62b6cb", "bee9e8", "ffd166", "ef476f"),
        ("023047", "0a9396", "94d2bd", "fff1d0", "ee9b00"),
    ),
    "Black and white": (("08090a", "3a3c3f", "8a8d90", "d0d2d3", "ffffff"),),
}


def hues(setting: Setting, dice: Dice) -> tuple[str, ...]:
    """The picture's colours, dark to light: those the prompt names, else the palette's."""
    if len(setting.colours) == 1:
        return setting.colours[0]
    if setting.colours:
        first, second = setting.colours[:2]
        return (first[0], first[1], first[2], second[2], second[3], second[4])
    return dice.pick(FAMILIES[setting.palette.label])


def _flat(setting: Setting, layer: Layer, step: str, vignette: float, particles: str = "") -> Painting:
    frame = setting.frame
    centre = {"air": Strip(0.3, 0.7, frame.height * 0.5, 330, drift=125)}
    return Painting(
        [stage(step, layer)],
        frame.height * 0.5,
        places=centre,
        flat=True,
        vignette=vignette,
        particles=particles,
        bloom=0.5,
    )


def fluid(setting: Setting) -> Painting:
    """Poured paint: a field bent by itself twice, lit like wet lacquer."""
    dice = setting.dice
    ramp = Ramp(hues(setting, dice.named("hues")))
    bend_a = Tile.fractal(dice.named("a"), 512, 3, 3)
    bend_b = Tile.fractal(dice.named("b"), 512, 3, 3)
    body = Tile.fractal(dice.named("body"), 1024, 4, 6, 0.5)
    shift, size = dice.uniform(0, 1), dice.uniform(1900, 2500)
    turns, folds = dice.uniform(1.6, 2.6), dice.uniform(0.3, 0.42)
    angle = dice.uniform(0, 2 * math.pi)
    light_x, light_y = math.cos(angle) * 0.6, math.sin(angle) * 0.6 - 0.35

    def height(x: Array, y: Array) -> tuple[Array, Array]:
        a, b = bend_a.at(x, y) - 0.5, bend_b.at(x + 0.3, y) - 0.5
        q = body.at(x * 0.7 + a * folds * 1.5, y * 0.7 + b * folds * 1.5)
        p = body.at(x * 0.7 + (q - 0.5) * folds * 1.7 + a * folds, y * 0.7 - (q - 0.5) * folds * 1.4 + b * folds)
        return p, q

    def paint(band: Band) -> None:
        x, y = band.x / size + shift, band.y / size
        step = 1.6 / size
        p, q = height(x, y)
        right, _ = height(x + step, y)
        lower, _ = height(x, y + step)
        wave = np.mod(p * turns + q * 0.9, 1.0)
        band.rgb[:] = ramp(1 - np.abs(2 * wave - 1))
        slope_x, slope_y = (right - p) * 75, (lower - p) * 75
        facing = (slope_x * light_x + slope_y * light_y + 0.8) / np.sqrt(1 + slope_x**2 + slope_y**2)
        band.shade(0.5 + 0.66 * np.clip(facing, 0, 1.5))
        band.screen(rgb("ffffff"), np.clip((facing - 0.86) * 3.2, 0, 1) ** 2 * 0.75)
        np.clip(band.rgb, 0, 1, out=band.rgb)

    return _flat(setting, paint, "Pouring paint", 0.15)


def flow(setting: Setting) -> Painting:
    """Thousands of strokes along a current, from broad to fine."""
    frame, dice = setting.frame, setting.dice
    ramp = Ramp(hues(setting, dice.named("hues")))
    current = Tile.fractal(dice.named("current"), 512, 3, 3, 0.4)
    tone = Tile.fractal(dice.named("tone"), 512, 3, 3)
    numbers = dice.named("strokes").numbers
    span, twist, turn = 2600.0, dice.uniform(3.2, 5.6), dice.uniform(0, 6.28)
    area = min(3.0, frame.width * frame.height / 1024**2)
    count, steps, stride = int(3000 * area), 34, 8.8
    x = numbers.random(count) * frame.width * 1.1 - 0.05 * frame.width
    y = numbers.random(count) * frame.height * 1.1 - 0.05 * frame.height
    path = np.empty((steps, count, 2), np.float32)
    colour_at = np.clip(tone.at(x / span + 0.4, y / span) + numbers.normal(0, 0.11, count), 0, 1)
    for k in range(steps):
        path[k, :, 0], path[k, :, 1] = x, y
        angle = (current.at(x / span, y / span) - 0.5) * math.pi * twist + turn
        x, y = x + np.cos(angle) * stride, y + np.sin(angle) * stride
    width = 1.4 + 13.0 * numbers.random(count) ** 2.6
    length = (steps * (0.35 + 0.65 * numbers.random(count))).astype(int)
    drawing = Drawing(frame)
    inks = [ink(ramp.at(t / 63)) for t in range(64)]
    lights = [ink(mix(ramp.at(t / 63), rgb("ffffff"), 0.18)) for t in range(64)]
    for k in np.argsort(-width).tolist():
        points = [(float(px), float(py)) for px, py in path[: max(4, length[k]), k]]
        level = int(colour_at[k] * 63)
        _stroke(drawing, points, float(width[k]), inks[level])
        if width[k] > 4:
            _stroke(
                drawing,
                [(px - 0.2 * width[k], py - 0.2 * width[k]) for px, py in points],
                float(width[k]) * 0.28,
                lights[level],
            )
    ground = ramp.at(0.08 if dice.chance(0.6) else 0.95)
    canvas_grain = Field(frame, dice.named("grain"), 5, 2)

    def paint(band: Band) -> None:
        band.rgb[:] = ground[:, None, None]
        drawing(band)
        band.shade(0.98 + 0.04 * canvas_grain(band))

    return _flat(setting, paint, "Drawing strokes", 0.12)


def _stroke(
    drawing: Drawing, points: list[tuple[float, float]], width: float, colour: tuple[int, int, int, int]
) -> None:
    """A stroke that tapers at both ends."""
    left, right = [], []
    last = len(points) - 1
    for k, (x, y) in enumerate(points):
        (ax, ay), (bx, by) = points[max(0, k - 1)], points[min(last, k + 1)]
        norm = math.hypot(bx - ax, by - ay) or 1.0
        half = width / 2 * math.sin(math.pi * (0.06 + 0.88 * k / last)) ** 0.55
        nx, ny = -(by - ay) / norm * half, (bx - ax) / norm * half
        left.append((x + nx, y + ny))
        right.append((x - nx, y - ny))
    drawing.polygon(left + right[::-1], colour)


def paper(setting: Setting) -> Painting:
    """Sheets of cut paper, one above the other, each with a shadow."""
    frame, dice = setting.frame, setting.dice
    ramp = Ramp(hues(setting, dice.named("hues")))
    count = dice.whole(7, 11)
    shape = Field(frame, dice.named("shape"), dice.uniform(420, 640), 3, 0.36)
    fibre = Field(frame, dice.named("fibre"), 4.5, 3, 0.7)
    centre_x, centre_y = dice.uniform(0.25, 0.75) * frame.width, dice.uniform(0.25, 0.75) * frame.height
    reach = 0.72 * max(frame.width, frame.height)
    drop = shape.shifted(9.0, 15.0)
    dark_first = dice.chance(0.6)

    def level(band: Band, field: Field, shift: float) -> Array:
        away = np.hypot(band.x - centre_x - shift * 0.6, band.y - centre_y - shift) / reach
        values: Array = field(band) * 0.62 + away * 0.75
        return values

    def paint(band: Band) -> None:
        here, above = level(band, shape, 0.0), level(band, drop, 15.0)
        rough = fibre(band) - 0.5
        soft = 0.0016 * frame.pixel
        for index in range(count):
            edge = 0.16 + 0.92 * index / count
            t = index / (count - 1)
            colour = ramp.at(t if dark_first else 1 - t)
            if index == 0:
                band.rgb[:] = colour[:, None, None]
            else:
                band.shade(1 - 0.42 * smooth(edge - 0.035, edge + 0.03, above))
                band.over(colour, np.clip((here - edge) / soft + 0.5, 0, 1))
                rim = np.clip((here - edge) / (soft * 3), 0, 1) * smooth(edge + 0.012, edge, here)
                band.screen(rgb("ffffff"), 0.16 * rim)
        band.shade(1 + 0.05 * rough)
        np.clip(band.rgb, 0, 1, out=band.rgb)

    return _flat(setting, paint, "Cutting paper", 0.12)
