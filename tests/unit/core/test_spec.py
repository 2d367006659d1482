"""Model tables: what a field accepts, and that nothing else comes through."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from genstudio.core.errors import ProviderValidationError
from genstudio.core.money import Free
from genstudio.core.spec import Field, InputRole, ModelSpec, Prompt, choices

MODEL = ModelSpec(
    id="vendor:one",
    wire_id="one",
    kind="image",
    label="One",
    description="",
    engine="hosted",
    price=Free(),
    source="https://vendor.example",
    checked=date(2026, 11, 22),
    prompt=Prompt(max_chars=20),
    inputs=(InputRole("image", "image", "Picture", required=True, max_count=2),),
    fields=(
        Field("steps", "integer", "Steps", default=20, low=1, high=50),
        Field("guidance", "number", "Guidance", low=0, high=10),
        Field("size", "choice", "Size", choices=choices(("small", ("large", "Large"), 1)), default="small"),
        Field("raw", "boolean", "Raw"),
        Field("style", "text", "Style", max_chars=5),
    ),
)


def test_defaults_are_filled_in_and_zero_and_false_survive() -> None:
    assert MODEL.clean_values({}) == {"steps": 20, "size": "small"}
    cleaned = MODEL.clean_values({"guidance": 0, "raw": False, "style": "", "steps": None})
    assert cleaned == {"steps": 20, "guidance": 0, "size": "small", "raw": False, "style": ""}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("steps", 0),
        ("steps", 51),
        ("steps", "20"),
        ("steps", 2.5),
        ("steps", True),
        ("guidance", float("nan")),
        ("guidance", float("inf")),
        ("guidance", "1"),
        ("size", "huge"),
        ("size", True),
        ("raw", 1),
        ("raw", "yes"),
        ("style", 5),
        ("style", "longer"),
        ("style", ["a"]),
        ("unheard", 1),
    ],
)
def test_a_wrong_value_is_refused_with_a_sentence_that_names_its_field(name: str, value: object) -> None:
    with pytest.raises(ProviderValidationError) as caught:
        MODEL.clean_values({name: value})
    assert caught.value.field == name
    assert caught.value.message.endswith(".")


@given(st.dictionaries(st.text(max_size=8), st.none() | st.booleans() | st.integers() | st.floats() | st.text()))
def test_whatever_comes_in_comes_out_clean_or_not_at_all(values: dict[str, object]) -> None:
    try:
        cleaned = MODEL.clean_values(values)
    except ProviderValidationError:
        return
    assert set(cleaned) <= {each.name for each in MODEL.fields}
    assert MODEL.clean_values(cleaned) == cleaned


def test_prompts_are_trimmed_and_bounded() -> None:
    assert MODEL.clean_prompt("  a fox\x00 \n") == "a fox"
    assert MODEL.clean_prompt("🦊🦊") == "🦊🦊"
    for prompt in ("", " \n\t ", "\x00", "x" * 21):
        with pytest.raises(ProviderValidationError) as caught:
            MODEL.clean_prompt(prompt)
        assert caught.value.field == "prompt"


@pytest.mark.parametrize("counts", [{}, {"image": 3}, {"image": 1, "mask": 1}, {"image": 0}])
def test_files_are_counted_against_the_roles(counts: dict[str, int]) -> None:
    with pytest.raises(ProviderValidationError):
        MODEL.check_media(counts)
    MODEL.check_media({"image": 2})
