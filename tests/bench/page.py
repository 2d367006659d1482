"""The page: ms from a reload until 20 running jobs are shown again, from the end of a job until it is seen, and from a
click on Generate until its row is there; and the server's CPU while pages are open.

A studio of its own runs as a process of its own, with a provider that only waits; Chromium loads the page. The floor of
a reload is Gradio's own part of it: the same page until its tabs are there.
"""

from __future__ import annotations

import argparse
import asyncio
import io
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any, ClassVar

from genstudio.core.money import Free
from genstudio.core.request import GenerationRequest
from genstudio.core.result import MediaOutput, ProviderResult
from genstudio.core.spec import Field, ModelSpec, Prompt
from genstudio.providers.base import BaseImageProvider, Resubmit

ROOT = Path(__file__).parents[2]
RUNNING = 20
REPORT_S = 0.25
PATIENCE_MS = 120_000
MODEL = ModelSpec(
    id="embedded:waits", wire_id="waits", kind="image", label="Waits", description="Waits, then paints a square",
    engine="procedural", price=Free(), source="https://vendor.example", checked=date(2026, 11, 22), prompt=Prompt(),
    fields=(Field("seconds", "number", "Seconds", default=1.0, low=0, high=600),),
)  # fmt: skip
WATCH = """() => {
  window.seenAt = {};
  const look = () => {
    for (const row of document.querySelectorAll('[data-job][data-status=complete]')) {
      window.seenAt[row.dataset.job] ??= Date.now();
    }
  };
  new MutationObserver(look).observe(document.body, { subtree: true, childList: true, attributes: true });
}"""
CLICK = """(prompt) => new Promise((resolve) => {
  const form = document.querySelector('#controls-image');
  const queue = document.querySelector('#job-dock');
  const begin = performance.now();
  const look = () => {
    if (!queue.textContent.includes(prompt)) return;
    watcher.disconnect();
    resolve(performance.now() - begin);
  };
  const watcher = new MutationObserver(look);
  watcher.observe(queue, { subtree: true, childList: true, characterData: true });
  form.querySelector('[data-testid=generate]').click();
})"""
CPU_PAGES = 4
CPU_S = 20
ALL_SHOWN = f"() => document.querySelectorAll('[data-job][data-status=processing]').length >= {RUNNING}"
TABS_SHOWN = "() => document.querySelectorAll('[role=tab]').length > 0"


class Waits(BaseImageProvider):
    resubmit: ClassVar[Resubmit] = "repeat"
    lane_size: ClassVar[int] = 1_000
    models: ClassVar[tuple[ModelSpec, ...]] = (MODEL,)

    async def generate(self, request: GenerationRequest) -> ProviderResult:
        from PIL import Image

        seconds = float(request.values["seconds"])
        begin = time.monotonic()
        while (gone := time.monotonic() - begin) < seconds:
            self.report(gone / seconds, "Waiting")
            await asyncio.sleep(min(REPORT_S, seconds - gone))
        picture = io.BytesIO()
        Image.new("RGB", (512, 512), (255, 122, 61)).save(picture, "PNG")
        return ProviderResult((MediaOutput("image/png", data=picture.getvalue()),))


def serve(home: str, port: int) -> None:
    """The studio with that one provider, until it is killed."""
    import uvicorn

    from genstudio import bootstrap, server
    from genstudio.api.app import create_app
    from genstudio.core.settings import JobsSettings, ServerSettings, Settings
    from genstudio.providers.registry import ProviderInfo, ProviderRegistry
    from genstudio.ui.app import mount

    registry = ProviderRegistry()
    registry.register("image", "embedded", Waits, ProviderInfo(name="embedded"))
    settings = Settings(home=Path(home), server=ServerSettings(port=port), jobs=JobsSettings(offline_workers=64))

    async def run() -> None:
        studio = bootstrap.build(settings, registry=registry)
        await studio.open()
        app = mount(create_app(studio), home=settings.home)
        await studio.start()
        await uvicorn.Server(server._config(app, settings)).serve([server.listen("127.0.0.1", port)])

    asyncio.run(run())


