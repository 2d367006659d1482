"""OpenAI's protocol, as its API and the servers that follow it speak it.
https://developers.openai.com/api/docs (read 2026-11-22; SDK openai 3.54.0)

pictures POST /images/generations  JSON                    -> {"data": [{"b64_json"}], "output_format", "usage"}
edits    POST /images/edits        form; image or image[], mask -> the same shape
speech   POST /audio/speech        JSON                    -> the bytes; or events of base64 with the tokens at the end
models   GET  /models              free                    -> {"data": [{"id", "shutdown_date"}]}
key      header "Authorization: Bearer"; a restricted one may answer 403 to /models
refusals {"error": {"message", "type", "param", "code"}}; other servers {"detail": ...}
quirks   429 is also the word for an empty account; no idempotency; a picture comes at once or never, so a dropped
         connection loses it; `response_format` for pictures is refused by OpenAI and wanted by other servers
ours     X-Client-Request-Id holds our job, for support cases

Unverified: that a lost answer is billed; that a refusal after drawing costs; `moderation_details` for pictures.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping
from datetime import date
from urllib.parse import urljoin

from pydantic import BaseModel, ValidationError

from genstudio.core import refusals
from genstudio.core.errors import ProviderError
from genstudio.core.result import Json, JsonObject, MediaOutput
from genstudio.transport.answers import Answer
from genstudio.transport.media import sniff

TIMEOUT_S = 600.0
SLOW_DOWN_S = 60.0
"""How long we wait where a vendor that asks to slow down names no time."""

EMPTY = {"insufficient_quota", "credit_balance_exhausted"}
LIMITED = {
    "organization_spend_limit_exceeded",
    "project_spend_limit_exceeded",
    "organization_usage_limit_exceeded",
    "billing_hard_limit_reached",
}
MODERATED = {"moderation_blocked", "content_policy_violation"}
STAGES: Mapping[str, refusals.Charged] = {"input": "no", "output": "maybe"}
"""When something was moderated, and whether it was charged then."""
OVERLOADED = {"server_is_overloaded", "slow_down"}
SOUND_TYPES = ("audio/", "application/octet-stream")


class Moderation(BaseModel):
    moderation_stage: str = "unknown"


class Fault(BaseModel):
    """Why something was refused."""

    message: str = ""
    type: str | None = None
    param: str | None = None
    code: str | int | None = None
    moderation_details: Moderation | None = None

    def is_one_of(self, words: set[str]) -> bool:
        return str(self.code) in words or self.type in words


class InputTokens(BaseModel):
    text_tokens: int = 0
    image_tokens: int = 0


class Usage(BaseModel):
    input_tokens: int = 0
    output_tokens: int = 0
    input_tokens_details: InputTokens | None = None

    def tokens(self) -> dict[str, int]:
        """By the kinds that have a price of their own."""
        given = self.input_tokens_details or InputTokens(text_tokens=self.input_tokens)
        return {"text": given.text_tokens, "image": given.image_tokens, "output": self.output_tokens}


class Picture(BaseModel):
    b64_json: str | None = None
    url: str | None = None
    revised_prompt: str | None = None


class Pictures(BaseModel):
    data: list[Picture] = []
    output_format: str | None = None
    quality: str | None = None
    size: str | None = None
    background: str | None = None
    usage: Usage | None = None


class Listed(BaseModel):
    id: str
    shutdown_date: date | None = None


class Models(BaseModel):
    data: list[Listed] = []


class SpeechEvent(BaseModel):
    type: str
    audio: str = ""
    usage: Usage | None = None


def pictures(answer: Pictures, base_url: str, provider: str) -> tuple[MediaOutput, ...]:
    """Every picture of an answer. Raises ProviderResponseError where one is missing or is none."""
    outputs = tuple(_picture(each, base_url, provider) for each in answer.data)
    if not outputs:
        raise refusals.not_understood(provider, "no pictures")
    return outputs


def _picture(picture: Picture, base_url: str, provider: str) -> MediaOutput:
    if picture.b64_json:
        data = decoded(picture.b64_json, provider)
        mime = sniff(data[:64]) or ""
        if not mime.startswith("image/"):
            raise refusals.not_understood(provider, "a picture of an unknown kind")
        return MediaOutput(mime, data=data)
    if picture.url:
        # Other servers name a path on themselves.
        return MediaOutput("image/png", url=urljoin(base_url, picture.url))
    raise refusals.not_understood(provider, "a picture without content")


def picture_facts(answer: Pictures) -> JsonObject:
    """What the vendor chose where it was left to it."""
    told: JsonObject = {"size": answer.size, "quality": answer.quality, "background": answer.background}
    rewritten: list[Json] = [each.revised_prompt for each in answer.data if each.revised_prompt]
    if rewritten:
        told["revisedPrompts"] = rewritten
    if answer.usage is not None:
        told["tokens"] = dict(answer.usage.tokens())
    return {name: value for name, value in told.items() if value is not None}


def speech(answer: Answer, mime: str, provider: str) -> tuple[MediaOutput, Usage | None]:
    """The recording, and its tokens where they were told. Raises ProviderResponseError for anything else."""
    usage = None
    data = answer.body
    if answer.mime == "text/event-stream":
        data, usage = _from_events(answer.body, provider)
    elif answer.mime and not answer.mime.startswith(SOUND_TYPES):
        raise refusals.not_understood(provider, f"{answer.mime}: {data[:500].decode('utf-8', 'replace')}")
    if not data:
        raise refusals.not_understood(provider, "no sound")
    return MediaOutput(sniff(data[:4_096]) or mime, data=data), usage


def _from_events(body: bytes, provider: str) -> tuple[bytes, Usage | None]:
    data = bytearray()
    usage, ended = None, False
    for line in body.splitlines():
        if not line.startswith(b"data:") or line.strip() == b"data: [DONE]":
            continue
        try:
            event = SpeechEvent.model_validate_json(line.removeprefix(b"data:").strip())
        except ValidationError as error:
            raise refusals.not_understood(provider, line[:500].decode("utf-8", "replace")) from error
        if event.type == "speech.audio.delta":
            data += decoded(event.audio, provider)
        elif event.type == "speech.audio.done":
            usage, ended = event.usage, True
    if not ended:
        raise refusals.not_understood(provider, "speech that breaks off")
    return bytes(data), usage


def decoded(text: str, provider: str) -> bytes:
    """Raises ProviderResponseError for what is no base64."""
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise refusals.not_understood(provider, "damaged base64") from error


def fault_of(answer: Answer) -> Fault:
    """What a refusal says, in OpenAI's words or in those of other servers; empty where it says nothing."""
    try:
        body = json.loads(answer.body)
    except ValueError:
        return Fault()
    said = body.get("error", body.get("detail")) if isinstance(body, dict) else None
    if isinstance(said, str):
        return Fault(message=said)
    try:
        return Fault.model_validate(said)
    except ValidationError:
        return Fault()


