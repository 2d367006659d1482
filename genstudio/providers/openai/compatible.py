"""A server of one's own that speaks OpenAI's protocol, as `wire` tells it; their tables stand in `servers`.

clips    POST /videos               form, also without a file -> {"id", "status"}; no idempotency
status   GET  /videos/{id}          -> {"id", "status", "progress" 0-100, "error": {"code", "message"}}
content  GET  /videos/{id}/content  the bytes; wants the key, may lead elsewhere, gone after `expires_at`
cancel   DELETE /videos/{id}        vLLM-Omni stops a running job, others refuse
key      header "Authorization: Bearer"; most servers want none
quirks   pictures come as base64 or as a path on the server; no tokens are told; refusals may be {"detail"}; of a failed
         clip vLLM-Omni tells by an HTTP error with the clip as its body. OpenAI itself ended /videos on 2026-09-24.
"""

from __future__ import annotations

import asyncio
from json import dumps
from typing import ClassVar

from pydantic import BaseModel, ValidationError

from genstudio.core import refusals
from genstudio.core.errors import (
    ContentRefusedError,
    GenerationFailedError,
    ProviderError,
    ProviderResponseError,
    ProviderValidationError,
)
from genstudio.core.request import GenerationRequest, ImageRequest, SpeechRequest
from genstudio.core.result import (
    Json,
    JsonObject,
    KeyReport,
    ListedModel,
    MediaOutput,
    ProviderResult,
    State,
    Task,
    TaskStatus,
)
from genstudio.core.spec import ModelSpec
from genstudio.providers.base import (
    AsyncProvider,
    BaseImageProvider,
    BaseProvider,
    BaseTTSProvider,
    BaseVideoProvider,
    KeySpec,
)
from genstudio.providers.openai import servers, wire
from genstudio.providers.openai.adapter import SOUND, form_files
from genstudio.providers.openai.servers import LABEL, PROVIDER, models, server_of
from genstudio.providers.registry import register_provider
from genstudio.transport.answers import Answer
from genstudio.transport.bodies import FormFile
from genstudio.transport.http import AnyJson

STATES: dict[str, State] = {
    "queued": "pending",
    "in_progress": "processing",
    "completed": "complete",
    "failed": "error",
}
PROMPTS = {"image": "prompt", "tts": "input", "video": "prompt"}
LISTED = 8
"""How many names of models a report holds."""


class Clip(BaseModel):
    id: str
    status: str
    progress: float | None = None
    error: wire.Fault | None = None


class OpenAICompatible(BaseProvider):
    """What the three kinds share."""

    label: ClassVar[str] = LABEL
    own_server: ClassVar[bool] = True
    key: ClassVar[KeySpec | None] = KeySpec(service=PROVIDER, env="OPENAI_COMPATIBLE_API_KEY", required=False)

    @classmethod
    def custom_model(cls, wire_id: str) -> ModelSpec | None:
        return servers.custom(cls.kind, wire_id)

    def judge(self, answer: Answer) -> ProviderError | None:
        clip = failed_clip(answer)
        if clip is not None:
            return clip_error(clip)
        return wire.verdict(answer, self.label, self.config.model.partition(":")[2])

    async def list_models(self) -> tuple[ListedModel, ...]:
        """All that the server holds: it does not tell what each of them makes."""
        return tuple(ListedModel(each.id) for each in (await self.http.read("/models", wire.Models)).data)

    async def check_key(self) -> KeyReport:
        """The models that the server holds."""
        await self.validate_config()
        names = [each.id for each in (await self.http.read("/models", wire.Models)).data]
        more = f" (+{len(names) - LISTED})" if len(names) > LISTED else ""
        return KeyReport((("Models", ", ".join(names[:LISTED]) + more or "none"),))


@register_provider(
    "image",
    PROVIDER,
    description="Pictures by a server of your own: LocalAI, vLLM-Omni, stable-diffusion.cpp",
    features=("references", "mask", "your own server"),
    models=models("image"),
)
class CompatibleImageProvider(OpenAICompatible, BaseImageProvider):
    async def generate_image(self, request: ImageRequest) -> ProviderResult:
        if request.media.get("mask") and not request.media.get("references"):
            raise ProviderValidationError("A mask or marks need a reference to lie on.", field="references")
        files = await asyncio.to_thread(form_files, request)
        told = await self.http.submit(
            "/images/edits" if files else "/images/generations",
            wire.Pictures,
            json=encode(request),
            files=files,
            timeout_s=wire.TIMEOUT_S,
        )
        outputs = await asyncio.to_thread(wire.pictures, told, self.url("base"), self.label)
        return ProviderResult(outputs, None, wire.picture_facts(told))


