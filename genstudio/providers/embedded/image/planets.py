"""Planets: gas giants with bands and rings, worlds with seas and clouds."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from genstudio.providers.embedded.image.canvas import Array, Band, Frame, Layer
from genstudio.providers.embedded.image.colour import Ramp, mix, rgb, smooth
from genstudio.providers.embedded.image.noise import Dice, Tile, profile

GASES = (
    ("7a4a2b", "c98f5a", "f2d9a8", "b5734a", "fff0d0"),
    ("274b7a", "5f9bd0", "b8e0f0", "3b6fa8", "f0fbff"),
    ("5a2a5e", "a8558a", "f0b8c8", "7a3a78", "ffe8e0"),
    ("6e2f1c", "b8583a", "e8a070", "8e4028", "ffd8b0"),
    ("1f5a52", "4fa890", "c0ecd0", "2f7a6c", "f0fff4"),
)
RINGS = ("caa97a", "f4e3c0", "b8946a", "e8d0a4")


def planet(
    frame: Frame,
    dice: Dice,
    x: float,
    y: float,
    radius: float,
    side: int,
    *,
    ringed: bool,
    air: Callable[[Array], Array] | None = None,
) -> Layer:
    """A planet lit from `side`. `air` gives the sky's colour at heights in units, where there is air before it."""
    gas = ringed or dice.chance(0.55)
    noise = Tile.fractal(dice.named("noise"), 512, 4, 7, 0.55)
    swirl = Tile.fractal(dice.named("swirl"), 256, 5, 5)
    clouds = Tile.fractal(dice.named("clouds"), 512, 5, 7, 0.58)
    tilt = dice.uniform(-0.5, 0.5)
    cos, sin = math.cos(tilt), math.sin(tilt)
    bands = Ramp(dice.pick(GASES))
    stripes = profile(dice.named("stripes"), np.linspace(0, 1024, 1024, dtype=np.float32), 150, 6, 0.62)
    stripes = (stripes - stripes.min()) / np.ptp(stripes)
    land = Ramp(
        ("0b2a5e", "1f6fae", "d9c98a", "4f8a45", "7a6a45", "f4f6f8", "ffffff"), (0, 0.46, 0.5, 0.56, 0.78, 0.9, 1)
    )
    light = np.array([0.72 * side, -0.42, 0.55])
    light = light / np.linalg.norm(light)
    rim_colour = rgb("8fc4ff")[:, None, None]
    ring_colours = Ramp(RINGS)
    gaps = np.clip(
        profile(dice.named("gaps"), np.linspace(0, 1024, 1024, dtype=np.float32), 70, 5, 0.6) * 1.7 - 0.35, 0, 1
    )
    gaps = gaps * np.sin(np.linspace(0, np.pi, 1024)) ** 0.35
    ring_cos, ring_sin = math.cos(tilt + 0.22), math.sin(tilt + 0.22)
    reach = radius * (2.5 if ringed else 1.6)

    def paint(band: Band) -> None:
        if band.bottom < y - reach or band.top > y + reach:
            return
        left, right = max(0, int((x - reach) * frame.scale)), min(frame.width_px, int((x + reach) * frame.scale) + 1)
        if left >= right:
            return
        spot = band.rgb[:, :, left:right]
        u, v = (band.x[:, left:right] - x) / radius, (band.y - y) / radius
        square = u * u + v * v
        distance = np.sqrt(square)
        w = np.sqrt(np.clip(1 - square, 0, 1))
        across, along = u * cos + v * sin, v * cos - u * sin
        longitude = np.arctan2(across, w + 1e-4) / 6.28
        if gas:
            bend = swirl.at(longitude * 1.6, along * 0.55) - 0.5
            level = np.clip((along * 0.5 + 0.5 + bend * 0.055) * 1023, 0, 1023).astype(np.int32)
            colour = bands(stripes[level] + (noise.at(longitude * 0.8, along * 2.4) - 0.5) * 0.2)
        else:
            colour = land(noise.at(longitude + 0.3, along * 0.42))
            cover = smooth(0.5, 0.78, clouds.at(longitude + 0.1 + along * 0.1, along * 0.6))
            colour = mix(colour, np.ones_like(colour), cover * 0.82)
        lit = np.clip(u * light[0] + v * light[1] + w * light[2], 0, 1)
        body = colour * (0.03 + 1.1 * lit**0.75)
        edge = np.clip(1 - w, 0, 1) ** 3 * np.clip(lit + 0.2, 0, 1)
        body = body + (1 - np.clip(body, 0, 1)) * (rim_colour * edge * 0.8)
        disc = np.clip((1 - distance) * radius * frame.scale + 0.5, 0, 1)
        glow = np.exp(-np.clip(distance - 1, 0, 9) * 8) * (1 - disc) * np.clip(0.3 + u * light[0] + v * light[1], 0, 1)
        spot += (1 - spot) * (rim_colour * glow * 0.6)
        if air is not None:
            # The dark side of a planet is as bright as the air in front of it.
            veil = air(band.y)
            body = np.maximum(mix(body, veil, 0.2), veil * 0.96)
        if not ringed:
            spot += (np.clip(body, 0, 1) - spot) * disc
            return
        ring_x, ring_y = u * ring_cos + v * ring_sin, (v * ring_cos - u * ring_sin) / 0.24
        out = np.hypot(ring_x, ring_y)
        position = (out - 1.25) / 1.1
        dense = np.where((position > 0) & (position < 1), gaps[np.clip(position * 1023, 0, 1023).astype(np.int32)], 0)
        front = ring_y > 0
        in_shadow = (np.abs(v * light[0] - u * light[1]) < 0.95) & (u * light[0] + v * light[1] < 0) & ~front
        ring = ring_colours(position) * np.where(in_shadow, 0.2, 0.98)
        alpha = dense * (0.88 if air is None else 0.72)
        spot += (ring - spot) * np.where(front, 0, alpha)
        spot += (np.clip(body, 0, 1) - spot) * disc
        spot += (ring - spot) * np.where(front, alpha, 0)

    return paint
