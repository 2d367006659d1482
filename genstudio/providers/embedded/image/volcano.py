"""A volcano for the mountains: its cone, lava on its flanks, smoke and sparks."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np

from genstudio.providers.embedded.image.canvas import Array, Band, Frame, Layer
from genstudio.providers.embedded.image.clouds import Heap, heap_layer, heap_shape
from genstudio.providers.embedded.image.colour import Ramp, mix, rgb, smooth, tuned
from genstudio.providers.embedded.image.drawing import Drawing, ink
from genstudio.providers.embedded.image.noise import Dice, Tile
from genstudio.providers.embedded.image.palettes import Palette
from genstudio.providers.embedded.image.terrain import Terrain

FIRE = ("2a0402", "8a1206", "e8420c", "ffa030", "fff0b0")


@dataclass(frozen=True, slots=True)
class Volcano:
    """A cone in world lengths: its middle, the radius of its foot, its height without the crater."""

    x: float
    z: float
    radius: float
    height: float

    def over(self, land: Array, x: Array, z: Array, rough: Array) -> Array:
        """The land with the cone in it; `rough` 0..1 carves its flanks."""
        away = np.hypot(x - self.x, z - self.z) / self.radius
        cone = self.height * np.clip(1 - away, 0, 1) ** 1.7 * (0.86 + 0.28 * rough)
        rim = self.height * 0.80
        crater = np.where(away < 0.09, rim - 1.2 * (1 - away / 0.09), np.minimum(cone, rim + rough * 0.35))
        values: Array = np.maximum(land * smooth(0.15, 0.9, away), np.where(away < 1, crater, 0))
        return values


def erect(dice: Dice, frame: Frame) -> Volcano:
    """A volcano a little off the middle, as tall as the picture allows."""
    return Volcano(dice.uniform(-5, 5), 46.0, dice.uniform(25, 29), 19.0 * min(1.5, frame.height / 1024) ** 0.6)


def lava(volcano: Volcano, terrain: Terrain, dice: Dice) -> Layer:
    """Glowing streams that run down from the crater and cool on their way."""
    wander = Tile.fractal(dice.named("wander"), 256, 4, 4)
    crust = Tile.fractal(dice.named("crust"), 512, 16, 4, 0.6)
    colours = Ramp(FIRE)
    starts = [dice.uniform(-math.pi, 0.0) for _ in range(dice.whole(3, 5))]
    lengths = [dice.uniform(0.35, 0.85) for _ in starts]

    def paint(band: Band) -> None:
        ground = terrain.look(band)
        dx, dz = ground.x - volcano.x, ground.z - volcano.z
        away = np.hypot(dx, dz) / volcano.radius
        angle = np.arctan2(dz, dx)
        bend = (wander.at(ground.x / 17, ground.z / 17) - 0.5) * 1.5 * away
        heat = smooth(0.13, 0.07, away) * 0.9
        for start, length in zip(starts, lengths, strict=True):
            off = np.abs(np.mod(angle + bend - start + math.pi, 2 * math.pi) - math.pi) * np.maximum(away, 0.05)
            stream = smooth(0.026, 0.006, off) * smooth(length, length * 0.4, away) * (away > 0.04)
            heat = np.maximum(heat, stream)
        cracked = heat * (0.72 + 0.5 * crust.at(ground.x / 5, ground.z / 5))
        light = np.exp(-(away**2) * 26) * 0.35
        band.screen(rgb("ff6a20"), light * ground.cover)
        band.over(colours(np.clip(cracked, 0, 1)), np.clip(heat * 1.4, 0, 1) * ground.cover)

    return paint


def eruption(frame: Frame, palette: Palette, volcano: Volcano, terrain: Terrain, dice: Dice, side: int) -> list[Layer]:
    """The glow above the crater, a column of smoke that leans with the wind, and sparks."""
    x, y, unit, _ = terrain.place(volcano.x, volcano.z - volcano.radius * 0.08)
    wind = dice.uniform(0.15, 0.4) * dice.sign()
    shapes = [heap_shape(dice.named("shape", k), side) for k in range(4)]
    piles = []
    for k in range(16):
        t = k / 15
        size = unit * (3.2 + 9.5 * t**0.8)
        rise = unit * (0.5 + 14 * t)
        centre = x + wind * rise * (0.3 + t) + dice.normal(size * 0.1)
        piles.append(Heap.at(dice.pick(shapes), centre, y - rise + size * 0.3, size * 1.25, size * 0.8, 0.1 + 0.3 * t))
    smoke = heap_layer(frame, _ashen(palette), piles[::-1], dice.named("smoke"), opacity=0.9, deep=1.0)
    sparks = Drawing(frame)
    inks = [ink(tuned(rgb("ffb040"), light)) for light in (0.8, 1.0, 1.15)]
    for _ in range(90):
        angle, speed = dice.normal(0.5), unit * dice.uniform(1.5, 6.0)
        points = []
        for step in range(7):
            t = (step / 6) * dice.uniform(0.9, 1.0)
            points.append((x + math.sin(angle) * speed * t, y - math.cos(angle) * speed * t + speed * 0.75 * t * t))
        sparks.line(points[dice.whole(1, 4) :], dice.uniform(0.9, 2.4), dice.pick(inks))

    def glow(band: Band) -> None:
        away = np.hypot((band.x - x) / 1.15, band.y - y)
        band.screen(rgb("ff7a2a"), 0.62 * np.exp(-away / (unit * 2.2)) + 0.22 * np.exp(-away / (unit * 7)))

    def fire(band: Band) -> None:
        drawn = sparks.cover(band)
        if drawn is not None:
            band.rgb += (1 - band.rgb) * drawn[0]

    return [smoke, glow, fire]


def _ashen(palette: Palette) -> Palette:
    """The palette with light and shade as ash shows them: dull, and warm from below."""
    light, shade = (
        mix(rgb(palette.light) * 0.55, rgb("c08a70"), 0.35),
        mix(rgb(palette.shade) * 0.5, rgb("2a2226"), 0.5),
    )
    return replace(palette, light=_code(light), sun=_code(light), shade=_code(shade))


def _code(colour: Array) -> str:
    return "".join(f"{round(float(value) * 255):02x}" for value in np.clip(colour, 0, 1))
