"""How much may be taken in: free disk for everybody, and for guests files, bytes and open jobs.

A guest is a cookie, and whoever throws it away is another guest. So what all guests do together is bounded as well.
"""

from __future__ import annotations

import shutil
import sqlite3
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from genstudio.core.errors import DiskFullError, LimitReachedError
from genstudio.core.owners import ALL_GUESTS, is_guest
from genstudio.core.settings import GuestSettings
from genstudio.core.spec import MB
from genstudio.storage.database import Database

HOUR_S = 3_600
DAY_S = 24 * HOUR_S
OPEN_JOBS = "SELECT count(*) FROM job WHERE state IN ('queued', 'submitting', 'polling', 'fetching') AND owner GLOB ?"
UPLOADS = "SELECT count(*), coalesce(sum(size_bytes), 0) FROM upload WHERE owner GLOB ? AND created_at_ms > ?"
JOB_WAIT_S = 30
"""What a guest with too many open jobs is told to wait before asking again."""


@dataclass(eq=False, slots=True)
class Coming:
    """A file on its way in; its bytes so far."""

    owner: str
    size_bytes: int = 0


@dataclass(slots=True)
class Limits:
    """Counts what guests give and order. `min_free_bytes` is left free on the disk of `home`, whoever asks."""

    database: Database
    home: Path
    guests: GuestSettings
    min_free_bytes: int
    clock: Callable[[], float] = time.time
    _coming: set[Coming] = field(default_factory=set)

    def check_disk(self, size_bytes: int = 0) -> None:
        """Raises DiskFullError when after so many bytes more less than the least free space would be left."""
        if shutil.disk_usage(self.home).free - size_bytes < self.min_free_bytes:
            raise DiskFullError(
                f"The disk of this studio has less than {self.min_free_bytes // MB} MB left, so nothing more is taken "
                "in. Nothing was charged. Free some space and try again."
            )

    def check_open_jobs(self, conn: sqlite3.Connection, owner: str) -> None:
        """Raises LimitReachedError when a guest, or all guests together, have as many open jobs as they may."""
        if not is_guest(owner):
            return
        mine = conn.execute(OPEN_JOBS, (owner,)).fetchone()[0]
        if mine >= self.guests.open_jobs:
            raise LimitReachedError(
                f"You have {mine} jobs waiting or running, and a guest cannot have more. Nothing was charged. Try "
                "again when one has ended.",
                retry_after_s=JOB_WAIT_S,
            )
        if conn.execute(OPEN_JOBS, (ALL_GUESTS,)).fetchone()[0] >= self.guests.all_open_jobs:
            raise LimitReachedError(
                "The guests of this studio have too many jobs waiting or running. Nothing was charged. Try again when "
                "some have ended.",
                retry_after_s=JOB_WAIT_S,
            )

    @asynccontextmanager
    async def receiving(self, owner: str) -> AsyncIterator[Callable[[int], None]]:
        """Room for one file until its row is saved. Call what it gives with the size of each piece before it is kept.

        Raises LimitReachedError and DiskFullError, here and from there.
        """
        coming = Coming(owner)
        self._coming.add(coming)
        try:
            take = await self._guest_room(coming) if is_guest(owner) else self.check_disk
            take(0)
            yield take
        finally:
            self._coming.discard(coming)

    async def _guest_room(self, coming: Coming) -> Callable[[int], None]:
        now_s, guests = self.clock(), self.guests

        def read(conn: sqlite3.Connection) -> tuple[int, int, int]:
            hour = conn.execute(UPLOADS, (coming.owner, int((now_s - HOUR_S) * 1000))).fetchone()
            day = int((now_s - DAY_S) * 1000)
            mine = conn.execute(UPLOADS, (coming.owner, day)).fetchone()
            return hour[0], mine[1], conn.execute(UPLOADS, (ALL_GUESTS, day)).fetchone()[1]

        files, mine_bytes, all_bytes = await self.database.read(read)
        if files + len(self._of(coming.owner)) > guests.uploads_per_hour:
            raise LimitReachedError(
                f"A guest can give {guests.uploads_per_hour} files within an hour. Use one that is here already, or "
                "try again later.",
                retry_after_s=HOUR_S,
            )

        def take(more_bytes: int) -> None:
            self.check_disk(more_bytes)
            coming.size_bytes += more_bytes
            mine = mine_bytes + sum(each.size_bytes for each in self._of(coming.owner))
            everybody = all_bytes + sum(each.size_bytes for each in self._coming if is_guest(each.owner))
            if mine > guests.upload_mb_per_day * MB:
                raise LimitReachedError(
                    f"A guest can give {guests.upload_mb_per_day} MB within a day, and this file is beyond that. Use "
                    "one that is here already, or try again tomorrow.",
                    retry_after_s=DAY_S,
                )
            if everybody > guests.all_upload_mb_per_day * MB:
                raise LimitReachedError(
                    "The guests of this studio have given as much as it takes within a day. Use a file that is here "
                    "already, or try again tomorrow.",
                    retry_after_s=DAY_S,
                )

        return take

    def _of(self, owner: str) -> list[Coming]:
        return [each for each in self._coming if each.owner == owner]
