"""HTTP to vendors: `Http.submit` is a purchase and is sent once; `Http.read` is free to repeat.

A submit that provably never arrived (no connection) is ProviderUnavailableError and may be sent again by the engine;
one that was sent without a clear answer is SubmissionUnknownError and never is. Keys travel in headers only and are
taken out of every text that leaves this module.
"""

from __future__ import annotations

import asyncio
import email.utils
import re
import ssl
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Literal, NoReturn, TypeVar

import httpx2
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
from genstudio.core.result import Json, JsonObject

MAX_JSON_BYTES = 64 * 1024 * 1024
REQUESTS_PER_HOST = 16
DETAIL_CHARS = 2_000
SECRET = re.compile(
    r"(?i)(bearer\s+|basic\s+|(?:api[-_]?key|token|secret|authorization|x-[a-z-]*key|signature|sig)"
    r"[\"']?\s*[=:]\s*[\"']?)[^\s\"'&,;}]+"
)

Shape = TypeVar("Shape", bound=BaseModel)
Method = Literal["GET", "POST", "PUT", "DELETE"]


def redact(text: str, secrets: tuple[str, ...] = ()) -> str:
    """The text, cut to 2,000 characters, without the given secrets and without what looks like one."""
    for secret in secrets:
        if secret:
            text = text.replace(secret, "[key]")
    return SECRET.sub(r"\1[key]", text)[:DETAIL_CHARS]


