"""A studio whose provider costs money: what the page says of it, from the key to the receipt."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.conftest import OpenPage
from tests.browser.server import VendorStudio
from tests.browser.steps import fresh, generate, open_tab, running, wait_for_result


def test_a_priced_picture_is_made_and_charged(vendor_studio: VendorStudio, open_page: OpenPage) -> None:
    page = open_page(vendor_studio.url)
    prompt = fresh("A fox for money")
    form = open_tab(page, "image")
    form.get_by_test_id("model").click()
    form.locator("[data-model='at-once:one']").click()
    expect(form.get_by_test_id("price")).to_contain_text("$0.04")
    generate(page, "image", prompt)
    wait_for_result(page, "image")
    assert vendor_studio.jobs(prompt)[0]["cost"]["chargedCredits"] == "4"


def test_a_clip_is_polled_for_and_fetched_from_the_vendor(vendor_studio: VendorStudio, open_page: OpenPage) -> None:
    page = open_page(vendor_studio.url)
    prompt = fresh("A clip for money")
    form = open_tab(page, "video")
    form.get_by_test_id("model").click()
    form.locator("[data-model='slow:one']").click()
    vendor_studio.vendor.pace(3_600)
    generate(page, "video", prompt)
    expect(running(page, prompt)).to_be_visible()
    vendor_studio.vendor.pace(0.2)
    vendor_studio.vendor.finish()
    expect(wait_for_result(page, "video").locator("video")).to_be_visible()
