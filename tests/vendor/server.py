"""A vendor of our own: asynchronous, slow, and counting every task that it was asked for.

POST /tasks        {"model", "prompt", ...} -> {"id", "state"}; honours Idempotency-Key when told to
GET  /tasks?ref=R  -> {"tasks": [{"id", "state"}]}
GET  /tasks/{id}   -> {"id", "state", "progress", "files": [...], "cost_micro"}
POST /tasks/{id}/cancel
GET  /files/{id}.png, or .mp4 when told to; /private/... the same with the key
GET  /count        -> {"tasks": {reference: number}, "most_alive": n, "arrived": {reference: monotonic seconds}}
GET  /models/{id}  -> {"title", "longest"}
GET  /account      -> {"balance", "models", "per_minute"}, free; with the fault "echo" the key is all over it
POST /faults       {"lose": n, "stall": n, "limit": n, "billing": n, "invalid": n, "server": n}: the next n go wrong
POST /pace         {"seconds": s}: how long the next tasks take;  POST /finish: those under way are ready
POST /key          {"key": text}: the only one that is taken from now on

Run as `python -m tests.vendor.server PORT [idempotent] [clips] [seconds=1.0] [spread=0.5]`; prints its port once it
answers.
"""

from __future__ import annotations

import asyncio
import contextlib
import io
import itertools
import random
import sys
import time
from collections import Counter
from dataclasses import dataclass, field

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route


def png(width: int = 64, height: int = 48, shade: int = 120) -> bytes:
    """A small real picture."""
    from PIL import Image

    buffer = io.BytesIO()
    Image.new("RGB", (width, height), (shade % 256, 90, 200)).save(buffer, "PNG")
    return buffer.getvalue()


@dataclass
class VendorTask:
    id: str
    reference: str
    body: dict[str, object]
    ends_at: float
    seconds: float
    cancelled: bool = False

    def state(self) -> str:
        if self.cancelled:
            return "stopped"
        if self.body.get("prompt") == "fail":
            return "broken"
        if self.body.get("prompt") == "forbidden":
            return "refused"
        if self.body.get("prompt") == "invent":
            return "pondering"
        return "ready" if time.monotonic() >= self.ends_at else "busy"

    def progress(self) -> float:
        return min(1.0, 1 - (self.ends_at - time.monotonic()) / max(self.seconds, 1e-6))


