"""A wire that ends in this process: at an ASGI application, or at a function."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager

import httpx2

from genstudio.transport.wire import Body, BrokenOffError, Method, NotSentError, WireAnswer


def streaming(handler: Callable[[httpx2.Request], httpx2.Response]) -> Callable[[httpx2.Request], httpx2.Response]:
    """The handler with a body that can be streamed, as a network's can; its headers stay as they are."""

    async def body(content: bytes) -> AsyncIterator[bytes]:
        yield content

    def streamed(request: httpx2.Request) -> httpx2.Response:
        response = handler(request)
        return httpx2.Response(response.status_code, headers=response.headers, content=body(response.content))

    return streamed


class TestWire:
    """Carries requests to an httpx2 transport, with its errors in the words of `transport/wire.py`."""

    __test__ = False

    def __init__(self, transport: httpx2.AsyncBaseTransport) -> None:
        self._transport = transport
        self.hosts: set[str] = set()

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
        request = httpx2.Request(method, url, headers=headers, content=body, extensions={"sni_hostname": tls_name})
        self.hosts.add(request.url.host)
        try:
            response = await self._transport.handle_async_request(request)
        except (httpx2.ConnectError, httpx2.ConnectTimeout) as error:
            raise NotSentError(str(error)) from error
        except httpx2.HTTPError as error:
            raise BrokenOffError(str(error)) from error
        yield WireAnswer(response.status_code, dict(response.headers), response.aiter_raw())

    async def aclose(self) -> None:
        await self._transport.aclose()
