"""What the engine is built from, and the named points at which a kill must lose nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Literal

from anyio import CapacityLimiter

from genstudio.core.money import Rates
from genstudio.jobs.staging import Staging
from genstudio.providers.base import KeySpec
from genstudio.providers.registry import ProviderRegistry
from genstudio.routing.lanes import Lane, Lanes
from genstudio.routing.reach import Reach
from genstudio.storage.database import Database
from genstudio.storage.media import MediaStore
from genstudio.storage.records import Records
from genstudio.transport.download import Downloader
from genstudio.transport.http import Http

Point = Literal[
    "queued", "claimed", "answered", "staged", "task saved", "polled", "complete", "downloaded", "stored", "closed"
]


def _pass(point: Point, job_id: str) -> None:
    """Where nobody waits to kill us."""


@dataclass(frozen=True, slots=True)
class Parts:
    """`find_key` gives the key of a provider, None when there is none. `at` is called at each named point.

    `deadline_s` bounds the wait for a task, `give_up_s` the attempts to reach a vendor that never answers the phone.
    """

    database: Database
    media: MediaStore
    staging: Staging
    records: Records
    registry: ProviderRegistry
    http: Http
    downloader: Downloader
    rates: Rates
    find_key: Callable[[KeySpec], Awaitable[str | None]]
    offline_lane: CapacityLimiter
    lanes: Lanes = field(default_factory=Lanes)
    reach: Reach = field(default_factory=Reach)
    deadline_s: float = 3_600.0
    give_up_s: float = 300.0
    at: Callable[[Point, str], None] = _pass


@dataclass(slots=True)
class Control:
    """The live side of one driven job. `changed` wakes it when a person cancelled, paused or moved it.

    `progress` is the last mark (0..1, step) that the pulse has not written yet. `buying` is true while a purchase is on
    its way and must not be interrupted; with `stopping` the run ends as soon as its outcome is saved. `slot` is a slot
    of a lane that was taken for a job which a restart found running.
    """

    job_id: str
    cancel: bool = False
    paused: bool = False
    buying: bool = False
    stopping: bool = False
    slot: Lane | None = None
    changed: asyncio.Event = field(default_factory=asyncio.Event)
    progress: tuple[float, str] | None = None

    def mark(self, fraction: float, step: str) -> None:
        self.progress = (min(max(fraction, 0.0), 1.0), step[:200])

    def request_cancel(self) -> None:
        self.cancel = True
        self.changed.set()

    def set_paused(self, paused: bool) -> None:
        self.paused = paused
        self.changed.set()

    async def sleep(self, seconds: float) -> bool:
        """Waits; True when a person changed something meanwhile."""
        try:
            async with asyncio.timeout(seconds):
                await self.changed.wait()
        except TimeoutError:
            return False
        self.changed.clear()
        return True
