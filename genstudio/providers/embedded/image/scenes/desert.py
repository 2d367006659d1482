"""Dunes with sharp crests and wind ripples."""

from __future__ import annotations

import numpy as np

from genstudio.providers.embedded.image.canvas import Array, Band, Frame, Layer, spread, stage
from genstudio.providers.embedded.image.colour import Ramp, mix, rgb, smooth, tuned
from genstudio.providers.embedded.image.drawing import Drawing, ink
from genstudio.providers.embedded.image.landscape import air_colour, soft
from genstudio.providers.embedded.image.noise import Dice, Tile
from genstudio.providers.embedded.image.scenes.heavens import heavens, particles, weather
from genstudio.providers.embedded.image.setting import Land, Painting, Setting, Strip
from genstudio.providers.embedded.image.sky import Sun
from genstudio.providers.embedded.image.terrain import Camera, Terrain, haze, lambert, lens

FOCAL = 1150.0
FAR = 150.0


def desert(setting: Setting) -> Painting:
    frame, dice = setting.frame, setting.dice
    horizon = frame.height * dice.uniform(0.40, 0.5)
    sun, above = heavens(setting, horizon, cover=0.15 + 0.25 * dice.uniform(0, 1))
    side = sun.side(frame)
    terrain = _dunes(frame, dice.named("dunes"), horizon, side)
    stages = [
        stage("Painting the sky", *above, bottom=horizon + 60),
        stage("Piling up the dunes", _sand(setting, terrain, sun), top=terrain.top - 2),
    ]
    if setting.wants("pyramids"):
        stages.insert(1, stage("Building the pyramids", _pyramids(setting, horizon, side, dice.named("pyramids"))))
    return Painting(
        stages,
        horizon,
        places={
            "ground": Land(terrain, 5.0, 9.0, 1.15),
            "air": Strip(0.2, 0.8, horizon * 0.45, 170, drift=65),
        },
        front=weather(setting, horizon),
        sun=sun,
        particles=particles(setting, "dust"),
    )


def _dunes(frame: Frame, dice: Dice, horizon: float, side: int) -> Terrain:
    bend = Tile.fractal(dice.named("bend"), 512, 3, 4, 0.4)
    size = Tile.fractal(dice.named("size"), 256, 3, 3)
    across, along = dice.uniform(0.75, 0.95) * -side, dice.uniform(0.55, 0.85)
    grandeur = 1.0 * min(1.5, frame.height / 1024) ** 0.5

    def crest(phase: Array, steep: float) -> Array:
        """A long windward rise and a short slip face, 0..1."""
        t = phase - np.floor(phase)
        rise, fall = t / (1 - steep), (1 - t) / steep
        values: Array = np.minimum(rise**1.3, np.minimum(fall, 1.0) ** 0.85)
        return values

    def height(x: Array, z: Array) -> Array:
        swirl = bend.at(x / 62, z / 62)
        large = crest((x * across + z * along) / 21 + swirl * 2.3, 0.3)
        small = crest((x * across * 0.9 + z * along * 1.2) / 6.5 + bend.at(x / 25 + 0.4, z / 25) * 1.6, 0.35)
        amount = size.at(x / 74, z / 74)
        values: Array = (large * (0.9 + 2.6 * amount) + small * 0.26 * (0.3 + amount)) * grandeur * smooth(
            1.5, 14, z
        ) + (swirl - 0.5) * 0.8
        return values

    camera = Camera(horizon, FOCAL * lens(frame), eye=2.5, near=2.4, far=FAR, slices=720)
    return Terrain(frame, camera, height, sun_side=side, sun_slope=0.36, shadow_soft=0.12)


def _sand(setting: Setting, terrain: Terrain, sun: Sun) -> Layer:
    palette, dice = setting.palette, setting.dice.named("sand")
    ripple = Tile.fractal(dice.named("ripple"), 512, (30, 7), 3, 0.4, ridged=True)
    grain = Tile.fractal(dice.named("grain"), 512, 90, 3, 0.7)
    tone = Tile.fractal(dice.named("tone"), 256, 5, 4)
    sand = spread(rgb(palette.sand))
    deep = spread(tuned(rgb(palette.sand), 0.86, 1.15))
    light, shade = spread(rgb(palette.light)), spread(rgb(palette.shade))
    air = spread(air_colour(setting))
    sky = spread(Ramp(palette.sky).at(0.5))
    direction = (0.8 * sun.side(setting.frame), 0.5, -0.3)
    step = 1 / 512

    def paint(band: Band) -> None:
        ground = terrain.look(band)
        u, v = ground.x / 3.0 + ground.z / 9, ground.z / 3.0
        here = ripple.at(u, v)
        fine = 0.024 * np.clip(9 / ground.z, 0, 1) ** 1.3
        bump = (ripple.at(u + step, v) - here) / step / 3.0 * fine
        lit = lambert(ground, direction, bump, bump * 0.35) * (0.12 + 0.88 * ground.sun)
        patches = tone.at(ground.x / 23, ground.z / 23)
        speck = (grain.at(ground.x / 2.1, ground.z / 2.1) - 0.5) * np.clip(7 / ground.z, 0, 1) * 0.10
        colour = mix(sand, deep, patches * 0.8) * (1 + speck)
        # Shadows in sand are filled by the sky.
        colour = colour * (mix(shade, sky, 0.25) * 0.62 + light * (1.05 * lit))
        far = haze(ground, 9, FAR, 1.4)
        colour = mix(soft(colour), air, np.clip(far * 0.85, 0, 0.9))
        band.over(colour, ground.cover)

    return paint


def _pyramids(setting: Setting, horizon: float, side: int, dice: Dice) -> Drawing:
    """Three pyramids beyond the dunes, each with a sunny and a shady face and its courses of stone."""
    frame, palette = setting.frame, setting.palette
    drawing = Drawing(frame)
    sand, air = rgb(palette.sand), air_colour(setting)
    light, shade = rgb(palette.light), rgb(palette.shade)
    centre = dice.uniform(0.35, 0.65) * frame.width
    for offset, size, far in ((-0.27, 0.6, 0.55), (0.26, 0.78, 0.45), (0.0, 1.0, 0.34)):
        tall = 290 * size
        x, wide, foot = centre + offset * 980, tall * 0.82, horizon + 46
        top = (x, foot - tall)
        edge = (x - side * wide * 0.28, foot + 20)
        bright, dark = mix(sand * (shade * 0.5 + light * 0.72), air, far), mix(sand * shade * 0.86, air, far)
        drawing.polygon((top, (x - side * wide, foot), edge), np.clip(dark, 0, 1))
        drawing.polygon((top, (x + side * wide, foot), edge), np.clip(bright, 0, 1))
        line = ink(np.clip(mix(bright, dark, 0.16), 0, 1))
        for k in range(2, 30):
            t = k / 30
            inner = (top[0] + (edge[0] - top[0]) * t, top[1] + (edge[1] - top[1]) * t)
            outer = (top[0] + side * wide * t, top[1] + tall * t)
            drawing.line((inner, outer), 0.9, line)
    return drawing