class HttpPool:
    """One client, one SSL context and one lane per host for the whole process.

    Requests wait for their host's lane here, so that nothing queues inside the connection pool. The client is made
    inside the running loop at first use; `transport` replaces the network in tests.
    """

    def __init__(self, *, transport: httpx2.AsyncBaseTransport | None = None, timeout_s: float = 60.0) -> None:
        self._transport = transport
        self._timeout = httpx2.Timeout(timeout_s, connect=10.0)
        self._client: httpx2.AsyncClient | None = None
        self._lanes: dict[str, asyncio.Semaphore] = {}

    @property
    def client(self) -> httpx2.AsyncClient:
        if self._client is None:
            limits = httpx2.Limits(max_connections=None, max_keepalive_connections=REQUESTS_PER_HOST * 4)
            self._client = httpx2.AsyncClient(
                transport=self._transport,
                timeout=self._timeout,
                limits=limits,
                verify=ssl.create_default_context(),
                follow_redirects=False,
                trust_env=self._transport is None,
            )
        return self._client

    @asynccontextmanager
    async def lane(self, host: str) -> AsyncIterator[httpx2.AsyncClient]:
        """The client, once one of the host's request slots is free."""
        lane = self._lanes.get(host)
        if lane is None:
            lane = self._lanes[host] = asyncio.Semaphore(REQUESTS_PER_HOST)
        async with lane:
            yield self.client

    async def aclose(self) -> None:
        if self._client is not None:
            await self._client.aclose()
            self._client = None


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
        files: Mapping[str, tuple[str, bytes, str]] | None = None,
        headers: Mapping[str, str] | None = None,
        method: Method = "POST",
        timeout_s: float | None = None,
    ) -> Shape:
        """Sends a purchase exactly once and reads its answer as `shape`.

        Raises ProviderUnavailableError (never arrived), SubmissionUnknownError (late, cut off, 5xx, unreadable), and
        the definite refusals of `refuse`.
        """
        try:
            response = await self._send(method, path, json=json, files=files, headers=headers, timeout_s=timeout_s)
        except (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.PoolTimeout, httpx2.UnsupportedProtocol) as error:
            raise self._unreachable(error) from error
        except (httpx2.HTTPError, _TooLargeError) as error:
            raise self._unknown(type(error).__name__) from error
        if response.status >= 500 or 300 <= response.status < 400:
            raise self._unknown(f"HTTP {response.status} {self._text(response)}")
        if response.status >= 400:
            self._refuse(response)
        return self._parse(response, shape)

    async def read(
        self,
        path: str,
        shape: type[Shape],
        *,
        params: Mapping[str, str] | None = None,
        method: Method = "GET",
        json: JsonObject | None = None,
    ) -> Shape:
        """Asks something that may be asked again, and reads the answer as `shape`.

        Raises ProviderUnavailableError (no connection, late, 5xx), ProviderResponseError (unreadable) and the definite
        refusals of `refuse`.
        """
        try:
            response = await self._send(method, path, params=params, json=json)
        except _TooLargeError as error:
            raise ProviderResponseError(
                f"{self.provider} sent an answer of more than {MAX_JSON_BYTES // 1024 // 1024} MB.",
                provider=self.provider,
            ) from error
        except httpx2.HTTPError as error:
            raise self._unreachable(error) from error
        if response.status >= 500:
            raise ProviderUnavailableError(
                f"{self.provider} has a problem of its own (HTTP {response.status}). It will be asked again.",
                provider=self.provider,
                detail=self._text(response),
            )
        if response.status >= 300:
            self._refuse(response)
        return self._parse(response, shape)

    async def _send(
        self,
        method: Method,
        path: str,
        *,
        json: JsonObject | None = None,
        files: Mapping[str, tuple[str, bytes, str]] | None = None,
        params: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        timeout_s: float | None = None,
    ) -> _Answer:
        own = path.startswith("/")
        host = self.base_url if own else httpx2.URL(path).host
        async with self.pool.lane(host) as client:
            request = client.build_request(
                method,
                f"{self.base_url}{path}" if own else path,
                json=json,
                files=files,
                params=params,
                # A key goes to the vendor's own base URL and nowhere else, whatever URL an answer named.
                headers={**(self.headers if own else {}), **(headers or {})},
                timeout=timeout_s if timeout_s is not None else httpx2.USE_CLIENT_DEFAULT,
            )
            response = await client.send(request, stream=True)
            try:
                body = bytearray()
                async for chunk in response.aiter_bytes():
                    body += chunk
                    if len(body) > MAX_JSON_BYTES:
                        raise _TooLargeError
            finally:
                await response.aclose()
        return _Answer(response.status_code, response.headers, bytes(body))

    def _parse(self, response: _Answer, shape: type[Shape]) -> Shape:
        try:
            return shape.model_validate_json(response.body)
        except ValidationError as error:
            raise ProviderResponseError(
                f"{self.provider} answered in a form that GenStudio does not know. The answer is kept.",
                provider=self.provider,
                detail=self._text(response),
            ) from error

    def _refuse(self, response: _Answer) -> NoReturn:
        """Raises the definite refusal that a 3xx or 4xx status means."""
        status, detail, name = response.status, self._text(response), self.provider
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
                retry_after_s=retry_after_s(response.headers.get("retry-after")),
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
            detail=redact(f"{type(error).__name__}: {error}", self._secrets()),
        )

    def _unknown(self, detail: str) -> ProviderError:
        return SubmissionUnknownError(
            f"The request went out to {self.provider}, and no clear answer came back. It is not sent again, "
            "so that nobody pays twice.",
            provider=self.provider,
            detail=redact(detail, self._secrets()),
        )

    def _text(self, response: _Answer) -> str:
        return redact(response.body[: 4 * DETAIL_CHARS].decode("utf-8", "replace"), self._secrets())

    def _secrets(self) -> tuple[str, ...]:
        words = (word for value in self.headers.values() for word in (value, value.rpartition(" ")[2]))
        return tuple(word for word in words if len(word) >= 8)


@dataclass(frozen=True, slots=True)
class _Answer:
    """A vendor's whole answer, decompressed."""

    status: int
    headers: httpx2.Headers
    body: bytes


class _TooLargeError(Exception):
    pass


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


__all__ = ["AnyJson", "Http", "HttpPool", "Json", "redact", "retry_after_s"]
