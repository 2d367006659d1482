"""ComfyUI: workflows on a server of one's own. https://github.com/comfyanonymous/ComfyUI, release 0.8.0: server.py,
execution.py, comfy_execution/progress.py, comfy_api/latest/_ui.py (read 2026-11-23)

upload   POST /upload/image  form: any file as "image", "subfolder", "type" = "input" -> {"name", "subfolder"}
run      POST /prompt        {"prompt": graph, "prompt_id", "client_id"} -> {"prompt_id"}
         refused: 400 {"error": {"type", "message", "details"}, "node_errors": {id: {"errors": [...], "class_type"}}}
queue    GET  /queue         {"queue_running", "queue_pending"}, each [[number, prompt_id, graph, ...]]
history  GET  /history/{id}  {} or {id: {"outputs": {node: {"images" | "audio" | ...: [file]}}, "status"}}
         status: {"status_str": "success" | "error", "messages": [[event, data]]}; only in memory, lost by a restart
file     GET  /view?filename=&subfolder=&type=
cancel   POST /queue {"delete": [id]} while it waits, POST /interrupt {"prompt_id"} while it runs
events   WS   /ws?clientId=  {"type", "data"}: "progress_state" {"prompt_id", "nodes": {id: {"value", "max", "state"}}},
         "progress" {"value", "max", "node"}, "execution_success", "_error", "_interrupted"; binary previews
lists    GET  /object_info/{class}; check: GET /system_stats
key      none; a proxy in front of it may want "Authorization: Bearer"
quirks   a wrong title or file is a 400 at once; what a node raises is in the history. Servers before mid 2025 give a
         prompt an id of their own and interrupt whatever runs: both are seen in the queue first.
"""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from pathlib import Path
from typing import ClassVar
from urllib.parse import quote, urlencode

from genstudio.core.errors import GenerationFailedError, ProviderError, ProviderValidationError
from genstudio.core.request import GenerationRequest
from genstudio.core.result import Json, JsonObject, KeyReport, ListedModel, Task, TaskStatus
from genstudio.core.spec import ModelSpec
from genstudio.providers.base import (
    AsyncProvider,
    BaseImageProvider,
    BaseMusicProvider,
    BaseVideoProvider,
    KeySpec,
    Resubmit,
)
from genstudio.providers.comfyui import wire
from genstudio.providers.comfyui.tables import MODELS, PROVIDER, custom, models
from genstudio.providers.comfyui.workflows import (
    FOLDER,
    SUFFIX,
    UnreadableError,
    Workflow,
    class_of,
    inputs_of,
    own_models,
    read,
)
from genstudio.providers.registry import register_provider
from genstudio.transport.answers import Answer
from genstudio.transport.http import AnyJson

UPLOADS = "genstudio"
"""The folder below the server's input folder."""
LISTEN_S = 3.0
LOADER = "CheckpointLoaderSimple"
LISTED = 8


