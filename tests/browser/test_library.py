"""The Library: find, choose by keyboard, keep, delete and get back; a file made here is known again."""

from __future__ import annotations

import csv
import io
import json
import re
import sqlite3
import time
import urllib.request
import zipfile
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import OpenPage, Watch
from tests.browser.server import TIMEOUT_S, Server
from tests.browser.steps import canvas, fresh

DAY_MS = 86_400_000
DROP = """async ([grid, url, more, name]) => {
  const answer = await fetch(url);
  const files = new DataTransfer();
  files.items.add(new File([await answer.arrayBuffer(), more], name));
  for (const type of ['dragenter', 'dragover', 'drop'])
    grid.dispatchEvent(new DragEvent(type, { dataTransfer: files, bubbles: true, cancelable: true }));
}"""


def make(server: Server, prompt: str, **config: Any) -> dict[str, Any]:
    """A picture, finished."""
    job = server.ask("/generations", {"type": "image", "config": {"prompt": prompt, "scene": "paper", **config}})
    deadline = time.monotonic() + TIMEOUT_S
    while job["status"] in ("pending", "processing"):
        assert time.monotonic() < deadline, job
        job = server.ask(f"/generations/{job['id']}")
    assert job["status"] == "complete", job
    return dict(job)


def open_library(page: Page) -> Locator:
    page.get_by_role("tab", name="Library", exact=True).click()
    grid = page.get_by_test_id("grid")
    expect(page.get_by_test_id("count")).not_to_be_empty()
    return grid


def tiles(page: Page) -> Locator:
    return page.get_by_test_id("grid").get_by_role("gridcell")


def search(page: Page, words: str) -> None:
    page.get_by_test_id("search").fill(words)
    expect(page.get_by_test_id("chips")).to_contain_text(words)


def test_yesterdays_result_is_found_changed_and_made_again(tmp_path: Path, open_page: OpenPage) -> None:
    """Story (d), from a fresh home."""
    server = Server(tmp_path / "home")
    server.start()
    try:
        page = open_page(server.url)
        page.get_by_role("tab", name="Library", exact=True).click()
        expect(page.get_by_test_id("no-results")).to_contain_text("Your library is empty")
        old = make(server, "a quiet harbour", aspectRatio="1:1", seed=77)
        make(server, "a harbour in a storm")
        # Both arrive on the open page without a reload.
        expect(page.get_by_test_id("count")).to_have_text("2 results")
        page.goto("about:blank")
        server.stop()
        with sqlite3.connect(server.home / "genstudio.db") as database:
            database.execute(
                "UPDATE job SET created_at_ms = created_at_ms - ?, finished_at_ms = finished_at_ms - ? WHERE id = ?",
                (DAY_MS, DAY_MS, old["id"]),
            )
        database.close()
        server.start()

        page.goto(server.url)
        open_library(page)
        search(page, "harbour")
        page.get_by_test_id("facets").get_by_role("button", name="Yesterday").click()
        expect(page.get_by_test_id("count")).to_have_text("1 result")
        tiles(page).filter(visible=True).click()
        detail = page.get_by_test_id("detail")
        expect(detail.get_by_test_id("detail-prompt")).to_have_text("a quiet harbour")
        expect(detail.get_by_role("definition").filter(has_text="77")).to_be_visible()
        expect(detail).to_contain_text("1024 × 1024")
        assert page.url.endswith(f"#library?job={old['id']}")
        # The address leads back to it.
        page.reload()
        expect(detail.get_by_test_id("detail-prompt")).to_have_text("a quiet harbour")
        detail.get_by_test_id("reuse").click()

        form = page.locator("#controls-image")
        expect(form.get_by_test_id("prompt")).to_have_value("a quiet harbour")
        form.get_by_role("radio", name="16:9").check()
        expect(form.get_by_test_id("price")).not_to_be_empty()
        form.get_by_test_id("generate").click()
        expect(canvas(page, "image").get_by_test_id("result")).to_contain_text("a quiet harbour")
        expect(canvas(page, "image").get_by_test_id("picture")).to_have_attribute("height", "576")
        [new, first] = sorted(server.jobs("a quiet harbour"), key=lambda job: job["seq"], reverse=True)
        assert first["id"] == old["id"]
        assert {name for name, value in new["config"].items() if old["config"][name] != value} == {"aspectRatio"}

        open_library(page)
        expect(page.get_by_test_id("count")).to_have_text("1 result")
        page.get_by_role("button", name="Remove the filter Yesterday").click()
        expect(page.get_by_test_id("count")).to_have_text("3 results")
        page.goto("about:blank")  # it would go on asking the server that stops now
    finally:
        server.stop()


