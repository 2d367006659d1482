"""The form: what it asks, what it keeps, what it refuses, and that one click is one job."""

from __future__ import annotations

import json
from typing import Any

import pytest
from playwright.sync_api import FilePayload, Page, Route, expect

from tests.browser.barriers import barriers
from tests.browser.conftest import Watch
from tests.browser.server import Server
from tests.browser.steps import canvas, fresh, generate, number, open_tab, row, wait_for_result

ORDERS = "**/api/v2/generations"


def test_empty_prompt_is_told_beside_it(page: Page, studio: Server) -> None:
    form = open_tab(page, "image")
    before = studio.ask("/generations?limit=1")["seq"]
    form.get_by_test_id("prompt").fill("   ")
    form.get_by_test_id("generate").click()
    expect(form.get_by_text("The prompt is empty.")).to_be_visible()
    expect(form.get_by_test_id("prompt")).to_be_focused()
    expect(form.get_by_test_id("prompt")).to_have_attribute("aria-invalid", "true")
    assert studio.ask("/generations?limit=1")["seq"] == before
    form.get_by_test_id("prompt").fill("a")
    expect(form.get_by_text("The prompt is empty.")).to_be_hidden()


def test_keys_reach_the_prompt_and_generate(page: Page) -> None:
    prompt = fresh("Hello")
    form = open_tab(page, "tts")
    page.keyboard.press("/")
    expect(form.get_by_test_id("prompt")).to_be_focused()
    page.keyboard.insert_text(prompt)
    page.keyboard.press("Control+Enter")
    expect(row(page, prompt)).to_be_visible()
    wait_for_result(page, "tts")


def test_prompt_is_cleared_and_an_earlier_one_comes_back(page: Page) -> None:
    first, second = fresh("Hello again"), fresh("And again")
    form = open_tab(page, "tts")
    for text in (first, second):
        generate(page, "tts", text)
    prompt = form.get_by_test_id("prompt")
    form.get_by_test_id("clear-prompt").click()
    expect(prompt).to_be_focused()
    prompt.press("ArrowUp")
    expect(prompt).to_have_value(second)
    prompt.press("ArrowUp")
    expect(prompt).to_have_value(first)
    prompt.press("ArrowDown")
    expect(prompt).to_have_value(second)
    form.get_by_test_id("last-prompts").click()
    page.get_by_role("menuitem", name=first).click()
    expect(prompt).to_have_value(first)


def test_voice_is_heard_before_it_is_chosen(page: Page, studio: Server) -> None:
    form = open_tab(page, "tts")
    known = {job["id"] for job in studio.ask("/generations?limit=500")["items"]}
    form.get_by_role("button", name="Voice Heart").click()
    expect(form.get_by_role("option")).to_have_count(5)
    with page.expect_response("**/voices/sample?*") as answer:
        page.keyboard.press("ArrowRight")
    assert answer.value.status == 206
    assert answer.value.header_value("content-type") == "audio/wav"
    page.keyboard.press("Escape")
    form.get_by_role("button", name="Stop Heart").click()
    expect(form.get_by_role("button", name="Listen to Heart")).to_be_visible()
    assert {job["id"] for job in studio.ask("/generations?limit=500")["items"]} == known


def test_example_fills_the_prompt(page: Page) -> None:
    form = open_tab(page, "music")
    example = page.locator("#canvas-music").get_by_role("group", name="Examples").get_by_role("button").first
    if not example.is_visible():
        example = form.get_by_role("group", name="Examples").get_by_role("button").first
    example.click()
    expect(form.get_by_test_id("prompt")).not_to_have_value("")
    expect(form.get_by_text(" / 4,000")).to_be_visible()


def test_form_is_kept_over_a_reload_and_per_model(page: Page) -> None:
    form = open_tab(page, "music")
    form.get_by_test_id("prompt").fill("A draft")
    number(form, "Length").fill("44")
    page.wait_for_function("() => localStorage.getItem('genstudio:form:music')?.includes('44')")
    page.reload()
    expect(page.get_by_role("tab", name="Music")).to_have_attribute("aria-selected", "true")
    expect(form.get_by_test_id("prompt")).to_have_value("A draft")
    expect(number(form, "Length")).to_have_value("44")
    form.get_by_role("button", name="Reset").click()
    expect(number(form, "Length")).to_have_value("30")


