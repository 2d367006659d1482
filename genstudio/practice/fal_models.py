"""The models of the practised fal.ai: what each makes, asks for its work, wants to be told; and how fal says no."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

Makes = Literal["image", "speech", "video", "music"]
Body = Mapping[str, object]

PRESETS = {
    "square_hd": (1024, 1024),
    "square": (512, 512),
    "portrait_4_3": (768, 1024),
    "portrait_16_9": (576, 1024),
    "landscape_4_3": (1024, 768),
    "landscape_16_9": (1024, 576),
}
WAITS_S: Mapping[Makes, float] = {"image": 5.0, "speech": 4.0, "video": 25.0, "music": 12.0}
EXTENSIONS = {
    "png": "image/png", "jpeg": "image/jpeg", "webp": "image/webp", "mp4": "video/mp4", "mp3": "audio/mpeg",
    "wav": "audio/wav", "flac": "audio/flac", "ogg": "audio/ogg",
}  # fmt: skip


REFUSALS: Mapping[str, tuple[int, object]] = {
    "unauthorized": (401, {"detail": "Authentication is required to access this application."}),
    "billing": (403, {"detail": "User is locked. Reason: Exhausted balance. Top up your balance at fal.ai/dashboard."}),
    "invalid": (
        422,
        {"detail": [{"loc": ["body", "prompt"], "msg": "Field required", "type": "missing", "input": {}}]},
    ),
    "limit": (429, {"detail": "Too many requests"}),
    "server": (500, {"detail": "Internal Server Error"}),
    "lose": (502, {"detail": "Bad gateway"}),
}
POLICY = {
    "loc": ["body", "prompt"],
    "msg": "The content could not be processed because it was flagged by a content checker.",
    "type": "content_policy_violation",
    "url": "https://docs.fal.ai/errors/#content_policy_violation",
}
BROKEN = {"loc": ["body"], "msg": "Internal server error", "type": "internal_server_error"}


@dataclass(frozen=True, slots=True)
class Model:
    """`price` in US dollars is that of a `unit`, as the pricing API names them. `flags` tells of black pictures."""

    makes: Makes
    price: float
    unit: str
    flags: bool = False


MODELS: Mapping[str, Model] = {
    "fal-ai/flux/schnell": Model("image", 0.003, "megapixels", flags=True),
    "fal-ai/flux/dev": Model("image", 0.025, "megapixels", flags=True),
    "fal-ai/flux-2-pro": Model("image", 0.03, "processed megapixels"),
    "fal-ai/flux-2-flex": Model("image", 0.05, "processed megapixels"),
    "fal-ai/flux-2-max": Model("image", 0.07, "processed megapixels"),
    "fal-ai/flux-2": Model("image", 0.012, "megapixels", flags=True),
    "fal-ai/nano-banana-2": Model("image", 0.08, "images"),
    "fal-ai/nano-banana-pro": Model("image", 0.15, "images"),
    "fal-ai/bytedance/seedream": Model("image", 0.04, "images"),
    "fal-ai/gpt-image-1.5": Model("image", 0.133, "images"),
    "openai/gpt-image-2": Model("image", 0.145, "images"),
    "fal-ai/z-image": Model("image", 0.005, "megapixels", flags=True),
    "fal-ai/qwen-image-2": Model("image", 0.035, "images"),
    "fal-ai/ideogram/v3": Model("image", 0.06, "images"),
    "xai/grok-imagine-image": Model("image", 0.02, "images"),
    "fal-ai/elevenlabs/tts": Model("speech", 0.1, "1000 characters"),
    "fal-ai/minimax/speech": Model("speech", 0.1, "1000 characters"),
    "fal-ai/gemini-tts": Model("speech", 0.05, "1000 characters"),
    "fal-ai/chatterbox": Model("speech", 0.025, "1000 characters"),
    "fal-ai/kokoro": Model("speech", 0.02, "1000 characters"),
    "xai/tts": Model("speech", 0.015, "1000 characters"),
    "fal-ai/veo3.1/lite": Model("video", 0.05, "seconds"),
    "fal-ai/veo3.1/fast": Model("video", 0.15, "seconds"),
    "fal-ai/veo3.1": Model("video", 0.4, "seconds"),
    "fal-ai/kling-video": Model("video", 0.168, "seconds"),
    "bytedance/seedance-2.0": Model("video", 0.3034, "seconds"),
    "fal-ai/bytedance/seedance": Model("video", 0.052, "seconds"),
    "fal-ai/minimax/hailuo": Model("video", 0.08, "seconds"),
    "minimax/h3": Model("video", 0.08, "seconds"),
    "fal-ai/wan": Model("video", 0.1, "seconds"),
    "xai/grok-imagine-video": Model("video", 0.07, "seconds"),
    "fal-ai/minimax-music": Model("music", 0.15, "audios"),
    "fal-ai/elevenlabs/music": Model("music", 0.8, "minutes"),
    "fal-ai/lyria2": Model("music", 0.1, "30 seconds"),
    "fal-ai/stable-audio-25": Model("music", 0.2, "audios"),
    "fal-ai/ace-step": Model("music", 0.0002, "seconds"),
    "sonauto/v2": Model("music", 0.075, "audios"),
    "example/sketch": Model("image", 0.01, "images"),
    "example/flip-book": Model("video", 0.02, "seconds"),
}
"""By the beginning of the endpoint id; the last two are nobody's, and only their published schema tells of them."""


