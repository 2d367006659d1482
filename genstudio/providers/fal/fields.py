"""Columns that several of fal's models share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from genstudio.core.spec import Field, InputRole, Kind, ModelSpec, Prompt, choices
from genstudio.providers.prices import prices

CHECKED = date(2026, 11, 22)
SEED_MAX = 2**31 - 1
PRICES = prices("fal")
PICTURES = ("image/png", "image/jpeg", "image/webp")
SOUNDS = ("audio/mpeg", "audio/wav")
"""What all of them take; others are converted."""


def spec(
    kind: Kind,
    wire_id: str,
    label: str,
    description: str,
    fields: tuple[Field, ...],
    *,
    max_chars: int = 4_000,
    typical_s: float = 10.0,
    inputs: tuple[InputRole, ...] = (),
    prompt: Prompt | None = None,
    tags: tuple[str, ...] = (),
) -> ModelSpec:
    """A row of the table; its id is fal's own, so that whoever knows fal finds it."""
    return ModelSpec(
        id=f"fal:{wire_id}",
        wire_id=wire_id,
        kind=kind,
        label=label,
        description=description,
        engine="hosted",
        price=PRICES[wire_id],
        source=f"https://fal.ai/models/{wire_id}",
        checked=CHECKED,
        prompt=prompt or Prompt(max_chars=max_chars),
        inputs=inputs,
        fields=fields,
        typical_s=typical_s,
        tags=tags,
    )


def having(field: Field, **changes: Any) -> Field:
    """A shared column with what is different about it here."""
    return replace(field, **changes)


SEED = Field(
    "seed",
    "integer",
    "Seed",
    low=0,
    high=SEED_MAX,
    step=1,
    help="The same seed gives much the same again.",
    advanced=True,
)
NEGATIVE = Field("negative_prompt", "text", "Without", help="What should not be in it.", max_chars=500, advanced=True)
SAFETY = Field("safety_checker", "boolean", "Safety checker", default=True, wire="enable_safety_checker", advanced=True)
EXPAND = Field(
    "expand_prompt",
    "boolean",
    "Let it elaborate the prompt",
    default=False,
    wire="enable_prompt_expansion",
    advanced=True,
)
SOUND = Field("audio", "boolean", "Sound", default=True, wire="generate_audio")


def count(high: int = 4) -> Field:
    return Field("count", "integer", "Pictures", default=1, low=1, high=high, step=1, wire="num_images")


def sizes(values: Sequence[str], default: str | None = None) -> Field:
    """Sizes in pixels, with their shape in front; fal takes {"width", "height"} for any of them."""
    return Field(
        "size",
        "choice",
        "Size",
        default=default,
        choices=choices([(each, _size_label(each)) for each in values]),
        wire="image_size",
    )


def ratios(values: Sequence[str], default: str | None = None) -> Field:
    return Field("aspect_ratio", "choice", "Aspect ratio", default=default, choices=choices(values))


def resolution(values: Sequence[str], default: str) -> Field:
    return Field("resolution", "choice", "Resolution", default=default, choices=choices(values))


def file_format(values: Sequence[str], default: str) -> Field:
    names = {"jpeg": "JPEG", "png": "PNG", "webp": "WebP", "mp3": "MP3", "wav": "WAV", "flac": "FLAC", "ogg": "Ogg"}
    return Field(
        "format",
        "choice",
        "File format",
        default=default,
        choices=choices([(each, names.get(each, each)) for each in values]),
        wire="output_format",
        advanced=True,
    )


def seconds(values: Sequence[int], default: int) -> Field:
    """A clip's length, where the model makes only some."""
    return Field("duration", "choice", "Length", default=default, choices=choices([*values]), unit="s")


def references(max_count: int, wire: str = "image_urls[]", help_text: str = "") -> InputRole:
    return InputRole(
        "references", "image", "References", max_count=max_count, wire=wire, help=help_text, types=PICTURES
    )


FIRST_FRAME = InputRole("first_frame", "image", "First frame", wire="image_url", types=PICTURES)
LAST_FRAME = InputRole("last_frame", "image", "Last frame", wire="end_image_url", types=PICTURES)


def _size_label(value: str) -> str:
    """ "1024x768" -> "4:3, 1024 × 768"; a name such as "auto_2K" -> "Auto 2K"."""
    width, times, height = value.partition("x")
    if not times:
        return value.replace("_", " ").capitalize().replace("k", "K")
    across, down = int(width), int(height)
    shapes = ((1, 1), (4, 3), (3, 4), (3, 2), (2, 3), (16, 9), (9, 16), (21, 9))
    a, b = min(shapes, key=lambda each: abs(each[0] / each[1] - across / down))
    return f"{a}:{b}, {across} × {down}"
