"""Story (a): somebody who reads nothing has a picture within a minute, in a studio that was never used before."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import OpenPage
from tests.browser.server import Server
from tests.browser.steps import RESULT_MS, canvas


@pytest.fixture
def fresh_studio(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    server = Server(tmp_path_factory.mktemp("never-used"))
    server.start()
    yield server
    server.stop()


@pytest.mark.parametrize(("width", "height", "palette"), [(1440, 900, "dark"), (390, 844, "light")])
def test_first_picture_with_two_clicks(
    fresh_studio: Server, open_page: OpenPage, width: int, height: int, palette: str
) -> None:
    page = open_page(fresh_studio.url, width=width, height=height, palette=palette)
    examples = page.get_by_role("group", name="Examples").get_by_role("button").locator("visible=true")
    expect(examples.nth(2)).to_be_in_viewport()
    examples.first.click()
    # Nothing has to be looked for: price and Generate are before the eye.
    generate = page.get_by_role("button", name="Generate").locator("visible=true")
    expect(generate).to_be_in_viewport()
    expect(page.get_by_test_id("price").locator("visible=true")).to_contain_text("Free")
    generate.click()
    picture = canvas(page, "image").get_by_test_id("picture")
    expect(picture).to_be_in_viewport(timeout=RESULT_MS)
    expect(picture).to_have_js_property("naturalWidth", 1024)
