"""The serving process: its port, its address, its link, and how it stops."""

from __future__ import annotations

import asyncio
import errno
import os
import signal
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx2
import pytest
from fastapi import FastAPI

from genstudio import server
from genstudio.api.security import Hosts
from genstudio.bootstrap import Studio, build
from genstudio.core.errors import SettingsError
from genstudio.core.settings import ServerSettings, Settings
from genstudio.providers.registry import ProviderRegistry
from genstudio.server import Stop, address_of, listen
from genstudio.ui import share

EVERYWHERE = "0.0.0.0"  # noqa: S104  # this machine alone can reach the tests


def test_taken_port_is_told_with_what_to_do() -> None:
    with listen("127.0.0.1", 0) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(SettingsError) as refused:
            listen("127.0.0.1", port)
    assert refused.value.message == (
        f"Port {port} on 127.0.0.1 is taken by another program. Stop that program, or choose another port: "
        f"--port {port + 1 if port < 65_535 else 0}"
    )


def test_port_that_was_just_left_is_free_again() -> None:
    with listen("127.0.0.1", 0) as first:
        address = first.getsockname()
        with socket.create_connection(address) as client:
            answered, _ = first.accept()
            answered.close()  # the side that closes first keeps the port in TIME_WAIT
            assert client.recv(1) == b""
    listen("127.0.0.1", address[1]).close()


@pytest.mark.parametrize("host", ["203.0.113.7", "a" * 70])
def test_host_that_is_not_ours_is_named(host: str) -> None:
    with pytest.raises(SettingsError, match=f"server.host is wrong: '{host}' is no address of this computer"):
        listen(host, 0)


def test_low_port_needs_rights() -> None:
    sentence = server._why_not(OSError(errno.EACCES, "denied"), "127.0.0.1", 80)
    assert sentence == "Port 80 needs administrator's rights. Choose another one, such as --port 7860"


@pytest.mark.parametrize(
    ("host", "shown"), [("127.0.0.1", "127.0.0.1"), ("localhost", "localhost"), (EVERYWHERE, "127.0.0.1")]
)
def test_printed_address_is_one_that_answers(host: str, shown: str) -> None:
    with listen(host, 0) as listener:
        port = listener.getsockname()[1]
        assert address_of(host, listener) == f"http://{shown}:{port}"


def test_addresses_of_six_bytes_are_put_in_brackets() -> None:
    class Listener(socket.socket):
        def getsockname(self) -> tuple[str, int]:
            return "::", 7860

    with Listener() as listener:
        assert address_of("::1", listener) == "http://[::1]:7860"
        assert address_of("[::1]", listener) == "http://[::1]:7860"
        assert address_of("::", listener) == "http://[::1]:7860"


def plain_app(_: Studio) -> FastAPI:
    app = FastAPI()

    @app.get("/")
    async def page() -> str:
        return "here"

    return app


@asynccontextmanager
async def serving(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, *, asked: bool = False
) -> AsyncIterator[list[str]]:
    """The serving process as a task of this one, with a page that costs nothing; ends as by SIGTERM."""
    monkeypatch.setattr(server, "_app", plain_app)
    told: list[str] = []
    announced = asyncio.Event()

    def tell(line: str) -> None:
        told.append(line)
        announced.set()

    stop = Stop()
    stop.asked = asked
    studio = build(settings, registry=ProviderRegistry())
    with listen(settings.server.host, settings.server.port) as listener:
        running = asyncio.create_task(server._serve(studio, listener, stop, tell))
        waiting = asyncio.create_task(announced.wait())
        await asyncio.wait((running, waiting), return_when=asyncio.FIRST_COMPLETED)
        waiting.cancel()
        yield told
        stop._handle(signal.SIGTERM, None)
        await running
    assert not studio.engine.leads


async def test_address_is_told_once_the_page_answers_there(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = Settings(home=home, server=ServerSettings(port=0))
    async with serving(settings, monkeypatch) as told:
        (line,) = told
        assert f"its files are in {home}" in line
        async with httpx2.AsyncClient() as client:
            assert (await client.get(line.split()[3])).json() == "here"
    assert home.stat().st_mode & 0o077 == 0 or os.name != "posix"


async def test_second_process_on_one_home_says_that_it_only_shows(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = Settings(home=home, server=ServerSettings(port=0))
    async with serving(settings, monkeypatch) as first, serving(settings, monkeypatch) as second:
        assert len(first) == 1
        assert "Another GenStudio runs the jobs of this home" in second[1]


async def test_server_for_the_whole_network_says_so(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = Settings(home=home, server=ServerSettings(host=EVERYWHERE, port=0))
    async with serving(settings, monkeypatch) as told:
        assert told[0].startswith("GenStudio is at http://127.0.0.1:")
        assert "each visitor gets a place of their own" in told[1]


async def test_stop_before_the_page_is_ready_leaves_quietly(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = Settings(home=home, server=ServerSettings(port=0))
    async with serving(settings, monkeypatch, asked=True) as told:
        assert told == []


def test_share_link_is_let_in_and_told(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[str, int]] = []

    def open_link(host: str, port: int) -> str:
        asked.append((host, port))
        return "https://0123.gradio.live"

    monkeypatch.setattr(share, "open_link", open_link)
    app, told = FastAPI(), list[str]()
    app.state.hosts = Hosts("127.0.0.1")
    server._share(app, EVERYWHERE, 7860, told.append)
    assert asked == [("127.0.0.1", 7860)]
    assert "0123.gradio.live" in app.state.hosts
    assert told[0].startswith("Public link: https://0123.gradio.live ")


def test_link_that_cannot_be_made_is_one_sentence() -> None:
    told: list[str] = []
    server._share(FastAPI(), "127.0.0.1", 7860, told.append)  # tests reach no other machine, so no tunnel
    (sentence,) = told
    assert sentence.startswith("No public link could be made (")
    assert sentence.endswith("The studio goes on without one.")
