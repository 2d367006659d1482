"""PiAPI's pictures; the wire is that of `vendor.py` (read 2026-11-22).

Not verified: the fields of Qwen Image and Z-Image, and how many references the Nano Banana models take.
"""

from __future__ import annotations

from typing import ClassVar

from genstudio.core.request import GenerationRequest
from genstudio.core.result import JsonObject
from genstudio.core.spec import Field, Prompt, choices
from genstudio.providers.base import BaseImageProvider
from genstudio.providers.piapi.rows import AVOID, PROVIDER, SEED, Row, picked, role, spec
from genstudio.providers.piapi.vendor import PiAPI
from genstudio.providers.registry import register_provider

PROMPT = Prompt(
    examples=(
        "A lighthouse on a cliff at dusk, long exposure, soft fog",
        "A poster for a jazz evening, bold letters, two colours",
        "A fox reading a newspaper in a café, watercolour",
    )
)
SIZES = ((1024, 1024), (1152, 896), (896, 1152), (1216, 832), (832, 1216), (1344, 768), (768, 1344))
SIZE = Field(
    "size",
    "choice",
    "Size",
    default="1024x1024",
    choices=choices([(f"{width}x{height}", f"{width} × {height}") for width, height in SIZES]),
)
RATIO = picked(
    "aspect_ratio", "Aspect ratio", ("1:1", "2:3", "3:2", "3:4", "4:3", "4:5", "5:4", "9:16", "16:9", "21:9"), "1:1"
)
RESOLUTION = picked("resolution", "Resolution", ("1K", "2K", "4K"), "1K")
FORMAT = Field(
    "format",
    "choice",
    "File format",
    default="png",
    choices=choices((("png", "PNG"), ("jpeg", "JPEG"))),
    wire="output_format",
    advanced=True,
)
DENOISE = Field(
    "strength",
    "number",
    "Change",
    low=0,
    high=1,
    step=0.05,
    help="With a reference picture: how far the result may leave it.",
    wire="denoise",
    advanced=True,
)
STEPS = Field("steps", "integer", "Steps", low=1, high=50, advanced=True)
REFERENCE = role("reference", "image", "Reference picture", help="The picture to change.")


def sized(request: GenerationRequest, body: JsonObject) -> JsonObject:
    """Width and height are two numbers on the wire; a task with a picture takes its size."""
    size = str(body.pop("size", ""))
    width, _, height = size.partition("x")
    if "image" in body or not height:
        return body
    return {**body, "width": int(width), "height": int(height)}


def _banana(task: str, label: str, description: str, page: str, fields: tuple[Field, ...]) -> Row:
    pictures = role("reference", "image", "Reference pictures", 3, "Pictures to change or to draw from.")
    model = spec("image", task, label, description, f"gemini-api/{page}", PROMPT, fields, (pictures,))
    return Row(model, "gemini", task, files={"reference": "image_urls[]"})


def _open(system: str, name: str, label: str, description: str, page: str, fields: tuple[Field, ...]) -> Row:
    return Row(
        spec("image", name, label, description, page, PROMPT, (SIZE, AVOID, *fields), typical_s=15),
        system,
        "txt2img",
        shape=sized,
    )


def _flux(name: str, label: str, description: str) -> Row:
    model = spec(
        "image",
        f"flux1-{name}",
        label,
        description,
        "flux-api/text-to-image",
        PROMPT,
        (SIZE, AVOID, DENOISE),
        (REFERENCE,),
        typical_s=12,
    )
    return Row(model, f"Qubico/flux1-{name}", "txt2img", files={"reference": "image"}, with_file="img2img", shape=sized)


ROWS = (
    _banana(
        "nano-banana-pro",
        "Nano Banana Pro",
        "Google's careful model for lettering, diagrams and scenes with many parts.",
        "nano-banana-pro",
        (RATIO, RESOLUTION, FORMAT),
    ),
    _banana(
        "nano-banana-2",
        "Nano Banana 2",
        "Google's quick all-rounder: photographs, drawings, lettering and changes to pictures.",
        "nano-banana-2",
        (RATIO, RESOLUTION, FORMAT),
    ),
    _banana(
        "gemini-2.5-flash-image",
        "Gemini 2.5 Flash Image",
        "Google's older quick model.",
        "gemini-25-flash-image",
        (
            RATIO,
            FORMAT,
            Field("count", "integer", "Pictures", default=1, low=1, high=4, wire="num_images"),
        ),
    ),
    _flux("dev", "FLUX.1 dev", "Careful pictures by the open FLUX model, from words or from a picture."),
    _flux("schnell", "FLUX.1 schnell", "The quick FLUX model, for drafts."),
    _open(
        "Qubico/qwen-image",
        "qwen-image",
        "Qwen Image",
        "Pictures with long lettering, in Chinese as well.",
        "qwen-image-api/text-to-image",
        (STEPS, SEED),
    ),
    _open(
        "Qubico/z-image",
        "z-image",
        "Z-Image",
        "Quick photographs at a small price.",
        "z-image-api/text-to-image",
        (STEPS, SEED),
    ),
)


@register_provider(
    "image",
    PROVIDER,
    description="Pictures by models of Google and open ones, on one bill",
    features=("reference pictures", "up to 4K", "seed"),
    models=tuple(row.model for row in ROWS),
    is_async=True,
)
class PiAPIImage(PiAPI, BaseImageProvider):
    rows: ClassVar[tuple[Row, ...]] = ROWS
