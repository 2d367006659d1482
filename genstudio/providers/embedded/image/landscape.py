"""Rock, snow and grass on a terrain, in the light of a palette and behind its air."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from genstudio.providers.embedded.image.canvas import Array, Band, Colour, Layer, spread
from genstudio.providers.embedded.image.colour import Ramp, mix, rgb, smooth
from genstudio.providers.embedded.image.noise import Tile
from genstudio.providers.embedded.image.setting import Setting
from genstudio.providers.embedded.image.sky import Sun
from genstudio.providers.embedded.image.terrain import Terrain, gentle, haze, lambert


@dataclass(frozen=True, slots=True)
class Cover:
    """What lies on the land, in world heights: grass up to `grass`, snow from `snow` (both fade), air full at `far`.

    With `dry_only`, land below height 0 is left as it is on the canvas.
    """

    grass: float = 3.0
    snow: float = 4.5
    far: float = 110.0
    near: float = 9.0
    air: float = 1.0
    relief: float = 1.0
    dry_only: bool = False


def soft(colour: Array) -> Array:
    """Bright light rolls off towards white instead of being cut."""
    return np.where(colour > 0.75, 0.75 + 0.25 * np.tanh((colour - 0.75) / 0.25), colour)


def land_layer(setting: Setting, terrain: Terrain, sun: Sun, cover: Cover) -> Layer:
    """Paints the terrain over the sky."""
    frame, palette, dice = setting.frame, setting.palette, setting.dice.named("land paint")
    grain = Tile.fractal(dice.named("grain"), 512, 20, 5, 0.62)
    tone = Tile.fractal(dice.named("tone"), 512, 6, 6, 0.6)
    sky = Ramp(palette.sky)
    rock = spread(rgb(palette.rock))
    snow = spread(mix(rgb("f6f8ff"), rgb(palette.light), 0.08))
    grass = Ramp((palette.grass[1], palette.grass[0]))
    light, shade = spread(rgb(palette.light)), spread(rgb(palette.shade))
    air, low_air = spread(sky.at(0.86)), spread(sky.at(0.97))
    direction = (0.66 * sun.side(frame), 0.62, -0.42)
    step = 0.003

    def paint(band: Band) -> None:
        ground = terrain.look(band)
        u, v = ground.x / 7, ground.z / 7
        rough = grain.at(u, v)
        # Grains smaller than a pixel would only sparkle: the relief fades with distance.
        strength = (0.05 + 0.13 * smooth(1.5, 5.0, ground.height)) * np.clip(16 / ground.z, 0.12, 1) * cover.relief
        bump_x = (grain.at(u + step, v) - rough) / step * strength / 7
        bump_z = (grain.at(u, v + step) - rough) / step * strength / 7
        lit = lambert(ground, direction, bump_x, bump_z) * (0.22 + 0.78 * ground.sun)
        patches = tone.at(ground.x / 19, ground.z / 19)
        fine = tone.at(ground.x / 3.1, ground.z / 3.1)
        meadow = smooth(cover.grass, cover.grass - 1.8, ground.height + patches * 1.6) * gentle(ground, 0.5, 1.0)
        turf = grass(0.1 + patches * 0.5 + rough * 0.14 + fine * 0.3)
        colour = mix(rock * (0.70 + 0.30 * rough + 0.2 * fine), turf, meadow)
        drift = smooth(cover.snow, cover.snow + 1.6, ground.height + (rough - 0.5) * 1.3 + (patches - 0.5) * 2.6)
        drift *= gentle(ground, 0.85, 1.7)
        colour = mix(colour, snow, drift)
        colour = colour * (shade * 0.78 + light * (1.05 * lit))
        far = haze(ground, cover.near, cover.far * 1.15, 1.3) * cover.air
        mist = far * (0.42 + 0.42 * smooth(7.0, 0.0, ground.height))
        colour = mix(soft(colour), mix(air, low_air, smooth(6.0, 0.5, ground.height)), np.clip(mist, 0, 0.92))
        alpha = ground.cover * smooth(-0.03, 0.02, ground.height) if cover.dry_only else ground.cover
        band.over(colour, alpha)

    return paint


def air_colour(setting: Setting) -> Colour:
    """What things fade into far away."""
    sky = Ramp(setting.palette.sky)
    return mix(sky.at(0.86), sky.at(0.97), 0.5)
