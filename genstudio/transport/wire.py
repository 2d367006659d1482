"""The network: one aiohttp session behind two errors that decide about money.

aiohttp was chosen by measure: one small request through it costs 0.11 to 0.17 ms of CPU, through httpx2 0.55 to 0.8,
of which httpx2's pool is only a part, so that it is no better as a transport below httpx2 (1,000 polled jobs, same run:
0.96 to 1.02). aiohttp repeats a request on its own only for methods that are free to repeat, never a POST.
"""

from __future__ import annotations

import asyncio
import ssl
import urllib.request
from collections.abc import AsyncIterable, AsyncIterator, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol, runtime_checkable

if TYPE_CHECKING:
    import aiohttp

Method = Literal["GET", "POST", "PUT", "DELETE"]
Body = bytes | AsyncIterable[bytes]

KEEPALIVE_S = 30.0
CONNECT_TIMEOUT_S = 10.0


class NotSentError(Exception):
    """The request provably never left: no address, no connection, no TLS."""


class BrokenOffError(Exception):
    """The request may have arrived, and no whole answer came back."""


@dataclass(frozen=True, slots=True)
class WireAnswer:
    """The head of an answer; `headers` have lower-case names, `chunks` gives the body once, as it comes.

    Raises BrokenOffError from `chunks` when the body ends early or stalls.
    """

    status: int
    headers: Mapping[str, str]
    chunks: AsyncIterator[bytes]


class Wire(Protocol):
    """What carries requests; tests put their own in its place."""

    def send(
        self,
        method: Method,
        url: str,
        *,
        headers: Mapping[str, str],
        body: Body | None = None,
        timeout_s: float = 60.0,
        tls_name: str | None = None,
    ) -> AbstractAsyncContextManager[WireAnswer]:
        """Sends once, follows no redirect, keeps no cookie. `timeout_s` bounds each wait for the next bytes.

        `tls_name` is the name that the certificate must be for, where the URL holds an address. Raises NotSentError,
        BrokenOffError.
        """
        ...

    async def aclose(self) -> None: ...


@runtime_checkable
class ListeningWire(Protocol):
    """A wire that can listen to a websocket as well."""

    def listen(
        self, url: str, *, headers: Mapping[str, str], timeout_s: float
    ) -> AbstractAsyncContextManager[AsyncIterator[str]]:
        """The texts that come within `timeout_s`; fewer where the connection ends, none where there was none."""
        ...


class AiohttpWire:
    """The real network. The session is made inside the running loop at first use."""

    def __init__(self) -> None:
        self._session: aiohttp.ClientSession | None = None
        self._proxies: Mapping[str, str] = {}

    def _open(self) -> aiohttp.ClientSession:
        import aiohttp

        if self._session is None:
            # Proxies come from the environment as everywhere; passwords from ~/.netrc, which `trust_env` would send to
            # any host that an answer names, do not.
            self._proxies = urllib.request.getproxies()
            connector = aiohttp.TCPConnector(ssl=ssl.create_default_context(), limit=0, keepalive_timeout=KEEPALIVE_S)
            self._session = aiohttp.ClientSession(
                connector=connector, cookie_jar=aiohttp.DummyCookieJar(), skip_auto_headers=("Content-Type",)
            )
        return self._session

    def _proxy(self, url: str, host: str) -> str | None:
        proxy = self._proxies.get(url.partition(":")[0])
        return proxy if proxy and not urllib.request.proxy_bypass(host) else None

    @asynccontextmanager
    async def send(
        self,
        method: Method,
        url: str,
        *,
        headers: Mapping[str, str],
        body: Body | None = None,
        timeout_s: float = 60.0,
        tls_name: str | None = None,
    ) -> AsyncIterator[WireAnswer]:
        import aiohttp
        from yarl import URL

        session = self._open()
        try:
            target = URL(url, encoded=True)
            response = await session.request(
                method,
                target,
                headers=headers,
                data=body,
                allow_redirects=False,
                server_hostname=tls_name,
                proxy=self._proxy(url, target.host or "") if self._proxies else None,
                timeout=aiohttp.ClientTimeout(total=None, sock_connect=CONNECT_TIMEOUT_S, sock_read=timeout_s),
            )
        except (
            aiohttp.ClientConnectorError,
            aiohttp.ConnectionTimeoutError,
            aiohttp.InvalidURL,
            aiohttp.NonHttpUrlClientError,
            ValueError,
        ) as error:
            raise NotSentError(type(error).__name__) from error
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise BrokenOffError(type(error).__name__) from error
        try:
            yield WireAnswer(response.status, _lower(response.headers), _chunks(response))
        finally:
            # After a whole body the connection is back in the pool already; a body that was not read to its end is cut.
            response.close()

    @asynccontextmanager
    async def listen(
        self, url: str, *, headers: Mapping[str, str], timeout_s: float
    ) -> AsyncIterator[AsyncIterator[str]]:
        # aiohttp follows redirects here without a choice; it drops Authorization at another origin.
        import aiohttp
        from yarl import URL

        session = self._open()
        target = URL(url, encoded=True)
        proxy = self._proxy(url, target.host or "") if self._proxies else None
        try:
            timeout = aiohttp.ClientWSTimeout(ws_close=1.0)
            async with asyncio.timeout(CONNECT_TIMEOUT_S):
                socket = await session.ws_connect(target, headers=headers, proxy=proxy, timeout=timeout)
        except (aiohttp.ClientError, TimeoutError, OSError):
            yield _nothing()
            return
        try:
            yield _texts(socket, timeout_s)
        finally:
            await socket.close()

    async def aclose(self) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None


async def _nothing() -> AsyncIterator[str]:
    return
    yield ""


async def _texts(socket: aiohttp.ClientWebSocketResponse, timeout_s: float) -> AsyncIterator[str]:
    import aiohttp

    loop = asyncio.get_running_loop()
    until_s = loop.time() + timeout_s
    while (left_s := until_s - loop.time()) > 0:
        try:
            message = await socket.receive(timeout=left_s)
        except TimeoutError:
            return
        if message.type == aiohttp.WSMsgType.TEXT:
            yield message.data
        elif message.type != aiohttp.WSMsgType.BINARY:
            return


def _lower(headers: Mapping[str, str]) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items()}


async def _chunks(response: aiohttp.ClientResponse) -> AsyncIterator[bytes]:
    import aiohttp

    try:
        async for chunk in response.content.iter_any():
            yield chunk
    except (aiohttp.ClientError, TimeoutError, OSError) as error:
        raise BrokenOffError(type(error).__name__) from error
