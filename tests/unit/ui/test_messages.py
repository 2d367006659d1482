"""The page's sentences: every error has words, every sentence asked for is there, and none is left over."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from genstudio.core import errors
from genstudio.ui.files import UI, modules
from genstudio.ui.messages import languages, read_words

ENGLISH = read_words("en")
WORDS, ERRORS = ENGLISH["words"], ENGLISH["errors"]
OTHERS = [language for language in languages() if language != "en"]

# Keys that are put together at run time: `say(\`tab.${...}\`)` and its like.
FAMILIES = re.compile(r"say(?:Count)?\(\s*`([a-z.]+)\$\{")
NAMED = re.compile(r"(?:say|sayCount|make)\(\s*'([a-z.]+)'")
CHOSEN = re.compile(r"say\(\s*[\w.]+ \? '([a-z.]+)' : '([a-z.]+)'")
FORMS = re.compile(r"\.(zero|one|two|few|many)$")

# Words that German takes over as they are. Whoever adds to this list has looked at the sentence.
SAME = {
    "de": {
        "canvas.video", "fact.rate", "fact.seed", "field.auto.short", "field.optional", "model.offline",
        "page.title", "purse.amount", "purse.filter.type.label", "studio.version", "tab.video", "time.min", "time.s",
        "lib.mono", "lib.prompt", "lib.stereo",
    }
}  # fmt: skip


def sources() -> str:
    return "\n".join(path.read_text() for path in modules().values())


def values_in(sentence: str) -> set[str]:
    return set(re.findall(r"\{(\w+)\}", sentence))


def error_classes(base: type[errors.GenStudioError]) -> Iterator[type[errors.GenStudioError]]:
    yield base
    for each in base.__subclasses__():
        yield from error_classes(each)


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("error", list(error_classes(errors.GenStudioError)))
def test_every_error_has_words(error: type[errors.GenStudioError], language: str) -> None:
    words = read_words(language)["errors"][error.code]
    assert words["title"]
    assert words["todo"].endswith(".")


def test_modules_ask_only_for_sentences_that_exist() -> None:
    text = sources()
    asked = set(NAMED.findall(text)) | {key for pair in CHOSEN.findall(text) for key in pair}
    families = set(FAMILIES.findall(text))
    assert len(asked) > 80, "the pattern no longer finds the calls"
    missing = {key for key in asked if key not in WORDS and f"{key}.one" not in WORDS}
    assert missing == set()
    assert {family for family in families if not any(key.startswith(family) for key in WORDS)} == set()


def test_no_sentence_is_left_over() -> None:
    text = sources() + (UI / "shell.py").read_text() + (UI / "head.py").read_text()
    families = (*FAMILIES.findall(text), "tab.")
    used = {key for key in WORDS if f"'{key}'" in text or f'"{key}"' in text or f"'{key.rpartition('.')[0]}'" in text}
    assert {key for key in WORDS if key not in used and not key.startswith(families)} == set()


@pytest.mark.parametrize("language", languages())
def test_numbers_have_both_forms(language: str) -> None:
    words = read_words(language)["words"]
    for key in [key for key in words if key.endswith(".one")]:
        assert "{n}" in words[key], key
        assert "{n}" in words[key.removesuffix(".one") + ".many"], key


@pytest.mark.parametrize("language", OTHERS)
def test_a_language_is_complete(language: str) -> None:
    """The same keys with the same values; a language may have more plural forms than English."""
    ours = read_words(language)
    plurals = {FORMS.sub("", key) for key in WORDS if key.endswith(".one")}
    extra = {key for key in ours["words"] if key not in WORDS and FORMS.sub("", key) not in plurals}
    assert extra == set(), f"not in en.toml, but in {language}.toml"
    assert set(WORDS) - set(ours["words"]) == set(), f"in en.toml, but not in {language}.toml"
    assert {key for key, text in WORDS.items() if values_in(text) != values_in(ours["words"][key])} == set()
    assert set(ours["errors"]) == set(ERRORS)


@pytest.mark.parametrize("language", OTHERS)
def test_nothing_stayed_english_by_accident(language: str) -> None:
    ours = read_words(language)
    same = {key for key, text in WORDS.items() if ours["words"][key] == text}
    assert same == SAME[language]
    for code, words in ERRORS.items():
        assert words["title"] != ours["errors"][code]["title"]
        assert words["todo"] != ours["errors"][code]["todo"]
