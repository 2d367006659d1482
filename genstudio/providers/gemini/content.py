"""generateContent: one synchronous call for pictures and speech. https://ai.google.dev/api (facts of 2026-11-22)

call    POST /v1beta/models/{model}:generateContent {contents, generationConfig, safetySettings}
answer  {candidates: [{content: {parts: [{text | inlineData: {mimeType, data}, thought}]}, finishReason}],
        promptFeedback: {blockReason}, usageMetadata}; data is base64
quirks  no idempotency key, no task and no cancel: a lost answer stays unknown. Parts with `thought` are drafts and are
        left out. Refusals come with HTTP 200: no candidates and a blockReason, a candidate without the medium and a
        finishReason, or words alone. What Google bills for a dropped connection is unverified.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterable, Mapping

from pydantic import BaseModel, ConfigDict
from pydantic.alias_generators import to_camel

from genstudio.core import refusals
from genstudio.core.errors import (
    GenerationFailedError,
    ProviderAuthError,
    ProviderError,
    ProviderResponseError,
)
from genstudio.core.money import Measure, PriceRule
from genstudio.core.request import GenerationRequest
from genstudio.core.result import Json, JsonObject
from genstudio.providers.gemini.account import LABEL, NAME, VERSION
from genstudio.providers.gemini.inputs import Given

TIMEOUT_S = 300.0
WORDS_CHARS = 300
REFUSED = {
    "SAFETY", "RECITATION", "BLOCKLIST", "PROHIBITED_CONTENT", "SPII", "LANGUAGE", "IMAGE_SAFETY",
    "IMAGE_PROHIBITED_CONTENT", "IMAGE_RECITATION", "ESCALATION", "MODEL_ARMOR", "JAILBREAK",
}  # fmt: skip
HARMS = (
    "HARM_CATEGORY_HARASSMENT",
    "HARM_CATEGORY_HATE_SPEECH",
    "HARM_CATEGORY_SEXUALLY_EXPLICIT",
    "HARM_CATEGORY_DANGEROUS_CONTENT",
)


class Shape(BaseModel):
    model_config = ConfigDict(alias_generator=to_camel)


class Blob(Shape):
    mime_type: str = ""
    data: str = ""


class Part(Shape):
    text: str | None = None
    thought: bool = False
    inline_data: Blob | None = None


class Content(Shape):
    parts: list[Part] = []


class Candidate(Shape):
    content: Content = Content()
    finish_reason: str = ""
    finish_message: str = ""


class Feedback(Shape):
    block_reason: str = ""


class Tokens(Shape):
    modality: str = ""
    token_count: int = 0


class Usage(Shape):
    prompt_token_count: int = 0
    candidates_token_count: int = 0
    thoughts_token_count: int = 0
    candidates_tokens_details: list[Tokens] = []


class ContentAnswer(Shape):
    candidates: list[Candidate] = []
    prompt_feedback: Feedback = Feedback()
    usage_metadata: Usage | None = None
    model_version: str = ""
    response_id: str = ""


def path(request: GenerationRequest) -> str:
    return f"/{VERSION}/models/{request.model.wire_id}:generateContent"


def part(given: Given) -> JsonObject:
    if given.uri:
        return {"fileData": {"mimeType": given.mime, "fileUri": given.uri}}
    return {"inlineData": {"mimeType": given.mime, "data": given.data}}


def body(parts: Iterable[JsonObject], config: JsonObject, safety: Json = None) -> JsonObject:
    made: JsonObject = {"contents": [{"role": "user", "parts": list(parts)}], "generationConfig": config}
    if safety is not None:
        made["safetySettings"] = [{"category": each, "threshold": safety} for each in HARMS]
    return made


def media(answer: ContentAnswer, kind: str) -> tuple[tuple[str, bytes], ...]:
    """(declared type, bytes) of every finished part of that kind ("image", "audio"), in order.

    Raises ContentRefusedError, GenerationFailedError or ProviderAuthError when there is none, and
    ProviderResponseError for what is no base64.
    """
    parts = [each for candidate in answer.candidates for each in candidate.content.parts if not each.thought]
    blobs = [each.inline_data for each in parts if each.inline_data is not None]
    found = [each for each in blobs if each.data and each.mime_type.lower().startswith(f"{kind}/")]
    if not found:
        raise _why_nothing(answer, parts)
    try:
        return tuple((each.mime_type, base64.b64decode(each.data)) for each in found)
    except binascii.Error as error:
        raise ProviderResponseError("Google sent a file that cannot be read.", provider=NAME) from error


def _why_nothing(answer: ContentAnswer, parts: list[Part]) -> ProviderError:
    """A refusal in Google's word for it, else the words that came in place of the medium."""
    reason = answer.prompt_feedback.block_reason or next((each.finish_reason for each in answer.candidates), "")
    message = next((each.finish_message for each in answer.candidates), "")
    words = " ".join(each.text.strip() for each in parts if each.text)[:WORDS_CHARS].rstrip(". ")
    detail = f"{reason} {message}".strip()
    if answer.prompt_feedback.block_reason or reason in REFUSED:
        return refusals.moderated(LABEL, "untold", detail)
    if reason == "PUP_LIMITED_DISABLED":
        return ProviderAuthError(
            "Google has limited this account for breaches of its rules of use.", provider=NAME, detail=detail
        )
    if reason == "MAX_TOKENS":
        return GenerationFailedError(
            "The result would be longer than this model can make. Shorten the text.", provider=NAME, detail=detail
        )
    if words:
        return GenerationFailedError(f"Google answered in words alone: {words}.", provider=NAME, detail=detail)
    return GenerationFailedError(
        "Google answered without a result. It may work when tried again.", provider=NAME, detail=detail
    )


def cost_micro(price: PriceRule, usage: Usage | None) -> int | None:
    """What the counted tokens cost; None where the answer counts none, or where nobody knows the price of a token."""
    if usage is None or not usage.candidates_token_count:
        return None
    text = sum(each.token_count for each in usage.candidates_tokens_details if each.modality == "TEXT")
    return by_tokens(
        price,
        {
            "input": usage.prompt_token_count,
            "media": usage.candidates_token_count - text,
            "text": text + usage.thoughts_token_count,
        },
    )


def by_tokens(price: PriceRule, tokens: Mapping[str, int]) -> int | None:
    """None for a price that counts no tokens: with no settings to look at, its rule knows nothing."""
    return price.usd_micro(Measure({}, tokens=tokens))


def extras(answer: ContentAnswer) -> JsonObject:
    told = {"response_id": answer.response_id, "model_version": answer.model_version}
    return {name: value for name, value in told.items() if value}
