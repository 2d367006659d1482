"""Loading the page in Chromium: cold beside a bare Gradio page, reloaded, over a slow line, and in nine tabs.

The bare page is Gradio's own way of serving as many components in the same tabs, rows and columns, with nothing in
them. Both run as processes of their own; cold loads alternate A B, each in a fresh browser without a cache. A page
counts as loaded once it can be used: its button Generate is there with its price, or the bare page's text.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.bench.start import answers, free_port

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

ROOT = Path(__file__).parents[2]
PATIENCE_MS = 120_000
LATENCY_MS = 100
BYTES_PER_S = 10_000_000 / 8
TABS = 9
WINDOW = {"width": 1440, "height": 900}
OURS_SHOWN = """() => {
  const form = document.querySelector('#controls-image');
  return Boolean(form?.querySelector('[data-testid=generate]')?.getClientRects().length
    && form.querySelector('[data-testid=price]')?.textContent.trim()
    && document.querySelector('#job-dock')?.textContent.trim()
    && !document.documentElement.classList.contains('booting'));
}"""
BARE_SHOWN = "() => document.body.innerText.includes('a bare component')"
PLACES = {"tabs": "Tabs", "tabitem": "Tab", "row": "Row", "column": "Column", "group": "Group"}


def bare(tree: Path, port: int) -> None:
    """Serves a page with the components of a layout, each with a word in it."""
    import fastapi
    import gradio as gr
    import uvicorn

    def build(nodes: Sequence[Any]) -> None:
        for kind, children in nodes:
            place = PLACES.get(kind)
            if place is None:
                gr.HTML("a bare component")
                continue
            with getattr(gr, place)(*(["A tab"] if kind == "tabitem" else [])):
                build(children)

    with gr.Blocks() as demo:
        build(json.loads(tree.read_text()))
    app = gr.mount_gradio_app(fastapi.FastAPI(), demo, path="/", ssr_mode=False)
    uvicorn.run(app, port=port, log_level="error", access_log=False)


def layout(url: str) -> list[Any]:
    """The page's components as nested pairs of kind and children."""
    with urllib.request.urlopen(f"{url}/config") as answer:  # noqa: S310  # our own server
        config = json.load(answer)
    kinds = {each["id"]: each["type"] for each in config["components"]}

    def children(node: dict[str, Any]) -> list[Any]:
        return [[kinds[each["id"]], children(each)] for each in node.get("children") or ()]

    return children(config["layout"])


def size(tree: Sequence[Any]) -> int:
    return sum(1 + size(children) for _, children in tree)


@contextmanager
def serving(command: Sequence[str], port: int) -> Iterator[str]:
    environment = {**os.environ, "GRADIO_ANALYTICS_ENABLED": "False"}
    process = subprocess.Popen([*command, str(port)], cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)
    try:
        while not answers(port):
            if process.poll() is not None:
                raise SystemExit(f"it does not start: {' '.join(command)[:200]}")
            time.sleep(0.05)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait()


def open_ms(context: BrowserContext, url: str, shown: str) -> float:
    page = context.new_page()
    begin = time.perf_counter()
    page.goto(url, wait_until="commit")
    page.wait_for_function(shown, timeout=PATIENCE_MS)
    return (time.perf_counter() - begin) * 1000


def reload_ms(page: Page, shown: str) -> float:
    begin = time.perf_counter()
    page.reload(wait_until="commit")
    page.wait_for_function(shown, timeout=PATIENCE_MS)
    return (time.perf_counter() - begin) * 1000


def cold_ms(browser: Browser, url: str, shown: str) -> float:
    context = browser.new_context(viewport=WINDOW)  # type: ignore[arg-type]  # playwright's own dict class
    try:
        return open_ms(context, url, shown)
    finally:
        context.close()


def slow_line(context: BrowserContext, page: Page) -> None:
    context.new_cdp_session(page).send(
        "Network.emulateNetworkConditions",
        {
            "offline": False,
            "latency": LATENCY_MS,
            "downloadThroughput": BYTES_PER_S,
            "uploadThroughput": BYTES_PER_S,
        },
    )


