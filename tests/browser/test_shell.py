"""What surrounds every tab: bar, rail, settings and shortcuts, at every width, without a flash and without a jump."""

from __future__ import annotations

import base64
import io
from collections.abc import Callable

import pytest
from playwright.sync_api import CDPSession, Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.server import Server
from tests.browser.steps import RESULT_MS, fresh, open_tab, wait_for_result

WIDTHS = (390, 768, 1024, 1100, 1440, 1920)
MOST_SHIFT = 0.02
"""Layout shift (CLS) over a load or over a job; Google's bound for good pages is 0.1."""
PAGE_COLOURS = {"dark": (11, 11, 13), "light": (243, 242, 239)}
BEFORE = (255, 0, 255)

SHIFTS = """() => {
  window.shifts = 0;
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shifts += entry.value;
  }).observe({type: 'layout-shift', buffered: true});
}"""
SETTLED = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"

# Every control of the page that somebody could press but that something else covers, after it was scrolled to.
COVERED = """() => {
  const wanted = 'button, a[href], input, select, textarea, summary, [role=tab]';
  const covered = [];
  for (const each of document.querySelectorAll(wanted)) {
    if (!each.checkVisibility({visibilityProperty: true, opacityProperty: true})) continue;
    if (each.closest('.unseen, .skip, dialog:not([open])') || each.disabled) continue;
    each.scrollIntoView({block: 'center', inline: 'center', behavior: 'instant'});
    const box = each.getBoundingClientRect();
    if (box.width < 2 || box.height < 2) continue;
    const hit = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
    const label = each.closest('label') ?? each.labels?.[0];
    if (hit && (each.contains(hit) || hit.contains(each) || label?.contains(hit))) continue;
    covered.push(`${each.tagName}.${each.className} "${each.textContent.trim().slice(0, 30)}" under ${hit?.className}`);
  }
  return covered;
}"""
OUTSIDE = """() => [...document.querySelectorAll('.top button, .top .brand, #rail [role=tab]')]
  .filter((each) => each.checkVisibility() && !each.closest('#rail'))
  .filter((each) => { const box = each.getBoundingClientRect(); return box.left < 0 || box.right > innerWidth; })
  .map((each) => each.className)"""


def _tabs(page: Page) -> list[str]:
    expect(page.get_by_role("tab", name="Credits")).to_be_visible()
    return [str(tab.get_attribute("id")) for tab in page.get_by_role("tab").all()]


@pytest.mark.parametrize("width", WIDTHS)
def test_every_tab_fits_and_nothing_is_covered(studio: Server, open_page: OpenPage, width: int) -> None:
    page = open_page(studio.url, width=width, palette="light" if width in (768, 1440) else "dark")
    for tab in _tabs(page):
        page.locator(f"#{tab}").click()
        expect(page.locator(f"#{tab}")).to_have_attribute("aria-selected", "true")
        page.evaluate(SETTLED)
        assert page.evaluate("() => document.documentElement.scrollWidth") <= width, tab
        assert page.evaluate(OUTSIDE) == [], tab
        assert page.evaluate(COVERED) == [], tab


def test_rail_is_walked_by_keys_on_a_phone(studio: Server, open_page: OpenPage) -> None:
    page = open_page(studio.url, width=320, height=640)
    tabs = _tabs(page)
    page.locator(f"#{tabs[0]}").focus()
    for tab in [*tabs[1:], tabs[0]]:
        page.keyboard.press("ArrowRight")
        expect(page.locator(f"#{tab}")).to_be_focused()
        box = page.locator(f"#{tab}").bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 320


@pytest.mark.parametrize("width", [390, 1440])
def test_nothing_jumps_while_the_page_loads_and_a_job_ends(studio: Server, open_page: OpenPage, width: int) -> None:
    """The job comes from elsewhere: shifts right after a click are forgiven by the measure, and would not count."""
    page = open_page(studio.url, width=width)
    open_tab(page, "image")
    page.evaluate(SHIFTS)
    page.evaluate(SETTLED)
    loaded = page.evaluate("() => window.shifts")
    prompt = fresh("A quiet lake")
    studio.ask("/generations", {"type": "image", "config": {"prompt": prompt}})
    result = wait_for_result(page, "image")
    expect(result).to_contain_text(prompt, timeout=RESULT_MS)
    page.evaluate(SETTLED)
    shifts = page.evaluate("() => window.shifts")
    assert loaded <= MOST_SHIFT, f"{loaded:.4f} over the load"
    assert shifts - loaded <= MOST_SHIFT, f"{shifts - loaded:.4f} over the job"


