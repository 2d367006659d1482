"""Adapters of the test vendor: asynchronous ones with and without an idempotency key or a look-up, and one that answers
at once. They are priced, so that they prove the ledger.
"""

from __future__ import annotations

import base64
from dataclasses import replace
from datetime import date
from typing import ClassVar

from pydantic import BaseModel

from genstudio.core.errors import (
    ContentRefusedError,
    GenerationFailedError,
    ProviderError,
    ProviderResponseError,
    ProviderValidationError,
)
from genstudio.core.money import PerOutput, PerSecond
from genstudio.core.request import GenerationRequest, ImageRequest
from genstudio.core.result import JsonObject, KeyReport, ListedModel, MediaOutput, ProviderResult, Task, TaskStatus
from genstudio.core.spec import Field, InputRole, Kind, ModelSpec, Prompt, choices
from genstudio.providers.base import (
    AsyncProvider,
    BaseImageProvider,
    BaseProvider,
    BaseVideoProvider,
    KeySpec,
    Resubmit,
)
from genstudio.providers.registry import ProviderInfo, ProviderRegistry

KEY = KeySpec(
    service="test-vendor",
    env="TEST_VENDOR_KEY",
    header="X-Vendor-Key",
    prefix="",
    help_url="https://vendor.example/keys",
)
STATES = {"busy": "processing", "ready": "complete", "broken": "error", "refused": "error", "stopped": "cancelled"}
FAULTS: dict[str, type[ProviderError]] = {"refused": ContentRefusedError}
TYPES = {".png": "image/png", ".mp4": "video/mp4"}
SOURCE = "https://vendor.example/docs"
CHECKED = date(2026, 11, 22)


def model(provider: str, kind: Kind) -> ModelSpec:
    return ModelSpec(
        id=f"{provider}:one",
        wire_id="one-1",
        kind=kind,
        label="Test model",
        description="For the tests",
        engine="hosted",
        price=PerSecond("0.02") if kind == "video" else PerOutput("0.04"),
        source=SOURCE,
        checked=CHECKED,
        prompt=Prompt(max_chars=5_000),
        inputs=(
            InputRole("first_frame", "image", "First frame", types=("image/jpeg", "image/png"), max_side=1_024),
            InputRole("soundtrack", "audio", "Soundtrack", types=("audio/mpeg",)),
        ),
        fields=(
            Field("duration", "integer", "Duration", default=5, low=1, high=10, unit="s", wire="seconds"),
            Field("size", "choice", "Size", choices=choices(("small", "large")), default="small"),
            Field("guidance", "number", "Guidance", low=0, high=10),
            Field("raw", "boolean", "Raw"),
            Field("style", "text", "Style"),
            Field("seed", "integer", "Seed", low=0, high=2**32 - 1),
        ),
    )


class Answer(BaseModel):
    id: str
    state: str
    progress: float = 0.0
    files: list[str] = []
    cost_micro: int | None = None


class Found(BaseModel):
    tasks: list[Answer]


class Picture(BaseModel):
    picture: str


def encode(request: GenerationRequest) -> JsonObject:
    body: JsonObject = {"model": request.model.wire_id, "prompt": request.prompt, "reference": request.reference}
    body.update(request.wire_values())
    for role, files in request.media.items():
        body[role] = [each.data_uri() for each in files]
    return body


def decode(answer: Answer) -> TaskStatus:
    match STATES.get(answer.state):
        case "complete":
            outputs = tuple(MediaOutput(TYPES[url[-4:]], url=url) for url in answer.files)
            return TaskStatus("complete", 1.0, outputs=outputs, usd_micro=answer.cost_micro)
        case "processing":
            return TaskStatus("processing", answer.progress, "Busy")
        case "error":
            fault = FAULTS.get(answer.state, GenerationFailedError)
            return TaskStatus("error", error=fault("The test vendor says no.", provider="slow"))
        case "cancelled":
            return TaskStatus("cancelled")
        case _:
            raise ProviderResponseError("The test vendor invented a state.", detail=answer.model_dump_json())


class VendorAccount(BaseModel):
    balance: str
    models: list[str]
    per_minute: int


class CheckedProvider(BaseProvider):
    """What all have in common: one key, and a page of the account that is free to read."""

    key: ClassVar[KeySpec | None] = KEY
    base_url: ClassVar[str] = "http://vendor.test"
    own_server: ClassVar[bool] = True

    async def check_key(self) -> KeyReport:
        await self.validate_config()
        account = await self.http.read("/account", VendorAccount)
        return KeyReport(
            (
                ("Balance", f"${account.balance}"),
                ("Models", ", ".join(account.models)),
                ("Limit", f"{account.per_minute} requests a minute"),
            )
        )


