"""An engine in this process, with the test vendor behind an in-process transport."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

import httpx2
import pytest

from genstudio.jobs.inline import InlineEngine
from genstudio.ledger import book
from genstudio.storage import jobs
from genstudio.storage.jobs import JobRow
from tests.parts import OPENING_MILLI, OWNER, Studio, insert_job, open_parts
from tests.vendor.server import Vendor


@dataclass
class Wire(httpx2.AsyncBaseTransport):
    """The way to the vendor: `away` cuts it before anything arrives, `deaf` after."""

    vendor: Vendor
    away: bool = False
    deaf: bool = False
    requests: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._inner = httpx2.ASGITransport(self.vendor.app)

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        if self.away:
            raise httpx2.ConnectError("no route to host")
        self.requests.append(f"{request.method} {request.url.path}")
        response = await self._inner.handle_async_request(request)
        if self.deaf:
            raise httpx2.ReadTimeout("late")
        return response


@dataclass
class Lab:
    """What a test acts on: insert a job, wait for its end, look at the money."""

    studio: Studio
    engine: InlineEngine
    vendor: Vendor
    wire: Wire

    def insert(self, job_id: str, provider: str = "slow", prompt: str = "a fox", priority: int = 0) -> None:
        self.write(lambda conn: insert_job(conn, job_id, provider, prompt, priority))

    def write(self, change: object) -> None:
        self.studio.parts.database.write_now(change)  # type: ignore[arg-type]

    def row(self, job_id: str) -> JobRow:
        found = self.studio.parts.database.read_now(lambda conn: jobs.get(conn, job_id))
        assert found is not None
        return found

    async def run(self, job_id: str, provider: str = "slow", prompt: str = "a fox") -> JobRow:
        """Inserts a job, and returns its row once the engine has nothing more to do with it."""
        self.insert(job_id, provider, prompt)
        self.engine.wake(job_id)
        return await self.ended(job_id)

    async def ended(self, job_id: str) -> JobRow:
        return await self.until(job_id, "done", "failed", "cancelled", "unknown")

    async def until(self, job_id: str, *states: str) -> JobRow:
        async with asyncio.timeout(20):
            while (row := self.row(job_id)).state not in states:
                await asyncio.sleep(0.01)
        return row

    async def waiting(self, *job_ids: str) -> None:
        async with asyncio.timeout(5):
            while any(self.engine.place(each) is None for each in job_ids):
                await asyncio.sleep(0.005)

    def money(self) -> tuple[int, int]:
        """(spent, reserved) in milli-credits; the ledger is proved on the way."""

        def look(conn: sqlite3.Connection) -> tuple[list[str], int, int]:
            balance = book.balance(conn, book.account_id(OWNER))
            return book.check(conn), balance.balance_milli, balance.reserved_milli

        problems, balance_milli, reserved_milli = self.studio.parts.database.read_now(look)
        assert problems == []
        return OPENING_MILLI - balance_milli, reserved_milli


@pytest.fixture
async def lab(tmp_path: Path) -> AsyncIterator[Lab]:
    vendor = Vendor(seconds=0.1)
    wire = Wire(vendor)
    studio = open_parts(tmp_path, transport=wire)
    engine = InlineEngine(studio.parts, tmp_path / "leader.lock")
    await engine.start()
    yield Lab(studio, engine, vendor, wire)
    await engine.stop(grace_s=1)
    await studio.close()
