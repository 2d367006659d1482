"""The real wire against a server of raw sockets that breaks off at every moment."""

from __future__ import annotations

import asyncio
import gzip
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest

from genstudio.transport.wire import AiohttpWire, BrokenOffError, NotSentError

Talk = Callable[[bytes, asyncio.StreamWriter, int], Awaitable[None]]


@asynccontextmanager
async def server(talk: Talk) -> AsyncIterator[tuple[str, list[bytes]]]:
    """`talk` gets each request, the writer, and how many came on this connection before."""
    requests: list[bytes] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        number = 0
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                length = next((int(x.split(b":")[1]) for x in head.lower().split(b"\r\n") if b"content-length" in x), 0)
                requests.append(head + await reader.readexactly(length))
                await talk(requests[-1], writer, number)
                number += 1
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    running = await asyncio.start_server(serve, "127.0.0.1", 0)
    try:
        yield f"http://127.0.0.1:{running.sockets[0].getsockname()[1]}/x", requests
    finally:
        running.close()


async def send(wire: AiohttpWire, url: str, method: str = "POST", timeout_s: float = 5.0) -> tuple[int, bytes]:
    async with wire.send(method, url, headers={}, body=b"{}", timeout_s=timeout_s) as answer:  # type: ignore[arg-type]
        return answer.status, b"".join([chunk async for chunk in answer.chunks])


@pytest.fixture
async def wire() -> AsyncIterator[AiohttpWire]:
    made = AiohttpWire()
    yield made
    await made.aclose()


def answering(data: bytes, *, then_close: bool = False) -> Talk:
    async def talk(request: bytes, writer: asyncio.StreamWriter, number: int) -> None:
        writer.write(data)
        await writer.drain()
        if then_close:
            writer.close()

    return talk


async def test_without_a_server_nothing_was_sent(wire: AiohttpWire) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{taken.getsockname()[1]}/x"
        with pytest.raises(NotSentError):
            await send(wire, url)
    for url in ("nonsense", "https://", "ftp://127.0.0.1/x"):
        with pytest.raises(NotSentError):
            await send(wire, url)


@pytest.mark.parametrize(
    "data",
    [b"", b"HTTP/1.1 200 OK\r\nContent-Le", b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc", b"what?\r\n\r\n"],
)
async def test_an_answer_that_breaks_off_may_have_been_a_purchase(wire: AiohttpWire, data: bytes) -> None:
    async with server(answering(data, then_close=True)) as (url, requests):
        with pytest.raises(BrokenOffError):
            await send(wire, url)
        assert len(requests) == 1


@pytest.mark.parametrize("data", [b"", b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc"])
async def test_a_server_that_falls_silent_is_left(wire: AiohttpWire, data: bytes) -> None:
    async with server(answering(data)) as (url, _):
        with pytest.raises(BrokenOffError):
            await send(wire, url, timeout_s=0.1)


async def test_a_purchase_on_a_dead_kept_connection_is_not_repeated(wire: AiohttpWire) -> None:
    async def talk(request: bytes, writer: asyncio.StreamWriter, number: int) -> None:
        if number == 0:
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
        else:
            writer.close()

    async with server(talk) as (url, requests):
        assert await send(wire, url) == (200, b"ok")
        with pytest.raises(BrokenOffError):
            await send(wire, url)
        assert len(requests) == 2


async def test_redirects_are_not_followed_cookies_not_kept_and_bodies_unpacked(wire: AiohttpWire) -> None:
    packed = gzip.compress(b"hello")
    head = (
        "HTTP/1.1 302 Found\r\nLocation: /elsewhere\r\nSet-Cookie: a=b\r\nContent-Encoding: gzip\r\n"
        f"Content-Length: {len(packed)}\r\n\r\n"
    )
    async with server(answering(head.encode() + packed)) as (url, requests):
        for _ in range(2):
            assert await send(wire, url, "GET") == (302, b"hello")
        assert all(b"cookie" not in each.lower() for each in requests)


async def test_a_proxy_of_the_environment_is_used_and_spared_hosts_are_not(
    wire: AiohttpWire, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with server(answering(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")) as (url, requests):
        monkeypatch.setenv("http_proxy", url)
        monkeypatch.setenv("no_proxy", "127.0.0.1")
        assert await send(wire, "http://vendor.example/y", "GET") == (200, b"ok")
        assert requests[-1].startswith(b"GET http://vendor.example/y ")
        assert await send(wire, url, "GET") == (200, b"ok")
        assert requests[-1].startswith(b"GET /x ")
