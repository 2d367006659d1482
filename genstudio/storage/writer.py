"""The one thread that writes. Changes that arrive while the disk is busy share the next commit (group commit).

With `synchronous=FULL` every commit waits for the disk, so eight threads that commit one after another get an eighth
of its speed each, and meet each other's locks; sharing a commit gives each of them nearly all of it.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any, Generic, TypeVar

from genstudio.core.errors import StorageError
from genstudio.storage import faults

T = TypeVar("T")

MAX_BATCH = 256
"""Changes in one commit at most, so that the first of a flood is not kept waiting by the last."""


class _Change(Generic[T]):
    """A change on its way: `run` does the work inside the open transaction, `finish` tells the caller after it."""

    __slots__ = ("_change", "_result", "future")

    def __init__(self, change: Callable[[sqlite3.Connection], T]) -> None:
        self._change = change
        self._result: list[T] = []
        self.future: Future[T] = Future()

    def run(self, connection: sqlite3.Connection) -> None:
        self._result = [self._change(connection)]

    def finish(self) -> None:
        self.future.set_result(self._result[0])


class Writer:
    """Owns `connection` (autocommit mode) from here on. `close` finishes what was accepted before it."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self._connection = connection
        self._path = path
        self._queue: SimpleQueue[_Change[Any] | None] = SimpleQueue()
        self._accepting = threading.Lock()
        self._closed = False
        self._thread = threading.Thread(target=self._work, name="genstudio-writer", daemon=True)
        self._thread.start()

    def submit(self, change: Callable[[sqlite3.Connection], T]) -> Future[T]:
        """Queues a change. Cancelling the future withdraws a change that has not begun; afterwards it is too late."""
        if threading.current_thread() is self._thread:
            raise RuntimeError("a change must not wait for another change: use the connection it was given")
        pending = _Change(change)
        with self._accepting:
            if self._closed:
                raise StorageError("GenStudio is shutting down: this change was not saved.")
            self._queue.put(pending)
        return pending.future

    def close(self) -> None:
        with self._accepting:
            if self._closed:
                return
            self._closed = True
            self._queue.put(None)
        self._thread.join()
        self._connection.close()

    def _work(self) -> None:
        while (first := self._queue.get()) is not None:
            if not self._commit_together(first):
                return

    def _commit_together(self, first: _Change[Any]) -> bool:
        """One transaction for `first` and whatever else is waiting. False once the closing mark was met."""
        pending: _Change[Any] | None = first
        applied: list[_Change[Any]] = []
        count = 0
        try:
            self._connection.execute("BEGIN IMMEDIATE")
            while pending is not None:
                count += 1
                if pending.future.set_running_or_notify_cancel() and self._apply(pending):
                    applied.append(pending)
                if count == MAX_BATCH:
                    break
                try:
                    pending = self._queue.get_nowait()
                except Empty:
                    break
            self._connection.execute("COMMIT")
        except sqlite3.Error as error:
            self._give_up(error, [*applied, pending] if pending else applied)
        except _TransactionLostError as lost:
            self._give_up(lost.reason, [*applied, pending] if pending else applied)
        else:
            for each in applied:
                each.finish()
        return pending is not None

    def _apply(self, pending: _Change[Any]) -> bool:
        """Runs one change in a savepoint of its own; its exception undoes it alone and goes to its caller.

        Raises _TransactionLostError when SQLite dropped the whole transaction, as it may on a full disk.
        """
        self._connection.execute("SAVEPOINT change")
        try:
            pending.run(self._connection)
        except Exception as error:  # it belongs to whoever asked for the change
            if not self._connection.in_transaction:
                raise _TransactionLostError(error) from error
            self._connection.execute("ROLLBACK TO change")
            self._connection.execute("RELEASE change")
            pending.future.set_exception(self._in_our_words(error))
            return False
        if not self._connection.in_transaction:
            raise _TransactionLostError(RuntimeError("a change must neither commit nor roll back"))
        self._connection.execute("RELEASE change")
        return True

    def _give_up(self, reason: Exception, lost: list[_Change[Any]]) -> None:
        """Nothing of this transaction was saved: every caller in it is told why."""
        if self._connection.in_transaction:
            self._connection.execute("ROLLBACK")
        for each in lost:
            if each.future.running() or (not each.future.done() and each.future.set_running_or_notify_cancel()):
                each.future.set_exception(self._in_our_words(reason))

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
