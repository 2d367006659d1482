"""Script in everything that people and vendors write, and every place of the page that shows it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Dialog, Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.server import Server
from tests.browser.steps import canvas, open_tab
from tests.vendor.hostile import MODEL, SCRIPT
from tests.vendor.server import png

LIVE = """() => [...document.querySelectorAll('[onerror], [onload], img[src="/pwned"], script')]
  .filter((each) => each.outerHTML.includes('pwned')).map((each) => each.outerHTML)"""


@pytest.fixture
def hostile_studio(tmp_path: Path) -> Iterator[Server]:
    server = Server(tmp_path / "home", ("-m", "tests.vendor.hostile"))
    server.start()
    yield server
    server.stop()


def quiet(page: Page, where: str) -> None:
    """Nothing that was written has become a part of the page."""
    assert page.evaluate(LIVE) == [], where
    assert page.evaluate("() => window.pwned") is None, where


def make(studio: Server, words: str) -> str:
    """A job with script in its prompt and settings, and a file with script in its name."""
    config = {"prompt": f"{words} {SCRIPT}", "model": MODEL.id, "style": SCRIPT}
    body = {"type": "image", "provider": "hostile", "config": config, "metadata": {"projectId": f"Project {SCRIPT}"}}
    job: str = studio.ask("/generations", body)["id"]
    return job


def test_no_script_that_somebody_wrote_ever_runs(hostile_studio: Server, open_page: OpenPage) -> None:
    """A request for the picture, a dialog or an error on the console would fail the test as well."""
    page = open_page(hostile_studio.url)
    dialogs: list[Dialog] = []

    def note(dialog: Dialog) -> None:
        dialogs.append(dialog)
        dialog.dismiss()

    page.on("dialog", note)
    form = open_tab(page, "image")
    done, failed = make(hostile_studio, "done"), make(hostile_studio, "fail")
    slow = make(hostile_studio, "slow")
    hostile_studio.ask("/collections", {"name": f"Collection {SCRIPT}"})
    queue = page.get_by_test_id("queue")
    for job, state in ((done, "complete"), (failed, "error"), (slow, "processing")):
        expect(queue.locator(f"[data-job='{job}']")).to_have_attribute("data-status", state)
    expect(queue).to_contain_text(SCRIPT)
    expect(queue).to_contain_text("Step <img")
    quiet(page, "queue")

    for job, words in ((slow, "Step <img"), (failed, "Refused <img"), (done, SCRIPT)):
        page.evaluate("id => window.dispatchEvent(new CustomEvent('studio:show', {detail: {id, kind: 'image'}}))", job)
        expect(canvas(page, "image")).to_contain_text(words)
        quiet(page, words)
    extras = canvas(page, "image").get_by_test_id("extras")
    expect(extras).to_contain_text("Chart <img")
    extras.get_by_text("Read").first.click()
    expect(extras).to_contain_text("Text <img")
    quiet(page, "extras")
    canvas(page, "image").get_by_test_id("reuse").click()
    expect(form.get_by_test_id("prompt")).to_have_value(f"done {SCRIPT}")
    expect(form).to_contain_text("Hostile <img")
    form.get_by_test_id("model").click()
    expect(form.get_by_role("listbox")).to_contain_text("Hostile <img")
    quiet(page, "models")
    page.keyboard.press("Escape")

    files = open_tab(page, "video")
    chooser = files.locator("[data-role=firstFrame] input[type=file]").first
    for name in (f"{SCRIPT}.txt", f"{SCRIPT}.png"):
        chooser.set_input_files({"name": name, "mimeType": "image/png", "buffer": png()})
    expect(files.get_by_test_id("held-file")).to_have_count(1)
    quiet(page, "files")

    for tab in page.get_by_role("tab").all():
        tab.click()
        panel = page.get_by_role("tabpanel").filter(visible=True)
        expect(panel.locator(":visible").first).to_be_visible()
        if tab.inner_text() in ("Library", "Providers"):
            expect(panel).to_contain_text("<img")
        quiet(page, tab.inner_text())
    page.get_by_role("tab", name="Library", exact=True).click()
    page.locator("[data-index='0']").press("Enter")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text(SCRIPT)
    quiet(page, "details")
    assert dialogs == []
