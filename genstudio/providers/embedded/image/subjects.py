"""Puts figures into a scene: lit by its palette, with a shadow or a mirror image, some grass over their feet."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable

import numpy as np
from PIL import Image

from genstudio.providers.embedded.image.canvas import Array, Band, Frame, Layer, Stage, spread, stage
from genstudio.providers.embedded.image.cast import AIR, DEEP, GROUND, WATER, Figure, Role
from genstudio.providers.embedded.image.colour import mix, rgb
from genstudio.providers.embedded.image.drawing import Drawing
from genstudio.providers.embedded.image.drawn import drawn
from genstudio.providers.embedded.image.flora import blade, lit
from genstudio.providers.embedded.image.noise import Dice
from genstudio.providers.embedded.image.palettes import Palette
from genstudio.providers.embedded.image.planes import blurred, resized
from genstudio.providers.embedded.image.setting import Painting, Setting, Spot

COMPUTED = frozenset({"hot-air-balloon", "lighthouse"})
INSTEAD = {
    GROUND: (GROUND, WATER, AIR, DEEP),
    WATER: (WATER, GROUND, DEEP, AIR),
    AIR: (AIR, DEEP, WATER, GROUND),
    DEEP: (DEEP, WATER, AIR, GROUND),
}
MAX_SPRITE_PX = 1800


@dataclass(frozen=True, slots=True)
class _Sprite:
    """A figure at its final size: planes premultiplied by coverage, its box's corner in pixels."""

    colour: Array
    alpha: Array
    left_px: int
    top_px: int
    spot: Spot
    place: str
    height: float


def place_subjects(setting: Setting, painting: Painting, roles: tuple[Role, ...], dice: Dice) -> list[Stage]:
    """Stages that paint the figures over the scene; none if nobody is in the cast."""
    frame = setting.frame
    taken: dict[str, int] = {}
    sprites = []
    for index, role in enumerate(roles):
        place = next(kind for kind in INSTEAD[role.figure.home] if kind in painting.places)
        spots = painting.places[place].spots(frame, dice.named(place))
        for copy in range(role.count):
            number = taken.get(place, 0)
            if number >= len(spots):
                break
            taken[place] = number + 1
            own = dice.named("figure", index, copy)
            crowd = 1.0 if role.count == 1 and len(roles) == 1 else 0.84 if len(roles) + role.count <= 4 else 0.7
            sprites.append(_sprite(setting, painting, role.figure, spots[number], place, crowd, own))
    if not sprites:
        return []
    sprites.sort(key=lambda sprite: sprite.spot.y)
    side = painting.sun.side(frame) if painting.sun is not None else 1
    layers: list[Layer] = []
    for index, sprite in enumerate(sprites):
        layers += _standing(setting, painting, sprite, side, dice.named("feet", index))
    return [stage("Placing the figures", *layers)]


def _standing(setting: Setting, painting: Painting, sprite: _Sprite, side: int, dice: Dice) -> list[Layer]:
    frame, palette = setting.frame, setting.palette
    body = _body(frame, sprite)
    if sprite.place == WATER:
        return [_mirror(frame, palette, sprite, dice), body]
    if sprite.place != GROUND:
        return [body]
    layers = [_shadow(frame, palette, sprite, side), body]
    if painting.tufts is not None:
        drawing = Drawing(frame)
        reach = sprite.height * 0.42
        for _ in range(46):
            x = sprite.spot.x + dice.uniform(-1, 1) * reach
            height = sprite.height * dice.uniform(0.07, 0.2)
            base = rgb(painting.tufts[1]) if dice.chance(0.5) else rgb(painting.tufts[0])
            colour = lit(base, rgb(palette.light), rgb(palette.shade), dice.uniform(0.2, 0.9))
            blade(drawing, x, sprite.spot.y + sprite.height * 0.035, height, dice.normal(height * 0.3), colour)
        layers.append(drawing)
    return layers


