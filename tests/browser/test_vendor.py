"""A studio whose provider costs money: what the page says of it, from the key to the receipt."""

from __future__ import annotations

from playwright.sync_api import FilePayload, expect

from tests.browser.conftest import OpenPage
from tests.browser.server import VendorStudio
from tests.browser.steps import fresh, generate, open_tab, running, wait_for_result
from tests.media_samples import picture


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


def test_a_file_is_made_to_fit_and_the_page_says_what_was_changed(
    vendor_studio: VendorStudio, open_page: OpenPage
) -> None:
    page = open_page(vendor_studio.url, language="de-DE")
    page.get_by_role("tab", name="Bild", exact=True).click()
    form = page.locator("#controls-image")
    form.get_by_test_id("model").click()
    form.locator("[data-model='at-once:one']").click()
    large = FilePayload(name="large.webp", mimeType="image/webp", buffer=picture(2_000, 1_000, form="WEBP"))
    form.locator("[data-role=firstFrame] input[type=file]").set_input_files(large)
    expect(form.get_by_test_id("held-file").locator("img")).to_be_visible()
    generate(page, "image", fresh("A frame that is too large"))
    result = wait_for_result(page, "image")
    note = "2000 × 1000 px WEBP, gesendet als 1024 × 512 px JPG"
    expect(result.get_by_test_id("changed")).to_contain_text(note)
