"""What ElevenLabs' server accepts and what it says when it does not."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from starlette.responses import JSONResponse, Response

Check = Callable[[object], bool]

REFUSALS: Mapping[str, tuple[int, str, str]] = {
    "unauthorized": (401, "authentication_error", "invalid_api_key"),
    "billing": (401, "authentication_error", "quota_exceeded"),
    "scope": (401, "authentication_error", "missing_permissions"),
    "blocked": (401, "authentication_error", "detected_unusual_activity"),
    "empty": (402, "payment_required", "insufficient_credits"),
    "plan": (402, "payment_required", "paid_plan_required"),
    "feature": (403, "authorization_error", "feature_not_available"),
    "access": (403, "authorization_error", "voice_access_denied"),
    "voice": (404, "not_found", "voice_not_found"),
    "conflict": (409, "conflict", "conflict"),
    "early": (425, "too_early", "too_early"),
    "limit": (429, "rate_limit_error", "rate_limit_exceeded"),
    "slots": (429, "rate_limit_error", "concurrent_limit_exceeded"),
    "busy": (429, "rate_limit_error", "system_busy"),
    "server": (500, "internal_error", "internal_error"),
    "down": (503, "service_unavailable", "service_unavailable"),
    "lose": (502, "internal_error", "internal_error"),
}
"""Fault -> status, type and code."""

SPEECH_FORMATS = {
    *(f"mp3_{rest}" for rest in ("22050_32", "24000_48", "44100_32", "44100_64", "44100_96", "44100_128", "44100_192")),
    *(f"{kind}_{rate}" for kind in ("pcm", "wav") for rate in (8000, 16000, 22050, 24000, 32000, 44100, 48000)),
    *(f"opus_48000_{rate}" for rate in (32, 64, 96, 128, 192)),
    "ulaw_8000",
    "alaw_8000",
}
MUSIC_FORMATS = {
    *(each for each in SPEECH_FORMATS if not each.startswith("wav_")),
    *(f"mp3_48000_{rate}" for rate in (128, 192, 240, 320)),
    "auto",
}
SPEECH_MODELS: Mapping[str, tuple[int, float, str]] = {
    "eleven_v4": (10_000, 1.0, "Eleven v4"),
    "eleven_v4_turbo": (10_000, 0.5, "Eleven v4 Turbo"),
    "eleven_v3": (5_000, 1.0, "Eleven v3"),
    "eleven_multilingual_v2": (10_000, 1.0, "Eleven Multilingual v2"),
    "eleven_flash_v2_5": (40_000, 0.5, "Eleven Flash v2.5"),
    "eleven_flash_v2": (30_000, 0.5, "Eleven Flash v2"),
    "eleven_turbo_v2_5": (40_000, 0.5, "Eleven Turbo v2.5"),
}
"""Most characters, credits for one, name."""


def text(value: object) -> bool:
    return isinstance(value, str)


def switch(value: object) -> bool:
    return isinstance(value, bool)


def between(low: float, high: float) -> Check:
    return lambda value: isinstance(value, int | float) and not isinstance(value, bool) and low <= value <= high


def one_of(*words: str) -> Check:
    return lambda value: value in words


def files(most: int) -> Check:
    return lambda value: isinstance(value, list) and len(value) <= most and all(map(reference, value))


def reference(value: object) -> bool:
    if not isinstance(value, dict):
        return False
    if "image" in value:
        return value.get("role") in ("subject", "style") and reference(value["image"])
    wanted = {"asset": {"asset_id"}, "generation": {"generation_id"}, "inline_base64": {"content_base64", "mime_type"}}
    return set(value) - {"type"} == wanted.get(str(value.get("type")), {""})


SEED = between(0, 2**32 - 1)
UNIT = between(0, 1)
SPEECH: Mapping[str, Check] = {
    "text": text,
    "model_id": one_of(*SPEECH_MODELS),
    "language_code": text,
    "voice_settings": lambda value: isinstance(value, dict) and refused(value, SETTINGS) is None,
    "seed": SEED,
    "previous_text": text,
    "next_text": text,
    "apply_text_normalization": one_of("auto", "on", "off"),
}
SETTINGS: Mapping[str, Check] = {
    "stability": UNIT,
    "similarity_boost": UNIT,
    "style": UNIT,
    "clone_strength": UNIT,
    "speed": between(0.7, 1.2),
    "use_speaker_boost": switch,
}
MUSIC: Mapping[str, Check] = {
    "prompt": text,
    "composition_plan": lambda value: isinstance(value, dict) and bool(value.get("chunks") or value.get("sections")),
    "music_length_ms": between(3_000, 600_000),
    "model_id": one_of("music_v1", "music_v2", "music_v2_5"),
    "force_instrumental": switch,
    "seed": SEED,
}
RATIOS = one_of(
    "auto", "1:1", "4:5", "5:4", "3:4", "4:3", "2:3", "3:2", "1:2", "2:1", "9:16", "16:9", "21:9", "1:3", "3:1", "1:4",
    "4:1", "1:8", "8:1",
)  # fmt: skip
IMAGE: Mapping[str, Check] = {
    "model_id": text,
    "prompt": text,
    "images": files(14),
    "mask": reference,
    "aspect_ratio": RATIOS,
    "resolution": one_of("512", "1K", "2K", "3K", "4K"),
    "quality": one_of("low", "medium", "high", "xhigh", "max"),
    "background": one_of("auto", "opaque", "transparent"),
    "seed": SEED,
}
VIDEO: Mapping[str, Check] = {
    "model_id": text,
    "prompt": text,
    "negative_prompt": text,
    "enhance_prompt": switch,
    "generate_audio": switch,
    "duration_secs": between(1, 30),
    "aspect_ratio": RATIOS,
    "resolution": one_of("480p", "720p", "1080p", "4K", "4k"),
    "seed": SEED,
    "start_frame": reference,
    "end_frame": reference,
    "image": reference,
    "audio": reference,
    "images": files(30),
    "videos": files(10),
    "audios": files(10),
    "guidance_scale": between(0, 100),
    "audio_guidance_scale": between(0, 100),
}
SHAPES: Mapping[str, Mapping[str, Check]] = {"image": IMAGE, "video": VIDEO}


def refused(body: Mapping[str, object], checks: Mapping[str, Check]) -> Response | None:
    """A 422 whose detail is a list, for a field that is unknown or has another value than it may."""
    wrong = [name for name, value in body.items() if name not in checks or not checks[name](value)]
    if not wrong:
        return None
    listed = [{"loc": ["body", name], "msg": "Input is not valid", "type": "value_error"} for name in wrong]
    return JSONResponse({"detail": listed}, 422)


def says(status: int, kind: str, code: str, message: str = "", **further: object) -> Response:
    detail = {"type": kind, "code": code, "message": message or f"{code}.", "status": code, "request_id": "req-0"}
    headers = {"Retry-After": "2"} if code == "rate_limit_exceeded" else {}
    return JSONResponse({"detail": detail | further}, status, headers)
