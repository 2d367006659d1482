"""Every address of the server, found by walking its routes, and what an attacker puts into it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from fastapi import FastAPI

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Address:
    method: str
    path: str

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


def walk(routes: Iterable[Any]) -> Iterator[Address]:
    """Method and path pattern of every route, those of included routers too; mounted apps are left out."""
    for route in routes:
        inner = getattr(route, "original_router", None)
        if inner is not None:
            yield from walk(inner.routes)
        for method in sorted(getattr(route, "methods", None) or ()):
            yield Address(method, route.path)


def of_api(app: FastAPI) -> list[Address]:
    """Those of REST. The catch-alls of the API answer 404 and 405, and are met on the way."""
    found = [each for each in walk(app.routes) if each.path.startswith("/api/v2")]
    assert len(found) > 30, "the walk no longer finds the routes"
    return found


def filled(pattern: str, values: Mapping[str, str]) -> str:
    """The path with its parameters replaced; KeyError for one without a sample, which then has to get one."""
    return re.sub(r"\{(\w+)(?::\w+)?\}", lambda found: values[found[1]], pattern)


def bodies(app: FastAPI, address: Address, ids: list[str]) -> Iterator[Json | None]:
    """A body for the address, made from its schema, with every text and list of texts taken from `ids` in turn."""
    schema = app.openapi()
    operation = schema["paths"].get(address.path, {}).get(address.method.lower(), {})
    content = operation.get("requestBody", {}).get("content", {}).get("application/json")
    if content is None:
        yield None
        return
    for given in ids:
        yield _sample(content["schema"], schema["components"]["schemas"], given)


def _sample(shape: Json, known: Json, given: str) -> Any:
    if "$ref" in shape:
        return _sample(known[shape["$ref"].rpartition("/")[2]], known, given)
    for choice in ("anyOf", "oneOf"):
        if choice in shape:
            return _sample(shape[choice][0], known, given)
    if "enum" in shape:
        return shape["enum"][0]
    if "const" in shape:
        return shape["const"]
    match shape.get("type"):
        case "object":
            return {name: _sample(each, known, given) for name, each in shape.get("properties", {}).items()}
        case "array":
            return [_sample(shape["items"], known, given)]
        case "integer" | "number":
            return shape.get("minimum", 1)
        case "boolean":
            return True
        case _:
            return given
