"""Mesas and buttes of layered rock over a dry plain."""

from __future__ import annotations

import numpy as np

from genstudio.providers.embedded.image.canvas import Array, Band, Frame, Layer, spread, stage
from genstudio.providers.embedded.image.colour import Ramp, mix, rgb, smooth, tuned
from genstudio.providers.embedded.image.drawing import Drawing
from genstudio.providers.embedded.image.flora import blade, lit
from genstudio.providers.embedded.image.landscape import air_colour, soft
from genstudio.providers.embedded.image.noise import Dice, Tile, profile
from genstudio.providers.embedded.image.scenes.heavens import heavens, particles, weather
from genstudio.providers.embedded.image.setting import Land, Painting, Setting, Strip
from genstudio.providers.embedded.image.sky import Sun
from genstudio.providers.embedded.image.terrain import Camera, Terrain, aside, haze, lambert, lens

FOCAL = 1120.0
FAR = 140.0
NEAR = 2.2


def canyon(setting: Setting) -> Painting:
    frame, dice = setting.frame, setting.dice
    horizon = frame.height * dice.uniform(0.5, 0.58)
    sun, above = heavens(setting, horizon)
    terrain = _mesas(frame, dice.named("mesas"), horizon, sun.side(frame))
    return Painting(
        [
            stage("Painting the sky", *above, bottom=horizon + 60),
            stage("Carving the canyon", _strata(setting, terrain, sun), top=terrain.top - 2),
            stage("Scattering brush", _brush(setting, terrain, dice.named("brush")), top=horizon - 20),
        ],
        horizon,
        places={
            "ground": Land(terrain, 4.0, 7.0, 0.95),
            "air": Strip(0.2, 0.8, horizon * 0.4, 170, drift=65),
        },
        front=weather(setting, horizon),
        sun=sun,
        particles=particles(setting, "dust"),
    )


def _mesas(frame: Frame, dice: Dice, horizon: float, side: int) -> Terrain:
    shape = Tile.fractal(dice.named("shape"), 1024, 4, 7, 0.5)
    lumps = Tile.fractal(dice.named("lumps"), 256, 6, 5)
    tall = dice.uniform(6.5, 9.0) * min(1.5, frame.height / 1024) ** 0.6
    gap = dice.uniform(-6, 6)

    def height(x: Array, z: Array) -> Array:
        rough = shape.at(x / 92, z / 92)
        open_plain = smooth(9, 26, z + aside(x, gap) * 0.5)
        mass = rough * open_plain
        # Steep walls at a few levels: steps of rock with scree at their feet.
        cliffs = smooth(0.5, 0.535, mass) * 0.42 + smooth(0.60, 0.63, mass) * 0.36 + smooth(0.70, 0.72, mass) * 0.22
        scree = smooth(0.30, 0.52, mass) * 0.16
        values: Array = (cliffs + scree) * tall + (lumps.at(x / 22, z / 22) - 0.5) * 0.55
        return values

    camera = Camera(horizon, FOCAL * lens(frame), eye=1.9, near=NEAR, far=FAR, slices=760)
    return Terrain(frame, camera, height, sun_side=side, sun_slope=0.42, shadow_soft=0.7)


def _strata(setting: Setting, terrain: Terrain, sun: Sun) -> Layer:
    palette, dice = setting.palette, setting.dice.named("strata")
    grain = Tile.fractal(dice.named("grain"), 512, 22, 5, 0.6)
    tone = Tile.fractal(dice.named("tone"), 256, 5, 5)
    warm = tuned(mix(rgb("b4562e"), rgb(palette.rock), 0.3), 1.0)
    layers = Ramp(
        [
            tuned(warm, 0.72),
            warm,
            tuned(warm, 1.22, 0.8),
            tuned(warm, 0.86, 1.1),
            tuned(warm, 1.34, 0.6),
            tuned(warm, 0.8),
        ]
    )
    steps = profile(dice.named("steps"), np.linspace(0, 1024, 1024, dtype=np.float32), 90, 5, 0.62)
    sand = spread(mix(rgb(palette.sand), warm, 0.45))
    light, shade = spread(rgb(palette.light)), spread(rgb(palette.shade))
    air = spread(air_colour(setting))
    direction = (0.74 * sun.side(setting.frame), 0.5, -0.45)
    step = 0.004

    def paint(band: Band) -> None:
        ground = terrain.look(band)
        u, v = ground.x / 6, ground.z / 6
        rough = grain.at(u, v)
        strength = 0.055 * np.clip(18 / ground.z, 0.1, 1)
        bump_x = (grain.at(u + step, v) - rough) / step * strength / 6
        bump_z = (grain.at(u, v + step) - rough) / step * strength / 6
        lit_here = lambert(ground, direction, bump_x, bump_z) * (0.16 + 0.84 * ground.sun)
        patches = tone.at(ground.x / 21, ground.z / 21)
        level = np.clip((ground.height * 62 + patches * 70 + 120).astype(np.int32), 0, 1023)
        rock = layers(np.clip(steps[level] * 1.5 - 0.25 + (rough - 0.5) * 0.25, 0, 1))
        flat = smooth(0.75, 0.35, np.hypot(ground.slope_x, ground.slope_z)) * smooth(2.4, 1.0, ground.height)
        colour = mix(rock * (0.82 + 0.3 * rough), sand * (0.78 + 0.36 * rough), flat)
        colour = colour * (shade * 0.72 + light * (1.08 * lit_here))
        far = haze(ground, 10, FAR * 1.1, 1.4)
        band.over(mix(soft(colour), air, np.clip(far * 0.72, 0, 0.9)), ground.cover)

    return paint


def _brush(setting: Setting, terrain: Terrain, dice: Dice) -> Drawing:
    """Tufts of dry grass and low bushes on the plain."""
    frame, palette = setting.frame, setting.palette
    drawing = Drawing(frame)
    light, shade, air = rgb(palette.light), rgb(palette.shade), air_colour(setting)
    dry, green = rgb("c8a860"), mix(rgb(palette.leaf), rgb("7c8048"), 0.6)
    for plot in terrain.scatter(dice.named("places"), int(700 * frame.width / 1024), NEAR, 40):
        chance, kind, grown, *_ = plot.lots
        if plot.height > 0.9 or chance < 0.35:
            continue
        far = min(0.8, (plot.z / FAR) ** 0.9)
        plant = dry if kind < 0.6 else green
        size = plot.unit * (0.10 + 0.16 * grown)
        own = dice.named("tuft", plot.index)
        for _ in range(9 if plot.unit > 40 else 5):
            colour = mix(lit(plant, light, shade, own.uniform(0.1, 1.0)), air, far)
            x, y = plot.screen_x + own.normal(size * 0.3), plot.y + own.normal(size * 0.05)
            blade(drawing, x, y, size * own.uniform(0.6, 1.2), own.normal(size * 0.4), colour)
    return drawing
