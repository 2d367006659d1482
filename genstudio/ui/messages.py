"""Every sentence of the page, in one place: `words/<language>.toml`, one file for each language.

The page's modules read them as `js/messages.js`: what the page says by key, and what an error code means.
"""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import TypedDict

FOLDER = Path(__file__).parent / "words"


class ErrorWords(TypedDict):
    """`title` says what happened in a few words, `todo` what to do; the error's own sentence stands between them."""

    title: str
    todo: str


class Words(TypedDict):
    """`words` by key, `errors` by error code."""

    words: dict[str, str]
    errors: dict[str, ErrorWords]


def read_words(language: str) -> Words:
    """The sentences of one language ("en")."""
    table = tomllib.loads((FOLDER / f"{language}.toml").read_text(encoding="utf-8"))
    errors = table.pop("errors")
    return {"words": table, "errors": errors}


def as_module(words: Words) -> str:
    """Both tables as an ES module."""
    return "".join(f"export const {name} = {json.dumps(table, ensure_ascii=False)};\n" for name, table in words.items())
