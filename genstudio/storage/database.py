"""The database file: opened, brought up to date, and shared by one writer thread and a few readers.

Statements are plain SQL on the tables of `storage/tables.py`, given as functions on a `sqlite3.Connection` whose rows
are `sqlite3.Row`. Several processes may have the same file open; a change waits up to `busy_s` for the others.
"""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
import threading
from collections.abc import Callable, Generator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Literal, TypeVar

from genstudio.core.errors import StorageError
from genstudio.storage import faults, schema, words
from genstudio.storage.writer import Writer

T = TypeVar("T")

READERS = 4
BUSY_S = 30.0
CHECKPOINT_PAGES = 4_000


class Database:
    """One SQLite file in WAL mode. Nothing is touched before `open`.

    `synchronous="FULL"` survives a power cut with every committed change; `"NORMAL"` may lose the last moments then,
    but never damages the file.
    """

    def __init__(self, path: Path, *, synchronous: Literal["FULL", "NORMAL"] = "FULL", busy_s: float = BUSY_S) -> None:
        self.path = path
        self._synchronous = synchronous
        self._busy_s = busy_s
        self._writer: Writer | None = None
        self._idle_readers: list[sqlite3.Connection] = []
        self._pool_lock = threading.Lock()
        self._threads: ThreadPoolExecutor | None = None

    def open(self) -> None:
        """Creates or upgrades the file (a copy is kept before an upgrade) and starts the writer.

        Raises StorageError when the folder or the file cannot be used, DatabaseVersionError for a newer file.
        """
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise faults.of_os(error, self.path.parent, "the database") from error
        with self._in_our_words():
            connection = self._connect()
            try:
                schema.bring_up_to_date(connection, self.path)
                self._enter_wal(connection)
                connection.execute(f"PRAGMA synchronous = {self._synchronous}")
                connection.execute("PRAGMA foreign_keys = ON")
                # INSERT OR REPLACE counts as a DELETE too, so that it cannot get around the triggers of the ledger.
                connection.execute("PRAGMA recursive_triggers = ON")
                # The default of 1,000 pages makes every hundredth commit wait for the whole file.
                connection.execute(f"PRAGMA wal_autocheckpoint = {CHECKPOINT_PAGES}")
            except BaseException:
                connection.close()
                raise
        self._writer = Writer(connection, self.path)
        self._threads = ThreadPoolExecutor(READERS, thread_name_prefix="genstudio-reader")

    def close(self) -> None:
        """Finishes the changes already accepted. Safe to call twice, and after a failed `open`."""
        if self._threads is not None:
            self._threads.shutdown()
            self._threads = None
        if self._writer is not None:
            self._writer.close()
            self._writer = None
        with self._pool_lock:
            while self._idle_readers:
                self._idle_readers.pop().close()

    async def write(self, change: Callable[[sqlite3.Connection], T]) -> T:
        """Runs `change` on the writer's connection; when this returns, it is on the disk.

        Changes that wait share one commit, each in its own savepoint: an exception undoes its own change alone and is
        raised here. A change must be short, and neither commits nor rolls back. Cancelling the await withdraws a
        change that has not begun; one that has begun is saved all the same.
        Raises DiskFullError, StorageError, and whatever `change` raises.
        """
        return await self._open_writer().await_for(change)

    def write_now(self, change: Callable[[sqlite3.Connection], T]) -> T:
        """`write` from a thread; blocks until it is on the disk."""
        return self._open_writer().wait_for(change)

    async def read(self, query: Callable[[sqlite3.Connection], T]) -> T:
        """Runs `query` in a thread on one snapshot; it sees every change that was returned from before.

        It returns rows or values, never a cursor: the snapshot ends with it.
        """
        if self._threads is None:
            raise StorageError("The database is closed.")
        return await asyncio.get_running_loop().run_in_executor(self._threads, self.read_now, query)

    def read_now(self, query: Callable[[sqlite3.Connection], T]) -> T:
        """`read` from a thread."""
        self._open_writer()
        with self._in_our_words():
            connection = self._take_reader()
            try:
                connection.execute("BEGIN")
                return query(connection)
            finally:
                connection.rollback()
                self._give_back(connection)

    def _open_writer(self) -> Writer:
        if self._writer is None:
            raise StorageError("The database is closed.")
        return self._writer

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(
            self.path, timeout=self._busy_s, isolation_level=None, check_same_thread=False, cached_statements=256
        )
        connection.row_factory = sqlite3.Row
        words.install(connection)
        return connection

    def _enter_wal(self, connection: sqlite3.Connection) -> None:
        (mode,) = connection.execute("PRAGMA journal_mode = WAL").fetchone()
        if mode != "wal":
            raise StorageError(
                f"The folder {self.path.parent} cannot hold the database, most likely because it is a network drive. "
                "Choose a folder on a disk of this computer with GENSTUDIO_HOME."
            )

    def _take_reader(self) -> sqlite3.Connection:
        with self._pool_lock:
            if self._idle_readers:
                return self._idle_readers.pop()
        connection = self._connect()
        connection.execute("PRAGMA query_only = ON")
        return connection

    def _give_back(self, connection: sqlite3.Connection) -> None:
        with self._pool_lock:
            if self._writer is not None and len(self._idle_readers) < READERS:
                self._idle_readers.append(connection)
                return
        connection.close()

    @contextlib.contextmanager
    def _in_our_words(self) -> Generator[None]:
        try:
            yield
        except sqlite3.Error as error:
            meant = faults.of_sqlite(error, self.path)
            if meant is None:
                raise
            raise meant from error
