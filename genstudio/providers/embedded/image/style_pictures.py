"""Our own style references, computed on demand: the pictures whose manner the style transfer borrows.

Each is a small square full of one technique; the network reads from it colours, strokes and rhythm, not things.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from genstudio.providers.embedded.image.canvas import Band, Frame, run_stages, stage
from genstudio.providers.embedded.image.colour import Ramp, mix, rgb, smooth
from genstudio.providers.embedded.image.drawing import Drawing, ink
from genstudio.providers.embedded.image.finish import Pixels
from genstudio.providers.embedded.image.noise import Dice, Field, Tile

SIDE_PX = 512
SIDE = 1024.0
"""The side in units."""

Painter = Callable[[Frame, Dice], Callable[[Band], None]]


def style_picture(name: str) -> Pixels:
    """The reference of a built-in style: RGB bytes (512, 512, 3), always the same."""
    frame = Frame(SIDE_PX, SIDE_PX)
    canvas = np.zeros((3, SIDE_PX, SIDE_PX), np.float32)
    layer = STYLES[name](frame, Dice(11).named(name))
    run_stages(canvas, frame, [stage("Mixing the style", layer)], lambda fraction, step: None)
    return (np.clip(canvas, 0, 1) * 255 + 0.5).astype(np.uint8).transpose(1, 2, 0)


def _strokes(
    colours: tuple[str, ...],
    ground: str,
    *,
    width: tuple[float, float],
    length: int,
    twist: float,
    count: int,
    jitter: float = 0.12,
    swirl: bool = False,
) -> Painter:
    """Strokes along a current: broad or fine, straight or turning around a few centres."""

    def make(frame: Frame, dice: Dice) -> Callable[[Band], None]:
        ramp = Ramp(colours)
        tone = Tile.fractal(dice.named("tone"), 256, 3, 3)
        current = Tile.fractal(dice.named("current"), 256, 3, 3, 0.4)
        numbers = dice.named("strokes").numbers
        hubs = numbers.uniform(0.1, 0.9, (5, 2)) * SIDE
        x, y = numbers.uniform(-40, SIDE + 40, count), numbers.uniform(-40, SIDE + 40, count)
        level = np.clip(tone.at(x / 1300, y / 1300) + numbers.normal(0, jitter, count), 0, 1)
        wide = width[0] + (width[1] - width[0]) * numbers.random(count) ** 2
        path = np.empty((length, count, 2))
        for step in range(length):
            path[step, :, 0], path[step, :, 1] = x, y
            angle = (current.at(x / 1500, y / 1500) - 0.5) * math.pi * twist
            if swirl:
                away = (x[:, None] - hubs[:, 0]) ** 2 + (y[:, None] - hubs[:, 1]) ** 2
                hub = hubs[away.argmin(axis=1)]
                angle = angle * 0.35 + np.arctan2(y - hub[:, 1], x - hub[:, 0]) + math.pi / 2
            x, y = x + np.cos(angle) * 8, y + np.sin(angle) * 8
        drawing = Drawing(frame)
        inks = [ink(ramp.at(t / 31)) for t in range(32)]
        lights = [ink(mix(ramp.at(t / 31), rgb("ffffff"), 0.25)) for t in range(32)]
        darks = [ink(ramp.at(t / 31) * 0.72) for t in range(32)]
        for k in range(count):
            points = [(float(px), float(py)) for px, py in path[:, k]]
            shift, index = float(wide[k]) * 0.22, int(level[k] * 31)
            drawing.line([(px + shift, py + shift) for px, py in points], float(wide[k]), darks[index])
            drawing.line(points, float(wide[k]), inks[index])
            drawing.line([(px - shift, py - shift) for px, py in points], float(wide[k]) * 0.3, lights[index])

        def paint(band: Band) -> None:
            band.rgb[:] = rgb(ground)[:, None, None]
            drawing(band)

        return paint

    return make


def _brush_ink(frame: Frame, dice: Dice) -> Callable[[Band], None]:
    """Sumi: grey washes and a few sweeping black strokes on warm paper."""
    wash = Field(frame, dice.named("wash"), 420, 4)
    bleed = Field(frame, dice.named("bleed"), 60, 5, 0.6)
    paper = Field(frame, dice.named("paper"), 5, 3, 0.7)
    drawing = Drawing(frame, opacity=0.92)
    for _ in range(26):
        x, y, heading = dice.uniform(0, SIDE), dice.uniform(0, SIDE), dice.uniform(0, 6.28)
        wide, bend = dice.uniform(6, 46), dice.normal(0.06)
        for step in range(34):
            nx, ny = x + math.cos(heading) * 13, y + math.sin(heading) * 13
            drawing.line(((x, y), (nx, ny)), wide * math.sin(math.pi * (0.05 + 0.9 * step / 34)), rgb("15161a"))
            x, y, heading = nx, ny, heading + bend + dice.normal(0.05)

    def paint(band: Band) -> None:
        band.rgb[:] = rgb("f2ebdc")[:, None, None]
        tone = wash(band) + (bleed(band) - 0.5) * 0.25
        band.over(rgb("5c626c"), 0.55 * smooth(0.55, 0.62, tone) + 0.3 * smooth(0.75, 0.8, tone))
        drawing(band)
        band.shade(0.95 + 0.08 * paper(band))

    return paint


def _woodcut(frame: Frame, dice: Dice) -> Callable[[Band], None]:
    """Carved lines that swell and thin along a relief, black on cream with one red block."""
    relief = Field(frame, dice.named("relief"), 380, 3, 0.4)
    block = Field(frame, dice.named("block"), 520, 2)
    rough = Field(frame, dice.named("rough"), 12, 2)

    def paint(band: Band) -> None:
        height = relief(band)
        lines = 0.5 + 0.5 * np.sin((band.y * 0.09 + height * 26) + (rough(band) - 0.5) * 0.9)
        dark = smooth(-0.06, 0.06, lines - (0.15 + 0.75 * height))
        band.rgb[:] = rgb("f3e7cd")[:, None, None]
        band.over(rgb("b8352a"), smooth(0.62, 0.64, block(band)))
        band.over(rgb("171310"), 1 - dark)

    return paint


def _watercolour(frame: Frame, dice: Dice) -> Callable[[Band], None]:
    """Wet washes with dark rims and granulation on white paper."""
    hues = ("3a7ca5", "f2a65a", "7fb069", "d1495b", "8d7fb8", "e8c547", "2f9c95")
    grain = Field(frame, dice.named("grain"), 6, 3, 0.7)
    washes = [
        (Field(frame, dice.named("wash", k), dice.uniform(260, 460), 6, 0.5), rgb(code)) for k, code in enumerate(hues)
    ]

    def paint(band: Band) -> None:
        band.rgb[:] = rgb("fbf8f1")[:, None, None]
        rough = grain(band) - 0.5
        for field, colour in washes:
            tone = field(band)
            inside = smooth(0.56, 0.6, tone)
            rim = np.exp(-(((tone - 0.585) / 0.014) ** 2))
            band.over(colour, np.clip(inside * (0.36 + 0.25 * rough) + rim * 0.4, 0, 0.85))

    return paint


def _halftone(frame: Frame, dice: Dice) -> Callable[[Band], None]:
    """Comic print: flat loud colours, rows of dots, thick black contours."""
    shape = Field(frame, dice.named("shape"), 380, 2, 0.4)
    hues = ("ffd400", "ff3b6b", "19b5fe", "ffffff", "ff7a00")

    def paint(band: Band) -> None:
        tone = np.clip(shape(band), 0, 0.999)
        level = (tone * len(hues)).astype(np.int32)
        colours = np.array([rgb(code) for code in hues], np.float32).T
        band.rgb[:] = colours[:, level]
        pitch = 26.0
        u, v = (band.x + band.y) / pitch, (band.x - band.y) / pitch
        spot = np.hypot(u - np.round(u), v - np.round(v))
        size = 0.16 + 0.3 * (tone * len(hues) - level)
        band.over(rgb("e4114f"), smooth(0.03, -0.03, spot - size) * (level % 2 == 1))
        band.over(rgb("1458c8"), smooth(0.03, -0.03, spot - size) * (level % 2 == 0) * 0.85)
        edge = np.abs(tone * len(hues) - np.round(tone * len(hues)))
        band.over(rgb("0c0c10"), smooth(0.075, 0.05, edge))

    return paint


def _tiles(frame: Frame, dice: Dice) -> Callable[[Band], None]:
    """Byzantine mosaic: small bright stones in dark joints, some of gold."""
    ramp = Ramp(("0f2a5c", "1f6f9f", "3fb5a8", "f0d9a0", "d9a227", "a8321f"))
    tone = Tile.fractal(dice.named("tone"), 256, 3, 3)
    numbers = dice.named("stones").numbers
    shades = numbers.normal(0, 0.11, (256, 256)).astype(np.float32)

    def paint(band: Band) -> None:
        bend = (tone.at(band.x / 2100, band.y / 2100) - 0.5) * 260
        u, v = (band.x + bend) / 52, (band.y + bend * 0.7) / 52
        column, row = np.floor(u).astype(np.int32), np.floor(v).astype(np.int32)
        inner = np.maximum(np.abs(u - column - 0.5), np.abs(v - row - 0.5))
        level = tone.at((column * 52) / 1500 + 0.3, (row * 52) / 1500)
        stone = np.clip(level + shades[row & 255, column & 255], 0, 1)
        band.rgb[:] = ramp(stone) * (0.85 + 0.3 * (0.5 - (v - row - 0.5)))
        band.over(rgb("1a1412"), smooth(0.38, 0.46, inner))

    return paint


def _hatching(frame: Frame, dice: Dice) -> Callable[[Band], None]:
    """Pencil: hatching in three directions, denser in the darks."""
    tone = Tile.fractal(dice.named("tone"), 256, 3, 4)
    drawing = Drawing(frame, opacity=0.75)
    colour = ink(rgb("2b2d33"))
    for direction, (angle, limit) in enumerate(((0.8, 0.72), (2.2, 0.5), (1.5, 0.32))):
        numbers = dice.named("hatch", direction).numbers
        for _ in range(2400):
            x, y = numbers.uniform(0, SIDE, 2)
            if float(tone.at(np.array([x / 1400]), np.array([y / 1400]))[0]) > limit:
                continue
            reach, turn = numbers.uniform(16, 46), angle + numbers.normal(0, 0.07)
            dx, dy = math.cos(turn) * reach, math.sin(turn) * reach
            drawing.line(((x - dx, y - dy), (x, y), (x + dx, y + dy)), numbers.uniform(1.2, 3.0), colour)

    def paint(band: Band) -> None:
        band.rgb[:] = rgb("f4f0e6")[:, None, None]
        drawing(band)

    return paint


def _points(frame: Frame, dice: Dice) -> Callable[[Band], None]:
    """Pointillism: dots of pure colour beside each other."""
    hues = ("2f5fd0", "f4a72c", "e85a4f", "3fa66a", "f7d64a", "8a5fc0", "62b6e8", "fbe8d0")
    tone = Tile.fractal(dice.named("tone"), 256, 3, 3)
    numbers = dice.named("dots").numbers
    drawing = Drawing(frame)
    inks = [ink(rgb(code)) for code in hues]
    for _ in range(3600):
        x, y = numbers.uniform(-5, SIDE + 5, 2)
        level = float(tone.at(np.array([x / 1300]), np.array([y / 1300]))[0])
        index = int(np.clip(level * 8 + numbers.normal(0, 1.3), 0, 7))
        size = numbers.uniform(12, 22)
        drawing.ellipse(x, y, size, size, inks[index])

    def paint(band: Band) -> None:
        band.rgb[:] = rgb("f6efe0")[:, None, None]
        drawing(band)

    return paint


STYLES: dict[str, Painter] = {
    "swirls": _strokes(
        ("0b1f5c", "1f4fb0", "3f86d8", "8fc4e8", "f4d35e", "fff3c0"),
        "0b1f5c",
        width=(18, 40),
        length=18,
        twist=3.0,
        count=1300,
        swirl=True,
    ),
    "impasto": _strokes(
        ("3a1a12", "a83a1f", "e8792b", "f7c04a", "fff0c4", "3f7f8f"),
        "5a2a18",
        width=(26, 64),
        length=10,
        twist=4.0,
        count=1100,
        jitter=0.16,
    ),
    "impression": _strokes(
        ("3f5f8f", "6f9fc0", "a8c8d8", "e8c8d0", "f8e4b8", "8fb880"),
        "a8bcc8",
        width=(22, 44),
        length=7,
        twist=1.6,
        count=1700,
        jitter=0.2,
    ),
    "pastel": _strokes(
        ("8ec5fc", "c8b4f0", "f7b8d0", "ffd8b8", "fff6d8", "b8e8d0"),
        "f4ecec",
        width=(14, 34),
        length=12,
        twist=1.2,
        count=1500,
        jitter=0.18,
    ),
    "ink": _brush_ink,
    "woodcut": _woodcut,
    "watercolour": _watercolour,
    "comic": _halftone,
    "mosaic": _tiles,
    "pencil": _hatching,
    "dots": _points,
    "embers": _strokes(
        ("0c0406", "4a0a0c", "b8201a", "f4681a", "ffc23f", "fff0b0"),
        "0c0406",
        width=(8, 26),
        length=11,
        twist=5.0,
        count=1400,
        jitter=0.14,
    ),
    "deep_sea": _strokes(
        ("04141f", "0a3a4f", "12707f", "2fb0a8", "a0e8d0", "f4fff0"),
        "04141f",
        width=(8, 30),
        length=13,
        twist=5.0,
        count=1300,
        jitter=0.12,
        swirl=True,
    ),
}
