"""Finding what was made: the newest first, page by page, one's own alone."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from functools import partial

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from genstudio.storage.database import Database
from genstudio.storage.library import newest
from tests.unit.storage.rows import MINUTE_MS, START_MS, add_job


@pytest.fixture
def library(database: Database) -> Database:
    """Twelve finished jobs of Ada, every third by kie, every fourth music; and some that are not to be found."""

    def fill(connection: sqlite3.Connection) -> None:
        for number in range(1, 13):
            kind = "music" if number % 4 == 0 else "image"
            model = "kie:two" if number % 3 == 0 else "lumen:one"
            add_job(connection, number, f"red fox {number} 狐狸", kind=kind, model=model)
        add_job(connection, 13, "red fox of bob", owner="bob")
        add_job(connection, 14, "red fox that waits", state="queued")
        add_job(connection, 15, "red fox that failed", state="failed")
        add_job(connection, 16, "red fox thrown away", changes={"deleted_at_ms": 1})

    database.write_now(fill)
    return database


def numbers(library: Database, *, owner: str = "ada", limit: int = 50, **filters: object) -> list[int]:
    search = partial(newest, owner=owner, limit=limit, states=("done",), **filters)  # type: ignore[arg-type]
    return [row.number for row in library.read_now(search)]


def test_finished_work_comes_newest_first(library: Database) -> None:
    assert numbers(library) == list(range(12, 0, -1))


@pytest.mark.parametrize("text", ["", "fox", "狐", "red fox"])
def test_pages_follow_each_other_without_gaps(library: Database, text: str) -> None:
    seen: list[int] = []
    before = None
    while page := numbers(library, text=text, limit=5, before=before):
        seen += page
        before = page[-1]
    assert seen == list(range(12, 0, -1))


def test_filters_combine(library: Database) -> None:
    assert numbers(library, kind="music") == [12, 8, 4]
    assert numbers(library, provider="kie") == [12, 9, 6, 3]
    assert numbers(library, model="kie:two", kind="music", text="fox") == [12]
    assert numbers(library, model="kie:three") == []
    assert numbers(library, text="fox 11") == [11]
    assert numbers(library, since_ms=START_MS + 10 * MINUTE_MS) == [12, 11, 10]
    assert numbers(library, since_ms=START_MS + 10 * MINUTE_MS, text="fox", limit=2) == [12, 11]
    assert numbers(library, since_ms=START_MS + 99 * MINUTE_MS) == []
    assert numbers(library, text="wolf") == []
    assert numbers(library, text="?!") == []


def test_a_clock_that_was_set_back_hides_nothing(library: Database) -> None:
    set_back = "UPDATE job SET created_at_ms = created_at_ms - 1800000 WHERE number = 11"
    library.write_now(lambda connection: connection.execute(set_back))
    assert numbers(library, since_ms=START_MS + 9 * MINUTE_MS) == [12, 10, 9]


def test_other_peoples_work_is_not_found(library: Database) -> None:
    assert numbers(library, owner="bob", text="fox") == [13]
    assert numbers(library, owner="eve", text="fox") == []


def test_without_states_open_and_failed_ones_are_listed_too(library: Database) -> None:
    rows = library.read_now(lambda connection: newest(connection, "ada", limit=3))
    assert [row.number for row in rows] == [15, 14, 12]


def plan(database: Database, act: Callable[[sqlite3.Connection], object]) -> str:
    """How SQLite carries out the one statement of `act`."""
    statements: list[str] = []

    def explain(connection: sqlite3.Connection) -> str:
        connection.set_trace_callback(statements.append)
        act(connection)
        connection.set_trace_callback(None)
        (ours,) = [each for each in statements if each.startswith("SELECT job.number")]
        return " ".join(str(row["detail"]) for row in connection.execute(f"EXPLAIN QUERY PLAN {ours}"))

    return database.read_now(explain)


@pytest.mark.parametrize("text", ["", "fox"])
@pytest.mark.parametrize("filters", [{}, {"kind": "image"}, {"provider": "kie"}, {"before": 9}])
def test_no_search_sorts_or_reads_the_whole_table(library: Database, text: str, filters: dict[str, object]) -> None:
    how = plan(library, lambda connection: newest(connection, "ada", limit=5, text=text, **filters))  # type: ignore[arg-type]
    assert "TEMP B-TREE" not in how
    assert "SCAN job " not in how
    assert ("SCAN job_fts VIRTUAL TABLE" if text else "SEARCH job USING INDEX job_owner") in how


@pytest.mark.parametrize("filters", [{"kind": "video"}, {"provider": "kie"}, {"model": "kie:two", "kind": "music"}])
def test_a_word_with_a_filter_reads_no_row_that_the_filter_keeps_out(
    library: Database, filters: dict[str, object]
) -> None:
    how = plan(library, lambda connection: newest(connection, "ada", limit=5, text="fox", **filters))  # type: ignore[arg-type]
    assert "SEARCH narrow USING COVERING INDEX job_owner_" in how
    assert numbers(library, text="fox", kind="video") == []
    assert numbers(library, text="fox", provider="kie") == [12, 9, 6, 3]


def test_the_index_follows_a_prompt_that_changes_or_goes(library: Database) -> None:
    change = "UPDATE job SET prompt = 'grauer Wolf' WHERE number = 12"
    library.write_now(lambda connection: connection.execute(change))
    assert numbers(library, text="wolf") == [12]
    assert 12 not in numbers(library, text="fox")
    library.write_now(lambda connection: connection.execute("DELETE FROM job WHERE number = 12"))
    assert numbers(library, text="wolf") == []


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(text=st.text(max_size=30))
def test_any_text_is_answered(library: Database, text: str) -> None:
    assert isinstance(numbers(library, text=text), list)
