"""Jobs of a queue, polled to their end by the fal adapter, beside the clients of fal and Replicate, in one run.

Each client runs in a process of its own against a bare server in another, whose jobs take 2 to 6 s; all are ordered in
one burst. CPU is the client's alone, from the first order to the last result, without a database or a file. The lag of
a job is the time from its end at the server to the moment at which the client holds its result. "1 s" looks at each job
every second, "adaptive" as the adapter is set. The vendors' clients are tried with fewer jobs and a second between two
looks; they are the extra "bench".
"""

from __future__ import annotations

import argparse
import asyncio
import importlib
import importlib.util
import itertools
import json
import os
import random
import statistics
import subprocess
import sys
import time
import urllib.request
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web

from genstudio.core.request import ImageRequest
from genstudio.providers.base import ProviderConfig
from genstudio.providers.fal.adapter import FalImageProvider
from genstudio.transport.http import Http, HttpPool
from genstudio.transport.polling import poll_task

SHORTEST_S, LONGEST_S = 2.0, 6.0
PATIENCE_S = 60.0
MODEL = "fal-ai/flux/schnell"
TARGETS = {"1 s": {"CPU ms per job": 3.0}, "adaptive": {"lag p50 s": 0.3, "lag p99 s": 0.8}}
Order = Callable[[], Awaitable[str]]


class Queue:
    """fal's queue and Replicate's predictions, as far as a client needs them to get one picture."""

    def __init__(self, answer_s: float) -> None:
        self.answer_s = answer_s
        self.random = random.Random(7)  # lengths of jobs
        self.numbers = itertools.count()
        self.due: dict[str, float] = {}
        self.requests = 0
        self.app = web.Application()
        predictions, requests = "/v1/models/{owner}/{name}/predictions", "/{owner}/{app}/requests/{id}"
        self.app.add_routes(
            [
                web.get("/jobs", self.jobs),
                web.post(predictions, self.predict),
                web.get("/v1/predictions/{id}", self.prediction),
                web.get(f"{requests}/status", self.status),
                web.get(requests, self.result),
                web.post("/{endpoint:.+}", self.submit),
            ]
        )

    def _ordered(self) -> str:
        self.requests += 1
        made = f"job-{next(self.numbers)}"
        self.due[made] = time.monotonic() + self.random.uniform(SHORTEST_S, LONGEST_S)
        return made

    def _is_done(self, request: web.Request) -> bool:
        self.requests += 1
        return time.monotonic() >= self.due[request.match_info["id"]]

    async def jobs(self, request: web.Request) -> web.Response:
        return web.json_response({"due": self.due, "requests": self.requests})

    async def submit(self, request: web.Request) -> web.Response:
        made = self._ordered()
        url = f"http://{request.host}/fal-ai/flux/requests/{made}"
        urls = {"response_url": url, "status_url": f"{url}/status", "cancel_url": f"{url}/cancel"}
        return web.json_response({"status": "IN_QUEUE", "request_id": made, "queue_position": 0, **urls})

    async def status(self, request: web.Request) -> web.Response:
        await asyncio.sleep(self.answer_s)
        told: dict[str, Any] = {"request_id": request.match_info["id"], "logs": []}
        if self._is_done(request):
            return web.json_response({"status": "COMPLETED", **told, "metrics": {"inference_time": 3.0}})
        return web.json_response({"status": "IN_PROGRESS", **told}, status=202)

    async def result(self, request: web.Request) -> web.Response:
        self.requests += 1
        picture = {"url": f"https://v3.fal.media/{request.match_info['id']}.png", "content_type": "image/png"}
        return web.json_response({"images": [picture], "seed": 1, "has_nsfw_concepts": [False], "prompt": "a fox"})

    async def predict(self, request: web.Request) -> web.Response:
        return self._predicted(request, self._ordered(), "starting", 201)

    async def prediction(self, request: web.Request) -> web.Response:
        await asyncio.sleep(self.answer_s)
        made = request.match_info["id"]
        return self._predicted(request, made, "succeeded" if self._is_done(request) else "processing", 200)

    def _predicted(self, request: web.Request, made: str, state: str, status: int) -> web.Response:
        output = [f"https://replicate.delivery/{made}.png"] if state == "succeeded" else None
        url = f"http://{request.host}/v1/predictions/{made}"
        told: dict[str, Any] = {
            "id": made,
            "model": "o/n",
            "version": "1",
            "status": state,
            "input": {},
            "output": output,
            "logs": "",
        }
        facts = {"error": None, "metrics": None, "created_at": "2026-11-22T00:00:00Z", "urls": {"get": url}}
        return web.json_response({**told, **facts}, status=status)


@asynccontextmanager
async def genstudio(url: str, fixed_s: float | None) -> AsyncIterator[tuple[Order, Order]]:
    """(a request of no consequence, an order)."""
    pool = HttpPool()
    http = Http(pool)
    model = FalImageProvider.models[0]
    request = ImageRequest(model, "a fox", model.clean_values({}))
    first_s, max_s = FalImageProvider.poll_first_s, FalImageProvider.poll_max_s

    async def order() -> str:
        provider = FalImageProvider(ProviderConfig("fal", key="key", base_url=url, http=http))
        task = await provider.create_task(request)
        ended = await poll_task(lambda: provider.check_status(task), first_s=fixed_s or first_s, max_s=fixed_s or max_s)
        assert ended.outputs
        return str(task["id"])

    async def idle() -> str:
        return (await http.bound(url, {}, "fal").read_raw("/jobs")).mime

    yield idle, order
    await pool.aclose()


