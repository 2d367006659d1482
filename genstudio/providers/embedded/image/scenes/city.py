"""A skyline by the water: towers behind towers, windows lit by dusk and night."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from genstudio.providers.embedded.image.canvas import Array, Band, Colour, Layer, Stage, spread, stage
from genstudio.providers.embedded.image.colour import Ramp, mix, rgb, smooth, tuned
from genstudio.providers.embedded.image.drawing import Drawing
from genstudio.providers.embedded.image.landscape import air_colour
from genstudio.providers.embedded.image.noise import Dice
from genstudio.providers.embedded.image.scenes.heavens import heavens, is_stormy, particles, weather
from genstudio.providers.embedded.image.setting import Painting, Setting, Strip
from genstudio.providers.embedded.image.sky import Sun
from genstudio.providers.embedded.image.water import bay
from genstudio.providers.embedded.image.weather import specks

DEPTHS = 4
LAMPS = ("ffd98a", "ffe9c0", "ffc06a", "fff4dc", "a8dcff")
NEON = ("ff4fa8", "2ef2ff", "b060ff", "ffe14f", "ff7a3c", "4fffa0")
SIGNS = ("ff2f6e", "18e0ff", "b84dff", "ff9a2e")


@dataclass(frozen=True, slots=True)
class _Tower:
    """One building: its box in units, its window pitch, and which windows are lit (rows, columns, 3)."""

    left: float
    right: float
    top: float
    step_x: float
    step_y: float
    fill_x: float
    fill_y: float
    lamps: Array
    facade: Colour
    flank: float


def city(setting: Setting) -> Painting:
    frame, palette, dice = setting.frame, setting.palette, setting.dice
    line = frame.height * dice.uniform(0.68, 0.74)
    sun, above = heavens(setting, line * 0.98, cover=None if is_stormy(setting) else dice.uniform(0.2, 0.5))
    stages: list[Stage] = []
    if setting.palette.label == "Neon":
        retro = Sun(frame.width * dice.uniform(0.4, 0.6), line * 0.72, min(frame.width, line) * 0.25, hidden=True)
        above = [layer for layer in above if layer is not above[-1]] + [_retro_sun(retro)]
    stages.append(stage("Painting the sky", *above, bottom=line + 40))
    dark = palette.night or is_stormy(setting) or float(rgb(palette.sky[0]).mean()) < 0.34
    if dark:
        stages.append(stage("Lighting the streets", _city_glow(setting, line), top=line - 420, bottom=line + 4))
    for depth in range(DEPTHS):
        own = dice.named("depth", depth)
        towers, crowns, lights = _row(setting, own, depth / (DEPTHS - 1), line, sun, dark=dark)
        stages.append(stage("Raising the towers", crowns, _towers(towers, line), lights, bottom=line + 2))
    quay = Drawing(frame)
    _quay(setting, quay, line, dice.named("quay"))
    stages.append(stage("Lighting the quay", quay, _street_lamps(setting, line, dice.named("lamps")), bottom=line + 20))
    stages.append(stage("Letting the water run", bay(frame, palette, line, dice.named("bay")), top=line - 1))
    return Painting(
        stages,
        line,
        water_line=line,
        places={
            "water": Strip(0.25, 0.75, line + (frame.height - line) * 0.55, 200),
            "air": Strip(0.2, 0.8, line * 0.28, 160, drift=61),
        },
        front=weather(setting, line),
        sun=sun,
        particles=particles(setting, ""),
        bloom=1.15 if dark else 0.7,
    )


def _city_glow(setting: Setting, line: float) -> Layer:
    """The light of the streets in the air above them."""
    colour = mix(rgb("ffb870"), rgb(setting.palette.sky[-1]), 0.45)

    def paint(band: Band) -> None:
        band.screen(colour, 0.5 * np.exp(-np.maximum(line - band.y, 0) / 150) + 0 * band.x)

    return paint


def _retro_sun(sun: Sun) -> Layer:
    colours = Ramp(("ffe56b", "ff9a4b", "ff3f8f", "b01fa8"))

    def paint(band: Band) -> None:
        distance = sun.distance(band)
        down = (band.y - sun.y + sun.radius) / (2 * sun.radius)
        slats = (band.y - sun.y) / sun.radius
        gap = smooth(0.02, 0.05, 0.16 + 0.42 * np.clip(slats, 0, 1) - np.mod(slats * 7.5, 1.0)) * (slats > 0)
        disc = np.clip((sun.radius - distance) * band.frame.scale + 0.5, 0, 1)
        band.screen(rgb("ff4fa0"), 0.55 * np.exp(-np.maximum(distance - sun.radius, 0) / (sun.radius * 0.8)))
        band.over(colours(down + 0 * band.x), disc * (1 - gap))

    return paint


def _row(
    setting: Setting, dice: Dice, near: float, line: float, sun: Sun, *, dark: bool
) -> tuple[list[_Tower], Drawing, Drawing]:
    """The buildings of one depth, their crowns, and the lights on top of them."""
    frame, palette = setting.frame, setting.palette
    crowns, lights = Drawing(frame), Drawing(frame)
    neon = palette.label == "Neon" or setting.wants("neon")
    air = air_colour(setting)
    body = mix(mix(rgb(palette.rock), rgb(palette.shade), 0.5), rgb(palette.dark), 0.82 if dark else 0.3)
    fog = (1 - near) ** 1.1 * (0.62 if dark else 0.72)
    share = 0.55 if dark else 0.06
    towers: list[_Tower] = []
    x = -30.0
    while x < frame.width + 30:
        width = dice.uniform(44, 104) * (0.62 + 0.62 * near)
        centre = 1 - min(1.0, abs((x + width / 2) / frame.width - 0.5) * 1.7)
        height = line * (
            dice.uniform(0.16, 0.4) * (1 - 0.34 * near) + 0.3 * centre * dice.uniform(0, 1) ** 1.5 * (1 - 0.45 * near)
        )
        top = line - height
        step_x, step_y = dice.uniform(7.5, 11) * (0.6 + 0.5 * near), dice.uniform(9, 13) * (0.6 + 0.5 * near)
        columns, rows = max(2, round((width - 6) / step_x)), max(3, int(height / step_y))
        style = dice.whole(0, 3)
        fill = ((0.55, 0.5), (0.86, 0.42), (0.42, 0.84), (0.6, 0.62))[style]
        facade = mix(tuned(body, dice.uniform(0.82, 1.2), 1.1), air, fog)
        numbers = dice.named("windows", len(towers)).numbers
        warm = numbers.random((rows, columns)) < 0.72
        palette_of_lamps = np.array([rgb(code) for code in (NEON if neon else LAMPS)])
        pick = numbers.integers(0, len(palette_of_lamps), (rows, columns))
        base = palette_of_lamps[dice.whole(0, len(palette_of_lamps) - 1)]
        colours = np.where(warm[..., None], base, palette_of_lamps[pick])
        # Whole floors are dark or busy, as in offices.
        busy = numbers.random((rows, 1)) * 0.9 + 0.25
        on = numbers.random((rows, columns)) < share * busy * (1.25 if neon else 1.0)
        glow = (0.45 + 0.55 * numbers.random((rows, columns))) * on * (1 - 0.55 * fog)
        glass = mix(facade, Ramp(palette.sky).at(0.55), 0.16 if dark else 0.3)
        lamps = glass + (colours - glass) * glow[..., None]
        towers.append(
            _Tower(
                x,
                x + width,
                top,
                width / columns,
                step_y,
                *fill,
                lamps.astype(np.float32),
                facade,
                0.22 * sun.side(frame),
            )
        )
        _crown(crowns, lights, dice, x, x + width, top, facade, neon=neon)
        x += width * dice.uniform(0.8, 1.12) + (dice.uniform(0, 60) if near > 0.9 and dice.chance(0.25) else 0)
    return towers, crowns, lights


def _crown(
    crowns: Drawing, lights: Drawing, dice: Dice, left: float, right: float, top: float, colour: Colour, *, neon: bool
) -> None:
    """What a building wears: a step, a spire, a slanted roof, a mast with its lamp, a sign."""
    width, middle = right - left, (left + right) / 2
    kind = dice.whole(0, 6)
    if kind == 0:
        crowns.rectangle(left + width * 0.2, top - width * 0.3, right - width * 0.2, top + 2, colour)
        crowns.rectangle(left + width * 0.38, top - width * 0.55, right - width * 0.38, top, colour)
    elif kind == 1:
        crowns.polygon(
            [(left + width * 0.1, top + 1), (middle, top - width * 1.15), (right - width * 0.1, top + 1)], colour
        )
        crowns.line([(middle, top - width * 1.1), (middle, top - width * 1.7)], 1.6, colour)
    elif kind == 2:
        crowns.polygon([(left, top + 1), (left, top - width * dice.uniform(0.2, 0.5)), (right, top + 1)], colour)
    elif kind == 3:
        crowns.ellipse(middle, top, width * 0.5, width * 0.34, colour)
    if kind in (0, 4) or dice.chance(0.2):
        mast = top - width * dice.uniform(0.5, 1.1)
        crowns.line([(middle, top), (middle, mast)], 2.2, colour)
        lights.ellipse(middle, mast, 2.6, 2.6, rgb("ff4438"))
    if neon and dice.chance(0.3):
        sign = rgb(dice.pick(SIGNS))
        x, y, tall = left + width * dice.uniform(0.15, 0.7), top + dice.uniform(20, 60), dice.uniform(50, 130)
        lights.rectangle(x, y, x + width * 0.16, y + tall, sign)
        for k in range(int(tall / 16)):
            lights.rectangle(
                x + 2, y + 4 + k * 16, x + width * 0.16 - 2, y + 12 + k * 16, mix(sign, rgb("ffffff"), 0.75)
            )


def _towers(towers: list[_Tower], line: float) -> Layer:
    def paint(band: Band) -> None:
        frame = band.frame
        for tower in towers:
            if band.bottom <= tower.top:
                continue
            left, right = max(0, int(tower.left * frame.scale)), min(frame.width_px, int(tower.right * frame.scale))
            upper = max(0, int(tower.top * frame.scale) - band.first)
            lower = min(band.shape[0], int((line + 1) * frame.scale) - band.first)
            if left >= right or upper >= lower:
                continue
            x, y = band.x[0, left:right] - tower.left, band.y[upper:lower, 0] - tower.top - 6
            rows, columns = tower.lamps.shape[:2]
            column = np.clip((x / tower.step_x).astype(np.int32), 0, columns - 1)
            row = np.clip((y / tower.step_y).astype(np.int32), 0, rows - 1)
            inside_x = _slot(x / tower.step_x, tower.fill_x, tower.step_x * frame.scale)
            inside_y = _slot(y / tower.step_y, tower.fill_y, tower.step_y * frame.scale) * (y > 0)
            window = inside_y[:, None] * inside_x[None, :]
            lamps = tower.lamps[row][:, column].transpose(2, 0, 1)
            # A narrow face turned away from the light gives the block its depth.
            t = x / (tower.right - tower.left)
            turned = (t > 0.76) if tower.flank < 0 else (t < 0.24)
            shade = np.where(turned, 0.72, 1.0)[None, :] * (1.06 - 0.22 * np.clip(y / 420, 0, 1))[:, None]
            facade = spread(tower.facade) * shade
            band.rgb[:, upper:lower, left:right] = facade + (lamps - facade) * window

    return paint


def _slot(position: Array, fill: float, pitch_px: float) -> Array:
    """1 inside a window's share of its pitch, soft over a pixel; a flat average where windows are below two pixels."""
    t = position - np.floor(position)
    soft = min(0.5, 0.75 / max(pitch_px, 1e-3))
    values: Array = np.clip((fill / 2 - np.abs(t - 0.5)) / (2 * soft) + 0.5, 0, 1).astype(np.float32)
    return values


def _quay(setting: Setting, drawing: Drawing, line: float, dice: Dice) -> None:
    frame, palette = setting.frame, setting.palette
    dark = mix(rgb(palette.dark), rgb(palette.shade), 0.25)
    drawing.rectangle(-5, line - 7, frame.width + 5, line + 1, dark)
    x = 0.0
    while x < frame.width:
        size = dice.uniform(7, 17)
        drawing.ellipse(x, line - 7, size, size * dice.uniform(0.6, 1.0), mix(dark, rgb(palette.leaf), 0.3))
        x += size * dice.uniform(0.9, 3.0)


def _street_lamps(setting: Setting, line: float, dice: Dice) -> Layer:
    frame = setting.frame
    count = int(26 * frame.width / 1024)
    x = (np.arange(count) + 0.5 + dice.numbers.uniform(-0.2, 0.2, count)) / count * frame.width
    strength = np.full(count, 0.9 if setting.palette.night else 0.25)
    return specks(frame, x, np.full(count, line - 12.0), np.full(count, 6.5), strength, rgb("ffd9a0"))
