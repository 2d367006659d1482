"""Every sentence of the page, in one place: `words/<language>.toml`, one file for each language.

`words/<language>.tables.toml` beside it holds what comes from the server in English, which REST always speaks: texts
of the models' tables and sentences of errors, each English one with its translation. The page's modules read
both as `messages/<language>.js`.
"""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import TypedDict

FOLDER = Path(__file__).parent / "words"
TABLES = ".tables"


class ErrorWords(TypedDict):
    """`title` says what happened in a few words, `todo` what to do; the error's own sentence stands between them."""

    title: str
    todo: str


class Words(TypedDict):
    """`words` by key, `errors` by error code, `tables` by the English sentence, which may hold {values}."""

    words: dict[str, str]
    errors: dict[str, ErrorWords]
    tables: dict[str, str]


def languages() -> list[str]:
    """The codes of all languages that the page speaks, in the order of the alphabet."""
    return sorted(path.stem for path in FOLDER.glob("*.toml") if not path.stem.endswith(TABLES))


def read_words(language: str) -> Words:
    """The sentences of one language ("en"). English has no `tables`: its texts come as they are."""
    words = tomllib.loads((FOLDER / f"{language}.toml").read_text(encoding="utf-8"))
    errors = words.pop("errors")
    file = FOLDER / f"{language}{TABLES}.toml"
    tables = tomllib.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    return {"words": words, "errors": errors, "tables": tables}


def as_module(words: Words) -> str:
    """The three tables as an ES module."""
    return "".join(f"export const {name} = {json.dumps(table, ensure_ascii=False)};\n" for name, table in words.items())
