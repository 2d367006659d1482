"""The sky: its gradient, sun, moon and stars."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from genstudio.providers.embedded.image.canvas import Array, Band, Frame, Layer
from genstudio.providers.embedded.image.colour import Ramp, mix, rgb, smooth
from genstudio.providers.embedded.image.noise import Dice, Field, Tile
from genstudio.providers.embedded.image.palettes import Palette


@dataclass(frozen=True, slots=True)
class Sun:
    """Sun or moon, in units. `side` is where its light comes from: -1 left, 1 right."""

    x: float
    y: float
    radius: float
    moon: bool = False
    hidden: bool = False

    def side(self, frame: Frame) -> int:
        return -1 if self.x < frame.width / 2 else 1

    def distance(self, band: Band) -> Array:
        values: Array = np.hypot(band.x - self.x, band.y - self.y)
        return values


def hang_sun(frame: Frame, palette: Palette, horizon: float, dice: Dice, *, hidden: bool = False) -> Sun:
    """A sun at the palette's height (a moon at night), off the centre like a painter would put it."""
    side = dice.uniform(0.2, 0.42) if dice.chance(0.5) else dice.uniform(0.58, 0.8)
    height = palette.sun_height * dice.uniform(0.82, 1.18)
    radius = dice.uniform(38, 56) if palette.night else dice.uniform(44, 64)
    return Sun(side * frame.width, horizon * (1 - height), radius, moon=palette.night, hidden=hidden)


def gradient(frame: Frame, palette: Palette, horizon: float, dice: Dice) -> Layer:
    """The sky's colours, slightly uneven; the horizon's colour goes on below."""
    ramp = Ramp(palette.sky)
    uneven = Field(frame, dice.named("uneven"), (900, 420), 3)

    def paint(band: Band) -> None:
        t = np.clip(band.y / horizon, 0, 1)
        band.rgb[:] = ramp(t + (uneven(band) - 0.5) * 0.09 * t)

    return paint


def sunlight(frame: Frame, palette: Palette, sun: Sun, dice: Dice) -> Layer:
    """The disc with its glow; the moon gets seas and a phase."""
    colour = rgb(palette.sun)
    warm = mix(colour, rgb(palette.light), 0.6)
    seas = Tile.fractal(dice.named("seas"), 256, 3, 5)
    tilt = dice.uniform(-0.5, 0.5)

    def paint(band: Band) -> None:
        if sun.hidden:
            band.screen(colour, 0.30 * np.exp(-sun.distance(band) / (sun.radius * 7)))
            return
        distance = sun.distance(band)
        band.screen(warm, 0.34 * np.exp(-distance / (sun.radius * 5.5)))
        band.screen(colour, 0.5 * np.exp(-np.maximum(distance - sun.radius, 0) / (sun.radius * 0.9)))
        if sun.y + sun.radius < band.top or sun.y - sun.radius > band.bottom:
            return
        disc = np.clip((sun.radius - distance) * frame.scale + 0.5, 0, 1)
        if not sun.moon:
            band.over(mix(colour, np.ones(3, np.float32), 0.5), disc)
            return
        x, y = (band.x - sun.x) / sun.radius, (band.y - sun.y) / sun.radius
        z = np.sqrt(np.clip(1 - x * x - y * y, 0, 1))
        marks = smooth(0.45, 0.75, seas.at(x * 0.35 + 0.5, y * 0.35 + 0.5))
        lit = smooth(-0.1, 0.55, x * np.cos(tilt) * 0.55 + y * np.sin(tilt) * 0.4 + z * 0.75)
        face = (1.02 - 0.22 * marks) * (0.22 + 0.8 * lit)
        band.over(np.clip(colour[:, None, None] * face, 0, 1), disc)

    return paint


def star_field(frame: Frame, dice: Dice, horizon: float, density: float = 1.0, *, big: float = 0.02) -> Layer:
    """Stars, the brightest with rays; `density` 1 is about 1,500 on a square sky. They fade towards the horizon."""
    numbers = dice.numbers
    count = int(1500 * density * frame.width * horizon / 1024**2)
    x, y = numbers.random(count) * frame.width, numbers.random(count) ** 1.15 * horizon
    bright = numbers.random(count) ** 3.2 * 0.9 + 0.1
    tints = Ramp(("9bb8ff", "ffffff", "ffe2b8"))(numbers.random(count))
    sparkle = numbers.random(count) < big
    radius = np.where(sparkle, 2.2 + 5.5 * numbers.random(count) ** 2.5, 0.75 + 0.5 * bright)
    fade = 1 - 0.85 * np.clip(y / horizon, 0, 1) ** 3
    order = np.argsort(y)

    def paint(band: Band) -> None:
        reach = 60.0
        for k in order[np.searchsorted(y[order], band.top - reach) : np.searchsorted(y[order], band.bottom + reach)]:
            star_size = max(float(radius[k]), 0.6 / frame.scale)
            extent = star_size * (8 if sparkle[k] else 3)
            left, right = int((x[k] - extent) * frame.scale), int((x[k] + extent) * frame.scale) + 2
            upper = max(0, int((y[k] - extent) * frame.scale) - band.first)
            lower = min(band.shape[0], int((y[k] + extent) * frame.scale) + 2 - band.first)
            left, right = max(0, left), min(frame.width_px, right)
            if left >= right or upper >= lower:
                continue
            dx, dy = band.x[:, left:right] - x[k], band.y[upper:lower] - y[k]
            if sparkle[k]:
                thin, long = star_size * 0.28, star_size * 1.7
                light = np.exp(-(dx * dx + dy * dy) / (star_size * star_size * 0.5)) + 0.55 * (
                    np.exp(-np.abs(dx) / thin - np.abs(dy) / long) + np.exp(-np.abs(dy) / thin - np.abs(dx) / long)
                )
                light = np.minimum(light * fade[k], 1)
            else:
                light = np.exp(-(dx * dx + dy * dy) / (star_size * star_size)) * (bright[k] * fade[k])
            spot = band.rgb[:, upper:lower, left:right]
            spot += (1 - spot) * (tints[:, k, None, None] * light)

    return paint
