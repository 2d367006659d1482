"""Kie.ai, a market for other makers' models. https://docs.kie.ai (read 2026-11-22)

key     header "Authorization: Bearer", also to the upload host; a User-Agent that does not look like a library's, or
        the guard before Kie answers 403, on the result hosts as well
all     {"code", "msg" or "message", "data"} with HTTP 200, also for refusals: the code decides (answers.py)
make    POST /api/v1/jobs/createTask {"model", "input": {...}} -> data.taskId; Veo, Flux Kontext, Runway and Suno have
        paths, bodies and states of their own (apis.py). No idempotency key, nothing to look a task up by, no cancel
ask     GET /api/v1/jobs/recordInfo?taskId= -> data {"state", "resultJson", "failCode", "failMsg", "creditsConsumed"}
files   POST upload host /api/file-stream-upload, form with file, uploadPath, fileName -> data.downloadUrl or fileUrl;
        models take public addresses only. Deleted after some days
results kept for a day or two weeks by the pages, for 20 minutes by reports; POST /api/v1/common/download-url {"url"}
        -> data: a fresh address for 20 minutes
account GET /api/v1/chat/credit -> data: credits, 0.005 USD each; free
limits  20 new tasks in 10 s, others refused with 429 and not queued; 10 questions a second
quirks  - `resultJson` is JSON in a text
        - for some seconds after a create, recordInfo may answer 404, or 422 "recordInfo is null"
        - unknown input is ignored and the task billed with defaults, so every name here stands in the vendor's schema
        - refusals by content come as failCode "400" or "422" and are told by their text alone

There is no client of the vendor's own. Not verified: Retry-After; `progress`; whether failures are paid back (what a
failed task's creditsConsumed says is charged); how long results and uploads live; whether codes also come as HTTP
status (both are understood).
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from typing import ClassVar

from pydantic import ValidationError

from genstudio.core import refusals
from genstudio.core.errors import (
    GenerationFailedError,
    ProviderError,
    ProviderResponseError,
    ProviderValidationError,
)
from genstudio.core.request import GenerationRequest, MediaInput
from genstudio.core.result import JsonObject, KeyReport, Task, TaskStatus
from genstudio.core.spec import ModelSpec
from genstudio.providers.base import AsyncProvider, KeySpec
from genstudio.providers.kie import answers
from genstudio.providers.kie.answers import LABEL, NAME, Created, Envelope, Uploaded
from genstudio.providers.kie.apis import APIS, WAITING, micro
from genstudio.providers.kie.custom import custom_row
from genstudio.providers.kie.row import Row, check, encode
from genstudio.transport.answers import Answer, redact
from genstudio.transport.http import Http

AGENT = "Mozilla/5.0 (compatible; GenStudio)"
SUFFIXES = {"jpeg": "jpg", "mpeg": "mp3", "x-wav": "wav", "quicktime": "mov"}
FRESH_S = 90.0
"""How long a new task may be unknown to Kie itself."""


class KieProvider(AsyncProvider):
    """What the four kinds share; `rows` is a kind's table."""

    label: ClassVar[str] = LABEL
    base_url: ClassVar[str] = "https://api.kie.ai"
    urls: ClassVar[Mapping[str, str]] = {"upload": "https://kieai.redpandaai.co"}
    key: ClassVar[KeySpec | None] = KeySpec(service="kie", env="KIE_API_KEY", help_url="https://kie.ai/api-key")
    poll_first_s: ClassVar[float] = 2.5
    poll_max_s: ClassVar[float] = 20.0
    lane_size: ClassVar[int] = 10
    rows: ClassVar[tuple[Row, ...]] = ()

    @property
    def http(self) -> Http:
        made = super().http
        return replace(made, headers={**made.headers, "User-Agent": AGENT})

    def locate(self, url: str) -> tuple[str, Mapping[str, str]]:
        return url, {"User-Agent": AGENT}

    def judge(self, answer: Answer) -> ProviderError | None:
        return answers.judged(answer, self._clean)

    async def check_key(self) -> KeyReport:
        """The credits of the account."""
        await self.validate_config()
        data = self._data(await self.http.read("/api/v1/chat/credit", Envelope))
        try:
            balance = Decimal(str(data))
        except InvalidOperation as error:
            raise self._misunderstood(data) from error
        if balance <= 0:
            raise refusals.no_balance(LABEL)
        return KeyReport((("Credits", f"{balance.normalize():,f}"), ("Balance", f"${micro(balance) / 1_000_000:,.2f}")))

    async def create_task(self, request: GenerationRequest) -> Task:
        row = self.row(request.model)
        check(request, row)
        files = await self._uploaded(request)
        api = APIS[row.api]
        wire_id, body = encode(request, row, files)
        answer = await self.http.submit_raw(api.create, json=api.wrap(wire_id, body))
        envelope = self.http.parse(answer, Envelope)
        if envelope.code != answers.OK:
            raise self._refused(envelope)
        try:
            made = Created.model_validate(envelope.data)
        except ValidationError as error:
            raise self._misunderstood(envelope.data) from error
        return {"id": made.taskId, "api": row.api, "made_s": int(time.time())}

    async def check_status(self, task: Task) -> TaskStatus:
        api = APIS[str(task["api"])]
        answer = await self.http.read_raw(api.status, params={"taskId": str(task["id"])}, also=(404, 422))
        envelope = self.http.parse(answer, Envelope)
        if self._is_on_its_way(envelope, task):
            return TaskStatus("pending", step=WAITING)
        return api.read(self._data(envelope), self.kind)

    async def renew(self, url: str) -> str | None:
        """A fresh address of a result, None for one that Kie does not know."""
        try:
            fresh = self._data(
                await self.http.read("/api/v1/common/download-url", Envelope, method="POST", json={"url": url})
            )
        except ProviderValidationError:
            return None
        return fresh if isinstance(fresh, str) and fresh else None

    def row(self, model: ModelSpec) -> Row:
        """The model's row; that of a model outside the table is made from its id."""
        known = next((row for row in self.rows if row.model.id == model.id), None)
        return known or custom_row(self.kind, model.wire_id)

    async def _uploaded(self, request: GenerationRequest) -> dict[str, list[str]]:
        """The addresses of the input files by role, each sent to Kie's upload host."""

        async def send(role: str, number: int, file: MediaInput) -> str:
            # A name that comes again would take the earlier file's place.
            kind = file.mime.partition("/")[2]
            name = f"{request.reference or 'input'}-{role}-{number}.{SUFFIXES.get(kind, kind)}"
            form: JsonObject = {"uploadPath": "genstudio", "fileName": name}
            answer = await self.http.to("upload").upload("/api/file-stream-upload", file, field="file", json=form)
            data = self._data(self.http.parse(answer, Envelope))
            try:
                told = Uploaded.model_validate(data)
            except ValidationError as error:
                raise self._misunderstood(data) from error
            if not (url := told.downloadUrl or told.fileUrl):
                raise self._misunderstood(data)
            return url

        files: dict[str, list[str]] = {}
        for role, given in request.media.items():
            files[role] = await asyncio.gather(*(send(role, number, file) for number, file in enumerate(given)))
        return files

    def _is_on_its_way(self, envelope: Envelope, task: Task) -> bool:
        null = envelope.code == 422 and answers.NOT_THERE_YET in envelope.text.lower()
        unseen = envelope.code == 404 or null
        made_s = task.get("made_s")
        return unseen and isinstance(made_s, int) and time.time() - made_s < FRESH_S

    def _data(self, envelope: Envelope) -> object:
        """What an answer to a question holds. Raises what its code means."""
        if envelope.code != answers.OK:
            raise self._told(self._verdict(envelope) or answers.unavailable(envelope.code), envelope)
        return envelope.data

    def _refused(self, envelope: Envelope) -> ProviderError:
        """What a code means for a purchase: only a definite refusal leaves no doubt whether it was made."""
        error = self._verdict(envelope)
        if error is None and envelope.code == answers.MAINTENANCE:
            error = GenerationFailedError(f"{LABEL} is closed for maintenance. Nothing was made; try again later.")
        if error is None:
            error = refusals.unknown_outcome(LABEL)
        return self._told(error, envelope)

    def _verdict(self, envelope: Envelope) -> ProviderError | None:
        return answers.verdict(envelope.code, self._clean(envelope.text))

    def _told(self, error: ProviderError, envelope: Envelope) -> ProviderError:
        error.provider = NAME
        error.detail = self._clean(f"{envelope.code}: {envelope.text}")
        return error

    def _clean(self, text: str) -> str:
        return redact(text, (self.config.key or "",))

    def _misunderstood(self, data: object) -> ProviderResponseError:
        return refusals.not_understood(LABEL, self._clean(str(data)))


class KieMarketProvider(KieProvider):
    """A kind that the market has, with models of any id."""

    @classmethod
    def custom_model(cls, wire_id: str) -> ModelSpec | None:
        return custom_row(cls.kind, wire_id).model
