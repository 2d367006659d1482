"""Many open pages: the server's memory, CPU and answers over minutes, with jobs that run.

A light client stands for a page: it loads the HTML and all that it names, then reads the jobs as `base/feed.js` does.
Three real pages in Chromium are open among them. Memory is compared from the end of the first minute to the end.
"""

from __future__ import annotations

import argparse
import asyncio
import http
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp
from playwright.sync_api import sync_playwright

from tests.bench.page import PATIENCE_MS, ROOT, cpu_s, order
from tests.bench.start import answers, free_port
from tests.browser.conftest import launch

POLL_S = 0.7
REAL = 3
RUNNING = 5
ARRIVE_S = 20
SETTLED_S = 60
LOADED = re.compile(r'(?:href|src)="\.?(/(?:assets|studio)/[^"]+)"')
FIRST = ("generations?limit=60", "providers", "account", "studio")
"""What a page reads below /api/v2 as it starts."""


@dataclass
class Count:
    answers: int = 0
    loaded: int = 0
    failures: Counter[str] = field(default_factory=Counter)
    waits_s: list[float] = field(default_factory=list)


async def visit(url: str, until_s: float, count: Count) -> None:
    connections = aiohttp.TCPConnector(limit=6)  # as many as a browser opens to one server
    async with aiohttp.ClientSession(url, connector=connections, timeout=aiohttp.ClientTimeout(None)) as client:

        async def ask(path: str) -> bytes:
            begin = time.perf_counter()
            try:
                async with client.get(path, headers={"Accept-Encoding": "gzip"}) as answer:
                    body = await answer.read()
            except aiohttp.ClientError as error:
                count.failures[f"{type(error).__name__} {error} {path[:24]}"] += 1
                return b""
            count.answers += 1
            if "since=" in path:
                count.waits_s.append(time.perf_counter() - begin)
            if answer.status != http.HTTPStatus.OK:
                count.failures[f"{answer.status} {path.partition('?')[0]}"] += 1
            return body

        page = (await ask("/")).decode()
        await asyncio.gather(*(ask(path) for path in LOADED.findall(page)))
        first = [await ask(f"/api/v2/{path}") for path in FIRST]
        seq = json.loads(first[0])["seq"] if first[0] else -1
        count.loaded += 1
        while time.monotonic() < until_s:
            await asyncio.sleep(POLL_S)
            answer = await ask(f"/api/v2/generations?since={seq}&limit=200")
            seq = json.loads(answer)["seq"] if answer else seq


def memory_mb(pid: int) -> float:
    """What the process alone holds: files that it shares with others do not count."""
    rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
    return sum(int(each) for each in re.findall(r"^(?:Private_\w+):\s+(\d+) kB$", rollup, re.MULTILINE)) / 1024


async def crowd(url: str, pid: int, pages: int, seconds: float) -> None:
    begin = time.monotonic()
    count = Count()
    marks: list[tuple[float, float]] = []

    async def one(number: int) -> None:
        await asyncio.sleep(number * ARRIVE_S / pages)
        await visit(url, begin + seconds, count)

    async def watch() -> None:
        await asyncio.sleep(min(SETTLED_S, seconds / 2))
        marks.append((memory_mb(pid), cpu_s(pid)))
        settled = time.monotonic()
        await asyncio.sleep(begin + seconds - settled - 1)
        marks.append((memory_mb(pid), (cpu_s(pid) - marks[0][1]) / (time.monotonic() - settled)))

    await asyncio.gather(watch(), *(one(number) for number in range(pages)))
    (settled_mb, _), (end_mb, share) = marks
    ordered = sorted(count.waits_s)
    print(f"{pages} light pages and {REAL} real ones, {RUNNING} jobs running, {seconds:.0f} s")
    print(f"pages loaded {count.loaded}, answers {count.answers:,}, failures {count.failures.total()}   target 0")
    for what, times in count.failures.most_common(5):
        print(f"  {times} times {what}")
    p50_ms, p99_ms = (ordered[int(len(ordered) * part)] * 1000 for part in (0.5, 0.99))
    print(f"a reading of the jobs: median {p50_ms:.0f} ms, p99 {p99_ms:.0f} ms")
    print(
        f"memory {settled_mb:.1f} -> {end_mb:.1f} MB, {end_mb - settled_mb:+.1f} MB since the first minute   target 20"
    )
    print(f"server {share * 100:.1f} % of a core, {share * 100 / (pages + REAL):.2f} % per page   target 0.5 %")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench crowd", description=__doc__)
    parser.add_argument("--pages", type=int, default=200)
    parser.add_argument("--seconds", type=float, default=300)
    options = parser.parse_args()
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    with tempfile.TemporaryDirectory() as home:
        process = subprocess.Popen([sys.executable, "-m", "tests.bench", "page", "--serve", home, str(port)], cwd=ROOT)
        try:
            while not answers(port):
                time.sleep(0.05)
            for _ in range(RUNNING):
                order(url, 590)
            with sync_playwright() as playwright:
                browser = launch(playwright)
                for _ in range(REAL):
                    browser.new_page().goto(url, wait_until="commit", timeout=PATIENCE_MS)
                with ThreadPoolExecutor(1) as thread:  # Playwright keeps a loop of its own in this one
                    thread.submit(asyncio.run, crowd(url, process.pid, options.pages, options.seconds)).result()
                browser.close()
        finally:
            process.kill()
            process.wait()
    print("load average", ", ".join(f"{each:.1f}" for each in os.getloadavg()))
