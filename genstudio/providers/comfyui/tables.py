"""The built-in workflows: nodes that ComfyUI itself brings, with model files of the server's owner.

Ranges are those of the nodes (comfyanonymous/ComfyUI 0.8.0: nodes.py, comfy_extras/nodes_lt.py, nodes_video_model.py,
nodes_ace.py), narrowed where a whole range helps nobody. `wire` is a node and one of its inputs, "sampler.cfg".
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from genstudio.core.money import OwnServer
from genstudio.core.spec import MB, Field, InputRole, Kind, ModelSpec, Prompt, choices

PROVIDER = "comfyui"
SOURCE = "https://github.com/comfyanonymous/ComfyUI"
CHECKED = date(2026, 11, 23)

CHECKPOINT = Field(
    "checkpoint",
    "text",
    "Model file",
    default="",
    max_chars=300,
    help="Its name as ComfyUI lists it; empty for the first one of the server.",
    wire="checkpoint.ckpt_name",
)
NEGATIVE = Field(
    "negative_prompt", "text", "Not in it", default="", help="What should not be there.", wire="negative.text"
)
COUNT = Field("count", "integer", "Pictures", default=1, low=1, high=16, wire="latent.batch_size")
STEPS = Field("steps", "integer", "Steps", default=20, low=1, high=200, wire="sampler.steps", advanced=True)
GUIDANCE = Field(
    "guidance",
    "number",
    "Guidance",
    default=7,
    low=0,
    high=30,
    step=0.1,
    help="How closely it keeps to the prompt.",
    wire="sampler.cfg",
    advanced=True,
)
SEED = Field("seed", "integer", "Seed", low=0, high=2**53 - 1, wire="sampler.seed", advanced=True)
SAMPLER = Field(
    "sampler",
    "choice",
    "Sampler",
    default="euler",
    choices=choices(
        ["euler", "euler_ancestral", "heun", "dpm_2", "lms", "dpmpp_2s_ancestral", "dpmpp_sde", "dpmpp_2m",
         "dpmpp_2m_sde", "dpmpp_3m_sde", "lcm", "ddim", "uni_pc"]
    ),
    wire="sampler.sampler_name",
    advanced=True,
)  # fmt: skip
SCHEDULER = Field(
    "scheduler",
    "choice",
    "Scheduler",
    default="normal",
    choices=choices(
        ["normal", "karras", "exponential", "sgm_uniform", "simple", "ddim_uniform", "beta", "linear_quadratic"]
    ),
    wire="sampler.scheduler",
    advanced=True,
)


def _size(name: str, label: str, default: int, node: str, step: int) -> Field:
    low = 64
    return Field(
        name, "integer", label, default=default, low=low, high=4_096, step=step, unit="px", wire=f"{node}.{name}"
    )


def _spec(
    name: str,
    kind: Kind,
    label: str,
    description: str,
    fields: tuple[Field, ...],
    *,
    inputs: tuple[InputRole, ...] = (),
    prompt: Prompt | None = None,
    typical_s: float = 30,
) -> ModelSpec:
    return ModelSpec(
        id=f"{PROVIDER}:{name}",
        wire_id=name,
        kind=kind,
        label=label,
        description=description,
        engine="hosted",
        price=OwnServer(),
        source=SOURCE,
        checked=CHECKED,
        prompt=prompt or Prompt(max_chars=20_000),
        inputs=inputs,
        fields=fields,
        typical_s=typical_s,
    )


MODELS: tuple[ModelSpec, ...] = (
    _spec(
        "text-to-image", "image", "Text to image", "A picture by a Stable Diffusion checkpoint of your server",
        (
            CHECKPOINT, NEGATIVE,
            _size("width", "Width", 512, "latent", 8), _size("height", "Height", 512, "latent", 8),
            COUNT, STEPS, GUIDANCE, SAMPLER, SCHEDULER, SEED,
        ),
    ),
    _spec(
        "image-to-image", "image", "Image to image", "A picture made into another by a checkpoint of your server",
        (
            CHECKPOINT, NEGATIVE,
            Field("strength", "number", "Strength", default=0.6, low=0, high=1, step=0.05,
                  help="How far the result may leave the picture.", wire="sampler.denoise"),
            Field("megapixels", "number", "Size", default=1, low=0.1, high=8, step=0.1, unit="MP",
                  wire="scaled.megapixels"),
            STEPS, GUIDANCE, SAMPLER, SCHEDULER, SEED,
        ),
        inputs=(InputRole("image", "image", "Picture", required=True, max_bytes=50 * MB),),
    ),
    _spec(
        "text-to-video", "video", "Text to video (LTX)", "A clip by an LTX-Video checkpoint of your server",
        (
            CHECKPOINT,
            Field("text_encoder", "text", "Text encoder", default="", max_chars=300,
                  help="Its name as ComfyUI lists it; empty for the first one of the server.",
                  wire="text_encoder.clip_name"),
            NEGATIVE, _size("width", "Width", 768, "latent", 32), _size("height", "Height", 512, "latent", 32),
            Field("frames", "integer", "Frames", default=97, low=9, high=1_025, step=8,
                  help="25 of them are a second.", wire="latent.length"),
            replace(STEPS, default=30, wire="scheduler.steps"), replace(GUIDANCE, default=3),
            replace(SEED, wire="sampler.noise_seed"),
        ),
        typical_s=180,
    ),
    _spec(
        "image-to-video", "video", "Image to video (SVD)", "A picture set in motion by Stable Video Diffusion",
        (
            CHECKPOINT, _size("width", "Width", 1024, "motion", 8), _size("height", "Height", 576, "motion", 8),
            Field("frames", "integer", "Frames", default=14, low=1, high=100, wire="motion.video_frames"),
            Field("motion", "integer", "Motion", default=127, low=1, high=1_023, wire="motion.motion_bucket_id"),
            Field("fps", "number", "Frames per second", default=6, low=1, high=60, wire="clip.fps"),
            STEPS, replace(GUIDANCE, default=2.5), SEED,
        ),
        inputs=(InputRole("first_frame", "image", "First frame", required=True, max_bytes=50 * MB),),
        prompt=Prompt(required=False, max_chars=20_000, placeholder="Not used"),
        typical_s=180,
    ),
    _spec(
        "text-to-music", "music", "Text to music (ACE-Step)",
        "Songs and pieces by an ACE-Step checkpoint of your server",
        (
            CHECKPOINT,
            Field("lyrics", "text", "Lyrics", default="", max_chars=10_000, wire="prompt.lyrics"),
            Field("duration", "number", "Length", default=60, low=1, high=600, step=1, unit="s", wire="latent.seconds"),
            replace(STEPS, default=50), replace(GUIDANCE, default=5), SEED,
        ),
        prompt=Prompt(label="Style", max_chars=20_000),
        typical_s=120,
    ),
)  # fmt: skip


def models(kind: Kind) -> tuple[ModelSpec, ...]:
    return tuple(each for each in MODELS if each.kind == kind)


def custom(kind: Kind, checkpoint: str) -> ModelSpec:
    """The kind's first workflow with that model file."""
    first = models(kind)[0]
    fields = tuple(each for each in first.fields if each is not CHECKPOINT)
    return replace(first, id=f"{PROVIDER}:{checkpoint}", wire_id=checkpoint, label=checkpoint, fields=fields)
