"""What a person does on the page, by role, label and our own ids; never by Gradio's markup."""

from __future__ import annotations

from itertools import count

from playwright.sync_api import Locator, Page, expect

TABS = {"image": "image", "tts": "speech", "video": "video", "music": "music"}
RESULT_MS = 60_000
_number = count(1)


def fresh(text: str) -> str:
    """A prompt that no other test uses."""
    return f"{text}, number {next(_number)}"


def open_tab(page: Page, kind: str) -> Locator:
    """Opens the tab of a kind and returns its form."""
    page.get_by_role("tab", name=TABS[kind].title(), exact=True).click()
    form = page.locator(f"#controls-{kind}")
    expect(form.get_by_test_id("generate")).to_be_visible()
    expect(form.get_by_test_id("price")).not_to_be_empty()
    return form


def number(form: Locator, label: str) -> Locator:
    """The box of a number field; a slider beside it has the same name."""
    return form.get_by_role("spinbutton", name=label)


def canvas(page: Page, kind: str) -> Locator:
    return page.locator(f"#canvas-{kind}")


def generate(page: Page, kind: str, prompt: str) -> None:
    """Writes the prompt and presses Generate; returns once the job is on its way."""
    form = page.locator(f"#controls-{kind}")
    form.get_by_test_id("prompt").fill(prompt)
    form.get_by_test_id("generate").click()
    expect(row(page, prompt)).to_be_visible()


def row(page: Page, prompt: str) -> Locator:
    """The job's row in the queue."""
    return page.get_by_test_id("queue").get_by_role("listitem").filter(has_text=prompt)


def wait_for_result(page: Page, kind: str) -> Locator:
    result = canvas(page, kind).get_by_test_id("result")
    expect(result).to_be_visible(timeout=RESULT_MS)
    return result


def start_long_clip(page: Page, prompt: str) -> None:
    """A job that runs for longer than any test looks at it."""
    form = open_tab(page, "video")
    form.get_by_role("radio", name="1080p").check()
    number(form, "Length").fill("20")
    generate(page, "video", prompt)


def running(page: Page, prompt: str) -> Locator:
    return row(page, prompt).and_(page.locator("[data-status=processing]"))
