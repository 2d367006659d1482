"""The open sea with islands, in calm and in storm."""

from __future__ import annotations

import numpy as np

from genstudio.providers.embedded.image.canvas import Array, Frame, Stage, stage
from genstudio.providers.embedded.image.colour import smooth
from genstudio.providers.embedded.image.landscape import Cover, land_layer
from genstudio.providers.embedded.image.noise import Dice, Tile
from genstudio.providers.embedded.image.scenes.heavens import heavens, is_stormy, particles, weather
from genstudio.providers.embedded.image.sea import FOCAL, SEA_FAR, sea_layer, sea_surface
from genstudio.providers.embedded.image.setting import Painting, Setting, Strip
from genstudio.providers.embedded.image.terrain import Camera, Terrain, lens


def ocean(setting: Setting) -> Painting:
    frame, palette, dice = setting.frame, setting.palette, setting.dice
    stormy = is_stormy(setting)
    horizon = frame.height * dice.uniform(0.46, 0.56)
    sun, above = heavens(setting, horizon)
    swell = (
        dice.uniform(1.7, 2.3)
        if stormy
        else dice.uniform(0.16, 0.22)
        if setting.wants("calm")
        else dice.uniform(0.2, 0.42)
    )
    surface = sea_surface(frame, horizon, dice.named("sea"), swell, eye=3.6 if stormy else 2.4)
    stages: list[Stage] = [stage("Painting the sky", *above, bottom=horizon + 40)]
    if setting.wants("island") or dice.chance(0.6):
        land = islands(frame, dice.named("islands"), horizon, sun.side(frame))
        cover = Cover(grass=5.5, snow=40, far=SEA_FAR * 0.7, near=30, air=0.9, dry_only=True)
        stages.append(
            stage(
                "Raising the islands",
                land_layer(setting, land, sun, cover),
                top=land.top - 2,
                bottom=horizon + 30,
            )
        )
    waves = sea_layer(
        frame, palette, surface, dice.named("paint"), sun, swell, foam=0.9 if stormy else 0.35 * min(1, swell * 2)
    )
    stages.append(stage("Setting the sea in motion", waves, top=horizon - 1))
    return Painting(
        stages,
        horizon,
        water_line=horizon,
        places={
            "water": Strip(0.25, 0.75, horizon + (frame.height - horizon) * 0.42, 230),
            "air": Strip(0.2, 0.8, horizon * 0.45, 170, drift=65),
        },
        front=weather(setting, horizon),
        sun=sun,
        particles=particles(setting, ""),
    )


def islands(frame: Frame, dice: Dice, horizon: float, sun_side: int) -> Terrain:
    crags = Tile.crags(dice.named("crags"), 512, 4, 7)
    lumps = Tile.fractal(dice.named("lumps"), 256, 4, 5)
    half = frame.width / 2 / (FOCAL * lens(frame))
    isles = []
    for index in range(dice.whole(1, 3)):
        z = dice.uniform(60, 190)
        side = dice.sign() if index else -sun_side
        isles.append(
            (side * dice.uniform(0.25, 0.95) * half * z, z, z * dice.uniform(0.16, 0.4), z * dice.uniform(0.09, 0.16))
        )

    def height(x: Array, z: Array) -> Array:
        total = np.full(x.shape, -1.0, np.float32)
        for centre, distance, wide, tall in isles:
            off = np.hypot((x - centre) / wide, (z - distance) / (wide * 0.7)) + (lumps.at(x / 60, z / 60) - 0.5) * 0.7
            rise = smooth(1.0, 0.0, off)
            total = np.maximum(total, rise * tall * (0.35 + 0.9 * crags.at(x / (wide * 3), z / (wide * 3))) - 0.6)
        return total

    return Terrain(
        frame,
        Camera(horizon, FOCAL * lens(frame), eye=2.4, near=40, far=300, slices=320),
        height,
        sun_side=sun_side,
        shadow_soft=3,
    )
