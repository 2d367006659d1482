"""One writer, many readers: what is returned from is saved, alone or not at all."""

from __future__ import annotations

import asyncio
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from genstudio.core.errors import DiskFullError, StorageError
from genstudio.storage.database import Database

pytestmark = pytest.mark.anyio


def add(connection: sqlite3.Connection, name: str) -> None:
    connection.execute("INSERT INTO account VALUES (?, ?, 0, 0, 0)", (name, name))


def names(connection: sqlite3.Connection) -> set[str]:
    return {str(row["id"]) for row in connection.execute("SELECT id FROM account")}


class Held:
    """Keeps the writer busy until `release`, so that what is written meanwhile must share the next commit."""

    def __init__(self, database: Database) -> None:
        self.statements: list[str] = []
        self._go = threading.Event()
        begun = threading.Event()

        def wait(connection: sqlite3.Connection) -> None:
            connection.set_trace_callback(self.statements.append)
            begun.set()
            assert self._go.wait(20)

        self.thread = threading.Thread(target=database.write_now, args=(wait,))
        self.thread.start()
        assert begun.wait(20)

    def release(self) -> None:
        self._go.set()
        self.thread.join()

    @property
    def commits(self) -> int:
        return self.statements.count("COMMIT")


async def test_a_write_that_returned_is_seen_by_every_later_read(database: Database) -> None:
    await database.write(lambda connection: add(connection, "ada"))
    assert await database.write(names) == {"ada"}
    assert await database.read(names) == {"ada"}
    assert database.read_now(names) == {"ada"}


async def test_waiting_changes_share_a_commit_and_one_that_fails_undoes_itself_alone(database: Database) -> None:
    held = Held(database)

    def fail(connection: sqlite3.Connection) -> None:
        add(connection, "half done")
        raise ValueError("no")

    changes: list[Callable[[sqlite3.Connection], None]] = [
        partial(add, name="user a"),
        partial(add, name="user b"),
        fail,
    ]
    changes.append(partial(add, name="user c"))
    writes = [asyncio.ensure_future(database.write(change)) for change in changes]
    await asyncio.sleep(0)
    held.release()
    results = await asyncio.gather(*writes, return_exceptions=True)

    assert [type(result) for result in results] == [type(None), type(None), ValueError, type(None)]
    assert await database.read(names) == {"user a", "user b", "user c"}
    assert held.commits == 1


async def test_an_error_of_the_caller_keeps_its_class(database: Database) -> None:
    await database.write(lambda connection: add(connection, "ada"))
    with pytest.raises(sqlite3.IntegrityError):
        await database.write(lambda connection: add(connection, "ada"))


async def test_a_cancelled_wait_withdraws_a_change_that_has_not_begun(database: Database) -> None:
    held = Held(database)
    waiting = asyncio.ensure_future(database.write(lambda connection: add(connection, "never")))
    kept = asyncio.ensure_future(database.write(lambda connection: add(connection, "kept")))
    await asyncio.sleep(0)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    held.release()
    await kept
    assert await database.read(names) == {"kept"}


@pytest.mark.parametrize("statement", ["COMMIT", "ROLLBACK"])
async def test_a_change_that_ends_the_shared_transaction_is_told(database: Database, statement: str) -> None:
    with pytest.raises(RuntimeError, match="neither commit nor roll back"):
        await database.write(lambda connection: connection.execute(statement))
    await database.write(lambda connection: add(connection, "ada"))
    assert await database.read(names) == {"ada"}


async def test_a_change_cannot_wait_for_another_change(database: Database) -> None:
    with pytest.raises(RuntimeError, match="must not wait"):
        await database.write(lambda _: database.write_now(names))


async def test_a_read_cannot_write(database: Database) -> None:
    with pytest.raises(StorageError):
        await database.read(lambda connection: add(connection, "ada"))
    assert await database.read(names) == set()


async def test_a_read_is_one_snapshot(database: Database) -> None:
    def twice(connection: sqlite3.Connection) -> tuple[set[str], set[str]]:
        before = names(connection)
        database.write_now(lambda writer: add(writer, "ada"))
        return before, names(connection)

    assert await database.read(twice) == (set(), set())
    assert await database.read(names) == {"ada"}


def limit_pages(connection: sqlite3.Connection, spare: int) -> None:
    (pages,) = connection.execute("PRAGMA page_count").fetchone()
    connection.execute(f"PRAGMA max_page_count = {pages + spare}")


async def test_a_full_disk_is_said_and_passes(database: Database) -> None:
    await database.write(lambda connection: limit_pages(connection, 2))
    with pytest.raises(DiskFullError, match="disk is full"):
        await database.write(lambda connection: add(connection, "x" * 1_000_000))
    assert await database.read(names) == set()
    await database.write(lambda connection: limit_pages(connection, 100_000))
    await database.write(lambda connection: add(connection, "y" * 1_000_000))
    assert await database.read(names) == {"y" * 1_000_000}


async def test_when_the_commit_itself_fails_nobody_is_told_that_it_was_saved(database_path: Path) -> None:
    database = Database(database_path, busy_s=0.05)
    database.open()
    other = sqlite3.connect(database_path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StorageError, match="locked by another program"):
        await database.write(lambda connection: add(connection, "ada"))
    other.execute("ROLLBACK")
    other.close()
    await database.write(lambda connection: add(connection, "bob"))
    assert await database.read(names) == {"bob"}
    database.close()


async def test_closing_finishes_what_was_accepted_and_takes_nothing_more(database_path: Path) -> None:
    database = Database(database_path)
    database.open()
    held = Held(database)
    accepted = asyncio.ensure_future(database.write(lambda connection: add(connection, "last")))
    await asyncio.sleep(0)
    closing = asyncio.ensure_future(asyncio.to_thread(database.close))
    held.release()
    await asyncio.gather(accepted, closing)
    database.close()
    with pytest.raises(StorageError, match="closed"):
        database.write_now(names)
    with pytest.raises(StorageError, match="closed"):
        await database.read(names)
    database.open()
    assert database.read_now(names) == {"last"}
    database.close()


COUNT_UP = """
import sys
from pathlib import Path
from genstudio.storage.database import Database
database = Database(Path(sys.argv[1]))
database.open()
for _ in range(100):
    database.write_now(lambda connection: connection.execute("UPDATE account SET created_at_ms = created_at_ms + 1"))
database.close()
"""


def test_two_processes_write_to_one_file_without_losing_a_change(database: Database) -> None:
    database.write_now(lambda connection: add(connection, "shared"))
    others = [subprocess.Popen([sys.executable, "-c", COUNT_UP, str(database.path)]) for _ in range(2)]
    for _ in range(100):
        database.write_now(
            lambda connection: connection.execute("UPDATE account SET created_at_ms = created_at_ms + 1")
        )
    assert [other.wait(60) for other in others] == [0, 0]
    row = database.read_now(lambda connection: connection.execute("SELECT created_at_ms FROM account").fetchone())
    assert row[0] == 300
