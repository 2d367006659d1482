"""OpenAI's pictures and speech. The protocol stands in `wire`, the models in `tables`."""

from __future__ import annotations

import asyncio
import re
from dataclasses import replace
from typing import ClassVar

from genstudio.core.errors import ProviderError, ProviderValidationError
from genstudio.core.request import GenerationRequest, ImageRequest, SpeechRequest
from genstudio.core.result import JsonObject, KeyReport, ListedModel, ProviderResult
from genstudio.core.spec import ModelSpec
from genstudio.providers.base import BaseImageProvider, BaseProvider, BaseTTSProvider, KeySpec, measure
from genstudio.providers.openai import wire
from genstudio.providers.openai.tables import ALWAYS, IMAGES, MODELS, SPEECH, SUCCESSORS, custom
from genstudio.providers.registry import register_provider
from genstudio.transport.answers import Answer
from genstudio.transport.bodies import FormFile

SOUND = {"mp3": "audio/mpeg", "opus": "audio/ogg", "aac": "audio/aac", "flac": "audio/flac", "wav": "audio/wav"}
NAMED = {"image": re.compile(r"gpt-image|chatgpt-image|dall-e"), "tts": re.compile(r"tts-|.*-tts(-|$)")}
"""The list does not tell what a model makes; its name does."""
PURPOSES = {"image": "Picture models", "tts": "Speech models"}


class OpenAI(BaseProvider):
    """What both kinds share."""

    label: ClassVar[str] = "OpenAI"
    base_url: ClassVar[str] = "https://api.openai.com/v1"
    key: ClassVar[KeySpec | None] = KeySpec(
        service="openai", env="OPENAI_API_KEY", help_url="https://platform.openai.com/api-keys"
    )

    @classmethod
    def custom_model(cls, wire_id: str) -> ModelSpec | None:
        return custom(cls.kind, wire_id)

    def judge(self, answer: Answer) -> ProviderError | None:
        model = self.config.model.partition(":")[2]
        return wire.verdict(answer, self.label, model, SUCCESSORS.get(model, ""))

    async def list_models(self) -> tuple[ListedModel, ...]:
        await self.validate_config()
        listed = (await self.http.read("/models", wire.Models)).data
        return tuple(ListedModel(each.id, "", each.shutdown_date) for each in listed if NAMED[self.kind].match(each.id))

    async def check_key(self) -> KeyReport:
        """The models that the key opens; of the balance, nothing is told."""
        await self.validate_config()
        answer = await self.http.read_raw("/models", also=(403,))
        if answer.status == 403:
            refused = self.judge(answer)
            if isinstance(refused, ProviderValidationError):
                raise refused
            return KeyReport((("Models", "not told: the key may not list them"),))
        there = {each.id for each in self.http.parse(answer, wire.Models).data}
        return KeyReport(
            tuple(
                (PURPOSES[kind], ", ".join(each.wire_id for each in models if each.wire_id in there) or "none")
                for kind, models in MODELS.items()
            )
        )


@register_provider(
    "image",
    "openai",
    description="Pictures and edits by GPT Image",
    features=("references", "mask", "lettering", "transparent"),
    models=IMAGES,
)
class OpenAIImageProvider(OpenAI, BaseImageProvider):
    async def generate_image(self, request: ImageRequest) -> ProviderResult:
        check(request)
        files = await asyncio.to_thread(form_files, request)
        answer = await self.http.submit_raw(
            "/images/edits" if files else "/images/generations",
            json=encode(request),
            files=files,
            headers=support(request),
            timeout_s=wire.TIMEOUT_S,
        )
        told = self.http.parse(answer, wire.Pictures)
        outputs = await asyncio.to_thread(wire.pictures, told, self.url("base"), self.label)
        return ProviderResult(outputs, cost(request, told.usage), {**wire.picture_facts(told), **case(answer)})


@register_provider(
    "tts",
    "openai",
    description="Voices that follow instructions",
    features=("instructions", "speed"),
    models=SPEECH,
)
class OpenAISpeechProvider(OpenAI, BaseTTSProvider):
    async def generate_speech(self, request: SpeechRequest) -> ProviderResult:
        answer = await self.http.submit_raw(
            "/audio/speech",
            json=encode_speech(request),
            headers={"Accept": "*/*", **support(request)},
            timeout_s=wire.TIMEOUT_S,
        )
        output, usage = wire.speech(answer, SOUND[str(request.values["format"])], self.label)
        extras: JsonObject = {"tokens": dict(usage.tokens())} if usage else {}
        return ProviderResult((output,), cost(request, usage), {**extras, **case(answer)})


def encode(request: GenerationRequest) -> JsonObject:
    """Wire body of a picture: the fields that were set; as a form they travel as text."""
    return {"model": request.model.wire_id, "prompt": request.prompt, **request.wire_values()}


def encode_speech(request: GenerationRequest) -> JsonObject:
    """Wire body of speech; a voice of one's own is named by its id."""
    body: JsonObject = {"model": request.model.wire_id, "input": request.prompt, **request.wire_values()}
    own = body.pop("own_voice", "")
    if own:
        body["voice"] = {"id": own}
    return body | ALWAYS.get(request.model.wire_id, {})


def form_files(request: GenerationRequest) -> tuple[FormFile, ...]:
    """References as `image`, several as `image[]`; the other roles under their own names."""
    references = request.media.get("references", ())
    name = "image" if len(references) == 1 else "image[]"
    named = [(name, each) for each in references]
    named += [(role, each) for role, files in request.media.items() if role != "references" for each in files]
    return tuple(
        FormFile(field, each.name or each.path.name, each.path.read_bytes(), each.mime) for field, each in named
    )


def check(request: GenerationRequest) -> None:
    """What the table cannot say of two settings together. Raises ProviderValidationError."""
    values, media = request.values, request.media
    if values.get("background") == "transparent" and values.get("format") == "jpeg":
        raise ProviderValidationError("JPEG has no transparency: choose PNG or WebP.", field="format")
    if "compression" in values and values.get("format") == "png":
        raise ProviderValidationError("PNG has no compression to set: choose WebP or JPEG.", field="compression")
    if (media.get("mask") or media.get("markup")) and not media.get("references"):
        raise ProviderValidationError("A mask or marks need a reference to lie on.", field="references")
    if media.get("mask") and media.get("markup"):
        raise ProviderValidationError("Give a mask or marks, not both.", field="markup")
    for role in ("mask", "markup"):
        if any(each.mime != "image/png" for each in media.get(role, ())):
            raise ProviderValidationError("A mask is a PNG with transparent parts.", field=role)


def cost(request: GenerationRequest, usage: wire.Usage | None) -> int | None:
    """Micro-dollars by the tokens that the answer tells; None leaves it to the price rule."""
    if usage is None:
        return None
    tokens = {kind: count for kind, count in usage.tokens().items() if count}
    before = measure(request)
    return request.model.price.usd_micro(replace(before, tokens=tokens)) if tokens else None


def support(request: GenerationRequest) -> dict[str, str]:
    return {"X-Client-Request-Id": request.reference} if request.reference else {}


def case(answer: Answer) -> JsonObject:
    """The vendor's own number for the request, which its support asks for."""
    number = answer.headers.get("x-request-id")
    return {"requestId": number} if number else {}
