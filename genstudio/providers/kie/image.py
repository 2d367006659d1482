"""Kie's models for pictures. Each gives one picture, Grok several at a time."""

from __future__ import annotations

from genstudio.core.spec import Field, ModelSpec, choices
from genstudio.providers.base import BaseImageProvider
from genstudio.providers.kie.fields import (
    EXTEND,
    FILTER,
    NEGATIVE,
    SEED,
    file_format,
    quality,
    ratios,
    references,
    resolution,
    spec,
)
from genstudio.providers.kie.row import Clash, Route, Row
from genstudio.providers.kie.vendor import KieMarketProvider
from genstudio.providers.registry import register_provider

BANANA = ("1:1", "2:3", "3:2", "3:4", "4:3", "4:5", "5:4", "9:16", "16:9", "21:9", "auto")
WIDE_BANANA = ("1:4", "4:1", "1:8", "8:1")
GPT = (
    "auto", "1:1", "3:2", "2:3", "4:3", "3:4", "5:4", "4:5", "16:9", "9:16", "2:1", "1:2", "3:1", "1:3", "21:9", "9:21",
)  # fmt: skip
FLUX = ("1:1", "4:3", "3:4", "16:9", "9:16", "3:2", "2:3")
SEEDREAM = (*FLUX, "21:9")
TIERS = ("1K", "2K", "4K")


def _flux(name: str, label: str, description: str) -> Row:
    fields = (ratios(FLUX, "1:1"), resolution(("1K", "2K"), "1K"), FILTER)
    model = spec(
        "image", f"flux-2/{name}-text-to-image", label, description, fields, name=f"flux-2-{name}", max_chars=5_000,
        inputs=(references(8),), typical_s=25,
    )  # fmt: skip
    return Row(
        model,
        files={"references": "input_urls[]"},
        routes=(Route(("references",), f"flux-2/{name}-image-to-image"),),
    )


def _seedream(version: str, label: str, description: str, max_chars: int, max_files: int, *own: Field) -> Row:
    model = spec(
        "image", f"seedream/{version}-text-to-image", label, description, (ratios(SEEDREAM, "1:1"), *own, FILTER),
        name=f"seedream-{version}", max_chars=max_chars, inputs=(references(max_files),), typical_s=30,
    )  # fmt: skip
    edit = "edit" if version == "4.5" else "image-to-image"
    return Row(
        model,
        files={"references": "image_urls[]"},
        routes=(Route(("references",), f"seedream/{version}-{edit}"),),
    )


def _qwen(prefix: str, name: str, label: str, description: str) -> Row:
    sizes = ratios(("1:1", "3:2", "2:3", "4:3", "3:4", "16:9", "9:16", "21:9"), "1:1", "image_size")
    fields = (
        sizes,
        resolution(("1K", "2K"), "1K"),
        NEGATIVE,
        SEED,
        EXTEND,
        file_format(("png", "jpeg"), "png"),
        FILTER,
    )
    model = spec(
        "image", f"{prefix}text-to-image", label, description, fields, name=name, max_chars=5_000,
        inputs=(references(3),), typical_s=25,
    )  # fmt: skip
    return Row(
        model,
        files={"references": "image_urls[]"},
        routes=(Route(("references",), f"{prefix}image-to-image"),),
    )


def _imagen(wire_id: str, label: str, description: str, *, seed_as_text: bool) -> Row:
    fields = (ratios(("1:1", "16:9", "9:16", "3:4", "4:3"), "1:1"), NEGATIVE, SEED)
    model = spec("image", wire_id, label, description, fields, max_chars=5_000, typical_s=20)
    return Row(model, as_text=("seed",) if seed_as_text else ())


def _kontext(name: str, label: str, description: str) -> Row:
    fields = (
        Field("aspect_ratio", "choice", "Aspect ratio", choices=choices(("16:9", "21:9", "4:3", "1:1", "3:4", "9:16")),
              wire="aspectRatio", help="Left open, an edited picture keeps its own."),
        Field("expand_prompt", "boolean", "Let it elaborate the prompt", default=False, wire="promptUpsampling",
              advanced=True),
        Field("safety_tolerance", "integer", "Safety tolerance", default=2, low=0, high=2, step=1,
              wire="safetyTolerance", help="0 refuses the most.", advanced=True),
        Field("format", "choice", "File format", default="jpeg", choices=choices((("jpeg", "JPEG"), ("png", "PNG"))),
              wire="outputFormat", advanced=True),
    )  # fmt: skip
    model = spec(
        "image", name, label, description, fields, max_chars=5_000, inputs=(references(1),),
        source="https://docs.kie.ai/flux-kontext-api/quickstart", typical_s=20,
    )  # fmt: skip
    return Row(model, api="kontext", files={"references": "inputImage"}, fixed={"enableTranslation": True})


