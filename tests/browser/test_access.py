"""For everybody: what axe-core finds on every tab and in every state, the Tab key, what screen readers hear, zoom."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.barriers import barriers
from tests.browser.conftest import OpenPage, Watch
from tests.browser.server import Server, VendorStudio
from tests.browser.steps import canvas, fresh, generate, open_tab, row, running, start_long_clip, wait_for_result

STOP = """() => {
  const at = document.activeElement;
  const box = at.getBoundingClientRect();
  const outlined = (each) => Boolean(each) && getComputedStyle(each).outlineStyle !== 'none';
  const box_around = at.closest(':focus-within:not(:focus):is(.prompt-box, label)');
  const ringed = Boolean(box_around) && getComputedStyle(box_around).boxShadow !== 'none';
  return {
    id: at === document.body ? '' : (at.dataset.testid || at.id || at.className || at.tagName),
    name: at.getAttribute('aria-label') || at.labels?.[0]?.textContent || at.textContent || at.title || at.placeholder
      || document.getElementById(at.getAttribute('aria-labelledby') ?? '')?.textContent || '',
    outlined: outlined(at) || outlined(at.closest('label')) || outlined(at.parentElement) || ringed,
    shown: box.width > 0 && box.height > 0 && getComputedStyle(at).visibility === 'visible',
    hidden: Boolean(at.closest('[aria-hidden=true], [inert]')),
  };
}"""


@pytest.mark.parametrize(("palette", "width"), [("dark", 1440), ("light", 1440), ("dark", 390), ("light", 390)])
def test_no_tab_has_a_barrier(studio: Server, open_page: OpenPage, palette: str, width: int) -> None:
    page = open_page(studio.url, palette=palette, width=width)
    open_tab(page, "image")
    found = []
    for tab in page.get_by_role("tab").all():
        tab.click()
        expect(page.get_by_role("tabpanel").filter(visible=True).locator(":visible").first).to_be_visible()
        found += barriers(page, tab.inner_text())
    assert found == []


def test_no_state_of_a_job_has_a_barrier(vendor_studio: VendorStudio, open_page: OpenPage, watch: Watch) -> None:
    """Running, done and failed, on the tab, in the queue, the library and the dialogs; in both palettes."""
    page = open_page(vendor_studio.url, palette="light")
    found = []
    start_long_clip(page, fresh("A long way"))
    expect(canvas(page, "video").get_by_test_id("running")).to_be_visible()
    found += barriers(page, "running")
    canvas(page, "video").get_by_test_id("cancel").click()
    expect(canvas(page, "video").get_by_test_id("cancelled")).to_be_visible()
    found += barriers(page, "cancelled")

    prompt = fresh("A lighthouse")
    form = open_tab(page, "image")
    generate(page, "image", prompt)
    wait_for_result(page, "image")
    found += barriers(page, "done")
    canvas(page, "image").get_by_role("button", name="Zoom").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    found += barriers(page, "viewer")
    page.keyboard.press("Escape")
    form.get_by_test_id("model").click()
    expect(form.get_by_role("listbox")).to_be_visible()
    found += barriers(page, "models")
    page.keyboard.press("Escape")
    for name in ("settings",):
        page.get_by_test_id(name).click()
        expect(page.get_by_role("dialog")).to_be_visible()
        found += barriers(page, name)
        page.keyboard.press("Escape")
        expect(page.get_by_role("dialog")).to_have_count(0)

    page.emulate_media(color_scheme="dark")
    vendor_studio.ask("/generations", {"type": "video", "provider": "keyed", "config": {"prompt": "fail"}})
    open_tab(page, "video")
    expect(row(page, "fail")).to_have_attribute("data-status", "error")
    row(page, "fail").get_by_role("button", name="fail").first.click()
    expect(canvas(page, "video")).to_contain_text("says no")
    found += barriers(page, "failed")
    page.get_by_role("tab", name="Library", exact=True).click()
    expect(page.get_by_role("tabpanel").filter(visible=True)).to_contain_text("A lighthouse")
    found += barriers(page, "library")
    assert found == []


def test_no_dialog_has_a_barrier(vendor_studio: VendorStudio, open_page: OpenPage) -> None:
    """A result in the library, the choice of a file, a top-up, a provider with its key and its models."""
    page = open_page(vendor_studio.url, palette="light", width=390)
    found = []
    form = open_tab(page, "image")
    form.get_by_test_id("prompt").fill(fresh("A harbour"))
    form.get_by_test_id("generate").click()
    wait_for_result(page, "image")
    open_tab(page, "video").get_by_test_id("library-firstFrame").click()
    expect(page.get_by_test_id("chooser").locator("img").first).to_be_visible()
    found += barriers(page, "chooser")
    page.keyboard.press("Escape")

    page.get_by_role("tab", name="Library", exact=True).click()
    page.get_by_test_id("grid").get_by_role("gridcell").first.click()
    expect(page.get_by_test_id("detail")).to_be_visible()
    found += barriers(page, "detail")
    page.keyboard.press("Escape")

    page.get_by_role("tab", name="Credits", exact=True).click()
    page.get_by_test_id("top-up").click()
    expect(page.get_by_test_id("amount")).to_be_visible()
    found += barriers(page, "top-up")
    page.keyboard.press("Escape")

    page.get_by_role("tab", name="Providers", exact=True).click()
    keyed = page.locator("[data-provider='keyed']")
    keyed.get_by_role("button").first.click()
    expect(keyed.get_by_role("list", name="Models").get_by_role("listitem")).not_to_have_count(0)
    found += barriers(page, "provider")
    assert found == []


def test_the_tab_key_reaches_all_and_is_never_held(page: Page) -> None:
    """Round the whole page: each stop has a name, is seen and outlined, and the last one leads out again."""
    open_tab(page, "image")
    page.reload()
    expect(page.locator("#controls-image").get_by_test_id("price")).not_to_be_empty()
    page.keyboard.press("Tab")
    skip = page.evaluate(STOP)
    assert skip["id"] == "skip"
    expect(page.get_by_test_id("skip")).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("#controls-image").get_by_test_id("prompt")).to_be_focused()

    page.get_by_test_id("skip").focus()
    stops = []
    for _ in range(150):
        page.keyboard.press("Tab")
        stop = page.evaluate(STOP)
        if stop["id"] in ("", "skip"):
            break
        assert stop["name"].strip(), stop
        assert stop["outlined"], stop
        assert stop["shown"], stop
        assert not stop["hidden"], stop
        stops.append(stop["id"])
    else:
        raise AssertionError(f"held: {stops[-5:]}")
    assert {"settings", "prompt", "model", "generate"} <= set(stops)
    assert any("tab-" in stop for stop in stops)


def test_a_dialog_takes_the_focus_and_gives_it_back(page: Page) -> None:
    open_tab(page, "image")
    page.get_by_test_id("settings").focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    for _ in range(30):
        page.keyboard.press("Tab")
        outside = "dialog => document.activeElement !== document.body && !dialog.contains(document.activeElement)"
        assert not dialog.evaluate(outside)
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(page.get_by_test_id("settings")).to_be_focused()


def test_screen_readers_hear_what_becomes_of_a_job(page: Page) -> None:
    prompt = fresh("Good morning")
    open_tab(page, "tts")
    live = page.get_by_test_id("live")
    expect(live).to_have_attribute("aria-live", "polite")
    generate(page, "tts", prompt)
    wait_for_result(page, "tts")
    expect(live).to_contain_text("Good morning")
    long = fresh("A long walk")
    start_long_clip(page, long)
    expect(running(page, long)).to_be_visible()
    bar = running(page, long).get_by_role("progressbar")
    expect(bar).to_have_attribute("aria-label", "Progress")
    running(page, long).hover()
    running(page, long).get_by_role("button", name="Cancel").click()
    expect(live).to_contain_text("A long walk")


def test_the_page_is_usable_at_twice_its_size(studio: Server, open_page: OpenPage) -> None:
    """A window of 1280 x 800 at 200 % has room for 640 x 400."""
    page = open_page(studio.url, width=640, height=400)
    for tab in page.get_by_role("tab").all():
        tab.click()
        expect(page.get_by_role("tabpanel").filter(visible=True).locator(":visible").first).to_be_visible()
        assert page.evaluate("() => document.documentElement.scrollWidth") <= 640, tab.inner_text()
    form = open_tab(page, "image")
    form.get_by_test_id("prompt").fill("a fox")
    form.get_by_test_id("generate").scroll_into_view_if_needed()
    expect(form.get_by_test_id("generate")).to_be_in_viewport(ratio=1)
    covered = """button => {
      const box = button.getBoundingClientRect();
      return !button.contains(document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2));
    }"""
    assert not form.get_by_test_id("generate").evaluate(covered)


def test_nothing_moves_for_whoever_asks_for_rest(page: Page) -> None:
    start_long_clip(page, fresh("A restless sea"))
    moving = "() => document.getAnimations().map((each) => each.animationName ?? each.transitionProperty)"
    expect(canvas(page, "video").get_by_test_id("running")).to_be_visible()
    assert page.evaluate(moving) == []
    canvas(page, "video").get_by_test_id("cancel").click()
