"""Pictures of 1 MB that come as base64 in JSON: one at a time and 50 at once, beside plain httpx and other clients.

Each client runs in a process of its own against a bare server in another that answers at once. CPU is the client's
alone, for each call, from the order to the picture's bytes; memory is the process's peak, imports and all. "raw" is
httpx, its JSON and base64 of the standard library. The studio's adapter runs within its lane, as in the studio. The
other clients are the extra "bench".
"""

from __future__ import annotations

import argparse
import asyncio
import base64
import importlib
import importlib.util
import json
import os
import random
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

from aiohttp import web

PICTURE_BYTES = 1_000_000
CROWD = 50
WARM = 5
TARGETS = {1: 0.95, CROWD: 0.8}
MEMORY_MB = 130
MODEL = "gpt-image-2"
Order = Callable[[], Awaitable[bytes]]


@asynccontextmanager
async def genstudio(url: str) -> AsyncIterator[Order]:
    from genstudio.core.request import ImageRequest
    from genstudio.providers.base import ProviderConfig
    from genstudio.providers.openai.adapter import OpenAIImageProvider
    from genstudio.transport.http import Http, HttpPool

    pool = HttpPool()
    model = next(each for each in OpenAIImageProvider.models if each.wire_id == MODEL)
    request = ImageRequest(model, "a fox", model.clean_values({}))
    provider = OpenAIImageProvider(ProviderConfig("openai", key="key-of-the-bench", base_url=url, http=Http(pool)))
    lane = asyncio.Semaphore(provider.lane_size)

    async def order() -> bytes:
        async with lane:
            return (await provider.generate(request)).outputs[0].data or b""

    yield order
    await pool.aclose()


@asynccontextmanager
async def raw(url: str) -> AsyncIterator[Order]:
    import httpx

    async with httpx.AsyncClient(timeout=60, limits=httpx.Limits(max_connections=None)) as client:

        async def order() -> bytes:
            answer = await client.post(f"{url}/images/generations", json={"model": MODEL, "prompt": "a fox"})
            return base64.b64decode(answer.json()["data"][0]["b64_json"])

        yield order


@asynccontextmanager
async def openai(url: str) -> AsyncIterator[Order]:
    from openai import AsyncOpenAI

    async with AsyncOpenAI(api_key="key", base_url=url) as client:

        async def order() -> bytes:
            answer = await client.images.generate(model=MODEL, prompt="a fox")
            assert answer.data
            return base64.b64decode(answer.data[0].b64_json or "")

        yield order


@asynccontextmanager
async def litellm(url: str) -> AsyncIterator[Order]:
    os.environ["LITELLM_LOCAL_MODEL_COST_MAP"] = "True"  # else it asks the internet for prices
    vendor: Any = importlib.import_module("litellm")

    async def order() -> bytes:
        answer = await vendor.aimage_generation(model=f"openai/{MODEL}", prompt="a fox", api_base=url, api_key="key")
        return base64.b64decode(answer.data[0].b64_json)

    yield order


CLIENTS: dict[str, Callable[[str], AbstractAsyncContextManager[Order]]] = {
    "raw": raw,
    "genstudio": genstudio,
    "openai": openai,
    "litellm": litellm,
}


async def measure(name: str, url: str, crowd: int, calls: int) -> dict[str, float]:
    async with CLIENTS[name](url) as order:
        for _ in range(WARM):
            assert len(await order()) == PICTURE_BYTES
        cpu_s, begin_s = time.process_time(), time.perf_counter()

        async def one() -> None:
            assert len(await order()) == PICTURE_BYTES

        for _ in range(calls // crowd):
            await asyncio.gather(*(one() for _ in range(crowd)))
        done = calls // crowd * crowd
        return {
            "CPU ms": (time.process_time() - cpu_s) / done * 1_000,
            "ms": (time.perf_counter() - begin_s) / done * 1_000,
            "peak MB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        }


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench image", description=__doc__)
    parser.add_argument("--calls", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=5)
    given = parser.parse_args()
    here = [sys.executable, "-m", "tests.bench.image"]
    clients = [name for name in CLIENTS if name in ("raw", "genstudio") or importlib.util.find_spec(name)]
    server = subprocess.Popen([*here, "server"], stdout=subprocess.PIPE, text=True)
    try:
        assert server.stdout is not None
        url = f"http://127.0.0.1:{int(server.stdout.readline())}"
        results: dict[tuple[str, int], list[dict[str, float]]] = {}
        for _ in range(given.rounds):
            for crowd in TARGETS:
                for name in clients:
                    told = subprocess.check_output([*here, name, url, str(crowd), str(given.calls)])
                    results.setdefault((name, crowd), []).append(json.loads(told))
    finally:
        server.kill()
        server.wait()
    print(f"medians of {given.rounds} rounds of {given.calls} calls; load average {os.getloadavg()[0]:.1f}")
    print(f"{'':12}{'at once':>8}{'CPU ms':>10}{'x raw':>18}{'ms':>10}{'peak MB':>18}")
    for crowd, floor in TARGETS.items():
        for name in clients:
            found, base = results[name, crowd], results["raw", crowd]
            middle = {key: statistics.median(each[key] for each in found) for key in found[0]}
            # Of one round each, side by side, since the machine may be busy with something else in another.
            ratio = statistics.median(a["CPU ms"] / b["CPU ms"] for a, b in zip(found, base, strict=True))
            ours = name == "genstudio"
            against = f"{ratio:.2f}" + (f" (<= {floor:g})" if ours else "")
            memory = f"{middle['peak MB']:.0f}" + (f" (<= {MEMORY_MB})" if ours and crowd == CROWD else "")
            print(f"{name:12}{crowd:>8}{middle['CPU ms']:>10.2f}{against:>18}{middle['ms']:>10.2f}{memory:>18}")
    for name in sorted(set(CLIENTS) - set(clients)):
        print(f"{name}: not installed (pip install '.[bench]')")


async def serve() -> None:
    picture = b"\x89PNG\r\n\x1a\n" + random.Random(7).randbytes(PICTURE_BYTES - 8)
    usage = {"input_tokens": 10, "output_tokens": 1_000, "total_tokens": 1_010}
    answer = {"created": 1, "data": [{"b64_json": base64.b64encode(picture).decode()}], "usage": usage}
    body = json.dumps(answer).encode()

    async def generate(request: web.Request) -> web.Response:
        await request.read()
        return web.Response(body=body, content_type="application/json")

    app = web.Application()
    app.add_routes([web.post("/images/generations", generate)])
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    print(runner.addresses[0][1], flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    if sys.argv[1] == "server":
        asyncio.run(serve())
    else:
        print(json.dumps(asyncio.run(measure(sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])))))
