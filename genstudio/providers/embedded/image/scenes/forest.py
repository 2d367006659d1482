"""Deep in a forest: trunks behind trunks in the mist, rays of light, a mossy floor."""

from __future__ import annotations

import math

import numpy as np

from genstudio.providers.embedded.image.canvas import Band, Colour, Frame, Layer, Stage, spread, stage
from genstudio.providers.embedded.image.colour import Ramp, mix, rgb, smooth, tuned
from genstudio.providers.embedded.image.drawing import Drawing, ink
from genstudio.providers.embedded.image.flora import blade
from genstudio.providers.embedded.image.noise import Dice, Field, Tile, profile
from genstudio.providers.embedded.image.palettes import Palette
from genstudio.providers.embedded.image.scenes.heavens import particles
from genstudio.providers.embedded.image.setting import Painting, Setting, Strip
from genstudio.providers.embedded.image.sky import Sun
from genstudio.providers.embedded.image.weather import fireflies, mist, rain, snowfall

DEPTHS = 7


def forest(setting: Setting) -> Painting:
    frame, palette, dice = setting.frame, setting.palette, setting.dice
    horizon = frame.height * dice.uniform(0.55, 0.62)
    sun = Sun(dice.uniform(0.28, 0.72) * frame.width, horizon * dice.uniform(0.3, 0.45), 60, moon=palette.night)
    stages: list[Stage] = [stage("Filling the air with light", _glow(frame, palette, sun, horizon))]
    air = Ramp(palette.sky)
    for depth in range(DEPTHS):
        own = dice.named("depth", depth)
        near = depth / (DEPTHS - 1)
        fog = mix(air.at(0.93), rgb(palette.sun), 0.25 if not palette.night else 0.0)
        if depth == DEPTHS - 2:
            stages.append(
                stage("Covering the floor", _floor(setting, horizon, sun, dice.named("floor")), top=horizon - 60)
            )
        trunks = _trunks(setting, own, near, horizon, fog, sun)
        leaves = _leaves(setting, own.named("leaves"), near, horizon, fog, sun)
        stages.append(stage("Growing the trees", trunks, leaves))
        if depth < DEPTHS - 2:
            bank = mist(frame, own.named("mist"), horizon + 14 + 30 * near, 90 + 60 * near, fog, 0.5 * (1 - near))
            stages.append(stage("Letting the mist rise", bank, top=horizon - 260))
    stages.append(stage("Letting the light in", _rays(frame, palette, sun, dice.named("rays"))))
    undergrowth = Drawing(frame)
    _ferns(setting, undergrowth, dice.named("ferns"))
    front = [stage("Growing ferns", undergrowth, top=frame.height * 0.72)]
    front += _weather(setting, horizon)
    return Painting(
        stages,
        horizon,
        places={
            "ground": Strip(0.3, 0.7, frame.height * 0.88, 270),
            "air": Strip(0.3, 0.7, horizon * 0.6, 150, drift=57),
        },
        front=front,
        sun=sun,
        tufts=(palette.grass[1], palette.leaf),
        particles=particles(
            setting, "leaves" if palette.label == "Autumn" else "fireflies" if palette.night else "dust"
        ),
        bloom=1.0,
    )


def _weather(setting: Setting, horizon: float) -> list[Stage]:
    frame, dice = setting.frame, setting.dice.named("weather")
    stages = []
    if setting.wants("fireflies") or setting.palette.night or dice.chance(0.3):
        lights = fireflies(frame, dice.named("lights"), horizon * 0.7, frame.height * 0.97, rgb(setting.palette.accent))
        stages.append(stage("Lighting fireflies", lights, top=horizon * 0.6))
    if setting.wants("rain", "storm"):
        stages.append(stage("Letting it rain", rain(frame, dice.named("rain"), 0.6)))
    if setting.wants("snowfall", "snow"):
        stages.append(stage("Letting it snow", snowfall(frame, dice.named("snow"))))
    return stages


