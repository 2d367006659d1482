"""Another world: bare rock under a sky full of stars, with a planet above it."""

from __future__ import annotations

import numpy as np

from genstudio.providers.embedded.image.canvas import Array, Frame, Layer, stage
from genstudio.providers.embedded.image.colour import Ramp, smooth
from genstudio.providers.embedded.image.landscape import Cover, land_layer
from genstudio.providers.embedded.image.noise import Dice, Tile
from genstudio.providers.embedded.image.planets import planet
from genstudio.providers.embedded.image.scenes.heavens import particles, weather
from genstudio.providers.embedded.image.setting import Land, Painting, Setting, Strip
from genstudio.providers.embedded.image.sky import Sun, gradient, hang_sun, star_field, sunlight
from genstudio.providers.embedded.image.terrain import Camera, Terrain, lens

FOCAL = 1150.0
FAR = 130.0


def alien(setting: Setting) -> Painting:
    frame, palette, dice = setting.frame, setting.palette, setting.dice
    horizon = frame.height * dice.uniform(0.56, 0.64)
    sun = hang_sun(frame, palette, horizon, dice.named("sun"))
    side = sun.side(frame)
    ramp = Ramp(palette.sky)
    sky: list[Layer] = [gradient(frame, palette, horizon, dice)]
    if float(ramp.at(0.1).mean()) < 0.4:
        sky.append(star_field(frame, dice.named("stars"), horizon, 0.8))
    sky.append(sunlight(frame, palette, Sun(sun.x, sun.y, sun.radius * 0.6), dice))
    count = 2 if dice.chance(0.55) else 1
    for index in range(count):
        own = dice.named("planet", index)
        across = own.uniform(0.56, 0.78) if (side < 0) != (index == 1) else own.uniform(0.22, 0.44)
        radius = own.uniform(120, 200) if index == 0 else own.uniform(26, 52)
        ringed = index == 0 and (setting.wants("ring") or own.chance(0.5))
        place = across * frame.width, horizon * own.uniform(0.32, 0.5) * (1 if index == 0 else 0.6)
        sky.append(planet(frame, own, *place, radius, side, ringed=ringed, air=lambda y: ramp(y / horizon)))
    terrain = _craters(frame, dice.named("land"), horizon, side)
    cover = Cover(grass=-50, snow=60, far=FAR, near=14, relief=1.5, air=0.9)
    return Painting(
        [
            stage("Painting the sky", *sky, bottom=horizon + 60),
            stage("Shaping the land", land_layer(setting, terrain, sun, cover), top=terrain.top - 2),
        ],
        horizon,
        places={
            "ground": Land(terrain, 4.2, 7.5, 1.05),
            "air": Strip(0.2, 0.8, horizon * 0.5, 170, drift=65),
        },
        front=weather(setting, horizon),
        sun=sun,
        particles=particles(setting, "dust"),
    )


def _craters(frame: Frame, dice: Dice, horizon: float, side: int) -> Terrain:
    crags = Tile.crags(dice.named("crags"), 1024, 4, 9)
    lumps = Tile.fractal(dice.named("lumps"), 512, 5, 7, 0.55)
    tall = dice.uniform(4.0, 11.0) * min(1.5, frame.height / 1024) ** 0.6
    spires = dice.chance(0.45)
    pits = [(dice.uniform(-1.0, 1.0), dice.uniform(5.5, 34), dice.uniform(0.12, 0.26)) for _ in range(16)]
    half = frame.width / 2 / (FOCAL * lens(frame))

    def height(x: Array, z: Array) -> Array:
        far = smooth(20, 62, z)
        peaks = crags.at(x / 98, z / 98)
        if spires:
            peaks = peaks**2.2 * 1.7
        ground = far * peaks * tall + (lumps.at(x / 30, z / 30) - 0.5) * 1.1
        for across, distance, size in pits:
            radius = size * distance
            off = np.hypot(x - across * half * distance, (z - distance) * 0.8) / radius
            rim = np.exp(-(((off - 1.0) / 0.22) ** 2)) * 0.16
            ground = ground + radius * (rim - 0.24 * smooth(1.0, 0.35, off)) * (off < 2.2)
        values: Array = ground
        return values

    camera = Camera(horizon, FOCAL * lens(frame), eye=2.2, near=2.3, far=FAR, slices=720, even=0.25)
    return Terrain(frame, camera, height, sun_side=side, sun_slope=0.4, shadow_soft=0.5)
