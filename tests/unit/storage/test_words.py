"""What is typed is found, whatever script it is in, and never breaks the query."""

from __future__ import annotations

import sqlite3
from collections.abc import Generator, Mapping
from contextlib import closing

import pytest
from hypothesis import given
from hypothesis import strategies as st

from genstudio.storage import words
from genstudio.storage.migrations.versions.r0001_first_tables import FULL_TEXT

PROMPTS = {
    1: "A red fox in the snow, golden hour",
    2: "一只在雪地里的红色狐狸，金色时刻",
    3: "雪の中の赤いキツネ",
    4: "눈 속의 붉은 여우",
    5: "จิ้งจอกแดงในหิมะ",
    6: "Füchse im Schnee, Café über den Dächern",
    7: "🦊❄️ minimal logo",
    8: "ＦＵＬＬＷＩＤＴＨ letters",
    9: 'He said "hello" AND (left) NEAR -- 50%',
}


def fill(connection: sqlite3.Connection, prompts: Mapping[int, str]) -> None:
    words.install(connection)
    connection.execute(FULL_TEXT[0])
    connection.executemany("INSERT INTO job_fts (rowid, prompt) VALUES (?, search_words(?))", prompts.items())


@pytest.fixture(scope="module")
def index() -> Generator[sqlite3.Connection]:
    with closing(sqlite3.connect(":memory:", check_same_thread=False)) as connection:
        fill(connection, PROMPTS)
        yield connection


def found(index: sqlite3.Connection, typed: str) -> list[int]:
    query = words.query_of(typed)
    if query is None:
        return []
    rows = index.execute("SELECT rowid FROM job_fts WHERE job_fts MATCH ? ORDER BY rowid", (query,))
    return [row[0] for row in rows]


@pytest.mark.parametrize(
    ("typed", "numbers"),
    [
        ("fox", [1]),
        ("FOX snow", [1]),
        ("snow fo", [1]),
        ("fo snow", []),
        ("hour golden", [1]),
        ("狐狸", [2]),
        ("红色狐", [2]),
        ("雪地 狐狸", [2]),
        ("狸狐", []),
        ("雪", [2, 3]),
        ("赤いキツ", [3]),
        ("여우", [4]),
        ("붉은 여", [4]),
        ("หิมะ", [5]),
        ("fuchse", [6]),
        ("cafe dach", [6]),
        ("🦊", [7]),
        ("fullwidth", [8]),
        ("hello", [9]),
        ('"hello" AND', [9]),
        ("(left)", [9]),
        ("50%", [9]),
        ("NEAR", [9]),
        ("prompt:fox", []),
        ("fox OR hello", []),
        ("fox*", [1]),
        ("-fox", [1]),
        ("!!!", []),
        ("   ", []),
    ],
)
def test_what_is_typed_is_found(index: sqlite3.Connection, typed: str, numbers: list[int]) -> None:
    assert found(index, typed) == numbers


@given(st.text(max_size=60))
def test_no_input_is_a_syntax_error(index: sqlite3.Connection, typed: str) -> None:
    found(index, typed)


SYNTAX = [*'"*(){}^:+- \x00', "AND", "OR", "NOT", "NEAR", "fox", "prompt"]


@given(st.lists(st.sampled_from(SYNTAX), max_size=12))
def test_no_syntax_of_fts5_gets_through(index: sqlite3.Connection, parts: list[str]) -> None:
    found(index, "".join(parts))
    found(index, " ".join(parts))


@given(st.text(alphabet="一只在雪地里的红色狐狸金時刻赤いキツネ", min_size=1, max_size=12), st.data())
def test_every_part_of_a_prompt_without_spaces_is_found(prompt: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(prompt) - 1))
    end = data.draw(st.integers(start + 1, len(prompt)))
    with closing(sqlite3.connect(":memory:")) as connection:
        fill(connection, {1: prompt})
        assert found(connection, prompt[start:end]) == [1]


def test_a_very_long_input_is_cut(index: sqlite3.Connection) -> None:
    query = words.query_of("fox " * 100_000)
    assert query is not None
    assert query.count('"fox"') == words.MAX_TERMS
    assert found(index, "fox " * 100_000) == [1]
