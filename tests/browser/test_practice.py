"""Practice mode, from the page: vendors that wait, refuse, cancel and know their keys, at no cost."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.server import Server
from tests.browser.steps import canvas, generate, open_tab, row


@pytest.fixture(scope="module")
def practice(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    server = Server(tmp_path_factory.mktemp("practice"), ("app.py", "--practice"))
    server.start()
    yield server
    server.stop()


def order(page: Page, kind: str, model: str, prompt: str) -> None:
    form = open_tab(page, kind)
    form.get_by_test_id("model").click()
    form.locator(f"[data-model='{model}']").click()
    generate(page, kind, prompt)


def test_vendors_can_be_practised_with(practice: Server, open_page: OpenPage) -> None:
    page = open_page(practice.url)
    expect(page.get_by_text("Practice", exact=True)).to_be_visible()

    # Two vendors at once: one tells an address and bills in credits, the other sends the file itself.
    order(page, "image", "kie:z-image", "A lighthouse")
    order(page, "tts", "modal:speech", "Good morning.")
    expect(canvas(page, "tts").get_by_test_id("result")).to_be_visible()

    order(page, "image", "modal:image", "forbidden")
    failed = canvas(page, "image").get_by_test_id("failed")
    expect(failed).to_contain_text("Modal refused this by its content rules, and does not tell whether it charged")
    expect(failed).to_contain_text("No credits were charged here.")

    order(page, "video", "modal:video", "A clip that nobody waits for")
    page.locator("#canvas-video").get_by_test_id("cancel").click()
    expect(canvas(page, "video").get_by_test_id("cancelled")).to_contain_text("Nothing was charged.")

    order(page, "image", "kie:z-image", "A harbour")
    canvas(page, "image").get_by_test_id("cancel").click()
    expect(row(page, "A harbour")).to_contain_text("Kie cannot cancel")

    page.get_by_role("tab", name="Providers").click()
    card = page.locator("[data-provider='kie']")
    card.get_by_role("button").first.click()
    card.get_by_role("button", name="Replace").click()
    card.get_by_label("Key", exact=True).fill("wrong-key-00009999")
    card.get_by_role("button", name="Save and test").click()
    expect(card.get_by_test_id("verdict")).to_contain_text("Kie does not accept this key.")

    open_tab(page, "image")
    done = row(page, "A lighthouse")
    expect(done.and_(page.locator("[data-status=complete]"))).to_be_visible()
    done.get_by_role("button").first.click()
    expect(canvas(page, "image").get_by_test_id("result").locator("img").first).to_be_visible()
    assert practice.jobs("A lighthouse")[0]["cost"]["usd"] == "0.004"
