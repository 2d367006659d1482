"""Providers and their keys, from a fresh home: story (e) is a wrong key put in, understood and corrected."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.browser.barriers import barriers
from tests.browser.conftest import OpenPage, Watch
from tests.browser.server import Server, VendorStudio
from tests.browser.steps import canvas, fresh, generate, open_tab, row, wait_for_result
from tests.vendor.process import KEY

WRONG = "wrong-key-00009999"


def provider(page: Page, name: str) -> Locator:
    return page.locator(f"[data-provider='{name}']")


def put_key(card: Locator, key: str) -> None:
    card.get_by_label("Key", exact=True).fill(key)
    card.get_by_role("button", name="Save and test").click()


def test_a_wrong_key_is_understood_and_corrected(
    keyless_studio: VendorStudio, open_page: OpenPage, watch: Watch
) -> None:
    page = open_page(keyless_studio.url)
    invitation = canvas(page, "image").get_by_role("complementary", name="Everything here works offline")
    invitation.get_by_role("button", name="Add a key").click()
    expect(page.locator("[data-provider].opened").get_by_label("Key", exact=True)).to_be_visible()
    name = "slow"
    card = provider(page, name)
    card.get_by_role("button").first.click()
    expect(card.get_by_test_id("state")).to_have_text("Needs a key")
    field = card.get_by_label("Key", exact=True)
    expect(field).to_have_attribute("type", "password")
    expect(field).to_have_attribute("autocomplete", "off")
    expect(card.get_by_role("link", name="Where to get a key")).to_have_attribute("rel", "noopener noreferrer")
    card.get_by_role("button", name="Save and test").click()
    expect(card.get_by_text("The key is empty.")).to_be_visible()

    put_key(card, WRONG)
    verdict = card.get_by_test_id("verdict")
    expect(verdict).to_contain_text(f"{name} does not accept this key.")
    expect(verdict).to_contain_text("It was not saved.")
    expect(field).to_be_focused()
    assert not keyless_studio.keyring.exists()

    put_key(card, KEY)
    expect(verdict).to_contain_text(f"{name} accepts the key.")
    expect(verdict).to_contain_text("$12.30")
    expect(card.get_by_test_id("configured")).to_have_text("Configured ••••5678")
    expect(card.get_by_test_id("state")).to_have_text("Ready")
    expect(field).to_be_hidden()
    assert list(json.loads(keyless_studio.keyring.read_text()).values()) == [KEY]
    assert KEY not in page.content() + page.evaluate("() => JSON.stringify(localStorage)")
    assert page.evaluate("() => [...document.querySelectorAll('[type=password]')].every((each) => each.value === '')")

    picture = provider(page, "at-once")
    picture.get_by_role("button", expanded=False).click()
    picture.get_by_role("button", name="Use Test model").click()
    expect(page.get_by_role("tab", name="Image")).to_have_attribute("aria-selected", "true")
    expect(invitation).to_be_hidden()
    prompt = fresh("A fox with a key of mine")
    generate(page, "image", prompt)
    wait_for_result(page, "image")

    # The key is withdrawn at the vendor: the next job says so, and so do the provider and the model until it is tested.
    keyless_studio.vendor.take_key("another-key-00000000")
    refused = fresh("A fox too many")
    generate(page, "image", refused)
    expect(row(page, refused).and_(page.locator("[data-status=error]"))).to_be_visible()
    page.get_by_role("tab", name="Providers").click()
    expect(picture.get_by_test_id("state")).to_have_text("Key refused")
    expect(picture).to_contain_text("50%")
    keyless_studio.vendor.take_key()
    picture.get_by_role("button", name="Test again").click()
    expect(picture.get_by_test_id("state")).to_have_text("Ready")
    picture.get_by_role("button", name="Remove").click()
    picture.get_by_test_id("remove-key").click()
    expect(picture.get_by_test_id("state")).to_have_text("Needs a key")
    assert json.loads(keyless_studio.keyring.read_text()) == {}
    assert watch.unexpected() == []


def test_a_vendor_in_trouble_and_a_locked_keyring_are_told(keyless_studio: VendorStudio, open_page: OpenPage) -> None:
    page = open_page(keyless_studio.url)
    invitation = canvas(page, "image").get_by_role("complementary", name="Everything here works offline")
    invitation.get_by_role("button", name="Do not show this again").click()
    expect(invitation).to_be_hidden()
    page.get_by_role("tab", name="Providers").click()
    card = provider(page, "at-once")
    card.get_by_role("button").first.click()
    keyless_studio.vendor.misbehave(server=1)
    put_key(card, KEY)
    expect(card.get_by_test_id("verdict")).to_contain_text("could not say whether the key is right")
    expect(card.get_by_test_id("state")).to_have_text("Ready")
    keyless_studio.vendor.misbehave(billing=1)
    card.get_by_role("button", name="Test again").click()
    expect(card.get_by_test_id("verdict")).to_contain_text("is empty. Top it up there.")

    lock = keyless_studio.keyring.with_name(f"{keyless_studio.keyring.name}.locked")
    lock.touch()
    page.reload()
    expect(card.get_by_test_id("state")).to_have_text("Keyring locked")
    card.get_by_role("button").first.click()
    expect(card.get_by_text("The keyring is locked. Unlock it and try again.")).to_be_visible()
    expect(card.get_by_label("Key", exact=True)).to_be_hidden()
    open_tab(page, "image")
    expect(canvas(page, "image").get_by_test_id("empty")).to_be_visible()
    expect(invitation).to_be_hidden()


def test_a_server_of_ones_own_needs_its_address(page: Page) -> None:
    page.get_by_role("tab", name="Providers").click()
    own = provider(page, "comfyui")
    expect(own.get_by_test_id("state")).to_have_text("Needs an address")
    own.get_by_role("button").first.click()
    expect(own.get_by_text("as base_url under [providers.comfyui]")).to_be_visible()


def test_what_runs_here_is_ready_and_asks_for_no_key(page: Page, studio: Server) -> None:
    page.get_by_role("tab", name="Providers").click()
    own = provider(page, "embedded")
    expect(own.get_by_test_id("state")).to_have_text("Ready")
    own.get_by_role("button").first.click()
    expect(own.get_by_role("list", name="Models").get_by_role("listitem")).not_to_have_count(0)
    expect(own.locator("[type=password]")).to_have_count(0)
    assert studio.ask("/providers")["providers"][0]["offline"]


def test_new_models_are_found_in_the_vendors_list_or_named_and_an_end_is_announced(
    vendor_studio: VendorStudio, open_page: OpenPage, watch: Watch
) -> None:
    page = open_page(vendor_studio.url)
    page.get_by_role("tab", name="Providers").click()
    card = provider(page, "keyed")
    card.get_by_role("button").first.click()
    card.get_by_test_id("ask-models").click()
    listed = card.get_by_test_id("listed")
    expect(listed).to_contain_text("1 model that is not here yet")
    expect(listed).to_contain_text("Ends May 1, 2031")
    listed.get_by_role("button", name="Add: Video").click()
    expect(listed).to_contain_text("Added")
    expect(card.locator("[data-model='keyed:owner/brand-new']")).to_be_visible()
    assert barriers(page, "the list of a vendor") == []

    watch.expected.append("404")
    card.get_by_test_id("model-id").fill("nothing-of-that-name")
    card.get_by_role("group", name="Add as").get_by_role("button").click()
    expect(card.get_by_role("alert").filter(visible=True)).to_contain_text("nothing-of-that-name")
    card.get_by_test_id("model-id").fill("owner/by-hand")
    card.get_by_role("group", name="Add as").get_by_role("button").click()
    expect(card.locator("[data-model='keyed:owner/by-hand']")).to_be_visible()


@pytest.mark.parametrize(("days", "warned"), [(29, True), (31, False)])
def test_the_picker_warns_in_a_models_last_month(page: Page, days: int, warned: bool) -> None:
    sunset = (datetime.now(UTC) + timedelta(days=days)).date().isoformat()

    def answer(route: Route) -> None:
        told = route.fetch().json()
        told["providers"][0]["models"][0]["sunset"] = sunset
        route.fulfill(json=told)

    page.route("**/api/v2/providers/image", answer)
    page.reload()
    form = open_tab(page, "image")
    form.get_by_test_id("model").click()
    form.get_by_role("listbox").get_by_role("option").first.click()
    notice = form.get_by_text("Choose another model in time.")
    expect(notice).to_have_count(1 if warned else 0)
    if warned:
        expect(notice).to_contain_text(f"Ends in {days} days")
