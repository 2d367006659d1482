"""The Library tab in Chromium over 100,000 results: ms until the first picture, and how long a tile stays without one.

click      from the click on the tab until the first picture is painted, on a page where the tab was never opened
reload     the same after a reload at the tab's address; its floor is the page until Gradio's tabs are there
scroll     steady scrolling at so many pixels a second: how long a tile in view waits for its picture, and for how long
           there is a frame with neither a picture nor a picture's colour in view
jump       the scrollbar set down anywhere: until every tile in view has its picture; its floor is one request for that
           page and one thumbnail for each tile at once, drawn nowhere

A result's colour is its picture's mean one and stands in its place until the picture has come. The results are of
24 different pictures of noise, 30 kB each as thumbnails; every result has an address of its own.
"""

from __future__ import annotations

import argparse
import io
import random
import tempfile
from collections.abc import Sequence
from pathlib import Path

from genstudio.core.settings import Settings
from genstudio.storage.database import Database
from genstudio.storage.media import MediaStore
from tests.bench.library import fill
from tests.bench.page import PATIENCE_MS, TABS_SHOWN, show

PICTURES = 24
SPEEDS_PX = (1_500, 4_000, 12_000)
SECONDS = 6
TARGET_MS = 500
BLANK_MS = 200

# Runs in every frame: which tiles are in view, and since when each of them has been there without its picture.
WATCH = """() => {
  const box = document.querySelector('.lib-scroll');
  window.waits = { since: new Map(), done: [], blankSince: null, blank: 0, unseenSince: null, unseen: 0 };
  const look = (now) => {
    const { waits } = window;
    const view = box.getBoundingClientRect();
    const seen = [...box.querySelectorAll('.lib-tile:not([hidden])')].filter((tile) => {
      const own = tile.getBoundingClientRect();
      return own.bottom > view.top && own.top < view.bottom;
    });
    const ready = (tile) => {
      const image = tile.querySelector('img');
      return image?.complete && image.naturalWidth > 0;
    };
    const here = new Set();
    for (const tile of seen) {
      const key = tile.dataset.index;
      here.add(key);
      if (ready(tile)) {
        if (waits.since.get(key) !== 0) waits.done.push(waits.since.has(key) ? now - waits.since.get(key) : 0);
        waits.since.set(key, 0);
      } else if (!waits.since.has(key)) waits.since.set(key, now);
    }
    for (const [key, since] of waits.since) if (!here.has(key)) {
      if (since !== 0) waits.done.push(now - since);
      waits.since.delete(key);
    }
    const blank = seen.length === 0 || !seen.some((tile) => ready(tile) || tile.style.backgroundColor);
    waits.blankSince = blank ? (waits.blankSince ?? now) : null;
    if (blank) waits.blank = Math.max(waits.blank, now - waits.blankSince);
    const unseen = seen.length === 0 || !seen.some(ready);
    waits.unseenSince = unseen ? (waits.unseenSince ?? now) : null;
    if (unseen) waits.unseen = Math.max(waits.unseen, now - waits.unseenSince);
    waits.full = seen.length > 0 && seen.every(ready);
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}"""
FIRST = (
    """() => [...document.querySelectorAll('.lib-tile img')].some((each) => each.complete && each.naturalWidth > 0)"""
)
SCROLL = """([speed, seconds]) => new Promise((resolve) => {
  const box = document.querySelector('.lib-scroll');
  window.waits.done.length = 0;
  window.waits.blank = window.waits.unseen = 0;
  const begin = performance.now();
  const from = box.scrollTop;
  const move = (now) => {
    box.scrollTop = from + (speed * Math.max(0, now - begin)) / 1000;
    if (now - begin < seconds * 1000) requestAnimationFrame(move);
    else resolve(window.waits);
  };
  requestAnimationFrame(move);
})"""
JUMP = """(part) => new Promise((resolve) => {
  const box = document.querySelector('.lib-scroll');
  const begin = performance.now();
  box.scrollTop = part * (box.scrollHeight - box.clientHeight);
  requestAnimationFrame(() => requestAnimationFrame(function look(now) {
    if (window.waits.full) resolve(now - begin);
    else requestAnimationFrame(look);
  }));
})"""
FLOOR = """async ([offset, tiles]) => {
  const begin = performance.now();
  const answer = await fetch(`/api/v2/library?offset=${offset}&limit=80`);
  const { items } = await answer.json();
  await Promise.all(items.slice(0, tiles).map((item) => fetch(item.thumbnailUrl).then((each) => each.blob())));
  return performance.now() - begin;
}"""


