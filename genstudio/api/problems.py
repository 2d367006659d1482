"""Errors at the entrance: every class of `core/errors.py` has a status here, and every answer is an RFC 9457 problem.

`detail` is the sentence for people, `code` the stable machine name, `charged` says what the error means for the money.
An error that nobody foresaw is logged with a reference, and only the reference travels.
"""

from __future__ import annotations

import json
import logging
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Literal

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from genstudio.api.wire import camel
from genstudio.core import errors
from genstudio.core.errors import GenStudioError

log = logging.getLogger(__name__)

Charged = Literal["no", "yes", "held"]
MEDIA_TYPE = "application/problem+json"


@dataclass(frozen=True, slots=True)
class Meaning:
    """What an error class means on the wire."""

    status: int
    title: str
    charged: Charged = "no"


MEANINGS: Mapping[type[GenStudioError], Meaning] = {
    GenStudioError: Meaning(500, "Something went wrong in GenStudio"),
    errors.InputError: Meaning(422, "The request cannot be carried out as written"),
    errors.InsufficientCreditsError: Meaning(402, "Not enough credits"),
    errors.BudgetExceededError: Meaning(402, "The budget does not allow it"),
    errors.NotFoundError: Meaning(404, "Not found"),
    errors.NotAllowedError: Meaning(403, "Not allowed"),
    errors.ConflictError: Meaning(409, "Not possible at the moment"),
    errors.LimitReachedError: Meaning(429, "As much as is taken from one guest"),
    errors.SettingsError: Meaning(500, "A setting is wrong"),
    errors.KeyStoreError: Meaning(503, "The keyring cannot be used"),
    errors.StorageError: Meaning(503, "The disk or the database refused"),
    errors.DiskFullError: Meaning(507, "The disk is full"),
    errors.DatabaseVersionError: Meaning(500, "The database is newer than this program"),
    errors.ProviderError: Meaning(502, "The provider said no"),
    errors.ProviderValidationError: Meaning(422, "The model does not accept this"),
    errors.ProviderAuthError: Meaning(424, "The provider needs a valid key"),
    errors.ProviderBillingError: Meaning(424, "The account at the provider is empty"),
    errors.ProviderRateLimitError: Meaning(429, "The provider asks us to wait"),
    errors.ProviderUnavailableError: Meaning(503, "The provider cannot be reached"),
    errors.SubmissionUnknownError: Meaning(502, "It is not known whether the provider took the job", "held"),
    errors.ContentRefusedError: Meaning(422, "The provider refused the content"),
    errors.GenerationFailedError: Meaning(502, "The generation failed"),
    errors.ProviderResponseError: Meaning(502, "The provider's answer was not understood", "held"),
    errors.ProviderTimeoutError: Meaning(504, "The provider took too long", "held"),
    errors.DownloadRefusedError: Meaning(422, "The file was not fetched"),
}

HTTP_WORDS = {
    404: ("not_found", "There is nothing at this address."),
    405: ("method_not_allowed", "This address does not take that kind of request."),
    415: ("unsupported_media_type", "The body is of a type that is not taken here; JSON is application/json."),
}


def problem(
    status: int,
    code: str,
    title: str,
    detail: str,
    *,
    field: str | None = None,
    charged: Charged | None = "no",
    headers: Mapping[str, str] | None = None,
    **more: str,
) -> Response:
    """An answer of type application/problem+json; `more` adds members of our own."""
    body: dict[str, object] = {"type": "about:blank", "title": title, "status": status, "detail": detail, "code": code}
    if field is not None:
        body["field"] = field
    if charged is not None:
        body["charged"] = charged
    body |= more
    content = json.dumps(body, ensure_ascii=False).encode("utf-8", "replace")
    return Response(content, status, {"Cache-Control": "no-store", **(headers or {})}, MEDIA_TYPE)


def of_error(error: GenStudioError) -> Response:
    """The problem that an error of ours means; the nearest class in MEANINGS decides."""
    meaning = next(MEANINGS[each] for each in type(error).__mro__ if each in MEANINGS)
    headers = {}
    wait_s = getattr(error, "retry_after_s", None)
    if wait_s is not None:
        headers["Retry-After"] = str(max(1, round(wait_s)))
    field = getattr(error, "field", None)
    if field is not None:
        field = camel(field)  # the names of the tables are ours, those of the wire are the caller's
    return problem(
        meaning.status, error.code, meaning.title, error.message, field=field, charged=meaning.charged, headers=headers
    )


async def _ours(request: Request, error: Exception) -> Response:
    assert isinstance(error, GenStudioError)  # noqa: S101  # starlette types every handler for Exception
    if MEANINGS.get(type(error), MEANINGS[GenStudioError]).status >= 500:
        log.warning("%s %s: %s %s", request.method, request.url.path, error.message, error.detail)
    return of_error(error)


async def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101
    phrase = HTTPStatus(error.status_code).phrase
    code, detail = HTTP_WORDS.get(error.status_code, ("http_error", f"{error.detail or phrase}."))
    return problem(error.status_code, code, phrase, detail, headers=error.headers)


async def _invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)  # noqa: S101
    return of_validation(error.errors())


def of_validation(faults: Sequence[Mapping[str, object]]) -> Response:
    """The first thing that pydantic found wrong, as a sentence that names the field."""
    fault = faults[0]
    loc = fault["loc"]
    # The first part tells where ("body", "query"); the rest is the path to the field.
    parts = [str(each) for each in loc[1:]] if isinstance(loc, tuple | list) else []
    field = ".".join(parts)[:120] or None
    name = field or "The body"
    match fault["type"]:
        case "missing":
            detail = f"{name} is missing."
        case "extra_forbidden":
            detail = f"{name} is not a part of this request."
        case _:
            rule = str(fault["msg"]).removeprefix("Value error, ").rstrip(".")
            detail = f"{name} is wrong: {rule[:1].lower()}{rule[1:]}."
    return problem(422, "invalid_input", MEANINGS[errors.InputError].title, detail, field=field)


def install(app: FastAPI) -> None:
    """Every error of this app's routes becomes a problem."""
    app.add_exception_handler(GenStudioError, _ours)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(RequestValidationError, _invalid)


class UnforeseenErrors:
    """ASGI middleware that turns any other exception below it into a 500 with a reference and nothing else.

    It stands inside the security middleware, so that such an answer has the same headers as all others.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started = False

        async def watch(message: Message) -> None:
            nonlocal started
            started = started or message["type"] == "http.response.start"
            await send(message)

        try:
            await self.app(scope, receive, watch)
        except Exception:
            reference = secrets.token_hex(4)
            log.exception("unforeseen error %s in %s %s", reference, scope["method"], scope["path"])
            if started:
                raise
            detail = f"Something went wrong in GenStudio. Its log has the details under {reference}."
            # Nobody knows how far it came, so nothing is said about the money; the job list tells it.
            answer = problem(500, "internal", MEANINGS[GenStudioError].title, detail, charged=None, reference=reference)
            await answer(scope, receive, send)
