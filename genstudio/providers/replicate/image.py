"""Replicate's models for pictures, by their published schemas (2025-12-21; GPT Image and FLUX.2 dev 2026-10-05).

Unverified: the sizes of Seedream 4.5, which are those of Seedream 4; how many references a model takes where its schema
tells no number.
"""

from __future__ import annotations

from genstudio.core.spec import Field, InputRole, ModelSpec, choices
from genstudio.providers.replicate.columns import (
    PICTURES,
    SEED,
    UNCHECKED,
    count,
    file_format,
    file_quality,
    pictures,
    ratios,
    resolution,
    spec,
)

FLUX_RATIOS = ("1:1", "16:9", "21:9", "3:2", "2:3", "4:5", "5:4", "3:4", "4:3", "9:16", "9:21")
PRO_RATIOS = ("1:1", "16:9", "3:2", "2:3", "4:5", "5:4", "9:16", "3:4", "4:3")
KONTEXT_RATIOS = (
    "match_input_image", "1:1", "16:9", "9:16", "4:3", "3:4", "3:2", "2:3", "4:5", "5:4", "21:9", "9:21", "2:1", "1:2",
)  # fmt: skip
NANO_RATIOS = (
    "match_input_image", "1:1", "2:3", "3:2", "3:4", "4:3", "4:5", "5:4", "9:16", "16:9", "21:9",
)  # fmt: skip
GPT_RATIOS = ("1:1", "3:2", "2:3", "4:3", "3:4", "16:9", "9:16", "auto")
IDEOGRAM_RATIOS = (
    "1:1", "4:3", "3:4", "3:2", "2:3", "5:4", "4:5", "16:9", "9:16", "16:10", "10:16", "2:1", "1:2", "3:1", "1:3",
)  # fmt: skip
SEEDREAM_RATIOS = ("match_input_image", "1:1", "4:3", "3:4", "16:9", "9:16", "3:2", "2:3", "21:9")
THREE = ("webp", "jpg", "png")
MEGAPIXELS = Field("megapixels", "choice", "Megapixels", default="1", choices=choices(("1", "0.25")), advanced=True)
FAST = Field("fast", "boolean", "Quicker", default=True, wire="go_fast", help="A little less exact.", advanced=True)
PROMPT_STRENGTH = Field(
    "prompt_strength", "number", "Change", default=0.8, low=0, high=1, step=0.05, advanced=True,
    help="How far it may leave the picture; 1 ignores it.",
)  # fmt: skip
ELABORATE = Field(
    "expand_prompt", "boolean", "Let it elaborate the prompt", default=False, wire="prompt_upsampling", advanced=True
)


def _steps(default: int, high: int) -> Field:
    return Field(
        "steps", "integer", "Steps", default=default, low=1, high=high, step=1, wire="num_inference_steps",
        help="More is finer and slower.", advanced=True,
    )  # fmt: skip


def _guidance(default: float, high: float) -> Field:
    return Field(
        "guidance", "number", "Guidance", default=default, low=0, high=high, step=0.1, advanced=True,
        help="How closely it follows the prompt.",
    )  # fmt: skip


def _one(wire: str, help_text: str) -> InputRole:
    return InputRole("reference", "image", "Reference", wire=wire, help=help_text, types=PICTURES)


def _kontext(name: str, label: str, description: str) -> ModelSpec:
    fields = (ratios(KONTEXT_RATIOS), SEED, ELABORATE, file_format(("png", "jpg"), "png"))
    inputs = (_one("input_image", "The picture to change."),)
    wire_id = f"black-forest-labs/flux-kontext-{name}"
    return spec("image", wire_id, label, description, fields, inputs=inputs, tags=("editing",))


