"""The sky of every outdoor scene, put together from the palette and from what the prompt asks for."""

from __future__ import annotations

from genstudio.providers.embedded.image.canvas import Layer
from genstudio.providers.embedded.image.clouds import cloud_layer, heaps
from genstudio.providers.embedded.image.setting import Setting
from genstudio.providers.embedded.image.sky import Sun, gradient, hang_sun, star_field, sunlight


def heavens(setting: Setting, horizon: float, *, cover: float | None = None) -> tuple[Sun, list[Layer]]:
    """The sun and the layers of the sky above `horizon`."""
    frame, palette, dice = setting.frame, setting.palette, setting.dice.named("heavens")
    stormy = palette.label == "Storm" or setting.wants("storm")
    sun = hang_sun(frame, palette, horizon, dice.named("sun"), hidden=stormy)
    layers: list[Layer] = [gradient(frame, palette, horizon, dice)]
    if palette.night or setting.wants("stars"):
        layers.append(star_field(frame, dice.named("stars"), horizon))
    layers.append(sunlight(frame, palette, sun, dice))
    if cover is None:
        cover = (
            0.92
            if stormy
            else 0.75
            if setting.wants("clouds")
            else 0.12
            if setting.wants("clear")
            else dice.uniform(0.32, 0.6)
        )
    layers.append(cloud_layer(frame, palette, horizon, sun, dice.named("sheet"), cover, streaks=dice.uniform(0, 1)))
    if not palette.night and not setting.wants("clear") and dice.chance(0.55):
        layers.append(heaps(frame, palette, horizon, sun, dice.named("heaps"), dice.whole(2, 5)))
    return sun, layers
