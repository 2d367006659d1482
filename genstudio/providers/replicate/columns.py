"""Columns that several of Replicate's models share."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from genstudio.core.spec import Field, InputRole, Kind, ModelSpec, Prompt, choices
from genstudio.providers.prices import prices

CHECKED = date(2026, 11, 22)
SEED_MAX = 2**31 - 1
PRICES = prices("replicate")
PICTURES = ("image/png", "image/jpeg", "image/webp")
SOUNDS = ("audio/mpeg", "audio/wav")
COMMUNITY = frozenset({"jaaari/kokoro-82m", "lucataco/ace-step", "meta/musicgen"})
"""Models of the table that are known to need their version's id; for others Replicate tells it by a 404."""


def spec(
    kind: Kind,
    wire_id: str,
    label: str,
    description: str,
    fields: tuple[Field, ...],
    *,
    prompt: Prompt | None = None,
    inputs: tuple[InputRole, ...] = (),
    typical_s: float = 10.0,
    tags: tuple[str, ...] = (),
) -> ModelSpec:
    """A row of the table; its id is Replicate's own, so that whoever knows Replicate finds it."""
    return ModelSpec(
        id=f"replicate:{wire_id}",
        wire_id=wire_id,
        kind=kind,
        label=label,
        description=description,
        engine="hosted",
        price=PRICES[wire_id],
        source=f"https://replicate.com/{wire_id}",
        checked=CHECKED,
        prompt=prompt or Prompt(max_chars=4_000),
        inputs=inputs,
        fields=fields,
        typical_s=typical_s,
        tags=tags,
    )


SEED = Field(
    "seed", "integer", "Seed", low=0, high=SEED_MAX, step=1, advanced=True,
    help="The same seed gives much the same again.",
)  # fmt: skip
NEGATIVE = Field("negative_prompt", "text", "Without", help="What should not be in it.", max_chars=500, advanced=True)
UNCHECKED = Field(
    "unchecked", "boolean", "Without the safety checker", default=False, wire="disable_safety_checker", advanced=True
)


def ratios(values: Sequence[str], default: str | None = None) -> Field:
    """ "match_input_image" is that of the first reference."""
    named = [(each, "As the reference") if each == "match_input_image" else each for each in values]
    return Field("aspect_ratio", "choice", "Aspect ratio", default=default, choices=choices(named))


def resolution(values: Sequence[str], default: str) -> Field:
    return Field("resolution", "choice", "Resolution", default=default, choices=choices(values))


def count(wire: str, high: int) -> Field:
    return Field("count", "integer", "Pictures", default=1, low=1, high=high, step=1, wire=wire)


def file_format(values: Sequence[str], default: str, wire: str = "output_format") -> Field:
    names = {"jpeg": "JPEG", "jpg": "JPEG", "png": "PNG", "webp": "WebP", "mp3": "MP3", "wav": "WAV", "flac": "FLAC"}
    return Field(
        "format", "choice", "File format", default=default, choices=choices([(each, names[each]) for each in values]),
        wire=wire, advanced=True,
    )  # fmt: skip


def file_quality(default: int = 80) -> Field:
    return Field(
        "file_quality", "integer", "File quality", default=default, low=0, high=100, step=1, wire="output_quality",
        help="More is larger; PNG ignores it.", advanced=True,
    )  # fmt: skip


def sound(*, on: bool = True) -> Field:
    return Field("audio", "boolean", "Sound", default=on, wire="generate_audio")


def length(values: Sequence[int], default: int) -> Field:
    """A clip's length, where the model makes only some."""
    return Field("duration", "choice", "Length", default=default, choices=choices([*values]), unit="s")


def any_length(low: int, high: int, default: int) -> Field:
    return Field("duration", "integer", "Length", default=default, low=low, high=high, step=1, unit="s")


def pictures(wire: str, max_count: int, help_text: str = "") -> InputRole:
    """References; a wire name of several ends in "[]"."""
    return InputRole(
        "references", "image", "References", max_count=max_count, wire=wire, help=help_text, types=PICTURES
    )


def first_frame(wire: str, *, required: bool = False) -> InputRole:
    return InputRole("first_frame", "image", "First frame", required=required, wire=wire, types=PICTURES)


def last_frame(wire: str) -> InputRole:
    return InputRole("last_frame", "image", "Last frame", wire=wire, types=PICTURES)
