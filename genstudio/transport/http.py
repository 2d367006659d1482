"""HTTP to vendors: `Http.submit` is a purchase and is sent once; `Http.read` and `Http.upload` are free to repeat.

A submit that provably never arrived (no connection) is ProviderUnavailableError and may be sent again by the engine;
one that was sent without a clear answer is SubmissionUnknownError and never is. Keys travel in headers only and are
taken out of every text that leaves this module.
"""

from __future__ import annotations

import asyncio
import urllib.parse
from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from genstudio.core import refusals
from genstudio.core.errors import ProviderError, ProviderResponseError
from genstudio.core.request import MediaInput
from genstudio.core.result import JsonObject
from genstudio.transport.answers import DETAIL_CHARS, Answer, Judge, redact, refusal
from genstudio.transport.bodies import FileBody, FormFile, file_form, form, json_body
from genstudio.transport.wire import AiohttpWire, Body, BrokenOffError, ListeningWire, Method, NotSentError, Wire

MAX_JSON_BYTES = 64 * 1024 * 1024
REQUESTS_PER_HOST = 16

Shape = TypeVar("Shape", bound=BaseModel)


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

    @property
    def listening(self) -> ListeningWire | None:
        """The wire, if it can listen: that waits in no lane, since it asks for nothing."""
        return self._wire if isinstance(self._wire, ListeningWire) else None

    async def aclose(self) -> None:
        await self._wire.aclose()


def _no_judge(answer: Answer) -> ProviderError | None:
    return None


