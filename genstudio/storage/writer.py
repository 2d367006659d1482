"""The one thread that writes. Changes that arrive while the disk is busy share the next commit (group commit).

With `synchronous=FULL` every commit waits for the disk, so eight threads that commit one after another get an eighth
of its speed each, and meet each other's locks; sharing a commit gives each of them nearly all of it.
"""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any, Generic, TypeVar, cast

from genstudio.core.errors import StorageError
from genstudio.storage import faults

T = TypeVar("T")

MAX_BATCH = 256
"""Changes in one commit at most, so that the first of a flood is not kept waiting by the last."""


class Change(Generic[T]):
    """A change on its way: `function` does the work inside the shared transaction, `tell` wakes whoever waits for it.

    Plain locks and asyncio's own futures carry the news: `concurrent.futures` costs a tenth of the whole write more.
    """

    __slots__ = ("_error", "_result", "function", "tell", "withdrawn")

    def __init__(self, function: Callable[[sqlite3.Connection], T], tell: Callable[[], None]) -> None:
        self.function = function
        self.tell = tell
        self.withdrawn = False
        self._result: T | None = None
        self._error: BaseException | None = None

    def run(self, connection: sqlite3.Connection) -> None:
        self._result = self.function(connection)

    def fail(self, error: BaseException) -> None:
        self._error = error

    def outcome(self) -> T:
        """What the change returned, once it is on the disk; raises why it is not."""
        if self._error is not None:
            try:
                raise self._error
            finally:
                self._error = None  # the error holds this frame: without this, memory waits for the collector
        return cast("T", self._result)


class Writer:
    """Owns `connection` (autocommit mode) from here on. `close` finishes what was accepted before it."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self._connection = connection
        self._path = path
        self._queue: SimpleQueue[Change[Any] | None] = SimpleQueue()
        self._accepting = threading.Lock()
        self._closed = False
        self._thread = threading.Thread(target=self._work, name="genstudio-writer", daemon=True)
        self._thread.start()

    def wait_for(self, function: Callable[[sqlite3.Connection], T]) -> T:
        """Runs the change and returns once it is on the disk. Blocks."""
        done = threading.Lock()
        done.acquire()
        change = Change(function, done.release)
        self._accept(change)
        done.acquire()
        return change.outcome()

    async def await_for(self, function: Callable[[sqlite3.Connection], T]) -> T:
        """The same without blocking. Cancelling withdraws a change that has not begun; later it is too late."""
        loop = asyncio.get_running_loop()
        done: asyncio.Future[None] = loop.create_future()

        def finish() -> None:
            if not done.done():
                done.set_result(None)

        def tell() -> None:
            with contextlib.suppress(RuntimeError):  # the loop was closed: nobody waits any more
                loop.call_soon_threadsafe(finish)

        change = Change(function, tell)
        self._accept(change)
        try:
            await done
        except asyncio.CancelledError:
            change.withdrawn = True
            raise
        return change.outcome()

    def close(self) -> None:
        with self._accepting:
            if self._closed:
                return
            self._closed = True
            self._queue.put(None)
        self._thread.join()
        self._connection.close()

    def _accept(self, change: Change[Any]) -> None:
        if threading.current_thread() is self._thread:
            raise RuntimeError("a change must not wait for another change: use the connection it was given")
        with self._accepting:
            if self._closed:
                raise StorageError("GenStudio is shutting down: this change was not saved.")
            self._queue.put(change)

    def _work(self) -> None:
        while (first := self._queue.get()) is not None:
            if not self._commit_together(first):
                return

    def _commit_together(self, first: Change[Any]) -> bool:
        """One transaction for `first` and whatever else is waiting. False once the closing mark was met."""
        batch: list[Change[Any]] = []
        change: Change[Any] | None = first
        try:
            self._connection.execute("BEGIN IMMEDIATE")
            while change is not None:
                batch.append(change)
                if not change.withdrawn:
                    self._apply(change)
                if len(batch) == MAX_BATCH:
                    break
                try:
                    change = self._queue.get_nowait()
                except Empty:
                    break
            self._connection.execute("COMMIT")
        except sqlite3.Error as error:
            self._give_up(error, batch or [first])
        except _TransactionLostError as lost:
            self._give_up(lost.reason, batch)
        for each in batch or [first]:
            each.tell()
        return change is not None

    def _apply(self, change: Change[Any]) -> None:
        """Runs one change in a savepoint of its own; its exception undoes it alone and goes to its caller.

        Raises _TransactionLostError when SQLite dropped the whole transaction, as it may on a full disk.
        """
        self._connection.execute("SAVEPOINT change")
        try:
            change.run(self._connection)
        except Exception as error:  # it belongs to whoever asked for the change
            if not self._connection.in_transaction:
                raise _TransactionLostError(error) from error
            self._connection.execute("ROLLBACK TO change")
            change.fail(self._in_our_words(error))
        else:
            if not self._connection.in_transaction:
                raise _TransactionLostError(RuntimeError("a change must neither commit nor roll back"))
        self._connection.execute("RELEASE change")

    def _give_up(self, reason: Exception, lost: Sequence[Change[Any]]) -> None:
        """Nothing of this transaction was saved: every caller in it is told why."""
        if self._connection.in_transaction:
            self._connection.execute("ROLLBACK")
        for each in lost:
            each.fail(self._in_our_words(reason))

    def _in_our_words(self, error: Exception) -> Exception:
        meant = faults.of_sqlite(error, self._path) if isinstance(error, sqlite3.Error) else None
        if meant is None:
            return error
        meant.__cause__ = error
        return meant


class _TransactionLostError(Exception):
    """The shared transaction is gone, and every change in it with it."""

    def __init__(self, reason: Exception) -> None:
        super().__init__(str(reason))
        self.reason = reason
