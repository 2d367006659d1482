"""Replicate's models for clips, by their published schemas (read by others on 2026-10-05); Kling 2.5, Seedance 1 and
Hailuo by what users of them write.

Seedance bills a request with a video in it higher, so that reference videos are left out of its form.
"""

from __future__ import annotations

from genstudio.core.spec import Field, InputRole, ModelSpec, Prompt, choices
from genstudio.providers.replicate.columns import (
    NEGATIVE,
    SEED,
    any_length,
    first_frame,
    last_frame,
    length,
    pictures,
    ratios,
    resolution,
    sound,
    spec,
)

WIDE = ("16:9", "9:16")
THREE = ("16:9", "9:16", "1:1")
SHAPES = ("16:9", "4:3", "1:1", "3:4", "9:16", "21:9", "9:21")
OPTIMIZE = Field(
    "expand_prompt", "boolean", "Let it elaborate the prompt", default=True, wire="prompt_optimizer", advanced=True
)
GUIDES = "Who or what appears; not together with frames."


def _veo(name: str, label: str, description: str, *more: InputRole) -> ModelSpec:
    fields = (
        length((4, 6, 8), 8), ratios(WIDE, "16:9"), resolution(("720p", "1080p"), "1080p"), sound(), NEGATIVE, SEED,
    )  # fmt: skip
    inputs = (first_frame("image"), last_frame("last_frame"), *more)
    return spec("video", f"google/{name}", label, description, fields, inputs=inputs, typical_s=90, tags=("sound",))


def _kling(name: str, label: str, description: str, *fields: Field, ends: bool = True) -> ModelSpec:
    inputs = (first_frame("start_image"), *((last_frame("end_image"),) if ends else ()))
    return spec(
        "video", f"kwaivgi/{name}", label, description, (*fields, ratios(THREE, "16:9"), NEGATIVE),
        prompt=Prompt(max_chars=2_500), inputs=inputs, typical_s=180,
    )  # fmt: skip


def _seedance(name: str, label: str, description: str, tiers: tuple[str, ...]) -> ModelSpec:
    fields = (any_length(4, 15, 5), ratios((*SHAPES, "adaptive"), "16:9"), resolution(tiers, "720p"), sound(), SEED)
    inputs = (first_frame("image"), last_frame("last_frame_image"), pictures("reference_images[]", 9, GUIDES))
    return spec("video", f"bytedance/{name}", label, description, fields, inputs=inputs, typical_s=120, tags=("sound",))


MODELS: tuple[ModelSpec, ...] = (
    _veo("veo-3.1-fast", "Veo 3.1 Fast", "Google's clips with speech and sound, quicker and cheaper"),
    _veo("veo-3.1", "Veo 3.1", "Google's best clips, with speech and sound",
         pictures("reference_images[]", 3, "Who or what appears; 8 s in 16:9, not together with frames.")),
    _kling(
        "kling-v3-video", "Kling 3.0", "Lively scenes of up to 15 s, with or without sound",
        any_length(3, 15, 5),
        Field("mode", "choice", "Quality", default="pro",
              choices=choices([("standard", "Standard"), ("pro", "Pro"), ("4k", "4K")])),
        sound(on=False),
    ),
    _kling(
        "kling-v2.6", "Kling 2.6", "People and motion, with sound", length((5, 10), 5), sound(), ends=False,
    ),
    _kling(
        "kling-v2.5-turbo-pro", "Kling 2.5 Turbo Pro", "Smooth motion without sound, for less", length((5, 10), 5),
    ),
    _seedance("seedance-2.0", "Seedance 2.0", "ByteDance's clips with several shots and sound, up to 4K",
              ("480p", "720p", "1080p", "4k")),
    _seedance("seedance-2.0-fast", "Seedance 2.0 Fast", "The same, quicker and cheaper", ("480p", "720p")),
    spec(
        "video", "bytedance/seedance-1-pro", "Seedance 1 Pro", "Quiet clips of 2 to 12 s for less",
        (any_length(2, 12, 5), ratios(SHAPES, "16:9"), resolution(("480p", "720p", "1080p"), "1080p"),
         Field("still_camera", "boolean", "Camera stands still", default=False, wire="camera_fixed"), SEED),
        inputs=(first_frame("image"), last_frame("last_frame_image")), typical_s=60,
    ),
    spec(
        "video", "minimax/hailuo-2.3", "Hailuo 2.3", "Lifelike bodies and faces",
        (length((6, 10), 6), resolution(("768p", "1080p"), "768p"), OPTIMIZE),
        prompt=Prompt(max_chars=2_000), inputs=(first_frame("first_frame_image"),), typical_s=150,
    ),
    spec(
        "video", "wan-video/wan-2.2-i2v-fast", "Wan 2.2 Fast", "Sets a picture in motion, quickly and cheaply",
        (resolution(("480p", "720p"), "480p"),
         Field("frames", "integer", "Frames", default=81, low=81, high=121, step=4, wire="num_frames",
               help="At 16 per second.", advanced=True),
         Field("smooth", "boolean", "Smoother", default=False, wire="interpolate_output",
               help="30 frames per second, for a little more."), SEED),
        inputs=(first_frame("image", required=True), last_frame("last_image")), typical_s=40,
    ),
    spec(
        "video", "prunaai/p-video", "P-Video", "The cheapest clips with sound; a draft costs a quarter",
        (any_length(1, 20, 5), ratios((*THREE, "4:3", "3:4", "3:2", "2:3"), "16:9"),
         resolution(("720p", "1080p"), "720p"),
         Field("draft", "boolean", "Draft", default=False),
         Field("audio", "boolean", "Sound", default=True, wire="save_audio"),
         Field("expand_prompt", "boolean", "Let it elaborate the prompt", default=True, wire="prompt_upsampling",
               advanced=True), SEED),
        inputs=(first_frame("image"), last_frame("last_frame_image")), typical_s=30, tags=("sound",),
    ),
)  # fmt: skip
