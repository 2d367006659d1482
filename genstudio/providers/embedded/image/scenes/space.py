"""Deep space: a nebula with dust lanes, stars, and a planet."""

from __future__ import annotations

import math

import numpy as np

from genstudio.providers.embedded.image.canvas import Band, Colour, Layer, Stage, stage
from genstudio.providers.embedded.image.colour import Ramp, mix, rgb, smooth
from genstudio.providers.embedded.image.noise import Dice, Field, Tile
from genstudio.providers.embedded.image.planets import planet
from genstudio.providers.embedded.image.setting import Painting, Setting, Strip
from genstudio.providers.embedded.image.sky import Sun, star_field
from genstudio.providers.embedded.image.weather import specks

NEBULAE: dict[str, tuple[tuple[str, ...], ...]] = {
    "Moonlit night": (
        ("02030c", "0b1030", "3a1560", "b0327a", "ff8f6b", "fff0c9"),
        ("03020a", "1a0b3b", "3b2a9a", "5f7df0", "b8d8ff", "ffffff"),
        ("01040f", "06203a", "0b5a6e", "2fb8a0", "c9f2c0", "fffbe8"),
    ),
    "Neon": (
        ("04010e", "1c0640", "5a0fa0", "e02fb0", "ff8fd0", "fff0fa"),
        ("02020e", "0a1a50", "1f50d0", "2ee0ff", "c8fff8", "ffffff"),
    ),
    "Emerald": (
        ("01040a", "04202a", "0b5a5e", "2fb890", "b9f2a0", "fffbe0"),
        ("02060a", "0a2a1c", "1f7a4a", "8ed86a", "f4ffc0", "ffffff"),
    ),
    "Sunset": (
        ("050208", "2a0a1f", "7a1a3a", "e0552f", "ffc06b", "fff6dd"),
        ("04020a", "24103a", "8a2a6a", "ff7a5a", "ffd090", "fff8e0"),
    ),
    "Red planet": (("050203", "2a0a08", "7a1f12", "d8542a", "ffb070", "fff0d8"),),
    "Pastel": (("100a24", "3a2a6a", "8a6ac8", "f0a0d0", "ffd8e0", "fffaf4"),),
    "Black and white": (("020203", "141518", "3c3e42", "8a8c90", "d0d2d4", "ffffff"),),
}


def space(setting: Setting) -> Painting:
    frame, dice = setting.frame, setting.dice
    if setting.colours:
        code = setting.colours[0]
        stops: tuple[str, ...] = ("02030a", code[0], code[1], code[2], code[3], code[4])
    else:
        stops = dice.pick(NEBULAE.get(setting.palette.label, NEBULAE["Moonlit night"]))
    other = dice.pick([ramp for group in NEBULAE.values() for ramp in group])
    layers: list[Layer] = [_nebula(setting, Ramp(stops), Ramp(other), dice.named("nebula"))]
    layers.append(star_field(frame, dice.named("stars"), frame.height * 1.5, 1.5, big=0.012))
    layers.append(_cluster(setting, dice.named("cluster"), mix(rgb(stops[4]), rgb("ffffff"), 0.5)))
    stages: list[Stage] = [stage("Gathering gas and stars", *layers)]
    side = dice.sign()
    sun = Sun(frame.width * (0.5 + 0.6 * side), frame.height * 0.2, 40, hidden=True)
    if setting.wants("planet", "ring") or dice.chance(0.72):
        own = dice.named("planet")
        radius = own.uniform(120, 215)
        x, y = own.uniform(0.26, 0.74) * frame.width, own.uniform(0.3, 0.68) * frame.height
        ringed = setting.wants("ring") or own.chance(0.45)
        bodies = [planet(frame, own, x, y, radius, side, ringed=ringed)]
        for index in range(own.whole(0, 2)):
            moon = own.named("moon", index)
            angle, reach = moon.uniform(0, 6.28), radius * moon.uniform(1.7, 2.6)
            place = x + math.cos(angle) * reach, y + math.sin(angle) * reach * 0.7
            bodies.append(planet(frame, moon, *place, radius * moon.uniform(0.08, 0.2), side, ringed=False))
        stages.append(stage("Spinning the planets", *bodies))
    return Painting(
        stages,
        frame.height * 0.5,
        places={"air": Strip(0.25, 0.75, frame.height * 0.6, 260, drift=99)},
        sun=sun,
        particles="stars",
        bloom=1.1,
    )


def _nebula(setting: Setting, ramp: Ramp, second: Ramp, dice: Dice) -> Layer:
    """Gas bent by itself, brightest along a tilted band, with dark dust in front."""
    frame = setting.frame
    flow = Field(frame, dice.named("flow"), 620, 5, 0.5)
    side_flow = Field(frame, dice.named("side flow"), 560, 5, 0.5)
    gas = Tile.fractal(dice.named("gas"), 1024, 3, 9, 0.56)
    veil = Tile.fractal(dice.named("veil"), 1024, 4, 9, 0.58, ridged=True)
    angle = dice.uniform(-0.7, 0.7)
    cos, sin = math.cos(angle), math.sin(angle)
    offset = dice.uniform(-0.15, 0.15) * frame.height

    def paint(band: Band) -> None:
        bend_x, bend_y = flow(band) - 0.5, side_flow(band) - 0.5
        x, y = (band.x - frame.width / 2) / 1400, (band.y - frame.height / 2) / 1400
        q = gas.at(x + bend_x * 0.34, y + bend_y * 0.34)
        r = veil.at(x * 1.4 + (q - 0.5) * 0.28 + 0.3, y * 1.4 + bend_x * 0.22)
        across = (y * 1400 + offset) * cos - x * 1400 * sin
        belt = np.exp(-(((across + bend_x * 380) / 300) ** 2))
        glow = np.clip(q, 0, 1) ** 1.5 * (0.24 + 0.86 * belt) * (0.5 + 0.7 * r)
        dust = smooth(0.56, 0.92, veil.at(x * 2.1 + bend_y * 0.3, y * 2.1 + (q - 0.5) * 0.3)) * belt
        band.rgb[:] = ramp(np.clip(0.95 * (1 - np.exp(-glow * 1.25)) - dust * 0.12, 0, 1))
        third = np.clip(gas.at(x * 0.8 + 0.5 + bend_y * 0.2, y * 0.8 + 0.5), 0, 1) ** 2.2
        band.screen(second(third * 0.85), 0.32 * third * (1 - belt * 0.6))
        band.shade(1 - 0.6 * dust)

    return paint


def _cluster(setting: Setting, dice: Dice, colour: Colour) -> Layer:
    """A cloud of faint stars, denser in its middle."""
    frame = setting.frame
    count = int(700 * frame.width / 1024)
    x = frame.width * dice.uniform(0.2, 0.8) + dice.numbers.normal(0, frame.width * 0.16, count)
    y = frame.height * dice.uniform(0.3, 0.7) + dice.numbers.normal(0, frame.height * 0.12, count)
    size = 0.6 + 0.9 * dice.numbers.random(count) ** 3
    return specks(frame, x, y, size, 0.25 + 0.6 * dice.numbers.random(count), colour)
