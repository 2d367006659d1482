"""Every scene in light and dark palettes: full of contrast and colour, its own seed after seed."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from genstudio.providers.embedded.image.catalogue import SCENE_LABELS
from genstudio.providers.embedded.image.finish import Pixels
from genstudio.providers.embedded.image.paint import PaintedPicture, paint_picture
from genstudio.providers.embedded.image.palettes import PALETTES
from genstudio.providers.embedded.image.scenes import SCENES
from genstudio.providers.embedded.image.scenes.abstract import FAMILIES
from genstudio.providers.embedded.image.vocabulary import FALLBACK_SCENES, PALETTE_WORDS, SCENE_PALETTES, SCENE_WORDS

PARTICLES = {"", "snow", "rain", "fireflies", "dust", "petals", "bubbles", "stars", "leaves"}
PLACES_AND_WISHES = (
    ("meadow", ("tree", "red flowers")),
    ("desert", ("rainbow", "fog", "snowing", "pyramids", "fireworks")),
    ("mountains", ("volcano",)),
)


@cache
def painted(scene: str, palette: str, seed: int, words: str = "") -> PaintedPicture:
    return paint_picture(words, 96, 64, seed, None, scene, palette)


def brightness(pixels: Pixels) -> np.typing.NDArray[np.floating]:
    values: np.typing.NDArray[np.floating] = pixels.astype(np.float32) @ np.array([0.3, 0.59, 0.11], np.float32)
    return values


def test_the_tables_name_the_same_scenes_and_palettes() -> None:
    assert set(SCENE_LABELS) == set(SCENES) == set(SCENE_WORDS) == set(SCENE_PALETTES)
    assert set(FALLBACK_SCENES) <= set(SCENES)
    assert set(PALETTE_WORDS) == set(PALETTES)
    assert {palette for group in SCENE_PALETTES.values() for palette in group} <= set(PALETTES)
    assert set(FAMILIES) == {palette.label for palette in PALETTES.values()}


def check(picture: PaintedPicture) -> None:
    light = brightness(picture.pixels)
    assert picture.pixels.shape == (64, 96, 3)
    assert light.std() > 8, "nearly blank"
    assert 12 < light.mean() < 243, "nearly black or white"
    assert np.mean((light < 3) | (light > 252)) < 0.6, "mostly cut off"
    assert len(np.unique(picture.pixels.reshape(-1, 3) // 16, axis=0)) > 25, "hardly any colours"
    assert 0 < picture.horizon <= 1
    assert picture.particles in PARTICLES


@pytest.mark.parametrize("scene", sorted(SCENES))
def test_a_scene_has_contrast_and_colour_and_another_seed_is_another_composition(scene: str) -> None:
    first, second = (painted(scene, SCENE_PALETTES[scene][0], seed) for seed in (1, 2))
    check(first)
    check(second)
    assert np.abs(first.pixels.astype(np.float32) - second.pixels).mean() > 6


@pytest.mark.parametrize("palette", sorted(PALETTES))
def test_a_palette_suits_scenes_that_it_was_not_made_for(palette: str) -> None:
    index = sorted(PALETTES).index(palette)
    check(painted(sorted(SCENES)[(index * 7) % len(SCENES)], palette, 5))


def test_the_words_for_weather_and_plants_change_the_picture() -> None:
    for scene, wishes in PLACES_AND_WISHES:
        plain = painted(scene, "day", 3).pixels.astype(np.float32)
        for words in wishes:
            assert np.abs(painted(scene, "day", 3, words).pixels - plain).mean() > 0.5, words


@pytest.mark.parametrize(("scene", "words"), [("mountains", "lake"), ("ocean", ""), ("city", "")])
def test_water_mirrors_what_stands_above_it(scene: str, words: str) -> None:
    picture = painted(scene, "sunset", 4, words)
    assert picture.water_line is not None
    line = int(picture.water_line * 64)
    depth = min(13, 64 - line - 2)
    above = picture.pixels[line - depth : line - 1].astype(float).mean(axis=(0, 1))
    below = picture.pixels[line + 1 : line + depth].astype(float).mean(axis=(0, 1))
    assert np.corrcoef(above, below)[0, 1] > 0.5


def test_a_palette_sets_the_light() -> None:
    day, night = (brightness(painted("mountains", palette, 7).pixels).mean() for palette in ("day", "night"))
    assert day > night + 50
    mono = painted("meadow", "noir", 2).pixels.astype(int)
    assert np.abs(mono.max(axis=2) - mono.min(axis=2)).mean() < 40
