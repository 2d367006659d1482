"""Two figures that no picture set has whole: a hot-air balloon and a lighthouse, computed."""

from __future__ import annotations

import math

import numpy as np

from genstudio.providers.embedded.image.canvas import Array
from genstudio.providers.embedded.image.colour import Ramp, mix, rgb, smooth
from genstudio.providers.embedded.image.noise import Dice

BALLOONS = (
    ("e4312b", "ffd23f", "f4f1e8"),
    ("2a6fdb", "fff4d6", "f7a823"),
    ("8a3ffc", "ff8fb8", "fff0c9"),
    ("0f9d8a", "f9e0a8", "ef6c4a"),
)


def drawn(name: str, height_px: int, dice: Dice) -> Array:
    """Planes (4, height, width): colour times coverage, and coverage."""
    return _balloon(height_px, dice) if name == "hot-air-balloon" else _lighthouse(height_px)


def _grid(height_px: int, aspect: float) -> tuple[Array, Array, float]:
    """x from -aspect to aspect, y from -1 (top) to 1, and the size of a pixel."""
    width_px = max(2, round(height_px * aspect))
    pixel = 2 / height_px
    y = (np.arange(height_px, dtype=np.float32)[:, None] + 0.5) * pixel - 1
    x = (np.arange(width_px, dtype=np.float32)[None, :] + 0.5) * pixel - width_px / height_px
    return x, y, pixel


def _inside(distance: Array, pixel: float) -> Array:
    """1 where `distance` (in the grid's measure) is negative, soft over a pixel."""
    values: Array = np.clip(0.5 - distance / pixel, 0, 1)
    return values


def _lay(planes: Array, colour: Array, alpha: Array) -> None:
    planes[:3] += (colour - planes[:3]) * alpha
    planes[3] += (1 - planes[3]) * alpha


def _balloon(height_px: int, dice: Dice) -> Array:
    x, y, pixel = _grid(height_px, 0.76)
    planes = np.zeros((4, *np.broadcast_shapes(x.shape, y.shape)), np.float32)
    stripes = [rgb(code) for code in dice.pick(BALLOONS)]
    # The envelope: a ball above, drawn in to a mouth below.
    t = np.clip((y + 0.98) / 1.42, 0, 1)
    half = 0.70 * np.sqrt(np.clip(1 - (2 * np.minimum(t, 0.5) - 1) ** 2, 0, 1))
    half = np.where(t > 0.5, 0.70 - 0.57 * smooth(0.42, 1.04, t), half)
    u = np.clip(x / np.maximum(half, 1e-3), -1, 1)
    longitude = np.arcsin(u) / math.pi * 9
    gore = np.floor(longitude + 0.5).astype(np.int32)
    colour = np.zeros((3, *u.shape), np.float32)
    for index, stripe in enumerate(stripes):
        colour += np.where(np.mod(gore, len(stripes)) == index, stripe[:, None, None], 0)
    band = smooth(0.05, 0.02, np.abs(t - 0.46)) + smooth(0.04, 0.015, np.abs(t - 0.78))
    colour = mix(colour, stripes[-1][:, None, None], np.clip(band, 0, 1))
    seam = np.abs(longitude - gore)
    round_light = np.clip(0.62 + 0.42 * np.sqrt(1 - u * u) - 0.18 * u - 0.2 * (t - 0.4), 0, 1.15)
    bulge = 0.9 + 0.14 * np.cos(np.pi * seam * 1.6)
    _lay(
        planes,
        np.clip(colour * round_light * bulge, 0, 1),
        _inside(np.abs(x) - half, pixel) * ((y > -0.98) & (y < 0.44)),
    )
    for side in (-1, 1):
        for inner in (0.3, 1.0):
            along = np.clip((y - 0.44) / 0.34, 0, 1)
            rope = side * inner * (0.13 - 0.03 * along)
            _lay(
                planes,
                rgb("4a3626")[:, None, None],
                _inside(np.abs(x - rope) - 0.006, pixel) * ((y > 0.43) & (y < 0.8)),
            )
    basket = np.maximum(np.abs(x) - (0.13 - 0.03 * (y - 0.78)), np.abs(y - 0.88) - 0.10)
    weave = 0.8 + 0.2 * np.sign(np.sin(x * 120) * np.sin(y * 90)) * 0.5
    wicker = rgb("9a6a3c")[:, None, None] * weave * (1.0 - 1.6 * np.abs(x))
    _lay(planes, np.clip(wicker, 0, 1), _inside(basket, pixel))
    _lay(planes, rgb("6a4424")[:, None, None], _inside(np.maximum(np.abs(x) - 0.14, np.abs(y - 0.785) - 0.018), pixel))
    return planes


def _lighthouse(height_px: int) -> Array:
    x, y, pixel = _grid(height_px, 0.62)
    planes = np.zeros((4, *np.broadcast_shapes(x.shape, y.shape)), np.float32)
    rock = Ramp(("2e2a2c", "5c5654", "8c847c"))
    jag = 0.05 * np.sin(x * 21 + 1) + 0.035 * np.sin(x * 47)
    stone = rock(np.clip(0.5 + 0.4 * np.sin(x * 13 + y * 29) * np.sin(y * 17 - x * 31) - 0.5 * (y - 0.8), 0, 1))
    _lay(planes, stone, _inside(0.80 + 0.62 * x * x + jag - y, pixel))
    half = 0.155 + 0.085 * smooth(-0.55, 0.9, y) ** 1.2
    u = np.clip(x / half, -1, 1)
    shade = np.clip(0.5 + 0.55 * np.sqrt(1 - u * u) - 0.22 * u, 0, 1.05)
    stripe = np.mod(np.floor((y + 0.52) / 0.225), 2)
    paint = np.where(stripe > 0, rgb("f6f2ea")[:, None, None], rgb("d63a2f")[:, None, None])
    _lay(planes, np.clip(paint * shade, 0, 1), _inside(np.abs(x) - half, pixel) * ((y > -0.52) & (y < 0.9)))
    for level in (-0.3, 0.1, 0.5):
        window = np.maximum(np.abs(x - 0.02) - 0.028, np.abs(y - level) - 0.05)
        _lay(planes, rgb("20303c")[:, None, None], _inside(window, pixel))
    _lay(
        planes,
        rgb("39414a")[:, None, None] * shade,
        _inside(np.maximum(np.abs(x) - 0.23, np.abs(y + 0.53) - 0.022), pixel),
    )
    room = np.maximum(np.abs(x) - 0.115, np.abs(y + 0.66) - 0.115)
    light = np.exp(-((x / 0.07) ** 2 + ((y + 0.66) / 0.09) ** 2))
    glow = mix(np.broadcast_to(rgb("a8c8d4")[:, None, None], planes[:3].shape), rgb("fff2b0")[:, None, None], light)
    _lay(planes, glow, _inside(room, pixel))
    for bar in (-0.11, -0.04, 0.04, 0.11):
        _lay(
            planes,
            rgb("2a3038")[:, None, None],
            _inside(np.abs(x - bar) - 0.007, pixel) * ((y > -0.775) & (y < -0.545)),
        )
    dome = np.maximum(np.hypot(x, (y + 0.77) * 0.95) - 0.135, y + 0.77)
    _lay(planes, rgb("b8302a")[:, None, None] * np.clip(1.0 - 2.0 * x, 0.6, 1.1), _inside(dome, pixel))
    _lay(planes, rgb("2a3038")[:, None, None], _inside(np.abs(x) - 0.008, pixel) * ((y > -0.99) & (y < -0.89)))
    return planes
