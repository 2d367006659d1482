"""What ComfyUI answers: refusals by node, queue, history, and the events of its websocket; facts in `adapter`."""

from __future__ import annotations

import json
import mimetypes
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from urllib.parse import urlencode

from pydantic import BaseModel, Field, RootModel, ValidationError

from genstudio.core import refusals
from genstudio.core.errors import GenerationFailedError, ProviderError, ProviderValidationError
from genstudio.core.result import Json, JsonObject, MediaOutput, TaskStatus
from genstudio.core.spec import Kind
from genstudio.transport.answers import Answer

NAME = "ComfyUI"
TYPES: Mapping[Kind, str] = {"image": "image/", "tts": "audio/", "video": "video/", "music": "audio/"}
MIMES = {
    ".webp": "image/webp", ".flac": "audio/flac", ".opus": "audio/ogg", ".webm": "video/webm",
    ".mkv": "video/x-matroska",
}  # fmt: skip
"""Which the system's own table may not know."""
OUT_OF_MEMORY = "OutOfMemoryError"


class NodeFault(BaseModel):
    type: str = ""
    message: str = ""
    details: str = ""
    extra_info: dict[str, object] = Field(default_factory=dict)


class NodeFaults(BaseModel):
    errors: list[NodeFault] = Field(default_factory=list)
    class_type: str = ""


class Refusal(BaseModel):
    error: NodeFault
    node_errors: dict[str, NodeFaults] | list[object] = Field(default_factory=dict)


class Queued(BaseModel):
    prompt_id: str


class Queue(BaseModel):
    """Each item begins with its number and its prompt's id."""

    queue_running: list[list[object]]
    queue_pending: list[list[object]]

    def running(self, prompt_id: str) -> bool:
        return any(each[1:2] == [prompt_id] for each in self.queue_running)

    def place(self, prompt_id: str) -> int | None:
        """How many run before it, None where it does not wait."""
        numbers = sorted((float(str(each[0])), str(each[1])) for each in self.queue_pending if len(each) > 1)
        ids = [each for _, each in numbers]
        return ids.index(prompt_id) + len(self.queue_running) if prompt_id in ids else None


class Ended(BaseModel):
    status_str: str
    messages: list[tuple[str, dict[str, object]]] = Field(default_factory=list)


class Record(BaseModel):
    """A prompt in the history: by node and by what it is, the files that were made."""

    outputs: dict[str, dict[str, object]] = Field(default_factory=dict)
    status: Ended | None = None


class Device(BaseModel):
    name: str
    vram_total: int = 0


class System(BaseModel):
    comfyui_version: str = ""


class Stats(BaseModel):
    system: System
    devices: list[Device] = Field(default_factory=list)


class Uploaded(BaseModel):
    name: str
    subfolder: str = ""

    @property
    def path(self) -> str:
        return f"{self.subfolder}/{self.name}" if self.subfolder else self.name


def decode(record: Record, kind: Kind) -> TaskStatus:
    """Raises ProviderResponseError for an end that is not known, and for one in success without a file."""
    ended = record.status or Ended(status_str="success")
    if ended.status_str == "error":
        return _failed(ended)
    if ended.status_str != "success":
        raise refusals.not_understood(NAME, f"{ended.status_str} {json.dumps(record.outputs)[:500]}")
    outputs = tuple(_outputs(record, kind))
    if not outputs:
        raise refusals.empty(NAME, json.dumps(record.outputs)[:500])
    return TaskStatus("complete", outputs=outputs)


def _failed(ended: Ended) -> TaskStatus:
    for event, data in ended.messages:
        if event == "execution_interrupted":
            return TaskStatus("cancelled")
        if event == "execution_error":
            return TaskStatus("error", error=_raised(data))
    return TaskStatus("error", error=refusals.failed(NAME))


def _raised(data: Mapping[str, object]) -> GenerationFailedError:
    detail = f"{data.get('node_type')}: {data.get('exception_message')}"
    if str(data.get("exception_type")).endswith(OUT_OF_MEMORY):
        return GenerationFailedError(
            "The GPU of your ComfyUI has too little memory for this. Choose a smaller size, or fewer at once.",
            detail=detail,
        )
    return GenerationFailedError(f"The node {data.get('node_type')} failed in ComfyUI.", detail=detail)


def _outputs(record: Record, kind: Kind) -> Iterator[MediaOutput]:
    """Files of the kind, or all where none is; saved ones rather than previews."""
    files = [each for node in record.outputs.values() for each in _files(node)]
    saved = [each for each in files if each.get("type") == "output"] or files
    typed = [(mime_of(str(each["filename"])), each) for each in saved]
    fitting = [each for each in typed if each[0].startswith(TYPES[kind])] or typed
    for mime, each in fitting:
        place = {name: str(each.get(name, "")) for name in ("filename", "subfolder", "type")}
        yield MediaOutput(mime, url=f"/view?{urlencode(place)}")


