"""What comes and goes in the sky: aurora, rainbow, lightning, rain, snow, birds, mist."""

from __future__ import annotations

import math

import numpy as np

from genstudio.providers.embedded.image.canvas import Array, Band, Colour, Frame, Layer, spread
from genstudio.providers.embedded.image.colour import Ramp, rgb, smooth
from genstudio.providers.embedded.image.drawing import Drawing, Point, ink
from genstudio.providers.embedded.image.noise import Dice, Field, profile

BURSTS = ("ff5a6e", "ffc94a", "6ee0ff", "b48cff", "7dff9a", "ff9ad8")


def aurora(frame: Frame, horizon: float, dice: Dice) -> Layer:
    """Curtains of light: green at their feet, violet where they fade."""
    x = frame.columns()
    colours = Ramp(("b8ffd0", "3dffa0", "2fd0c0", "5a7cff", "a050f0"))
    curtains = []
    for index in range(3):
        own = dice.named("curtain", index)
        foot = horizon * (0.34 + 0.2 * index) + (profile(own.named("path"), x, 420, 4, 0.5) - 0.5) * horizon * 0.75
        rays = profile(own.named("rays"), x + (profile(own.named("folds"), x, 130, 3) - 0.5) * 120, 26, 5, 0.62, 0.35)
        bright = smooth(0.34, 0.66, profile(own.named("bright"), x, 300, 3))
        curtains.append((foot, 0.14 + 0.5 * rays**1.3, bright * (0.45 + 0.75 * rays)))

    def paint(band: Band) -> None:
        for foot, length, bright in curtains:
            up = (foot[None, :] - band.y) / (horizon * length[None, :])
            light = np.where(up > 0, np.exp(-up * 1.25), np.exp(up * 9)) * bright[None, :]
            band.screen(colours(np.clip(up * 0.4 + 0.04, 0, 1)), np.clip(light * 1.05, 0, 0.96))

    return paint


def rainbow(frame: Frame, horizon: float, sun_side: int) -> Layer:
    """A bow opposite the sun."""
    x = frame.width * (0.62 if sun_side < 0 else 0.38)
    radius = 0.72 * min(frame.width, horizon * 1.5)
    colours = Ramp(("a050e0", "4a70ff", "30c8b0", "78d848", "ffe048", "ff9830", "f04848"))

    def paint(band: Band) -> None:
        t = (np.hypot(band.x - x, band.y - horizon * 1.06) - radius) / 46
        inside = smooth(0.0, 0.18, t) * smooth(1.0, 0.82, t)
        band.screen(colours(t), inside * 0.5 * smooth(horizon * 1.02, horizon * 0.8, band.y))

    return paint


def lightning(frame: Frame, horizon: float, dice: Dice) -> Layer:
    """A forked bolt from the clouds to the horizon, with its glow."""
    x = dice.uniform(0.2, 0.8) * frame.width
    glow = Drawing(frame)
    core = Drawing(frame)
    pale, white = rgb("c4d4ff"), rgb("ffffff")
    trunk: list[Point] = []

    def fork(start: Point, goal: float, width: float, depth: int) -> None:
        at = start
        points = [at]
        while at[1] < goal:
            at = (at[0] + dice.normal(15 - depth * 3), at[1] + dice.uniform(9, 26))
            points.append(at)
            if depth < 3 and dice.chance(0.10):
                fork(at, min(goal, at[1] + dice.uniform(60, 220)), width * 0.5, depth + 1)
        if depth == 0:
            trunk.extend(points)
        core.line(points, width, white)
        glow.line(points, width * 2.6, pale)

    fork((x, 0.04 * horizon), horizon * dice.uniform(0.93, 1.0), 3.6, 0)
    spine_y = np.array([point[1] for point in trunk], np.float32)
    spine_x = np.array([point[0] for point in trunk], np.float32)

    def paint(band: Band) -> None:
        centre = np.interp(band.y[:, 0], spine_y, spine_x)[:, None]
        reach = np.abs(band.x - centre)
        fade = smooth(horizon * 1.25, horizon * 0.8, band.y)
        light = 0.5 * np.exp(-reach / 34) + 0.26 * np.exp(-reach / 190)
        band.screen(spread(pale), light * fade)
        for drawing, strength in ((glow, 0.55), (core, 1.0)):
            drawn = drawing.cover(band)
            if drawn is not None:
                band.rgb += (1 - band.rgb) * (drawn[0] * strength)

    return paint


def fireworks(frame: Frame, horizon: float, dice: Dice) -> Layer:
    """Bursts of different age and colour high in the sky."""
    trails = Drawing(frame)
    halo_x, halo_y = [], []
    count = dice.whole(4, 7)
    for index in range(count):
        own = dice.named("burst", index)
        x = frame.width * (index + own.uniform(0.25, 0.75)) / count
        y, reach = horizon * own.uniform(0.12, 0.5), own.uniform(70, 165)
        halo_x.append(x)
        halo_y.append(y)
        colour = rgb(own.pick(BURSTS))
        inks = [ink(colour), ink(np.clip(colour * 0.5 + 0.5, 0, 1)), ink(rgb("ffffff"))]
        for _ in range(own.whole(54, 88)):
            angle, far = own.uniform(0, 2 * math.pi), reach * own.uniform(0.55, 1.0)
            path = []
            for step in range(9):
                t = 0.16 + 0.84 * step / 8
                drop = 0.2 * reach * t * t
                path.append((x + math.cos(angle) * far * t, y + math.sin(angle) * far * t + drop))
            trails.line(path[: own.whole(4, 9)], own.uniform(0.8, 1.7), inks[0])
            trails.ellipse(*path[-1], 1.9, 1.9, inks[own.whole(1, 2)])
        trails.line(((x + own.normal(8), y + reach * 2.4), (x, y)), 0.9, inks[1])
    glow = specks(frame, np.array(halo_x), np.array(halo_y), np.full(count, 120.0), np.full(count, 0.3), rgb("ffc8a0"))

    def paint(band: Band) -> None:
        glow(band)
        drawn = trails.cover(band)
        if drawn is not None:
            band.rgb += (1 - band.rgb) * drawn[0] * 0.95

    return paint


