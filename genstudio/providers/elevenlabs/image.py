"""ElevenLabs' pictures, by the models of several makers; the wire is that of `flows.py` (read 2026-11-22).

body    {"model_id", "prompt", "images": [reference, ...], "mask", "aspect_ratio", "resolution", "quality", ...}
quirks  a mask wants a picture to go with it; GPT Image 1.5 knows three shapes and no "auto"

Left out: gpt-image-1, which its maker has ended. Not verified: whether ElevenLabs keeps a model beyond its maker's end.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from genstudio.core.errors import ProviderValidationError
from genstudio.core.money import Unpriced
from genstudio.core.request import GenerationRequest
from genstudio.core.result import Json, JsonObject
from genstudio.core.spec import Choice, Field, InputRole, ModelSpec, Prompt, choices
from genstudio.providers.base import BaseImageProvider
from genstudio.providers.elevenlabs.flows import MAX_FILE_BYTES, TYPES, Flow
from genstudio.providers.registry import register_provider

SOURCE = "https://elevenlabs.io/docs/api-reference/flows"
CHECKED = date(2026, 11, 22)

AUTO = Choice("auto", "Auto")
PHOTO = ("1:1", "4:5", "5:4", "3:4", "4:3", "2:3", "3:2", "9:16", "16:9", "21:9")
GPT = (*PHOTO, "1:2", "2:1", "1:3", "3:1")
FLASH = (*PHOTO, "1:4", "4:1", "1:8", "8:1")
FEW = ("1:1", "3:4", "4:3", "9:16", "16:9")
LEVELS = (("low", "Low"), ("medium", "Medium"), ("high", "High"))
MORE_LEVELS = (*LEVELS, ("xhigh", "Very high"), ("max", "Highest"))
BACKGROUNDS = (("auto", "As the model sees fit"), ("opaque", "Opaque"), ("transparent", "Transparent"))
SEED = Field("seed", "integer", "Seed", low=0, high=2**32 - 1, advanced=True)
MASK = InputRole(
    "mask",
    "image",
    "Mask",
    max_bytes=MAX_FILE_BYTES,
    types=TYPES["image"],
    help="Where it is transparent, the first reference picture may change.",
)
APPROVED = "Answers once ElevenLabs' support has switched ByteDance's models on for your account."


@dataclass(frozen=True, slots=True)
class Row:
    """What tells one model of pictures from another. `ratios` without "auto" begin with the default."""

    wire_id: str
    label: str
    description: str
    references: int
    ratios: tuple[str, ...]
    resolutions: tuple[str, ...] = ()
    levels: tuple[tuple[str, str], ...] = ()
    auto: bool = True
    mask: bool = False
    background: bool = False
    seed: bool = False
    sunset: date | None = None
    typical_s: float = 30.0


SIZES = ("1K", "2K", "4K")
SIZE_ORDER = ("512", "1K", "2K", "3K", "4K")
ROWS = (
    Row(
        "gemini-3.1-flash-image",
        "Gemini 3.1 Flash Image",
        "Google's quick all-rounder: photographs, drawings, lettering, and changes to up to 14 pictures.",
        14,
        FLASH,
        ("1K", "512", "2K", "4K"),
        typical_s=15,
    ),
    Row(
        "gemini-3-pro-image",
        "Gemini 3 Pro Image",
        "Google's careful model for lettering, diagrams and scenes with many parts.",
        10,
        PHOTO,
        SIZES,
    ),
    Row(
        "gpt-image-2.5-sunburst",
        "GPT Image 2.5 Sunburst",
        "OpenAI's best: follows long instructions, writes text into pictures, repaints what a mask leaves open.",
        10,
        GPT,
        SIZES,
        MORE_LEVELS,
        mask=True,
        typical_s=60,
    ),
    Row(
        "gpt-image-2.5-flare",
        "GPT Image 2.5 Flare",
        "The quicker one of OpenAI's newest models.",
        10,
        GPT,
        SIZES,
        MORE_LEVELS,
        mask=True,
    ),
    Row(
        "gpt-image-2",
        "GPT Image 2",
        "OpenAI's model before the newest, dependable with text and masks.",
        10,
        GPT,
        SIZES,
        LEVELS,
        mask=True,
    ),
    Row(
        "gpt-image-1.5",
        "GPT Image 1.5",
        "An older model of OpenAI that can leave the background transparent.",
        5,
        ("1:1", "3:2", "2:3"),
        (),
        LEVELS,
        auto=False,
        mask=True,
        background=True,
        sunset=date(2026, 12, 1),
    ),
    Row(
        "gemini-3.1-flash-lite-image",
        "Gemini 3.1 Flash Lite Image",
        "Google's smallest and quickest model.",
        14,
        PHOTO,
        typical_s=10,
    ),
    Row(
        "gemini-2.5-flash-image",
        "Gemini 2.5 Flash Image",
        "Google's older quick model.",
        5,
        PHOTO,
        typical_s=15,
    ),
    Row(
        "bytedance-seedream-5-pro",
        "Seedream 5 Pro",
        f"ByteDance's best model of pictures. {APPROVED}",
        10,
        FEW,
        ("2K", "1K"),
        seed=True,
    ),
    Row(
        "bytedance-seedream-5-lite",
        "Seedream 5 Lite",
        f"ByteDance's quicker model of pictures. {APPROVED}",
        10,
        FEW,
        ("2K", "3K"),
        seed=True,
    ),
)


def spec(row: Row) -> ModelSpec:
    ratios = choices(row.ratios)
    fields = [
        Field(
            "aspect_ratio",
            "choice",
            "Aspect ratio",
            default="auto" if row.auto else row.ratios[0],
            choices=(AUTO, *ratios) if row.auto else ratios,
        )
    ]
    if row.resolutions:
        fields.append(
            Field(
                "resolution",
                "choice",
                "Resolution",
                default=row.resolutions[0],
                choices=choices(sorted(row.resolutions, key=SIZE_ORDER.index)),
            )
        )
    if row.levels:
        fields.append(Field("quality", "choice", "Quality", choices=choices(row.levels)))
    if row.background:
        fields.append(Field("background", "choice", "Background", choices=choices(BACKGROUNDS), advanced=True))
    if row.seed:
        fields.append(SEED)
    reference = InputRole(
        "reference",
        "image",
        "Reference pictures",
        max_count=row.references,
        max_bytes=MAX_FILE_BYTES,
        types=TYPES["image"],
        help="Pictures to change or to draw from.",
    )
    return ModelSpec(
        id=f"elevenlabs:{row.wire_id}",
        wire_id=row.wire_id,
        kind="image",
        label=row.label,
        description=row.description,
        engine="hosted",
        price=Unpriced(),
        source=SOURCE,
        checked=CHECKED,
        prompt=Prompt(
            examples=(
                "A lighthouse on a cliff at dusk, long exposure, soft fog",
                "A poster for a jazz evening, bold letters, two colours",
                "A fox reading a newspaper in a café, watercolour",
            )
        ),
        inputs=(reference, MASK) if row.mask else (reference,),
        fields=tuple(fields),
        sunset=row.sunset,
        typical_s=row.typical_s,
    )


MODELS = tuple(spec(row) for row in ROWS)


@register_provider(
    "image",
    "elevenlabs",
    description="Pictures by models of Google, OpenAI and ByteDance, on one bill",
    features=("reference pictures", "masks", "up to 4K"),
    models=MODELS,
    is_async=True,
)
class ElevenLabsImage(Flow, BaseImageProvider):
    def encode(self, request: GenerationRequest, files: Mapping[str, list[JsonObject]]) -> JsonObject:
        return encode(request, files)


def encode(request: GenerationRequest, files: Mapping[str, list[JsonObject]]) -> JsonObject:
    """Raises ProviderValidationError for a mask without a picture."""
    if files.get("mask") and not files.get("reference"):
        raise ProviderValidationError(
            "A mask says which part of a reference picture may change. Nothing was charged; add that picture, or take "
            "the mask away.",
            field="reference",
        )
    body: JsonObject = {"model_id": request.model.wire_id, "prompt": request.prompt, **request.wire_values()}
    if references := files.get("reference"):
        pictures: list[Json] = [*references]
        body["images"] = pictures
    if mask := files.get("mask"):
        body["mask"] = mask[0]
    return body
