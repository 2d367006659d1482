"""The models of the practised Replicate: what each makes, in which shape, what it wants; and how Replicate says no."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Makes = Literal["image", "speech", "video", "music"]
Shape = Literal["one", "list", "object"]
Input = Mapping[str, object]

STARTS_S: Mapping[Makes, float] = {"image": 1.0, "speech": 1.0, "video": 3.0, "music": 2.0}
WAITS_S: Mapping[Makes, float] = {"image": 4.0, "speech": 4.0, "video": 25.0, "music": 12.0}
EXTENSIONS = {
    "png": "image/png", "jpg": "image/jpeg", "webp": "image/webp", "mp4": "video/mp4", "mp3": "audio/mpeg",
    "wav": "audio/wav", "flac": "audio/flac",
}  # fmt: skip
SIZES_PX = {"512": 512, "0.25": 512, "0.5 MP": 704, "1K": 1_024, "2K": 1_536, "2 MP": 1_408, "4K": 2_048, "4 MP": 2_048}

REFUSALS: Mapping[str, tuple[int, dict[str, object]]] = {
    "unauthorized": (
        401,
        {"title": "Unauthenticated", "detail": "You did not pass a valid authentication token", "status": 401},
    ),
    "billing": (
        402,
        {"title": "Insufficient credit", "detail": "You have insufficient credit to run this model.", "status": 402},
    ),
    "terms": (403, {"title": "Forbidden", "detail": "You must accept the terms of this model.", "status": 403}),
    "invalid": (
        422,
        {
            "title": "Input validation failed",
            "detail": "- input: prompt is required\n",
            "status": 422,
            "invalid_fields": [{"type": "required", "field": "input.prompt", "description": "prompt is required"}],
        },
    ),
    "limit": (429, {"detail": "Request was throttled. Your rate limit resets in ~30s.", "status": 429}),
    "server": (500, {"detail": "Internal server error", "status": 500}),
    "lose": (502, {"detail": "Bad gateway", "status": 502}),
}
NOT_FOUND: dict[str, object] = {"title": "Not found", "detail": "The requested resource could not be found."}
FAILURES = {
    "fail": "Traceback (most recent call last): the lamp went out (E1000)",
    "forbidden": "The input or output was flagged as sensitive. Please try again with different inputs. (E005)",
    "busy": "Service is temporarily unavailable due to high demand. (E003)",
    "too large": "CUDA out of memory (E1001)",
    "refused": "Invalid input: duration 7 is not one of 5, 10 (E006)",
}
"""By the whole prompt; a prediction then fails with these words."""


@dataclass(frozen=True, slots=True)
class Model:
    """`community` wants a version's id. `asks` is what the model calls its text."""

    makes: Makes
    shape: Shape = "one"
    community: bool = False
    asks: str = "prompt"
    extension: str = ""


MODELS: Mapping[str, Model] = {
    "black-forest-labs/flux-schnell": Model("image", "list", extension="webp"),
    "black-forest-labs/flux-dev": Model("image", "list", extension="webp"),
    "black-forest-labs/flux-kontext": Model("image"),
    "black-forest-labs/flux-1.1-pro-ultra": Model("image", extension="jpg"),
    "black-forest-labs/": Model("image", extension="webp"),
    "google/nano-banana": Model("image", extension="jpg"),
    "openai/gpt-image": Model("image", "list", extension="webp"),
    "bytedance/seedream": Model("image", "list", extension="jpg"),
    "ideogram-ai/": Model("image"),
    "qwen/qwen-image": Model("image", "list", extension="webp"),
    "minimax/speech": Model("speech", asks="text"),
    "resemble-ai/chatterbox-multilingual": Model("speech", asks="text", extension="wav"),
    "resemble-ai/": Model("speech", extension="wav"),
    "jaaari/kokoro-82m": Model("speech", community=True, asks="text", extension="wav"),
    "google/veo": Model("video"),
    "kwaivgi/": Model("video"),
    "bytedance/seedance": Model("video"),
    "minimax/hailuo": Model("video"),
    "wan-video/": Model("video"),
    "prunaai/p-video": Model("video"),
    "minimax/music": Model("music", asks="lyrics"),
    "google/lyria-2": Model("music", extension="wav"),
    "stability-ai/stable-audio": Model("music"),
    "lucataco/ace-step": Model("music", community=True, asks="tags", extension="wav"),
    "meta/musicgen": Model("music", community=True, extension="wav"),
    "example/sketch": Model("image", "list", community=True),
    "example/choir": Model("music", "object", community=True, asks="caption"),
    "example/talker": Model("speech"),
}
"""By the beginning of the name; those of "example" are nobody's, and only their published schema tells of them."""


