"""Replicate: models of many makers, each with an input schema of its own, all behind "predictions".

Facts: replicate 1.0.7 and 2.0.0b4, replicate.com/docs, read 2026-11-22.

submit  POST /models/{owner}/{name}/predictions {"input": {...}} -> 201 {"id", "status", "urls", ...}
        POST /predictions {"version": "<64 digits>", "input": {...}}, for what the first path answers 404: models of the
        community, whose newest version is told by GET /models/{owner}/{name} -> {"latest_version": {"id"}}
status  GET  /predictions/{id} -> {"status", "output", "error", "logs", "metrics", "data_removed"}
cancel  POST /predictions/{id}/cancel -> the prediction, whose status changes shortly after
upload  POST /files, multipart field "content" -> {"urls": {"get"}}; a file of up to 256 KB may be a data URI instead
account GET  /account -> {"type", "username"}; free. There is no balance to ask for.
list    GET  /collections/{slug} -> {"models": [{"owner", "name"}]}
schema  GET  /models/{owner}/{name}[/versions/{id}] -> {"openapi_schema"}; see schema.py
key     header "Authorization: Bearer r8_..."
quirks  `output` is an address, a list of them or an object with some in it, as the model likes. Everything of a
        prediction is deleted one hour after its end: the output is then null and `data_removed` is set. Files lie at
        replicate.delivery, public, where the key must not go. `starting` may last for minutes while a model wakes up.
        `Prefer: wait` would hold the answer back for up to 60 s, and with it the id without which a prediction is lost
        when the studio is killed: it is not sent. No idempotency key; a lost answer is not sent again.
        No progress but what a model logs ("45%|####"). 429 may say when only in its text ("resets in ~30s").
        Unverified: Retry-After, the size limit of files, what a failed run of a model costs that is billed by time.
"""

from __future__ import annotations

import re
from typing import ClassVar

from genstudio.core import refusals
from genstudio.core.errors import ProviderError, ProviderResponseError
from genstudio.core.money import Measure, PriceRule, Unpriced
from genstudio.core.request import GenerationRequest, MediaInput
from genstudio.core.result import JsonObject, KeyReport, ListedModel, Task, TaskStatus
from genstudio.core.spec import KB, Kind, ModelSpec
from genstudio.providers.base import AsyncProvider, KeySpec, measure
from genstudio.providers.replicate import faults
from genstudio.providers.replicate.answers import (
    STATES,
    Account,
    Collection,
    Model,
    Prediction,
    Uploaded,
    Version,
    outputs,
    progress,
)
from genstudio.providers.replicate.columns import COMMUNITY
from genstudio.providers.replicate.faults import LABEL
from genstudio.providers.replicate.schema import spec_of
from genstudio.transport.answers import Answer

INLINE_BYTES = 256 * KB
LIST = "[]"
"""Ends the wire name of a role that takes several files."""
WIRE_ID = re.compile(r"(?P<model>[\w.-]+/[\w.-]+)(:(?P<version>[0-9a-f]{64}))?")
COUNTED = {"image": "image_output_count", "video": "video_output_count"}
COLLECTIONS: dict[Kind, str] = {
    "image": "text-to-image",
    "tts": "text-to-speech",
    "video": "text-to-video",
    "music": "ai-music-generation",
}
LENGTHS = ("video_output_duration_seconds", "audio_output_duration_seconds")


