"""Cherry blossom: a flowering tree by a quiet lake, with a far mountain and falling petals."""

from __future__ import annotations

import math

import numpy as np

from genstudio.providers.embedded.image.canvas import Band, Colour, Frame, Layer, Stage, spread, stage
from genstudio.providers.embedded.image.colour import Ramp, mix, rgb, smooth, tuned
from genstudio.providers.embedded.image.drawing import Drawing, Ink, ink
from genstudio.providers.embedded.image.flora import blade, lit
from genstudio.providers.embedded.image.landscape import air_colour
from genstudio.providers.embedded.image.noise import Dice, Field, profile
from genstudio.providers.embedded.image.scenes.heavens import heavens, particles, weather
from genstudio.providers.embedded.image.setting import Painting, Setting, Strip
from genstudio.providers.embedded.image.sky import Sun
from genstudio.providers.embedded.image.water import bay

PINKS = ("e8799c", "f7a8c0", "ffd3e0", "fff0f4")


def sakura(setting: Setting) -> Painting:
    frame, palette, dice = setting.frame, setting.palette, setting.dice
    horizon = frame.height * dice.uniform(0.56, 0.62)
    sun, above = heavens(setting, horizon, cover=dice.uniform(0.2, 0.45))
    side = sun.side(frame)
    peak = _peak(setting, horizon, sun, dice.named("peak"))
    groves = Drawing(frame)
    _far_groves(setting, groves, horizon, side, dice.named("groves"))
    bank = _bank(setting, dice.named("bank"), -side)
    tree, shadow = Drawing(frame), Drawing(frame, opacity=0.4)
    _tree(setting, tree, shadow, side, dice.named("tree"))
    stages: list[Stage] = [
        stage("Painting the sky", *above, bottom=horizon + 20),
        stage("Raising the mountain", peak, groves, bottom=horizon + 4),
        stage("Filling the lake", bay(frame, palette, horizon, dice.named("lake"), rough=0.55), top=horizon - 1),
        stage("Shaping the bank", bank, shadow, top=horizon),
        stage("Growing the cherry tree", tree),
        stage("Letting petals fall", _petals(frame, palette.night, dice.named("petals"))),
    ]
    return Painting(
        stages,
        horizon,
        water_line=horizon,
        places={
            "ground": Strip(0.3, 0.6, frame.height * 0.9, 240),
            "air": Strip(0.25, 0.6, horizon * 0.45, 150, drift=57),
            "water": Strip(0.3, 0.6, horizon + (frame.height - horizon) * 0.32, 150),
        },
        front=weather(setting, horizon),
        sun=sun,
        tufts=palette.grass,
        particles=particles(setting, "petals"),
    )


def _blossom(setting: Setting) -> tuple[str, ...]:
    return setting.colours[0][1:] if setting.colours else PINKS


def _peak(setting: Setting, horizon: float, sun: Sun, dice: Dice) -> Layer:
    """One wide mountain with a snowy top, and hills at its foot."""
    frame, palette = setting.frame, setting.palette
    x = frame.columns()
    centre = frame.width * dice.uniform(0.36, 0.64)
    tall, wide = horizon * dice.uniform(0.42, 0.56), frame.width * dice.uniform(0.3, 0.42) + 120
    slope = np.clip(1 - np.abs(x - centre) / wide, 0, 1) ** 1.55
    top = horizon - tall * np.minimum(slope, 0.86 + 0.05 * profile(dice.named("crater"), x, 40, 3))
    hills = horizon - 26 - profile(dice.named("hills"), x, 300, 5, 0.5) * 62
    rough = Field(frame, dice.named("rough"), (70, 150), 5, 0.55, ridged=True)
    air = air_colour(setting)
    body = mix(rgb(palette.rock) * rgb(palette.shade), air, 0.45)
    bright = mix(np.clip(rgb(palette.rock) * (rgb(palette.shade) * 0.6 + rgb(palette.light) * 0.7), 0, 1), air, 0.45)
    snow = mix(rgb("ffffff") * (0.55 if palette.night else 1.0), rgb(palette.light), 0.12)
    side = sun.side(frame)
    green = mix(lit(rgb(palette.leaf), rgb(palette.light), rgb(palette.shade), 0.4), air, 0.5)

    def paint(band: Band) -> None:
        depth = band.y - top[None, :]
        ribs = rough(band)
        facing = smooth(-0.35, 0.35, (band.x - centre) / wide * side + (ribs - 0.5) * 0.5)
        colour = mix(spread(body), spread(bright), facing)
        line = tall * 0.30 + (ribs - 0.5) * tall * 0.34
        colour = mix(colour, spread(snow) * (0.78 + 0.24 * facing), smooth(12, -12, depth - line))
        colour = mix(colour, spread(air), smooth(0.35, 1.0, depth / tall) * 0.7)
        cover = np.clip(depth * frame.scale + 0.5, 0, 1) * (slope[None, :] > 0)
        band.over(np.clip(colour, 0, 1), cover)
        band.over(green, np.clip((band.y - hills[None, :]) * frame.scale + 0.5, 0, 1))

    return paint


