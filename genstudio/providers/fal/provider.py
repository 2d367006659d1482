"""fal.ai: pictures, speech, clips and music by about 1,200 models of many makers, all behind one queue.

Facts: fal-client 1.0.3, @fal-ai/client 1.10.1 and fal.ai/docs, read 2026-11-22.

submit  POST {base}/{endpoint id}            body: the model's input itself
        -> {"request_id", "status_url", "response_url", "cancel_url", "queue_position"}
status  GET  {status_url}                    202, 200 -> {"status", "queue_position", "metrics", "error", "error_type"}
result  GET  {response_url}                  -> the model's output with the model's own status; header
        x-fal-billable-units, which times the unit price is the cost
cancel  PUT  {cancel_url}                    202 requested, 400 already completed, 404 not found
upload  POST {rest}/storage/upload/initiate  -> {"upload_url", "file_url"}, then PUT the bytes without the key
key     POST {rest}/storage/auth/token       free: 200, 401, 403 for a locked account
        GET  {api}/v1/account/billing        the balance, for a key of the scope "admin" only
prices  GET  {api}/v1/models/pricing         -> {"prices": [{"endpoint_id", "unit_price", "unit", "currency"}]}
models  GET  {api}/v1/models                 see `catalog`
schema  GET  {site}/api/openapi/queue/openapi.json?endpoint_id=...    public
key     header "Authorization: Key <key>", not Bearer
quirks  The three addresses name owner and app only, not the whole endpoint id; they are kept and used as told.
        COMPLETED says that it ended, not how: the status may hold an error, and the result may still answer 4xx or 5xx.
        A result lives an hour, one of 10 KB or more six minutes unless payloads are stored: it is read at once.
        No idempotency key: a lost answer is not sent again. The queue itself repeats a model's 503 up to ten times.
        A 422 may be billed, a 5xx is not. A picture that its safety checker flags comes back black, and is billed.
        Unverified: 402, Retry-After, the exact words of "still in progress".
"""

from __future__ import annotations

from decimal import ROUND_CEILING, Decimal, InvalidOperation
from typing import ClassVar
from urllib.parse import urlsplit

from genstudio.core import refusals
from genstudio.core.errors import (
    ProviderError,
    ProviderRateLimitError,
    ProviderResponseError,
    ProviderUnavailableError,
    ProviderValidationError,
)
from genstudio.core.money import MICRO
from genstudio.core.request import GenerationRequest, MediaInput
from genstudio.core.result import JsonObject, KeyReport, ListedModel, Task, TaskStatus
from genstudio.core.spec import MB, ModelSpec
from genstudio.providers.base import AsyncProvider, KeySpec
from genstudio.providers.fal import catalog, faults, image, music, speech, video
from genstudio.providers.fal.answers import (
    CANCELLED,
    STATES,
    STILL_RUNNING,
    Billing,
    PriceList,
    Status,
    Submitted,
    Upload,
    is_hidden,
    outputs,
    read_object,
    told,
)
from genstudio.providers.fal.encode import encode
from genstudio.providers.fal.endpoint import Endpoint, by_wire_id
from genstudio.providers.fal.schema import Document, spec_of
from genstudio.transport.answers import Answer
from genstudio.transport.http import AnyJson

ENDPOINTS = by_wire_id(image.TABLE, speech.TABLE, video.TABLE, music.TABLE)
INLINE_BYTES = MB // 2
"""Input files up to this size travel in the body, as data URIs; larger ones are uploaded first."""
UPLOADS_LIVE_S = 24 * 3_600
NOT_NOW = (400, 404, 405, 409, 410, 422, 499, 500, 501, 502, 503, 504)
"""Statuses of a result that are the model's own; the others are about the key and the account."""
GONE = (404, 410)
AHEAD = "In the queue at fal, {n} ahead"
RUNNING = "fal is working on it"


