"""ElevenLabs' flows: pictures and videos as queued jobs, https://elevenlabs.io/docs/api-reference/flows (2026-11-22).

create  POST /v1/flows/{image|video} {"model_id", "prompt", ...} -> {"id", "status": "pending"}
status  GET  /v1/flows/{image|video}/{id} -> {"id", "status", "content_url", "content_mime_type"}
        or {"id", "status": "failed", "failure_reason", "error_message"}; header Retry-After also on 200
upload  POST /v1/assets, a form of "asset" and "name" -> {"asset_id"}
files   {"type": "inline_base64", "content_base64", "mime_type"} or {"type": "asset", "asset_id"}, 25 MB each
quirks  - a failed job is not charged; nothing can be cancelled; 425 means "not yet"
        - content_url is signed and lives for about an hour; each look at the job gives a fresh one
        - models by ByteDance answer only once ElevenLabs' support has switched them on for the account

What a picture or a second costs is not published, and no answer tells it: these models are unpriced.
"""

from __future__ import annotations

import abc
import base64
from collections.abc import Mapping
from dataclasses import replace
from typing import ClassVar

from pydantic import BaseModel

from genstudio.core import refusals
from genstudio.core.errors import (
    ContentRefusedError,
    GenerationFailedError,
    ProviderBillingError,
    ProviderError,
    ProviderValidationError,
)
from genstudio.core.request import GenerationRequest, MediaInput
from genstudio.core.result import JsonObject, MediaOutput, State, Task, TaskStatus
from genstudio.core.spec import MB, Media
from genstudio.providers.base import AsyncProvider
from genstudio.providers.elevenlabs.vendor import NAME, ElevenLabs
from genstudio.transport.http import Http

MAX_FILE_BYTES = 25 * MB
INLINE_BYTES = 4 * MB
"""Larger files are uploaded first: a body of 14 pictures should not be held in memory as base64."""

TYPES: Mapping[Media, tuple[str, ...]] = {
    "image": ("image/jpeg", "image/png", "image/webp", "image/heic"),
    "audio": ("audio/mpeg", "audio/wav"),
    "video": ("video/mp4", "video/quicktime", "video/webm"),
}
STATES: dict[str, State] = {
    "pending": "pending",
    "generating": "processing",
    "completed": "complete",
    "failed": "error",
}
REASONS = {
    "timeout": "it took too long",
    "model_error": "the model failed",
    "internal_error": "the service failed",
    "moderated": "this content is not allowed there",
    "invalid_parameters": "these settings do not go together",
    "dependency_failed": "a file that it needs failed",
    "charging_failed": "the credits there do not suffice",
}
FAULTS: dict[str, type[ProviderError]] = {
    "moderated": ContentRefusedError,
    "invalid_parameters": ProviderValidationError,
    "charging_failed": ProviderBillingError,
}


class Created(BaseModel):
    id: str


class Asset(BaseModel):
    asset_id: str


class Job(BaseModel):
    id: str
    status: str
    content_url: str | None = None
    content_mime_type: str = ""
    failure_reason: str = ""
    error_message: str = ""


class Flow(ElevenLabs, AsyncProvider):
    """A kind of flow. An adapter says how its request becomes a body, once its files are references."""

    poll_first_s: ClassVar[float] = 3.0
    poll_max_s: ClassVar[float] = 10.0

    @abc.abstractmethod
    def encode(self, request: GenerationRequest, files: Mapping[str, list[JsonObject]]) -> JsonObject:
        """`files` are the references of each role. Raises ProviderValidationError for what does not go together."""

    async def create_task(self, request: GenerationRequest) -> Task:
        """Checks first, with no file sent: an upload of what cannot be used would be for nothing."""
        self.encode(request, {role: [{} for _ in files] for role, files in request.media.items()})
        for role in request.model.inputs:
            for file in request.media.get(role.name, ()):
                check_file(file, role.media, role.name)
        sent = {role: [await reference(self.http, each) for each in files] for role, files in request.media.items()}
        job = await self.http.submit(f"/v1/flows/{self.kind}", Created, json=self.encode(request, sent))
        return {"id": job.id}

    async def check_status(self, task: Task) -> TaskStatus:
        answer = await self.http.read_raw(f"/v1/flows/{self.kind}/{task['id']}", also=(425,))
        if answer.status == 425:
            return TaskStatus("pending", retry_after_s=answer.retry_after_s)
        return replace(decode(self.http.parse(answer, Job)), retry_after_s=answer.retry_after_s)


def check_file(file: MediaInput, media: Media, role: str) -> None:
    """Raises ProviderValidationError for a type that flows do not take."""
    if file.mime not in TYPES[media]:
        names = ", ".join(each.partition("/")[2].upper() for each in TYPES[media])
        raise ProviderValidationError(
            f"ElevenLabs takes files of these types here: {names}. Nothing was charged; save it as one of them.",
            field=role,
        )


async def reference(http: Http, file: MediaInput) -> JsonObject:
    """The file as flows want it: inside the body, or uploaded to the person's assets when it is large."""
    if file.path.stat().st_size <= INLINE_BYTES:
        content = base64.b64encode(file.path.read_bytes()).decode()
        return {"type": "inline_base64", "content_base64": content, "mime_type": file.mime}
    name = file.name or file.path.name
    answer = await http.upload("/v1/assets", file, field="asset", json={"name": name})
    return {"type": "asset", "asset_id": http.parse(answer, Asset).asset_id}


def decode(job: Job) -> TaskStatus:
    """Raises ProviderResponseError for a state outside STATES and for a finished job without a file."""
    state = STATES.get(job.status)
    if state is None or (state == "complete" and not job.content_url):
        raise refusals.not_understood(NAME, job.model_dump_json(exclude={"content_url"}))
    if state == "error":
        reason = REASONS.get(job.failure_reason, "no reason is given")
        return TaskStatus(state, error=_refused(f"ElevenLabs could not make it: {reason}. Nothing was charged.", job))
    outputs = (MediaOutput(job.content_mime_type, url=job.content_url),) if job.content_url else ()
    return TaskStatus(state, outputs=outputs)


def _refused(sentence: str, job: Job) -> ProviderError:
    fault = FAULTS.get(job.failure_reason, GenerationFailedError)
    return fault(sentence, provider="elevenlabs", detail=job.error_message[:2_000])