class SlowProvider(CheckedProvider, AsyncProvider, BaseVideoProvider):
    """No idempotency key, no look-up: a lost answer stays unknown."""

    poll_first_s: ClassVar[float] = 0.05
    poll_max_s: ClassVar[float] = 0.2
    lane_size: ClassVar[int] = 1_000

    async def create_task(self, request: GenerationRequest) -> Task:
        headers = {"Idempotency-Key": request.reference} if self.resubmit == "repeat" else {}
        answer = await self.http.submit("/tasks", Answer, json=encode(request), headers=headers)
        return {"id": answer.id}

    async def check_status(self, task: Task) -> TaskStatus:
        return decode(await self.http.read(f"/tasks/{task['id']}", Answer))


class KeyedProvider(SlowProvider):
    """Honours our reference as an idempotency key, and can cancel."""

    resubmit: ClassVar[Resubmit] = "repeat"
    can_cancel: ClassVar[bool] = True

    async def list_models(self) -> tuple[ListedModel, ...]:
        listed = (await self.http.read("/models", Listing)).models
        return tuple(ListedModel(each.id, each.title, each.ends) for each in listed)

    async def describe_model(self, wire_id: str) -> ModelSpec | None:
        """Publishes what its other models take."""
        try:
            told = await self.http.read(f"/models/{wire_id}", Described)
        except ProviderValidationError:
            return None
        duration = Field(
            "duration", "integer", "Duration", default=5, low=1, high=told.longest, unit="s", wire="seconds"
        )
        return replace(
            model(self.name, "video"),
            id=f"{self.name}:{wire_id}",
            wire_id=wire_id,
            label=told.title,
            fields=(duration,),
        )

    async def cancel_task(self, task: Task) -> bool:
        answer = await self.http.read(f"/tasks/{task['id']}/cancel", Answer, method="POST")
        return answer.state == "stopped"


class Listing(BaseModel):
    class Row(BaseModel):
        id: str
        title: str
        ends: date | None

    models: list[Row]


class Described(BaseModel):
    title: str
    longest: int


class FindableProvider(SlowProvider):
    """Can be asked for the tasks of our reference; its results are fetched with the key."""

    resubmit: ClassVar[Resubmit] = "look up"

    async def find_task(self, reference: str) -> Task | None:
        found = await self.http.read("/tasks", Found, params={"ref": reference})
        return {"id": found.tasks[0].id} if found.tasks else None

    async def check_status(self, task: Task) -> TaskStatus:
        status = await super().check_status(task)
        files = tuple(replace(each, url=f"/private/{str(each.url).rpartition('/')[2]}") for each in status.outputs)
        return replace(status, outputs=files)


class AtOnceProvider(CheckedProvider, BaseImageProvider):
    """Sends the picture in the answer to the purchase, by any model that its server has."""

    @classmethod
    def custom_model(cls, wire_id: str) -> ModelSpec | None:
        return replace(model(cls.name, "image"), id=f"{cls.name}:{wire_id}", wire_id=wire_id, label=wire_id, fields=())

    async def generate_image(self, request: ImageRequest) -> ProviderResult:
        answer = await self.http.submit("/pictures", Picture, json=encode(request))
        return ProviderResult((MediaOutput("image/png", data=base64.b64decode(answer.picture)),))


def register(registry: ProviderRegistry, base_url: str = "http://vendor.test", poll_s: float | None = None) -> None:
    """Adds the four test providers; `base_url` is where the vendor runs, `poll_s` a fixed interval."""
    for kind, name, provider in (
        ("video", "slow", SlowProvider),
        ("video", "keyed", KeyedProvider),
        ("video", "findable", FindableProvider),
        ("image", "at-once", AtOnceProvider),
    ):
        values: dict[str, object] = {"base_url": base_url, "models": (model(name, kind),)}  # type: ignore[arg-type]
        if poll_s is not None:
            values |= {"poll_first_s": poll_s, "poll_max_s": poll_s}
        copy = type(provider.__name__, (provider,), values)
        registry.register(kind, name, copy, ProviderInfo(name, "Test vendor", is_async=kind == "video"))  # type: ignore[arg-type]
