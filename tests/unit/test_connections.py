"""Connections that only pretend to ask something are ended, and those that ask are not."""

from __future__ import annotations

import asyncio
import contextlib
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from fastapi import FastAPI

from genstudio import connections, server
from genstudio.core.settings import Settings

pytestmark = pytest.mark.anyio
ASK = b"GET /ask HTTP/1.1\r\nHost: here\r\n"
ENDS_S = 20.0


@pytest.fixture
async def port(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[int]:
    """A server with the configuration of the studio, which waits a twentieth of a second for a request."""
    monkeypatch.setattr(connections, "HEAD_S", 0.05)
    app = FastAPI()
    app.get("/ask")(lambda: "answered")
    listener = server.listen("127.0.0.1", 0)
    ready = asyncio.Event()
    running = server._Server(server._config(app, Settings(home=tmp_path)), ready)
    task = asyncio.create_task(running.serve([listener]))
    await ready.wait()
    yield listener.getsockname()[1]
    running.should_exit = True
    await task


async def say(port: int, *parts: bytes) -> bytes:
    """Everything that the server answers until it ends the connection."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    answer = b""
    for part in parts:
        writer.write(part)
        await writer.drain()
        if part.endswith(b"\r\n\r\n"):
            answer += await asyncio.wait_for(reader.readuntil(b'"answered"'), ENDS_S)
    with contextlib.suppress(ConnectionResetError):
        answer += await asyncio.wait_for(reader.read(), ENDS_S)
    writer.close()
    return answer


@pytest.mark.parametrize("head", [b"", b"G", ASK, ASK + b"X-Slow: a"])
async def test_a_head_that_never_ends_is_given_up(port: int, head: bytes) -> None:
    assert await say(port, head) == b""


async def test_so_is_one_after_an_answer(port: int) -> None:
    """The time that an idle connection is kept must not begin anew with each byte."""
    answer = await say(port, ASK + b"\r\n", b"G")
    assert answer.count(b"200 OK") == 1


async def test_a_connection_may_ask_again_and_again(port: int) -> None:
    answer = await say(port, ASK + b"\r\n", ASK + b"\r\n", ASK + b"Connection: close\r\n\r\n")
    assert answer.count(b"200 OK") == 3


@pytest.mark.skipif(sys.platform == "win32", reason="sockets are no files there")
def test_as_many_files_may_be_open_as_the_system_allows() -> None:
    import resource

    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = connections.most_connections()
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    assert most == soft - connections.KEPT_FOR_FILES or soft > connections.MOST_FILES
    assert soft >= min(hard, connections.MOST_FILES) or sys.platform == "darwin"
