"""A beach: the sea runs out over sand, palms lean in from one side."""

from __future__ import annotations

import numpy as np

from genstudio.providers.embedded.image.canvas import Array, Band, Frame, Layer, Stage, spread, stage
from genstudio.providers.embedded.image.colour import Ramp, mix, rgb, smooth, tuned
from genstudio.providers.embedded.image.drawing import Drawing
from genstudio.providers.embedded.image.flora import lit
from genstudio.providers.embedded.image.landscape import Cover, land_layer
from genstudio.providers.embedded.image.noise import Dice, Field, Tile, profile
from genstudio.providers.embedded.image.scenes.heavens import heavens, particles, weather
from genstudio.providers.embedded.image.scenes.ocean import islands
from genstudio.providers.embedded.image.sea import SEA_FAR, sea_layer, sea_surface
from genstudio.providers.embedded.image.setting import Painting, Setting, Strip
from genstudio.providers.embedded.image.sky import Sun
from genstudio.providers.embedded.image.trees import palm


def beach(setting: Setting) -> Painting:
    frame, palette, dice = setting.frame, setting.palette, setting.dice
    horizon = frame.height * dice.uniform(0.42, 0.5)
    sun, above = heavens(setting, horizon)
    swell = 0.22
    surface = sea_surface(frame, horizon, dice.named("sea"), swell)
    stages: list[Stage] = [stage("Painting the sky", *above, bottom=horizon + 40)]
    if dice.chance(0.6):
        land = islands(frame, dice.named("islands"), horizon, sun.side(frame))
        cover = Cover(grass=14, snow=60, far=SEA_FAR * 0.7, near=30, air=0.9, dry_only=True)
        stages.append(
            stage("Raising the islands", land_layer(setting, land, sun, cover), top=land.top - 2, bottom=horizon + 30)
        )
    waves = sea_layer(frame, palette, surface, dice.named("paint"), sun, swell, foam=0.25)
    shore = _shore_line(frame, horizon, dice.named("shore"))
    stages.append(stage("Setting the sea in motion", waves, top=horizon - 1))
    stages.append(stage("Spreading the sand", _sand(setting, horizon, shore, sun), top=horizon))
    palms = Drawing(frame)
    shadows = Drawing(frame, opacity=0.3)
    _palms(setting, palms, shadows, shore, sun.side(frame), dice.named("palms"))
    stages.append(stage("Planting palms", shadows, palms))
    return Painting(
        stages,
        horizon,
        water_line=horizon,
        places={
            "ground": Strip(0.3, 0.7, frame.height * 0.91, 260),
            "air": Strip(0.2, 0.8, horizon * 0.45, 170, drift=65),
            "water": Strip(0.3, 0.7, horizon + (frame.height - horizon) * 0.2, 130),
        },
        front=weather(setting, horizon),
        sun=sun,
        particles=particles(setting, ""),
    )


def _shore_line(frame: Frame, horizon: float, dice: Dice) -> Array:
    """Where the water ends, in units from the top, for every column."""
    x = frame.columns()
    depth = frame.height - horizon
    tilt = dice.uniform(0.22, 0.42) * dice.sign()
    t = x / frame.width - 0.5
    bay = (profile(dice.named("bay"), x, 620, 3, 0.4) - 0.5) * 0.24
    values: Array = horizon + depth * np.clip(0.56 + tilt * t + bay, 0.2, 0.92)
    return values


