"""Still and rippled water: mirrors what the canvas holds above it."""

from __future__ import annotations

import numpy as np

from genstudio.providers.embedded.image.canvas import Array, Band, Frame, Layer, spread
from genstudio.providers.embedded.image.colour import Ramp, mix, rgb, smooth
from genstudio.providers.embedded.image.noise import Dice, Tile
from genstudio.providers.embedded.image.palettes import Palette
from genstudio.providers.embedded.image.sky import Sun
from genstudio.providers.embedded.image.terrain import Terrain


def mirrored(band: Band, x: Array, y: Array) -> Array:
    """The canvas at (x, y) in units, (3, rows, width), read between rows; only rows of finished stages may be asked."""
    frame = band.frame
    height, width = band.canvas.shape[1:]
    row = np.clip(y * frame.scale - 0.5, 0, height - 1.001)
    column = np.clip(x * frame.scale, 0, width - 1).astype(np.int32)
    upper = row.astype(np.int32)
    t = (row - upper).astype(np.float32)
    index = upper * width + column
    flat = band.canvas.reshape(3, -1)
    first = flat.take(index, axis=1)
    first += (flat.take(index + width, axis=1) - first) * t
    values: Array = first
    return values


def lake(frame: Frame, palette: Palette, terrain: Terrain, dice: Dice, sun: Sun) -> Layer:
    """Water wherever the land lies below height 0: a mirror with ripples that grow towards the viewer."""
    waves = Tile.fractal(dice.named("waves"), 512, (10, 26), 5, 0.6)
    breeze = Tile.fractal(dice.named("breeze"), 256, 3, 4)
    camera = terrain.camera
    deep = Ramp(palette.sea)
    glint = rgb(palette.sun)
    reach = max(1.0, frame.height - camera.horizon)
    mirror = terrain.mirrored(11.0)

    def paint(band: Band) -> None:
        ground = terrain.look(band)
        wet = smooth(0.015, -0.015, ground.height) * ground.cover
        if not wet.any():
            return
        near = np.clip((band.y - camera.horizon) / reach, 0, 1)
        z = camera.focal * camera.eye / np.maximum(band.y - camera.horizon, 1.0)
        x = (band.x - frame.width / 2) * z / camera.focal
        calm = smooth(0.35, 0.75, breeze.at(x / 26, z / 40 + 0.2))
        ripple = waves.at(x / 3.2, z / 3.2) - 0.5
        long_wave = waves.at(x / 15 + 0.4, z / 15) - 0.5
        amplitude = (1.2 + 19.0 * near) * (0.3 + 0.7 * calm)
        up = (ripple * 0.7 + long_wave * 0.6) * amplitude
        wanted = 2 * camera.horizon - band.y + up
        source = wanted + mirror(band.x, wanted)
        seen = mirrored(band, band.x + ripple * amplitude * 0.45, np.minimum(source, band.y - 1.5))
        dive = np.clip(0.08 + 0.5 * near**1.2 - 0.35 * up / (amplitude + 4), 0.05, 0.8)
        colour = mix(seen, deep(near * 0.9 + 0.12), dive)
        slope = np.clip((ripple + long_wave) * 1.6, 0, 1)
        path = (
            np.exp(-np.abs(band.x - sun.x) / (24 + 200 * near))
            * smooth(0.22, 0.5, slope)
            * (0.0 if sun.hidden else 0.7)
        )
        colour += (1 - colour) * (spread(glint) * path)
        band.over(np.clip(colour, 0, 1), wet)

    return paint


def bay(frame: Frame, palette: Palette, line: float, dice: Dice, *, rough: float = 1.0) -> Layer:
    """Water below `line` that mirrors what stands right behind it, drawn out in streaks."""
    waves = Tile.fractal(dice.named("waves"), 512, (9, 40), 5, 0.6)
    deep = Ramp(palette.sea)
    reach = max(1.0, frame.height - line)
    focal, eye = 1100.0, 2.2

    def paint(band: Band) -> None:
        below = np.maximum(band.y - line, 0.8)
        near = below / reach
        z = focal * eye / below
        x = (band.x - frame.width / 2) * z / focal
        ripple = waves.at(x / 7, z / 7) - 0.5
        large = waves.at(x / 31 + 0.3, z / 31) - 0.5
        amplitude = (2.0 + 44.0 * near) * rough
        up = (ripple * 0.6 + large * 0.7) * amplitude
        source = np.clip(2 * line - band.y * 1.0 + up * 1.5, 1, line - 1)
        seen = mirrored(band, np.clip(band.x + ripple * amplitude * 0.2, 0, frame.width - 1), source)
        dive = np.clip(0.14 + 0.42 * near - 0.4 * up / (amplitude + 5), 0.05, 0.8)
        colour = mix(seen, deep(0.25 + 0.7 * near), dive)
        band.over(np.clip(colour, 0, 1), np.clip((band.y - line) * frame.scale + 0.5, 0, 1))

    return paint
