"""One row of fal's table: a model, and what stands between its form and the wire."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from genstudio.core.result import Json, JsonObject
from genstudio.core.spec import ModelSpec, Value

SIZE = re.compile(r"(\d+)x(\d+)")


def _size(value: Value) -> Json:
    """{"width", "height"} of "1024x768"; a name such as "auto_2K" stays."""
    found = SIZE.fullmatch(str(value))
    return {"width": int(found[1]), "height": int(found[2])} if found else str(value)


def _list(value: Value) -> Json:
    return [each.strip() for each in str(value).split(",") if each.strip()]


FORMS: Mapping[str, Callable[[Value], Json]] = {
    "text": str,
    "seconds": lambda value: f"{value}s",
    "milliseconds": lambda value: round(float(value) * 1_000),
    "size": _size,
    "list": _list,
}
"""How a value is written where fal's model does not take it as it is: "5", "5s", 5000, {"width", "height"}, ["a"]."""


@dataclass(frozen=True, slots=True)
class Route:
    """The endpoint for a request that brings a file in `role`.

    `names` are the wire names of the roles there ("image_urls[]" is a list), `drop` the wire names of settings that it
    does not take, `needs` further roles without which it makes no sense.
    """

    role: str
    path: str
    names: Mapping[str, str]
    drop: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A curated model. The first route whose role is filled is taken, else the model's own wire id.

    `forms` names by field how its value is written (FORMS), `switches` what a field adds to the body when it is on,
    instead of itself; `fixed` is sent always.
    """

    model: ModelSpec
    routes: tuple[Route, ...] = ()
    forms: Mapping[str, str] = field(default_factory=dict)
    switches: Mapping[str, JsonObject] = field(default_factory=dict)
    fixed: Mapping[str, Json] = field(default_factory=dict)


def by_wire_id(*tables: tuple[Endpoint, ...]) -> dict[str, Endpoint]:
    return {row.model.wire_id: row for table in tables for row in table}
