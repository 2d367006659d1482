"""The sky of every outdoor scene, put together from the palette and from what the prompt asks for."""

from __future__ import annotations

from genstudio.providers.embedded.image.canvas import Layer, Stage, stage
from genstudio.providers.embedded.image.clouds import cloud_layer, heaps
from genstudio.providers.embedded.image.colour import mix, rgb
from genstudio.providers.embedded.image.landscape import air_colour
from genstudio.providers.embedded.image.setting import Setting
from genstudio.providers.embedded.image.sky import Sun, gradient, hang_sun, star_field, sunlight
from genstudio.providers.embedded.image.weather import (
    aurora,
    birds,
    fireflies,
    fireworks,
    lightning,
    mist,
    rain,
    rainbow,
    snowfall,
)


def is_stormy(setting: Setting) -> bool:
    return setting.palette.label == "Storm" or setting.wants("storm")


def heavens(setting: Setting, horizon: float, *, cover: float | None = None) -> tuple[Sun, list[Layer]]:
    """The sun and the layers of the sky above `horizon`. `cover` is how much of it clouds take, 0..1."""
    frame, palette, dice = setting.frame, setting.palette, setting.dice.named("heavens")
    stormy = is_stormy(setting)
    sun = hang_sun(frame, palette, horizon, dice.named("sun"), hidden=stormy)
    layers: list[Layer] = [gradient(frame, palette, horizon, dice)]
    if palette.night or setting.wants("stars", "aurora"):
        layers.append(star_field(frame, dice.named("stars"), horizon))
    if setting.wants("aurora"):
        layers.append(aurora(frame, horizon, dice.named("aurora")))
    layers.append(sunlight(frame, palette, sun, dice))
    if cover is None:
        cover = _cover(setting, stormy)
    if cover > 0:
        streaks = 0.15 if stormy else dice.uniform(0, 1)
        layers.append(cloud_layer(frame, palette, horizon, sun, dice.named("sheet"), cover, streaks=streaks))
    if stormy:
        # A second, lower sheet: the ragged undersides of a storm.
        layers.append(cloud_layer(frame, palette, horizon, sun, dice.named("low sheet"), 0.7, streaks=0.5, low=True))
    elif not palette.night and not setting.wants("clear", "aurora") and cover > 0.2 and dice.chance(0.55):
        layers.append(heaps(frame, palette, horizon, sun, dice.named("heaps"), dice.whole(2, 5)))
    if setting.wants("fireworks"):
        layers.append(fireworks(frame, horizon, dice.named("fireworks")))
    if setting.wants("rainbow"):
        layers.append(rainbow(frame, horizon, sun.side(frame)))
    if stormy and (setting.wants("lightning") or dice.chance(0.55)):
        layers.append(lightning(frame, horizon, dice.named("lightning")))
    if setting.wants("birds") or (not stormy and not palette.night and dice.chance(0.4)):
        layers.append(birds(frame, dice.named("birds"), horizon, mix(rgb(palette.dark), rgb(palette.shade), 0.35)))
    return sun, layers


def _cover(setting: Setting, stormy: bool) -> float:
    if stormy:
        return 0.95
    if setting.wants("clouds"):
        return 0.78
    if setting.wants("clear"):
        return 0.1
    if setting.wants("aurora"):
        return 0.16
    return setting.dice.named("cover").uniform(0.32, 0.6)


def weather(setting: Setting, horizon: float) -> list[Stage]:
    """What falls or drifts before everything else: rain, snow, mist, fireflies."""
    frame, palette, dice = setting.frame, setting.palette, setting.dice.named("weather")
    stages = []
    if setting.wants("fog"):
        layer = mist(frame, dice.named("mist"), horizon + 60, 150, air_colour(setting), 0.85)
        stages.append(stage("Letting the mist rise", layer))
    if setting.wants("rain") or is_stormy(setting):
        stages.append(stage("Letting it rain", rain(frame, dice.named("rain"), 1.0 if setting.wants("rain") else 0.5)))
    if setting.wants("snowfall"):
        stages.append(stage("Letting it snow", snowfall(frame, dice.named("snow"))))
    if setting.wants("fireflies"):
        lights = fireflies(frame, dice.named("fireflies"), horizon, frame.height * 0.97, rgb(palette.accent))
        stages.append(stage("Lighting fireflies", lights, top=horizon - 60))
    return stages


def particles(setting: Setting, usual: str) -> str:
    """What would drift through a film of this scene."""
    if setting.wants("rain") or is_stormy(setting):
        return "rain"
    if setting.wants("snowfall") or (setting.wants("snow") and setting.palette.label == "Winter"):
        return "snow"
    return "fireflies" if setting.wants("fireflies") else usual
