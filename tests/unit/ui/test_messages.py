"""The page's sentences: every error has words, every sentence asked for is there, and none is left over."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from genstudio.core import errors
from genstudio.ui.files import UI, modules
from genstudio.ui.messages import read_words

ENGLISH = read_words("en")
WORDS, ERRORS = ENGLISH["words"], ENGLISH["errors"]

# Keys that are put together at run time: `say(\`tab.${...}\`)` and its like.
FAMILIES = re.compile(r"say(?:Count)?\(\s*`([a-z.]+)\$\{")
NAMED = re.compile(r"(?:say|sayCount|make)\(\s*'([a-z.]+)'")
CHOSEN = re.compile(r"say\(\s*[\w.]+ \? '([a-z.]+)' : '([a-z.]+)'")


def sources() -> str:
    return "\n".join(path.read_text() for path in modules().values())


def error_classes(base: type[errors.GenStudioError]) -> Iterator[type[errors.GenStudioError]]:
    yield base
    for each in base.__subclasses__():
        yield from error_classes(each)


@pytest.mark.parametrize("error", list(error_classes(errors.GenStudioError)))
def test_every_error_has_words(error: type[errors.GenStudioError]) -> None:
    words = ERRORS[error.code]
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


@pytest.mark.parametrize("key", [key for key in WORDS if key.endswith(".one")])
def test_numbers_have_both_forms(key: str) -> None:
    assert "{n}" in WORDS[key]
    assert "{n}" in WORDS[key.removesuffix(".one") + ".many"]
