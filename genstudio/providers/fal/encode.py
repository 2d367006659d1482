"""What goes out to fal: the endpoint and the model's input, which is the body itself."""

from __future__ import annotations

from collections.abc import Mapping

from genstudio.core.errors import ProviderValidationError
from genstudio.core.request import GenerationRequest
from genstudio.core.result import Json, JsonObject
from genstudio.providers.fal.endpoint import FORMS, Endpoint, Route

LIST = "[]"
"""Ends the wire name of a role that takes several files."""


def encode(request: GenerationRequest, row: Endpoint, files: Mapping[str, list[str]]) -> tuple[str, JsonObject]:
    """(endpoint, body): the fields that were set, under their wire names; unset ones left out, 0 kept.

    `files` are the addresses of the input files by role. A wire name with dots is an object in an object.
    Raises ProviderValidationError for a file that needs another one beside it.
    """
    route = next((each for each in row.routes if files.get(each.role)), None)
    body: JsonObject = dict(row.fixed)
    if request.prompt:
        body[request.model.prompt.wire or "prompt"] = request.prompt
    for name, value in request.values.items():
        field = request.model.field_named(name)
        wire = (field.wire if field else "") or name
        if route is not None and wire in route.drop:
            continue
        if name in row.switches:
            body |= row.switches[name] if value else {}
        else:
            _put(body, wire, FORMS[row.forms[name]](value) if name in row.forms else value)
    for role in request.model.inputs:
        given = files.get(role.name)
        if given:
            wire = (route.names.get(role.name) if route else None) or role.wire or role.name
            body[wire.removesuffix(LIST)] = list(given) if wire.endswith(LIST) else given[0]
    _check(request, route, files)
    return (route.path if route else request.model.wire_id), body


def _put(body: JsonObject, wire: str, value: Json) -> None:
    *parents, last = wire.split(".")
    for parent in parents:
        inner = body.setdefault(parent, {})
        assert isinstance(inner, dict)  # noqa: S101  # our own tables
        body = inner
    body[last] = value


def _check(request: GenerationRequest, route: Route | None, files: Mapping[str, list[str]]) -> None:
    for role in request.model.inputs:
        if route is not None and role.name in route.needs and not files.get(role.name):
            raise ProviderValidationError(
                f"{request.model.label} needs a file: {role.label}.", field=role.name, provider="fal"
            )
