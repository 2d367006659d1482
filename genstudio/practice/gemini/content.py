"""generateContent as Google answers it: pictures and speech, refusals on HTTP 200, counted tokens."""

from __future__ import annotations

import base64
import re

from genstudio.practice import results
from genstudio.practice.gemini.refusals import Body, gone, invalid

TEN = {"1:1", "2:3", "3:2", "3:4", "4:3", "4:5", "5:4", "9:16", "16:9", "21:9"}
FOURTEEN = TEN | {"1:4", "4:1", "1:8", "8:1"}
IMAGES = {
    "gemini-nano-banana-2.1": (FOURTEEN, {"1K", "2K", "4K"}),
    "gemini-3-pro-image": (TEN, {"1K", "2K", "4K"}),
    "gemini-3.1-flash-image": (FOURTEEN, {"512", "1K", "2K", "4K"}),
    "gemini-3.1-flash-lite-image": (TEN, {"1K"}),
}
SPEECH = ("gemini-3.8-flash-tts", "gemini-3.8-flash-lite-tts")
THRESHOLDS = {"BLOCK_NONE", "BLOCK_ONLY_HIGH", "BLOCK_MEDIUM_AND_ABOVE", "BLOCK_LOW_AND_ABOVE", "OFF"}
SIZES_PX = {"512": 512, "1K": 1_024, "2K": 2_048, "4K": 4_096}
SIZE_TOKENS = {"512": 747, "1K": 1_120, "2K": 1_680, "4K": 2_520}
REFERENCE_TOKENS = 258
SOUND_TOKENS_PER_S = 25
IMAGE_S, SPEECH_S = 10.0, 4.0
UNDERSCORED = re.compile(r"_([a-z])")
REASONS = {
    "safety": "IMAGE_SAFETY", "no image": "NO_IMAGE", "other": "OTHER", "too long": "MAX_TOKENS",
    "limited": "PUP_LIMITED_DISABLED",
}  # fmt: skip


def obj(value: object) -> Body:
    if not isinstance(value, dict):
        raise invalid("Invalid JSON payload received.")
    return value


def items(value: object) -> list[Body]:
    return [obj(each) for each in value] if isinstance(value, list) else []


def parts_of(body: Body) -> list[Body]:
    return [part for content in items(body.get("contents")) for part in items(content.get("parts"))]


def words(body: Body) -> str:
    return " ".join(str(part["text"]) for part in parts_of(body) if "text" in part)


def without_result(fault: str | None, prompt: str) -> Body | None:
    """A good answer with no medium in it."""
    if prompt == "forbidden" or fault == "blocked":
        return {"promptFeedback": {"blockReason": "PROHIBITED_CONTENT"}, "usageMetadata": {"promptTokenCount": 9}}
    if fault == "words":
        return _answer([{"text": "What should the fox look like?"}], 9, 12)
    if fault in REASONS:
        return {"candidates": [{"finishReason": REASONS[fault], "index": 0}], "usageMetadata": {"promptTokenCount": 9}}
    return None


async def picture(model: str, body: Body, fault: str | None) -> Body:
    ratios, sizes = IMAGES[model]
    config = obj(body.get("generationConfig", {}))
    wanted = obj(config.get("imageConfig", {}))
    if set(wanted) - {"aspectRatio", "imageSize"}:
        raise invalid("Unknown name in imageConfig.")
    ratio, size = str(wanted.get("aspectRatio", "1:1")), str(wanted.get("imageSize", "1K"))
    if ratio not in ratios or size not in sizes:
        raise invalid(f"aspectRatio {ratio} or imageSize {size} is not supported by {model}.")
    if config.get("responseModalities") not in (["IMAGE"], ["TEXT", "IMAGE"]):
        raise invalid("responseModalities must have IMAGE.")
    if any(each.get("threshold") not in THRESHOLDS for each in items(body.get("safetySettings"))):
        raise invalid("Unknown threshold.")
    references = [part for part in parts_of(body) if "inlineData" in part or "fileData" in part]
    if len(references) > 14:
        raise invalid("At most 14 images.")
    prompt = words(body)
    if (nothing := without_result(fault, prompt)) is not None:
        return nothing
    across, _, down = ratio.partition(":")
    scale = SIZES_PX[size] / max(int(across), int(down))
    mime = "image/jpeg" if fault == "jpeg" else "image/png"
    seed = config.get("seed")
    data = await results.picture(
        prompt, int(int(across) * scale), int(int(down) * scale), mime, seed if isinstance(seed, int) else 0
    )
    found: list[Body] = [_inline(mime, data)]
    thoughts = 0
    if fault == "thoughts":
        draft = await results.picture(prompt, 64, 64, mime, 1)
        found = [{"text": "I begin with a draft.", "thought": True}, _inline(mime, draft) | {"thought": True}, *found]
        thoughts = 500
    given = len(prompt) // 4 + 1 + REFERENCE_TOKENS * len(references)
    return _answer(found, given, SIZE_TOKENS[size], model, thoughts=thoughts)


async def speech(model: str, body: Body, fault: str | None) -> Body:
    config = obj(body.get("generationConfig", {}))
    if config.get("responseModalities") != ["AUDIO"]:
        raise invalid("responseModalities must be AUDIO.")
    wanted = obj(config.get("speechConfig", {}))
    several = wanted.get("multiSpeakerVoiceConfig")
    if (several is None) == (wanted.get("voiceConfig") is None):
        raise invalid("Exactly one of voiceConfig and multiSpeakerVoiceConfig.")
    if several is not None and len(items(obj(several).get("speakerVoiceConfigs"))) != 2:
        raise invalid("multiSpeakerVoiceConfig needs exactly 2 speakers.")
    text = words(body)
    if (nothing := without_result(fault, text)) is not None:
        return nothing
    seconds = max(1.0, len(text) / 15)
    if fault == "wav":
        part = _inline("audio/wav", await results.speech(text, "audio/wav"))
    else:
        part = _inline("audio/L16;codec=pcm;rate=24000", await results.speech(text, "audio/l16"))
    return _answer([part], len(text) // 4 + 1, int(seconds * SOUND_TOKENS_PER_S), model)


async def answer(model: str, sent: Body, fault: str | None) -> Body:
    """Raises RefusedError for what Google refuses."""
    body = obj(_camel(sent))
    if model in IMAGES:
        return await picture(model, body, fault)
    if model in SPEECH:
        return await speech(model, body, fault)
    raise gone(model)


def _camel(value: object) -> object:
    """Google reads `speech_config` as it reads `speechConfig`; its own client sends both kinds."""
    if isinstance(value, list):
        return [_camel(each) for each in value]
    if not isinstance(value, dict):
        return value
    return {UNDERSCORED.sub(lambda found: found[1].upper(), name): _camel(each) for name, each in value.items()}


def _inline(mime: str, data: bytes) -> Body:
    return {"inlineData": {"mimeType": mime, "data": base64.b64encode(data).decode()}}


def _answer(parts: list[Body], given: int, made: int, model: str = "", *, thoughts: int = 0) -> Body:
    usage: Body = {
        "promptTokenCount": given, "candidatesTokenCount": made, "totalTokenCount": given + made + thoughts,
    }  # fmt: skip
    if thoughts:
        usage["thoughtsTokenCount"] = thoughts
    return {
        "candidates": [{"content": {"role": "model", "parts": parts}, "finishReason": "STOP", "index": 0}],
        "usageMetadata": usage,
        "modelVersion": model,
        "responseId": "practice",
    }
