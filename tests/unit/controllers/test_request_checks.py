"""The checks that come before anything is fetched, stored or reserved."""

from __future__ import annotations

import pytest

from genstudio.controllers import requests
from genstudio.controllers.views import NewGeneration
from genstudio.core.errors import InputError, ProviderValidationError
from genstudio.providers.registry import ProviderRegistry
from tests.api import models


@pytest.fixture
def registry() -> ProviderRegistry:
    registry = ProviderRegistry()
    models.register(registry)
    return registry


@pytest.mark.parametrize(
    ("provider", "model", "found"),
    [
        (None, None, "embedded:painter"),
        (None, "painter", "embedded:painter"),
        (None, "dear:brush", "dear:brush"),
        ("dear", None, "dear:brush"),
        ("dear", "brush", "dear:brush"),
    ],
)
def test_model_is_found(registry: ProviderRegistry, provider: str | None, model: str | None, found: str) -> None:
    assert requests.find_model(registry, "image", provider, model).id == found


@pytest.mark.parametrize(
    ("kind", "provider", "model", "field", "words"),
    [
        ("smell", None, None, "type", "There is no type 'smell'; there are: image, tts, video, music."),
        ("video", None, None, "type", "no provider for video"),
        ("image", "nobody", None, "provider", "there are: embedded, dear, mystery"),
        ("image", "embedded", "nothing", "model", "there are: embedded:painter"),
        ("image", None, "unknown:thing", "model", "has no image model 'unknown:thing'"),
    ],
)
def test_unknown_model_names_what_there_is(
    registry: ProviderRegistry, kind: str, provider: str | None, model: str | None, field: str, words: str
) -> None:
    with pytest.raises(InputError, match=words) as refused:
        requests.find_model(registry, kind, provider, model)
    assert getattr(refused.value, "field", None) == field


@pytest.mark.parametrize(
    ("new", "field", "words"),
    [
        (NewGeneration("image", ""), "prompt", "is empty"),
        (NewGeneration("image", " \n\x00 "), "prompt", "is empty"),
        (NewGeneration("image", "x" * 100_000), "prompt", "has 100,000 characters; Test painter takes at most 2,000"),
        (NewGeneration("image", "x", values={"steps": "many"}), "steps", "is a whole number"),
        (NewGeneration("image", "x", values={"steps": 10**30}), "steps", "is at most 50"),
        (NewGeneration("image", "x", values={"guidance": float("nan")}), "guidance", "is a number"),
        (NewGeneration("image", "x", values={"steps": float("inf")}), "steps", "is a whole number"),
        (NewGeneration("image", "x", values={"fine_detail": 1}), "fine_detail", "is either on or off"),
        (NewGeneration("image", "x", values={"aspect_ratio": ["1:1"]}), "aspect_ratio", "is one of"),
        (NewGeneration("image", "x", values={"negative_prompt": "a\x00b"}), "negative_prompt", "NUL"),
        (NewGeneration("image", "x", values={"hue": 1}), "hue", "no setting named 'hue'"),
        (NewGeneration("image", "x", media={"mask": ("upload:a",)}), "mask", "takes no file as 'mask'"),
        (NewGeneration("image", "x", media={"style_picture": ("a", "b")}), "style_picture", "at most 1"),
        (NewGeneration("image", "x", metadata={"note": "y" * 20_000}), "metadata", "16,384"),
    ],
)
def test_bad_input_is_refused_with_its_field(
    registry: ProviderRegistry, new: NewGeneration, field: str, words: str
) -> None:
    with pytest.raises((InputError, ProviderValidationError), match=words) as refused:
        requests.clean(registry, new)
    assert getattr(refused.value, "field", None) == field


def test_only_emoji_is_a_prompt(registry: ProviderRegistry) -> None:
    assert requests.clean(registry, NewGeneration("image", " 🦊🌨️ ")).prompt == "🦊🌨️"


def test_defaults_are_filled_in_and_zero_is_kept(registry: ProviderRegistry) -> None:
    cleaned = requests.clean(registry, NewGeneration("image", "x", values={"guidance": 0, "fine_detail": False}))
    assert cleaned.values == {"aspect_ratio": "1:1", "steps": 20, "guidance": 0, "fine_detail": False}


def test_seed_is_drawn_only_where_none_was_given(registry: ProviderRegistry) -> None:
    model = requests.find_model(registry, "image", None, None)
    assert requests.with_seed(model, {"seed": 0}) == {"seed": 0}
    drawn = {requests.with_seed(model, {})["seed"] for _ in range(20)}
    assert len(drawn) > 1
    assert all(isinstance(each, int) and 0 <= each < 2**32 for each in drawn)


def test_problems_lists_all_of_them(registry: ProviderRegistry) -> None:
    new = NewGeneration("image", "", values={"steps": 0, "guidance": 11, "seed": 1}, media={"mask": ("a",)})
    assert [each.field for each in requests.problems(registry, new)] == ["prompt", "mask", "steps", "guidance"]


def test_values_that_fit_are_enough_for_a_price(registry: ProviderRegistry) -> None:
    model = requests.find_model(registry, "image", None, None)
    assert requests.usable_values(model, {"steps": 0, "guidance": 3}) == {"aspect_ratio": "1:1", "guidance": 3}


def test_fingerprint_tells_requests_apart() -> None:
    one = NewGeneration("image", "a fox", values={"steps": 1})
    same = NewGeneration("image", "a fox", values={"steps": 1})
    others = [
        NewGeneration("image", "a fox", values={"steps": 2}),
        NewGeneration("image", "a fox!", values={"steps": 1}),
        NewGeneration("image", "a fox", values={"steps": 1}, metadata={"a": 1}),
        NewGeneration("image", "a fox", values={"steps": 1}, media={"a": ("upload:b",)}),
        NewGeneration("image", "a fox", provider="dear", values={"steps": 1}),
    ]
    assert requests.fingerprint(one) == requests.fingerprint(same)
    assert len({requests.fingerprint(each) for each in [one, *others]}) == 6