def _glow(frame: Frame, palette: Palette, sun: Sun, horizon: float) -> Layer:
    ramp, colour = Ramp(palette.sky), rgb(palette.sun)

    def paint(band: Band) -> None:
        t = np.clip(band.y / (horizon * 1.15), 0, 1)
        band.rgb[:] = ramp(0.5 + 0.45 * t + 0 * band.x)
        far = sun.distance(band)
        band.screen(colour, 0.75 * np.exp(-far / (0.26 * frame.height)) + 0.25 * np.exp(-far / (0.7 * frame.height)))

    return paint


def _tone(palette: Palette, near: float, fog: Colour) -> tuple[Colour, Colour]:
    """Bark in the shade and in the light at a depth (0 far, 1 near)."""
    bark = mix(rgb("4a3a2c"), rgb(palette.leaf), 0.35)
    dark = mix(bark * (rgb(palette.shade) * 0.7 + 0.1), rgb(palette.dark), 0.35 + 0.35 * near)
    bright = np.clip(bark * (rgb(palette.shade) * 0.4 + rgb(palette.light) * 0.9), 0, 1)
    veil = (1 - near) ** 1.25 * 0.9
    return mix(dark, fog, veil), mix(bright, fog, veil)


def _trunks(setting: Setting, dice: Dice, near: float, horizon: float, fog: Colour, sun: Sun) -> Drawing:
    frame = setting.frame
    drawing = Drawing(frame)
    dark, bright = _tone(setting.palette, near, fog)
    inks = [ink(mix(dark, bright, t)) for t in (0.0, 0.18, 0.38, 0.62)]
    wide = 7 + 74 * near**1.7
    count = max(2, int((26 - 21 * near**0.8) * frame.width / 1024))
    ground = horizon + (frame.height - horizon) * (0.04 + 0.62 * near**1.5)
    for k in range(count):
        x = (k + dice.uniform(0.05, 0.95)) / count * frame.width * 1.06 - 0.03 * frame.width
        if near > 0.8 and abs(x / frame.width - 0.5) < 0.2:
            continue
        half, foot = (
            wide * dice.uniform(0.6, 1.25) / 2,
            ground + dice.uniform(-0.02, 0.05) * frame.height * (0.3 + near),
        )
        lean, wave = dice.normal(0.035) * frame.height, dice.uniform(0, 6.28)
        sway = half * 0.7

        def spine(q: float, x: float = x, lean: float = lean, wave: float = wave, sway: float = sway) -> float:
            return x + lean * q + math.sin(q * 4 + wave) * sway

        side = 1 if sun.x > x else -1
        steps = [s / 15 for s in range(16)]
        flare = [half * (1 - 0.35 * q) * (1 + 1.1 * math.exp(-q * 26)) for q in steps]
        ys = [foot - q * (foot + 20) for q in steps]
        for shade, (start, end) in enumerate(((-1.0, 1.0), (-0.25, 1.0), (0.3, 1.0), (0.68, 1.0))):
            left = [(spine(q) + side * start * f, y) for q, f, y in zip(steps, flare, ys, strict=True)]
            right = [(spine(q) + side * end * f, y) for q, f, y in zip(steps, flare, ys, strict=True)]
            drawing.polygon(left + right[::-1], inks[shade])
        if near > 0.4:
            for _ in range(int(34 * near)):
                q, across = dice.uniform(0.02, 0.95), dice.uniform(-0.85, 0.85)
                length = dice.uniform(12, 46) * near
                at = (spine(q) + across * half * (1 - 0.35 * q), foot - q * (foot + 20))
                drawing.line(
                    (at, (at[0] + dice.normal(1.5), at[1] - length)),
                    1.2 + 1.4 * near,
                    inks[0 if across * side < 0.4 else 1],
                )
        for _ in range(int(2 + 5 * near)):
            q = dice.uniform(0.3, 0.95)
            _branch(
                drawing,
                (spine(q), foot - q * (foot + 20)),
                dice.sign(),
                half * 0.28,
                dice.uniform(40, 150) * (0.4 + near),
                inks[1],
                dice,
            )
    return drawing