@asynccontextmanager
async def fal_client(url: str, fixed_s: float | None) -> AsyncIterator[tuple[Order, Order]]:
    import fal_client as fal
    from fal_client import client as inside

    inside.QUEUE_URL_FORMAT = f"{url}/"
    client = fal.AsyncClient(key="key")

    async def order() -> str:
        handle = await client.submit(MODEL, {"prompt": "a fox"})
        assert (await handle.get(interval=fixed_s or 1.0))["images"]
        return handle.request_id

    async def idle() -> str:
        return str((await (await client._client).get(f"{url}/jobs")).status_code)

    yield idle, order
    await (await client._client).aclose()


@asynccontextmanager
async def replicate(url: str, fixed_s: float | None) -> AsyncIterator[tuple[Order, Order]]:
    vendor: Any = importlib.import_module("replicate")
    client = vendor.Client(api_token="token", base_url=url)
    client.poll_interval = fixed_s or 1.0

    async def order() -> str:
        made = await client.predictions.async_create(model="o/n", input={"prompt": "a fox"})
        await made.async_wait()
        assert made.output
        return str(made.id)

    async def idle() -> str:
        return str((await client._async_client.get("/jobs")).status_code)

    yield idle, order
    await client._async_client.aclose()


CLIENTS = {"genstudio": genstudio, "fal_client": fal_client, "replicate": replicate}


async def measure(name: str, url: str, count: int, fixed_s: float | None) -> dict[str, Any]:
    seen: dict[str, float] = {}
    faults: Counter[str] = Counter()
    async with CLIENTS[name](url, fixed_s) as (idle, order):
        await idle()  # imports and the first connection belong to the start, not to a job
        cpu_s = time.process_time()

        async def one() -> None:
            try:
                async with asyncio.timeout(PATIENCE_S):
                    made = await order()
                seen[made] = time.monotonic()
            except Exception as error:  # noqa: BLE001  # whatever a client raises, the job is lost to it
                faults[type(error).__name__] += 1

        await asyncio.gather(*(one() for _ in range(count)))
        return {"CPU ms per job": (time.process_time() - cpu_s) / count * 1_000, "seen": seen, "faults": faults}


def run(client: str, count: int, fixed_s: float | None, answer_s: float) -> dict[str, Any]:
    """One client against a fresh server: its figures, and how many jobs it lost."""
    here = [sys.executable, "-m", "tests.bench.polling"]
    server = subprocess.Popen([*here, "server", str(answer_s)], stdout=subprocess.PIPE, text=True)
    try:
        assert server.stdout is not None
        url = f"http://127.0.0.1:{int(server.stdout.readline())}"
        told: dict[str, Any] = json.loads(
            subprocess.check_output([*here, client, url, json.dumps({"count": count, "fixed_s": fixed_s})])
        )
        with urllib.request.urlopen(f"{url}/jobs") as answer:  # noqa: S310  # our own process
            known = json.load(answer)
    finally:
        server.kill()
        server.wait()
    lags = sorted(at - known["due"][made] for made, at in told["seen"].items()) or [PATIENCE_S]
    return {
        "CPU ms per job": told["CPU ms per job"],
        "lag p50 s": statistics.median(lags),
        "lag p99 s": lags[int(len(lags) * 0.99)],
        "requests per job": known["requests"] / count,
        "lost": count - len(told["seen"]),
        "faults": told["faults"],
    }


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench polling", description=__doc__)
    parser.add_argument("--jobs", type=int, default=1_000)
    parser.add_argument("--peer-jobs", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--answer", type=float, default=0.0, help="seconds that the server takes to tell a state")
    given = parser.parse_args()
    peers = [name for name in CLIENTS if name != "genstudio" and importlib.util.find_spec(name)]
    plans: list[tuple[str, str, int, float | None]] = [
        ("1 s", "genstudio", given.jobs, 1.0),
        ("adaptive", "genstudio", given.jobs, None),
        *((f"{name}, 1 s", name, given.peer_jobs, 1.0) for name in ("genstudio", *peers)),
    ]
    results: dict[str, list[dict[str, Any]]] = {}
    for _ in range(given.rounds):
        for title, client, count, fixed_s in plans:
            results.setdefault(title, []).append(run(client, count, fixed_s, given.answer))
    load = f"load average {os.getloadavg()[0]:.1f}"
    print(f"medians of {given.rounds} rounds; jobs of {SHORTEST_S:g} to {LONGEST_S:g} s; {load}")
    names = ("CPU ms per job", "lag p50 s", "lag p99 s", "requests per job", "lost")
    print(f"{'':20}{'jobs':>6}" + "".join(f"{name:>18}" for name in names))
    for title, _, count, _ in plans:
        found = results[title]
        cells = []
        for name in names:
            value = max(each[name] for each in found) if name == "lost" else statistics.median(e[name] for e in found)
            floor = 0 if name == "lost" and title in TARGETS else TARGETS.get(title, {}).get(name)
            cells.append(f"{value:.4g}" + (f" (<= {floor:g})" if floor is not None else ""))
        faults = sum((Counter(each["faults"]) for each in found), Counter[str]())
        print(
            f"{title:20}{count:>6}" + "".join(f"{cell:>18}" for cell in cells) + (f"  {dict(faults)}" if faults else "")
        )
    for name in sorted(set(CLIENTS) - {"genstudio", *peers}):
        print(f"{name}: not installed (pip install '.[bench]')")


async def serve(answer_s: float) -> None:
    runner = web.AppRunner(Queue(answer_s).app, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0, backlog=2_048)
    await site.start()
    print(runner.addresses[0][1], flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    if sys.argv[1] == "server":
        asyncio.run(serve(float(sys.argv[2])))
    else:
        print(json.dumps(asyncio.run(measure(sys.argv[1], sys.argv[2], **json.loads(sys.argv[3])))))
