"""Widths, palettes and keys: the page fits everywhere, and every part of it can be reached."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.server import Server
from tests.browser.steps import TABS, open_tab

EARLY = """document.addEventListener(
  'readystatechange', () => { window.early ??= document.documentElement.dataset.theme; })"""
TOO_WIDE = """() => [...document.querySelectorAll('body *')]
  .filter((each) => each.getClientRects().length && !each.closest('.strip, .unseen, .example, .viewer, #job-dock'))
  .filter((each) => each.getBoundingClientRect().right > innerWidth + 1)
  .map((each) => each.tagName + '.' + each.className)"""


@pytest.mark.parametrize("palette", ["dark", "light"])
def test_nothing_is_wider_than_the_window(studio: Server, open_page: OpenPage, palette: str) -> None:
    page = open_page(studio.url, palette=palette)
    for kind in TABS:
        open_tab(page, kind)
        for width in (390, 768, 1100, 1440, 1920):
            page.set_viewport_size({"width": width, "height": 900})
            assert page.evaluate("() => document.documentElement.scrollWidth") <= width
            assert page.evaluate(TOO_WIDE) == [], (kind, width)
    assert page.evaluate("() => document.documentElement.dataset.theme") == palette


def test_palette_is_chosen_before_the_first_paint_and_kept(studio: Server, open_page: OpenPage) -> None:
    page = open_page(studio.url, palette="dark")
    page.get_by_test_id("settings").click()
    page.get_by_role("radio", name="Light").check()
    page.keyboard.press("Escape")
    assert page.evaluate("() => document.documentElement.dataset.theme") == "light"
    # What the first script of the page sets, before any module has run.
    page.add_init_script(EARLY)
    page.reload()
    assert page.evaluate("() => window.early") == "light"
    assert page.evaluate("() => getComputedStyle(document.body).backgroundColor") == "rgb(243, 242, 239)"


def test_phone_has_its_tabs_below_and_its_queue_in_a_sheet(studio: Server, open_page: OpenPage) -> None:
    page = open_page(studio.url, width=390, height=844)
    form = open_tab(page, "image")
    box = page.get_by_role("tab", name="Image").bounding_box()
    assert box is not None
    assert box["y"] > 760
    expect(form.get_by_test_id("generate")).to_be_in_viewport()
    queue = page.get_by_role("complementary", name="Queue")
    expect(queue).to_be_hidden()
    page.get_by_test_id("dock-button").click()
    expect(queue).to_be_visible()
    page.keyboard.press("Escape")
    expect(queue).to_be_hidden()


def test_rail_moves_by_arrow_keys_and_keeps_the_tab_in_the_address(page: Page) -> None:
    open_tab(page, "image")
    page.get_by_role("tab", name="Image").focus()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("tab", name="Speech")).to_be_focused()
    expect(page.get_by_role("tab", name="Speech")).to_have_attribute("aria-selected", "true")
    assert page.url.endswith("#speech")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    expect(page.get_by_role("tab").last).to_have_attribute("aria-selected", "true")


def test_every_control_is_reached_by_tab_and_shows_its_focus(page: Page) -> None:
    """From the prompt to Generate by the Tab key alone, each stop with a name and a visible outline."""
    form = open_tab(page, "image")
    form.get_by_test_id("prompt").focus()
    stops: list[str] = []
    for _ in range(40):
        page.keyboard.press("Tab")
        name, outline, arrived = page.evaluate(
            """() => {
              const at = document.activeElement;
              const named = at.getAttribute('aria-label') || at.labels?.[0]?.textContent || at.textContent || at.title;
              const outlined = (each) => each && getComputedStyle(each).outlineStyle !== 'none';
              const shown = outlined(at) || outlined(at.closest('label'));
              return [named || at.getAttribute('aria-labelledby') || '', shown, at.dataset.testid === 'generate'];
            }"""
        )
        stops.append(name)
        assert name, stops
        assert outline, stops
        if arrived:
            break
    assert stops[-1] == "Generate"
    assert len(stops) > 5


def test_top_bar_tells_the_credits_and_that_nothing_leaves_this_computer(page: Page) -> None:
    expect(page.get_by_test_id("credits")).to_contain_text("credits")
    expect(page.get_by_test_id("health")).to_have_text("Everything runs on this computer")