def _sprite(
    setting: Setting, painting: Painting, figure: Figure, spot: Spot, place: str, crowd: float, dice: Dice
) -> _Sprite:
    frame = setting.frame
    tall = min(spot.size * figure.size * crowd * dice.uniform(0.94, 1.06), frame.height * 0.62)
    height_px = max(8, min(MAX_SPRITE_PX, round(tall * frame.scale)))
    planes = drawn(figure.file, height_px, dice) if figure.file in COMPUTED else _picture(figure, height_px)
    # Most figures look to the left; they turn towards the middle of the picture.
    if spot.x < frame.width * 0.5:
        planes = planes[:, :, ::-1]
    planes = _lit(planes, setting, painting, place)
    height, width = planes.shape[1:]
    foot = spot.y if place != AIR and place != DEEP else spot.y + tall / 2
    sunk = 0.05 * tall if place == WATER else 0.0
    top_px = round((foot + sunk - tall) * frame.scale)
    left_px = round(spot.x * frame.scale - width / 2)
    return _Sprite(planes[:3], planes[3], left_px, top_px, spot, place, height / frame.scale)


def picture_file(figure: Figure) -> Traversable:
    """The figure's picture inside the package."""
    return files("genstudio") / "assets" / "subjects" / f"{figure.file}.webp"


