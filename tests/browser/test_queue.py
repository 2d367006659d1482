"""The queue on every tab: progress, cancel, order, and what a reload or a killed server leaves of it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage, Watch
from tests.browser.server import Server
from tests.browser.steps import canvas, fresh, generate, open_tab, row, running, start_long_clip, wait_for_result


@pytest.fixture(scope="module")
def narrow_studio(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A studio that runs one job at a time, so that others wait, and that may be killed."""
    server = Server(tmp_path_factory.mktemp("narrow"), GENSTUDIO_JOBS__OFFLINE_WORKERS="1")
    server.start()
    yield server
    server.stop()


def test_reload_in_the_middle_shows_the_job_again_and_cancel_ends_it(page: Page) -> None:
    prompt = fresh("A long flight")
    start_long_clip(page, prompt)
    expect(running(page, prompt)).to_be_visible()
    page.reload()
    expect(running(page, prompt)).to_be_visible()
    stage = canvas(page, "video")
    expect(stage.get_by_test_id("running")).to_be_visible()
    open_tab(page, "image")
    expect(running(page, prompt)).to_be_visible()
    open_tab(page, "video")
    stage.get_by_test_id("cancel").click()
    expect(stage.get_by_test_id("cancelled")).to_contain_text("Nothing was charged.")
    expect(row(page, prompt)).to_have_attribute("data-status", "cancelled")


def test_waiting_jobs_are_paused_moved_and_cancelled(narrow_studio: Server, open_page: OpenPage) -> None:
    page = open_page(narrow_studio.url)
    start_long_clip(page, "The long one")
    expect(running(page, "The long one")).to_be_visible()
    open_tab(page, "tts")
    for prompt in ("First words", "Second words"):
        generate(page, "tts", prompt)
    waiting = page.get_by_test_id("queue").locator("[data-status=pending]")
    expect(waiting).to_have_count(2)
    expect(waiting.first).to_contain_text("First words")
    expect(waiting.first).to_contain_text("Next in line")
    expect(waiting.last).to_contain_text("1 before this one")

    row(page, "Second words").get_by_role("button", name="Second words", exact=True).press("Alt+ArrowUp")
    expect(waiting.first).to_contain_text("Second words")
    row(page, "Second words").hover()
    row(page, "Second words").get_by_role("button", name="Pause").click()
    expect(row(page, "Second words")).to_contain_text("Paused")

    row(page, "The long one").hover()
    row(page, "The long one").get_by_role("button", name="Cancel").click()
    expect(row(page, "First words")).to_have_attribute("data-status", "complete")
    expect(row(page, "Second words")).to_contain_text("Paused")
    row(page, "Second words").hover()
    row(page, "Second words").get_by_role("button", name="Resume").click()
    expect(row(page, "Second words")).to_have_attribute("data-status", "complete")


def test_whole_queue_is_ordered_by_hand_and_key_and_ended_at_once(narrow_studio: Server, open_page: OpenPage) -> None:
    page = open_page(narrow_studio.url)
    start_long_clip(page, "Before all")
    expect(running(page, "Before all")).to_be_visible()
    names = ["One word", "Two words", "Three words", "Four words"]
    for name in names:
        narrow_studio.ask("/generations", {"type": "tts", "config": {"prompt": name}})
    page.evaluate("() => window.dispatchEvent(new Event('online'))")
    titles = page.get_by_test_id("queue").locator("[data-status=pending] .row-title")
    expect(titles).to_have_text(names)

    row(page, "Four words").hover()
    handle = row(page, "Four words").get_by_role("button", name="Move:").bounding_box()
    first = row(page, "One word").bounding_box()
    assert handle is not None
    assert first is not None
    page.mouse.move(handle["x"] + 20, handle["y"] + 20)
    page.mouse.down()
    page.mouse.move(handle["x"] + 20, first["y"] + 4, steps=6)
    expect(row(page, "One word")).to_have_class("dock-row drop-before")
    page.mouse.up()
    expect(titles).to_have_text(["Four words", "One word", "Two words", "Three words"])

    grip = row(page, "Four words").get_by_role("button", name="Move:")
    grip.press("Space")
    expect(page.get_by_test_id("live")).to_contain_text("Taken up at place 1 of 4")
    page.keyboard.press("ArrowDown")
    expect(titles).to_have_text(["One word", "Four words", "Two words", "Three words"])
    expect(page.get_by_test_id("live")).to_have_text("Place 2 of 4")
    page.keyboard.press("Escape")
    expect(titles).to_have_text(["Four words", "One word", "Two words", "Three words"])
    expect(grip).to_be_focused()
    places = {name: narrow_studio.jobs(name)[0]["place"] for name in names}
    assert places == {"Four words": 1, "One word": 2, "Two words": 3, "Three words": 4}

    def whole(name: str) -> None:
        page.get_by_test_id("queue-all").click()
        page.get_by_role("menuitem", name=name).click()

    whole("Pause all that wait")
    expect(page.get_by_test_id("queue").get_by_text("Paused", exact=True)).to_have_count(4)
    whole("Cancel all")
    expect(page.get_by_role("dialog")).to_contain_text("Cancel 5 jobs?")
    page.get_by_test_id("confirm").click()
    expect(page.get_by_test_id("queue-total")).to_be_empty()
    before = len(narrow_studio.ask("/generations?limit=500")["items"])
    whole("Clear what is over")
    expect(page.get_by_test_id("queue").get_by_role("listitem")).to_have_count(0)
    page.reload()
    expect(page.get_by_text("Nothing here yet.")).to_be_visible()
    assert len(narrow_studio.ask("/generations?limit=500")["items"]) == before


def test_killed_server_loses_nothing(narrow_studio: Server, open_page: OpenPage, watch: Watch) -> None:
    page = open_page(narrow_studio.url)
    open_tab(page, "tts")
    generate(page, "tts", "Made before")
    wait_for_result(page, "tts")
    start_long_clip(page, "On its way")
    generate(page, "video", "Waiting behind it")
    expect(running(page, "On its way")).to_be_visible()

    watch.expected += ["Failed to load resource", "ERR_CONNECTION_REFUSED"]
    narrow_studio.kill()
    expect(canvas(page, "video").get_by_test_id("lost")).to_be_visible()
    expect(page.get_by_test_id("link")).to_have_text("No connection")
    narrow_studio.start()
    page.evaluate("() => window.dispatchEvent(new Event('online'))")
    expect(page.get_by_test_id("link")).to_contain_text("restarted")
    expect(canvas(page, "video").get_by_test_id("lost")).to_have_count(0)
    expect(running(page, "On its way")).to_be_visible()

    page.reload()
    expect(running(page, "On its way")).to_be_visible()
    expect(row(page, "Waiting behind it")).to_be_visible()
    open_tab(page, "tts")
    expect(canvas(page, "tts").get_by_test_id("result")).to_contain_text("Made before")
    assert len(narrow_studio.jobs("On its way")) == 1


def test_a_second_window_sees_the_same_work(page: Page, studio: Server, open_page: OpenPage) -> None:
    prompt = fresh("Seen twice")
    open_tab(page, "tts")
    generate(page, "tts", prompt)
    wait_for_result(page, "tts")
    other = open_page(studio.url, palette="light")
    expect(row(other, prompt)).to_have_attribute("data-status", "complete")
    row(other, prompt).get_by_role("button", name=prompt).click()
    expect(canvas(other, "tts").get_by_test_id("result")).to_contain_text(prompt)
