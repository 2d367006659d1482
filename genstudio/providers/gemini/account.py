"""What Google's four kinds have in common: address, key, the check of a key, and what a refusal means.

base    https://generativelanguage.googleapis.com, then /v1beta: Google's client of November 2026 calls v1, its own REST
        examples v1beta, which has every path used here
key     header "x-goog-api-key"; `?key=` works too and is not used, for it lands in logs
check   GET /v1beta/models: free, also without billing, so a good key says nothing about billing, and most media models
        need a paid project
errors  {"error": {"code": 429, "message", "status", "details"}}, sometimes inside a list of one; Interactions has a
        word as `code`. A wrong key is 400 with the reason API_KEY_INVALID; an empty account may be 402 or 429;
        Retry-After is not promised, "retryDelay": "34.4s" is.

Unverified: how long a spent daily quota takes to come back, and what Interactions calls its 5xx.
"""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Iterator
from typing import ClassVar

from pydantic import BaseModel

from genstudio.core import refusals
from genstudio.core.errors import ProviderBillingError, ProviderError, ProviderValidationError
from genstudio.core.money import Unpriced
from genstudio.core.result import Json, KeyReport, ListedModel
from genstudio.core.spec import ModelSpec
from genstudio.providers.base import BaseProvider, KeySpec
from genstudio.providers.gemini.moving import MUSIC_MODELS, VIDEO_MODELS
from genstudio.providers.gemini.tables import IMAGE_MODELS, SPEECH_MODELS
from genstudio.transport.answers import Answer, refusal

NAME = "gemini"
LABEL = "Google Gemini"
VERSION = "v1beta"
SUCCESSORS = {
    "veo": "gemini-omni-1.2-flash",
    "gemini-omni": "gemini-omni-1.2-flash",
    "imagen": "gemini-nano-banana-2.1",
    "lyria": "lyria-3.5",
}
"""The first word of an ended model's name -> what took its place. `-tts` and `-image` models are told by their end."""

MODEL = re.compile(r"models/([\w.-]*\w)")
EMPTY_ACCOUNT = re.compile(r"(?i)prepa(id|y)|credits? (are|is|have been) (gone|depleted|used)")
SPENT = re.compile(r"(?i)PerDay|spend(ing)? (limit|cap)|quota_exceeded|\blimit: 0\b")
REGION = re.compile(r"(?i)location|region|country")


NAMED = {
    "image": re.compile(r"image|banana"),
    "tts": re.compile(r"-tts"),
    "video": re.compile(r"veo|omni"),
    "music": re.compile(r"lyria"),
}
"""The list does not tell what a model makes; its name does."""


class Row(BaseModel):
    name: str
    displayName: str = ""  # noqa: N815  # Google's own name

    @property
    def id(self) -> str:
        return self.name.removeprefix("models/")


class Models(BaseModel):
    models: list[Row] = []


class GeminiProvider(BaseProvider):
    """Google's Gemini API with a key of Google AI Studio."""

    label: ClassVar[str] = LABEL
    base_url: ClassVar[str] = "https://generativelanguage.googleapis.com"
    key: ClassVar[KeySpec | None] = KeySpec(
        service="gemini",
        env="GEMINI_API_KEY",
        header="x-goog-api-key",
        prefix="",
        help_url="https://aistudio.google.com/apikey",
    )

    @classmethod
    def custom_model(cls, wire_id: str) -> ModelSpec | None:
        """Any other model of Google's takes what the newest one takes; nobody knows its price."""
        return dataclasses.replace(
            cls.models[0],
            id=f"{NAME}:{wire_id}",
            wire_id=wire_id,
            label=wire_id,
            description="A model that GenStudio knows nothing of but its ID",
            price=Unpriced(),
            tags=(),
        )

    async def list_models(self) -> tuple[ListedModel, ...]:
        return tuple(
            ListedModel(each.id, each.displayName) for each in await self._listed() if NAMED[self.kind].search(each.id)
        )

    async def _listed(self) -> list[Row]:
        await self.validate_config()
        return (await self.http.read(f"/{VERSION}/models", Models, params={"pageSize": "1000"})).models

    async def check_key(self) -> KeyReport:
        there = {each.id for each in await self._listed()}
        ours = [*IMAGE_MODELS, *SPEECH_MODELS, *VIDEO_MODELS, *MUSIC_MODELS]
        found = [each.label for each in ours if each.wire_id in there]
        return KeyReport((("Models", ", ".join(found) or "none of these"),))

    def judge(self, answer: Answer) -> ProviderError | None:
        return judge(answer)


def judge(answer: Answer) -> ProviderError | None:
    """What Google means, where the status alone would mislead."""
    words = list(_words(_parsed(answer.body)))
    text = " ".join(words)
    match answer.status:
        case 400 if "API_KEY_INVALID" in words:
            return refusal(dataclasses.replace(answer, status=401), LABEL, "")
        case 400 if {"FAILED_PRECONDITION", "failed_precondition"} & set(words):
            return _precondition(text)
        case 404:
            return _gone(text)
        case 429 if EMPTY_ACCOUNT.search(text):
            return refusal(dataclasses.replace(answer, status=402), LABEL, "")
        case 429 if SPENT.search(text):
            return ProviderBillingError(
                "The quota or the spending limit of this key at Google is used up. Nothing was charged; raise it "
                "there, or wait for the next day.",
                provider=NAME,
            )
        case 429 if (delay_s := _retry_delay_s(words)) is not None:
            return refusal(dataclasses.replace(answer, headers={"retry-after": delay_s}), LABEL, "")
    return None


def _precondition(text: str) -> ProviderError:
    if REGION.search(text):
        return refusals.region(LABEL)
    return refusals.no_payment(LABEL)


def _gone(text: str) -> ProviderError:
    named = MODEL.search(text)
    if named is None:
        return ProviderValidationError(
            "Google does not know this model or this task, or not any more. It keeps results for 55 days, and for one "
            "day without billing.",
            provider=NAME,
        )
    model = named[1]
    return refusals.no_model(LABEL, model, successor_of(model))


def successor_of(model: str) -> str:
    """What took an ended model's place, "" where nothing did or where it is not known."""
    found = next((new for word, new in SUCCESSORS.items() if model.startswith(word)), "")
    if not found and "-tts" in model:
        found = SPEECH_MODELS[0].wire_id
    if not found and "-image" in model:
        found = IMAGE_MODELS[0].wire_id
    return "" if found == model else found


def _parsed(body: bytes) -> Json:
    try:
        parsed: Json = json.loads(body)
    except ValueError:
        return None
    return parsed


def _words(value: Json) -> Iterator[str]:
    """Every text inside an error, whichever of its shapes it has; "retryDelay" is followed by its value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for each in value:
            yield from _words(each)
    elif isinstance(value, dict):
        for name, each in value.items():
            if name == "retryDelay":
                yield name
            yield from _words(each)


def _retry_delay_s(words: list[str]) -> str | None:
    """The figure of "34.4s"."""
    if "retryDelay" not in words:
        return None
    said = words[words.index("retryDelay") + 1 :][:1]
    return said[0].removesuffix("s") if said else None
