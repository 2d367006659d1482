"""The engine under load, beside plain asyncio without a database, in one run.

Each variant runs in a process of its own against the test vendor in another: jobs of 10 to 20 s, polled every 2 s, all
started in one burst. "plain" creates, polls and downloads with the same HTTP client and keeps nothing. Then 300 jobs
at 20 a second give the start latency: from the moment at which a row is in the table to the arrival of the purchase.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import resource
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path
from typing import Any

from genstudio.core.request import VideoRequest
from genstudio.jobs.inline import InlineEngine
from genstudio.jobs.states import OPEN
from genstudio.providers.base import AsyncProvider, ProviderConfig
from genstudio.transport.http import AnyJson, Http
from tests.parts import VENDOR_KEY, insert_job, open_parts

TARGETS = {"CPU ms per job": 8.0, "peak memory MB": 200.0, "start p50 ms": 10.0, "start p99 ms": 50.0}


def usage(started_cpu_s: float, count: int) -> dict[str, float]:
    own = resource.getrusage(resource.RUSAGE_SELF)
    return {
        "CPU ms per job": (time.process_time() - started_cpu_s) / count * 1000,
        "peak memory MB": own.ru_maxrss / 1024,
    }


async def warm_up(http: Http, url: str) -> None:
    """Imports and the first connection belong to the start, not to a job."""
    await http.bound(url, {}, "vendor").read("/count", AnyJson)


def count_open(conn: sqlite3.Connection) -> int:
    found: int = conn.execute(f"SELECT count(*) FROM job WHERE state IN {OPEN}").fetchone()[0]  # noqa: S608
    return found


async def engine(url: str, count: int, poll_s: float, gap_s: float = 0.0) -> dict[str, Any]:
    """`count` jobs through rows, reservations, progress, files and settlements."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        studio = open_parts(home, url, poll_s=poll_s, lane=100_000)
        database = studio.parts.database
        running = InlineEngine(studio.parts, home / "leader.lock")
        await running.start()
        await warm_up(studio.parts.http, url)
        cpu_s = time.process_time()
        inserted: dict[str, float] = {}

        async def insert(name: str) -> None:
            await database.write(lambda conn: insert_job(conn, name, "slow"))
            inserted[name] = time.monotonic()
            running.wake(name)

        async with asyncio.TaskGroup() as group:
            for number in range(count):
                group.create_task(insert(f"job{number}"))
                await asyncio.sleep(gap_s)
        while database.read_now(count_open):
            await asyncio.sleep(0.25)
        result: dict[str, Any] = usage(cpu_s, count)
        states = database.read_now(lambda conn: dict(conn.execute("SELECT state, count(*) FROM job GROUP BY 1")))
        await running.stop()
        await studio.close()
        return result | {"states": states, "inserted": inserted}


async def plain(url: str, count: int, poll_s: float) -> dict[str, Any]:
    """The same jobs by the same client, without rows, money or library."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        studio = open_parts(home, url, poll_s=poll_s)
        row = studio.parts.registry.get("video", "slow")
        provider = row.provider(ProviderConfig("slow", key=VENDOR_KEY, http=studio.parts.http))
        assert isinstance(provider, AsyncProvider)
        await warm_up(studio.parts.http, url)
        cpu_s = time.process_time()

        async def one(number: int) -> None:
            request = VideoRequest(row.models[0], "a fox", {"duration": 5}, reference=f"plain{number}")
            result = await provider.generate(request)
            await studio.parts.downloader.fetch(result.outputs[0].url or "", home / f"{number}.png")

        await asyncio.gather(*(one(number) for number in range(count)))
        result: dict[str, Any] = usage(cpu_s, count)
        await studio.close()
        return result


def in_process(variant: str, url: str, **options: float) -> dict[str, Any]:
    command = [sys.executable, "-m", "tests.bench.engine", variant, url, json.dumps(options)]
    done: dict[str, Any] = json.loads(subprocess.check_output(command))
    return done


def vendor(*arguments: str) -> tuple[subprocess.Popen[str], str]:
    command = [sys.executable, "-m", "tests.vendor.server", "0", *arguments]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    return process, f"http://127.0.0.1:{int(process.stdout.readline())}"


def ask(url: str) -> dict[str, Any]:
    with urllib.request.urlopen(f"{url}/count") as answer:  # noqa: S310  # our own process
        counted: dict[str, Any] = json.load(answer)
        return counted


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench engine", description=__doc__)
    parser.add_argument("--jobs", type=int, default=1_000)
    parser.add_argument("--shortest", type=float, default=10.0, help="seconds")
    parser.add_argument("--longest", type=float, default=20.0, help="seconds")
    parser.add_argument("--poll", type=float, default=2.0, help="seconds between two looks")
    given = parser.parse_args()
    count, spread = given.jobs, given.longest - given.shortest
    results = {}
    for variant in ("plain", "engine"):
        process, url = vendor(f"seconds={given.shortest}", f"spread={spread}")
        results[variant] = in_process(variant, url, count=count, poll_s=given.poll)
        asked = ask(url)["tasks"]
        results[variant]["created"] = len(asked)
        results[variant]["twice"] = sum(each > 1 for each in asked.values())
        process.kill()
    process, url = vendor("seconds=1")
    steady = in_process("engine", url, count=300, poll_s=1.0, gap_s=0.05)
    arrived = ask(url)["arrived"]
    process.kill()
    waits = sorted((arrived[name] - at) * 1000 for name, at in steady["inserted"].items())
    print(f"{count} jobs of {given.shortest:g} to {given.longest:g} s, polled every {given.poll:g} s")
    print(f"{'':18}{'plain':>10}{'engine':>10}{'target':>10}")
    for name in ("CPU ms per job", "peak memory MB"):
        print(f"{name:18}{results['plain'][name]:>10.1f}{results['engine'][name]:>10.1f}{TARGETS[name]:>10.0f}")
    print(f"{'created':18}{results['plain']['created']:>10}{results['engine']['created']:>10}{count:>10}")
    print(f"{'created twice':18}{results['plain']['twice']:>10}{results['engine']['twice']:>10}{0:>10}")
    print(f"{'done':18}{'':>10}{results['engine']['states'].get('done', 0):>10}{count:>10}")
    p50, p99 = statistics.median(waits), waits[int(len(waits) * 0.99)]
    print(f"{'start p50 ms':18}{'':>10}{p50:>10.1f}{TARGETS['start p50 ms']:>10.0f}")
    print(f"{'start p99 ms':18}{'':>10}{p99:>10.1f}{TARGETS['start p99 ms']:>10.0f}")


if __name__ == "__main__":
    chosen, at = sys.argv[1:3]
    settings = json.loads(sys.argv[3])
    run = engine if chosen == "engine" else plain
    print(json.dumps(asyncio.run(run(at, **settings))))
