"""One real medium from each tab, made offline, and what can be done with it."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.server import Server
from tests.browser.steps import RESULT_MS, canvas, fresh, generate, number, open_tab, row, wait_for_result


def test_picture_is_painted_zoomed_downloaded_deleted_and_brought_back(page: Page, tmp_path: Path) -> None:
    prompt = fresh("A calm sea at night")
    open_tab(page, "image")
    generate(page, "image", prompt)
    result = wait_for_result(page, "image")
    picture = result.get_by_test_id("picture")
    expect(picture).to_have_js_property("naturalWidth", 1024)
    expect(result).to_contain_text("1024 × 1024")
    expect(result).to_contain_text("Free")

    result.get_by_role("button", name="Zoom").click()
    viewer = page.get_by_role("dialog")
    expect(viewer).to_be_visible()
    before = viewer.locator(".viewer-percent").inner_text()
    page.keyboard.press("+")
    expect(viewer.locator(".viewer-percent")).not_to_have_text(before)
    page.keyboard.press("Escape")
    expect(viewer).to_have_count(0)

    with page.expect_download() as download:
        result.get_by_test_id("download").click()
    download.value.save_as(tmp_path / "picture")
    assert (tmp_path / "picture").read_bytes().startswith(b"\x89PNG")

    result.get_by_test_id("delete").click()
    expect(row(page, prompt)).to_have_count(0)
    page.get_by_test_id("toast").get_by_role("button", name="Undo").click()
    expect(row(page, prompt)).to_be_visible()


def test_two_pictures_are_compared_with_keys_alone(page: Page) -> None:
    open_tab(page, "image")
    for prompt in (fresh("A desert by day"), fresh("A desert by night")):
        generate(page, "image", prompt)
        expect(canvas(page, "image").get_by_test_id("result")).to_contain_text(prompt, timeout=RESULT_MS)
    canvas(page, "image").get_by_test_id("compare").press("Enter")
    dialog = page.get_by_role("dialog", name="Compare")
    divider = dialog.get_by_role("slider")
    expect(divider).to_be_focused()
    page.keyboard.press("ArrowLeft")
    expect(divider).to_have_attribute("aria-valuenow", "48")
    left, right = (dialog.get_by_test_id(f"compare-{side}") for side in "ab")
    expect(left.get_by_role("img")).to_have_attribute("alt", prompt)
    page.keyboard.press("x")
    expect(right.get_by_role("img")).to_have_attribute("alt", prompt)
    page.keyboard.press("s")
    expect(divider).to_be_hidden()
    middle = left.evaluate("each => each.getBoundingClientRect().right")
    assert middle <= right.evaluate("each => each.getBoundingClientRect().left")
    # Both are zoomed together.
    dialog.get_by_role("button", name="Zoom in").click()
    transforms = dialog.locator(".viewer-sheet").evaluate_all("all => all.map((each) => each.style.transform)")
    assert len(set(transforms)) == 1
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)


def test_settings_of_a_result_come_back_with_its_seed(page: Page, studio: Server) -> None:
    prompt = fresh("A beach in the morning")
    form = open_tab(page, "image")
    form.get_by_role("radio", name="16:9").check()
    generate(page, "image", prompt)
    wait_for_result(page, "image")
    [job] = studio.jobs(prompt)
    form.get_by_role("button", name="Reset").click()
    form.get_by_test_id("prompt").fill("something else")
    expect(form.get_by_role("radio", name="1:1")).to_be_checked()
    canvas(page, "image").get_by_test_id("reuse").click()
    expect(form.get_by_test_id("prompt")).to_have_value(prompt)
    expect(form.get_by_role("radio", name="16:9")).to_be_checked()
    expect(number(form, "Seed")).to_have_value(str(job["config"]["seed"]))


def test_picture_goes_into_a_clip(page: Page, studio: Server) -> None:
    open_tab(page, "image")
    generate(page, "image", fresh("A valley"))
    wait_for_result(page, "image").get_by_test_id("send").click()
    page.get_by_test_id("send-video-firstFrame").click()
    form = page.locator("#controls-video")
    expect(form.get_by_test_id("held-file")).to_have_count(1)
    expect(page.get_by_role("tab", name="Video")).to_have_attribute("aria-selected", "true")

    prompt = fresh("A slow look at it")
    form.get_by_role("radio", name="360p").check()
    number(form, "Length").fill("2")
    form.get_by_label("Score", exact=True).uncheck()
    generate(page, "video", prompt)
    clip = wait_for_result(page, "video").get_by_test_id("clip")
    page.wait_for_function("clip => clip.readyState >= 1", arg=clip.element_handle())
    assert 1.5 < clip.evaluate("clip => clip.duration") < 2.5
    assert "/thumbnail" in (clip.get_attribute("poster") or "")
    [job] = studio.jobs(prompt)
    assert [each["ref"][:6] for files in job["media"].values() for each in files] == ["asset:"]


def test_speech_plays_and_brings_its_subtitles(page: Page) -> None:
    open_tab(page, "tts")
    generate(page, "tts", fresh("The ferry leaves at seven"))
    result = wait_for_result(page, "tts")
    player = result.get_by_test_id("player")
    player.get_by_role("button", name="Play").click()
    expect(player.get_by_role("button", name="Pause")).to_be_visible()
    expect(player.get_by_role("slider")).not_to_have_attribute("aria-valuetext", "0:00 / 0:00")
    expect(player.locator(".time").first).not_to_have_text("0:00")
    player.get_by_role("slider").press("Home")
    player.get_by_role("slider").press("r")
    expect(player.get_by_role("button", name="Loop a part: end here")).to_have_text("0:00–")
    player.get_by_role("slider").press("Shift+ArrowRight")
    player.get_by_role("slider").press("r")
    expect(player.locator(".wave-stretch")).to_be_visible()
    player.get_by_role("button", name="Speed 1", exact=True).click()
    expect(player.get_by_role("button", name="Speed 1.25")).to_have_text("1.25×")
    player.get_by_role("button", name="Repeat").click()
    expect(player.get_by_role("button", name="Repeat")).to_have_attribute("aria-pressed", "true")
    extras = result.get_by_test_id("extras")
    extras.get_by_text("Read").first.click()
    expect(extras.locator("pre").first).to_contain_text("ferry")


def test_music_comes_with_stems_chords_and_score(page: Page) -> None:
    form = open_tab(page, "music")
    number(form, "Length").fill("5")
    form.get_by_label("Stems").check()
    generate(page, "music", fresh("Gentle piano"))
    result = wait_for_result(page, "music")
    expect(result.get_by_test_id("player")).to_be_visible()
    extras = result.get_by_test_id("extras")
    expect(extras.get_by_test_id("small-player").first).to_be_visible()
    expect(extras).to_contain_text("MIDI")
    extras.get_by_text("Read").first.click()
    expect(extras.locator("pre").first).not_to_be_empty()
