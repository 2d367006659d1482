"""PiAPI: models of many makers as tasks. https://piapi.ai/docs/unified-api-schema (read 2026-11-22)

make    POST /api/v1/task {"model", "task_type", "input": {...}} -> {"code": 200, "data": {"task_id", "status", ...}}
status  GET  /api/v1/task/{id} -> the same, with "output", "meta": {"usage": {"consume": points}}, "error" and "logs"
cancel  DELETE /api/v1/task/{id}: Kling's tasks only, while they are pending
account GET  /account/info -> {"equivalent_in_usd", ...}, with or without "data" around it; free
upload  POST https://upload.theapi.app/api/ephemeral_resource {"file_name", "file_data": base64} -> data.url or url;
        10 MB, JPEG, PNG, WebP, MP4, WAV and MP3; kept for a day; not in every plan
key     header "x-api-key"
quirks  - the letter case of a status differs; "staged" waits for a free place
        - where a file stands differs from model to model, and between the versions of one
        - the cause of a failure often stands in "logs" or "raw_message" alone; HTTP says 200
        - "frozen" points are held back, "consume" are billed: ten million are a dollar
        - Veo takes a duration as "8s", the others as a number
        - no idempotency key

Left out: GPT Image, which is served at https://api.piapi.ai/v1 in OpenAI's own protocol (the provider
openai-compatible reaches it), speech, which wants the recording of a voice for every order, and Seedream, whose fields
no page tells. Gone there: Suno and Midjourney. Not verified: 402, 429 and the table of errors (words are looked for),
how long results are kept, how many references each model takes, whether a cancelled task is free.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import ClassVar

from pydantic import ValidationError

from genstudio.core import refusals
from genstudio.core.errors import ProviderError, ProviderValidationError
from genstudio.core.request import GenerationRequest, MediaInput
from genstudio.core.result import JsonObject, KeyReport, Task, TaskStatus
from genstudio.core.spec import ModelSpec
from genstudio.providers.base import AsyncProvider, KeySpec
from genstudio.providers.piapi.answers import LABEL, OK, Account, Envelope, Job, Uploaded, decode, meaning
from genstudio.providers.piapi.rows import Row, custom_row, encode
from genstudio.transport.answers import Answer, redact

CHECKED_STATUS = (400, 403, 422, 500)
"""Statuses whose text tells more than they do."""


class PiAPI(AsyncProvider):
    """What the three kinds share; `rows` is a kind's table."""

    label: ClassVar[str] = LABEL
    base_url: ClassVar[str] = "https://api.piapi.ai"
    urls: ClassVar[Mapping[str, str]] = {"upload": "https://upload.theapi.app"}
    key: ClassVar[KeySpec | None] = KeySpec(
        service="piapi", env="PIAPI_API_KEY", header="x-api-key", prefix="", help_url="https://piapi.ai/workspace/key"
    )
    poll_first_s: ClassVar[float] = 3.0
    poll_max_s: ClassVar[float] = 10.0
    can_cancel: ClassVar[bool] = True
    rows: ClassVar[tuple[Row, ...]] = ()

    @classmethod
    def custom_model(cls, wire_id: str) -> ModelSpec | None:
        """Any other task by its model and type, "Qubico/wanx/txt2video-14b": with its prompt alone."""
        return custom_row(cls.kind, wire_id).model if "/" in wire_id.strip("/") else None

    def judge(self, answer: Answer) -> ProviderError | None:
        """An empty account and a refused content may come with any of these; a 5xx of a purchase stays unknown."""
        if answer.status not in CHECKED_STATUS:
            return None
        try:
            text = Envelope.model_validate_json(answer.body).message or ""
        except ValidationError:
            return None
        return meaning(redact(text, (self.config.key or "",)))

    async def check_key(self) -> KeyReport:
        """What the account is worth, and its plan."""
        await self.validate_config()
        envelope = await self.http.read_raw("/account/info")
        inner = self.http.parse(envelope, Envelope).data
        account = Account.model_validate(inner) if isinstance(inner, dict) else self.http.parse(envelope, Account)
        if account.equivalent_in_usd is None:
            raise refusals.not_understood(LABEL, redact(envelope.body[:2_000].decode("utf-8", "replace")))
        if account.equivalent_in_usd <= 0:
            raise refusals.no_balance(LABEL)
        opens = [("Balance", f"${account.equivalent_in_usd:,.2f}")]
        if account.account_plan:
            opens.append(("Plan", account.account_plan))
        return KeyReport(tuple(opens))

    async def create_task(self, request: GenerationRequest) -> Task:
        row = next((each for each in self.rows if each.model.id == request.model.id), None)
        row = row or custom_row(self.kind, request.model.wire_id)
        encode(request, row, {role: [""] * len(files) for role, files in request.media.items()})
        urls = {role: [await self._uploaded(each) for each in files] for role, files in request.media.items()}
        job = self._job(await self.http.submit("/api/v1/task", Envelope, json=encode(request, row, urls)))
        return {"id": job.task_id, "cancel": row.cancel}

    async def check_status(self, task: Task) -> TaskStatus:
        return decode(self._job(await self.http.read(f"/api/v1/task/{task['id']}", Envelope)), self.kind)

    async def cancel_task(self, task: Task) -> bool:
        if not task.get("cancel"):
            return False
        try:
            envelope = await self.http.read(f"/api/v1/task/{task['id']}", Envelope, method="DELETE")
        except ProviderValidationError:
            return False
        return envelope.code == OK

    async def _uploaded(self, file: MediaInput) -> str:
        name = f"{file.path.stem[:40]}.{SUFFIX.get(file.mime, file.mime.partition('/')[2])}"
        body: JsonObject = {"file_name": name, "file_data": base64.b64encode(file.path.read_bytes()).decode()}
        answer = await self.http.to("upload").read(
            "/api/ephemeral_resource", Uploaded, method="POST", json=body, timeout_s=120.0
        )
        if not answer.address:
            raise refusals.not_understood(LABEL, answer.model_dump_json()[:2_000])
        return answer.address

    def _job(self, envelope: Envelope) -> Job:
        """The task in an answer; a code other than 200 with HTTP 200 is not documented, and nothing was made then."""
        told = redact(f"{envelope.code}: {envelope.message or ''}", (self.config.key or "",))
        if envelope.code != OK:
            raise meaning(told) or refusals.not_understood(LABEL, told)
        try:
            return Job.model_validate(envelope.data)
        except ValidationError as error:
            raise refusals.not_understood(LABEL, redact(str(envelope.data)[:2_000])) from error


SUFFIX = {"image/jpeg": "jpg", "audio/mpeg": "mp3", "audio/wav": "wav"}