@pytest.mark.parametrize("palette", ["dark", "light"])
def test_first_painted_background_is_the_palettes(studio: Server, open_page: OpenPage, palette: str) -> None:
    """Every frame that the browser shows is looked at: first another page's colour, then ours, never white or black."""
    page = open_page(f"{studio.url}/api/docs", palette=palette)
    page.goto(f"data:text/html,<body style='background:rgb{BEFORE}'>")
    session = page.context.new_cdp_session(page)
    frames = _record(session)
    session.send("Network.enable")
    slow = {"offline": False, "latency": 50, "downloadThroughput": 1e6, "uploadThroughput": 1e6}
    session.send("Network.emulateNetworkConditions", slow)
    page.goto(studio.url, wait_until="commit")
    expect(page.get_by_test_id("credits")).to_be_visible()
    colours = frames()
    ours = PAGE_COLOURS[palette]
    assert _near(colours[-1], ours)
    assert [each for each in colours if not _near(each, ours) and not _near(each, BEFORE)] == []


def _record(session: CDPSession) -> Callable[[], list[tuple[int, ...]]]:
    """Records what is painted; the answer tells the colour between rail and panel at the foot of each frame."""
    from PIL import Image

    frames: list[str] = []

    def keep(frame: dict[str, str]) -> None:
        frames.append(frame["data"])
        session.send("Page.screencastFrameAck", {"sessionId": int(frame["sessionId"])})

    session.on("Page.screencastFrame", keep)
    session.send("Page.startScreencast", {"format": "png", "everyNthFrame": 1})

    def colours() -> list[tuple[int, ...]]:
        session.send("Page.stopScreencast")
        pictures = [Image.open(io.BytesIO(base64.b64decode(each))).convert("RGB") for each in frames]
        assert len(pictures) >= 2, "the browser recorded nothing"
        return [_pixel(each.getpixel((3, each.height - 4))) for each in pictures]

    return colours


def _pixel(value: object) -> tuple[int, ...]:
    assert isinstance(value, tuple)
    return value


def _near(one: tuple[int, ...], other: tuple[int, ...]) -> bool:
    return all(abs(a - b) <= 3 for a, b in zip(one, other, strict=True))


def test_settings_change_the_palette_and_tell_of_the_studio(studio: Server, open_page: OpenPage) -> None:
    page = open_page(studio.url, palette="dark")
    theme = "() => document.documentElement.dataset.theme"
    gear = page.get_by_test_id("settings").and_(page.get_by_role("button"))
    gear.click()
    dialog = page.get_by_role("dialog", name="Settings")
    expect(dialog.get_by_role("radio", name="System")).to_be_checked()
    dialog.get_by_role("radio", name="Light").check()
    assert page.evaluate(theme) == "light"
    expect(dialog.get_by_test_id("home")).to_have_text(str(studio.home))
    expect(dialog.get_by_test_id("version")).to_contain_text(studio.ask("/studio")["version"])
    with page.context.expect_page() as opened:
        dialog.get_by_role("link", name="REST API").click()
    expect(opened.value.get_by_role("heading").first).to_be_visible()
    opened.value.close()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(gear).to_be_focused()
    page.reload()
    page.emulate_media(color_scheme="light")
    assert page.evaluate(theme) == "light"
    page.emulate_media(color_scheme="dark")
    assert page.evaluate(theme) == "light", "what was chosen stays"
    gear.click()
    dialog.get_by_role("radio", name="System").check()
    assert page.evaluate(theme) == "dark"
    page.emulate_media(color_scheme="light")
    page.wait_for_function("() => document.documentElement.dataset.theme === 'light'")


def test_question_mark_opens_the_shortcuts_except_while_writing(page: Page) -> None:
    form = open_tab(page, "image")
    form.get_by_test_id("prompt").focus()
    page.keyboard.type("why?")
    expect(form.get_by_test_id("prompt")).to_have_value("why?")
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.get_by_role("tab", name="Image").focus()
    page.keyboard.press("?")
    dialog = page.get_by_role("dialog", name="Keyboard shortcuts")
    expect(dialog).to_contain_text("Write the prompt")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_have_count(1)
    page.mouse.click(5, 5)
    expect(dialog).to_be_hidden()
    expect(page.get_by_role("tab", name="Image")).to_be_focused()


def test_bar_leads_to_the_credits_and_a_job_is_shown_on_a_tab_never_opened(page: Page, studio: Server) -> None:
    prompt = fresh("A tune from elsewhere")
    made = studio.ask("/generations", {"type": "tts", "config": {"prompt": prompt}})
    page.get_by_test_id("credits").click()
    expect(page.get_by_role("tab", name="Credits")).to_have_attribute("aria-selected", "true")
    assert page.url.endswith("#credits")
    page.get_by_test_id("entries").get_by_role("button", name=prompt).click()
    expect(page.get_by_role("tab", name="Speech")).to_have_attribute("aria-selected", "true")
    expect(page.locator(f"#canvas-tts .stage[data-job='{made['id']}']")).to_be_visible()