class FalProvider(AsyncProvider):
    """What the four kinds have in common, which is everything but their tables."""

    label: ClassVar[str] = faults.NAME
    base_url: ClassVar[str] = "https://queue.fal.run"
    urls: ClassVar[dict[str, str]] = {
        "rest": "https://rest.fal.ai",
        "api": "https://api.fal.ai",
        "site": "https://fal.ai",
    }
    key: ClassVar[KeySpec | None] = KeySpec(
        service="fal", env="FAL_KEY", prefix="Key ", help_url="https://fal.ai/dashboard/keys"
    )
    can_cancel: ClassVar[bool] = True
    lane_size: ClassVar[int] = 8
    poll_first_s: ClassVar[float] = 0.3  # fal's own client looks ten times a second

    def judge(self, answer: Answer) -> ProviderError | None:
        return faults.judge(answer, self.config.model.partition(":")[2])

    async def check_key(self) -> KeyReport:
        await self.validate_config()
        await self.http.to("rest").read("/storage/auth/token?storage_type=fal-cdn-v3", AnyJson, method="POST", json={})
        answer = await self.http.to("api").read_raw("/v1/account/billing?expand=credits", also=(401, 403, 404))
        if answer.status >= 400:  # most keys may generate and not look at the account
            return KeyReport()
        account = self.http.parse(answer, Billing)
        balance = account.credits
        sign = "$" if balance and balance.currency == "USD" else ""
        return KeyReport((("Balance", f"{sign}{balance.current_balance:.2f}"),) if balance else ())

    async def create_task(self, request: GenerationRequest) -> Task:
        row = ENDPOINTS.get(request.model.wire_id) or Endpoint(request.model)
        files = {role: [await self._address(each) for each in given] for role, given in request.media.items()}
        path, body = encode(request, row, files)
        made = await self.http.submit(f"/{path}", Submitted, json=body)
        return {
            "id": made.request_id,
            "endpoint": path,
            "status": self._own(made.status_url),
            "response": self._own(made.response_url),
            "cancel": self._own(made.cancel_url),
        }

    async def check_status(self, task: Task) -> TaskStatus:
        status = await self.http.read(str(task["status"]), Status)
        state = STATES.get(status.status)
        if state is None:
            raise refusals.not_understood(self.label, status.model_dump_json())
        if state != "complete":
            waiting = state == "pending" and status.queue_position is not None
            return TaskStatus(state, step=AHEAD.format(n=status.queue_position) if waiting else RUNNING)
        if status.error_type == CANCELLED:
            return TaskStatus("cancelled")
        if status.error or status.error_type:
            failed: JsonObject = {"detail": status.error, "error_type": status.error_type}
            return TaskStatus("error", error=_failure(failed, 200))
        return await self._result(task, status)

    async def _result(self, task: Task, status: Status) -> TaskStatus:
        answer = await self.http.read_raw(str(task["response"]), also=NOT_NOW)
        output = read_object(answer.body)
        if answer.status >= 400:
            return await self._failed(task, answer, output)
        found = outputs(output, self.kind)
        usd_micro = await self._cost(task, answer)
        extras: JsonObject = {"request_id": task["id"], **told(output)}
        if status.metrics is not None and status.metrics.inference_time is not None:
            extras["inference_s"] = status.metrics.inference_time
        if not found and is_hidden(output):
            error = refusals.moderated(self.label, "maybe", str(task["id"]))
            return TaskStatus("error", error=error, usd_micro=usd_micro)
        if not found:
            raise refusals.empty(self.label, answer.body[:2_000].decode("utf-8", "replace"))
        return TaskStatus("complete", 1.0, outputs=found, usd_micro=usd_micro, extras=extras)

    async def _failed(self, task: Task, answer: Answer, output: JsonObject) -> TaskStatus:
        """A request that ended badly. Raises ProviderUnavailableError for a trouble of the way, not of the model."""
        complaints = faults.complaints(output)
        words = " ".join(each.text for each in complaints).lower()
        if answer.status == 400 and STILL_RUNNING in words:
            return TaskStatus("processing", step=RUNNING)
        if answer.status in GONE:
            raise ProviderResponseError(
                f"{self.label} made this, and no longer has the answer.", provider=self.name, detail=words[:2_000]
            )
        if answer.status >= 500 and not any(each.type for each in complaints):
            raise refusals.down(self.label, answer.status, answer.retry_after_s, words[:2_000])
        return TaskStatus("error", error=_failure(output, answer.status), usd_micro=await self._cost(task, answer))

    async def cancel_task(self, task: Task) -> bool:
        """A request in the queue is dropped; a running one gets a signal, and may still end well and be billed."""
        try:
            await self.http.read_raw(str(task["cancel"]), method="PUT", also=(400, 404))
            status = await self.http.read(str(task["status"]), Status)
        except (ProviderUnavailableError, ProviderRateLimitError):
            return False
        return status.error_type == CANCELLED

    async def list_models(self) -> tuple[ListedModel, ...]:
        await self.validate_config()
        return await catalog.models(self.http.to("api"), self.kind, [each.wire_id for each in self.models])

    async def describe_model(self, wire_id: str) -> ModelSpec | None:
        """The form of any endpoint, drawn from its published input schema, with today's unit price.

        Raises ProviderValidationError for one that makes another kind of thing, or wants what no form can give.
        """
        http = self.http.to("site").plain()
        try:
            document = await http.read("/api/openapi/queue/openapi.json", Document, params={"endpoint_id": wire_id})
        except ProviderValidationError:
            return None
        try:
            listed = await self._prices(wire_id)
        except ProviderError:
            listed = PriceList(prices=[])  # the model can be used; what it costs is then unknown
        return spec_of(self.name, wire_id, self.kind, document, listed)

    async def _prices(self, endpoint: str) -> PriceList:
        return await self.http.to("api").read("/v1/models/pricing", PriceList, params={"endpoint_id": endpoint})

    async def _cost(self, task: Task, answer: Answer) -> int | None:
        """Billed units times the unit price of the account, in micro-dollars; None where either is not told."""
        try:
            units = Decimal(answer.headers.get("x-fal-billable-units", ""))
        except InvalidOperation:
            return None
        if units == 0:
            return 0
        try:
            listed = await self._prices(str(task["endpoint"]))
        except ProviderError:
            return None  # the model's own rule then stands in
        price = next((each for each in listed.prices if each.endpoint_id == task["endpoint"]), None)
        if price is None or price.currency != "USD":
            return None
        return int((units * price.unit_price * MICRO).quantize(Decimal(1), ROUND_CEILING))

    async def _address(self, file: MediaInput) -> str:
        """A data URI for a small file; else the address under which fal's models find it for a day."""
        if file.path.stat().st_size <= INLINE_BYTES:
            return file.data_uri()
        place = await self.http.to("rest").read(
            "/storage/upload/initiate?storage_type=fal-cdn-v3",
            Upload,
            method="POST",
            json={"content_type": file.mime, "file_name": file.name or file.path.name},
            headers={"X-Fal-Object-Lifecycle-Preference": f'{{"expiration_duration_seconds": {UPLOADS_LIVE_S}}}'},
        )
        await self.http.plain().upload(place.upload_url, file, method="PUT")
        return place.file_url

    def _own(self, url: str) -> str:
        """The path of an address that fal named: it is asked where the settings say, and the key stays there."""
        base = self.url("base")
        return url[len(base) :] if url.startswith(f"{base}/") else urlsplit(url).path


def _failure(answer: JsonObject, status: int) -> ProviderError:
    """The error of a request that ended; one without a reason is a failure of the model."""
    complaints = faults.complaints(answer)
    known = [each for each in complaints if each.type]
    if known:
        return faults.meaning(known, status, "maybe")
    return refusals.failed(faults.NAME, "; ".join(each.text for each in complaints))
