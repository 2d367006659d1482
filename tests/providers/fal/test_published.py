"""Each request that the adapter can send fits the input that fal publishes for its endpoint."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from genstudio.core.request import REQUEST_CLASSES
from genstudio.core.spec import Field, Value
from genstudio.providers.fal.encode import encode
from genstudio.providers.fal.endpoint import Endpoint
from genstudio.providers.fal.provider import ENDPOINTS

INPUTS: dict[str, Any] = json.loads(Path("tests/recordings/fal-inputs.json").read_text(encoding="utf-8"))["inputs"]
UNPUBLISHED = {
    "openai/gpt-image-2",
    "openai/gpt-image-2/edit",
    "bytedance/seedance-2.0/text-to-video",
    "bytedance/seedance-2.0/image-to-video",
    "minimax/h3/text-to-video",
    "minimax/h3/image-to-video",
    "fal-ai/minimax-music/v2.6",
}
"""fal's own types do not have them yet; their inputs are those of their pages."""
TYPES: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "number": (int, float),
    "boolean": (bool,),
    "object": (dict,),
    "array": (list,),
}


def faults(value: object, schema: Any, place: str) -> list[str]:
    """What is wrong with a value, by the few words of JSON Schema in the recording."""
    if "anyOf" in schema:
        return min((faults(value, each, place) for each in schema["anyOf"]), key=len)
    if "enum" in schema:
        return [] if value in schema["enum"] else [f"{place} is {value!r}"]
    kind = schema.get("type", "object")
    if not isinstance(value, TYPES[kind]) or (kind == "number" and isinstance(value, bool)):
        return [f"{place} is {value!r}"]
    if isinstance(value, list):
        return [fault for each in value for fault in faults(each, schema["items"], place)]
    if isinstance(value, dict):
        shapes = schema["properties"]
        missing = [f"{place}.{name} is missing" for name in schema.get("required", ()) if name not in value]
        unknown = [f"{place}.{name} is unknown" for name in value if name not in shapes]
        inside = [each for name in value if name in shapes for each in faults(value[name], shapes[name], name)]
        return [*missing, *unknown, *inside]
    return []


def legal(field: Field) -> Iterator[Value]:
    """Every choice, else the ends of the range."""
    if field.choices:
        yield from (each.value for each in field.choices)
    elif field.type == "boolean":
        yield from (True, False)
    elif field.type == "text":
        yield "a, b"
    else:
        ends = [each for each in (field.low, field.high) if each is not None]
        yield from (int(each) if field.type == "integer" else each for each in ends)


def requests(row: Endpoint) -> Iterator[tuple[str, dict[str, Any]]]:
    """(endpoint, body) of each value of each field, for each set of files that chooses an endpoint."""
    model = row.model
    routed = [(route.role, *route.needs) for route in row.routes]
    others = [(role.name,) for role in model.inputs if all(role.name not in roles for roles in routed)]
    settings: list[dict[str, Value]] = [{}, *({field.name: each} for field in model.fields for each in legal(field))]
    for roles in ((), *routed, *others):
        files = {role: ["https://h.example/a"] for role in roles}
        for values in settings:
            request = REQUEST_CLASSES[model.kind](model, "a fox", model.clean_values(values))
            yield encode(request, row, files)


@pytest.mark.parametrize("row", [pytest.param(row, id=name) for name, row in ENDPOINTS.items()])
def test_what_is_sent_is_what_fal_publishes(row: Endpoint) -> None:
    for path, body in requests(row):
        if path not in UNPUBLISHED:
            assert not faults(body, INPUTS[path], path)


def test_the_recording_is_of_our_endpoints() -> None:
    ours = {path for row in ENDPOINTS.values() for path in (row.model.wire_id, *(each.path for each in row.routes))}
    assert set(INPUTS) == ours - UNPUBLISHED


def test_a_wrong_request_would_be_noticed() -> None:
    wrong = {"num_images": "2", "image_size": "huge", "sed": 1}
    assert faults(wrong, INPUTS["fal-ai/flux/schnell"], "input") == [
        "input.prompt is missing",
        "input.sed is unknown",
        "num_images is '2'",
        "image_size is 'huge'",
    ]