CATALOG: Mapping[str, tuple[str, str, str]] = {
    "fal-ai/flux/schnell": ("FLUX.1 [schnell]", "text-to-image", "active"),
    "fal-ai/flux/dev": ("FLUX.1 [dev]", "text-to-image", "active"),
    "fal-ai/nano-banana-2": ("Nano Banana 2", "text-to-image", "active"),
    "example/sketch": ("Sketch", "text-to-image", "active"),
    "fal-ai/flux-2-max": ("FLUX.2 [max]", "text-to-image", "deprecated"),
    "example/flip-book": ("Flip Book", "image-to-video", "active"),
    "fal-ai/veo3.1": ("Veo 3.1", "text-to-video", "active"),
    "fal-ai/elevenlabs/tts/eleven-v3": ("ElevenLabs Eleven v3", "text-to-speech", "active"),
    "fal-ai/lyria2": ("Lyria 2", "text-to-audio", "active"),
}
"""A part of fal's list, for who looks through it: endpoint id -> name, category, status."""
PAGE = 2


def model_of(endpoint: str) -> Model | None:
    return next((model for beginning, model in MODELS.items() if endpoint.startswith(beginning)), None)


def text_of(body: Body) -> str:
    """What is to be made or said, under whichever name the model has for it."""
    return next((str(body[name]) for name in ("prompt", "text", "tags", "caption") if body.get(name)), "")


def pictures(body: Body) -> int:
    wanted = body.get("num_images") or body.get("num_songs") or 1
    return wanted if isinstance(wanted, int) else 1


def size_of(body: Body) -> tuple[int, int]:
    """Width and height in pixels."""
    size = body.get("image_size") or body.get("size")
    if isinstance(size, Mapping):
        return int(size["width"]), int(size["height"])
    if str(size) in PRESETS:
        return PRESETS[str(size)]
    width, times, height = str(size).partition("x")
    if times and width.isdigit() and height.isdigit():
        return int(width), int(height)
    across, colon, down = str(body.get("aspect_ratio", "")).partition(":")
    if colon and across.isdigit() and down.isdigit():
        return round(1024 * math.sqrt(int(across) / int(down))), round(1024 * math.sqrt(int(down) / int(across)))
    return 1024, 768


def seconds_of(body: Body) -> float:
    """The length asked for: "8s", "5" or 6; else what the model makes."""
    if "music_length_ms" in body:
        return float(str(body["music_length_ms"])) / 1_000
    asked = str(body.get("duration") or body.get("seconds_total") or "").removesuffix("s")
    return float(asked) if asked.replace(".", "", 1).isdigit() else 8.0


def extension_of(makes: Makes, body: Body) -> str:
    if makes == "video":
        return "mp4"
    wanted = str(body.get("output_format", "")).partition("_")[0]
    if makes == "image":
        return wanted if wanted in ("jpeg", "webp") else "png"
    return wanted if wanted in ("wav", "flac", "ogg") else "mp3"