def _far_groves(setting: Setting, drawing: Drawing, horizon: float, side: int, dice: Dice) -> None:
    """Blossom on the far bank."""
    frame, palette = setting.frame, setting.palette
    light, shade, air = rgb(palette.light), rgb(palette.shade), air_colour(setting)
    pinks = [rgb(code) for code in _blossom(setting)]
    for k in range(int(90 * frame.width / 1024)):
        x = dice.uniform(-0.02, 1.02) * frame.width
        size = dice.uniform(12, 30)
        y = horizon - size * 0.35
        for dx, dy, tone in ((0.0, 0.0, 0), (0.2 * side, -0.2, 1), (0.3 * side, -0.36, 2)):
            colour = mix(
                lit(pinks[min(tone, len(pinks) - 1)], light, shade, 0.4 + 0.3 * tone), air, 0.35 + 0.1 * (k % 3)
            )
            drawing.ellipse(
                x + dx * size, y + dy * size, size * (0.9 - 0.2 * tone), size * (0.62 - 0.14 * tone), colour
            )


def _bank(setting: Setting, dice: Dice, side: int) -> Layer:
    """The near bank, rising towards the tree's side."""
    frame, palette = setting.frame, setting.palette
    x = frame.columns()
    t = (x / frame.width - 0.5) * 2 * side
    top = frame.height * (0.93 - 0.13 * smooth(-0.7, 1.0, t)) - (profile(dice.named("edge"), x, 240, 4) - 0.5) * 26
    turf = Field(frame, dice.named("turf"), (60, 22), 6, 0.6)
    grass = Ramp((palette.grass[1], palette.grass[0]))
    light, shade = spread(rgb(palette.light)), spread(rgb(palette.shade))
    tufts = Drawing(frame)
    inks = [ink(lit(grass.at(t), rgb(palette.light), rgb(palette.shade), 0.3 + 0.5 * t)) for t in (0.1, 0.4, 0.8)]
    for _ in range(int(520 * frame.width / 1024)):
        bx = dice.uniform(0, 1) * frame.width
        edge = float(top[min(frame.width_px - 1, int(bx * frame.scale))])
        by = edge + dice.uniform(0, 1) ** 1.6 * (frame.height - edge) + 4
        blade(tufts, bx, by, dice.uniform(10, 30), dice.normal(6), inks[dice.whole(0, 2)])

    def paint(band: Band) -> None:
        rough = turf(band)
        below = band.y - top[None, :]
        colour = grass(0.15 + 0.55 * rough + 0.2 * smooth(60, 0, below)) * (shade * 0.6 + light * (0.35 + 0.4 * rough))
        band.over(np.clip(colour, 0, 1), np.clip(below * frame.scale + 0.5, 0, 1))
        tufts(band)

    return paint


