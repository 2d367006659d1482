"""What is taken in: from guests each and together, and from anybody as long as the disk has room."""

from __future__ import annotations

import shutil
from pathlib import Path
from types import SimpleNamespace

import pytest

from genstudio.core.errors import DiskFullError, LimitReachedError
from genstudio.core.owners import LOCAL
from genstudio.core.settings import GuestSettings
from genstudio.core.spec import MB
from genstudio.storage.database import Database
from genstudio.storage.limits import DAY_S, HOUR_S, Limits
from tests.unit.storage.rows import add_job

pytestmark = pytest.mark.anyio
ANN, BOB, CID = ("guest:" + letter * 32 for letter in "abc")
GUESTS = GuestSettings(open_jobs=2, all_open_jobs=3, uploads_per_hour=2, upload_mb_per_day=4, all_upload_mb_per_day=6)
NOW_S = 2_000_000_000


class Clock:
    now_s = float(NOW_S)

    def __call__(self) -> float:
        return self.now_s


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def limits(database: Database, home: Path, clock: Clock) -> Limits:
    return Limits(database, home, GUESTS, 0, clock)


async def give(limits: Limits, owner: str, *pieces: int) -> None:
    """A whole upload, as `Uploads` makes one."""
    async with limits.receiving(owner) as take:
        for piece in pieces:
            take(piece)
        limits.database.write_now(
            lambda conn: conn.execute(
                "INSERT INTO upload (id, owner, name, sha256, mime, size_bytes, created_at_ms) "
                "VALUES (lower(hex(randomblob(16))), ?, 'x', '', 'image/png', ?, ?)",
                (owner, sum(pieces), int(limits.clock() * 1000)),
            )
        )


async def test_a_guest_gives_so_many_files_an_hour(limits: Limits, clock: Clock) -> None:
    for _ in range(GUESTS.uploads_per_hour):
        await give(limits, ANN, 1)
    with pytest.raises(LimitReachedError, match="2 files within an hour"):
        await give(limits, ANN, 1)
    await give(limits, BOB, 1)
    clock.now_s += HOUR_S
    await give(limits, ANN, 1)


async def test_a_guest_gives_so_many_bytes_a_day(limits: Limits, clock: Clock) -> None:
    await give(limits, ANN, 3 * MB)
    with pytest.raises(LimitReachedError, match="4 MB within a day") as refused:
        await give(limits, ANN, MB, 1)
    assert refused.value.retry_after_s == DAY_S
    await give(limits, ANN, MB)
    clock.now_s += DAY_S
    await give(limits, ANN, 4 * MB)


async def test_new_cookies_do_not_help(limits: Limits) -> None:
    await give(limits, ANN, 4 * MB)
    await give(limits, BOB, 2 * MB)
    with pytest.raises(LimitReachedError, match="guests of this studio have given"):
        await give(limits, CID, 1)


async def test_what_is_on_its_way_counts(limits: Limits) -> None:
    """Else a hundred uploads begun in one moment would all be within the bounds."""
    async with limits.receiving(ANN) as first, limits.receiving(ANN) as second:
        with pytest.raises(LimitReachedError, match="files within an hour"):
            async with limits.receiving(ANN):
                raise AssertionError
        first(3 * MB)
        with pytest.raises(LimitReachedError, match="4 MB within a day"):
            second(2 * MB)
    # Both ended without a file, so that nothing was given.
    await give(limits, ANN, 4 * MB)


async def test_the_local_user_has_no_bounds_but_the_disk(limits: Limits, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(5):
        await give(limits, LOCAL, 3 * MB)
    limits.min_free_bytes = 10 * MB
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=12 * MB))
    await give(limits, LOCAL, 2 * MB)
    for owner in (LOCAL, BOB):
        with pytest.raises(DiskFullError, match="less than 10 MB left"):
            await give(limits, owner, 2 * MB + 1)


async def test_open_jobs_are_bounded_for_each_guest_and_for_all(limits: Limits) -> None:
    def order(owner: str, number: int, state: str = "queued") -> None:
        limits.database.write_now(lambda conn: add_job(conn, number, "a fox", owner=owner, state=state))

    def check(owner: str) -> None:
        limits.database.read_now(lambda conn: limits.check_open_jobs(conn, owner))

    for number in range(4):
        order(LOCAL, number)
    order(ANN, 10)
    order(ANN, 11, "done")
    check(ANN)
    order(ANN, 12, "polling")
    with pytest.raises(LimitReachedError, match="You have 2 jobs waiting or running"):
        check(ANN)
    order(BOB, 13, "fetching")
    with pytest.raises(LimitReachedError, match="The guests of this studio have too many"):
        check(CID)
    check(LOCAL)