def verdict(answer: Answer, name: str, model: str = "", successor: str = "") -> ProviderError | None:
    """What a refusal means; None where its status says enough. `model` is what was asked for."""
    fault = fault_of(answer)
    # A reached limit has the type of an empty account, so it is asked for first.
    if fault.is_one_of(LIMITED):
        return refusals.spending_limit(name)
    if fault.is_one_of({"billing_not_active"}):
        return refusals.no_payment(name)
    if fault.is_one_of(EMPTY):
        return refusals.no_balance(name)
    if fault.is_one_of(MODERATED):
        return _moderated(name, fault)
    if answer.status == 429:
        return refusals.wait(name, wait_s(answer))
    if answer.status == 503 and fault.is_one_of(OVERLOADED):
        named_s = wait_s(answer)
        if named_s is None and fault.is_one_of({"slow_down"}):
            named_s = SLOW_DOWN_S
        return refusals.overloaded(name, named_s)
    if answer.status == 403:
        return _forbidden(name, fault)
    if fault.is_one_of({"model_not_found"}):
        return refusals.no_model(name, model, successor)
    if answer.status in (400, 422) and fault.param:
        return refusals.bad_setting(name, fault.param)
    return None


def wait_s(answer: Answer) -> float | None:
    """The seconds that an answer asks us to wait; the vendor's own header is the finer one."""
    ms = answer.headers.get("retry-after-ms", "")
    return int(ms) / 1_000 if ms.isdigit() else answer.retry_after_s


def _moderated(name: str, fault: Fault) -> ProviderError:
    stage = fault.moderation_details.moderation_stage if fault.moderation_details else "unknown"
    return refusals.moderated(name, STAGES.get(stage, "untold"))


def _forbidden(name: str, fault: Fault) -> ProviderError:
    if fault.is_one_of({"unsupported_country_region_territory"}):
        return refusals.region(name)
    if "verif" in fault.message.lower():
        return refusals.unverified(name)
    return refusals.key_may_not(name)
