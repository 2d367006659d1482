"""Workflows as ComfyUI exports them for its API: what of a graph a person fills in.

A graph is {id: {"class_type", "inputs", "_meta": {"title"}}}; an input is a value, or [id, number] where it comes from
another node. Nodes whose title begins with @ are filled in:

    @Prompt                 a node's first text: what is written as the prompt
    @First frame            a LoadImage, LoadAudio or LoadVideo: a file of that name
    @Steps                  another node: each of its values is a setting, under the title and the value's own name

The built-in ones lie in `graphs`; a person's own in <home>/workflows/<kind>/<name>.json.
"""

from __future__ import annotations

import copy
import json
import logging
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from genstudio.core.errors import ProviderValidationError
from genstudio.core.money import OwnServer
from genstudio.core.result import Json, JsonObject
from genstudio.core.spec import Field, InputRole, Kind, Media, ModelSpec, Prompt

log = logging.getLogger(__name__)

FOLDER = Path(__file__).parent / "graphs"
MARK = "@"
PROMPT = "prompt"
LOADERS: Mapping[str, tuple[Media, str]] = {
    "LoadImage": ("image", "image"),
    "LoadImageMask": ("image", "image"),
    "LoadAudio": ("audio", "audio"),
    "LoadVideo": ("video", "file"),
}
"""Class of a node -> what it loads, and the input that names the file."""
SEEDS = ("seed", "noise_seed")
MAX_FILE_BYTES = 4 * 1024 * 1024
OWN = "Your own workflow"
SUFFIX = ".json"


@dataclass(frozen=True, slots=True)
class Workflow:
    """A graph and the places in it, as "<id>.<input>". `files` is by the name of the role."""

    graph: JsonObject
    prompt: str = ""
    files: Mapping[str, str] | None = None
    inputs: tuple[InputRole, ...] = ()
    fields: tuple[Field, ...] = ()

    def filled(self, values: Mapping[str, Json]) -> JsonObject:
        """A copy of the graph with values by place. Raises ProviderValidationError for a place that is not there."""
        graph = copy.deepcopy(self.graph)
        for place, value in values.items():
            node_id, _, name = place.rpartition(".")
            inputs = inputs_of(graph.get(node_id))
            if inputs is None:
                raise ProviderValidationError(
                    "The workflow was changed since this was ordered. Order it anew.", detail=f"no {place}"
                )
            inputs[name] = value
        return graph


class UnreadableError(ValueError):
    """The file holds no workflow in the form for the API."""


def read(path: Path) -> Workflow:
    """Raises UnreadableError, OSError."""
    with path.open("rb") as file:
        content = file.read(MAX_FILE_BYTES + 1)
    try:
        graph = json.loads(content)
    except ValueError as error:
        raise UnreadableError("no JSON") from error
    if not isinstance(graph, dict) or not graph or any(inputs_of(node) is None for node in graph.values()):
        raise UnreadableError("not exported for the API (in ComfyUI: File, Export (API))")
    return _marked(graph)


def _marked(graph: JsonObject) -> Workflow:
    prompt, files, roles, fields = "", {}, [], []
    for node_id, node in graph.items():
        title, kind = title_of(node), class_of(node)
        if not title.startswith(MARK):
            continue
        label = title.removeprefix(MARK).strip()
        literals = list(_literals(node))
        if kind in LOADERS:
            media, name = LOADERS[kind]
            role = _slug(label or media)
            files[role] = f"{node_id}.{name}"
            roles.append(InputRole(role, media, label or kind, required=True))
        elif label.lower() == PROMPT and not prompt:
            text = next((name for name, value in literals if isinstance(value, str)), "")
            prompt = f"{node_id}.{text}" if text else ""
        else:
            fields += [
                _field(
                    label if len(literals) == 1 else f"{label} {name.replace('_', ' ')}".strip(), node_id, name, value
                )
                for name, value in literals
            ]
    return Workflow(graph, prompt, files, _distinct_roles(roles), _distinct(fields))


def _literals(node: Json) -> Iterator[tuple[str, str | int | float | bool]]:
    for name, value in (inputs_of(node) or {}).items():
        if isinstance(value, str | int | float | bool):
            yield name, value


def _field(label: str, node_id: str, name: str, value: str | float | bool) -> Field:
    place, label = f"{node_id}.{name}", (label or name)[:60]
    if name in SEEDS:
        return Field("seed", "integer", "Seed", low=0, high=2**53 - 1, wire=place, advanced=True)
    match value:
        case bool():
            return Field(_slug(label), "boolean", label, default=value, wire=place)
        case int():
            return Field(_slug(label), "integer", label, default=value, wire=place)
        case float():
            return Field(_slug(label), "number", label, default=value, wire=place)
    return Field(_slug(label), "text", label, default=value, max_chars=20_000, wire=place)


def _distinct(fields: list[Field]) -> tuple[Field, ...]:
    """The first of each name: a second seed follows the workflow."""
    return tuple({each.name: each for each in reversed(fields)}.values())[::-1]


def _distinct_roles(roles: list[InputRole]) -> tuple[InputRole, ...]:
    return tuple({each.name: each for each in reversed(roles)}.values())[::-1]


def _slug(label: str) -> str:
    return re.sub(r"[^a-z0-9]+", "_", label.lower()).strip("_")[:40] or "value"


def inputs_of(node: Json) -> JsonObject | None:
    """The inputs of a node, None for what is no node."""
    inputs = node.get("inputs") if isinstance(node, dict) and isinstance(node.get("class_type"), str) else None
    return inputs if isinstance(inputs, dict) else None


def class_of(node: Json) -> str:
    return str(node.get("class_type", "")) if isinstance(node, dict) else ""


def title_of(node: Json) -> str:
    meta = node.get("_meta") if isinstance(node, dict) else None
    return str(meta.get("title", "")) if isinstance(meta, dict) else ""


def own_models(kind: Kind, home: Path, provider: str, today: date) -> Iterator[ModelSpec]:
    """A model for each workflow of a person; one that cannot be read is left out and named in the log."""
    for path in sorted((home / "workflows" / kind).glob(f"*{SUFFIX}")):
        try:
            workflow = read(path)
        except (OSError, UnreadableError) as error:
            log.warning("the workflow %s is left out: %s", path.name, error)
            continue
        yield ModelSpec(
            id=f"{provider}:{path.name}",
            wire_id=str(path),
            kind=kind,
            label=path.stem[:80],
            description=OWN,
            engine="hosted",
            price=OwnServer(),
            source=path.name,
            checked=today,
            prompt=Prompt(required=bool(workflow.prompt), max_chars=20_000),
            inputs=workflow.inputs,
            fields=workflow.fields,
            typical_s=60,
        )