def _flux_2(name: str, label: str, description: str, *own: Field) -> ModelSpec:
    fields = (ratios(("match_input_image", *PRO_RATIOS)), *own, SEED, file_format(THREE, "webp"), file_quality())
    inputs = (pictures("input_images[]", 8 if name == "pro" else 4),)
    wire_id = f"black-forest-labs/flux-2-{name}"
    return spec("image", wire_id, label, description, fields, inputs=inputs, typical_s=15, tags=("editing",))


def _nano(name: str, label: str, description: str, most: int, *own: Field) -> ModelSpec:
    fields = (ratios(NANO_RATIOS), *own, file_format(("jpg", "png"), "jpg"))
    return spec(
        "image", f"google/{name}", label, description, fields, inputs=(pictures("image_input[]", most),),
        typical_s=20, tags=("editing",),
    )  # fmt: skip


FILTER = Field(
    "safety", "choice", "Safety filter", wire="safety_filter_level", advanced=True,
    choices=choices([("block_low_and_above", "Strict"), ("block_medium_and_above", "Medium"),
                     ("block_only_high", "Lenient")]),
)  # fmt: skip


def _gpt(version: str, label: str, description: str, shapes: tuple[str, ...]) -> ModelSpec:
    fields = (
        ratios(shapes, "1:1"),
        Field("quality", "choice", "Quality", default="auto",
              choices=choices([("auto", "Auto"), ("low", "Low"), ("medium", "Medium"), ("high", "High")])),
        count("number_of_images", 10),
        Field("background", "choice", "Background", default="auto", advanced=True,
              choices=choices([("auto", "Auto"), ("transparent", "Transparent"), ("opaque", "Opaque")])),
        Field("moderation", "choice", "Moderation", default="auto", advanced=True,
              choices=choices([("auto", "Auto"), ("low", "Low")])),
        file_format(("webp", "png", "jpeg"), "webp"),
    )  # fmt: skip
    return spec(
        "image", f"openai/gpt-image-{version}", label, description, fields,
        inputs=(pictures("input_images[]", 16),), typical_s=45, tags=("editing", "text in pictures"),
    )  # fmt: skip


