"""What a first visit fetches, and when."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from playwright.sync_api import Request, expect

from tests.browser.conftest import OpenPage
from tests.browser.server import Server
from tests.browser.steps import open_tab

NAMED = re.compile(r'"\.?(/(?:assets|studio)/[^"]+\.(?:js|css))"')


def test_a_first_visit_names_all_its_files_at_once(studio: Server, open_page: OpenPage) -> None:
    """Else a browser finds them one behind the other, and each step costs a way to the server and back."""
    page = open_page(studio.url)
    html = page.request.get(studio.url).text()
    page.reload()
    asked: list[str] = []

    def note(request: Request) -> None:
        asked.append(urlsplit(request.url).path)

    page.on("request", note)
    page.reload()
    open_tab(page, "image")
    expect(page.get_by_test_id("queue")).to_be_attached()
    fetched = {path for path in asked if re.fullmatch(r"/(?:assets|studio)/.+\.(?:js|css)", path)}
    assert fetched - set(NAMED.findall(html)) == set()
    assert len(fetched) > 25
