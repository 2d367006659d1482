"""Listing: CPU of the server for what every open page asks once a second, and for a reload with 20 jobs running.

In process, without a socket, beside a bare Starlette route that answers the same bytes; rounds alternate, medians are
printed. `--rows` jobs lie in the library besides.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message

from genstudio.api.app import create_app
from genstudio.bootstrap import build
from genstudio.core.settings import Settings
from genstudio.ledger import book
from genstudio.providers.registry import ProviderRegistry
from genstudio.storage import jobs
from genstudio.storage.jobs import NewJob
from tests.api import models

RUNNING = 20
CALLS = 100
REQUEST = {"values": {"aspect_ratio": "16:9", "steps": 20, "seed": 7}, "media": {}, "metadata": {}}
URL = "/api/v2/generations"


def fill(conn: sqlite3.Connection, first: int, count: int, state: str) -> None:
    account = book.ensure_account(conn, "local", 0, 0)
    for number in range(first, first + count):
        prompt = f"A red fox in the snow at dawn, wide shot, number {number}"
        jobs.insert(
            conn,
            NewJob(
                f"{number:032x}", "local", account, "image", "embedded", "embedded:painter", prompt,
                json.dumps(REQUEST), 0, 0, 0,
            ),
        )  # fmt: skip
    conn.execute("UPDATE job SET state = ?, progress = 0.4, step = 'Painting the sky' WHERE state = 'queued'", (state,))


async def call(app: ASGIApp, address: str) -> bytes:
    """The body of the answer to one GET."""
    path, _, query = address.partition("?")
    body = bytearray()

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        if message["type"] == "http.response.start" and message["status"] != 200:
            raise SystemExit(f"{address}: {message['status']}")
        body.extend(message.get("body", b""))

    scope = {
        "type": "http", "asgi": {"version": "3.0", "spec_version": "2.4"}, "http_version": "1.1", "method": "GET",
        "scheme": "http", "path": path, "raw_path": path.encode(), "query_string": query.encode(), "root_path": "",
        "headers": [(b"host", b"127.0.0.1:7860"), (b"accept-encoding", b"gzip")], "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 7860),
    }  # fmt: skip
    await app(scope, receive, send)
    return bytes(body)


async def measure(app: ASGIApp, addresses: Sequence[str]) -> tuple[float, float]:
    """Milliseconds of CPU, and of time, for asking all addresses once."""
    cpu, wall = time.process_time(), time.perf_counter()
    for _ in range(CALLS):
        for address in addresses:
            await call(app, address)
    return (time.process_time() - cpu) / CALLS * 1e3, (time.perf_counter() - wall) / CALLS * 1e3


async def bench(home: Path, rows: int, rounds: int) -> None:
    registry = ProviderRegistry()
    models.register(registry)
    studio = build(Settings(home=home), registry=registry)
    await studio.open()
    try:
        await studio.database.write(lambda conn: fill(conn, 0, rows, "done"))
        await studio.database.write(lambda conn: fill(conn, rows, RUNNING, "polling"))
        seq = await studio.database.read(jobs.last_seq)
        app = create_app(studio)
        cases = {
            "nothing new": [f"{URL}?since={seq}"],
            f"{RUNNING} running": [f"{URL}?since={seq - RUNNING}"],
            "reload": [
                f"{URL}?limit=60", f"{URL}?status=pending&limit=200", f"{URL}?status=processing&limit=200",
                "/api/v2/account", "/api/v2/providers/image",
            ],
        }  # fmt: skip
        print(f"{rows:,} rows, {RUNNING} running; ms for one page, medians of {rounds} rounds of {CALLS}")
        print(f"{'':<14}{'CPU ms':>9}{'floor CPU':>11}{'ratio':>8}{'wall ms':>9}{'bytes':>9}")
        for name, addresses in cases.items():
            bodies = {address.partition("?")[0]: await call(app, address) for address in addresses}
            size = sum([len(await call(app, address)) for address in addresses])
            floor = bare(bodies)
            ours: list[tuple[float, float]] = []
            least: list[float] = []
            for _ in range(rounds):
                ours.append(await measure(app, addresses))
                least.append((await measure(floor, addresses))[0])
            cpu, wall = statistics.median(c for c, _ in ours), statistics.median(w for _, w in ours)
            low = statistics.median(least)
            print(f"{name:<14}{cpu:>9.2f}{low:>11.2f}{cpu / low:>7.1f}x{wall:>9.2f}{size:>9,}", flush=True)
    finally:
        await studio.stop()


def bare(bodies: dict[str, bytes]) -> Starlette:
    """The same bytes, from memory."""

    async def answer(request: Request) -> Response:
        return Response(bodies[request.url.path], media_type="application/json")

    return Starlette(routes=[Route("/{path:path}", answer)])


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench listing", description=__doc__)
    parser.add_argument("--rows", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=5)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        asyncio.run(bench(Path(home), given.rows, given.rounds))
