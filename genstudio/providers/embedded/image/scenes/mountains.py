"""Mountains over a valley, with a forest and, often, a lake."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from genstudio.providers.embedded.image.canvas import Array, Frame, stage
from genstudio.providers.embedded.image.colour import mix, rgb, smooth
from genstudio.providers.embedded.image.drawing import Drawing
from genstudio.providers.embedded.image.landscape import Cover, air_colour, land_layer
from genstudio.providers.embedded.image.noise import Dice, Tile
from genstudio.providers.embedded.image.scenes.heavens import heavens, particles, weather
from genstudio.providers.embedded.image.setting import Painting, Place, Setting
from genstudio.providers.embedded.image.terrain import Camera, Terrain
from genstudio.providers.embedded.image.trees import pine
from genstudio.providers.embedded.image.water import lake

FAR = 110.0


def mountains(setting: Setting) -> Painting:
    frame, palette, dice = setting.frame, setting.palette, setting.dice
    with_lake = setting.wants("lake", "boat", "reflection") or (not setting.wants("no water") and dice.chance(0.6))
    horizon = frame.height * dice.uniform(0.50, 0.57)
    sun, above = heavens(setting, horizon)
    terrain = _land(frame, dice.named("land"), horizon, sun.side(frame), with_lake)
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
    if with_lake:
        stages.append(stage("Filling the lake", lake(frame, palette, terrain, dice.named("lake"), sun), top=horizon))
    stages.append(stage("Planting the near trees", near_trees))
    return Painting(
        stages,
        horizon,
        water_line=terrain.place(0, 22)[1] if with_lake else None,
        places={
            "ground": Place(0.2, 0.8, frame.height * 0.93, 210),
            "air": Place(0.2, 0.8, horizon * 0.42, 170),
            "water": Place(0.25, 0.75, frame.height * 0.84, 190),
        },
        front=weather(setting, horizon),
        sun=sun,
        particles=particles(setting, "fireflies" if palette.night else ""),
    )


def aurora(setting: Setting) -> Painting:
    """The same land under snow and northern lights."""
    return mountains(replace(setting, wishes=setting.wishes | {"aurora", "snow", "lake"}))


def _land(frame: Frame, dice: Dice, horizon: float, sun_side: int, with_lake: bool) -> Terrain:
    crags = Tile.crags(dice.named("crags"), 1024, 3, 9)
    lumps = Tile.fractal(dice.named("lumps"), 512, 3, 6, 0.45)
    focal = 1180.0
    # The range grows with the picture's height, so that a wide banner and a tall phone screen are both filled.
    grandeur = 15.5 * min(1.6, frame.height / 1024) ** 0.6 * dice.uniform(0.88, 1.12)
    gap = dice.uniform(-9, 9)
    shore = dice.uniform(15, 20)

    def height(x: Array, z: Array) -> Array:
        bend = (lumps.at(x / 70, z / 70) - 0.5) * 9
        peaks = crags.at((x + bend) / 92, (z + bend) / 92)
        far = smooth(19, 58, z + np.abs(x - gap) * 0.55 - 4)
        hills = lumps.at(x / 30 + 0.3, z / 30)
        rolling = (hills - 0.36) * 2.6 * smooth(shore - 6, shore + 14, z + np.abs(x - gap) * 0.35)
        ground = far * (0.28 + peaks * grandeur) + rolling + 0.12 * crags.at(x / 12, z / 12)
        if with_lake:
            # The basin: below zero in the middle, with banks that close in at the sides and behind the lake.
            basin = smooth(shore, shore + 7, z + (hills - 0.5) * 9 + np.abs(x - gap * 0.3) * 0.32)
            near_bank = smooth(5.4, 3.6, z + (lumps.at(x / 9, z / 9) - 0.5) * 3.4 - np.abs(x) * 0.35)
            ground = ground * basin - 0.4 * (1 - basin) + near_bank * 0.95
        else:
            ground = ground * smooth(3, 16, z) + (lumps.at(x / 16, z / 16) - 0.5) * 1.1
        values: Array = ground
        return values

    camera = Camera(horizon, focal, eye=1.75, near=2.2, far=FAR, slices=760, even=0.3)
    return Terrain(frame, camera, height, sun_side=sun_side, sun_slope=0.5, shadow_soft=1.2)


def _forest(setting: Setting, terrain: Terrain, dice: Dice, side: int) -> tuple[Drawing, Drawing]:
    """Pines from far to near, thicker in the hollows: those beyond a lake, and those on this side of it."""
    frame, palette = setting.frame, setting.palette
    beyond, here = Drawing(frame), Drawing(frame)
    patches = Tile.fractal(dice.named("patches"), 256, 5, 4)
    fog = air_colour(setting)
    leaf, light, shade, dark = rgb(palette.leaf), rgb(palette.light), rgb(palette.shade), rgb(palette.dark)
    numbers = dice.named("places").numbers
    count = int(5200 * frame.width / 1024)
    z = np.exp(numbers.uniform(np.log(3.2), np.log(52), count))
    across = numbers.uniform(-0.56, 0.56, count) * frame.width / terrain.camera.focal
    order = np.argsort(-z)
    for k in order:
        distance, x = float(z[k]), float(across[k] * z[k])
        where = np.array([x], np.float32), np.array([distance], np.float32)
        thick = float(patches.at(where[0] / 34, where[1] / 34)[0])
        if thick < 0.46 - 0.10 * (distance > 20):
            continue
        screen_x, y, unit, visible = terrain.place(x, distance)
        ground_height = terrain.camera.eye - (y - terrain.camera.horizon) / unit
        if not visible or ground_height < 0.10 or ground_height > 3.6:
            continue
        if distance < 11 and dice.chance(0.6):
            continue
        if distance < 6.5 and abs(screen_x / frame.width - 0.5) < 0.2 + 0.03 * distance:
            continue
        size = unit * dice.uniform(0.6, 1.5) * (0.5 if distance > 26 else 0.68)
        air = np.clip(np.log(distance / 7) / np.log(FAR / 7), 0, 1) ** 1.1
        body = mix(leaf * (shade * 0.75 + 0.14), dark, 0.55 * (1 - air))
        bright = mix(leaf * (shade * 0.7 + light * 0.75), body, 0.25)
        drawing = beyond if distance > 11 else here
        pine(
            drawing,
            screen_x,
            y + size * 0.02,
            size,
            mix(body, fog, air * 0.85),
            mix(bright, fog, air * 0.85),
            side,
            dice,
        )
    return beyond, here
