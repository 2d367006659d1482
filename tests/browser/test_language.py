"""The page in German: at once, everywhere, by choice, and on a phone."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from playwright.sync_api import Page, expect

from genstudio.providers.registry import provider_registry
from genstudio.ui.messages import read_words
from tests.browser.conftest import OpenPage
from tests.browser.server import Server
from tests.browser.steps import fresh
from tests.unit.ui.test_translation import KEPT

WORD = re.compile(r"[a-z]{3}")
ENGLISH_WORDS = re.compile(r"\b(the|of|and|your|not|has|this|are|from|by|opening)\b")

# What the server may say -> what the page makes of it.
SAID = {
    "Length is at most 1.5 s.": "Länge ist höchstens 1,5 s.",
    "The prompt has 4,100 characters; GenStudio Painter (procedural, offline) takes at most 4,000.":
        "Der Prompt hat 4.100 Zeichen; GenStudio Painter (prozedural, offline) nimmt höchstens 4.000.",
    "$0.040 per second, in steps of 5 s": "0,040 $ pro Sekunde, in Schritten von 5 s",
    "Placing the figures (2 of 4)": "Stellt die Figuren auf (2 von 4)",
    "a.png is empty. Nothing was stored or charged. Choose another file.":
        "a.png ist leer. Nichts wurde gespeichert oder berechnet. Wähle eine andere Datei.",
    "Picture: the file has more than 20 MB.": "Bild: Die Datei hat mehr als 20 MB.",
    "Your request was flagged: code 1,024.": "Your request was flagged: code 1,024.",
    "Nothing was charged. Ask again in May.": "Nothing was charged. Ask again in May.",
}  # fmt: skip

# Text nodes, names and tips of everything that is shown; what is marked as another language is meant to be in it.
SHOWN = """() => {
  const texts = [];
  for (const each of document.body.querySelectorAll('*')) {
    if (!each.checkVisibility({ visibilityProperty: true })) continue;
    if (each.closest('script, style, pre, code, [lang=en]')) continue;
    for (const name of ['aria-label', 'title', 'placeholder', 'aria-valuetext']) texts.push(each.getAttribute(name));
    for (const node of each.childNodes) if (node.nodeType === Node.TEXT_NODE) texts.push(node.data);
  }
  return [...new Set(texts.filter(Boolean).map((text) => text.trim()))];
}"""

# What is cut off at the side, or makes the page scroll sideways. An ellipsis is meant where there is one.
CUT = """() => {
  const cut = [...document.body.querySelectorAll('button, a, label, legend, [role=tab], h1, h2, h3')]
    .filter((each) => each.checkVisibility({ visibilityProperty: true }) && !each.closest('.unseen'))
    .filter((each) => getComputedStyle(each).overflowX !== 'visible' || each.matches('button, a, [role=tab]'))
    .filter((each) => getComputedStyle(each).textOverflow !== 'ellipsis')
    .filter((each) => each.scrollWidth > each.clientWidth + 1 && each.clientWidth > 1)
    .map((each) => `${each.tagName} ${each.className}: ${each.textContent}`);
  const page = document.documentElement;
  return page.scrollWidth > page.clientWidth ? [...cut, `page: ${page.scrollWidth} px`] : cut;
}"""


def english() -> Iterator[re.Pattern[str]]:
    """Every English sentence of the page and of the tables that German says otherwise."""
    en, de = read_words("en"), read_words("de")
    german = {*de["words"].values(), *de["tables"].values(), *KEPT["de"]}
    texts = {text for key, text in en["words"].items() if key != "charged.told"} | set(de["tables"])
    for text in texts - german:
        if WORD.search(re.sub(r"\{\w+\}", "", text)):
            yield re.compile(re.sub(r"\\\{\w+\\\}", ".+", re.escape(text)))


def left_in_english(page: Page, prompts: Iterable[str]) -> set[str]:
    """Shown texts that are English sentences of ours, or hold words that only English has, but for prompts."""
    sentences = list(english())
    provider_registry.load()
    examples = [text for model in provider_registry.models() for text in model.prompt.examples]
    left = set()
    for text in page.evaluate(SHOWN):
        ours = " ".join(text.split())
        for written in (*prompts, *examples):
            ours = ours.replace(" ".join(written.split()), "")
        if any(each.fullmatch(ours) for each in sentences) or ENGLISH_WORDS.search(ours):
            left.add(text)
    return left


def each_tab(page: Page, *, opened: bool = False) -> Iterator[str]:
    """Opens one tab after the other, and with `opened` also its folds and its list of models, and yields its name."""
    tabs = page.locator("#rail").get_by_role("tab")
    for at in range(tabs.count()):
        tabs.nth(at).click()
        expect(tabs.nth(at)).to_have_attribute("aria-selected", "true")
        page.wait_for_function("() => !document.querySelector('[aria-busy=true]')")
        picker = page.get_by_test_id("model").locator("visible=true")
        if opened and picker.count() == 1:
            page.locator("summary:visible").evaluate_all(
                "all => all.forEach((each) => { each.parentNode.open = true; })"
            )
            picker.click()
        yield tabs.nth(at).inner_text()


def test_a_german_browser_gets_german_everywhere(open_page: OpenPage, studio: Server) -> None:
    page = open_page(f"{studio.url}/#image", language="de-AT")
    expect(page.get_by_test_id("credits")).to_contain_text("Credits")
    assert page.evaluate("() => document.documentElement.lang") == "de"
    loaded = page.evaluate("() => performance.getEntriesByType('resource').map((each) => each.name)")
    assert [name.rpartition("/")[2] for name in loaded if "/messages/" in name] == ["de.js"]

    form = page.locator("#controls-image")
    expect(form.get_by_test_id("price")).to_contain_text("Kostenlos")
    expect(form).to_contain_text("Bitte auf Englisch schreiben")
    form.get_by_test_id("prompt").fill(fresh("A quiet harbour"))
    form.get_by_role("button", name="Erzeugen").click()
    expect(page.locator("#canvas-image").get_by_test_id("result")).to_be_visible(timeout=60_000)
    expect(page.locator("#canvas-image")).to_contain_text("Kostenlos")

    prompts = [job["prompt"] for job in studio.ask("/generations?limit=500")["items"]]
    left = {name: left_in_english(page, prompts) for name in each_tab(page, opened=True)}
    assert set(left) >= {"Bild", "Sprache", "Video", "Musik"}
    page.get_by_test_id("settings").click()
    expect(page.get_by_role("dialog")).to_contain_text("Sprache")
    left["settings"] = left_in_english(page, prompts)
    assert {name: texts for name, texts in left.items() if texts} == {}


def test_what_the_server_says_is_said_in_german(open_page: OpenPage, studio: Server) -> None:
    page = open_page(f"{studio.url}/#speech", language="de-DE")
    form = page.locator("#controls-tts")
    expect(form.get_by_test_id("price")).not_to_be_empty()
    form.get_by_test_id("prompt").fill("日本語")
    form.get_by_role("button", name="Erzeugen").click()
    failed = page.locator("#canvas-tts").get_by_test_id("failed")
    expect(failed).to_contain_text("In diesem Text steht nichts, was die Stimme sagen kann")
    expect(failed.get_by_text("Es wurde nichts berechnet.")).to_have_count(1)
    assert left_in_english(page, [job["prompt"] for job in studio.ask("/generations?limit=500")["items"]]) == set()
    [job] = studio.jobs("日本語")
    assert job["error"]["message"].startswith("There is nothing in this text")

    # Values inside a sentence are translated as well; a vendor's words are not.
    made = page.evaluate(
        """async (texts) => {
          const files = performance.getEntriesByType('resource').map((each) => each.name);
          const { parts } = await import(files.find((each) => each.endsWith('/studio.js')));
          const { translate } = parts['base/translate'];
          return texts.map((text) => translate(text));
        }""",
        list(SAID),
    )
    assert dict(zip(SAID, made, strict=True)) == SAID


def test_several_prices_in_a_line_are_each_said_in_german(open_page: OpenPage, studio: Server) -> None:
    page = open_page(studio.url, language="de-DE")
    page.get_by_role("tab", name="Anbieter").click()
    prices = page.locator("[data-provider='kie'] .provider-price")
    expect(prices).to_contain_text("0,004 $ pro Bild · 0,04 bis 0,09 $ pro Bild")


def test_the_language_is_switched_and_kept_and_nothing_is_lost(page: Page) -> None:
    prompt = fresh("A lighthouse, not yet made")
    page.locator("#controls-image").get_by_test_id("prompt").fill(prompt)
    page.get_by_test_id("settings").click()
    page.get_by_role("dialog").get_by_role("radio", name="Deutsch").click()
    expect(page.get_by_role("tab", name="Bild")).to_be_visible()
    expect(page.locator("#controls-image").get_by_test_id("prompt")).to_have_value(prompt)
    page.reload()
    expect(page.get_by_role("tab", name="Sprache")).to_be_visible()
    page.get_by_test_id("settings").click()
    page.get_by_role("dialog").get_by_role("radio", name="English").click()
    expect(page.get_by_role("tab", name="Speech")).to_be_visible()
    assert page.evaluate("() => document.documentElement.lang") == "en"


def test_long_german_words_fit_a_phone(open_page: OpenPage, studio: Server) -> None:
    page = open_page(f"{studio.url}/#image", language="de-DE", width=390, height=844)
    expect(page.get_by_test_id("credits")).to_contain_text("Credits")
    cut = {name: page.evaluate(CUT) for name in each_tab(page)}
    assert {name: texts for name, texts in cut.items() if texts} == {}