@dataclass(frozen=True, slots=True)
class Http:
    """An HTTP client bound to one vendor's base URL and key. `urls` are its further addresses by name.

    `label` is what the vendor is called in sentences.
    """

    pool: HttpPool
    base_url: str = ""
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    provider: str = ""
    label: str = ""
    urls: Mapping[str, str] = field(default_factory=dict)
    judge: Judge = _no_judge

    def bound(
        self,
        base_url: str,
        headers: Mapping[str, str],
        provider: str,
        *,
        label: str = "",
        urls: Mapping[str, str] | None = None,
        judge: Judge = _no_judge,
    ) -> Http:
        return Http(self.pool, base_url.rstrip("/"), headers, provider, label or provider, urls or {}, judge)

    def to(self, name: str) -> Http:
        """The same vendor and key at one of its further addresses. Raises KeyError for one that was not declared."""
        return replace(self, base_url=self.urls[name].rstrip("/"))

    def plain(self) -> Http:
        """The same addresses without the key, for a signed address that an answer named."""
        return replace(self, headers={})

    async def submit(
        self,
        path: str,
        shape: type[Shape],
        *,
        json: JsonObject | None = None,
        files: Sequence[FormFile] = (),
        as_form: bool = False,
        headers: Mapping[str, str] | None = None,
        timeout_s: float = 60.0,
    ) -> Shape:
        """Sends a purchase exactly once, as a POST, and reads its answer as `shape`.

        With `files`, or `as_form`, it is a form: each value of `json` becomes a field. Raises ProviderUnavailableError
        (never arrived), SubmissionUnknownError (late, cut off, 5xx), ProviderResponseError (unreadable), and the
        definite refusals of `answers.refusal`.
        """
        answer = await self.submit_raw(
            path, json=json, files=files, as_form=as_form, headers=headers, timeout_s=timeout_s
        )
        return self.parse(answer, shape)

    async def submit_raw(
        self,
        path: str,
        *,
        json: JsonObject | None = None,
        files: Sequence[FormFile] = (),
        as_form: bool = False,
        headers: Mapping[str, str] | None = None,
        timeout_s: float = 60.0,
        also: Collection[int] = (),
    ) -> Answer:
        """As `submit`, for an answer that is no JSON, or whose headers count. `also` are statuses that are no fault."""
        body, kind = form(json or {}, files) if files or as_form else json_body(json)
        try:
            answer = await self._send("POST", path, body, {**kind, **(headers or {})}, timeout_s)
        except NotSentError as error:
            raise self._unreachable(error) from error
        except (BrokenOffError, _TooLargeError) as error:
            raise self._unknown(str(error)) from error
        if answer.status < 300 or answer.status in also:
            return answer
        judged = self._judged(answer)
        if judged is None and not 400 <= answer.status < 500:
            raise self._unknown(f"HTTP {answer.status} {self._text(answer)}")
        raise judged or self._named(refusal(answer, self.label, self._text(answer)))

    async def read(
        self,
        path: str,
        shape: type[Shape],
        *,
        params: Mapping[str, str] | None = None,
        method: Method = "GET",
        json: JsonObject | None = None,
        headers: Mapping[str, str] | None = None,
        timeout_s: float = 60.0,
    ) -> Shape:
        """Asks something that may be asked again, and reads the answer as `shape`.

        Raises ProviderUnavailableError (no connection, late, 5xx), ProviderResponseError (unreadable) and the definite
        refusals of `answers.refusal`.
        """
        answer = await self.read_raw(
            path, params=params, method=method, json=json, headers=headers, timeout_s=timeout_s
        )
        return self.parse(answer, shape)

    async def read_raw(
        self,
        path: str,
        *,
        params: Mapping[str, str] | None = None,
        method: Method = "GET",
        json: JsonObject | None = None,
        headers: Mapping[str, str] | None = None,
        timeout_s: float = 60.0,
        also: Collection[int] = (),
    ) -> Answer:
        """As `read`, for an answer that is no JSON, or whose headers count. `also` are statuses that are no fault."""
        body, kind = json_body(json)
        if params:
            path = f"{path}{'&' if '?' in path else '?'}{urllib.parse.urlencode(params)}"
        return await self._ask(method, path, body, {**kind, **(headers or {})}, timeout_s, also)

    async def upload(
        self,
        path: str,
        file: MediaInput,
        *,
        field: str = "",
        json: JsonObject | None = None,
        method: Method = "POST",
        headers: Mapping[str, str] | None = None,
        timeout_s: float = 120.0,
    ) -> Answer:
        """Streams an input file to the vendor, before the purchase and never as one: it may be sent again.

        The file is the whole body, or with `field` that field of a form beside the values of `json`. Raises what `read`
        raises.
        """
        if field:
            body, kind = file_form(json or {}, field, file.name or file.path.name, file.mime, file.path)
        else:
            body, kind = FileBody(file.path), {"Content-Type": file.mime}
        # Signed addresses of object stores refuse a body of undeclared length.
        kind["Content-Length"] = str(body.size_bytes())
        return await self._ask(method, path, body, {**kind, **(headers or {})}, timeout_s, ())

    @asynccontextmanager
    async def listen(self, path: str, *, timeout_s: float) -> AsyncIterator[AsyncIterator[str]]:
        """Texts of a websocket at the vendor's own address, for so many seconds at most.

        They are a comfort, such as progress: where nothing can be heard there are none, and no error.
        """
        wire = self.pool.listening
        if wire is None:
            yield _silence()
            return
        # http becomes ws, https becomes wss.
        async with wire.listen(
            f"ws{self.base_url.removeprefix('http')}{path}", headers=self.headers, timeout_s=timeout_s
        ) as texts:
            yield texts

    def parse(self, answer: Answer, shape: type[Shape]) -> Shape:
        """Raises ProviderResponseError for another shape."""
        try:
            return shape.model_validate_json(answer.body)
        except ValidationError as error:
            raise self._named(refusals.not_understood(self.label, self._text(answer))) from error

    async def _ask(
        self,
        method: Method,
        path: str,
        body: Body | None,
        headers: Mapping[str, str],
        timeout_s: float,
        also: Collection[int],
    ) -> Answer:
        try:
            answer = await self._send(method, path, body, headers, timeout_s)
        except _TooLargeError as error:
            raise ProviderResponseError(
                f"{self.label} sent an answer of {error}. It is left unread.", provider=self.provider
            ) from error
        except (NotSentError, BrokenOffError) as error:
            raise self._unreachable(error) from error
        if answer.status < 300 or answer.status in also:
            return answer
        raise self._judged(answer) or self._named(refusal(answer, self.label, self._text(answer)))

    async def _send(
        self, method: Method, path: str, body: Body | None, headers: Mapping[str, str], timeout_s: float
    ) -> Answer:
        own = path.startswith("/")
        url = f"{self.base_url}{path}" if own else path
        # A key goes to the vendor's own addresses and nowhere else, whatever URL an answer named.
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
        return Answer(answer.status, answer.headers, bytes(content))

    def _judged(self, answer: Answer) -> ProviderError | None:
        """What the vendor's adapter says of a refusal, with the answer as its detail."""
        error = self.judge(answer) if answer.status >= 400 else None
        if error is not None:
            error.detail = redact(error.detail, self._secrets()) if error.detail else self._text(answer)
            self._named(error)
        return error

    def _named(self, error: ProviderError) -> ProviderError:
        error.provider = error.provider or self.provider
        return error

    def _unreachable(self, error: Exception) -> ProviderError:
        return self._named(refusals.unreachable(self.label, redact(str(error), self._secrets())))

    def _unknown(self, detail: str) -> ProviderError:
        return self._named(refusals.unknown_outcome(self.label, redact(detail, self._secrets())))

    def _text(self, answer: Answer) -> str:
        return redact(answer.body[: 4 * DETAIL_CHARS].decode("utf-8", "replace"), self._secrets())

    def _secrets(self) -> tuple[str, ...]:
        words = (word for value in self.headers.values() for word in (value, value.rpartition(" ")[2]))
        return tuple(word for word in words if len(word) >= 8)


async def _silence() -> AsyncIterator[str]:
    return
    yield ""


class _TooLargeError(Exception):
    pass


class AnyJson(BaseModel):
    """A shape for answers whose body does not matter."""

    model_config = {"extra": "allow"}