def test_keyboard_chooses_rates_downloads_deletes_and_undoes(page: Page, studio: Server) -> None:
    word = fresh("Keys").replace(", number ", "")
    made = [make(studio, f"{word} {name}")["id"] for name in ("one", "two", "three")]
    open_library(page)
    search(page, word)
    expect(page.get_by_test_id("count")).to_have_text("3 results")
    page.keyboard.press("ArrowDown")
    expect(tiles(page).nth(0)).to_be_focused()
    page.keyboard.press("Space")
    page.keyboard.press("Shift+ArrowRight")
    chosen = page.get_by_role("gridcell", selected=True)
    expect(chosen).to_have_count(2)
    expect(page.get_by_test_id("selection")).to_contain_text("2 selected")
    page.keyboard.press("f")
    page.keyboard.press("4")
    expect(tiles(page).nth(1)).to_have_accessible_name(re.compile("favourite, 4 stars"))
    with page.expect_download() as download:
        page.get_by_test_id("zip").click()
    packed = zipfile.ZipFile(download.value.path())
    listed = list(csv.DictReader(io.StringIO(packed.read("contents.csv").decode("utf-8-sig"))))
    assert len(listed) == 2
    assert sum(name.endswith(".png") for name in packed.namelist()) == 2
    labelled = [studio.ask(f"/generations/{each}") for each in made]
    assert [(job["favourite"], job["rating"]) for job in labelled] == [(False, None), (True, 4), (True, 4)]

    page.keyboard.press("Escape")
    expect(chosen).to_have_count(0)
    page.keyboard.press("Control+a")
    expect(chosen).to_have_count(3)
    page.keyboard.press("Delete")
    expect(page.get_by_test_id("no-match")).to_be_visible()
    assert studio.ask(f"/library?q={word}")["total"] == 0
    page.get_by_test_id("toast").get_by_role("button", name="Undo").click()
    expect(page.get_by_test_id("count")).to_have_text("3 results")
    assert studio.ask(f"/library?q={word}")["total"] == 3


def test_dropped_file_opens_what_it_was_made_with(page: Page, studio: Server, watch: Watch) -> None:
    job = make(studio, fresh("Dropped"))
    grid = open_library(page)
    page.evaluate(DROP, [grid.element_handle(), job["outputs"][0]["url"], "", "sea.png"])
    detail = page.get_by_test_id("detail")
    expect(detail.get_by_test_id("found")).to_contain_text("sea.png was made here. Reuse its settings")
    expect(detail).to_have_attribute("data-job", job["id"])
    page.keyboard.press("Escape")
    expect(detail).to_have_count(0)

    watch.expected.append("404")
    page.evaluate(DROP, [grid.element_handle(), job["outputs"][0]["url"], "more", "other.png"])
    expect(page.get_by_test_id("toast")).to_contain_text("other.png was not made here.")
    expect(detail).to_have_count(0)


def test_what_people_wrote_is_text_in_tiles_detail_and_collections(page: Page, studio: Server) -> None:
    attack = '<img src=x onerror="window.broken = 1"><script>window.broken = 1</script>'
    prompt = fresh(f"{attack} sea")
    job = make(studio, prompt)
    name = f"{attack} best"[:90]
    collection = studio.ask("/collections", {"name": name})
    body = json.dumps({"ids": [job["id"]]}).encode()
    request = urllib.request.Request(  # noqa: S310  # our own server
        f"{studio.url}/api/v2/collections/{collection['id']}/items",
        data=body,
        method="PUT",
        headers={"Content-Type": "application/json"},
    )
    urllib.request.urlopen(request).close()  # noqa: S310
    open_library(page)
    row = page.get_by_test_id("facets").get_by_role("button", name=f"{name} 1")
    row.click()
    expect(page.get_by_test_id("chips")).to_contain_text(name)
    expect(page.get_by_test_id("count")).to_have_text("1 result")
    expect(tiles(page).first).to_contain_text(prompt)
    tiles(page).first.click()
    expect(page.get_by_test_id("detail-prompt")).to_have_text(prompt)
    assert page.evaluate("() => window.broken") is None


def test_what_happens_in_one_window_is_seen_in_the_other(page: Page, studio: Server) -> None:
    word = fresh("Windows").replace(", number ", "")
    kept, gone = (make(studio, f"{word} {name}")["id"] for name in ("one", "two"))
    open_library(page)
    search(page, word)
    expect(page.get_by_test_id("count")).to_have_text("2 results")
    other = page.context.new_page()
    other.goto(f"{studio.url}/#library?job={kept}")
    detail = other.get_by_test_id("detail")
    detail.get_by_test_id("favourite").click()
    expect(detail.get_by_test_id("favourite")).to_have_attribute("aria-pressed", "true")
    other.goto(f"{studio.url}/#library?job={gone}")
    expect(detail).to_have_attribute("data-job", gone)
    detail.get_by_test_id("delete").click()
    expect(detail).to_have_count(0)
    other.close()
    page.bring_to_front()
    expect(page.get_by_test_id("count")).to_have_text("1 result")
    expect(tiles(page).first).to_have_accessible_name(re.compile("favourite"))
