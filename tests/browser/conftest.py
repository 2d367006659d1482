"""One studio and one Chromium for all tests of the page; a page fails its test on any error that it logs."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Playwright,
    Request,
    expect,
    sync_playwright,
)
from playwright.sync_api import Error as PlaywrightError

from tests.browser.server import Server, VendorStudio
from tests.vendor.process import vendor_process

INSTALLED = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge")
TIMEOUT_MS = 30_000
expect.set_options(timeout=TIMEOUT_MS)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


# A package's fixture ends before the tests of the next package: an open Playwright keeps an event loop running in this
# thread, under which async tests cannot run.
@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = launch(playwright)
        yield browser
        browser.close()


def launch(playwright: Playwright) -> Browser:
    """An installed Chromium, else Playwright's own, else none: the tests are skipped, or fail where CI is set."""
    found = next(filter(None, map(shutil.which, INSTALLED)), None)
    if found is not None:
        return playwright.chromium.launch(executable_path=found)
    try:
        return playwright.chromium.launch()
    except PlaywrightError:
        install = [sys.executable, "-m", "playwright", "install", "chromium"]
        if subprocess.run(install, capture_output=True, timeout=600).returncode != 0:
            pytest.skip("no Chromium here, and none could be installed")
        return playwright.chromium.launch()


@pytest.fixture(scope="package")
def studio(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    server = Server(tmp_path_factory.mktemp("studio"))
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="package")
def vendor_studio(tmp_path_factory: pytest.TempPathFactory) -> Iterator[VendorStudio]:
    """A studio at a vendor that charges, with its key in the environment; `vendor_studio.vendor` can misbehave."""
    with vendor_process("clips", "seconds=0.2") as vendor:
        server = VendorStudio(tmp_path_factory.mktemp("vendor") / "home", vendor)
        server.start()
        yield server
        server.stop()


@pytest.fixture
def keyless_studio(tmp_path: Path) -> Iterator[VendorStudio]:
    """A fresh studio at that vendor, with a keyring that holds no key yet."""
    with vendor_process("clips", "seconds=0.2") as vendor:
        server = VendorStudio(tmp_path / "home", vendor, key=False)
        server.start()
        yield server
        server.stop()


@dataclass
class Watch:
    """What pages did that they should not. A fault that contains one of `expected` is meant."""

    faults: list[str] = field(default_factory=list)
    expected: list[str] = field(default_factory=list)

    def follow(self, page: Page, host: str) -> None:
        def on_console(message: ConsoleMessage) -> None:
            if message.type in ("error", "warning"):
                self.faults.append(f"{message.type}: {message.text} ({message.location.get('url')})")

        def on_request(request: Request) -> None:
            parts = urlsplit(request.url)
            if parts.scheme not in ("data", "blob") and parts.netloc != host:
                self.faults.append(f"asked another host: {request.url}")

        page.on("console", on_console)
        page.on("request", on_request)
        page.on("pageerror", lambda error: self.faults.append(f"uncaught: {error}"))

    def unexpected(self) -> list[str]:
        return [fault for fault in self.faults if not any(part in fault for part in self.expected)]


@pytest.fixture
def watch() -> Iterator[Watch]:
    watch = Watch()
    yield watch
    assert watch.unexpected() == []


def _context(
    browser: Browser, width: int = 1440, height: int = 900, palette: str = "dark", language: str = "en-US"
) -> BrowserContext:
    context = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme="light" if palette == "light" else "dark",
        reduced_motion="reduce",
        locale=language,
    )
    context.set_default_timeout(TIMEOUT_MS)
    return context


OpenPage = Callable[..., Page]


@pytest.fixture
def open_page(chromium: Browser, watch: Watch) -> Iterator[OpenPage]:
    """Opens pages, each in a browser of its own: `open_page(url, width=390, palette="light")`."""
    contexts: list[BrowserContext] = []

    def open_page(url: str, **looks: Any) -> Page:
        contexts.append(_context(chromium, **looks))
        page = contexts[-1].new_page()
        watch.follow(page, urlsplit(url).netloc)
        page.goto(url)
        return page

    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture(scope="package")
def desk(chromium: Browser) -> Iterator[BrowserContext]:
    """A browser that has been here before: it keeps the page's files, which halves the time to load it."""
    context = _context(chromium)
    yield context
    context.close()


@pytest.fixture
def page(studio: Server, desk: BrowserContext, watch: Watch) -> Iterator[Page]:
    """The studio's page on a desktop, dark, with nothing kept from the test before."""
    page = desk.new_page()
    watch.follow(page, urlsplit(studio.url).netloc)
    page.goto(studio.url)
    yield page
    page.evaluate("() => localStorage.clear()")
    page.close()
