"""All emulators on one port of this computer, each below its provider's name: http://127.0.0.1:PORT/fal/...

    python -m genstudio.practice.host [PORT] [PACE]

prints one line of JSON once it answers, {"url", "keys": {provider: key}}, and runs until it is stopped: a studio that
is killed meanwhile finds its tasks again.
"""

from __future__ import annotations

import contextlib
import json
import socket
import sys
import threading
from collections.abc import Iterator, Mapping, MutableMapping
from dataclasses import dataclass
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.types import Receive, Scope, Send

from genstudio.practice import EMULATORS, Application, Emulator, emulator_class
from genstudio.practice.unreliable import Unreliable


@dataclass(frozen=True, slots=True)
class Practice:
    """Emulators that answer: the address of all, and each by its provider's name."""

    url: str
    emulators: Mapping[str, Emulator]

    def address(self, provider: str) -> str:
        return f"{self.url}/{provider}"

    @property
    def keys(self) -> dict[str, str]:
        return {name: each.key for name, each in self.emulators.items()}


def alone(app: Application) -> Application:
    """An emulator that knows nothing of the others: it links to its own routes, also where theirs have its names."""

    async def called(scope: Scope, receive: Receive, send: Send) -> None:
        own = {name: value for name, value in scope.items() if name not in ("router", "app_root_path")}
        await app(own, receive, send)

    return called


@contextlib.contextmanager
def hosted(*, pace: float = 1.0, port: int = 0) -> Iterator[Practice]:
    """Every emulator, served from a thread of its own while the `with` block runs."""
    emulators = {name: emulator_class(name)(pace=pace) for name in EMULATORS}
    mounts = [Mount(f"/{name}", Unreliable(alone(each.app))) for name, each in emulators.items()]
    app = _at_their_names(Starlette(routes=mounts))
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(("127.0.0.1", port))
    config = uvicorn.Config(app, log_config=None, access_log=False, lifespan="off", timeout_graceful_shutdown=1)
    server = uvicorn.Server(config)
    # uvicorn takes the signals of the main thread only.
    thread = threading.Thread(target=server.run, args=([listener],), name="practice", daemon=True)
    listener.listen(1024)  # whoever asks before the thread runs waits in the queue of the system
    thread.start()
    try:
        yield Practice(f"http://127.0.0.1:{listener.getsockname()[1]}", emulators)
    finally:
        server.should_exit = True
        thread.join(5)
        listener.close()


def _at_their_names(app: Application) -> Application:
    """A vendor whose address has no path of its own is asked at its very name, without a slash behind it."""

    async def answer(scope: MutableMapping[str, Any], receive: object, send: object) -> None:
        path = scope.get("path", "")
        await app({**scope, "path": f"{path}/"} if path.count("/") == 1 else scope, receive, send)

    return answer


def main(arguments: list[str]) -> None:
    port = int(arguments[0]) if arguments else 0
    pace = float(arguments[1]) if len(arguments) > 1 else 1.0
    with hosted(pace=pace, port=port) as running:
        print(json.dumps({"url": running.url, "keys": running.keys}), flush=True)  # noqa: T201
        with contextlib.suppress(KeyboardInterrupt):
            threading.Event().wait()


if __name__ == "__main__":
    main(sys.argv[1:])
