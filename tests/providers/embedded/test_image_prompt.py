"""What the painter reads in a prompt."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from genstudio.providers.embedded.image.cast import FIGURES, cast
from genstudio.providers.embedded.image.drawn import drawn
from genstudio.providers.embedded.image.noise import Dice
from genstudio.providers.embedded.image.palettes import PALETTES
from genstudio.providers.embedded.image.prompt import interpret, words_of
from genstudio.providers.embedded.image.scenes import SCENES
from genstudio.providers.embedded.image.subjects import COMPUTED, picture_file


@pytest.mark.parametrize(
    ("prompt", "scene", "palette"),
    [
        ("A still mountain lake at sunset, snow on the peaks", "mountains", "sunset"),
        ("stormy sea with lightning", "ocean", "storm"),
        ("tropical beach with palms", "beach", "tropical"),
        ("neon cyberpunk city in the rain", "city", "neon"),
        ("an astronaut on Mars", "alien", "mars"),
        ("a spiral galaxy", "space", None),
        ("camels in the Sahara at dawn", "desert", "dawn"),
        ("a deer in an enchanted autumn forest", "forest", None),
        ("sunflower field, clear summer day", "meadow", None),
        ("cherry blossom in Kyoto", "sakura", None),
        ("a coral reef with a turtle", "underwater", None),
        ("hot air balloons above the clouds at golden hour", "clouds", "golden"),
        ("northern lights over Iceland", "aurora", "night"),
        ("the Grand Canyon", "canyon", None),
        ("blue and gold marble", "fluid", None),
        ("a stained glass window", "glass", None),
        ("geometric bauhaus poster in black and white", "poster", "noir"),
        ("papercut", "paper", None),
        ("une forêt en automne", "forest", "autumn"),
        ("ein Berg bei Nacht", "mountains", "night"),
        ("fireworks", "city", "night"),
        ("a volcano erupting", "mountains", None),
        ("two whales", "underwater", None),
        ("海 夕日", "ocean", "sunset"),
    ],
)
def test_words_choose_scene_and_palette(prompt: str, scene: str, palette: str | None) -> None:
    plan = interpret(prompt, 1)
    assert plan.scene == scene
    assert palette is None or plan.palette == palette


@pytest.mark.parametrize(
    ("prompt", "figures"),
    [
        ("a cat", [("cat", 1)]),
        ("three cats and a dog", [("cat", 3), ("dog", 1)]),
        ("hot air balloons", [("hot-air-balloon", 2)]),
        ("a balloon", [("balloon", 1)]),
        ("two butterflies", [("butterfly", 2)]),
        ("mice", [("mouse", 2)]),
        ("a black cat under a full moon", [("black-cat", 1)]),
        ("a hot day", []),
        ("in the style of van Gogh", []),
        ("a cat, a cat, a dog, a horse and a cow", [("cat", 1), ("dog", 1), ("horse", 1)]),
    ],
)
def test_nouns_put_figures_on_the_stage(prompt: str, figures: list[tuple[str, int]]) -> None:
    assert [(role.figure.file, role.count) for role in cast(words_of(prompt))] == figures


def test_a_wish_and_the_colours_are_kept_in_order() -> None:
    plan = interpret("red and blue flowers, a rainbow", 1)
    assert "rainbow" in plan.wishes
    assert plan.colours[0][2] == "d00000"
    assert plan.colours[1][0] == "03045e"


@pytest.mark.parametrize("prompt", ["🎉", "🦊🌲", "xqzt vlorp", "ωραία", "...", "12345"])
def test_a_prompt_without_a_known_word_gets_a_scene_by_lot_from_text_and_seed(prompt: str) -> None:
    plans = [interpret(prompt, seed) for seed in range(12)]
    assert len({plan.scene for plan in plans}) > 3
    assert plans[3] == interpret(prompt, 3)
    assert {interpret(other, 3).scene for other in ("🎉", "🦊🌲", "xqzt vlorp", "ωραία", "...", "12345")} != {
        plans[3].scene
    }


def test_a_chosen_scene_and_palette_are_taken_as_they_are() -> None:
    plan = interpret("a cat at sunset on a beach", 1, "glass", "noir")
    assert (plan.scene, plan.palette) == ("glass", "noir")


@given(st.text(max_size=300), st.integers(0, 2**32 - 1))
def test_no_text_is_too_strange(prompt: str, seed: int) -> None:
    plan = interpret(prompt, seed)
    assert plan.scene in SCENES
    assert plan.palette in PALETTES
    assert all(1 <= role.count <= 5 for role in cast(plan.words))


def test_every_figure_has_a_picture_and_no_word_belongs_to_two() -> None:
    for figure in FIGURES:
        if figure.file in COMPUTED:
            assert drawn(figure.file, 64, Dice(1)).shape[0] == 4
        else:
            assert picture_file(figure).is_file(), figure.file
    words = [word for figure in FIGURES for word in figure.words]
    assert sorted(words) == sorted(set(words))