COLLECTIONS: Mapping[str, tuple[str, ...]] = {
    "text-to-image": ("black-forest-labs/flux-schnell", "google/nano-banana-pro", "qwen/qwen-image", "example/sketch"),
    "text-to-speech": ("minimax/speech-2.8-turbo", "jaaari/kokoro-82m"),
    "text-to-video": ("google/veo-3.1-fast", "kwaivgi/kling-v3-video"),
    "ai-music-generation": ("minimax/music-1.5", "meta/musicgen", "example/choir"),
}


def model_of(name: str) -> Model | None:
    return next((model for beginning, model in MODELS.items() if name.startswith(beginning)), None)


def version_of(name: str) -> str:
    """A version's id, 64 digits of which this file alone knows the meaning."""
    return name.encode().hex().ljust(64, "0")[:64]


def text_of(model: Model, given: Input) -> str:
    return str(given.get(model.asks) or "")


def pictures(given: Input) -> int:
    wanted = given.get("num_outputs") or given.get("number_of_images") or 1
    return wanted if isinstance(wanted, int) else 1


def size_of(given: Input) -> tuple[int, int]:
    """Width and height in pixels."""
    tier = str(given.get("resolution") or given.get("size") or given.get("megapixels"))
    side = SIZES_PX.get(tier, 1_024)
    across, colon, down = str(given.get("aspect_ratio", "")).partition(":")
    if not (colon and across.isdigit() and down.isdigit()):
        return side, side
    shape = math.sqrt(int(across) / int(down))
    return round(side * shape), round(side / shape)


def seconds_of(given: Input) -> float:
    asked = given.get("duration")
    return float(asked) if isinstance(asked, int | float) and asked > 0 else 5.0


def extension_of(model: Model, given: Input) -> str:
    if model.makes == "video":
        return "mp4"
    wanted = str(given.get("output_format") or given.get("audio_format") or "").replace("jpeg", "jpg")
    return wanted if wanted in EXTENSIONS else model.extension or ("png" if model.makes == "image" else "mp3")


SKETCH: Mapping[str, dict[str, object]] = {
    "seed": {"type": "integer", "title": "Seed", "x-order": 5},
    "prompt": {"type": "string", "title": "Prompt", "x-order": 0, "description": "What is drawn."},
    "paper": {"allOf": [{"$ref": "#/components/schemas/paper"}], "x-order": 2, "default": "rough"},
    "hardness": {
        "type": "number", "title": "Hardness", "x-order": 3, "minimum": 0, "maximum": 10, "default": 2.5,
    },
    "image": {"type": "string", "title": "Image", "format": "uri", "x-order": 1, "description": "To draw after."},
    "num_outputs": {
        "type": "integer", "title": "Num Outputs", "x-order": 4, "minimum": 1, "maximum": 4, "default": 1,
    },
    "replicate_weights": {"type": "string", "title": "Replicate Weights", "x-order": 6},
}  # fmt: skip
CHOIR: Mapping[str, dict[str, object]] = {
    "caption": {"type": "string", "title": "Caption", "x-order": 0},
    "voices": {
        "type": "array", "title": "Voices", "x-order": 1, "items": {"type": "string", "format": "uri"},
        "description": "Audio of those who sing.",
    },
    "duration": {"type": "integer", "title": "Duration", "x-order": 2, "minimum": 5, "maximum": 60, "default": 8},
}  # fmt: skip
FILE: dict[str, object] = {"type": "string", "format": "uri", "title": "Output"}
OUTPUTS: Mapping[Shape, dict[str, object]] = {
    "one": FILE,
    "list": {"type": "array", "items": {"type": "string", "format": "uri"}, "title": "Output"},
    "object": {"type": "object", "title": "Output", "properties": {"cover": FILE, "audio": FILE}},
}
SCHEMAS: Mapping[str, tuple[Mapping[str, dict[str, object]], tuple[str, ...]]] = {
    "example/sketch": (SKETCH, ("prompt",)),
    "example/choir": (CHOIR, ("caption",)),
}


def schema_of(name: str, model: Model) -> dict[str, object]:
    """The OpenAPI description of a model's newest version; that of most tells only of their text."""
    alone = {model.asks: {"type": "string", "title": model.asks.capitalize(), "x-order": 0}}
    properties, required = SCHEMAS.get(name, (alone, (model.asks,)))
    output = OUTPUTS[model.shape]
    if name == "example/talker":  # a model that writes
        output = {"type": "array", "items": {"type": "string"}, "title": "Output"}
    return {
        "openapi": "3.0.2",
        "components": {
            "schemas": {
                "Input": {
                    "type": "object", "title": "Input", "required": list(required), "properties": dict(properties),
                },
                "Output": output,
                "paper": {"type": "string", "enum": ["smooth", "rough"], "title": "paper"},
            }
        },
    }  # fmt: skip
