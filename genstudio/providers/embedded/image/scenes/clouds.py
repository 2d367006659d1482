"""High above the clouds: rows of heaped clouds down to the viewer, the sun behind them."""

from __future__ import annotations

from genstudio.providers.embedded.image.canvas import Layer, Stage, stage
from genstudio.providers.embedded.image.clouds import Heap, heap_layer, heap_shape
from genstudio.providers.embedded.image.colour import Ramp, mix, rgb
from genstudio.providers.embedded.image.scenes.heavens import heavens, particles, weather
from genstudio.providers.embedded.image.setting import Painting, Setting, Strip
from genstudio.providers.embedded.image.sky import Sun
from genstudio.providers.embedded.image.weather import mist

ROWS = 8
SHAPES = 7


def clouds(setting: Setting) -> Painting:
    frame, dice = setting.frame, setting.dice
    horizon = frame.height * dice.uniform(0.52, 0.62)
    sun, above = heavens(setting, horizon, cover=dice.uniform(0.0, 0.3))
    stages: list[Stage] = [stage("Painting the sky", *above)]
    stages += _sea_of_clouds(setting, horizon, sun)
    return Painting(
        stages,
        horizon,
        places={
            "air": Strip(0.28, 0.72, horizon * 0.66, 260, drift=99),
            "ground": Strip(0.3, 0.7, frame.height * 0.8, 230),
        },
        front=weather(setting, horizon),
        sun=sun,
        particles=particles(setting, ""),
        bloom=0.95,
    )


def _sea_of_clouds(setting: Setting, horizon: float, sun: Sun) -> list[Stage]:
    """Rows of clouds from far to near with mist between them; a few towers stand out."""
    frame, palette, dice = setting.frame, setting.palette, setting.dice.named("sea of clouds")
    side = sun.side(frame)
    shapes = [heap_shape(dice.named("shape", index), side) for index in range(SHAPES)]
    far_fog = mix(Ramp(palette.sky).at(0.94), rgb(palette.sun), 0.25)
    near_fog = mix(rgb(palette.shade), Ramp(palette.sky).at(0.5), 0.6)
    stages = []
    for row in range(ROWS):
        own = dice.named("row", row)
        near = row / (ROWS - 1)
        foot = horizon + 26 + (frame.height * 1.12 - horizon) * near**1.5
        width = 150 + 640 * near**1.15
        count = max(3, round(frame.width / width * 2.1))
        piles = []
        for k in range(count):
            tower = 1.75 if own.chance(0.16) and row < ROWS - 2 else 1.0
            size = width * own.uniform(0.8, 1.3)
            tall = size * own.uniform(0.38, 0.52) * tower
            centre = (k + own.uniform(0.0, 1.0)) / count * frame.width * 1.1 - 0.05 * frame.width
            drop = own.uniform(-0.02, 0.09) * size
            piles.append(Heap.at(own.pick(shapes), centre, foot + drop, size, tall, 0.62 * (1 - near) ** 1.2))
        layers: list[Layer] = [heap_layer(frame, palette, piles, own.named("paint"), deep=0.9)]
        layers.append(
            mist(
                frame,
                own.named("mist"),
                foot - width * 0.05,
                width * 0.16,
                mix(far_fog, near_fog, min(1, 0.25 + near)),
                0.75 - 0.3 * near,
            )
        )
        stages.append(stage("Billowing the clouds", *layers, top=foot - width * 1.2))
    return stages
