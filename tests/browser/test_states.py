"""Every way in which a job can end or hang, at a vendor that charges: what happened, was it charged, what to do."""

from __future__ import annotations

import re
import time
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import OpenPage, Watch
from tests.browser.server import VendorStudio
from tests.browser.steps import canvas, fresh, open_tab, row, running

PRICE = "10 credits"


def order(studio: VendorStudio, prompt: str, provider: str = "slow") -> str:
    config = {"prompt": prompt, "model": f"{provider}:one"}
    job: dict[str, Any] = studio.ask("/generations", {"type": "video", "provider": provider, "config": config})
    return str(job["id"])


def ended(studio: VendorStudio, job_id: str) -> dict[str, Any]:
    for _ in range(600):
        job: dict[str, Any] = studio.ask(f"/generations/{job_id}")
        if job["status"] not in ("pending", "processing"):
            return job
        time.sleep(0.05)
    raise AssertionError(f"still {job['status']}: {job}")


def open_job(page: Page, job_id: str) -> Locator:
    """By its address, as a link or a reload opens it."""
    page.evaluate("hash => { location.hash = hash; }", f"#video?job={job_id}")
    stage = canvas(page, "video").locator(f".stage[data-job='{job_id}']")
    expect(stage).to_be_visible()
    return stage


@pytest.fixture
def desk_page(vendor_studio: VendorStudio, open_page: OpenPage) -> Page:
    vendor_studio.vendor.misbehave()
    vendor_studio.vendor.take_key()
    vendor_studio.vendor.pace(0.2)
    vendor_studio.ask("/providers/slow/key/test", {})  # a key that was refused before is trusted again
    return open_page(vendor_studio.url)


def test_each_failure_says_once_that_nothing_was_charged_and_offers_what_helps(
    vendor_studio: VendorStudio, desk_page: Page
) -> None:
    jobs = {"It could not be made": order(vendor_studio, "fail")}
    ended(vendor_studio, jobs["It could not be made"])
    jobs["Refused by the provider's rules"] = order(vendor_studio, "forbidden")
    ended(vendor_studio, jobs["Refused by the provider's rules"])
    vendor_studio.vendor.take_key("another")
    jobs["The key was not accepted"] = order(vendor_studio, fresh("Wrong key"))
    ended(vendor_studio, jobs["The key was not accepted"])
    vendor_studio.vendor.take_key()
    helps = {
        "It could not be made": ["Run again", "Change the settings"],
        "Refused by the provider's rules": ["Change the prompt"],
        "The key was not accepted": ["Run again"],
    }
    for title, job_id in jobs.items():
        failed = open_job(desk_page, job_id).get_by_test_id("failed")
        expect(failed.get_by_role("heading")).to_have_text(title)
        assert failed.inner_text().count("Nothing was charged") == 1
        for name in helps[title]:
            expect(failed.get_by_role("button", name=name)).to_be_visible()
        expect(row(desk_page, vendor_studio.ask(f"/generations/{job_id}")["prompt"]).first).to_contain_text(title)

    open_job(desk_page, jobs["Refused by the provider's rules"]).get_by_role("button", name="Change the prompt").click()
    prompt = desk_page.locator("#controls-video").get_by_test_id("prompt")
    expect(prompt).to_be_focused()
    expect(prompt).to_have_value("forbidden")


def test_lost_purchase_waits_for_a_person_who_settles_it(vendor_studio: VendorStudio, desk_page: Page) -> None:
    prompt = fresh("Nobody knows")
    before = float(vendor_studio.ask("/account")["available"])
    vendor_studio.vendor.misbehave(lose=1)
    job_id = order(vendor_studio, prompt)
    assert ended(vendor_studio, job_id)["error"]["charged"] == "held"
    held = open_job(desk_page, job_id).get_by_test_id("held")
    expect(held).to_contain_text("Sent, but no clear answer came")
    assert held.inner_text().count(f"{PRICE} stay reserved") == 1
    expect(held.get_by_role("button", name="Run again")).to_have_count(0)
    expect(row(desk_page, prompt)).to_contain_text("Needs your decision")
    expect(desk_page.get_by_test_id("queue-total")).to_contain_text("reserved")

    held.get_by_test_id("decide-notPaid").click()
    desk_page.get_by_role("dialog").get_by_role("button", name="Back", exact=True).click()
    expect(held).to_be_visible()
    held.get_by_test_id("decide-notPaid").click()
    desk_page.get_by_test_id("confirm").click()
    failed = canvas(desk_page, "video").get_by_test_id("failed")
    expect(failed).to_contain_text("Nothing was charged")
    expect(failed.get_by_role("button", name="Run again")).to_be_visible()
    assert float(vendor_studio.ask("/account")["available"]) == before

    vendor_studio.vendor.misbehave(lose=1)
    paid = order(vendor_studio, fresh("It was paid"))
    ended(vendor_studio, paid)
    open_job(desk_page, paid).get_by_test_id("decide-paid").click()
    desk_page.get_by_test_id("confirm").click()
    expect(canvas(desk_page, "video").get_by_test_id("failed")).to_contain_text(f"It was charged: {PRICE}.")
    assert float(vendor_studio.ask("/account")["available"]) == before - 10


def test_waiting_paused_running_and_cancelled_are_told_with_their_cost(
    vendor_studio: VendorStudio, desk_page: Page
) -> None:
    vendor_studio.vendor.pace(3_600)
    prompt = fresh("A long one")
    job_id = order(vendor_studio, prompt, "keyed")
    expect(running(desk_page, prompt)).to_be_visible()
    stage = open_job(desk_page, job_id)
    expect(stage.get_by_test_id("running")).to_contain_text(f"{PRICE} reserved")
    expect(running(desk_page, prompt)).to_contain_text(f"{PRICE} reserved")
    expect(stage.locator(".elapsed")).to_have_text(re.compile(r"^0:0\d"))
    stage.get_by_test_id("cancel").click()
    expect(stage.get_by_test_id("cancelled")).to_contain_text("Nothing was charged.")


def test_failure_comes_into_view_on_a_phone(vendor_studio: VendorStudio, desk_page: Page, open_page: OpenPage) -> None:
    page = open_page(vendor_studio.url, width=390, height=844)
    form = open_tab(page, "video")
    form.get_by_test_id("model").click()
    form.locator("[data-model='slow:one']").click()
    form.get_by_test_id("prompt").fill("fail")
    form.get_by_test_id("generate").click()
    again = canvas(page, "video").get_by_test_id("failed").get_by_role("button", name="Run again")
    expect(again).to_be_in_viewport(ratio=1)
    # Somebody who has gone back up to the form meanwhile is told there, and led to it.
    vendor_studio.vendor.misbehave(slow=3_000)
    again.click()
    expect(canvas(page, "video").get_by_test_id("running")).to_be_visible()
    page.evaluate("() => scrollTo({ top: 0, behavior: 'instant' })")
    page.get_by_test_id("toast").filter(has_text="It could not be made").get_by_role("button", name="Show").click()
    expect(again).to_be_in_viewport(ratio=1)


def test_link_to_a_job_that_is_gone_says_so(vendor_studio: VendorStudio, open_page: OpenPage, watch: Watch) -> None:
    watch.expected.append("404")
    page = open_page(f"{vendor_studio.url}/#image?job={'0' * 32}")
    expect(page.get_by_test_id("toast")).to_contain_text("no such job")
    expect(canvas(page, "image").locator(".stage")).to_have_attribute("data-job", re.compile("^[0-9a-f]{32}$|^$"))
    assert "job=" not in page.url
