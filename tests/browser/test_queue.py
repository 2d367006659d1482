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