def many_models(answer: dict[str, Any]) -> dict[str, Any]:
    """The studio's own table with 200 models of ten vendors, each of which needs a key."""
    own = answer["providers"][0]
    template = own["models"][0]
    for vendor in range(10):
        models = [
            template
            | {"id": f"v{vendor}:m{each}", "label": f"Model {vendor}-{each}", "offline": False, "engine": "hosted"}
            for each in range(20)
        ]
        answer["providers"].append(own | {"name": f"vendor-{vendor}", "state": "needs key", "models": models})
    return answer


def test_one_of_two_hundred_models_is_found_by_keys_alone(page: Page, watch: Watch) -> None:
    watch.expected.append("422")  # the server knows nothing of these models, and has no price

    def answer(route: Route) -> None:
        route.fulfill(json=many_models(route.fetch().json()))

    page.route("**/api/v2/providers/image", answer)
    page.reload()
    form = open_tab(page, "image")
    form.get_by_test_id("model").press("ArrowDown")
    options = form.get_by_role("listbox").get_by_role("option")
    expect(form.locator("[data-model^=v]")).to_have_count(200)
    assert barriers(page, "the list of models") == []
    expect(form.get_by_role("group", name="vendor-7")).to_contain_text("Model 7-19")
    search = form.get_by_role("combobox", name="Search models")
    expect(search).to_be_focused()
    page.keyboard.type("vendor-7 7-1")
    expect(options).to_have_count(11)
    page.keyboard.press("ArrowDown")
    expect(form.locator(f"[id='{search.get_attribute('aria-activedescendant')}']")).to_contain_text("Model 7-10")
    page.keyboard.press("Enter")
    expect(form.get_by_test_id("model")).to_be_focused()
    expect(form.get_by_test_id("model")).to_have_accessible_name("Model: Model 7-10")
    form.get_by_test_id("prompt").fill("A fox")
    form.get_by_test_id("generate").click()
    expect(form.get_by_test_id("trouble")).to_contain_text("cannot work yet")
    assert barriers(page, "a model that needs a key") == []
    form.get_by_test_id("needs-key").get_by_role("button", name="Add a key").click()
    expect(page.get_by_role("tab", name="Providers")).to_have_attribute("aria-selected", "true")


def test_models_are_searched_and_kept_apart(page: Page) -> None:
    page.route("**/api/v2/providers/image", lambda route: route.fulfill(json=many_models(route.fetch().json())))
    page.reload()
    form = open_tab(page, "image")
    form.get_by_test_id("model").click()
    search = form.get_by_role("combobox", name="Search models")
    search.fill("no such model")
    expect(form.get_by_text("No model matches")).to_be_visible()
    search.fill("painter")
    expect(form.get_by_role("listbox").get_by_role("option")).to_have_count(1)
    page.keyboard.press("Enter")
    expect(form.get_by_role("listbox")).to_be_hidden()
    expect(form.get_by_test_id("model")).to_be_focused()


def test_value_out_of_range_is_told_beside_its_field(page: Page) -> None:
    form = open_tab(page, "music")
    number(form, "Length").fill("9000")
    expect(form.locator("[data-field=duration]").get_by_text("at most")).to_be_visible()
    number(form, "Length").fill("10")
    expect(form.locator("[data-field=duration]").get_by_text("at most")).to_be_hidden()