def _sand(setting: Setting, horizon: float, shore: Array, sun: Sun) -> Layer:
    """Dry sand, wet sand that mirrors the sky, and lines of foam left by the last waves."""
    frame, palette, dice = setting.frame, setting.palette, setting.dice.named("sand")
    depth = frame.height - horizon
    grain = Tile.fractal(dice.named("grain"), 512, 64, 4, 0.7)
    dunes = Tile.fractal(dice.named("dunes"), 512, (5, 9), 6, 0.55)
    lace = Tile.fractal(dice.named("lace"), 512, 18, 5, 0.6, ridged=True)
    rough = Field(frame, dice.named("rough"), (190, 60), 5)
    light, shade = spread(rgb(palette.light)), spread(rgb(palette.shade))
    sand = spread(rgb(palette.sand))
    shallow = spread(mix(Ramp(palette.sea).at(0.12), rgb("ffffff"), 0.1))
    white = spread(mix(rgb("ffffff"), rgb(palette.light), 0.15) * (0.5 if palette.night else 1.0))
    sky = spread(Ramp(palette.sky).at(0.75))
    side = sun.side(frame)
    step = 1 / 512

    def paint(band: Band) -> None:
        wobble = (rough(band) - 0.5) * 16
        near = np.clip((band.y - horizon) / depth, 0.02, 1)
        # How far inland, in units of the shore's own perspective.
        inland = (band.y - shore[None, :] + wobble * near) / (0.25 + near)
        z = 1 / near
        u, v = (band.x / 1024 - 0.7) * z * 0.5, z * 0.5
        low = dunes.at(u, v)
        slope = (dunes.at(u + step * 2, v) - low) * 4.5 * side
        grains = (grain.at(u * 4, v * 4) - 0.5) * 0.13 * np.clip(near * 1.4, 0, 1)
        dry = sand * (shade * 0.55 + light * (0.62 + np.clip(-slope, -0.25, 0.25) * 0.9)) * (1 + grains)
        wetness = smooth(88, 26, inland)
        wet = mix(dry * 0.62, sky * 0.9 * light, 0.34)
        colour = mix(dry, wet, wetness)
        water = smooth(6, -70, inland)
        colour = mix(colour, shallow * light, smooth(8, -26, inland) * 0.6)
        web = lace.at(band.x / 210, (inland * 1.7 + band.x * 0.12) / 210)
        edge = np.exp(-(((inland - 2) / 6) ** 2)) * 0.95
        older = np.exp(-(((inland + 34 + wobble) / 10) ** 2)) * 0.65 + np.exp(-(((inland - 34) / 5) ** 2)) * 0.25
        foam = (
            edge
            + older * smooth(0.35, 0.75, web)
            + smooth(6, -60, inland) * smooth(-150, -50, inland) * smooth(0.66, 0.92, web) * 0.6
        )
        colour = mix(np.clip(colour, 0, 1), white, np.clip(foam, 0, 0.95))
        band.over(
            colour,
            np.clip(
                smooth(-120, -14, inland) * (1 - 0.75 * water) + np.clip(foam, 0, 1) * smooth(-170, -60, inland), 0, 1
            ),
        )

    return paint


def _palms(setting: Setting, palms: Drawing, shadows: Drawing, shore: Array, side: int, dice: Dice) -> None:
    frame, palette = setting.frame, setting.palette
    light, shade = rgb(palette.light), rgb(palette.shade)
    bark = lit(rgb("8a6a4a"), light, shade, 0.45)
    dark, bright = lit(rgb(palette.leaf), light, shade, 0.1), lit(tuned(rgb(palette.leaf), 1.2), light, shade, 0.85)
    where = -side
    for index in range(dice.whole(1, 3)):
        edge = dice.uniform(0.02, 0.2) if index else dice.uniform(0.04, 0.12)
        x = frame.width * (edge if where < 0 else 1 - edge)
        land = float(shore[int(np.clip(x * frame.scale, 0, frame.width_px - 1))])
        y = max(land + 60, frame.height * dice.uniform(0.8, 0.97))
        height = frame.height * dice.uniform(0.5, 0.74) * (1 - 0.12 * index)
        shadows.ellipse(x + 90 * -side, y + 6, height * 0.3, height * 0.022, np.zeros(3, np.float32))
        palm(palms, x, y, height, bark, dark, bright, side, dice)