class ComfyUI(AsyncProvider):
    """What all kinds share."""

    own_server: ClassVar[bool] = True
    label: ClassVar[str] = wire.NAME
    key: ClassVar[KeySpec | None] = KeySpec(service=PROVIDER, env="COMFYUI_TOKEN", required=False)
    can_cancel: ClassVar[bool] = True
    resubmit: ClassVar[Resubmit] = "look up"
    lane_size: ClassVar[int] = 2
    poll_first_s: ClassVar[float] = 0.5
    poll_max_s: ClassVar[float] = 2.0

    @classmethod
    def custom_model(cls, wire_id: str) -> ModelSpec | None:
        return custom(cls.kind, wire_id)

    @classmethod
    def own_models(cls, home: Path) -> tuple[ModelSpec, ...]:
        return tuple(own_models(cls.kind, home, PROVIDER, datetime.now(UTC).date()))

    async def list_models(self) -> tuple[ListedModel, ...]:
        """The server's checkpoints; it does not tell what each of them makes."""
        return tuple(ListedModel(each) for each in await self._names(LOADER, "ckpt_name"))

    def judge(self, answer: Answer) -> ProviderError | None:
        return wire.verdict(answer)

    async def check_key(self) -> KeyReport:
        """The version, the devices and the model files of the server."""
        await self.validate_config()
        stats = await self.http.read("/system_stats", wire.Stats)
        names = await self._names(LOADER, "ckpt_name")
        devices = [f"{each.name}, {each.vram_total / 1024**3:.1f} GB" for each in stats.devices]
        more = f" (+{len(names) - LISTED})" if len(names) > LISTED else ""
        return KeyReport(
            (
                ("Version", stats.system.comfyui_version or "unknown"),
                ("Device", "; ".join(devices) or "unknown"),
                ("Models", ", ".join(names[:LISTED]) + more or "none"),
            )
        )

    async def create_task(self, request: GenerationRequest) -> Task:
        workflow = await asyncio.to_thread(workflow_of, request.model)
        values = await self._uploaded(request, workflow) | places(request, workflow)
        graph = await self._with_files(workflow.filled(values))
        body: JsonObject = {"prompt": graph, "client_id": request.reference}
        if request.reference:
            body["prompt_id"] = request.reference
        queued = await self.http.submit("/prompt", wire.Queued, json=body)
        return {"id": queued.prompt_id, "client": request.reference}

    async def find_task(self, reference: str) -> Task | None:
        known = await self._place(reference) is not None or await self._record(reference) is not None
        return {"id": reference, "client": reference} if known else None

    async def check_status(self, task: Task) -> TaskStatus:
        prompt_id = str(task["id"])
        # The queue first: a prompt that leaves it is in the history already.
        place = await self._place(prompt_id)
        if place == 0:
            await self._listen(prompt_id, str(task["client"]))
            place = await self._place(prompt_id)
        if place == 0:
            return TaskStatus("processing")
        if place is not None:
            return TaskStatus("pending", step="Waiting at ComfyUI")
        record = await self._record(prompt_id)
        if record is None:
            return TaskStatus(
                "error",
                error=GenerationFailedError(
                    "ComfyUI no longer knows this job; it was restarted, or its history was cleared."
                ),
            )
        return wire.decode(record, self.kind)

    async def cancel_task(self, task: Task) -> bool:
        prompt_id = str(task["id"])
        place = await self._place(prompt_id)
        if place is None:
            return False
        if place:
            await self.http.read_raw("/queue", method="POST", json={"delete": [prompt_id]})
        else:
            await self.http.read_raw("/interrupt", method="POST", json={"prompt_id": prompt_id})
        return True

    async def _place(self, prompt_id: str) -> int | None:
        """0 while it runs, else how many are before it; None where it is not in the queue."""
        queue = await self.http.read("/queue", wire.Queue)
        if queue.running(prompt_id):
            return 0
        waiting = queue.place(prompt_id)
        return None if waiting is None else max(waiting, 1)

    async def _record(self, prompt_id: str) -> wire.Record | None:
        answer = await self.http.read_raw(f"/history/{quote(prompt_id, safe='')}")
        found = self.http.parse(answer, AnyJson).model_extra or {}
        return wire.Record.model_validate(found[prompt_id]) if prompt_id in found else None

    async def _listen(self, prompt_id: str, client: str) -> None:
        """Reports progress for some seconds, or until the prompt ends. Without a websocket there is none to report."""
        nodes: JsonObject | None = None
        async with self.http.listen(f"/ws?{urlencode({'clientId': client})}", timeout_s=LISTEN_S) as events:
            async for text in events:
                if nodes is None:
                    nodes = await self._nodes(prompt_id)
                told = wire.heard(text, prompt_id, nodes)
                if told is None:
                    return
                part, step = told
                if part is not None:
                    self.report(part, step)

    async def _nodes(self, prompt_id: str) -> JsonObject:
        queue = await self.http.read("/queue", wire.Queue)
        for each in queue.queue_running:
            if each[1:2] == [prompt_id] and len(each) > 2 and isinstance(each[2], dict):
                return each[2]
        return {}

    async def _uploaded(self, request: GenerationRequest, workflow: Workflow) -> dict[str, Json]:
        """The server's names of the input files, by place."""
        names: dict[str, Json] = {}
        for role, place in (workflow.files or {}).items():
            for file in request.media.get(role, ())[:1]:
                answer = await self.http.upload(
                    "/upload/image", file, field="image", json={"subfolder": UPLOADS, "type": "input"}
                )
                names[place] = self.http.parse(answer, wire.Uploaded).path
        return names

    async def _with_files(self, graph: JsonObject) -> JsonObject:
        """The graph, with the server's first file where a node names none."""
        for node in graph.values():
            inputs = inputs_of(node) or {}
            for name in [name for name, value in inputs.items() if value == "" and name.endswith("_name")]:
                held = await self._names(class_of(node), name)
                if not held:
                    raise ProviderValidationError(
                        f"Your ComfyUI holds no model for the node {class_of(node)}. Put one into its models folder."
                    )
                inputs[name] = held[0]
        return graph

    async def _names(self, node_class: str, name: str) -> list[str]:
        info = await self.http.read(f"/object_info/{quote(node_class, safe='')}", wire.Info)
        return info.choices(node_class, name)


def workflow_of(model: ModelSpec) -> Workflow:
    """Reads the workflow's file. Raises ProviderValidationError where a person's own is gone or spoilt."""
    built_in = {each.wire_id for each in MODELS}
    path = Path(model.wire_id)
    if model.wire_id in built_in or path.suffix != SUFFIX:
        name = model.wire_id if model.wire_id in built_in else models(model.kind)[0].wire_id
        return read(FOLDER / f"{name}{SUFFIX}")
    try:
        return read(path)
    except (OSError, UnreadableError) as error:
        raise ProviderValidationError(
            "The workflow cannot be read. Export it again for the API.", detail=str(error)
        ) from error


def places(request: GenerationRequest, workflow: Workflow) -> dict[str, Json]:
    """What a person set, by its place in the graph."""
    values: dict[str, Json] = dict(request.wire_values())
    if workflow.prompt:
        values[workflow.prompt] = request.prompt
    model = request.model
    if model.wire_id not in {each.wire_id for each in MODELS} and not model.wire_id.endswith(SUFFIX):
        values["checkpoint.ckpt_name"] = model.wire_id
    return values


@register_provider(
    "image",
    PROVIDER,
    description="Pictures by the workflows of your own ComfyUI",
    features=("your own workflows", "your own server", "seed"),
    models=models("image"),
    is_async=True,
)
class ComfyUIImageProvider(ComfyUI, BaseImageProvider):
    pass


@register_provider(
    "video",
    PROVIDER,
    description="Clips by the workflows of your own ComfyUI",
    features=("your own workflows", "your own server", "seed"),
    models=models("video"),
    is_async=True,
)
class ComfyUIVideoProvider(ComfyUI, BaseVideoProvider):
    pass


@register_provider(
    "music",
    PROVIDER,
    description="Music by the workflows of your own ComfyUI",
    features=("your own workflows", "your own server", "seed"),
    models=models("music"),
    is_async=True,
)
class ComfyUIMusicProvider(ComfyUI, BaseMusicProvider):
    pass