class ReplicateProvider(AsyncProvider):
    """What the four kinds have in common, which is everything but their tables."""

    label: ClassVar[str] = LABEL
    base_url: ClassVar[str] = "https://api.replicate.com/v1"
    key: ClassVar[KeySpec | None] = KeySpec(
        service="replicate", env="REPLICATE_API_TOKEN", help_url="https://replicate.com/account/api-tokens"
    )
    can_cancel: ClassVar[bool] = True
    lane_size: ClassVar[int] = 8

    def judge(self, answer: Answer) -> ProviderError | None:
        return faults.judge(answer)

    async def check_key(self) -> KeyReport:
        await self.validate_config()
        account = await self.http.read("/account", Account)
        return KeyReport((("Account", account.username),))

    async def create_task(self, request: GenerationRequest) -> Task:
        files = {role: [await self._address(each) for each in given] for role, given in request.media.items()}
        made = await self._submit(request.model.wire_id, encode(request, files))
        counted = measure(request)
        return {
            "id": made.id,
            "model": request.model.wire_id,
            "values": dict(request.values),
            "prompt_chars": counted.prompt_chars,
        }

    async def _submit(self, wire_id: str, given: JsonObject) -> Prediction:
        """A purchase. Where it is a definite 404, nothing was bought, and the model is one of the community."""
        name, _, version = wire_id.partition(":")
        if not version and name not in COMMUNITY:
            answer = await self.http.submit_raw(f"/models/{name}/predictions", json={"input": given}, also=(404,))
            if answer.status != 404:
                return self.http.parse(answer, Prediction)
        return await self.http.submit(
            "/predictions", Prediction, json={"version": version or await self._newest(name), "input": given}
        )

    async def _newest(self, name: str) -> str:
        """The id of a model's newest version. Raises ProviderValidationError where there is no such model."""
        model = await self._model(name)
        if model is None or model.latest_version is None:
            raise refusals.no_model(LABEL, name)
        return model.latest_version.id

    async def _model(self, name: str) -> Model | None:
        answer = await self.http.read_raw(f"/models/{name}", also=(404,))
        return None if answer.status == 404 else self.http.parse(answer, Model)

    async def check_status(self, task: Task) -> TaskStatus:
        prediction = await self.http.read(f"/predictions/{task['id']}", Prediction)
        state = STATES.get(prediction.status)
        if state is None:
            raise refusals.not_understood(LABEL, prediction.model_dump_json())
        if state == "error":
            return TaskStatus(state, error=faults.failure(prediction.error or ""))
        if state != "complete":
            return TaskStatus(state, progress(prediction.logs or ""))
        found = outputs(prediction.output, self.kind)
        if not found and prediction.data_removed:
            raise ProviderResponseError(
                f"{LABEL} made this, and has deleted it by now: results are kept there for one hour.",
                detail=str(task["id"]),
            )
        if not found:
            raise refusals.empty(LABEL, prediction.model_dump_json()[:2_000])
        extras: JsonObject = {"prediction_id": prediction.id}
        if isinstance(run_s := prediction.metrics.get("predict_time"), int | float):
            extras["predict_s"] = run_s
        return TaskStatus("complete", 1.0, outputs=found, usd_micro=self._cost(task, prediction), extras=extras)

    def _cost(self, task: Task, prediction: Prediction) -> int | None:
        """By the price rule of what Replicate counted; None where it counted nothing of which we know the price."""
        count = prediction.metrics.get(COUNTED.get(self.kind, ""))
        seconds = next((found for name in LENGTHS if (found := prediction.metrics.get(name)) is not None), None)
        if not isinstance(count, int) and not isinstance(seconds, int | float):
            return None
        price: PriceRule = next((each.price for each in self.models if each.wire_id == task["model"]), Unpriced())
        values, chars = task.get("values"), task.get("prompt_chars")
        return price.usd_micro(
            Measure(
                values if isinstance(values, dict) else {},
                chars if isinstance(chars, int) else 0,
                count if isinstance(count, int) else 1,
                float(seconds) if isinstance(seconds, int | float) else None,
            )
        )

    async def cancel_task(self, task: Task) -> bool:
        """One that was not begun is dropped; for a running one Replicate says so only a moment later."""
        stopped = await self.http.read(f"/predictions/{task['id']}/cancel", Prediction, method="POST")
        return STATES.get(stopped.status) == "cancelled"

    async def describe_model(self, wire_id: str) -> ModelSpec | None:
        """The form of any model, "owner/name" or "owner/name:version", drawn from its published input schema.

        Raises ProviderValidationError for one that makes no files, or wants what no form can give.
        """
        found = WIRE_ID.fullmatch(wire_id)
        if found is None:
            return None
        if found["version"]:
            answer = await self.http.read_raw(f"/models/{found['model']}/versions/{found['version']}", also=(404,))
            version = None if answer.status == 404 else self.http.parse(answer, Version)
            return spec_of(self.name, wire_id, self.kind, version) if version else None
        model = await self._model(found["model"])
        if model is None or model.latest_version is None:
            return None
        return spec_of(self.name, wire_id, self.kind, model.latest_version, model.description or "")

    async def list_models(self) -> tuple[ListedModel, ...]:
        """What Replicate's editors gathered for this kind: the best known of its models, not all of them."""
        found = await self.http.read(f"/collections/{COLLECTIONS[self.kind]}", Collection)
        return tuple(ListedModel(f"{each.owner}/{each.name}", each.name) for each in found.models)

    async def _address(self, file: MediaInput) -> str:
        """A data URI for a small file; else where Replicate keeps it."""
        if file.path.stat().st_size <= INLINE_BYTES:
            return file.data_uri()
        answer = await self.http.upload("/files", file, field="content")
        return self.http.parse(answer, Uploaded).urls.get


def encode(request: GenerationRequest, files: dict[str, list[str]]) -> JsonObject:
    """The model's input: the fields that were set, under their wire names; unset ones left out, 0 kept.

    `files` are the addresses of the input files by role.
    """
    given: JsonObject = dict(request.wire_values())
    if request.prompt:
        given[request.model.prompt.wire or "prompt"] = request.prompt
    for role in request.model.inputs:
        if found := files.get(role.name):
            wire = role.wire or role.name
            given[wire.removesuffix(LIST)] = list(found) if wire.endswith(LIST) else found[0]
    return given
