"""Reads a JSON body more strictly than Python does: what cannot be stored or sent on is refused in words."""

from __future__ import annotations

import json
import math
from typing import NoReturn, TypeVar

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ValidationError
from starlette.exceptions import HTTPException

from genstudio.core.errors import InputError
from genstudio.core.result import Json

MAX_DEPTH = 20
Shape = TypeVar("Shape", bound=BaseModel)


async def read_body(request: Request, shape: type[Shape]) -> Shape:
    """The JSON body as `shape`.

    Raises HTTPException 415 for another content type, InputError for bad JSON, RequestValidationError for a bad shape.
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json":
        raise HTTPException(415)
    value = parse(await request.body())
    try:
        return shape.model_validate(value)
    except ValidationError as error:
        faults = [{**each, "loc": ("body", *each["loc"])} for each in error.errors(include_url=False)]
        raise RequestValidationError(faults) from None


def parse(body: bytes) -> Json:
    """Raises InputError: not UTF-8, not JSON, NaN or too large a number, nested too deeply, lone surrogates."""
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise InputError(f"The body is not valid UTF-8 (byte {error.start}).") from None
    try:
        value: Json = json.loads(text, parse_constant=_no_number, parse_float=_finite)
    except RecursionError:
        raise InputError(f"The body is nested too deeply: at most {MAX_DEPTH} levels.") from None
    except json.JSONDecodeError as error:
        raise InputError(f"The body is not JSON: {error.msg} (line {error.lineno}, column {error.colno}).") from None
    except ValueError:
        raise InputError("The body holds a number with too many digits.") from None
    _check(value)
    return value


def _no_number(name: str) -> NoReturn:
    raise InputError(f"The body holds {name}, which is not a number in JSON.")


def _finite(text: str) -> float:
    value = float(text)
    if not math.isfinite(value):
        raise InputError("The body holds a number that is too large.")
    return value


def _check(value: Json) -> None:
    level: list[Json] = [value]
    for _ in range(MAX_DEPTH):
        below: list[Json] = []
        for each in level:
            if isinstance(each, str):
                _check_text(each)
            elif isinstance(each, list):
                below += each
            elif isinstance(each, dict):
                below += each.keys()
                below += each.values()
        if not below:
            return
        level = below
    raise InputError(f"The body is nested too deeply: at most {MAX_DEPTH} levels.")


def _check_text(text: str) -> None:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        raise InputError("The body holds half of a character (a lone surrogate), which cannot be stored.") from None