@register_provider(
    "tts",
    PROVIDER,
    description="Speech by a server of your own: Kokoro-FastAPI, Speaches, LocalAI, vLLM-Omni",
    features=("speed", "your own server"),
    models=models("tts"),
)
class CompatibleSpeechProvider(OpenAICompatible, BaseTTSProvider):
    async def generate_speech(self, request: SpeechRequest) -> ProviderResult:
        answer = await self.http.submit_raw(
            "/audio/speech", json=encode(request), headers={"Accept": "*/*"}, timeout_s=wire.TIMEOUT_S
        )
        output, _ = wire.speech(answer, SOUND[str(request.values["format"])], self.label)
        return ProviderResult((output,))


@register_provider(
    "video",
    PROVIDER,
    description="Clips by a server of your own: vLLM-Omni and whatever speaks /videos",
    features=("image to video", "your own server"),
    models=models("video"),
    is_async=True,
)
class CompatibleVideoProvider(AsyncProvider, OpenAICompatible, BaseVideoProvider):
    can_cancel: ClassVar[bool] = True

    async def create_task(self, request: GenerationRequest) -> Task:
        files = await asyncio.to_thread(first_frame, request)
        clip = await self.http.submit("/videos", Clip, json=encode(request), files=files, as_form=True)
        return {"id": clip.id}

    async def check_status(self, task: Task) -> TaskStatus:
        try:
            clip = await self.http.read(f"/videos/{task['id']}", Clip)
        except (GenerationFailedError, ContentRefusedError) as error:
            return TaskStatus("error", error=error)
        return decode(clip)

    async def cancel_task(self, task: Task) -> bool:
        try:
            await self.http.read(f"/videos/{task['id']}", AnyJson, method="DELETE")
        except (ProviderValidationError, ProviderResponseError):
            return False
        return True


def encode(request: GenerationRequest) -> JsonObject:
    """Wire body: the fields that were set, the server's own, and no model where none is named."""
    server = server_of(request.model)
    body: JsonObject = {PROMPTS[request.kind]: request.prompt, **request.wire_values(), **server.always}
    body["model"] = body.get("model") or request.model.wire_id
    if not body["model"]:
        del body["model"]
    inner: JsonObject = {}
    for name, place in server.in_prompt.items():
        if name in body:
            _put(inner, place, body.pop(name))
    if inner:
        body["prompt"] = f"{request.prompt} <sd_cpp_extra_args>{dumps(inner)}</sd_cpp_extra_args>"
    return body


def _put(inner: JsonObject, place: str, value: Json) -> None:
    outer, _, name = place.rpartition(".")
    inside = inner.setdefault(outer, {}) if outer else inner
    if isinstance(inside, dict):
        inside[name] = value


def first_frame(request: GenerationRequest) -> tuple[FormFile, ...]:
    return tuple(
        FormFile("input_reference", each.name or each.path.name, each.path.read_bytes(), each.mime)
        for each in request.media.get("first_frame", ())
    )


def failed_clip(answer: Answer) -> Clip | None:
    """The clip that an HTTP error tells of, if it tells of one that failed."""
    try:
        clip = Clip.model_validate_json(answer.body)
    except ValidationError:
        return None
    return clip if STATES.get(clip.status) == "error" else None


def decode(clip: Clip) -> TaskStatus:
    """Raises ProviderResponseError for a state outside STATES."""
    state = STATES.get(clip.status)
    if state is None:
        raise refusals.not_understood(LABEL, clip.model_dump_json())
    if state == "error":
        return TaskStatus(state, error=clip_error(clip))
    progress = None if clip.progress is None else min(max(clip.progress / 100, 0.0), 1.0)
    done = state == "complete"
    outputs = (MediaOutput("video/mp4", url=f"/videos/{clip.id}/content"),) if done else ()
    return TaskStatus(state, progress=progress, outputs=outputs)


def clip_error(clip: Clip) -> ProviderError:
    fault = clip.error or wire.Fault()
    if fault.is_one_of(wire.MODERATED):
        return refusals.moderated(LABEL, "untold", fault.message)
    return refusals.failed(LABEL, fault.message)
