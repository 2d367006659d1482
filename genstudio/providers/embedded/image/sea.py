"""The open sea: a terrain of waves that mirrors the sky along the true reflected ray."""

from __future__ import annotations

import numpy as np

from genstudio.providers.embedded.image.canvas import Array, Band, Frame, Layer, spread
from genstudio.providers.embedded.image.colour import Ramp, mix, rgb, smooth
from genstudio.providers.embedded.image.noise import Dice, Tile
from genstudio.providers.embedded.image.palettes import Palette
from genstudio.providers.embedded.image.sky import Sun
from genstudio.providers.embedded.image.terrain import Camera, Terrain, lens
from genstudio.providers.embedded.image.water import mirrored

SEA_FAR = 420.0
FOCAL = 1150.0


def sea_surface(frame: Frame, horizon: float, dice: Dice, swell: float, eye: float = 2.4) -> Terrain:
    """Waves of about `swell` world lengths (0.1 calm, 0.3 breeze, 1.2 storm) seen from `eye`."""
    long = Tile.fractal(dice.named("long"), 512, (3, 7), 4, 0.45)
    short = Tile.fractal(dice.named("short"), 512, (7, 12), 5, 0.5)
    turn = dice.uniform(-0.35, 0.35)

    def height(x: Array, z: Array) -> Array:
        u, v = x + z * turn, z - x * turn * 0.4
        roll = long.at(u / 64, v / 64)
        chop = 1 - np.abs(short.at(u / 26 + 0.3, v / 26) * 2 - 1)
        # Far waves are smaller than a pixel: left as they are they would only sparkle.
        rolling = (roll - 0.5) * 1.7 * np.clip(110 / z, 0, 1)
        values: Array = (rolling + (chop**1.6 - 0.5) * 0.5 * (0.4 + roll) * np.clip(26 / z, 0, 1)) * swell
        return values

    camera = Camera(horizon, FOCAL * lens(frame), eye=eye, near=1.6, far=SEA_FAR, slices=640)
    return Terrain(frame, camera, height, shadow_soft=50)


def sea_layer(
    frame: Frame, palette: Palette, surface: Terrain, dice: Dice, sun: Sun, swell: float, *, foam: float = 0.0
) -> Layer:
    """Paints the sea below the horizon; needs a finished sky. `foam` 0..1 breaks the crests."""
    ripples = Tile.fractal(dice.named("ripples"), 512, (24, 40), 4, 0.6)
    lace = Tile.fractal(dice.named("lace"), 512, (12, 26), 5, 0.6, ridged=True)
    camera = surface.camera
    water = Ramp(palette.sea)
    sky_line = spread(Ramp(palette.sky).at(0.96))
    glint = spread(rgb(palette.sun))
    white = spread(mix(rgb("ffffff"), rgb(palette.shade), 0.28 if not palette.night else 0.6))
    strength = 0.035 + 0.055 * min(1.0, swell)
    step = 1 / 512
    half = frame.width / 2

    def paint(band: Band) -> None:
        ground = surface.look(band)
        z = np.minimum(ground.z, SEA_FAR)
        u, v = ground.x / 6, ground.z / 6
        here = ripples.at(u, v)
        fine = strength * np.clip(11 / z, 0.05, 1)
        slope_x = ground.slope_x + (ripples.at(u + step, v) - here) / step / 6 * fine
        slope_z = ground.slope_z + (ripples.at(u, v + step) - here) / step / 6 * fine
        # The view ray (vx, vy, 1) and the mirrored one; heights are small against distances.
        view_x, view_y = ground.x / z, (ground.height - camera.eye) / z
        norm = 1 + slope_x**2 + slope_z**2
        facing = (-slope_x * view_x + view_y - slope_z) / norm
        ray_x, ray_y, ray_z = view_x + 2 * facing * slope_x, view_y - 2 * facing, 1 + 2 * facing * slope_z
        ray_z = np.maximum(ray_z, 0.2)
        seen_x = half + camera.focal * ray_x / ray_z
        seen_y = camera.horizon - camera.focal * np.maximum(ray_y, 0.0) / ray_z
        sky = mirrored(band, np.clip(seen_x, 0, frame.width - 1), np.clip(seen_y, 1, camera.horizon - 2))
        cosine = np.clip(-facing * np.sqrt(norm) / np.sqrt(1 + view_x**2 + view_y**2), 0, 1)
        fresnel = 0.03 + 0.97 * (1 - cosine) ** 5
        near = np.clip((band.y - camera.horizon) / max(1.0, frame.height - camera.horizon), 0, 1)
        crest = smooth(-0.2, 0.9, ground.height / max(swell, 0.1))
        body = water(np.clip(0.30 + 0.62 * near - 0.34 * crest * near, 0, 1))
        colour = mix(body, sky, np.clip(fresnel * 0.92, 0, 0.94))
        if not sun.hidden:
            off = ((seen_x - sun.x) / (sun.radius * 1.5)) ** 2 + ((seen_y - sun.y) / (sun.radius * 2.6)) ** 2
            colour += (1 - colour) * (glint * np.clip(np.exp(-off) * 1.15, 0, 1))
        if foam > 0:
            web = lace.at(ground.x / 9, ground.z / 9)
            froth = lace.at(ground.x / 2.3 + 0.3, ground.z / 2.3)
            # White where a crest breaks, and torn lace down its back.
            breaking = smooth(0.98 - 0.2 * foam, 1.12, crest + 0.34 * (froth - 0.5))
            torn = smooth(0.62, 0.86, web * 0.55 + froth * 0.45) * smooth(0.25, 0.9, crest) * 0.6
            lit = 0.72 + 0.24 * crest - 0.3 * np.clip(slope_z, -0.5, 0.5)
            shown = np.clip((breaking + torn) * foam, 0, 0.92) * np.clip(60 / z, 0, 1)
            colour = mix(colour, white * lit, shown)
        far = smooth(30, 0.8 * SEA_FAR, z)
        colour = mix(colour, sky_line, far * 0.66)
        edge = np.clip((band.y - camera.horizon) * frame.scale + 0.5, 0, 1)
        band.over(np.clip(colour, 0, 1), edge)

    return paint
