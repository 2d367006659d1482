"""One process that serves: its socket, its signals, the order in which it starts and stops.

The port is taken first, so that a taken one is told at once; the address is printed when the page answers there.
"""

from __future__ import annotations

import asyncio
import contextlib
import errno
import logging
import os
import signal
import socket
import sys
import threading
from collections.abc import Callable, Generator
from contextlib import nullcontext
from types import FrameType
from typing import TYPE_CHECKING, cast
from urllib.parse import urlsplit

import uvicorn

from genstudio.bootstrap import Studio, build, practising
from genstudio.connections import Connection, most_connections
from genstudio.core.errors import SettingsError
from genstudio.core.settings import Settings

if TYPE_CHECKING:
    from fastapi import FastAPI

LAST_ANSWERS_S = 3
"""How long answers in flight may take once the studio was asked to stop."""
KEPT_OPEN_S = 30
"""How long an unused connection stays. A page at rest asks every 8 s, and must not have to connect anew each time."""
WILDCARDS = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104  # where one may be asked that listens everywhere
QUIET_LOGGERS = ("aiohttp", "httpx", "httpcore")
"""They log addresses, and an address from a vendor may carry a signature."""

Tell = Callable[[str], None]


class Stop:
    """SIGINT and SIGTERM from the first moment on.

    A second SIGINT ends the process at once; nothing is lost then either, for the job table stands at every moment.
    """

    def __init__(self) -> None:
        self.asked = False
        self.server: uvicorn.Server | None = None

    def listen(self) -> None:
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._handle)

    def attach(self, server: uvicorn.Server) -> None:
        """From now on the server is stopped, also when it was asked before there was one."""
        self.server = server
        server.should_exit = self.asked

    def _handle(self, number: int, frame: FrameType | None) -> None:
        if self.asked and number == signal.SIGINT:
            os._exit(130)
        self.asked = True
        if self.server is not None:
            self.server.should_exit = True


class _Server(uvicorn.Server):
    """uvicorn without its signal handlers, which would end the process by the signal after a graceful stop."""

    def __init__(self, config: uvicorn.Config, ready: asyncio.Event) -> None:
        super().__init__(config)
        self._ready = ready

    @contextlib.contextmanager
    def capture_signals(self) -> Generator[None]:
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._ready.set()


def serve(settings: Settings, tell: Tell, *, practice: bool = False) -> None:
    """Serves until SIGINT or SIGTERM, then stops gracefully. `tell` gets the lines for people.

    With `practice`, vendors are played by this computer, in a home of its own.

    Raises SettingsError for an address that cannot be had, StorageError for a home folder or database that cannot.
    """
    stop = Stop()
    stop.listen()
    _set_up_log(settings.log.level)
    with (
        listen(settings.server.host, settings.server.port) as listener,
        practising(settings) if practice else nullcontext(build(settings)) as studio,
    ):
        asyncio.run(_serve(studio, listener, stop, tell))


def listen(host: str, port: int) -> socket.socket:
    """A bound and listening socket. Raises SettingsError that names host or port."""
    bare = host.removeprefix("[").removesuffix("]")
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(bare, port, type=socket.SOCK_STREAM)[0]
    except (OSError, UnicodeError) as error:
        raise SettingsError(f"The setting server.host is wrong: {host!r} is no address of this computer.") from error
    listener = socket.socket(family, kind, protocol)
    try:
        if os.name == "posix":
            # Without it, a port that was just left cannot be taken for a minute. On Windows it would share a used one.
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(1024)
    except OSError as error:
        listener.close()
        raise SettingsError(_why_not(error, host, port)) from error
    return listener


def _why_not(error: OSError, host: str, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        other = f"--port {port + 1}" if port < 65_535 else "--port 0"
        return f"Port {port} on {host} is taken by another program. Stop that program, or choose another port: {other}"
    if error.errno == errno.EACCES:
        return f"Port {port} needs administrator's rights. Choose another one, such as --port 7860"
    return f"The setting server.host is wrong: {host!r} is no address of this computer."


def address_of(host: str, listener: socket.socket) -> str:
    """The address to open in a browser on this computer."""
    bare = host.removeprefix("[").removesuffix("]")
    name = WILDCARDS.get(bare, bare)
    return f"http://{f'[{name}]' if ':' in name else name}:{listener.getsockname()[1]}"


async def _serve(studio: Studio, listener: socket.socket, stop: Stop, tell: Tell) -> None:
    try:
        await studio.open()
        app = _app(studio)
        ready = asyncio.Event()
        server = _Server(_config(app, studio.settings), ready)
        stop.attach(server)
        serving = asyncio.create_task(server.serve([listener]), name="server")
        started = asyncio.create_task(ready.wait())
        await asyncio.wait((serving, started), return_when=asyncio.FIRST_COMPLETED)
        started.cancel()
        if not stop.asked and not serving.done():
            # The page answers first: an open job of the last run may bring four processes with it.
            await studio.start()
            _announce(studio, app, listener, tell)
        await serving
    finally:
        await studio.stop()


def _app(studio: Studio) -> FastAPI:
    from genstudio.api.app import create_app
    from genstudio.ui.app import mount

    labels = {row.name: row.label for row in studio.registry.rows()}
    return mount(create_app(studio), home=studio.settings.home, labels=labels)


def _config(app: FastAPI, settings: Settings) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        log_config=None,
        log_level=settings.log.level,
        access_log=False,
        server_header=False,
        http=Connection,
        ws="none",  # neither page nor REST speak it
        timeout_keep_alive=KEPT_OPEN_S,
        limit_concurrency=most_connections(),
        timeout_graceful_shutdown=LAST_ANSWERS_S,
        # The identity of whoever asks must not depend on a header that anybody can send.
        proxy_headers=False,
    )


def _announce(studio: Studio, app: FastAPI, listener: socket.socket, tell: Tell) -> None:
    server = studio.settings.server
    tell(
        f"GenStudio is at {address_of(server.host, listener)}  "
        f"(Ctrl+C stops it; its files are in {studio.settings.home})"
    )
    if studio.practice:
        tell("Practice: this computer plays every provider. No key is needed, nothing is spent, nothing is sent.")
    if server.host in WILDCARDS:
        tell("It listens on every network of this computer; each visitor gets a place of their own.")
    if not studio.engine.leads:
        tell("Another GenStudio runs the jobs of this home; this one shows them, and takes over when the other stops.")
    if server.share:
        port = cast("int", listener.getsockname()[1])
        # A daemon thread: Gradio's tunnel may wait half a minute for its server, and a stop must not wait for that.
        threading.Thread(target=_share, args=(app, server.host, port, tell), name="share link", daemon=True).start()


def _share(app: FastAPI, host: str, port: int, tell: Tell) -> None:
    from genstudio.ui.share import NoLinkError, open_link

    try:
        link = open_link(WILDCARDS.get(host, host), port)
    except NoLinkError as error:
        tell(error.message)
        return
    app.state.hosts.allow(urlsplit(link).netloc)
    tell(f"Public link: {link}  (each visitor gets a place of their own, without your keys, credits or work)")


def _set_up_log(level: str) -> None:
    logging.basicConfig(level=level.upper(), stream=sys.stderr, format="%(levelname)s %(name)s: %(message)s")
    for name in QUIET_LOGGERS:
        logging.getLogger(name).setLevel(logging.WARNING)
