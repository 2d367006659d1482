"""`check` finds every way in which the ledger could be wrong."""

from __future__ import annotations

import sqlite3

import pytest

from genstudio.ledger import book
from genstudio.storage import jobs
from genstudio.storage.database import Database
from genstudio.storage.jobs import NewJob


@pytest.fixture
def ledger(database: Database) -> Database:
    """Ada has 100 credits; one job each that is queued, done and failed."""

    def fill(conn: sqlite3.Connection) -> None:
        account = book.ensure_account(conn, "ada", 100_000, 1)
        for name in ("waiting", "finished", "refused"):
            jobs.insert(conn, NewJob(name, "ada", account, "image", "lumen", "lumen:one", "", "{}", 1, 10_000, 1_000))
            book.reserve(conn, account, name, 1_000, 1)
        book.settle(conn, account, "finished", 1_000, 800, 8_000, "vendor", 2)
        jobs.change(conn, "finished", ("queued",), {"state": "done", "charged_milli": 800})
        book.release(conn, account, "refused", 1_000, "content_refused", 2)
        jobs.change(conn, "refused", ("queued",), {"state": "failed", "charged_milli": 0})

    database.write_now(fill)
    return database


def test_a_whole_ledger_has_no_problems(ledger: Database) -> None:
    assert ledger.read_now(book.check) == []


NO_GUARDS = (
    "DROP TRIGGER entry_not_updated; DROP TRIGGER entry_not_deleted; DROP TRIGGER entry_applied;"
    "DROP INDEX entry_closed_once; DROP INDEX entry_reserved_once; PRAGMA foreign_keys = OFF;"
)


@pytest.mark.parametrize(
    ("damage", "problem"),
    [
        (
            "UPDATE account SET balance_milli = 5",
            "account user:ada: the balance is 0.005 credits, its entries sum to",
        ),
        ("UPDATE account SET reserved_milli = 5", "account user:ada: 0.005 credits are reserved, its entries sum to 1"),
        (
            "UPDATE entry SET balance_milli = 99999.5 WHERE kind = 'grant'",
            "account user:ada: holds an amount",
        ),
        (
            "INSERT INTO entry VALUES (NULL, 'user:bob', NULL, 'top_up', 1, 0, NULL, '', 1)",
            "an entry names the account user:bob, which does not exist",
        ),
        (
            "INSERT INTO entry VALUES (NULL, 'user:ada', 'finished', 'release', 0, -1000, NULL, '', 1)",
            "job finished: closed more than once",
        ),
        (
            "INSERT INTO entry VALUES (NULL, 'user:ada', 'ghost', 'release', 0, 0, NULL, '', 1)",
            "job ghost: closed without a reservation of the same amount",
        ),
        (
            "UPDATE job SET reserved_milli = 7 WHERE id = 'waiting'",
            "job waiting: the row says 0.007 credits are reserved, the ledger 1",
        ),
        (
            "UPDATE job SET charged_milli = 7 WHERE id = 'finished'",
            "job finished: the row says 0.007 credits were charged, the ledger 0.8",
        ),
        ("DELETE FROM entry WHERE job_id = 'waiting'", "job waiting: is queued, and nothing was ever reserved for it"),
        (
            "UPDATE job SET state = 'done' WHERE id = 'waiting'",
            "job waiting: is done, and its reservation is still",
        ),
        (
            "UPDATE job SET state = 'polling' WHERE id = 'refused'",
            "job refused: is polling, and its reservation is",
        ),
    ],
)
def test_each_kind_of_damage_is_found(ledger: Database, damage: str, problem: str) -> None:
    path = ledger.path
    ledger.close()
    connection = sqlite3.connect(path)
    connection.executescript(NO_GUARDS + damage)
    found = book.check(connection)
    connection.close()
    assert any(each.startswith(problem) for each in found), found
