"""The engine's parts around the test vendor, for tests that need no page: one builder for unit, kill and bench."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import httpx2
from anyio import CapacityLimiter

from genstudio.core.money import Rates
from genstudio.jobs.parts import Parts, Point
from genstudio.jobs.staging import Staging
from genstudio.ledger import book
from genstudio.providers.base import KeySpec
from genstudio.providers.registry import ProviderRegistry
from genstudio.storage import jobs
from genstudio.storage.database import Database
from genstudio.storage.jobs import NewJob, now_ms
from genstudio.storage.media import MediaStore
from genstudio.storage.records import Records
from genstudio.transport.download import Downloader
from genstudio.transport.http import Http, HttpPool
from tests.vendor import provider as test_vendor
from tests.wire import TestWire

OWNER = "local"
OPENING_MILLI = 10_000_000
VENDOR_KEY = "test-key-12345678"
PRICE = {"slow": 100_000, "keyed": 100_000, "findable": 100_000, "at-once": 40_000}


@dataclass
class Studio:
    """Parts with what has to be closed after them."""

    parts: Parts
    pool: HttpPool

    async def close(self) -> None:
        await self.pool.aclose()
        self.parts.database.close()


def open_parts(
    home: Path,
    url: str = "http://vendor.test",
    *,
    transport: httpx2.AsyncBaseTransport | None = None,
    at: Callable[[Point, str], None] | None = None,
    lane: int | None = None,
    poll_s: float | None = None,
) -> Studio:
    """`url` is where the vendor runs; with `transport` it is reached in this process."""
    database = Database(home / "studio.db")
    database.open()
    database.write_now(lambda conn: book.ensure_account(conn, OWNER, OPENING_MILLI, now_ms()))
    registry = ProviderRegistry()
    test_vendor.register(registry, url, poll_s)
    if lane is not None:
        for row in registry.rows():
            row.provider.lane_size = lane
    pool = HttpPool(TestWire(transport) if transport is not None else None)
    media = MediaStore(home)

    async def find_key(spec: KeySpec) -> str | None:
        return VENDOR_KEY

    parts = Parts(
        database=database,
        media=media,
        staging=Staging(home / "work"),
        records=Records(database, home),
        registry=registry,
        http=Http(pool),
        downloader=Downloader(pool, trusted_origins=frozenset({url})),
        rates=Rates(),
        find_key=find_key,
        offline_lane=CapacityLimiter(2),
        give_up_s=5.0,
    )
    return Studio(replace(parts, at=at) if at is not None else parts, pool)


def insert_job(conn: sqlite3.Connection, job_id: str, provider: str, prompt: str = "a fox", priority: int = 0) -> None:
    """A priced job with its reservation, as the controllers insert it."""
    kind = "image" if provider == "at-once" else "video"
    estimate = PRICE[provider]
    reserved = Rates().credits_milli(estimate)
    request = json.dumps({"values": {"duration": 5}, "media": {}, "metadata": {}})
    account = book.account_id(OWNER)
    new = NewJob(
        id=job_id,
        owner=OWNER,
        account_id=account,
        kind=kind,
        provider=provider,
        model=f"{provider}:one",
        prompt=prompt,
        request_json=request,
        created_at_ms=now_ms(),
        estimate_usd_micro=estimate,
        reserved_milli=reserved,
        priority=priority,
    )
    jobs.insert(conn, new)
    book.reserve(conn, account, job_id, reserved, now_ms())
