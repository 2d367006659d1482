"""Modal: apps of one's own on rented GPUs, by GenStudio's contract v1 or at endpoints of an older kind.

https://modal.com/docs/guide/webhooks, .../webhook-proxy-auth, .../webhook-timeouts, .../job-queue; `modal` 1.6.4 (read
2026-11-22). Modal hosts no models: who deploys an app gives its address under `[providers.modal] base_url`. A sample
app that serves the contract is `examples/modal_app.py`.

Contract v1, GenStudio's own
  order    POST /v1/jobs {"kind", "model", "input", "client_ref"} -> 202 {"job_id"}; one client_ref is one job
  status   GET  /v1/jobs/{id} -> 202 {"status", "progress" 0-1, "message"}
           or 200 {"status", "outputs": [{"mime", "data" | "url", "seed"}], "metrics": {"seconds", "gpu"}, "error"}
  cancel   DELETE /v1/jobs/{id} -> 202 {"status"}
  check    GET  /health -> {"contract": 1, "kinds": {"image": {"models": []}}}; starts no GPU
Endpoints of the old kind: one POST to their own address, `urls.image` (`tts`, `video`, `music`) or else `base_url`; the
answer comes when the work is done, with the result in one of `wire.PLACES`.

key      proxy tokens, two words: Modal-Key "wk-..." and Modal-Secret "ws-..."; a public app wants none
quirks   a web request that takes 150 s is answered by 303 with an address to GET, which waits 150 s and leads on
         again; 302 and 408 were seen there as well. 404 and 429 may mean money, and the platform speaks plain text:
         `faults`. An old endpoint that is quick answers once and never again: what it made is kept in the job's folder.
Unverified: all words of `faults`, the platform's rate limits and largest answer, and that `__modal_function_call_id`
stays the same from hop to hop (the first is asked again and again).
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from pathlib import Path
from typing import ClassVar
from urllib.parse import urlsplit

from genstudio.core import refusals
from genstudio.core.errors import (
    ContentRefusedError,
    GenerationFailedError,
    ProviderError,
    ProviderValidationError,
)
from genstudio.core.request import GenerationRequest
from genstudio.core.result import Json, JsonObject, KeyReport, MediaOutput, Task, TaskStatus
from genstudio.core.spec import ModelSpec
from genstudio.providers.base import (
    AsyncProvider,
    BaseImageProvider,
    BaseMusicProvider,
    BaseTTSProvider,
    BaseVideoProvider,
    KeyPart,
    KeySpec,
    Resubmit,
)
from genstudio.providers.modal import faults, wire
from genstudio.providers.modal.tables import custom, models, offer_of
from genstudio.providers.registry import register_provider
from genstudio.transport.answers import Answer
from genstudio.transport.http import Http

CONTRACT = 1
LEADS_ON = (302, 303)
STILL_RUNNING = (302, 303, 408)
PATIENCE_S = 180.0
"""The platform answers within 150 s."""
LISTED = 8
KEY = KeySpec(
    service="modal",
    env="MODAL_PROXY_TOKEN",
    parts=(KeyPart("Token ID", "Modal-Key"), KeyPart("Token secret", "Modal-Secret")),
    help_url="https://modal.com/settings/proxy-auth-tokens",
    required=False,
)


class Modal(AsyncProvider):
    """What all kinds share."""

    label: ClassVar[str] = "Modal"
    key: ClassVar[KeySpec | None] = KEY
    can_cancel: ClassVar[bool] = True
    poll_first_s: ClassVar[float] = 2.0

    @classmethod
    def custom_model(cls, wire_id: str) -> ModelSpec | None:
        return custom(cls.name, cls.kind, wire_id)

    def resubmits(self, model: ModelSpec) -> Resubmit:
        """Endpoints of the old kind know no reference."""
        return "repeat" if offer_of(model).asks else "never"

    def judge(self, answer: Answer) -> ProviderError | None:
        return faults.verdict(answer, self.label)

    async def check_key(self) -> KeyReport:
        """What the app offers; of an endpoint of the old kind only that it is there."""
        await self.validate_config()
        answer = await self.http.read_raw("/health", also=faults.CONFLICTING)
        if answer.status in faults.CONFLICTING:
            if faults.text_of(answer).startswith(faults.EDGE):
                raise faults.verdict(answer, self.label) or refusals.not_understood(self.label, faults.text_of(answer))
            return KeyReport((("Contract", "none, an endpoint of the old kind"),))
        health = self.http.parse(answer, wire.Health)
        if health.contract != CONTRACT:
            raise ProviderValidationError(
                f"The app at the address of {self.label} speaks another version of the contract: {health.contract}.",
                provider=self.name,
            )
        held = [f"{kind}: {', '.join(each.models[:LISTED]) or 'default'}" for kind, each in health.kinds.items()]
        return KeyReport((("Contract", f"v{health.contract}"), ("Models", "; ".join(held) or "none")))

    async def create_task(self, request: GenerationRequest) -> Task:
        body = await asyncio.to_thread(wire.encode, request)
        return await (self._order(body) if offer_of(request.model).asks else self._call(request, body))

    async def _order(self, body: JsonObject) -> Task:
        answer = await self.http.submit_raw("/v1/jobs", json=body, also=LEADS_ON, timeout_s=PATIENCE_S)
        if answer.status in LEADS_ON:
            return {"ordered": wire.next_hop(answer, f"{self.url('base')}/v1/jobs", self.label)}
        return {"id": self.http.parse(answer, wire.Submitted).job_id}

    async def _call(self, request: GenerationRequest, body: JsonObject) -> Task:
        http, path = self._endpoint()
        answer = await http.submit_raw(path, json=body, also=LEADS_ON, timeout_s=PATIENCE_S)
        if answer.status in LEADS_ON:
            return {"call": wire.next_hop(answer, f"{http.base_url}{path}", self.label)}
        outputs = await asyncio.to_thread(wire.made, answer, self.kind, f"{http.base_url}{path}", self.label)
        return {"made": await asyncio.to_thread(_keep, outputs, request.work_dir)}

    async def check_status(self, task: Task) -> TaskStatus:
        if "made" in task:
            return TaskStatus("complete", outputs=tuple(_kept(task["made"])))
        if "call" in task:
            return await self._look_at_call(str(task["call"]))
        job_id = task.get("id")
        if job_id is None:
            address, _ = self._address(self.url("base"))
            http = self.http.bound(address, self.http.headers, self.name, label=self.label, judge=self.judge)
            answer = await http.read_raw(str(task["ordered"]), also=STILL_RUNNING, timeout_s=PATIENCE_S)
            if answer.status in STILL_RUNNING:
                return TaskStatus("pending")
            job_id = http.parse(answer, wire.Submitted).job_id
        answer = await self.http.read_raw(f"/v1/jobs/{job_id}", also=STILL_RUNNING, timeout_s=PATIENCE_S)
        if answer.status in STILL_RUNNING:
            return TaskStatus("pending")
        return await asyncio.to_thread(wire.decode, self.http.parse(answer, wire.Job), self.label)

    async def _look_at_call(self, call: str) -> TaskStatus:
        http, path = self._endpoint()
        try:
            answer = await http.read_raw(call, also=STILL_RUNNING, timeout_s=PATIENCE_S)
            if answer.status in STILL_RUNNING:
                return TaskStatus("processing")
            outputs = await asyncio.to_thread(wire.made, answer, self.kind, f"{http.base_url}{path}", self.label)
        except (GenerationFailedError, ContentRefusedError) as error:
            return TaskStatus("error", error=error)
        return TaskStatus("complete", outputs=outputs)

    async def cancel_task(self, task: Task) -> bool:
        """Only a job of the contract can be cancelled."""
        if "id" not in task:
            return False
        try:
            told = await self.http.read(f"/v1/jobs/{task['id']}", wire.Job, method="DELETE")
        except ProviderError:
            return False
        return told.status == "cancelled"

    def _endpoint(self) -> tuple[Http, str]:
        """The endpoint of the old kind: its origin, and its own path."""
        address, path = self._address(self.url(self.kind) or self.url("base"))
        return self.http.bound(
            address, self.http.headers, self.name, label=self.label, judge=self._judge_endpoint
        ), path

    def _judge_endpoint(self, answer: Answer) -> ProviderError | None:
        return faults.verdict_of_endpoint(answer, self.label)

    @staticmethod
    def _address(url: str) -> tuple[str, str]:
        parts = urlsplit(url)
        return f"{parts.scheme}://{parts.netloc}", parts.path or "/"


def _keep(outputs: tuple[MediaOutput, ...], folder: Path) -> list[Json]:
    """Writes a result that cannot be asked for again, and returns what a task may hold of it."""
    folder.mkdir(parents=True, exist_ok=True)
    kept: list[Json] = []
    for number, output in enumerate(outputs):
        if output.data is None:
            kept.append({"mime": output.mime, "url": output.url})
            continue
        path = folder / f"made-{number}"
        path.write_bytes(output.data)
        kept.append({"mime": output.mime, "path": str(path)})
    return kept


def _kept(made: Json) -> list[MediaOutput]:
    files = [each for each in made if isinstance(each, dict)] if isinstance(made, list) else []
    return [
        MediaOutput(str(each["mime"]), path=Path(str(each["path"])))
        if "path" in each
        else MediaOutput(str(each["mime"]), url=str(each["url"]))
        for each in files
    ]


@register_provider(
    "image",
    "modal",
    description="Pictures by your own app on Modal",
    features=("your own app", "seed"),
    models=models("modal", "image"),
    is_async=True,
)
class ModalImageProvider(Modal, BaseImageProvider):
    urls: ClassVar[Mapping[str, str]] = {"image": ""}


@register_provider(
    "image",
    "modal-edit",
    description="Edits of pictures by your own app on Modal",
    features=("references", "your own app", "seed"),
    models=models("modal-edit", "image"),
    is_async=True,
)
class ModalEditProvider(Modal, BaseImageProvider):
    label: ClassVar[str] = "Modal editing"
    urls: ClassVar[Mapping[str, str]] = {"image": ""}


@register_provider(
    "tts",
    "modal",
    description="Speech by your own app on Modal",
    features=("your own app",),
    models=models("modal", "tts"),
    is_async=True,
)
class ModalSpeechProvider(Modal, BaseTTSProvider):
    urls: ClassVar[Mapping[str, str]] = {"tts": ""}


@register_provider(
    "video",
    "modal",
    description="Clips by your own app on Modal",
    features=("image to video", "your own app"),
    models=models("modal", "video"),
    is_async=True,
)
class ModalVideoProvider(Modal, BaseVideoProvider):
    urls: ClassVar[Mapping[str, str]] = {"video": ""}


@register_provider(
    "music",
    "modal",
    description="Music by your own app on Modal",
    features=("your own app",),
    models=models("modal", "music"),
    is_async=True,
)
class ModalMusicProvider(Modal, BaseMusicProvider):
    urls: ClassVar[Mapping[str, str]] = {"music": ""}