TABLE: tuple[Row, ...] = (
    Row(
        spec(
            "image", "z-image", "Z-Image", "A quick and very cheap model for simple pictures",
            (ratios(("1:1", "4:3", "3:4", "16:9", "9:16"), "1:1"), FILTER), max_chars=1_000, typical_s=12,
        )
    ),
    Row(
        spec(
            "image", "nano-banana-2", "Nano Banana 2", "Knows the world, writes well, edits up to 14 references",
            (ratios((*BANANA, *WIDE_BANANA), "auto"), resolution(TIERS, "1K"), file_format(("png", "jpg"), "jpg")),
            max_chars=20_000, inputs=(references(14),), typical_s=25,
        ),
        files={"references": "image_input[]"},
    ),
    Row(
        spec(
            "image", "nano-banana-2-lite", "Nano Banana 2 Lite", "Nano Banana for little money",
            (ratios((*BANANA, *WIDE_BANANA), "auto"),), max_chars=20_000, inputs=(references(10),), typical_s=15,
        ),
        files={"references": "image_urls[]"},
    ),
    Row(
        spec(
            "image", "nano-banana-pro", "Nano Banana Pro", "Google's best for pictures with text and many references",
            (ratios(BANANA, "1:1"), resolution(TIERS, "1K"), file_format(("png", "jpg"), "png")), max_chars=10_000,
            inputs=(references(8),), typical_s=45,
        ),
        files={"references": "image_input[]"},
    ),
    Row(
        spec(
            "image", "google/nano-banana", "Nano Banana", "The first Nano Banana, edits up to ten references",
            (ratios(BANANA, "1:1"), file_format(("png", "jpeg"), "png")), max_chars=5_000, inputs=(references(10),),
            typical_s=20,
        ),
        files={"references": "image_urls[]"},
        routes=(Route(("references",), "google/nano-banana-edit"),),
    ),
    Row(
        spec(
            "image", "gpt-image-2-text-to-image", "GPT Image 2", "OpenAI's exact lettering and detail",
            (ratios(GPT, "1:1"), resolution(TIERS, "1K")), name="gpt-image-2", max_chars=20_000,
            inputs=(references(16),), typical_s=60,
        ),
        files={"references": "input_urls[]"},
        routes=(Route(("references",), "gpt-image-2-image-to-image"),),
        clashes=(
            Clash("resolution", ("4K",), "aspect_ratio", ("1:1",)),
            Clash("resolution", ("2K", "4K"), "aspect_ratio", ("auto", "5:4", "4:5", "3:1", "1:3", "9:21")),
        ),
    ),
    _flux("pro", "FLUX.2 pro", "Lifelike pictures; combines up to eight references"),
    _flux("flex", "FLUX.2 flex", "Strong at lettering and layout"),
    _seedream("4.5", "Seedream 4.5", "ByteDance's pictures of up to 4K", 3_000, 14, quality(basic="2K", high="4K")),
    _seedream(
        "5-lite", "Seedream 5 Lite", "ByteDance's newer model that thinks before it draws", 3_000, 14,
        quality(basic="2K", high="3K", ultra="4K"), file_format(("png", "jpeg"), "png"),
    ),
    _seedream(
        "5-pro", "Seedream 5 Pro", "ByteDance's best, with clean lettering", 5_000, 10,
        quality(basic="1K", high="2K"), file_format(("png", "jpeg"), "png"),
    ),
    _qwen("qwen3/", "qwen3", "Qwen Image 3", "Lifelike pictures and lettering, also Chinese; edits three references"),
    _qwen("qwen3/pro-", "qwen3-pro", "Qwen Image 3 Pro", "The finer of Alibaba's two"),
    _imagen("google/imagen4", "Imagen 4", "Google's photographic pictures", seed_as_text=True),
    _imagen("google/imagen4-fast", "Imagen 4 Fast", "Photographic pictures, quicker and cheaper", seed_as_text=False),
    _imagen("google/imagen4-ultra", "Imagen 4 Ultra", "Photographic pictures, the finest", seed_as_text=True),
    Row(
        spec(
            "image", "ideogram/v3-text-to-image", "Ideogram 3", "Posters and logos: pictures with words in them",
            (
                Field("size", "choice", "Size", default="square_hd", wire="image_size", choices=choices((
                    ("square_hd", "1:1, large"), ("square", "1:1, small"), ("portrait_4_3", "3:4"),
                    ("portrait_16_9", "9:16"), ("landscape_4_3", "4:3"), ("landscape_16_9", "16:9"),
                ))),
                Field("style", "choice", "Style", default="AUTO", choices=choices((
                    ("AUTO", "Auto"), ("GENERAL", "General"), ("REALISTIC", "Realistic"), ("DESIGN", "Design"),
                ))),
                Field("speed", "choice", "Quality", default="BALANCED", wire="rendering_speed", choices=choices((
                    ("TURBO", "Quick"), ("BALANCED", "Balanced"), ("QUALITY", "High"),
                ))),
                NEGATIVE, SEED,
                Field("expand_prompt", "boolean", "Let it elaborate the prompt", default=True, advanced=True),
            ),
            max_chars=5_000, typical_s=20,
        )
    ),
    Row(
        spec(
            "image", "grok-imagine/text-to-image", "Grok Imagine", "xAI's free-spirited model, several at once",
            (ratios(("1:1", "2:3", "3:2", "16:9", "9:16"), "1:1"), FILTER), name="grok-imagine", max_chars=5_000,
            inputs=(references(5),), typical_s=30,
        ),
        files={"references": "image_urls[]"},
        routes=(Route(("references",), "grok-imagine/image-to-image", drop=("aspect_ratio",)),),
    ),
    _kontext("flux-kontext-pro", "FLUX.1 Kontext pro", "Edits a picture as told in a sentence"),
    _kontext("flux-kontext-max", "FLUX.1 Kontext max", "Kontext with finer detail and lettering"),
)  # fmt: skip
MODELS: tuple[ModelSpec, ...] = tuple(row.model for row in TABLE)


@register_provider(
    "image",
    "kie",
    description="Nano Banana, GPT Image, FLUX, Seedream, Qwen and others through one account",
    features=("references", "seed", "any model of Kie's market"),
    models=MODELS,
    is_async=True,
)
class KieImageProvider(KieMarketProvider, BaseImageProvider):
    rows = TABLE
