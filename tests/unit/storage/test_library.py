"""Finding what was made: the newest first, page by page, one's own alone."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from genstudio.storage.database import Database
from genstudio.storage.library import Library, newest
from tests.unit.storage.rows import MINUTE_MS, START_MS, add_job

pytestmark = pytest.mark.anyio


@pytest.fixture
def library(database: Database) -> Library:
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
    return Library(database)


async def numbers(library: Library, **filters: object) -> list[int]:
    page = await library.search("ada", **filters)  # type: ignore[arg-type]  # each test passes what search takes
    return [row.number for row in page.rows]


async def test_finished_work_comes_newest_first(library: Library) -> None:
    assert await numbers(library) == list(range(12, 0, -1))


@pytest.mark.parametrize("text", ["", "fox", "狐", "red fox"])
async def test_pages_follow_each_other_without_gaps(library: Library, text: str) -> None:
    seen: list[int] = []
    before = None
    for _ in range(3):
        page = await library.search("ada", text=text, limit=5, before=before)
        seen += [row.number for row in page.rows]
        before = page.next_before
    assert seen == list(range(12, 0, -1))
    assert before is None


async def test_filters_combine(library: Library) -> None:
    assert await numbers(library, kind="music") == [12, 8, 4]
    assert await numbers(library, provider="kie") == [12, 9, 6, 3]
    assert await numbers(library, model="kie:two", kind="music", text="fox") == [12]
    assert await numbers(library, model="kie:three") == []
    assert await numbers(library, text="fox 11") == [11]
    assert await numbers(library, since_ms=START_MS + 10 * MINUTE_MS) == [12, 11, 10]
    assert await numbers(library, since_ms=START_MS + 10 * MINUTE_MS, text="fox", limit=2) == [12, 11]
    assert await numbers(library, since_ms=START_MS + 99 * MINUTE_MS) == []
    assert await numbers(library, text="wolf") == []
    assert await numbers(library, text="?!") == []


async def test_a_clock_that_was_set_back_hides_nothing(library: Library, database: Database) -> None:
    set_back = "UPDATE job SET created_at_ms = created_at_ms - 1800000 WHERE number = 11"
    database.write_now(lambda connection: connection.execute(set_back))
    assert await numbers(library, since_ms=START_MS + 9 * MINUTE_MS) == [12, 10, 9]


async def test_other_peoples_work_is_not_found(library: Library) -> None:
    page = await library.search("bob", text="fox")
    assert [row.prompt for row in page.rows] == ["red fox of bob"]
    assert (await library.search("eve", text="fox")).rows == ()


def test_the_list_of_a_page_holds_open_ones_too(library: Library, database: Database) -> None:
    rows = database.read_now(lambda connection: newest(connection, "ada", limit=3))
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
def test_no_search_sorts_or_reads_the_whole_table(
    library: Library, database: Database, text: str, filters: dict[str, object]
) -> None:
    how = plan(database, lambda connection: newest(connection, "ada", limit=5, text=text, **filters))  # type: ignore[arg-type]
    assert "TEMP B-TREE" not in how
    assert "SCAN job " not in how
    assert ("SCAN job_fts VIRTUAL TABLE" if text else "SEARCH job USING INDEX job_owner") in how


async def test_the_index_follows_a_prompt_that_changes_or_goes(library: Library, database: Database) -> None:
    change = "UPDATE job SET prompt = 'grauer Wolf' WHERE number = 12"
    database.write_now(lambda connection: connection.execute(change))
    assert await numbers(library, text="wolf") == [12]
    assert 12 not in await numbers(library, text="fox")
    database.write_now(lambda connection: connection.execute("DELETE FROM job WHERE number = 12"))
    assert await numbers(library, text="wolf") == []


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(text=st.text(max_size=30))
async def test_any_text_is_answered(library: Library, text: str) -> None:
    assert isinstance(await numbers(library, text=text), list)