def _picture(figure: Figure, height_px: int) -> Array:
    """The figure's picture without its margins, premultiplied, `height_px` high."""
    with picture_file(figure).open("rb") as file, Image.open(file) as picture:
        pixels = np.asarray(picture.convert("RGBA"), np.float32) / 255
    pixels = pixels[: round(pixels.shape[0] * figure.keep)]
    rows, columns = np.flatnonzero(pixels[..., 3].max(axis=1) > 0.1), np.flatnonzero(pixels[..., 3].max(axis=0) > 0.1)
    pixels = pixels[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    alpha = pixels[..., 3]
    width_px = max(2, round(height_px * pixels.shape[1] / pixels.shape[0]))
    planes = [resized(pixels[..., k] * alpha, width_px, height_px) for k in range(3)]
    grown = np.stack([*planes, resized(alpha, width_px, height_px)])
    if height_px > 256:
        # An enlarged picture has soft edges: its coverage is made steep again.
        sharp = np.clip((grown[3] - 0.5) * min(4.0, height_px / 256) + 0.5, 0, 1)
        grown[:3] *= sharp / np.maximum(grown[3], 1e-3)
        grown[3] = sharp
    return np.clip(grown, 0, 1)


def _lit(planes: Array, setting: Setting, painting: Painting, place: str) -> Array:
    """The figure in the scene's light: tinted, brighter towards the sun and above."""
    palette = setting.palette
    alpha = planes[3]
    colour = planes[:3]
    light, shade = rgb(palette.light), rgb(palette.shade)
    height, width = alpha.shape
    side = painting.sun.side(setting.frame) if painting.sun is not None else 1
    across = np.linspace(-1, 1, width, dtype=np.float32)[None, :] * side
    down = np.linspace(0, 1, height, dtype=np.float32)[:, None]
    bright = np.clip(0.62 + 0.24 * across + 0.2 * (0.5 - down), 0, 1)
    strength = 0.2 if place == AIR and painting.flat else 0.62 if not palette.night else 0.84
    tint = (spread(shade) * (1 - bright) + spread(light) * (0.25 + 0.95 * bright)) * (0.74 if palette.night else 1.0)
    colour = mix(colour, colour * tint, strength)
    if painting.water_tint is not None:
        colour = mix(colour, spread(painting.water_tint) * alpha, 0.24)
    rim = np.clip(alpha - np.roll(alpha, 3 * side if width > 60 else side, axis=1), 0, 1) * (
        0.5 if not painting.flat else 0
    )
    colour = colour + spread(light) * rim * 0.6 * alpha
    return np.concatenate([np.clip(colour, 0, 1), alpha[None]]).astype(np.float32)


def _body(frame: Frame, sprite: _Sprite) -> Layer:
    def paint(band: Band) -> None:
        cut = _cut(frame, band, sprite)
        if cut is not None:
            rows, columns, part, where = cut
            spot = band.rgb[:, where, columns]
            spot *= 1 - sprite.alpha[rows, part]
            spot += sprite.colour[:, rows, part]

    return paint


def _cut(frame: Frame, band: Band, sprite: _Sprite) -> tuple[slice, slice, slice, slice] | None:
    """Sprite rows, canvas columns, sprite columns and band rows that meet; None if they do not."""
    height, width = sprite.alpha.shape
    first, last = max(sprite.top_px, band.first), min(sprite.top_px + height, band.last)
    left, right = max(sprite.left_px, 0), min(sprite.left_px + width, frame.width_px)
    if first >= last or left >= right:
        return None
    return (
        slice(first - sprite.top_px, last - sprite.top_px),
        slice(left, right),
        slice(left - sprite.left_px, right - sprite.left_px),
        slice(first - band.first, last - band.first),
    )


def _shadow(frame: Frame, palette: Palette, sprite: _Sprite, side: int) -> Layer:
    """A dark patch under the figure, longer on the side away from the sun."""
    wide = sprite.alpha.shape[1] / frame.scale * 0.46
    centre_x, centre_y = sprite.spot.x - side * wide * 0.45, sprite.spot.y - sprite.height * 0.012
    flat = wide * 0.2
    dark = mix(rgb(palette.dark), rgb(palette.shade), 0.25)

    def paint(band: Band) -> None:
        if band.bottom < centre_y - flat * 2.4 or band.top > centre_y + flat * 2.4:
            return
        dx, dy = (band.x - centre_x) / (wide * 1.25), (band.y - centre_y) / flat
        soft = np.exp(-((dx * dx + dy * dy) ** 1.3) * 1.5) * 0.5
        contact = (
            np.exp(-(((band.x - sprite.spot.x) / (wide * 0.75)) ** 4) - ((band.y - centre_y) / (flat * 0.4)) ** 2) * 0.5
        )
        band.over(dark, np.clip(soft + contact, 0, 0.8))

    return paint


def _mirror(frame: Frame, palette: Palette, sprite: _Sprite, dice: Dice) -> Layer:
    """The figure's image in the water: upside down, broken by ripples, fading with depth."""
    height, width = sprite.alpha.shape
    colour, alpha = sprite.colour[:, ::-1] * 0.82, sprite.alpha[::-1]
    line_px = sprite.top_px + round(height * 0.95)
    soft = blurred(alpha, 1.0)
    phase = dice.uniform(0, 6.28)
    sea = spread(rgb(palette.sea[1]))

    def paint(band: Band) -> None:
        first, last = max(line_px, band.first), min(line_px + height, band.last, frame.height_px)
        left, right = max(sprite.left_px - 12, 0), min(sprite.left_px + width + 12, frame.width_px)
        if first >= last or left >= right:
            return
        rows = np.arange(first, last)
        depth = (rows - line_px) / frame.scale
        sway = np.sin(depth * 0.34 + phase) * (1.2 + depth * 0.05) + np.sin(depth * 0.11 + phase * 2) * (
            1 + depth * 0.07
        )
        source = np.clip(rows - line_px + round(height * 0.05), 0, height - 1)
        columns = np.arange(left, right)[None, :] - sprite.left_px + np.round(sway * frame.scale).astype(int)[:, None]
        inside = (columns >= 0) & (columns < width)
        index = source[:, None] * width + np.clip(columns, 0, width - 1)
        fade = (0.62 * np.exp(-depth / (sprite.height * 0.5)))[:, None] * inside
        cover = soft.reshape(-1).take(index) * fade
        seen = mix(
            colour.reshape(3, -1).take(index, axis=1) / np.maximum(alpha.reshape(-1).take(index), 0.05), sea, 0.3
        )
        spot = band.rgb[:, first - band.first : last - band.first, left:right]
        spot += (np.clip(seen, 0, 1) - spot) * cover

    return paint