def _branch(
    drawing: Drawing,
    start: tuple[float, float],
    side: int,
    width: float,
    length: float,
    colour: tuple[int, int, int, int],
    dice: Dice,
) -> None:
    angle, at = dice.uniform(0.1, 0.8), start
    for k in range(5):
        end = (at[0] + side * math.cos(angle) * length / 5, at[1] - math.sin(angle) * length / 5)
        drawing.line((at, end), max(0.8, width * (1 - k / 5)), colour)
        if k >= 2:
            twig = (end[0] + side * dice.uniform(0, 0.2) * length, end[1] - dice.uniform(-0.1, 0.2) * length)
            drawing.line((end, twig), max(0.6, width * 0.3), colour)
        at, angle = end, angle + dice.normal(0.22)


def _leaves(setting: Setting, dice: Dice, near: float, horizon: float, fog: Colour, sun: Sun) -> Layer:
    """The canopy of one depth: noise with a ragged lower edge, speckled by the sun."""
    frame, palette = setting.frame, setting.palette
    cell = 46 + 120 * near
    clumps = Field(frame, dice.named("clumps"), (cell * 2.2, cell * 1.5), 3, 0.5)
    detail = Field(frame, dice.named("detail"), (9 + 17 * near, 7 + 13 * near), 3, 0.7)
    edge = horizon * (0.34 - 0.16 * near) + profile(dice.named("edge"), frame.columns(), 260, 4) * horizon * 0.42
    leaf = rgb(palette.leaf)
    light = rgb(palette.light)
    veil = (1 - near) ** 1.25 * 0.9
    dark = mix(mix(leaf * (rgb(palette.shade) * 0.75 + 0.08), rgb(palette.dark), 0.35 * near), fog, veil)
    bright = mix(np.clip(leaf * (rgb(palette.shade) * 0.5 + light * 1.1), 0, 1), fog, veil)
    glowing = mix(tuned(bright, 1.2, 1.1), rgb(palette.sun), 0.25)

    def paint(band: Band) -> None:
        if band.top > horizon * 0.95:
            return
        fine = detail(band)
        body = clumps(band) * 0.62 + fine * 0.38
        reach = smooth(70, -120, band.y - edge[None, :])
        alpha = smooth(0.60, 0.68, body + 0.36 * reach - 0.12)
        lit = np.clip(fine * 1.2 - 0.3, 0, 1)
        colour = mix(spread(dark), spread(bright), lit)
        back = np.exp(-sun.distance(band) / (0.3 * frame.height)) * (0.4 + 0.6 * lit)
        band.over(
            mix(colour, spread(glowing), np.clip(back, 0, 0.9)), alpha * smooth(horizon * 0.95, horizon * 0.6, band.y)
        )

    return paint


def _floor(setting: Setting, horizon: float, sun: Sun, dice: Dice) -> Layer:
    frame, palette = setting.frame, setting.palette
    moss = Tile.fractal(dice.named("moss"), 512, 12, 6, 0.6)
    light_spots = Tile.fractal(dice.named("spots"), 256, 9, 3)
    grass = Ramp((palette.grass[1], palette.leaf, palette.grass[0]))
    shade, light = spread(rgb(palette.shade)), spread(rgb(palette.light))
    fog = spread(Ramp(palette.sky).at(0.93))
    depth = frame.height - horizon
    path_bend = dice.uniform(-0.5, 0.5)
    earth = spread(mix(rgb("7a6248"), rgb(palette.sand), 0.35))
    rough_edge = Field(frame, dice.named("edge"), (240, 26), 4)

    def paint(band: Band) -> None:
        near = np.clip((band.y - horizon) / depth, 0.015, 1)
        z = 1 / near
        u, v = (band.x - frame.width / 2) / 1024 * z, z
        cover = moss.at(u * 0.55, v * 0.8)
        fine = moss.at(u * 2.3 + 0.4, v * 3.1)
        colour = grass(0.16 + 0.5 * cover + 0.34 * fine)
        path_x = (
            sun.x
            + (frame.width / 2 - sun.x) * near
            + math.sin(1.0) * 0
            + np.sin(near * 5 + path_bend) * 60 * (1 - near)
        )
        off = np.abs(band.x - path_x + (fine - 0.5) * 90 * near) / (16 + 190 * near)
        colour = mix(colour, earth * (0.72 + 0.5 * fine), smooth(1.05, 0.72, off) * 0.85)
        spots = smooth(0.55, 0.8, light_spots.at(u * 0.4, v * 0.55))
        towards = np.exp(-np.abs(band.x - path_x) / (0.34 * frame.width))
        colour = colour * (shade * 0.62 + light * (0.18 + 0.62 * spots * towards + 0.25 * towards))
        colour = mix(colour, fog, np.clip(0.92 - near * 2.1, 0, 1))
        band.over(np.clip(colour, 0, 1), smooth(-14, 10, band.y - horizon - (rough_edge(band) - 0.5) * 22))

    return paint


