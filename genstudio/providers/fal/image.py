"""fal's models for pictures. Inputs as @fal-ai/client 1.10.1 types them; of GPT Image 2 as its page on fal.ai says."""

from __future__ import annotations

from collections.abc import Mapping

from genstudio.core.spec import Field, InputRole, choices
from genstudio.providers.fal.endpoint import Endpoint, Route
from genstudio.providers.fal.fields import (
    EXPAND,
    NEGATIVE,
    SAFETY,
    SEED,
    count,
    file_format,
    having,
    ratios,
    references,
    resolution,
    sizes,
    spec,
)

MEGAPIXEL_SIZES = (
    "1024x768", "768x1024", "1024x576", "576x1024", "1024x1024", "512x512", "1536x1024", "1024x1536", "1920x1088",
    "1088x1920",
)  # fmt: skip
SEEDREAM_SIZES = ("2048x2048", "2304x1728", "1728x2304", "2560x1440", "1440x2560", "3072x3072")
RATIOS = ("auto", "1:1", "4:3", "3:4", "3:2", "2:3", "5:4", "4:5", "16:9", "9:16", "21:9")
NANO_EDIT = {"references": "image_urls[]"}
SIZE = {"size": "size"}
JPEG_PNG = ("jpeg", "png")
THREE = ("png", "jpeg", "webp")


def _steps(default: int, high: int) -> Field:
    return Field(
        "steps", "integer", "Steps", default=default, low=1, high=high, step=1, wire="num_inference_steps",
        help="More is finer and slower.", advanced=True,
    )  # fmt: skip


def _guidance(default: float) -> Field:
    return Field(
        "guidance", "number", "Guidance", default=default, low=1, high=20, step=0.1, wire="guidance_scale",
        help="How closely it follows the prompt.", advanced=True,
    )  # fmt: skip


def _tolerance(default: str, high: int) -> Field:
    return Field(
        "safety_tolerance", "choice", "Safety tolerance", default=default, advanced=True,
        choices=choices([str(each) for each in range(1, high + 1)]), help="1 refuses the most.",
    )  # fmt: skip


def _flux_pro(name: str, label: str, description: str, *own: Field) -> Endpoint:
    wire_id = f"fal-ai/flux-2-{name}"
    fields = (
        sizes(MEGAPIXEL_SIZES), *own, SEED, _tolerance("2", 5), SAFETY, file_format(JPEG_PNG, "jpeg"),
    )  # fmt: skip
    return Endpoint(
        spec("image", wire_id, label, description, fields, inputs=(references(8),), typical_s=12),
        (Route("references", f"{wire_id}/edit", NANO_EDIT),),
        SIZE,
    )


def _nano(
    name: str, label: str, description: str, tiers: tuple[str, ...], *own: Field, wide: tuple[str, ...] = ()
) -> Endpoint:
    wire_id = f"fal-ai/{name}"
    fields = (
        ratios((*RATIOS, *wide), "auto"), resolution(tiers, "1K"), count(), *own,
        Field("web_search", "boolean", "Look things up on the web", default=False, wire="enable_web_search",
              help="Costs a little more.", advanced=True),
        SEED, _tolerance("4", 6), file_format(THREE, "png"),
    )  # fmt: skip
    return Endpoint(
        spec("image", wire_id, label, description, fields, inputs=(references(14),), typical_s=20, max_chars=20_000),
        (Route("references", f"{wire_id}/edit", NANO_EDIT),),
    )


def _seedream(version: str, label: str, description: str, auto: tuple[str, ...], *own: Field) -> Endpoint:
    path = f"fal-ai/bytedance/seedream/{version}"
    fields = (
        sizes((*SEEDREAM_SIZES, *auto), "2048x2048"), count(6),
        Field("max_images", "integer", "Pictures in a series", default=1, low=1, high=6, step=1,
              help="At most so many that belong together, for each picture.", advanced=True),
        *own, SAFETY,
    )  # fmt: skip
    return Endpoint(
        spec("image", f"{path}/text-to-image", label, description, fields, inputs=(references(10),), typical_s=20),
        (Route("references", f"{path}/edit", NANO_EDIT),),
        SIZE,
    )


def _gpt(
    wire_id: str, label: str, description: str, size: Field, mask: str, drop: tuple[str, ...], forms: Mapping[str, str]
) -> Endpoint:
    fields = (
        size,
        Field("quality", "choice", "Quality", default="high",
              choices=choices([("low", "Low"), ("medium", "Medium"), ("high", "High")])),
        count(),
        Field("background", "choice", "Background", default="auto", advanced=True,
              choices=choices([("auto", "Auto"), ("transparent", "Transparent"), ("opaque", "Opaque")])),
        file_format(THREE, "png"),
    )  # fmt: skip
    inputs = (
        references(16),
        InputRole(
            "mask", "image", "Mask", help="Transparent where the first reference should change.", types=("image/png",)
        ),
    )
    names = {"references": "image_urls[]", "mask": mask}
    path = f"{wire_id}/edit"
    return Endpoint(
        spec("image", wire_id, label, description, fields, inputs=inputs, typical_s=45, max_chars=32_000),
        (Route("mask", path, names, drop, ("references",)), Route("references", path, names, drop)),
        forms,
    )


