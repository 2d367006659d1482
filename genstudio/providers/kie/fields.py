"""Columns that several of Kie's models share. The pages give the facts, by model: docs.kie.ai/market/..."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from genstudio.core.spec import MB, Field, InputRole, Kind, ModelSpec, Prompt, Value, choices
from genstudio.providers.prices import prices

CHECKED = date(2026, 11, 22)
PRICES = prices("kie")
MARKET = "https://docs.kie.ai/market/quickstart"
SEED_MAX = 2**31 - 1
PICTURES = ("image/jpeg", "image/png", "image/webp")
SOUNDS = ("audio/mpeg", "audio/wav")


def spec(
    kind: Kind,
    wire_id: str,
    label: str,
    description: str,
    fields: tuple[Field, ...],
    *,
    name: str = "",
    max_chars: int,
    prompt: Prompt | None = None,
    inputs: tuple[InputRole, ...] = (),
    source: str = MARKET,
    typical_s: float,
) -> ModelSpec:
    """A row's model; its id is Kie's own, or `name` where that means one of two wire ids."""
    return ModelSpec(
        id=f"kie:{name or wire_id}",
        wire_id=wire_id,
        kind=kind,
        label=label,
        description=description,
        engine="hosted",
        price=PRICES[name or wire_id],
        source=source,
        checked=CHECKED,
        prompt=prompt or Prompt(max_chars=max_chars),
        inputs=inputs,
        fields=fields,
        typical_s=typical_s,
    )


def ratios(values: Sequence[str], default: str, wire: str = "") -> Field:
    labels = [(each, "Auto" if each in ("auto", "Auto", "adaptive") else each) for each in values]
    return Field("aspect_ratio", "choice", "Aspect ratio", default=default, choices=choices(labels), wire=wire)


def resolution(values: Sequence[str], default: str) -> Field:
    return Field("resolution", "choice", "Resolution", default=default, choices=choices(values))


def quality(**labels: str) -> Field:
    """By what each means in pixels: basic="2K"."""
    return Field("quality", "choice", "Quality", default="basic", choices=choices([*labels.items()]))


def file_format(values: Sequence[str], default: str) -> Field:
    return Field(
        "format",
        "choice",
        "File format",
        default=default,
        choices=choices([(each, {"jpeg": "JPEG", "jpg": "JPEG"}.get(each, each.upper())) for each in values]),
        wire="output_format",
        advanced=True,
    )


def seconds(low: int, high: int, default: int) -> Field:
    return Field("duration", "integer", "Duration", default=default, low=low, high=high, step=1, unit="s")


def lengths(values: Sequence[Value], default: Value) -> Field:
    """For models that make only some lengths."""
    return Field("duration", "choice", "Duration", default=default, choices=choices([*values]), unit="s")


def sound(wire: str, *, default: bool) -> Field:
    return Field("audio", "boolean", "Sound", default=default, wire=wire)


def references(max_count: int) -> InputRole:
    return InputRole("references", "image", "References", max_count=max_count, max_bytes=10 * MB, types=PICTURES)


SEED = Field("seed", "integer", "Seed", low=0, high=SEED_MAX, step=1, advanced=True)
NEGATIVE = Field("negative_prompt", "text", "Not in it", default="", max_chars=500, help="What should not be there.")
FILTER = Field("safety_checker", "boolean", "Safety checker", default=True, wire="nsfw_checker", advanced=True)
EXTEND = Field(
    "expand_prompt",
    "boolean",
    "Let it elaborate the prompt",
    default=True,
    wire="prompt_extend",
    advanced=True,
)
WATERMARK = Field("watermark", "boolean", "Watermark", default=False, advanced=True)
FIRST = InputRole("first_frame", "image", "First frame", max_bytes=10 * MB, types=PICTURES)
LAST = InputRole("last_frame", "image", "Last frame", max_bytes=10 * MB, types=PICTURES)
