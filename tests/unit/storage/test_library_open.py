"""What is running, among all that was ever made: found without reading the rest."""

from __future__ import annotations

import sqlite3

import pytest

from genstudio.ledger import book
from genstudio.storage import jobs, library
from genstudio.storage.database import Database
from genstudio.storage.jobs import NewJob

EMPTY = '{"values": {}, "media": {}, "metadata": {}}'


@pytest.fixture
def filled(database: Database) -> Database:
    """Six jobs of Ann, of which the second and the fifth run, and one of Bob's that does."""

    def fill(conn: sqlite3.Connection) -> None:
        for number, owner in enumerate(("ann", "ann", "ann", "ann", "ann", "ann", "bob"), 1):
            account = book.ensure_account(conn, owner, 0, 0)
            new = NewJob(f"j{number}", owner, account, "image", "p", "p:m", "a fox", EMPTY, 0, 0, 0)
            jobs.insert(conn, new)
        conn.execute("UPDATE job SET state = 'done' WHERE id IN ('j1', 'j3', 'j4', 'j6')")
        conn.execute("UPDATE job SET state = 'polling' WHERE id IN ('j2', 'j5', 'j7')")

    database.write_now(fill)
    return database


@pytest.mark.parametrize(
    ("states", "before", "found"),
    [
        (("submitting", "polling", "fetching"), None, ["j5", "j2"]),
        (("polling",), 5, ["j2"]),
        (("queued",), None, []),
        (("polling", "done"), None, ["j6", "j5", "j4", "j3", "j2", "j1"]),
    ],
)
def test_running_jobs_newest_first(
    filled: Database, states: tuple[str, ...], before: int | None, found: list[str]
) -> None:
    rows = filled.read_now(lambda conn: library.newest(conn, "ann", limit=10, states=states, before=before))
    assert [row.id for row in rows] == found


def test_running_jobs_with_words(filled: Database) -> None:
    rows = filled.read_now(lambda conn: library.newest(conn, "ann", limit=10, states=("polling",), text="fox"))
    assert [row.id for row in rows] == ["j5", "j2"]


def test_only_open_jobs_are_read(filled: Database) -> None:
    statements: list[str] = []

    def query(conn: sqlite3.Connection) -> list[str]:
        conn.set_trace_callback(statements.append)
        library.newest(conn, "ann", limit=10, states=("polling", "fetching"))
        conn.set_trace_callback(None)
        return [row[3] for row in conn.execute(f"EXPLAIN QUERY PLAN {statements[-1]}")]

    plan = filled.read_now(query)
    assert any("job_open" in step for step in plan), plan