def _tree(setting: Setting, drawing: Drawing, shadow: Drawing, side: int, dice: Dice) -> None:
    """A crooked trunk at one side, its boughs reaching over the water, thick with blossom."""
    frame, palette = setting.frame, setting.palette
    light, shade = rgb(palette.light), rgb(palette.shade)
    bark = [ink(lit(rgb("5a3f3c"), light, shade, t)) for t in (0.0, 0.3, 0.75)]
    pinks = _blossom(setting)
    tones: list[Ink] = [ink(lit(rgb(code), light, shade, 0.3 + 0.25 * k)) for k, code in enumerate(pinks)]
    foot = (frame.width * (0.5 - 0.36 * side), frame.height * 0.9)
    reach = min(frame.height * 0.8, frame.width * 0.72)
    shadow.ellipse(foot[0] - side * 60, foot[1] + 6, reach * 0.3, reach * 0.03, rgb(palette.dark))
    tips: list[tuple[float, float, float]] = []

    def bough(start: tuple[float, float], angle: float, length: float, width: float, depth: int) -> None:
        at, heading = start, angle
        for step in range(5):
            heading += dice.normal(0.17)
            end = (at[0] + math.cos(heading) * length / 5, at[1] - math.sin(heading) * length / 5)
            thick = width * (1 - 0.09 * step)
            drawing.line((at, end), thick, bark[0])
            drawing.line(
                ((at[0] + side * thick * 0.16, at[1]), (end[0] + side * thick * 0.16, end[1])), thick * 0.5, bark[1]
            )
            drawing.line(
                ((at[0] + side * thick * 0.3, at[1]), (end[0] + side * thick * 0.3, end[1])), thick * 0.16, bark[2]
            )
            at = end
            if depth <= 2 and step >= 1:
                tips.append((at[0], at[1], length))
        if depth == 0:
            return
        for k in range(3 if depth > 2 else 2):
            turn = (k - (1 if depth > 2 else 0.5)) * dice.uniform(0.5, 0.85) + dice.normal(0.12)
            # Boughs level out as they reach over the water.
            level = 0.0 if side > 0 else math.pi
            heading_next = heading + turn
            heading_next += (level + side * 0.35 - heading_next) * 0.16
            bough(at, heading_next, length * dice.uniform(0.66, 0.84), width * 0.6, depth - 1)

    bough(foot, math.pi / 2 - side * 0.22, reach * 0.36, reach * 0.062, 4)
    highest, lowest = min(tip[1] for tip in tips), max(tip[1] for tip in tips)
    for layer in range(len(tones)):
        for x, y, _ in tips:
            sunny = 0.55 * (lowest - y) / max(1.0, lowest - highest) + 0.3
            for _ in range(int((12, 10, 8, 4)[min(layer, 3)] * (1.0 if layer == 0 else 0.35 + sunny))):
                angle, far = (
                    dice.uniform(0, 2 * math.pi),
                    reach * 0.05 * math.sqrt(dice.uniform(0, 1)) * (1.2 - 0.12 * layer),
                )
                size = reach * 0.0062 * dice.uniform(0.7, 1.5)
                cx = x + math.cos(angle) * far + side * reach * 0.005 * layer
                cy = y + math.sin(angle) * far * 0.72 - reach * 0.007 * layer
                drawing.ellipse(cx, cy, size, size * 0.86, tones[layer])


def _petals(frame: Frame, night: bool, dice: Dice) -> Drawing:
    drawing = Drawing(frame, opacity=0.9)
    pinks: list[Colour] = [tuned(rgb(code), 0.62 if night else 1.0) for code in PINKS[1:]]
    for _ in range(int(150 * frame.width / 1024)):
        x, y = dice.uniform(0, 1) * frame.width, dice.uniform(0.05, 1.0) * frame.height
        size, turn = dice.uniform(2.4, 6.5), dice.uniform(0, math.pi)
        ux, uy = math.cos(turn) * size, math.sin(turn) * size
        wide = dice.uniform(0.3, 0.65)
        drawing.polygon(
            [(x - ux, y - uy), (x - uy * wide, y + ux * wide), (x + ux, y + uy), (x + uy * wide, y - ux * wide)],
            dice.pick(pinks),
        )
    return drawing
