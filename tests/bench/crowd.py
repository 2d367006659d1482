"""Many open pages: the server's memory, CPU and answers over minutes, with jobs that run.

A light client stands for a page: it loads the HTML and all that it names, then reads the jobs as `base/feed.js` does.
Three real pages in Chromium are open among them. Memory is compared from the end of the first minute to the end.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import re
import ssl
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import httpx2
from playwright.sync_api import sync_playwright

from tests.bench.page import PATIENCE_MS, ROOT, cpu_s, order
from tests.bench.start import answers, free_port
from tests.browser.conftest import launch

POLL_S = 0.7
TLS = ssl.create_default_context()
"""One for all clients: none needs it, and each would make its own, which costs 18 ms."""
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
    failures: int = 0
    waits_s: list[float] = field(default_factory=list)


async def visit(url: str, until_s: float, count: Count) -> None:
    limits = httpx2.Limits(max_connections=6, max_keepalive_connections=6)
    async with httpx2.AsyncClient(base_url=url, limits=limits, timeout=30, verify=TLS) as client:

        async def ask(path: str) -> httpx2.Response | None:
            begin = time.perf_counter()
            try:
                answer = await client.get(path)
            except httpx2.HTTPError:
                count.failures += 1
                return None
            count.answers += 1
            count.failures += answer.status_code != 200
            count.waits_s.append(time.perf_counter() - begin)
            return answer

        page = await ask("/")
        if page is not None:
            await asyncio.gather(*(ask(path) for path in LOADED.findall(page.text)))
        first = [await ask(f"/api/v2/{path}") for path in FIRST]
        seq = first[0].json()["seq"] if first[0] is not None else -1
        while time.monotonic() < until_s:
            await asyncio.sleep(POLL_S)
            answer = await ask(f"/api/v2/generations?since={seq}&limit=200")
            if answer is not None:
                seq = answer.json()["seq"]


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
    print(f"answers {count.answers:,}, failures {count.failures}   target 0")
    print(
        f"wait median {ordered[len(ordered) // 2] * 1000:.0f} ms, p99 {ordered[int(len(ordered) * 0.99)] * 1000:.0f} ms"
    )
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