def nine_ms(context: BrowserContext, url: str, shown: str) -> float:
    """From the first of nine navigations, all started in one moment, until the last of the tabs can be used."""
    pages = [context.new_page() for _ in range(TABS)]
    begin = time.perf_counter()
    for page in pages:
        page.evaluate("(url) => { setTimeout(() => { location.href = url; }, 0); }", url)
    for page in pages:
        page.wait_for_url(f"{url}/**", wait_until="commit", timeout=PATIENCE_MS)
        page.wait_for_function(shown, timeout=PATIENCE_MS)
    took_ms = (time.perf_counter() - begin) * 1000
    for page in pages:
        page.close()
    return took_ms


def show(name: str, values_ms: Sequence[float], target: str) -> None:
    ordered = sorted(values_ms)
    print(
        f"{name:34} median {statistics.median(ordered):6.0f} ms   from {ordered[0]:5.0f} to {ordered[-1]:5.0f} ms"
        f"   n {len(ordered):3}   {target}"
    )


def measure(ours: str, plain: str, rounds: int) -> None:
    from playwright.sync_api import sync_playwright

    from tests.browser.conftest import launch

    with sync_playwright() as playwright:
        browser = launch(playwright)
        pages = {"bare": (plain, BARE_SHOWN), "ours": (ours, OURS_SHOWN)}
        for url, shown in pages.values():  # the server's first answers, and its files into the system's cache
            cold_ms(browser, url, shown)
        cold: dict[str, list[float]] = {name: [] for name in pages}
        for _ in range(rounds):
            for name, (url, shown) in pages.items():
                cold[name].append(cold_ms(browser, url, shown))
        show("cold, bare Gradio page (floor)", cold["bare"], "")
        ratio = statistics.median(ours / bare for ours, bare in zip(cold["ours"], cold["bare"], strict=True))
        show("cold, GenStudio", cold["ours"], f"{ratio:.2f} x the floor, target 1.3 x")

        context = browser.new_context(viewport=WINDOW)  # type: ignore[arg-type]  # playwright's own dict class
        open_ms(context, ours, OURS_SHOWN)
        page = context.pages[0]
        reload_ms(page, OURS_SHOWN)
        show("reload", [reload_ms(page, OURS_SHOWN) for _ in range(rounds)], "target 600 ms")
        opened = [open_ms(context, ours, OURS_SHOWN) for _ in range(TABS - 1)]
        show(f"each of {TABS} tabs, the others open", opened, "target 1500 ms")
        for each in context.pages[1:]:
            each.close()
        other = browser.new_context(viewport=WINDOW)  # type: ignore[arg-type]  # playwright's own dict class
        open_ms(other, plain, BARE_SHOWN)
        show(f"{TABS} bare tabs in one moment (floor)", [nine_ms(other, plain, BARE_SHOWN)], "")
        show(f"{TABS} tabs in one moment", [nine_ms(context, ours, OURS_SHOWN)], "")
        other.close()
        slow_line(context, page)
        line = f"reload, {LATENCY_MS} ms latency, 10 Mbit/s"
        show(line, [reload_ms(page, OURS_SHOWN) for _ in range(rounds)], "target 1000 ms")
        browser.close()
    print("load average", ", ".join(f"{each:.1f}" for each in os.getloadavg()))


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench load", description=__doc__)
    parser.add_argument("--rounds", type=int, default=21)
    parser.add_argument("--bare", nargs=2, metavar=("LAYOUT", "PORT"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.bare:
        bare(Path(options.bare[0]), int(options.bare[1]))
        return
    with tempfile.TemporaryDirectory() as folder:
        home = str(Path(folder) / "home")
        with serving([sys.executable, "app.py", "--home", home, "--port"], free_port()) as ours:
            tree = layout(ours)
            file = Path(folder) / "layout.json"
            file.write_text(json.dumps(tree))
            print(f"{size(tree)} components")
            with serving([sys.executable, "-m", "tests.bench", "load", "--bare", str(file)], free_port()) as plain:
                measure(ours, plain, options.rounds)