def units_of(model: Model, body: Body) -> float:
    """How many of the model's units a request is billed."""
    match model.unit:
        case "megapixels" | "processed megapixels":
            width, height = size_of(body)
            return math.ceil(width * height / 2**20) * pictures(body)
        case "images" | "audios":
            return pictures(body)
        case "1000 characters":
            return len(text_of(body)) / 1_000
        case "minutes":
            return math.ceil(seconds_of(body) / 60)
        case "30 seconds":
            return 1
        case _:
            return seconds_of(body)


def listed(endpoints: Sequence[str], category: str, cursor: str) -> dict[str, object]:
    """What fal lists of these endpoints, or a page of those of a category that are active."""
    if endpoints:
        here = {each: CATALOG.get(each, (each, "", "active")) for each in endpoints if model_of(each)}
        begin, end = 0, len(here)
    else:
        here = {each: told for each, told in CATALOG.items() if told[1:] == (category, "active")}
        begin, end = int(cursor or 0), int(cursor or 0) + PAGE
    models = [
        {"endpoint_id": each, "metadata": {"display_name": name, "category": kind, "status": status}}
        for each, (name, kind, status) in list(here.items())[begin:end]
    ]
    more = end < len(here)
    return {"models": models, "has_more": more, "next_cursor": str(end) if more else None}


SKETCH = {
    "prompt": {"type": "string", "title": "Prompt", "maxLength": 900, "examples": ["A hand, drawn with charcoal"]},
    "image_url": {
        "anyOf": [{"type": "string"}, {"type": "null"}],
        "title": "Image Url",
        "description": "To draw after.",
    },
    "image_size": {
        "anyOf": [
            {"$ref": "#/components/schemas/ImageSize"},
            {"enum": list(PRESETS), "type": "string"},
        ],
        "title": "Image Size",
        "default": "square_hd",
    },
    "hardness": {"type": "number", "title": "Hardness", "minimum": 0, "maximum": 10, "default": 2.5},
    "paper": {"allOf": [{"$ref": "#/components/schemas/Paper"}], "title": "Paper", "default": "rough"},
    "num_images": {"type": "integer", "title": "Num Images", "minimum": 1, "maximum": 4, "default": 1},
    "seed": {"anyOf": [{"type": "integer"}, {"type": "null"}], "title": "Seed"},
    "sync_mode": {"type": "boolean", "title": "Sync Mode", "default": False},
    "loras": {"type": "array", "items": {"type": "object"}, "title": "Loras", "default": []},
}
FLIP_BOOK = {
    "caption": {"type": "string", "title": "Caption"},
    "prompt": {"type": "string", "title": "Prompt"},
    "image_urls": {"type": "array", "items": {"type": "string"}, "title": "Image Urls", "maxItems": 6},
    "duration": {"enum": ["3", "6"], "type": "string", "title": "Duration", "default": "3"},
    "loop": {"type": "boolean", "title": "Loop", "default": True},
}
SCHEMAS: Mapping[str, tuple[str, Mapping[str, object], tuple[str, ...]]] = {
    "example/sketch": ("text-to-image", SKETCH, ("prompt",)),
    "example/flip-book": ("image-to-video", FLIP_BOOK, ("image_urls",)),
}
"""Endpoint id -> category, properties of its input in their order, and the required ones."""


def document_of(endpoint: str) -> dict[str, object] | None:
    """The published OpenAPI description of an endpoint."""
    if endpoint not in SCHEMAS:
        return None
    category, properties, required = SCHEMAS[endpoint]
    shown = {"type": "object", "title": "Input", "required": list(required), "properties": dict(properties)}
    return {
        "openapi": "3.0.4",
        "info": {
            "title": f"Queue OpenAPI for {endpoint}",
            "x-fal-metadata": {"endpointId": endpoint, "category": category},
        },
        "components": {
            "schemas": {
                "Input": {**shown, "x-fal-order-properties": list(properties)},
                "ImageSize": {"type": "object", "properties": {"width": {"type": "integer"}}},
                "Paper": {"type": "string", "enum": ["smooth", "rough"]},
            }
        },
        "paths": {
            f"/{endpoint}/requests/{{request_id}}/status": {"get": {}},
            f"/{endpoint}": {
                "post": {
                    "requestBody": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Input"}}}}
                }
            },
        },
    }
