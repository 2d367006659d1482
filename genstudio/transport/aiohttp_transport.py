"""httpx2 over the connection pool of aiohttp.

httpx2's own pool walks all connections and all waiting requests at each start and end of a request; with a thousand
polled jobs that costs several times the rest. `python -m tests.bench http` measures both in one run.

What matters for money is kept apart here: an error before the request could leave is `ConnectError` or
`ConnectTimeout`, every other one may have reached the vendor. aiohttp repeats a request on its own only for methods
that are free to repeat, never a POST.
"""

from __future__ import annotations

import ssl
from collections.abc import AsyncIterator
from typing import cast

import aiohttp
import httpx2
from yarl import URL


class _Body(httpx2.AsyncByteStream):
    def __init__(self, response: aiohttp.ClientResponse) -> None:
        self._response = response

    async def __aiter__(self) -> AsyncIterator[bytes]:
        try:
            async for chunk in self._response.content.iter_any():
                yield chunk
        except TimeoutError as error:
            raise httpx2.ReadTimeout(str(error)) from error
        except (aiohttp.ClientError, OSError) as error:
            raise httpx2.ReadError(str(error)) from error

    async def aclose(self) -> None:
        # A body that was read to its end has given its connection back already; one that was not is cut.
        self._response.close()


class AiohttpTransport(httpx2.AsyncBaseTransport):
    """Sends httpx2 requests through one aiohttp session, which is made inside the running loop at first use."""

    def __init__(self, context: ssl.SSLContext, *, keepalive_per_host: int) -> None:
        self._context = context
        self._keepalive_per_host = keepalive_per_host
        self._session: aiohttp.ClientSession | None = None

    def _open(self) -> aiohttp.ClientSession:
        if self._session is None:
            connector = aiohttp.TCPConnector(
                ssl=self._context, limit=0, limit_per_host=self._keepalive_per_host, keepalive_timeout=30
            )
            self._session = aiohttp.ClientSession(
                connector=connector,
                cookie_jar=aiohttp.DummyCookieJar(),
                auto_decompress=False,
                trust_env=True,
                skip_auto_headers=("User-Agent", "Content-Type", "Accept", "Accept-Encoding"),
            )
        return self._session

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        timeout = cast("dict[str, float | None]", request.extensions.get("timeout", {}))
        body = await request.aread()
        try:
            response = await self._open().request(
                request.method,
                URL(str(request.url), encoded=True),
                headers=[(name.decode("ascii"), value.decode("latin-1")) for name, value in request.headers.raw],
                data=body or None,
                allow_redirects=False,
                server_hostname=cast("str | None", request.extensions.get("sni_hostname")),
                timeout=aiohttp.ClientTimeout(
                    total=None, sock_connect=timeout.get("connect"), sock_read=timeout.get("read")
                ),
            )
        except (aiohttp.ConnectionTimeoutError, aiohttp.ClientConnectorError) as error:
            if isinstance(error, aiohttp.ConnectionTimeoutError):
                raise httpx2.ConnectTimeout(str(error)) from error
            raise httpx2.ConnectError(str(error)) from error
        except TimeoutError as error:
            raise httpx2.ReadTimeout(str(error)) from error
        except (aiohttp.ServerDisconnectedError, aiohttp.ClientPayloadError, aiohttp.ClientResponseError) as error:
            raise httpx2.RemoteProtocolError(str(error)) from error
        except aiohttp.InvalidURL as error:
            raise httpx2.UnsupportedProtocol(str(error)) from error
        except (aiohttp.ClientError, OSError) as error:
            raise httpx2.ReadError(str(error)) from error
        return httpx2.Response(response.status, headers=list(response.raw_headers), stream=_Body(response))

    async def aclose(self) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None
