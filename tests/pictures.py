"""The pictures of the README's tour, taken from the real page: `python -m tests.pictures`, a few minutes.

A fresh studio of its own makes real results with the offline engines; Chromium shows them on each tab, in both
palettes. Writes docs/*.webp, each below 250 kB. Seeds are fixed, so that a new run shows the same results.
"""

from __future__ import annotations

import io
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.browser.conftest import launch
from tests.browser.server import Server

DOCS = Path(__file__).parents[1] / "docs"
MOST_BYTES = 250_000
PATIENCE_S = 600
DESK = (1440, 900)
PHONE = (390, 844)

ORDERS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("image", {"prompt": "A sailing boat under northern lights", "seed": 12, "aspectRatio": "16:9"}),
    ("image", {"prompt": "A deer in an enchanted autumn forest with fireflies", "seed": 7, "aspectRatio": "3:2"}),
    ("image", {"prompt": "A little astronaut on a red alien planet, a ringed planet in the sky", "seed": 3}),
    ("tts", {"prompt": "Welcome to the harbour. Tonight the lamps are lit early, and the boats come home.", "seed": 5}),
    ("music", {"prompt": "Slow piano with cello, hopeful, in D major", "seed": 21, "duration": 30}),
    ("image", {"prompt": "A hot-air balloon above the clouds at dawn", "seed": 9, "aspectRatio": "16:9"}),
    ("video", {"prompt": "A lighthouse by the sea, waves rolling in at dusk", "seed": 4, "duration": 5}),
    ("image", {"prompt": "A still mountain lake at sunset, snow on the peaks", "seed": 2, "aspectRatio": "16:9"}),
)


# Pictures below the window's edge are fetched only when they are scrolled to.
DRAWN = """() => [...document.images].every((image) => {
  const box = image.getBoundingClientRect();
  return !image.checkVisibility() || box.top > innerHeight || box.bottom < 0 || image.complete;
})"""


@dataclass(frozen=True)
class Shot:
    """One picture: its name in docs/, the tab, what has to be seen there first, and how it looks."""

    name: str
    tab: str
    ready: str
    palette: str
    size: tuple[int, int] = DESK


SHOTS = (
    Shot("studio-dark", "image", "#canvas-image [data-testid=result]", "dark"),
    Shot("studio-light", "image", "#canvas-image [data-testid=result]", "light"),
    Shot("video", "video", "#canvas-video video", "dark"),
    Shot("music", "music", "#canvas-music [data-testid=player]", "light"),
    Shot("library", "library", "#library [role=gridcell] img", "dark"),
    Shot("credits", "credits", "#credits .entry", "light"),
    Shot("phone", "image", "#controls-image [data-testid=price]:not(:empty)", "dark", PHONE),
)


def fill(server: Server) -> None:
    """Orders everything, each with its medium's first settings, and waits until all of it is there."""
    server.ask("/account/topups", {"credits": "500", "note": "December"})
    for kind, config in ORDERS:
        known = _fields(server, kind)
        server.ask("/generations", {"type": kind, "config": {k: v for k, v in config.items() if k in known}})
    until = time.monotonic() + PATIENCE_S
    while time.monotonic() < until:
        jobs = server.ask("/generations?limit=100")["items"]
        if all(job["status"] not in ("pending", "processing") for job in jobs):
            bad = [job["error"] for job in jobs if job["status"] != "complete"]
            if bad:
                raise RuntimeError(f"not everything was made: {bad}")
            return
        time.sleep(1)
    raise TimeoutError(f"not everything was made within {PATIENCE_S} s")


def _fields(server: Server, kind: str) -> set[str]:
    """The settings of the medium's first model, by their names on the wire."""
    model = server.ask(f"/providers/{kind}")["providers"][0]["models"][0]
    return {"prompt", *(field["name"] for field in model["fields"])}


@contextmanager
def page_of(browser: Browser, url: str, shot: Shot) -> Iterator[Page]:
    width, height = shot.size
    context = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme="light" if shot.palette == "light" else "dark",
        reduced_motion="reduce",
        locale="en-US",
        device_scale_factor=1 if shot.size == DESK else 2,
    )
    page = context.new_page()
    page.goto(f"{url}/#{shot.tab}")
    yield page
    context.close()


def take(page: Page, shot: Shot) -> Path:
    """Waits until the tab is drawn, its pictures included, and writes the file."""
    expect(page.locator(shot.ready).first).to_be_visible(timeout=60_000)
    again = page.get_by_role("tabpanel").get_by_role("button", name="Reuse settings")
    if shot.size == DESK and again.is_visible():
        again.click()  # the form then shows what made the result beside it
        page.get_by_test_id("toast").get_by_role("button", name="Close").click()
        page.mouse.move(0, 0)
    page.wait_for_load_state("networkidle")
    page.wait_for_function(DRAWN)
    picture = Image.open(io.BytesIO(page.screenshot()))
    path = DOCS / f"{shot.name}.webp"
    for quality in (90, 82, 74, 66):
        picture.save(path, "WEBP", quality=quality, method=6)
        if path.stat().st_size <= MOST_BYTES:
            return path
    raise ValueError(f"{path.name} has {path.stat().st_size:,} bytes; at most {MOST_BYTES:,} are allowed")


def main() -> None:
    with tempfile.TemporaryDirectory() as home, sync_playwright() as playwright:
        server = Server(Path(home) / "GenStudio")
        server.start()
        try:
            fill(server)
            browser = launch(playwright)
            for shot in SHOTS:
                with page_of(browser, server.url, shot) as page:
                    path = take(page, shot)
                print(f"{path.relative_to(DOCS.parent)}  {path.stat().st_size / 1000:.0f} kB")
            browser.close()
        finally:
            server.stop()


if __name__ == "__main__":
    main()
