"""Mountains over a valley, with a forest and, often, a lake."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from genstudio.providers.embedded.image.canvas import Array, Frame, stage
from genstudio.providers.embedded.image.colour import mix, rgb, smooth
from genstudio.providers.embedded.image.drawing import Drawing, ink
from genstudio.providers.embedded.image.flora import blade, lit
from genstudio.providers.embedded.image.landscape import Cover, air_colour, land_layer
from genstudio.providers.embedded.image.noise import Dice, Tile
from genstudio.providers.embedded.image.scenes.heavens import heavens, particles, weather
from genstudio.providers.embedded.image.setting import Land, Painting, Setting, Strip
from genstudio.providers.embedded.image.terrain import Camera, Terrain, aside, lens
from genstudio.providers.embedded.image.trees import pine
from genstudio.providers.embedded.image.volcano import Volcano, erect, eruption, lava
from genstudio.providers.embedded.image.water import lake

FAR = 110.0
FLOWERS = (("ffffff", "ffe14f"), ("b58cff", "ffffff"), ("ff8fb0", "fff0c0"), ("ffd23f", "ff9f1c"))


def mountains(setting: Setting) -> Painting:
    frame, palette, dice = setting.frame, setting.palette, setting.dice
    with_lake = setting.wants("lake", "boat", "reflection") or (not setting.wants("no water") and dice.chance(0.6))
    horizon = frame.height * dice.uniform(0.50, 0.57)
    sun, above = heavens(setting, horizon)
    peak = erect(dice.named("volcano"), frame) if setting.wants("volcano") else None
    terrain = _land(frame, dice.named("land"), horizon, sun.side(frame), with_lake, peak)
    forest, near_trees = _forest(setting, terrain, dice.named("forest"), sun.side(frame))
    snow_line = dice.uniform(2.2, 3.6) if setting.wants("snow") or palette.label == "Winter" else dice.uniform(3.6, 6.0)
    stages = [
        stage("Painting the sky", *above, bottom=horizon + 40),
        stage(
            "Raising the mountains",
            land_layer(setting, terrain, sun, Cover(snow=snow_line, far=FAR)),
            top=terrain.top - 2,
        ),
        stage("Planting the forest", forest),
    ]
    if peak is not None:
        burst = eruption(frame, palette, peak, terrain, dice.named("eruption"), sun.side(frame))
        stages.insert(2, stage("Letting the volcano erupt", lava(peak, terrain, dice.named("lava")), *burst))
    if with_lake:
        stages.append(stage("Filling the lake", lake(frame, palette, terrain, dice.named("lake"), sun), top=horizon))
    stages.append(stage("Planting the near trees", near_trees))
    if palette.label != "Winter" and not setting.wants("aurora"):
        turf = _turf(setting, terrain, dice.named("turf"))
        stages.insert(-1, stage("Letting the grass grow", turf, top=horizon))
    return Painting(
        stages,
        horizon,
        water_line=terrain.place(0, 22)[1] if with_lake else None,
        places={
            "ground": Land(terrain, 3.4, 7.0, 0.62, dry=0.06),
            "air": Strip(0.2, 0.8, horizon * 0.42, 170, drift=65),
            "water": Strip(0.25, 0.75, frame.height * 0.84, 190),
        },
        front=weather(setting, horizon),
        sun=sun,
        tufts=palette.grass,
        particles=particles(setting, "fireflies" if palette.night else ""),
    )


def aurora(setting: Setting) -> Painting:
    """The same land under snow and northern lights."""
    return mountains(replace(setting, wishes=setting.wishes | {"aurora", "snow", "lake"}))


def _land(frame: Frame, dice: Dice, horizon: float, sun_side: int, with_lake: bool, peak: Volcano | None) -> Terrain:
    crags = Tile.crags(dice.named("crags"), 1024, 3, 9)
    lumps = Tile.fractal(dice.named("lumps"), 512, 3, 6, 0.45)
    focal = 1180.0 * lens(frame)
    # The range grows with the picture's height, so that a wide banner and a tall phone screen are both filled.
    grandeur = 15.5 * min(1.6, frame.height / 1024) ** 0.6 * dice.uniform(0.88, 1.12)
    gap = dice.uniform(-9, 9)
    shore = dice.uniform(15, 20)

    def height(x: Array, z: Array) -> Array:
        bend = (lumps.at(x / 70, z / 70) - 0.5) * 9
        peaks = crags.at((x + bend) / 92, (z + bend) / 92)
        far = smooth(19, 58, z + aside(x, gap) * 0.55 - 4)
        hills = lumps.at(x / 30 + 0.3, z / 30)
        rolling = (hills - 0.36) * 2.6 * smooth(shore - 6, shore + 14, z + aside(x, gap) * 0.35)
        ground = far * (0.28 + peaks * grandeur) + rolling + 0.12 * crags.at(x / 12, z / 12)
        if peak is not None:
            ground = peak.over(ground * 0.7, x, z, crags.at(x / 40, z / 40))
        if with_lake:
            # The basin: below zero in the middle, with banks that close in at the sides and behind the lake.
            basin = smooth(shore, shore + 7, z + (hills - 0.5) * 9 + aside(x, gap * 0.3) * 0.32)
            near_bank = smooth(5.4, 3.6, z + (lumps.at(x / 9, z / 9) - 0.5) * 3.4 - aside(x, 0) * 0.35)
            ground = ground * basin - 0.4 * (1 - basin) + near_bank * 0.95
        else:
            ground = ground * smooth(3, 16, z) + (lumps.at(x / 16, z / 16) - 0.5) * 1.1
        values: Array = ground
        return values

    camera = Camera(horizon, focal, eye=1.75, near=2.2, far=FAR, slices=1300, even=0.45)
    return Terrain(frame, camera, height, sun_side=sun_side, sun_slope=0.5, shadow_soft=1.2)


def _forest(setting: Setting, terrain: Terrain, dice: Dice, side: int) -> tuple[Drawing, Drawing]:
    """Pines from far to near, thicker in the hollows: those beyond a lake, and those on this side of it."""
    frame, palette = setting.frame, setting.palette
    beyond, here = Drawing(frame), Drawing(frame)
    patches = Tile.fractal(dice.named("patches"), 256, 5, 4)
    fog = air_colour(setting)
    leaf, light, shade, dark = rgb(palette.leaf), rgb(palette.light), rgb(palette.shade), rgb(palette.dark)
    bright = np.clip(leaf * (shade * 0.8 + light * 0.75), 0, 1)
    plots = terrain.scatter(dice.named("places"), int(7600 * frame.width / 1024), 3.2, 52, thick=patches, patch=34)
    for plot in plots:
        distance, (kept, grown, _, spared, *_) = plot.z, plot.lots
        if plot.thick < 0.46 - 0.10 * (distance > 20) or not 0.10 < plot.height < 3.6:
            continue
        # Even to the eye is too dense for trees that stand near: those are few and tall.
        if kept > min(1.0, (distance / 26) ** 1.5) or (distance < 11 and spared < 0.35):
            continue
        if distance < 6.5 and abs(plot.screen_x / frame.width - 0.5) < 0.2 + 0.03 * distance:
            continue
        size = plot.unit * (0.6 + 0.9 * grown) * (0.5 if distance > 26 else 0.68)
        air = float(np.clip(math.log(distance / 7) / math.log(FAR / 7), 0, 1)) ** 1.1
        body = mix(leaf * (shade * 0.75 + 0.14), dark, 0.34 * (1 - air))
        colours = mix(body, fog, air * 0.85), mix(bright, fog, air * 0.85)
        drawing = beyond if distance > 11 else here
        pine(drawing, plot.screen_x, plot.y + size * 0.02, size, *colours, side, dice.named("pine", plot.index))
    return beyond, here


def _turf(setting: Setting, terrain: Terrain, dice: Dice) -> Drawing:
    """Grass on the near ground, with a flower here and there."""
    frame, palette = setting.frame, setting.palette
    drawing = Drawing(frame)
    light, shade = rgb(palette.light), rgb(palette.shade)
    patches = Tile.fractal(dice.named("patches"), 128, 8, 4)
    grass = rgb(palette.grass[1]), rgb(palette.grass[0])
    greens = [ink(lit(mix(*grass, t), light, shade, 0.25 + 0.6 * t)) for t in (0.0, 0.25, 0.5, 0.75, 1.0)]
    petals = [ink(lit(rgb(code), light, shade, 0.8)) for code in dice.pick(FLOWERS)]
    plots = terrain.scatter(
        dice.named("places"), int(9000 * frame.width / 1024), terrain.near * 1.1, 13, thick=patches, patch=6
    )
    for plot in plots:
        first, second, third, fourth, *_ = plot.lots
        if plot.height < 0.05 or plot.thick < 0.14 + 0.3 * first:
            continue
        height = plot.unit * (0.05 + 0.09 * second)
        tip = (third - 0.5) * height
        blade(drawing, plot.screen_x, plot.y, height, tip, greens[int(fourth * 5)])
        if first > 0.93 and plot.thick > 0.55:
            size = plot.unit * 0.014
            drawing.ellipse(plot.screen_x + tip, plot.y - height, size, size * 0.8, petals[int(fourth * len(petals))])
    return drawing
