"""Connections of the server: as many as the system allows, and none that only pretends to ask something."""

from __future__ import annotations

import asyncio

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

HEAD_S = 60.0
"""How long the first line and the headers of a request may take, from the first byte or the opening."""
MOST_FILES = 16_384
KEPT_FOR_FILES = 200
"""Of the files that the process may have open: for the database, media, workers and vendors."""


class Connection(H11Protocol):
    """uvicorn's, with an end to heads that never end: it waits for them for as long as the connection holds."""

    _head: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn types it
        super().connection_made(transport)
        self._expect_head()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self.conn.their_state is not h11.IDLE:
            self._stop_waiting()
        elif self._head is None:
            self._expect_head()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_waiting()
        super().connection_lost(exc)

    def on_response_complete(self) -> None:
        self._stop_waiting()
        super().on_response_complete()

    def _expect_head(self) -> None:
        self._head = self.loop.call_later(HEAD_S, self._give_up)

    def _stop_waiting(self) -> None:
        if self._head is not None:
            self._head.cancel()
            self._head = None

    def _give_up(self) -> None:
        self._head = None
        self.transport.close()


def most_connections() -> int:
    """How many may be open at once, after the process has been allowed as many open files as it may have."""
    try:
        import resource
    except ImportError:  # Windows, where sockets are no files
        return MOST_FILES - KEPT_FOR_FILES
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = MOST_FILES if hard == resource.RLIM_INFINITY else min(hard, MOST_FILES)
    if soft < most:
        try:
            resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
        except (OSError, ValueError):  # macOS names no limit and refuses to go beyond one of its own
            most = soft
    return max(most, soft) - KEPT_FOR_FILES
