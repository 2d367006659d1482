"""Servers that speak OpenAI's protocol, by what they take: https://localai.io, vLLM-Omni 0.30, Kokoro-FastAPI,
stable-diffusion.cpp, Speaches (read 2026-11-22).

Which models a server holds, only its owner knows: each table takes any name, and a server of one model none. "Any
server" holds what all understand; the others add what one of them takes beside it.

Unverified: the names inside stable-diffusion.cpp's `sd_cpp_extra_args` (`seed`, `negative_prompt`, `sample_params`),
taken from public clients of it. Left out: LocalAI's synchronous POST /video, whose answer has no handle, its
`ref_images`, and vLLM-Omni's `ref_audio`, whose form no page tells.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from genstudio.core.money import Unpriced
from genstudio.core.result import JsonObject
from genstudio.core.spec import MB, Field, InputRole, Kind, ModelSpec, Prompt, choices

CHECKED = date(2026, 11, 22)
PROVIDER, LABEL = "openai-compatible", "OpenAI-compatible server"

MODEL = Field(
    "server_model",
    "text",
    "Model of the server",
    default="",
    max_chars=200,
    help="Its name as the server lists it; empty for a server that holds one model.",
    wire="model",
)
COUNT = Field("count", "integer", "Pictures", default=1, low=1, high=10, wire="n")
PICTURE_SIZE = Field(
    "size",
    "choice",
    "Size",
    choices=choices(
        [
            (f"{width}x{height}", f"{width} × {height}")
            for width, height in (
                (512, 512), (768, 768), (1024, 1024), (1024, 768), (768, 1024), (1280, 720), (720, 1280),
                (1536, 1024), (1024, 1536),
            )
        ]
    ),
)  # fmt: skip
CLIP_SIZE = Field(
    "size",
    "choice",
    "Size",
    choices=choices(
        [
            (f"{width}x{height}", f"{width} × {height}")
            for width, height in ((1280, 720), (720, 1280), (832, 480), (480, 832), (1792, 1024), (1024, 1792))
        ]
    ),
)
LENGTH = Field("duration", "integer", "Length", low=1, high=60, unit="s", wire="seconds")
NEGATIVE = Field("negative_prompt", "text", "Not in it", help="What should not be there.")
STEPS = Field("steps", "integer", "Steps", low=1, high=200, wire="num_inference_steps", advanced=True)
GUIDANCE = Field(
    "guidance",
    "number",
    "Guidance",
    low=0,
    high=30,
    step=0.1,
    help="How closely it keeps to the prompt.",
    wire="guidance_scale",
    advanced=True,
)
SEED = Field("seed", "integer", "Seed", low=0, high=2**31 - 1, advanced=True)
PICTURE_FORMAT = Field(
    "format",
    "choice",
    "File format",
    choices=choices((("png", "PNG"), ("jpeg", "JPEG"), ("webp", "WebP"))),
    wire="output_format",
)
SPEED = Field("speed", "number", "Speed", low=0.25, high=4.0, step=0.05, unit="×")
SOUND_FORMAT = Field(
    "format",
    "choice",
    "File format",
    default="mp3",
    choices=choices((("mp3", "MP3"), ("wav", "WAV"), ("flac", "FLAC"), ("opus", "Opus"), ("aac", "AAC"))),
    wire="response_format",
)
INSTRUCTIONS = Field(
    "instructions", "text", "Manner", max_chars=4_096, help="How it is said, for models that follow it."
)
LANGUAGE = Field("language", "text", "Language", max_chars=40, advanced=True)
REFERENCES = InputRole("references", "image", "References", max_count=16, max_bytes=50 * MB)
MASK = InputRole("mask", "image", "Mask", max_bytes=4 * MB, help="A PNG; it is redrawn where the mask is transparent.")
FIRST_FRAME = InputRole("first_frame", "image", "First frame", max_bytes=50 * MB)


@dataclass(frozen=True, slots=True)
class Server:
    """What one kind of server takes: `always` goes with every request, `in_prompt` are wire names that travel inside

    the prompt as JSON between two marks (a dot leads into an object).
    """

    spec: ModelSpec
    always: JsonObject = field(default_factory=dict)
    in_prompt: Mapping[str, str] = field(default_factory=dict)


def _spec(
    name: str,
    kind: Kind,
    label: str,
    description: str,
    source: str,
    fields: tuple[Field, ...],
    *,
    inputs: tuple[InputRole, ...] = (),
    wire_id: str = "",
    typical_s: float = 30,
) -> ModelSpec:
    return ModelSpec(
        id=f"{PROVIDER}:{name}",
        wire_id=wire_id,
        kind=kind,
        label=label,
        description=description,
        engine="hosted",
        price=Unpriced(),
        source=source,
        checked=CHECKED,
        prompt=Prompt(label="Text" if kind == "tts" else "Prompt", max_chars=32_000),
        inputs=inputs,
        fields=(MODEL, *fields),
        typical_s=typical_s,
    )


def _voice(default: str) -> Field:
    return Field("voice", "text", "Voice", default=default, max_chars=200, help="A name that the server knows.")


OPENAI = "https://developers.openai.com/api/docs"
VLLM = "https://docs.vllm.ai/projects/vllm-omni"
ASK_CONTENT: JsonObject = {"response_format": "b64_json"}

SERVERS: tuple[Server, ...] = (
    Server(
        _spec(
            "image", "image", "Any server: pictures", "Pictures and edits by a server that speaks OpenAI's protocol",
            OPENAI, (PICTURE_SIZE, COUNT), inputs=(REFERENCES, MASK),
        ),
        ASK_CONTENT,
    ),
    Server(
        _spec(
            "vllm-omni-image", "image", "vLLM-Omni: pictures", "Pictures by vLLM-Omni, with its own settings",
            VLLM, (PICTURE_SIZE, COUNT, NEGATIVE, STEPS, GUIDANCE, SEED), inputs=(REFERENCES, MASK),
        ),
        ASK_CONTENT,
    ),
    Server(
        _spec(
            "stable-diffusion.cpp", "image", "stable-diffusion.cpp", "Pictures by stable-diffusion.cpp, with its seed",
            "https://github.com/leejet/stable-diffusion.cpp",
            (PICTURE_SIZE, COUNT, NEGATIVE, STEPS, SEED, PICTURE_FORMAT),
            inputs=(REFERENCES, MASK), wire_id="sd-cpp-local",
        ),
        in_prompt={
            "seed": "seed", "negative_prompt": "negative_prompt", "num_inference_steps": "sample_params.sample_steps",
        },
    ),
    Server(
        _spec(
            "localai", "image", "LocalAI: pictures", "Pictures by LocalAI, from words alone", "https://localai.io",
            (PICTURE_SIZE, COUNT, Field("steps", "integer", "Steps", low=1, high=200, wire="step", advanced=True)),
        ),
        ASK_CONTENT,
    ),
    Server(
        _spec(
            "speech", "tts", "Any server: speech", "Speech by a server that speaks OpenAI's protocol", OPENAI,
            (_voice("alloy"), INSTRUCTIONS, SPEED, SOUND_FORMAT), typical_s=5,
        )
    ),
    Server(
        _spec(
            "kokoro", "tts", "Kokoro-FastAPI", "Kokoro's voices on a server of your own; two mix as one+other",
            "https://github.com/remsky/Kokoro-FastAPI",
            (_voice("af_heart"), Field("language", "text", "Language", max_chars=8, wire="lang_code", advanced=True),
             SPEED, SOUND_FORMAT), wire_id="kokoro", typical_s=5,
        ),
        {"stream": False},
    ),
    Server(
        _spec(
            "vllm-omni-speech", "tts", "vLLM-Omni: speech", "Speech by vLLM-Omni, with its own settings", VLLM,
            (_voice("alloy"), INSTRUCTIONS, LANGUAGE, SPEED, SOUND_FORMAT, SEED), typical_s=5,
        )
    ),
    Server(
        _spec(
            "video", "video", "Any server: clips", "Clips by a server that speaks OpenAI's protocol", OPENAI,
            (LENGTH, CLIP_SIZE), inputs=(FIRST_FRAME,), typical_s=180,
        )
    ),
    Server(
        _spec(
            "vllm-omni-video", "video", "vLLM-Omni: clips", "Clips by vLLM-Omni, with its own settings", VLLM,
            (
                LENGTH, CLIP_SIZE, NEGATIVE,
                Field("frames", "integer", "Frames", low=1, high=1_000, wire="num_frames", advanced=True),
                Field("fps", "integer", "Frames per second", low=1, high=60, advanced=True),
                STEPS, GUIDANCE, SEED,
            ),
            inputs=(FIRST_FRAME,), typical_s=180,
        )
    ),
)  # fmt: skip


def models(kind: Kind) -> tuple[ModelSpec, ...]:
    return tuple(each.spec for each in SERVERS if each.spec.kind == kind)


def custom(kind: Kind, name: str) -> ModelSpec:
    """A model of that name on a server of which nothing else is known."""
    first = models(kind)[0]
    fields = tuple(each for each in first.fields if each is not MODEL)
    return replace(first, id=f"{PROVIDER}:{name}", wire_id=name, label=name, fields=fields)


def server_of(spec: ModelSpec) -> Server:
    """The server whose table it is; for a model that no table knows, any server."""
    of_kind = [each for each in SERVERS if each.spec.kind == spec.kind]
    return next((each for each in of_kind if each.spec.id == spec.id), of_kind[0])
