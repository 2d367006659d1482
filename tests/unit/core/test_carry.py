"""Settings over a switch of models: what is carried, what changes, and that nothing is lost without a word."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from genstudio.core.carry import Carried, carry
from genstudio.core.money import Free
from genstudio.core.spec import Field, FieldType, InputRole, ModelSpec, Value, choices


def model(name: str, *fields: Field, inputs: tuple[InputRole, ...] = ()) -> ModelSpec:
    return ModelSpec(
        id=f"vendor:{name}", wire_id=name, kind="image", label=name.title(), description="", engine="hosted",
        price=Free(), source="https://vendor.example", checked=date(2026, 11, 22), fields=fields, inputs=inputs,
    )  # fmt: skip


def over(value: object, old: Field, new: Field) -> Carried:
    return carry({old.name: value}, {}, model("old", old), model("new", new))


RATIO = Field("ratio", "choice", "Aspect ratio", choices=choices(("1:1", "16:9", "9:16")), default="1:1")
ANY_RATIO = Field("ratio", "choice", "Aspect ratio", choices=choices(("1:1", "21:9", "3:4", "16:9")))
SIZES = Field("ratio", "choice", "Size", choices=choices((("1024x1024", "Square"), "1536x1024", "512x512")))
SECONDS = Field("length", "number", "Length", unit="s")
SHORT = Field("length", "integer", "Length", low=5, high=10, unit="s")
SLOTS = Field("length", "choice", "Length", choices=choices((("5s", "5 s"), ("10s", "10 s"))))


@pytest.mark.parametrize(
    ("value", "old", "new", "carried", "sentence"),
    [
        ("16:9", ANY_RATIO, RATIO, "16:9", None),
        ("21:9", ANY_RATIO, RATIO, "16:9", "Aspect ratio: 21:9 is not offered by New; 16:9 instead."),
        ("3:4", ANY_RATIO, RATIO, "9:16", "Aspect ratio: 3:4 is not offered by New; 9:16 instead."),
        ("512x512", SIZES, ANY_RATIO, "1:1", "Aspect ratio: 512x512 is not offered by New; 1:1 instead."),
        ("768x768", SIZES, SIZES, "1024x1024", "Size: 768x768 is not offered by New; Square instead."),
        (7.5, SECONDS, SHORT, 8, "Length: 7.5 s is rounded to 8 s."),
        (30, SECONDS, SHORT, 10, "Length: 30 s is outside of what New takes; 10 s instead."),
        (2.5, SECONDS, SHORT, 5, "Length: 2.5 s is outside of what New takes; 5 s instead."),
        ("10s", SLOTS, SHORT, 10, None),
        (10, SHORT, SLOTS, "10s", None),
        (9, SHORT, SLOTS, "10s", "Length: 9 s is not offered by New; 10 s instead."),
        (
            True,
            Field("length", "boolean", "Long"),
            SHORT,
            None,
            "Length: New does not take on; its own default is used.",
        ),
    ],
)
def test_nearest_that_the_other_model_takes(
    value: object, old: Field, new: Field, carried: object, sentence: str | None
) -> None:
    told = over(value, old, new)
    assert told.values == ({} if carried is None else {new.name: carried})
    assert [each.sentence("New") for each in told.changes] == ([] if sentence is None else [sentence])


def test_same_choice_in_other_letters_needs_no_word() -> None:
    old = Field("size", "choice", "Resolution", choices=choices((("2k", "2K"),)))
    new = Field("size", "choice", "Resolution", choices=choices(("1K", "2K")))
    assert over("2k", old, new) == Carried({"size": "2K"}, ())


def test_amounts_of_another_unit_are_not_alike() -> None:
    new = Field("size", "choice", "Resolution", choices=choices(("720p", "1080p")), default="720p")
    told = over("2k", Field("size", "choice", "Resolution", choices=choices(("2k",))), new)
    assert told.values == {}
    assert told.changes[0].what == "omitted"


def test_setting_and_file_that_the_other_model_does_not_have() -> None:
    old = model("old", Field("seed", "integer", "Seed"), inputs=(InputRole("style", "image", "Style picture"),))
    new = model("new", inputs=(InputRole("refs", "image", "References", max_count=2),))
    told = carry({"seed": 0}, {"style": 1, "refs": 3}, old, new)
    assert told.values == {}
    assert [each.sentence("New") for each in told.changes] == [
        "Seed: not used by New.",
        "Style picture: not used by New.",
        "References: 3 is outside of what New takes; 2 instead.",
    ]


FIELD_TYPES: tuple[FieldType, ...] = ("integer", "number", "text", "boolean", "choice")
NUMBERS = st.none() | st.floats(-1e6, 1e6) | st.integers(-1_000, 1_000)
ANY_VALUE = st.one_of(
    st.text(max_size=12),
    st.integers(),
    st.floats(),
    st.booleans(),
    st.sampled_from(["16:9", "0:1", "5s", "1024x0", "2K"]),
)


@st.composite
def fields(draw: st.DrawFn) -> Field:
    low, high = draw(NUMBERS), draw(NUMBERS)
    if low is not None and high is not None and low > high:
        low, high = high, low
    offered: list[Value] = draw(
        st.lists(st.sampled_from(["1:1", "16:9", "5s", "10s", 5, 10, 2.5, "2k", "wide", True]), min_size=1)
    )
    return Field(
        "a", draw(st.sampled_from(FIELD_TYPES)), "A", low=low, high=high, choices=choices(offered), max_chars=6
    )  # fmt: skip


@given(ANY_VALUE, fields(), fields())
def test_what_is_carried_fits_and_what_is_not_is_told(value: object, old: Field, new: Field) -> None:
    told = over(value, old, new)
    assert model("new", new).clean_values(told.values) == told.values
    if told.values == {}:
        assert [each.what for each in told.changes] == ["omitted"]
    elif told.changes:
        assert told.changes[0].what in ("replaced", "limited", "rounded")
        assert told.changes[0].after
    for each in told.changes:
        assert each.sentence("New")


@given(ANY_VALUE, fields())
def test_model_takes_its_own_values_as_they_are(value: object, field: Field) -> None:
    first = over(value, field, field).values
    assert carry(first, {}, model("old", field), model("new", field)) == Carried(first, ())
