"""The form is drawn from the tables alone: of a provider that the page has never heard of, every field is there, says
what its table says, and reaches the job."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import FilePayload, Locator, Page, Route, expect

from tests.browser.conftest import OpenPage, Watch
from tests.browser.server import VendorStudio
from tests.browser.steps import fresh, number, open_tab, row, wait_for_result
from tests.vendor.server import png

KEPT = "(model) => JSON.parse(localStorage.getItem('genstudio:form:image')).model === model"


def choose_model(form: Locator, model: str) -> None:
    form.get_by_test_id("model").click()
    form.locator(f"[data-model='{model}']").click()


@pytest.fixture
def form(vendor_studio: VendorStudio, open_page: OpenPage) -> Locator:
    page = open_page(vendor_studio.url)
    form = open_tab(page, "image")
    choose_model(form, "third-party:everything")
    expect(field(form, "shape")).to_be_visible()
    return form


def field(form: Locator, name: str) -> Locator:
    return form.locator(f"[data-field={name}]")


def test_every_kind_of_field_is_drawn_and_reaches_the_job(form: Locator, vendor_studio: VendorStudio) -> None:
    page = form.page
    glow = field(form, "glow")
    for words in ("Glow", "lm", "How bright it shines."):
        expect(glow).to_contain_text(words)
    expect(number(form, "Glow")).to_have_value("2.5")
    expect(glow.get_by_role("slider", name="Glow")).to_have_attribute("max", "10")
    number(form, "Glow").fill("11")
    expect(glow.get_by_text("0–10 lm")).to_be_visible()
    expect(glow.get_by_text("at most 10 lm")).to_be_visible()
    form.get_by_test_id("prompt").fill("x")
    form.get_by_test_id("generate").click()
    expect(number(form, "Glow")).to_be_focused()
    expect(form.get_by_test_id("trouble").get_by_role("button", name="Glow")).to_be_visible()
    number(form, "Glow").fill("0")

    colour = field(form, "colour")
    expect(colour.get_by_role("button", name="Colour blue")).to_be_visible()
    colour.get_by_role("button", name="Colour blue").click()
    page.keyboard.type("viol")
    expect(colour.get_by_role("option")).to_have_count(1)
    page.keyboard.press("Enter")
    expect(colour.get_by_role("button", name="Colour violet")).to_be_focused()

    field(form, "shape").get_by_role("radio", name="21:9").check()
    expect(field(form, "offset")).to_contain_text("mm")
    number(form, "Offset").fill("-12.75")
    form.get_by_role("switch", name="Frame").check()
    form.get_by_role("textbox", name="Title").fill("Much too long a title")
    expect(field(form, "title").get_by_text("at most 12 characters")).to_be_visible()
    form.get_by_role("textbox", name="Title").fill("Dusk")
    form.locator("summary").click()
    form.get_by_role("textbox", name="Story").fill("Once\nupon")
    expect(form.locator("summary")).to_contain_text("1 changed")

    number(form, "Pictures").fill("3")
    expect(form.get_by_test_id("price")).to_contain_text("6 credits")
    expect(form.get_by_test_id("price")).to_contain_text("3 × $0.02 = $0.06")

    prompt = fresh("A picture of somebody else")
    form.get_by_test_id("prompt").fill(prompt)
    form.get_by_test_id("generate").click()
    expect(row(page, prompt)).to_be_visible()
    wait_for_result(page, "image")
    [job] = vendor_studio.jobs(prompt)
    seed = job["config"].pop("seed")
    assert seed >= 0
    assert job["config"] == {
        "shape": "21:9", "colour": "violet", "glow": 0, "offset": -12.75, "count": 3, "frame": True,
        "title": "Dusk", "story": "Once\nupon",
    }  # fmt: skip


def test_switch_of_models_keeps_carries_and_tells(form: Locator) -> None:
    number(form, "Glow").fill("7.5")
    field(form, "shape").get_by_role("radio", name="21:9").check()
    form.get_by_role("textbox", name="Title").fill("Dusk")
    choose_model(form, "third-party:plain")
    expect(form.get_by_text("Ends in 10 days. Choose another model in time.")).to_be_visible()
    expect(form.get_by_test_id("switched")).to_contain_text("Not used by Plain: Title.")
    expect(field(form, "shape").get_by_text("21:9 is not offered here; 16:9 instead.")).to_be_visible()
    expect(field(form, "shape").get_by_role("radio", name="16:9")).to_be_checked()
    expect(number(form, "Glow")).to_have_value("5")
    expect(field(form, "glow").get_by_text("7.5 lm is outside of what this model takes; 5 lm instead.")).to_be_visible()

    form.page.wait_for_function(KEPT, arg="third-party:plain")
    form.page.reload()
    expect(form.get_by_test_id("switched")).to_be_visible()
    expect(number(form, "Glow")).to_have_value("5")
    number(form, "Glow").fill("4")
    expect(field(form, "glow").get_by_text("outside")).to_be_hidden()

    choose_model(form, "third-party:everything")
    expect(number(form, "Glow")).to_have_value("7.5")
    expect(form.get_by_role("textbox", name="Title")).to_have_value("Dusk")
    expect(form.get_by_test_id("switched")).to_be_hidden()
    field(form, "glow").get_by_test_id("reset-field").click()
    expect(number(form, "Glow")).to_have_value("2.5")
    expect(number(form, "Glow")).to_be_focused()
    choose_model(form, "third-party:plain")
    expect(number(form, "Glow")).to_have_value("4")
    form.get_by_test_id("reset").click()
    expect(number(form, "Glow")).to_have_value("2")


def test_references_are_ordered_removed_and_stay_over_a_switch(form: Locator, vendor_studio: VendorStudio) -> None:
    zone = form.locator("[data-role=references]")
    held = zone.get_by_test_id("held-file")
    pictures = [
        FilePayload(name=f"{name}.png", mimeType="image/png", buffer=png(shade=each * 50))
        for each, name in enumerate("abc")
    ]
    zone.locator("input[type=file]").set_input_files(pictures)
    expect(held).to_have_count(3)
    big = FilePayload(name="big.png", mimeType="image/png", buffer=bytes(300 * 1024))
    zone.locator("input[type=file]").set_input_files(big)
    expect(zone.get_by_role("alert")).to_contain_text(re.compile(r"big\.png has 307 kB; at most 262 kB"))
    held.nth(2).get_by_role("button", name=re.compile("forward")).click()
    held.nth(0).get_by_role("button", name=re.compile("Remove")).click()
    expect(held).to_have_count(2)
    assert held.evaluate_all("(all) => all.map((each) => each.title)") == ["c.png", "b.png"]
    choose_model(form, "third-party:plain")
    expect(held).to_have_count(2)
    prompt = fresh("Of two pictures")
    form.get_by_test_id("prompt").fill(prompt)
    form.get_by_test_id("generate").click()
    expect(row(form.page, prompt)).to_be_visible()
    [job] = vendor_studio.jobs(prompt)
    assert [each["name"] for each in job["media"]["references"]] == ["c.png", "b.png"]


def test_reference_comes_from_the_library(form: Locator, vendor_studio: VendorStudio) -> None:
    page, prompt = form.page, fresh("To be used again")
    form.get_by_test_id("prompt").fill(prompt)
    form.get_by_test_id("generate").click()
    expect(row(page, prompt)).to_be_visible()
    wait_for_result(page, "image")
    form.get_by_test_id("library-references").click()
    chooser = page.get_by_test_id("chooser")
    chooser.locator("[data-index='0']").click()
    chooser.get_by_test_id("take").click()
    expect(form.get_by_test_id("held-file")).to_have_count(1)
    after = fresh("Of a result")
    form.get_by_test_id("prompt").fill(after)
    form.get_by_test_id("generate").click()
    expect(row(page, after)).to_be_visible()
    [job] = vendor_studio.jobs(after)
    assert job["media"]["references"][0]["ref"].startswith("asset:")


def test_too_little_credit_and_a_lost_connection_are_told_before_the_click(form: Locator, watch: Watch) -> None:
    page = form.page
    poor = {"balance": "1", "reserved": "0", "available": "1", "usdPerCredit": "0.01"}
    page.route("**/api/v2/account", lambda route: route.fulfill(json=poor))
    page.reload()
    warning = form.get_by_test_id("warning")
    expect(warning).to_contain_text("This needs 2 credits; you have 1 credit.")
    form.get_by_test_id("prompt").fill("A draft")
    watch.expected.append("ERR_INTERNET_DISCONNECTED")
    page.context.set_offline(True)
    page.evaluate("() => window.dispatchEvent(new Event('online'))")  # the page asks at once, and gets no answer
    expect(warning).to_contain_text("No connection.")
    expect(form.get_by_test_id("prompt")).to_have_value("A draft")
    page.context.set_offline(False)
    expect(warning).to_contain_text("This needs 2 credits")


def test_upload_under_way_survives_a_switch(form: Locator) -> None:
    """The server is slow to answer; meanwhile another model is chosen."""
    page: Page = form.page
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/api/v2/uploads*", hold)
    zone = form.locator("[data-role=references]")
    picture = FilePayload(name="late.png", mimeType="image/png", buffer=png())
    zone.locator("input[type=file]").set_input_files(picture)
    expect(zone.get_by_role("button", name="Stop uploading late.png")).to_be_visible()
    form.get_by_test_id("prompt").fill("too early")
    form.get_by_test_id("generate").click()
    expect(form.get_by_test_id("trouble")).to_contain_text("still on its way")
    choose_model(form, "third-party:plain")
    expect(zone.get_by_role("button", name="Stop uploading late.png")).to_be_visible()
    held[0].continue_()
    expect(zone.get_by_test_id("held-file")).to_have_count(1)