TABLE: tuple[Endpoint, ...] = (
    Endpoint(
        spec(
            "image", "fal-ai/flux/schnell", "FLUX.1 schnell", "Pictures within a second or two, for little money",
            (sizes(MEGAPIXEL_SIZES, "1024x768"), count(), SEED, _steps(4, 12), _guidance(3.5), SAFETY,
             file_format(JPEG_PNG, "jpeg")), typical_s=3,
        ),
        forms=SIZE,
    ),
    Endpoint(
        spec(
            "image", "fal-ai/flux/dev", "FLUX.1 dev", "The well-known open model of Black Forest Labs",
            (sizes(MEGAPIXEL_SIZES, "1024x768"), count(), SEED, _steps(28, 50), _guidance(3.5), SAFETY,
             file_format(JPEG_PNG, "jpeg")), typical_s=6,
        ),
        forms=SIZE,
    ),
    Endpoint(
        spec(
            "image", "fal-ai/flux-2", "FLUX.2 dev",
            "Lifelike pictures with crisp lettering; edits up to four references",
            (sizes(MEGAPIXEL_SIZES), count(), SEED, EXPAND, _steps(28, 50), _guidance(2.5), SAFETY,
             file_format(THREE, "png")), inputs=(references(4),), typical_s=8,
        ),
        (Route("references", "fal-ai/flux-2/edit", NANO_EDIT),),
        SIZE,
    ),
    _flux_pro("pro", "FLUX.2 pro", "The best of FLUX.2 without a setting to learn; edits several references"),
    _flux_pro(
        "flex", "FLUX.2 flex", "FLUX.2 with its steps and guidance in your hands, strong at lettering",
        _steps(28, 50), _guidance(3.5),
    ),
    _flux_pro("max", "FLUX.2 max", "The finest of FLUX.2"),
    _nano(
        "nano-banana-2", "Nano Banana 2", "Google's quick model that knows the world, writes well and edits by words",
        ("0.5K", "1K", "2K", "4K"),
        Field("thinking_level", "choice", "Thinking", advanced=True,
              choices=choices([("minimal", "Little"), ("high", "Much")])),
        wide=("4:1", "1:4", "8:1", "1:8"),
    ),
    _nano(
        "nano-banana-pro", "Nano Banana Pro", "Google's best model for pictures with text and many references",
        ("1K", "2K", "4K"),
    ),
    _seedream(
        "v4.5", "Seedream 4.5", "ByteDance's pictures of up to 4K, with up to ten references",
        ("auto_2K", "auto_4K"), SEED,
    ),
    _seedream(
        "v5/lite", "Seedream 5 Lite", "ByteDance's newer model that thinks before it draws", ("auto_2K", "auto_3K"),
    ),
    _gpt(
        "openai/gpt-image-2", "GPT Image 2", "OpenAI's model with the most exact lettering and detail",
        sizes(("1024x768", "1024x1024", "1024x1536", "1920x1080", "2560x1440", "3840x2160")), "mask_url",
        ("background",), SIZE,
    ),
    _gpt(
        "fal-ai/gpt-image-1.5", "GPT Image 1.5", "OpenAI's earlier model, faithful to the prompt",
        having(sizes(("1024x1024", "1536x1024", "1024x1536")), default="1024x1024"), "mask_image_url",
        (), {},
    ),
    Endpoint(
        spec(
            "image", "fal-ai/z-image/turbo", "Z-Image Turbo", "A quick and cheap model for simple pictures",
            (sizes(MEGAPIXEL_SIZES, "1024x768"), count(), SEED, EXPAND, _steps(8, 8), SAFETY,
             file_format(THREE, "png")), typical_s=4,
        ),
        forms=SIZE,
    ),
    Endpoint(
        spec(
            "image", "fal-ai/qwen-image-2/text-to-image", "Qwen Image 2",
            "Alibaba's model for lifelike pictures and lettering, also Chinese; edits up to three references",
            (sizes(("1024x1024", "1024x768", "768x1024", "1920x1088", "1088x1920", "2048x2048")), count(), NEGATIVE,
             SEED, having(EXPAND, default=True), SAFETY, file_format(THREE, "png")),
            inputs=(references(3),), typical_s=15, max_chars=800,
        ),
        (Route("references", "fal-ai/qwen-image-2/edit", NANO_EDIT),),
        SIZE,
    ),
    Endpoint(
        spec(
            "image", "fal-ai/ideogram/v3", "Ideogram 3", "Posters and logos: pictures with words in them",
            (sizes(("1024x1024", "1024x768", "768x1024", "1024x576", "576x1024"), "1024x1024"),
             Field("style", "choice", "Style", default="AUTO",
                   choices=choices([("AUTO", "Auto"), ("GENERAL", "General"), ("REALISTIC", "Realistic"),
                                    ("DESIGN", "Design")])),
             Field("speed", "choice", "Quality", default="BALANCED", wire="rendering_speed",
                   choices=choices([("TURBO", "Quick"), ("BALANCED", "Balanced"), ("QUALITY", "High")])),
             count(8), NEGATIVE, SEED, having(EXPAND, default=True, wire="expand_prompt")),
            inputs=(references(3, help_text="Pictures whose style it takes, 10 MB together."),), typical_s=12,
        ),
        forms=SIZE,
    ),
    Endpoint(
        spec(
            "image", "xai/grok-imagine-image", "Grok Imagine",
            "xAI's free-spirited model; edits up to three references",
            (ratios(("auto", "1:1", "16:9", "4:3", "3:4", "9:16"), "auto"), resolution(("1K", "4K"), "1K"), count(),
             file_format(THREE, "jpeg")), inputs=(references(3),), typical_s=10,
        ),
        (Route("references", "xai/grok-imagine-image/edit", NANO_EDIT, ("aspect_ratio", "resolution")),),
    ),
)  # fmt: skip