@dataclass
class Vendor:
    """The state of the vendor, and its ASGI application as `app`."""

    idempotent: bool = False
    seconds: float = 1.0
    spread: float = 0.0
    clips: bool = False
    key: str = "test-key-12345678"
    faults: Counter[str] = field(default_factory=Counter)
    tasks: dict[str, VendorTask] = field(default_factory=dict)
    asked: Counter[str] = field(default_factory=Counter)
    bodies: list[dict[str, object]] = field(default_factory=list)
    arrived: dict[str, float] = field(default_factory=dict)
    most_alive: int = 0
    random: random.Random = field(default_factory=lambda: random.Random(1))

    def __post_init__(self) -> None:
        self._numbers = itertools.count(1)
        self.app = Starlette(
            routes=[
                Route("/tasks", self.create, methods=["POST"]),
                Route("/tasks", self.find),
                Route("/tasks/{id}", self.status),
                Route("/tasks/{id}/cancel", self.cancel, methods=["POST"]),
                Route("/pictures", self.picture, methods=["POST"]),
                Route("/files/{name}", self.file),
                Route("/private/{name}", self.private_file),
                Route("/account", self.account),
                Route("/models", self.models),
                Route("/models/{id:path}", self.model),
                Route("/count", self.count),
                Route("/faults", self.set_faults, methods=["POST"]),
                Route("/pace", self.set_pace, methods=["POST"]),
                Route("/finish", self.finish, methods=["POST"]),
                Route("/key", self.set_key, methods=["POST"]),
            ]
        )

    def _refusal(self, request: Request) -> Response | None:
        if request.headers.get("x-vendor-key") != self.key:
            return JSONResponse({"error": f"bad key {request.headers.get('x-vendor-key')}"}, 401)
        for fault, status in (("billing", 402), ("invalid", 422), ("limit", 429), ("server", 500)):
            if self.faults[fault]:
                self.faults[fault] -= 1
                headers = {"Retry-After": "0.05"} if fault == "limit" else {}
                return JSONResponse({"error": fault, "api_key": self.key}, status, headers)
        return None

    async def create(self, request: Request) -> Response:
        if refusal := self._refusal(request):
            return refusal
        body = await request.json()
        self.bodies.append(body)
        reference = request.headers.get("idempotency-key") or str(body.get("reference", ""))
        self.arrived.setdefault(reference, time.monotonic())
        known = next((each for each in self.tasks.values() if each.reference == reference), None)
        if not (self.idempotent and known):
            seconds = self.seconds + self.random.random() * self.spread
            known = VendorTask(f"t{next(self._numbers)}", reference, body, time.monotonic() + seconds, seconds)
            self.tasks[known.id] = known
            self.asked[reference] += 1
            if len(self.tasks) <= 300:  # beyond that, counting would take the time that is measured
                self.most_alive = max(self.most_alive, sum(each.state() == "busy" for each in self.tasks.values()))
        if self.faults["lose"]:
            self.faults["lose"] -= 1
            return Response(b'{"id": "t', media_type="application/json", status_code=502)
        if self.faults["stall"]:
            self.faults["stall"] -= 1
            await asyncio.sleep(30)
        if self.faults["slow"]:
            await asyncio.sleep(self.faults["slow"] / 1000)
        return JSONResponse({"id": known.id, "state": "busy"})

    async def find(self, request: Request) -> Response:
        if refusal := self._refusal(request):
            return refusal
        wanted = request.query_params["ref"]
        found = [{"id": each.id, "state": each.state()} for each in self.tasks.values() if each.reference == wanted]
        return JSONResponse({"tasks": found})

    async def status(self, request: Request) -> Response:
        if refusal := self._refusal(request):
            return refusal
        task = self.tasks[request.path_params["id"]]
        state = task.state()
        answer: dict[str, object] = {"id": task.id, "state": state, "progress": task.progress()}
        if state == "ready":
            answer["files"] = [str(request.url_for("file", name=f"{task.id}.{'mp4' if self.clips else 'png'}"))]
            answer["cost_micro"] = 40_000
        return JSONResponse(answer)

    async def cancel(self, request: Request) -> Response:
        task = self.tasks[request.path_params["id"]]
        task.cancelled = task.state() == "busy"
        return JSONResponse({"id": task.id, "state": task.state(), "progress": 0})

    async def picture(self, request: Request) -> Response:
        """The synchronous way: the picture is in the answer."""
        if refusal := self._refusal(request):
            return refusal
        import base64

        body = await request.json()
        self.bodies.append(body)
        self.asked[str(body.get("reference", ""))] += 1
        await asyncio.sleep(self.seconds)
        if self.faults["lose"]:
            self.faults["lose"] -= 1
            return Response(b"", status_code=502)
        return JSONResponse({"picture": base64.b64encode(png()).decode()})

    async def account(self, request: Request) -> Response:
        if refusal := self._refusal(request):
            return refusal
        if self.faults["stall"]:
            self.faults["stall"] -= 1
            await asyncio.sleep(30)
        echo = self.key if self.faults["echo"] else ""
        return JSONResponse({"balance": f"12.30{echo}", "models": ["one-1", f"two-1{echo}"], "per_minute": 60})

    async def file(self, request: Request) -> Response:
        name: str = request.path_params["name"]
        if name.endswith(".mp4"):
            from tests.media_samples import clip

            return Response(await asyncio.to_thread(clip, width=640, height=360), media_type="video/mp4")
        return Response(png(shade=sum(name.encode())), media_type="image/png")

    async def models(self, request: Request) -> Response:
        """One model that the studio's table has, unless the vendor has ended it, and one that it has not."""
        if refusal := self._refusal(request):
            return refusal
        rows = [
            {"id": "one-1", "title": "Test model", "ends": "2031-05-01"},
            {"id": "owner/brand-new", "title": "Brand new", "ends": None},
        ]
        ended = self.faults["ended"]
        return JSONResponse({"models": rows[1:] if ended else rows})

    async def model(self, request: Request) -> Response:
        """What a model takes; those whose name begins with "no" are not there."""
        name: str = request.path_params["id"]
        if refusal := self._refusal(request):
            return refusal
        if name.startswith("no"):
            return JSONResponse({"error": "no such model"}, 404)
        return JSONResponse({"title": f"Model {name}", "longest": 20})

    async def private_file(self, request: Request) -> Response:
        return self._refusal(request) or await self.file(request)

    async def count(self, request: Request) -> Response:
        return JSONResponse({"tasks": self.asked, "most_alive": self.most_alive, "arrived": self.arrived})

    async def set_faults(self, request: Request) -> Response:
        self.faults = Counter(await request.json())
        return JSONResponse({})

    async def set_pace(self, request: Request) -> Response:
        self.seconds = float((await request.json())["seconds"])
        return JSONResponse({})

    async def finish(self, request: Request) -> Response:
        for task in self.tasks.values():
            task.ends_at = min(task.ends_at, time.monotonic())
        return JSONResponse({})

    async def set_key(self, request: Request) -> Response:
        self.key = str((await request.json())["key"])
        return JSONResponse({})


def main(arguments: list[str]) -> None:
    import uvicorn

    options = dict(each.split("=") for each in arguments if "=" in each)
    vendor = Vendor(
        idempotent="idempotent" in arguments,
        clips="clips" in arguments,
        seconds=float(options.get("seconds", "1.0")),
        spread=float(options.get("spread", "0.0")),
    )
    config = uvicorn.Config(vendor.app, host="127.0.0.1", port=int(arguments[0]), log_level="error", access_log=False)
    server = uvicorn.Server(config)

    async def serve() -> None:
        serving = asyncio.create_task(server.serve())
        while not server.started:  # uvicorn gives no event
            await asyncio.sleep(0.01)
        print(server.servers[0].sockets[0].getsockname()[1], flush=True)
        await serving

    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(serve())


if __name__ == "__main__":
    main(sys.argv[1:])