def order(url: str, seconds: float) -> str:
    config = {"prompt": f"{seconds:.2f} s", "model": MODEL.id, "seconds": seconds}
    request = urllib.request.Request(  # noqa: S310  # our own server
        f"{url}/api/v2/generations",
        data=json.dumps({"type": "image", "config": config}).encode(),
        headers={"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request) as answer:  # noqa: S310
        job: str = json.load(answer)["id"]
        return job


def finished_at_ms(url: str, job: str) -> float:
    with urllib.request.urlopen(f"{url}/api/v2/generations/{job}") as answer:  # noqa: S310
        return datetime.fromisoformat(json.load(answer)["finishedAt"]).timestamp() * 1000


def reload_ms(page: Any, shown: str) -> float:
    begin = time.perf_counter()
    page.reload(wait_until="commit")
    page.wait_for_function(shown, timeout=PATIENCE_MS)
    return (time.perf_counter() - begin) * 1000


def show(name: str, values_ms: Sequence[float], target: str) -> None:
    ordered = sorted(values_ms)
    p95 = ordered[max(0, round(len(ordered) * 0.95) - 1)]
    print(f"{name:44} median {statistics.median(ordered):6.0f} ms   p95 {p95:6.0f} ms   n {len(ordered):3}   {target}")


def cpu_s(pid: int) -> float:
    """CPU seconds that a process has used (Linux)."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def share(pid: int) -> float:
    """Per cent of a core that a process uses over CPU_S."""
    before, begin = cpu_s(pid), time.monotonic()
    time.sleep(CPU_S)
    return (cpu_s(pid) - before) / (time.monotonic() - begin) * 100


def show_cpu(browser: Any, url: str, pid: int) -> None:
    """Open pages against none, first at rest and then with one running job, whose own work counts in both."""
    for name, jobs, target in (("idle", 0, 0.1), ("busy", 1, 0.5)):
        running = [order(url, 600) for _ in range(jobs)]
        alone = share(pid)
        pages = [browser.new_page() for _ in range(CPU_PAGES)]
        for page in pages:
            page.goto(url, wait_until="commit", timeout=PATIENCE_MS)
            page.wait_for_function(TABS_SHOWN, timeout=PATIENCE_MS)
        time.sleep(10)  # the work of loading is over
        each = (share(pid) - alone) / CPU_PAGES
        print(f"CPU of the server, {name} page: {each:.2f} % of a core each, {alone:.2f} % without   target {target} %")
        for page in pages:
            page.close()
        for job in running:
            request = urllib.request.Request(f"{url}/api/v2/generations/{job}", method="DELETE")  # noqa: S310
            urllib.request.urlopen(request).close()  # noqa: S310


def click_ms(page: Any, number: int) -> float:
    prompt = f"click number {number}"
    page.locator("#controls-image").get_by_test_id("prompt").fill(prompt)
    page.wait_for_timeout(500)  # the price has been asked for
    took: float = page.evaluate(CLICK, prompt)
    return took


def measure(url: str, pid: int, rounds: int, jobs: int) -> None:
    from playwright.sync_api import sync_playwright

    from tests.browser.conftest import launch

    with sync_playwright() as playwright:
        browser = launch(playwright)
        show_cpu(browser, url, pid)
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        page.goto(url, wait_until="commit", timeout=PATIENCE_MS)
        page.wait_for_function(TABS_SHOWN, timeout=PATIENCE_MS)
        floor, again = [], []
        for _ in range(RUNNING):
            order(url, 600)
        page.wait_for_function(ALL_SHOWN, timeout=PATIENCE_MS)
        for _ in range(rounds):
            floor.append(reload_ms(page, TABS_SHOWN))
            again.append(reload_ms(page, ALL_SHOWN))
        show("floor: reload until Gradio's tabs are there", floor, "")
        show(f"reload until {RUNNING} running jobs are there", again, "target 1000 ms")

        show("click on Generate until its row is there", [click_ms(page, n) for n in range(rounds)], "target 200 ms")

        page.evaluate(WATCH)
        ordered = [order(url, random.uniform(2, 12)) for _ in range(jobs)]
        page.wait_for_function("(jobs) => jobs.every((job) => window.seenAt[job])", arg=ordered, timeout=PATIENCE_MS)
        seen = page.evaluate("() => window.seenAt")
        show(
            "job over until it is seen", [seen[job] - finished_at_ms(url, job) for job in ordered], "target p95 1000 ms"
        )
        browser.close()


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench page", description=__doc__)
    parser.add_argument("--rounds", type=int, default=10, help="reloads")
    parser.add_argument("--jobs", type=int, default=30, help="jobs whose end is timed; the page lists 40")
    parser.add_argument("--serve", nargs=2, metavar=("HOME", "PORT"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.serve:
        serve(options.serve[0], int(options.serve[1]))
        return
    from tests.bench.start import answers, free_port

    port = free_port()
    with tempfile.TemporaryDirectory() as home:
        command = [sys.executable, "-m", "tests.bench", "page", "--serve", home, str(port)]
        process = subprocess.Popen(command, cwd=ROOT)
        try:
            while not answers(port):
                if process.poll() is not None:
                    raise SystemExit("the studio does not start")
                time.sleep(0.05)
            measure(f"http://127.0.0.1:{port}", process.pid, options.rounds, options.jobs)
        finally:
            process.kill()
            process.wait()
