"""The tab of the credits at a vendor that charges: what was spent, what is held, and raising the budget."""

from __future__ import annotations

import csv

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.browser.conftest import OpenPage, Watch
from tests.browser.server import VendorStudio
from tests.browser.steps import fresh

TOPUPS = "**/api/v2/account/topups"


@pytest.fixture
def purse(vendor_studio: VendorStudio, open_page: OpenPage) -> Page:
    page = open_page(f"{vendor_studio.url}/#credits")
    expect(page.get_by_test_id("sums")).not_to_be_empty()
    return page


def _buy(studio: VendorStudio, model: str, prompt: str, kind: str = "image") -> str:
    """Orders by REST; returns the generation's id once it stands still."""
    made = studio.ask("/generations", {"type": kind, "config": {"prompt": prompt, "model": model}})
    while studio.ask(f"/generations/{made['id']}")["stage"] not in ("done", "failed", "unknown"):
        pass
    return str(made["id"])


def _line(page: Page, prompt: str) -> Locator:
    return page.get_by_test_id("entries").get_by_role("listitem").filter(has_text=prompt)


def _choose(page: Page, filter_name: str, option: str) -> None:
    page.get_by_role("button", name=f"{filter_name}: ").click()
    page.get_by_role("option", name=option, exact=True).click()
    expect(page.get_by_role("button", name=f"{filter_name}: {option}")).to_be_visible()


def test_charge_stands_beside_the_estimate_and_free_is_not_unpriced(vendor_studio: VendorStudio, purse: Page) -> None:
    dear, free = fresh("A dear fox"), fresh("A free fox")
    before = float(vendor_studio.ask("/account")["balance"])
    _buy(vendor_studio, "at-once:one", dear)
    _buy(vendor_studio, "embedded:painter", free)
    expect(_line(purse, free)).to_contain_text("Free")
    expect(_line(purse, dear)).to_contain_text("−4")
    expect(_line(purse, dear)).to_contain_text("as estimated")
    expect(_line(purse, dear)).to_contain_text("$0.04")
    expect(_line(purse, dear)).to_contain_text("by its price list")
    expect(purse.get_by_test_id("figure-available")).to_have_text(f"{before - 4:,g}")


def test_held_credits_are_explained_and_lead_to_the_job(vendor_studio: VendorStudio, purse: Page) -> None:
    prompt = fresh("A clip that got lost")
    vendor_studio.vendor.misbehave(lose=1)
    job = _buy(vendor_studio, "slow:one", prompt, "video")
    held = purse.locator("#credits").get_by_test_id("held")
    expect(held).to_contain_text("10 credits wait for your decision.")
    expect(_line(purse, prompt)).to_contain_text("reserved until you decide")
    expect(purse.get_by_test_id("figure-reserved")).to_have_text("10")
    held.get_by_role("button", name="To the job").click()
    expect(purse.locator(f"#canvas-video .stage[data-job='{job}']")).to_be_visible()
    vendor_studio.ask(f"/generations/{job}/decide", {"verdict": "notPaid"})
    purse.get_by_test_id("credits").click()
    expect(held).to_be_empty()
    expect(_line(purse, prompt)).to_contain_text("Not charged")
    expect(_line(purse, prompt)).to_contain_text("10 given back")


def test_filters_narrow_the_list_its_sums_and_its_table(vendor_studio: VendorStudio, purse: Page) -> None:
    prompt = fresh("=A formula fox")
    _buy(vendor_studio, "at-once:one", prompt)
    expect(_line(purse, prompt)).to_be_visible()
    _choose(purse, "Kind of line", "Charged")
    _choose(purse, "Provider", "at-once")
    _choose(purse, "Time", "Today")
    lines = purse.locator("[data-testid=entries] .entry")
    wanted = vendor_studio.ask("/account/entries?kind=settle&provider=at-once&limit=500")["totals"]
    expect(lines).to_have_count(wanted["count"])
    expect(purse.get_by_test_id("sums")).to_contain_text(f"{wanted['charged']} credits charged")
    with purse.expect_download() as download:
        purse.get_by_test_id("export").click()
    with download.value.path().open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == wanted["count"]
    assert f"'{prompt}" in [row["prompt"] for row in rows]
    _choose(purse, "Medium", "Music")
    expect(purse.get_by_text("Nothing matches")).to_be_visible()
    purse.get_by_role("button", name="Clear filters").last.click()
    expect(_line(purse, prompt)).to_be_visible()


def test_long_ledger_is_read_as_it_is_scrolled(vendor_studio: VendorStudio, open_page: OpenPage) -> None:
    for number in range(70):
        vendor_studio.ask("/account/topups", {"credits": "1", "note": f"line {number}"})
    page = open_page(f"{vendor_studio.url}/#credits")
    lines = page.locator("[data-testid=entries] .entry")
    expect(lines.first).to_contain_text("line 69")
    count = lines.count()
    assert count <= 60
    total = vendor_studio.ask("/account/entries?kind=top_up&kind=grant&kind=settle&kind=release&kind=held&limit=1")
    lines.last.scroll_into_view_if_needed()
    expect(lines).to_have_count(min(total["totals"]["count"], 120))
    texts = lines.all_text_contents()
    assert len(set(texts)) == len(texts), "a line stands there twice"


def test_top_up_answers_bad_amounts_beside_the_field_and_counts_once(
    vendor_studio: VendorStudio, purse: Page, watch: Watch
) -> None:
    balance = float(vendor_studio.ask("/account")["balance"])
    purse.get_by_test_id("top-up").click()
    dialog = purse.get_by_role("dialog", name="Top up")
    expect(dialog).to_contain_text("Nothing is paid here")
    amount = dialog.get_by_role("textbox", name="Credits")
    send = dialog.get_by_test_id("add-credits")
    for bad in ("", "abc", "-5", "0", "1.2345", "1,00", "1e3"):
        amount.fill(bad)
        send.click()
        expect(dialog.get_by_role("alert")).not_to_be_empty()
        expect(amount).to_have_attribute("aria-invalid", "true")
        expect(amount).to_be_focused()
    watch.expected += ["422", "ERR_FAILED"]
    amount.fill("9,000,000,000")
    send.click()
    expect(dialog.get_by_role("alert")).to_contain_text("at most 1,000,000,000 credits")
    amount.fill("1,250.5")
    expect(dialog.get_by_text("Adds 1,250.5 credits, worth $12.51.")).to_be_visible()
    dialog.get_by_test_id("note").fill("pocket money")
    lost: list[str] = []

    def lose_the_first(route: Route) -> None:
        if lost:
            route.continue_()
            return
        lost.append(route.fetch().text())
        route.abort()

    purse.route(TOPUPS, lose_the_first)
    send.click()
    expect(dialog.get_by_role("alert")).to_contain_text("nothing is added twice")
    send.click()
    expect(dialog).to_be_hidden()
    expect(purse.get_by_test_id("entries")).to_contain_text("pocket money")
    expect(purse.get_by_test_id("entries")).to_contain_text("+1,250.5")
    assert float(vendor_studio.ask("/account")["balance"]) == balance + 1250.5
