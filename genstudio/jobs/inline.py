"""The engine of a desktop: asyncio tasks in this process, one for each open job, led by one process at a time.

A lock file decides which of several processes on one home leads; the system drops it with the process, also after
`kill -9`. Once a second the pulse writes all progress in one transaction and reads what other processes inserted,
cancelled, paused or moved.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import sqlite3
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from filelock import FileLock, Timeout

from genstudio.core.errors import GenStudioError, NotFoundError
from genstudio.jobs import closing
from genstudio.jobs.drive import drive
from genstudio.jobs.engine import Verdict
from genstudio.jobs.parts import Control, Parts
from genstudio.jobs.run import backoff_s, lane_of
from genstudio.jobs.states import OPEN
from genstudio.routing.lanes import Lane
from genstudio.storage import jobs
from genstudio.storage.jobs import OpenJob, now_ms

log = logging.getLogger(__name__)

PULSE_S = 1.0
LEAD_RETRY_S = 0.25


@dataclass(slots=True)
class _Driven:
    control: Control
    task: asyncio.Task[None]


@dataclass(slots=True)
class InlineEngine:
    """`lock_path` is the leader's lock file in the home folder."""

    parts: Parts
    lock_path: Path
    leads: bool = False
    _driven: dict[str, _Driven] = field(default_factory=dict)
    _not_before_s: dict[str, tuple[int, float]] = field(default_factory=dict)
    _stopping: bool = False
    _lock: FileLock | None = None
    _leader: asyncio.Task[None] | None = None

    async def start(self) -> None:
        self._stopping = False
        self._lock = FileLock(self.lock_path, thread_local=False)
        if self._try_to_lead():
            await self._take_over()
        self._leader = asyncio.create_task(self._lead(), name="job engine")

    async def stop(self, grace_s: float = 30.0) -> None:
        self._stopping = True
        buying = [each.task for each in self._driven.values() if each.control.buying]
        others = [each.task for each in self._driven.values() if not each.control.buying]
        for driven in self._driven.values():
            driven.control.stopping = True
        for task in others:
            task.cancel()
        if buying:
            log.info("waiting for %d purchases on their way", len(buying))
            await asyncio.wait(buying, timeout=grace_s)
        for task in buying:
            task.cancel()
        await asyncio.gather(*others, *buying, return_exceptions=True)
        if self._leader is not None:
            self._leader.cancel()
            await asyncio.gather(self._leader, return_exceptions=True)
        if self.leads:
            await self._write_progress()
        self.leads = False
        if self._lock is not None:
            self._lock.release()

    def wake(self, job_id: str) -> None:
        self._drive(job_id, None)

    def _drive(self, job_id: str, slot: Lane | None) -> None:
        if self.leads and not self._stopping and job_id not in self._driven:
            control = Control(job_id, slot=slot)
            task = asyncio.create_task(drive(job_id, self.parts, control), name=f"job {job_id}")
            self._driven[job_id] = _Driven(control, task)
            task.add_done_callback(lambda done: self._ended(job_id, done))

    async def cancel(self, job_id: str) -> bool:
        found = await self.parts.database.write(lambda conn: jobs.request_cancel(conn, job_id, OPEN))
        if found and (driven := self._driven.get(job_id)):
            driven.control.request_cancel()
        elif found:
            self.wake(job_id)
        return found

    async def pause(self, job_id: str, paused: bool) -> bool:
        found = await self.parts.database.write(lambda conn: jobs.set_paused(conn, job_id, paused))
        if found and (driven := self._driven.get(job_id)):
            driven.control.set_paused(paused)
        elif found and not paused:
            self.wake(job_id)
        return found

    async def move(self, priorities: Mapping[str, int]) -> None:
        def change(conn: sqlite3.Connection) -> list[str]:
            return [job_id for job_id, priority in priorities.items() if jobs.set_priority(conn, job_id, priority)]

        for job_id in await self.parts.database.write(change):
            self.parts.lanes.reprioritise(job_id, priorities[job_id])

    async def decide(self, job_id: str, verdict: Verdict) -> bool:
        staged = await asyncio.to_thread(self.parts.staging.load, job_id) is not None
        deadline_at_ms = now_ms() + int(self.parts.deadline_s * 1000)

        def change(conn: sqlite3.Connection) -> bool:
            row = jobs.get(conn, job_id)
            if row is None:
                return False
            if verdict == "paid":
                return closing.decide_paid(conn, row)
            if verdict == "not paid":
                return closing.decide_not_paid(conn, row)
            return (row.task_json is not None or staged) and closing.look_again(conn, row, deadline_at_ms)

        done = await self.parts.database.write(change)
        if done:
            self.wake(job_id)
        return done

    def place(self, job_id: str) -> int | None:
        return self.parts.lanes.place(job_id)

    # The leader's loop

    def _try_to_lead(self) -> bool:
        assert self._lock is not None  # noqa: S101  # made in start
        if not self.leads:
            with contextlib.suppress(Timeout):
                self._lock.acquire(timeout=0)
                self.leads = True
        return self.leads

    async def _lead(self) -> None:
        while not self.leads:  # a lock file gives no event
            await asyncio.sleep(LEAD_RETRY_S)
            if self._try_to_lead():
                await self._take_over()
        while True:
            try:
                await self._pulse()
            except GenStudioError as error:
                log.warning("the pulse is skipped: %s", error)
            except sqlite3.Error:
                log.exception("the pulse is skipped")
            await asyncio.sleep(PULSE_S)

    async def _take_over(self) -> None:
        """What the process that led before left behind."""
        folders = await asyncio.to_thread(self.parts.staging.names)
        closed = await self.parts.database.read(lambda conn: jobs.closed_among(conn, folders))
        await asyncio.to_thread(self.parts.staging.sweep, closed)
        # Those that already run take their slots first.
        for job in sorted(await self.parts.database.read(jobs.open_jobs), key=lambda each: each.state == "queued"):
            self._follow(job)

    async def _pulse(self) -> None:
        await self._write_progress()
        # With a thousand jobs at their vendors, reading them all each second would cost more than polling them.
        look = jobs.open_jobs if self._not_before_s else jobs.changeable_jobs
        for job in await self.parts.database.read(look):
            self._follow(job)

    def _follow(self, job: OpenJob) -> None:
        """What another process changed in this row, or a row that nobody drives yet."""
        driven = self._driven.get(job.id)
        if driven is None:
            waits = self._not_before_s.get(job.id, (0, 0.0))[1] > time.monotonic()
            if not waits and not self._stopping and (not job.paused or job.cancel_requested):
                self._drive(job.id, self._slot_for(job))
            return
        if job.cancel_requested and not driven.control.cancel:
            driven.control.request_cancel()
        if job.paused and not driven.control.paused and job.state == "queued":
            driven.control.set_paused(True)
        if job.state == "queued":
            self.parts.lanes.reprioritise(job.id, job.priority)

    def _slot_for(self, job: OpenJob) -> Lane | None:
        """A slot at once for a job that already runs at its vendor, so that no waiting one is started in its place."""
        if job.state == "queued":
            return None
        try:
            lane = lane_of(self.parts, self.parts.registry.get(job.kind, job.provider))
        except NotFoundError:
            return None
        lane.take()
        return lane

    async def _write_progress(self) -> None:
        marks = {}
        for job_id, driven in self._driven.items():
            if driven.control.progress is not None:
                marks[job_id] = driven.control.progress
                driven.control.progress = None
        if marks:
            await self.parts.database.write(lambda conn: jobs.save_progress(conn, marks))

    def _ended(self, job_id: str, task: asyncio.Task[None]) -> None:
        driven = self._driven.pop(job_id)
        if driven.control.slot is not None:
            driven.control.slot.release()
        error = None if task.cancelled() else task.exception()
        if error is not None:
            # A defect or a failing disk: the row is still open, so it is driven again, after a growing wait.
            failures = self._not_before_s.get(job_id, (0, 0.0))[0]
            self._not_before_s[job_id] = (failures + 1, time.monotonic() + backoff_s(failures))
            log.error("job %s stopped and will be taken up again", job_id, exc_info=error)
        else:
            self._not_before_s.pop(job_id, None)
