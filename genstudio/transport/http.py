"""HTTP to vendors: `Http.submit` is a purchase and is sent once; `Http.read` is free to repeat.

A submit that provably never arrived (no connection) is ProviderUnavailableError and may be sent again by the engine;
one that was sent without a clear answer is SubmissionUnknownError and never is. Keys travel in headers only and are
taken out of every text that leaves this module.
"""

from __future__ import annotations

import asyncio
import email.utils
import re
import secrets
import time
import urllib.parse
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from json import dumps as encode_json
from typing import NoReturn, TypeVar

from pydantic import BaseModel, ValidationError

from genstudio.core.errors import (
    ProviderAuthError,
    ProviderBillingError,
    ProviderError,
    ProviderRateLimitError,
    ProviderResponseError,
    ProviderUnavailableError,
    ProviderValidationError,
    SubmissionUnknownError,
)
from genstudio.core.result import JsonObject
from genstudio.transport.wire import AiohttpWire, BrokenOffError, Method, NotSentError, Wire

MAX_JSON_BYTES = 64 * 1024 * 1024
REQUESTS_PER_HOST = 16
DETAIL_CHARS = 2_000
SECRET = re.compile(
    r"(?i)(bearer\s+|basic\s+|(?:api[-_]?key|token|secret|authorization|x-[a-z-]*key|signature|sig)"
    r"[\"']?\s*[=:]\s*[\"']?)[^\s\"'&,;}]+"
)

Shape = TypeVar("Shape", bound=BaseModel)


def redact(text: str, secrets: tuple[str, ...] = ()) -> str:
    """The text, cut to 2,000 characters, without the given secrets and without what looks like one."""
    for secret in secrets:
        if secret:
            text = text.replace(secret, "[key]")
    return SECRET.sub(r"\1[key]", text)[:DETAIL_CHARS]


class HttpPool:
    """One wire and one lane per host for the whole process: requests wait for their host here."""

    def __init__(self, wire: Wire | None = None) -> None:
        self._wire = wire or AiohttpWire()
        self._lanes: dict[str, asyncio.Semaphore] = {}

    @asynccontextmanager
    async def lane(self, host: str) -> AsyncIterator[Wire]:
        """The wire, once one of the host's request slots is free."""
        lane = self._lanes.get(host)
        if lane is None:
            lane = self._lanes[host] = asyncio.Semaphore(REQUESTS_PER_HOST)
        async with lane:
            yield self._wire

    async def aclose(self) -> None:
        await self._wire.aclose()