def with_pictures(home: Path, database: Database) -> None:
    """Gives every result one of a few real pictures, each with its thumbnail."""
    from PIL import Image

    rng = random.Random(7)
    store = MediaStore(home)
    found = []
    for number in range(PICTURES):
        rough = Image.frombytes("RGB", (32, 32), rng.randbytes(32 * 32 * 3))
        data = io.BytesIO()
        rough.resize((768, 768), Image.Resampling.BICUBIC).save(data, "JPEG", quality=90)
        part = home / f"{number}.part"
        part.write_bytes(data.getvalue())
        stored = store.adopt_now(part, "image/jpeg")
        found.append(
            (
                stored.sha256,
                stored.mime,
                stored.size_bytes,
                stored.width,
                stored.height,
                stored.colour,
                PICTURES,
                number,
            )
        )
    database.write_now(
        lambda conn: conn.executemany(
            "UPDATE asset SET sha256 = ?, mime = ?, size_bytes = ?, width = ?, height = ?, colour = ?"
            " WHERE (created_at_ms / 60000) % ? = ?",
            found,
        )
    )


def measure(url: str, rounds: int, records: int) -> None:
    from playwright.sync_api import sync_playwright

    from tests.browser.conftest import launch

    with sync_playwright() as playwright:
        browser = launch(playwright)
        clicks: list[float] = []
        floors: list[float] = []
        reloads: list[float] = []
        for _ in range(rounds):
            page = browser.new_page(viewport={"width": 1440, "height": 900})
            page.goto(f"{url}/#image")
            page.wait_for_function(TABS_SHOWN, timeout=PATIENCE_MS)
            page.get_by_test_id("generate").first.wait_for()
            begin = page.evaluate(
                "() => { document.querySelector('#tab-library-button').click(); return performance.now(); }"
            )
            page.wait_for_function(FIRST, timeout=PATIENCE_MS)
            clicks.append(page.evaluate("performance.now()") - begin)
            for into, shown in ((floors, TABS_SHOWN), (reloads, FIRST)):
                page.reload(wait_until="commit")
                page.wait_for_function(shown, timeout=PATIENCE_MS)
                into.append(page.evaluate("performance.now()"))
            if len(clicks) < rounds:
                page.close()
        show("click on the tab until the first picture", clicks, f"target {TARGET_MS} ms")
        show("floor: reload until Gradio's tabs are there", floors, "")
        show("reload at the tab until the first picture", reloads, "")
        page.evaluate(WATCH)
        for speed in SPEEDS_PX:
            found = page.evaluate(SCROLL, [speed, SECONDS])
            show(f"scroll {speed:6,} px/s: a tile in view waits", found["done"], f"target {BLANK_MS} ms")
            print(
                f"{'':44} longest {max(found['done']):5.0f} ms   no picture in view for {found['unseen']:4.0f} ms,"
                f" nor its colour {found['blank']:4.0f} ms at most"
            )
        rng = random.Random(3)
        tiles = page.locator(".lib-tile").count()
        jumps, bare = [], []
        for _ in range(rounds * 4):
            bare.append(page.evaluate(FLOOR, [rng.randrange(records - 200), min(tiles, 24)]))
            jumps.append(page.evaluate(JUMP, rng.random()))
        show("floor: that page and 24 thumbnails, not drawn", bare, "")
        show("jump anywhere until all in view is there", jumps, f"target {BLANK_MS} ms")
        browser.close()


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench scroll", description=__doc__)
    parser.add_argument("--records", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--home", type=Path, help="keeps the library there and uses it again")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as name:
        home: Path = options.home or Path(name)
        path = Settings(home=home).database_path
        if not path.exists():
            database = Database(path, synchronous="NORMAL")
            database.open()
            database.write_now(lambda conn: fill(conn, options.records))
            with_pictures(home, database)
            database.close()
        from tests.browser.server import Server

        server = Server(home)
        server.start()
        try:
            measure(server.url, options.rounds, options.records)
        finally:
            server.stop()
