"""Whole stories from a fresh home, as a person plays them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage, Watch
from tests.browser.server import Server, VendorStudio
from tests.browser.steps import canvas, generate, number, open_tab, row, running, wait_for_result
from tests.vendor.process import vendor_process


def send_to(page: Page, kind: str, target: str) -> None:
    """The result that a tab shows goes into an input of another form."""
    wait_for_result(page, kind).get_by_test_id("send").click()
    page.get_by_test_id(f"send-{target}").click()


@pytest.fixture
def studio(tmp_path: Path) -> Iterator[Server]:
    """A fresh home; asked for before `open_page`, so that its pages are closed before it stops."""
    studio = Server(tmp_path / "home")
    studio.start()
    yield studio
    studio.stop()


def test_picture_becomes_a_clip_with_narration_and_score(studio: Server, open_page: OpenPage) -> None:
    page = open_page(studio.url)
    open_tab(page, "image")
    generate(page, "image", "A lighthouse on a cliff at dusk")
    send_to(page, "image", "video-firstFrame")
    form = page.locator("#controls-video")
    expect(form.locator("[data-role=firstFrame]").get_by_test_id("held-file")).to_have_count(1)

    # A score of one's own, which the clip takes in place of the one that it would compose.
    number(open_tab(page, "music"), "Length").fill("5")
    generate(page, "music", "Slow strings")
    send_to(page, "music", "video-soundtrack")
    expect(page.get_by_role("tab", name="Video")).to_have_attribute("aria-selected", "true")
    expect(form.get_by_test_id("held-file")).to_have_count(2)

    form.get_by_role("radio", name="360p").check()
    number(form, "Length").fill("3")
    form.get_by_label("Narration").fill("The light comes on.")
    generate(page, "video", "The lamp turns")
    clip = wait_for_result(page, "video")
    [job] = studio.jobs("The lamp turns")
    made = {role: [file["ref"].split("/")[0] for file in files] for role, files in job["media"].items()}
    assert made == {
        "firstFrame": [f"asset:{studio.jobs('A lighthouse on a cliff at dusk')[0]['id']}"],
        "soundtrack": [f"asset:{studio.jobs('Slow strings')[0]['id']}"],
    }
    assert job["config"]["narration"] == "The light comes on."
    assert job["outputs"][0]["sampleRate"]

    # It is seen, heard, and gone through frame by frame.
    video = clip.get_by_test_id("clip")
    clip.get_by_role("button", name="Play").first.click()
    page.wait_for_function("video => video.webkitAudioDecodedByteCount > 0", arg=video.element_handle())
    clip.get_by_role("button", name="Pause").click()
    video.evaluate("video => { video.currentTime = 1; }")
    clip.get_by_role("button", name="One frame on").click()
    page.wait_for_function("video => video.currentTime > 1.01", arg=video.element_handle())
    assert video.evaluate("video => video.currentTime") < 1.2

    # One more of it, with a seed of its own; the first one stays.
    clip.get_by_test_id("vary").click()
    expect(canvas(page, "video").get_by_test_id("running")).to_be_visible()
    wait_for_result(page, "video")
    seeds = {each["config"]["seed"] for each in studio.jobs("The lamp turns")}
    assert len(seeds) == 2


def test_a_long_job_is_watched_over_reload_second_tab_and_restart(
    tmp_path: Path, open_page: OpenPage, watch: Watch
) -> None:
    prompt = "Forty days at sea"
    with vendor_process("clips", "seconds=3600") as vendor:
        studio = VendorStudio(tmp_path / "home", vendor)
        studio.start()
        try:
            page = open_page(studio.url)
            form = open_tab(page, "video")
            form.get_by_test_id("model").click()
            form.locator("[data-model='slow:one']").click()
            generate(page, "video", prompt)
            expect(running(page, prompt)).to_contain_text("10 credits reserved")
            page.reload()
            stage = canvas(page, "video")
            expect(stage.get_by_test_id("running")).to_contain_text(prompt)
            expect(running(page, prompt)).to_be_visible()

            second = page.context.new_page()
            watch.follow(second, studio.url.removeprefix("http://"))
            second.goto(f"{studio.url}/#music")
            row(second, prompt).get_by_role("button", name=prompt, exact=True).click()
            expect(canvas(second, "video").get_by_test_id("running")).to_contain_text(prompt)

            watch.expected += ["Failed to load resource", "ERR_CONNECTION_REFUSED"]
            studio.kill()
            expect(canvas(second, "video").get_by_test_id("lost")).to_contain_text("What you started is kept")
            expect(canvas(second, "video").get_by_test_id("running")).to_be_visible()
            studio.start()
            for each in (page, second):
                each.evaluate("() => window.dispatchEvent(new Event('online'))")
                expect(canvas(each, "video").get_by_test_id("lost")).to_have_count(0)
                expect(running(each, prompt)).to_be_visible()

            vendor.finish()
            for each in (page, second):
                expect(canvas(each, "video").get_by_test_id("result")).to_contain_text(prompt)
            assert sum(vendor.count()["tasks"].values()) == 1
            [job] = studio.jobs(prompt)
            assert job["cost"]["chargedCredits"] == "4"  # what the vendor told, not what it had estimated
        finally:
            studio.stop()