@dataclass(frozen=True, slots=True)
class Http:
    """An HTTP client bound to one vendor's base URL and key."""

    pool: HttpPool
    base_url: str = ""
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    provider: str = ""

    def bound(self, base_url: str, headers: Mapping[str, str], provider: str) -> Http:
        return Http(self.pool, base_url.rstrip("/"), headers, provider)

    async def submit(
        self,
        path: str,
        shape: type[Shape],
        *,
        json: JsonObject | None = None,
        files: Sequence[FormFile] = (),
        headers: Mapping[str, str] | None = None,
        timeout_s: float = 60.0,
    ) -> Shape:
        """Sends a purchase exactly once, as a POST, and reads its answer as `shape`.

        With `files` it is a form: each value of `json` becomes a field. Raises ProviderUnavailableError (never
        arrived), SubmissionUnknownError (late, cut off, 5xx), ProviderResponseError (unreadable), and the definite
        refusals of `_refuse`.
        """
        body, kind = _form(json or {}, files) if files else _json_body(json)
        try:
            answer = await self._send("POST", path, body, {**kind, **(headers or {})}, timeout_s)
        except NotSentError as error:
            raise self._unreachable(error) from error
        except (BrokenOffError, _TooLargeError) as error:
            raise self._unknown(str(error)) from error
        if answer.status >= 500 or 300 <= answer.status < 400:
            raise self._unknown(f"HTTP {answer.status} {self._text(answer)}")
        if answer.status >= 400:
            self._refuse(answer)
        return self._parse(answer, shape)

    async def read(
        self,
        path: str,
        shape: type[Shape],
        *,
        params: Mapping[str, str] | None = None,
        method: Method = "GET",
        json: JsonObject | None = None,
        timeout_s: float = 60.0,
    ) -> Shape:
        """Asks something that may be asked again, and reads the answer as `shape`.

        Raises ProviderUnavailableError (no connection, late, 5xx), ProviderResponseError (unreadable) and the definite
        refusals of `_refuse`.
        """
        body, kind = _json_body(json)
        if params:
            path = f"{path}{'&' if '?' in path else '?'}{urllib.parse.urlencode(params)}"
        try:
            answer = await self._send(method, path, body, kind, timeout_s)
        except _TooLargeError as error:
            raise ProviderResponseError(
                f"{self.provider} sent an answer of {error}. It is left unread.", provider=self.provider
            ) from error
        except (NotSentError, BrokenOffError) as error:
            raise self._unreachable(error) from error
        if answer.status >= 500:
            raise ProviderUnavailableError(
                f"{self.provider} has a problem of its own (HTTP {answer.status}). It will be asked again.",
                provider=self.provider,
                detail=self._text(answer),
            )
        if answer.status >= 300:
            self._refuse(answer)
        return self._parse(answer, shape)

    async def _send(
        self, method: Method, path: str, body: bytes | None, headers: Mapping[str, str], timeout_s: float
    ) -> _Answer:
        own = path.startswith("/")
        url = f"{self.base_url}{path}" if own else path
        # A key goes to the vendor's own base URL and nowhere else, whatever URL an answer named.
        sent = {"Accept": "application/json", **(self.headers if own else {}), **headers}
        async with (
            self.pool.lane(urllib.parse.urlsplit(url).netloc) as wire,
            wire.send(method, url, headers=sent, body=body, timeout_s=timeout_s) as answer,
        ):
            content = bytearray()
            async for chunk in answer.chunks:
                content += chunk
                if len(content) > MAX_JSON_BYTES:
                    raise _TooLargeError(f"more than {MAX_JSON_BYTES // 1024 // 1024} MB")
        return _Answer(answer.status, answer.headers, bytes(content))

    def _parse(self, answer: _Answer, shape: type[Shape]) -> Shape:
        try:
            return shape.model_validate_json(answer.body)
        except ValidationError as error:
            raise ProviderResponseError(
                f"{self.provider} answered in a form that GenStudio does not know. The answer is kept.",
                provider=self.provider,
                detail=self._text(answer),
            ) from error

    def _refuse(self, answer: _Answer) -> NoReturn:
        """Raises the definite refusal that a 3xx or 4xx status means."""
        status, detail, name = answer.status, self._text(answer), self.provider
        if status in (401, 403):
            raise ProviderAuthError(
                f"{name} did not accept the key. Nothing was charged; check or replace it under Providers.",
                provider=name,
                detail=detail,
            )
        if status == 402:
            raise ProviderBillingError(
                f"The account at {name} is empty. Nothing was charged; top it up there.", provider=name, detail=detail
            )
        if status == 429:
            raise ProviderRateLimitError(
                f"{name} asks us to wait. Nothing was charged.",
                retry_after_s=retry_after_s(answer.headers.get("retry-after")),
                provider=name,
                detail=detail,
            )
        raise ProviderValidationError(
            f"{name} did not accept the request (HTTP {status}). Nothing was charged.", provider=name, detail=detail
        )

    def _unreachable(self, error: Exception) -> ProviderError:
        return ProviderUnavailableError(
            f"{self.provider} could not be reached. Nothing was charged.",
            provider=self.provider,
            detail=redact(str(error), self._secrets()),
        )

    def _unknown(self, detail: str) -> ProviderError:
        return SubmissionUnknownError(
            f"The request went out to {self.provider}, and no clear answer came back. It is not sent again, "
            "so that nobody pays twice.",
            provider=self.provider,
            detail=redact(detail, self._secrets()),
        )

    def _text(self, answer: _Answer) -> str:
        return redact(answer.body[: 4 * DETAIL_CHARS].decode("utf-8", "replace"), self._secrets())

    def _secrets(self) -> tuple[str, ...]:
        words = (word for value in self.headers.values() for word in (value, value.rpartition(" ")[2]))
        return tuple(word for word in words if len(word) >= 8)


@dataclass(frozen=True, slots=True)
class _Answer:
    """A vendor's whole answer, decompressed."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class _TooLargeError(Exception):
    pass


@dataclass(frozen=True, slots=True)
class FormFile:
    """A file of a multipart form."""

    field: str
    name: str
    data: bytes
    mime: str


def _json_body(json: JsonObject | None) -> tuple[bytes | None, dict[str, str]]:
    if json is None:
        return None, {}
    return encode_json(json, ensure_ascii=False).encode(), {"Content-Type": "application/json"}


def _form(fields: JsonObject, files: Sequence[FormFile]) -> tuple[bytes, dict[str, str]]:
    """A multipart body (RFC 7578); values that are not text are written as JSON."""
    boundary = secrets.token_hex(16)
    parts = []
    for name, value in fields.items():
        text = value if isinstance(value, str) else encode_json(value)
        parts.append(f'Content-Disposition: form-data; name="{_quoted(name)}"\r\n\r\n{text}'.encode())
    for file in files:
        head = (
            f'Content-Disposition: form-data; name="{_quoted(file.field)}"; filename="{_quoted(file.name)}"\r\n'
            f"Content-Type: {file.mime}\r\n\r\n"
        )
        parts.append(head.encode() + file.data)
    mark = f"--{boundary}".encode()
    body = b"".join(mark + b"\r\n" + part + b"\r\n" for part in parts) + mark + b"--\r\n"
    return body, {"Content-Type": f"multipart/form-data; boundary={boundary}"}


def _quoted(name: str) -> str:
    return name.replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")


class AnyJson(BaseModel):
    """A shape for answers whose body does not matter."""

    model_config = {"extra": "allow"}


def retry_after_s(header: str | None, *, now: float | None = None) -> float | None:
    """Seconds of a Retry-After header, given as seconds or as a date; None when absent or unreadable."""
    if not header:
        return None
    try:
        return max(0.0, float(header))
    except ValueError:
        pass
    try:
        at = email.utils.parsedate_to_datetime(header)
    except ValueError:
        return None
    return max(0.0, at.timestamp() - (time.time() if now is None else now))
