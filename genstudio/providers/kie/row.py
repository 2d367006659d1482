"""One row of Kie's tables: a model, and what stands between its form and the wire."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from genstudio.core.errors import ProviderValidationError
from genstudio.core.request import GenerationRequest
from genstudio.core.result import Json, JsonObject
from genstudio.core.spec import ModelSpec, Value

LIST = "[]"
"""Ends the wire name of files that travel as a list; several roles may share one, in the order of the table."""

Reshape = Callable[[GenerationRequest, JsonObject], JsonObject]


@dataclass(frozen=True, slots=True)
class Route:
    """Another wire model for a request that brings a file in one of `roles`: `drop` are settings that it lacks,

    `files` wire names of roles that differ there, `as_text` settings that travel as text, `fixed` goes along.
    """

    roles: tuple[str, ...]
    wire_id: str = ""
    drop: tuple[str, ...] = ()
    files: Mapping[str, str] = field(default_factory=dict)
    as_text: tuple[str, ...] = ()
    fixed: JsonObject = field(default_factory=dict)
    only: Mapping[str, Value] = field(default_factory=dict)
    """Settings that have one value there."""


@dataclass(frozen=True, slots=True)
class Clash:
    """Two settings of which the values named do not go together."""

    first: str
    values: tuple[Value, ...]
    second: str
    others: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """A model. `files` are the wire names of its roles, `needs` says which role another one cannot be without, `apart`

    are groups of roles of which only one may be filled. `text` is the wire name of the prompt, `api` a key of
    `apis.APIS`. `reshape` makes the input of models whose form and wire differ in shape.
    """

    model: ModelSpec
    api: str = "market"
    text: str = "prompt"
    files: Mapping[str, str] = field(default_factory=dict)
    routes: tuple[Route, ...] = ()
    as_text: tuple[str, ...] = ()
    fixed: JsonObject = field(default_factory=dict)
    clashes: tuple[Clash, ...] = ()
    needs: Mapping[str, str] = field(default_factory=dict)
    apart: tuple[tuple[str, ...], ...] = ()
    reshape: Reshape | None = None


def route_of(row: Row, roles: Mapping[str, object]) -> Route:
    """The first route of which a role is filled."""
    return next((each for each in row.routes if any(roles.get(role) for role in each.roles)), Route(()))


def encode(request: GenerationRequest, row: Row, files: Mapping[str, list[str]]) -> tuple[str, JsonObject]:
    """(wire model, input): the settings that were set, under their wire names; unset ones left out, 0 kept.

    `files` are the addresses of the input files by role. An empty text is an unset one.
    """
    route = route_of(row, files)
    body: JsonObject = {**row.fixed, **route.fixed}
    if request.prompt:
        body[row.text] = request.prompt
    for name, value in request.values.items():
        setting = request.model.field_named(name)
        if setting is None or name in route.drop or value == "":
            continue
        textual = name in row.as_text or name in route.as_text
        body[setting.wire or name] = str(value) if textual else value
    for role in request.model.inputs:
        _add(body, route.files.get(role.name) or row.files[role.name], files.get(role.name, []))
    return route.wire_id or request.model.wire_id, row.reshape(request, body) if row.reshape else body


def _add(body: JsonObject, wire: str, urls: list[str]) -> None:
    if not urls:
        return
    if wire.endswith(LIST):
        there = body.setdefault(wire.removesuffix(LIST), [])
        assert isinstance(there, list)  # noqa: S101  # our own tables
        addresses: list[Json] = [*urls]
        there.extend(addresses)
    else:
        body[wire] = urls[0]


def check(request: GenerationRequest, row: Row) -> None:
    """What the form cannot say of settings and files together. Raises ProviderValidationError."""
    values, media, model = request.values, request.media, request.model
    labels = {role.name: role.label for role in model.inputs}
    for role, other in row.needs.items():
        if media.get(role) and not media.get(other):
            raise ProviderValidationError(f"{model.label} needs a file: {labels[other]}.", field=other)
    groups = [[role for role in group if media.get(role)] for group in row.apart]
    filled = [group[0] for group in groups if group]
    if len(filled) > 1:
        raise ProviderValidationError(
            f"{model.label} takes either {labels[filled[0]]} or {labels[filled[1]]}, not both.", field=filled[1]
        )
    for each in row.clashes:
        first, second = values.get(each.first), values.get(each.second)
        if first in each.values and second in each.others:
            raise ProviderValidationError(
                f"{model.label} makes nothing with {_shown(model, each.first, first)} and "
                f"{_shown(model, each.second, second)} together. Change one of the two.",
                field=each.second,
            )
    for name, value in route_of(row, media).only.items():
        if values.get(name) != value:
            raise ProviderValidationError(
                f"With these files, {model.label} makes only {_shown(model, name, value)}.", field=name
            )


def _shown(model: ModelSpec, name: str, value: Value | None) -> str:
    setting = model.field_named(name)
    unit = f" {setting.unit}" if setting is not None and setting.unit else ""
    return f"{value}{unit}"