def test_unfit_files_are_refused_with_a_sentence(page: Page, watch: Watch) -> None:
    form = open_tab(page, "video")
    zone = form.locator("[data-role=firstFrame]")
    chooser = zone.locator("input[type=file]")
    chooser.set_input_files(FilePayload(name="notes.txt", mimeType="text/plain", buffer=b"words"))
    expect(zone.get_by_text("notes.txt is not a picture.")).to_be_visible()
    watch.expected.append("422")
    chooser.set_input_files(FilePayload(name="notes.png", mimeType="image/png", buffer=b"words"))
    expect(zone.get_by_role("alert")).not_to_contain_text("notes.txt")
    expect(zone.get_by_role("alert")).not_to_be_empty()
    expect(form.get_by_test_id("held-file")).to_have_count(0)


def test_late_word_about_an_empty_prompt_is_no_word_about_what_was_written_meanwhile(page: Page) -> None:
    asked: list[Route] = []

    def hold(route: Route) -> None:
        asked.append(route)
        if len(asked) > 1:
            route.continue_()

    page.route("**/api/v2/providers/image/estimate", hold)
    with page.expect_request("**/api/v2/providers/image/estimate"):
        page.reload()
    form = page.locator("#controls-image")
    prompt = fresh("A slow line")
    form.get_by_test_id("prompt").fill(prompt)
    with page.expect_response("**/api/v2/providers/image/estimate"):
        asked[0].continue_()
    form.get_by_test_id("generate").click()
    expect(row(page, prompt)).to_be_visible()


def test_double_click_makes_one_job(page: Page, studio: Server) -> None:
    prompt = fresh("Twice")
    form = open_tab(page, "tts")
    form.get_by_test_id("prompt").fill(prompt)
    form.get_by_test_id("generate").dblclick()
    expect(row(page, prompt)).to_be_visible()
    wait_for_result(page, "tts")
    assert len(studio.jobs(prompt)) == 1


def test_lost_answer_makes_one_job(page: Page, studio: Server, watch: Watch) -> None:
    """The server takes the order and the answer never arrives: the page sends the same order again."""
    prompt = fresh("Lost on the way")
    keys: list[str | None] = []

    def lose_the_first(route: Route) -> None:
        keys.append(route.request.headers.get("idempotency-key"))
        if len(keys) == 1:
            route.fetch()
            route.abort()
        else:
            route.continue_()

    watch.expected.append("Failed to load resource")
    form = open_tab(page, "tts")
    page.route(ORDERS, lose_the_first)
    form.get_by_test_id("prompt").fill(prompt)
    form.get_by_test_id("generate").click()
    wait_for_result(page, "tts")
    expect(form.get_by_test_id("generate")).to_have_attribute("aria-busy", "false")
    assert len(keys) == 2
    assert keys[0] == keys[1]
    assert len(studio.jobs(prompt)) == 1


@pytest.mark.parametrize("field", [None, "prompt"])
def test_refusal_says_what_happened_and_whether_it_was_charged(page: Page, watch: Watch, field: str | None) -> None:
    problem = {
        "type": "about:blank", "title": "Payment Required", "status": 402, "code": "insufficient_credits",
        "detail": "This costs 40 credits and you have 12.", "charged": "no",
    }  # fmt: skip
    body = json.dumps(problem if field is None else problem | {"field": field})
    watch.expected.append("402")
    form = open_tab(page, "image")
    page.route(ORDERS, lambda route: route.fulfill(status=402, content_type="application/problem+json", body=body))
    form.get_by_test_id("prompt").fill("too dear")
    form.get_by_test_id("generate").click()
    expect(form.get_by_text("This costs 40 credits and you have 12.")).to_be_visible()
    if field is None:
        expect(form.get_by_test_id("trouble")).to_contain_text("Nothing was charged.")


def test_a_prompt_is_text_and_nothing_else(page: Page) -> None:
    """Whatever is written comes back as words, in the queue, on the stage and in the strip."""
    prompt = fresh('<img src=x onerror="window.broken = 1"> &amp; <script>window.broken = 1</script> sea')
    open_tab(page, "image")
    generate(page, "image", prompt)
    expect(wait_for_result(page, "image")).to_contain_text(prompt)
    page.reload()
    expect(canvas(page, "image").get_by_test_id("result")).to_contain_text(prompt)
    assert page.evaluate("() => window.broken") is None