MODELS: tuple[ModelSpec, ...] = (
    spec(
        "image", "black-forest-labs/flux-schnell", "FLUX.1 schnell",
        "Pictures within a second or two, for little money",
        (ratios(FLUX_RATIOS, "1:1"), count("num_outputs", 4), SEED, _steps(4, 4), MEGAPIXELS, FAST, UNCHECKED,
         file_format(THREE, "webp"), file_quality()), typical_s=3,
    ),
    spec(
        "image", "black-forest-labs/flux-dev", "FLUX.1 dev", "The well-known open model of Black Forest Labs",
        (ratios(FLUX_RATIOS, "1:1"), count("num_outputs", 4), SEED, _steps(28, 50), _guidance(3, 10), PROMPT_STRENGTH,
         MEGAPIXELS, FAST, UNCHECKED, file_format(THREE, "webp"), file_quality()),
        inputs=(_one("image", "To begin from."),), typical_s=6,
    ),
    spec(
        "image", "black-forest-labs/flux-1.1-pro", "FLUX 1.1 pro", "Rich in detail and true to the prompt",
        (ratios(PRO_RATIOS, "1:1"), SEED, ELABORATE, file_format(THREE, "webp"), file_quality()),
        inputs=(_one("image_prompt", "Its look and content lead the way."),), typical_s=6,
    ),
    spec(
        "image", "black-forest-labs/flux-1.1-pro-ultra", "FLUX 1.1 pro ultra", "Four megapixels, or a natural raw look",
        (ratios(FLUX_RATIOS, "1:1"), SEED,
         Field("raw", "boolean", "Raw look", default=False, help="Less polished, more like a snapshot."),
         Field("reference_strength", "number", "Influence of the reference", default=0.1, low=0, high=1, step=0.05,
               wire="image_prompt_strength", advanced=True), file_format(("jpg", "png"), "jpg")),
        inputs=(_one("image_prompt", "Its look and content lead the way."),), typical_s=10,
    ),
    _flux_2("pro", "FLUX.2 pro", "The best of FLUX.2 without a setting to learn; edits several references",
            resolution(("match_input_image", "0.5 MP", "1 MP", "2 MP", "4 MP"), "1 MP")),
    _flux_2("dev", "FLUX.2 dev", "Lifelike pictures with crisp lettering; edits up to four references",
            FAST, UNCHECKED),
    _kontext("pro", "FLUX Kontext pro", "Changes a picture by words and keeps the rest as it is"),
    _kontext("max", "FLUX Kontext max", "The same with finer detail and better lettering"),
    _nano("nano-banana-pro", "Nano Banana Pro", "Google's best model for pictures with text and many references", 14,
          resolution(("1K", "2K", "4K"), "2K"), FILTER),
    _nano("nano-banana-2", "Nano Banana 2", "Google's quick model that knows the world, writes well and edits by words",
          14, resolution(("512", "1K", "2K", "4K"), "1K")),
    _nano("nano-banana", "Nano Banana", "Google's first of the name, cheaper than its successors", 5),
    _gpt("2", "GPT Image 2", "OpenAI's model with the most exact lettering and detail", GPT_RATIOS),
    _gpt("1.5", "GPT Image 1.5", "OpenAI's earlier model, faithful to the prompt", ("1:1", "3:2", "2:3")),
    spec(
        "image", "bytedance/seedream-4.5", "Seedream 4.5",
        "ByteDance's pictures of up to 4K, with up to ten references",
        (ratios(SEEDREAM_RATIOS), Field("size", "choice", "Size", default="2K", choices=choices(("2K", "4K"))),
         Field("max_images", "integer", "Pictures in a series", default=1, low=1, high=15, step=1,
               help="Counts only where a series is wished for.", advanced=True),
         Field("series", "choice", "Series", default="disabled", wire="sequential_image_generation", advanced=True,
               choices=choices([("disabled", "One picture"), ("auto", "As the prompt asks")]))),
        inputs=(pictures("image_input[]", 10),), typical_s=20, tags=("editing",),
    ),
    *(
        spec(
            "image", f"ideogram-ai/ideogram-v3-{speed}", f"Ideogram 3 {speed}", description,
            (ratios(IDEOGRAM_RATIOS, "1:1"),
             Field("style", "choice", "Style", default="Auto", wire="style_type",
                   choices=choices([("Auto", "Auto"), ("General", "General"), ("Realistic", "Realistic"),
                                    ("Design", "Design")])),
             Field("expand_prompt", "choice", "Let it elaborate the prompt", default="Auto", wire="magic_prompt_option",
                   choices=choices([("Auto", "Auto"), ("On", "Always"), ("Off", "Never")]), advanced=True), SEED),
            inputs=(pictures("style_reference_images[]", 3, "Pictures whose style it takes, 10 MB together."),),
            typical_s=typical_s, tags=("text in pictures",),
        )
        for speed, description, typical_s in (
            ("turbo", "Posters and logos: pictures with words in them, quickly", 6),
            ("quality", "Posters and logos: pictures with words in them, at their finest", 15),
        )
    ),
    spec(
        "image", "qwen/qwen-image", "Qwen Image", "Alibaba's open model, strong at lettering, also Chinese",
        (ratios(("1:1", "16:9", "9:16", "4:3", "3:4", "3:2", "2:3"), "16:9"),
         Field("speed", "choice", "Size", default="optimize_for_quality", wire="image_size",
               choices=choices([("optimize_for_quality", "Large"), ("optimize_for_speed", "Small and quick")])),
         Field("negative_prompt", "text", "Without", help="What should not be in it.", max_chars=500, advanced=True),
         SEED, _steps(30, 50), _guidance(3, 10), FAST, UNCHECKED, file_format(THREE, "webp"), file_quality()),
        typical_s=8,
    ),
)  # fmt: skip