def _files(node: Mapping[str, object]) -> Iterator[dict[str, object]]:
    for found in node.values():
        for each in found if isinstance(found, list) else ():
            if isinstance(each, dict) and isinstance(each.get("filename"), str):
                yield each


def mime_of(filename: str) -> str:
    ending = PurePosixPath(filename).suffix.lower()
    return MIMES.get(ending) or mimetypes.guess_type(filename)[0] or "application/octet-stream"


def verdict(answer: Answer) -> ProviderError | None:
    """What a refused workflow lacks: a model file, a node, or a legal value."""
    if answer.status != 400:
        return None
    try:
        refusal = Refusal.model_validate_json(answer.body)
    except ValidationError:
        return None
    named = refusal.node_errors if isinstance(refusal.node_errors, dict) else {}
    faults = [(each.class_type, fault) for each in named.values() for fault in each.errors]
    detail = "; ".join(f"{node}: {fault.message}: {fault.details}" for node, fault in faults) or refusal.error.details
    for _, fault in faults:
        if fault.type == "value_not_in_list":
            given = str(fault.extra_info.get("received_value", ""))
            return ProviderValidationError(
                f"Your ComfyUI does not know {given[:100]!r}. Put the file into its models folder, or choose another.",
                detail=detail,
            )
    if "does not exist" in refusal.error.message:
        return ProviderValidationError(
            "Your ComfyUI lacks a node that the workflow uses. Install it there.",
            detail=refusal.error.message,
        )
    return ProviderValidationError("Your ComfyUI did not accept the workflow.", detail=detail or refusal.error.message)


class Inputs(BaseModel):
    required: dict[str, object] = Field(default_factory=dict)
    optional: dict[str, object] = Field(default_factory=dict)


class NodeInfo(BaseModel):
    input: Inputs


class Info(RootModel[dict[str, NodeInfo]]):
    """What nodes take, by their classes; empty for a class that the server does not have."""

    def choices(self, node_class: str, name: str) -> list[str]:
        """The names that an input may have."""
        node = self.root.get(node_class)
        return _listed((node.input.required | node.input.optional).get(name)) if node else []


def _listed(info: object) -> list[str]:
    """[[names], {}] of old nodes, ["COMBO", {"options": names}] of new ones."""
    if not isinstance(info, list) or not info:
        return []
    names = info[0]
    if isinstance(names, str) and len(info) > 1 and isinstance(info[1], dict):
        names = info[1].get("options")
    return [each for each in names if isinstance(each, str)] if isinstance(names, list) else []


class Event(BaseModel):
    type: str
    data: dict[str, object] = Field(default_factory=dict)


ENDS = ("execution_success", "execution_error", "execution_interrupted")


def heard(text: str, prompt_id: str, nodes: JsonObject) -> tuple[float | None, str] | None:
    """Progress from 0 to 1 and the node at work, from an event; None once this prompt has ended.

    (None, "") for an event about something else. A node counts as much as any other.
    """
    try:
        event = Event.model_validate_json(text)
    except ValidationError:
        return None, ""
    data = event.data
    if data.get("prompt_id") != prompt_id:
        return None, ""
    if event.type in ENDS or (event.type == "executing" and data.get("node", "") is None):
        return None
    if event.type == "progress_state" and isinstance(data.get("nodes"), dict):
        return _of_states(data["nodes"], nodes)
    if event.type == "progress":
        return _part(data), _title(nodes.get(str(data.get("node"))))
    return None, ""


def _of_states(states: object, nodes: JsonObject) -> tuple[float | None, str]:
    known = states if isinstance(states, dict) else {}
    done, step = 0.0, ""
    for node_id, state in known.items():
        if isinstance(state, dict):
            done += 1.0 if state.get("state") == "finished" else _part(state)
            step = _title(nodes.get(str(node_id))) if state.get("state") == "running" else step
    return min(done / max(len(nodes), 1), 1.0), step


def _part(data: Mapping[str, object]) -> float:
    value, most = data.get("value"), data.get("max")
    if not isinstance(value, int | float) or not isinstance(most, int | float) or most <= 0:
        return 0.0
    return min(max(value / most, 0.0), 1.0)


def _title(node: Json) -> str:
    if not isinstance(node, dict):
        return ""
    meta = node.get("_meta")
    title = str(meta.get("title", "")) if isinstance(meta, dict) else ""
    return title.removeprefix("@") or str(node.get("class_type", ""))