def rain(frame: Frame, dice: Dice, strength: float = 1.0) -> Layer:
    """Slanting streaks over the whole picture."""
    slant = dice.uniform(0.08, 0.26) * dice.sign()
    drops = Drawing(frame)
    colour = ink(rgb("ffffff"))
    numbers = dice.numbers
    for _ in range(int(900 * strength * frame.width * frame.height / 1024**2)):
        x, y, near = numbers.random() * frame.width, numbers.random() * frame.height, numbers.random() ** 2
        length = 16 + 62 * near
        drops.line(((x, y), (x - slant * length, y + length)), 0.5 + 1.1 * near, colour)
    veil = Field(frame, dice.named("veil"), (240, 900), 3)

    def paint(band: Band) -> None:
        band.over(rgb("98a4ac"), 0.10 * np.clip(veil(band), 0, 1))
        drawn = drops.cover(band)
        if drawn is not None:
            band.rgb += (1 - band.rgb) * (drawn[0] * 0.22)

    return paint


def snowfall(frame: Frame, dice: Dice) -> Layer:
    """Flakes near and far, the nearest soft."""
    numbers = dice.numbers
    count = int(900 * frame.width * frame.height / 1024**2)
    x, y = numbers.random(count) * frame.width, numbers.random(count) * frame.height
    near = numbers.random(count) ** 3
    return specks(frame, x, y, 1.1 + 6.5 * near, 0.85 - 0.5 * near, rgb("ffffff"))


def fireflies(frame: Frame, dice: Dice, top: float, bottom: float, colour: Colour, count: int = 46) -> Layer:
    """Warm points of light with a halo, between two heights."""
    numbers = dice.numbers
    total = max(8, int(count * frame.width / 1024))
    x, y = numbers.random(total) * frame.width, top + numbers.beta(2.2, 1.6, total) * (bottom - top)
    size = 2.0 + 3.4 * numbers.random(total)
    halo = specks(frame, x, y, size * 5.5, np.full(total, 0.34), colour)
    core = specks(frame, x, y, size, np.full(total, 0.95), np.clip(colour * 0.5 + 0.5, 0, 1))

    def paint(band: Band) -> None:
        halo(band)
        core(band)

    return paint


def specks(frame: Frame, x: Array, y: Array, radius: Array, strength: Array, colour: Colour) -> Layer:
    """Soft round lights, each screened over its own little square."""
    reach = float(radius.max()) * 2.5
    order = np.argsort(y)
    x, y, radius, strength = x[order], y[order], radius[order], strength[order]

    def paint(band: Band) -> None:
        first, last = np.searchsorted(y, (band.top - reach, band.bottom + reach))
        for k in range(first, last):
            size = max(float(radius[k]), 0.7 * frame.pixel)
            extent = size * 2.5
            left, right = (
                max(0, int((x[k] - extent) * frame.scale)),
                min(frame.width_px, int((x[k] + extent) * frame.scale) + 2),
            )
            upper = max(0, int((y[k] - extent) * frame.scale) - band.first)
            lower = min(band.shape[0], int((y[k] + extent) * frame.scale) + 2 - band.first)
            if left >= right or upper >= lower:
                continue
            dx, dy = band.x[:, left:right] - x[k], band.y[upper:lower] - y[k]
            light = np.exp(-(dx * dx + dy * dy) / (size * size)) * strength[k]
            spot = band.rgb[:, upper:lower, left:right]
            spot += (1 - spot) * (spread(colour) * light)

    return paint


def birds(frame: Frame, dice: Dice, horizon: float, colour: Colour) -> Drawing:
    """A loose flock, far away."""
    drawing = Drawing(frame, opacity=0.8)
    centre_x, centre_y = dice.uniform(0.2, 0.8) * frame.width, dice.uniform(0.25, 0.6) * horizon
    for _ in range(dice.whole(5, 11)):
        x, y = centre_x + dice.normal(95), centre_y + dice.normal(32)
        size, lift = dice.uniform(6, 14), dice.uniform(0.25, 0.75)
        for side in (-1, 1):
            wing = [
                (x + side * size * t, y - size * lift * math.sin(t * 2.5) + size * 0.22 * t * t)
                for t in np.linspace(0, 1, 7)
            ]
            drawing.line(wing, 1.7, colour)
    return drawing


def mist(frame: Frame, dice: Dice, centre: float, depth: float, colour: Colour, strength: float) -> Layer:
    """A bank of mist around the height `centre`."""
    field = Field(frame, dice, (620, 90), 5, 0.55)

    def paint(band: Band) -> None:
        if band.bottom < centre - depth * 2.5 or band.top > centre + depth * 2.5:
            return
        shape = np.exp(-(((band.y - centre) / depth) ** 2))
        band.over(colour, np.clip(shape * strength * (0.3 + 0.8 * field(band)), 0, 0.95))

    return paint