def _rays(frame: Frame, palette: Palette, sun: Sun, dice: Dice) -> Layer:
    angles = np.linspace(-math.pi, math.pi, 2048, dtype=np.float32)
    beams = smooth(0.5, 0.82, profile(dice.named("beams"), np.linspace(0, 2048, 2048, dtype=np.float32), 40, 4, 0.55))
    colour = rgb(palette.sun)
    dust = Field(frame, dice.named("dust"), (300, 200), 4)
    strength = 0.30 if palette.night else 0.5
    source_y = sun.y - 0.16 * frame.height

    def paint(band: Band) -> None:
        angle = np.arctan2(band.x - sun.x, band.y - source_y)
        light = np.interp(angle.ravel(), angles, beams).reshape(angle.shape).astype(np.float32)
        fade = np.exp(-sun.distance(band) / (0.55 * frame.height)) * smooth(source_y, source_y + 160, band.y)
        band.screen(colour, np.clip(light * fade * strength * (0.55 + 0.6 * dust(band)), 0, 1))

    return paint


def _ferns(setting: Setting, drawing: Drawing, dice: Dice) -> None:
    frame, palette = setting.frame, setting.palette
    dark = mix(rgb(palette.leaf) * (rgb(palette.shade) * 0.6), rgb(palette.dark), 0.4)
    bright = np.clip(rgb(palette.grass[0]) * (rgb(palette.shade) * 0.6 + rgb(palette.light) * 0.35), 0, 1)
    inks = [ink(mix(dark, bright, t)) for t in (0.0, 0.3, 0.6)]
    for _ in range(int(15 * frame.width / 1024)):
        x = dice.uniform(0, 1) * frame.width
        edge = abs(x / frame.width - 0.5) * 2
        if edge < 0.35:
            continue
        y, size = frame.height + dice.uniform(-6, 30), dice.uniform(60, 150) * (0.4 + 0.7 * edge)
        for frond in range(dice.whole(5, 8)):
            angle = math.pi * (0.12 + 0.76 * (frond + dice.uniform(0.1, 0.9)) / 8)
            at = (x, y)
            colour = inks[frond % 3]
            for step in range(1, 13):
                t = step / 12
                end = (x + math.cos(angle) * size * t, y - math.sin(angle) * size * t + size * 0.34 * t * t)
                drawing.line((at, end), 1.6, colour)
                leaf = size * 0.24 * math.sin(math.pi * min(0.97, 0.12 + t * 0.86))
                for sign in (-1, 1):
                    tip_angle = angle + sign * 1.05 - 0.5 * t
                    tip = (end[0] + math.cos(tip_angle) * leaf, end[1] - math.sin(tip_angle) * leaf * 0.8 + leaf * 0.2)
                    blade_width = leaf * 0.12
                    drawing.polygon((at, (end[0], end[1] - blade_width), tip, (end[0], end[1] + blade_width)), colour)
                at = end
    for _ in range(int(130 * frame.width / 1024)):
        x = dice.uniform(0, 1) * frame.width
        height = dice.uniform(16, 50) * (0.4 + 0.8 * abs(x / frame.width - 0.5) * 2)
        blade(drawing, x, frame.height + 8, height, dice.normal(height * 0.3), inks[dice.whole(0, 2)])
