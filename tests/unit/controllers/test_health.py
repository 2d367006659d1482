"""Health: which jobs count, over how many, and the wait that is expected."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from genstudio.controllers.health import Health
from genstudio.providers.registry import ProviderRegistry
from genstudio.storage import figures
from genstudio.storage.database import Database
from genstudio.storage.jobs import SqlValue
from tests.unit.storage.rows import START_MS, add_job
from tests.vendor import provider as test_vendor

MODEL = "at-once:one"


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = Database(tmp_path / "genstudio.db", synchronous="NORMAL")
    database.open()
    yield database
    database.close()


@pytest.fixture
def health(database: Database) -> Health:
    registry = ProviderRegistry()
    test_vendor.register(registry)
    return Health(registry, database)


def add(database: Database, number: int, state: str = "done", wait_s: float = 4.0, error: str | None = None) -> None:
    start = START_MS + number * 60_000
    changes: dict[str, SqlValue] = {
        "submitted_at_ms": start,
        "finished_at_ms": start + int(wait_s * 1000),
        "error_code": error,
        "error_message": error and f"Number {number} failed.",
    }
    database.write_now(lambda conn: add_job(conn, number, "a fox", model=MODEL, state=state, changes=changes))


async def test_wait_is_the_tables_until_there_are_five_results(database: Database, health: Health) -> None:
    model = test_vendor.model("at-once", "image")
    for number, wait_s in enumerate((2.0, 3.0, 4.0, 50.0)):
        add(database, number, wait_s=wait_s)
    await health.read()
    assert health.typical_s(model) == model.typical_s
    add(database, 5, wait_s=5.0)
    await health.read()
    assert health.typical_s(model) == 4.0


async def test_cancelled_jobs_and_refused_prompts_are_no_failures(database: Database, health: Health) -> None:
    model = test_vendor.model("at-once", "image")
    await health.read()
    assert health.of((model,)).success_rate is None
    add(database, 1)
    add(database, 2, "failed", error="provider_unavailable")
    add(database, 3, "failed", error="content_refused")
    add(database, 4, "cancelled")
    await health.read()
    view = health.of((model,))
    assert (view.done, view.failed, view.success_rate, view.p50_s) == (1, 1, 0.5, 4.0)
    assert view.last_error is not None
    assert view.last_error.message == "Number 2 failed."


async def test_only_the_last_jobs_count(database: Database, health: Health, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(figures, "RECENT", 3)
    add(database, 0, "failed", error="provider_unavailable")
    for number in range(1, 4):
        add(database, number)
    await health.read()
    assert health.of((test_vendor.model("at-once", "image"),)).success_rate == 1.0


def test_looking_for_news_takes_a_step_in_the_index(database: Database) -> None:
    def plan(query: str) -> str:
        return str(
            database.read_now(lambda conn: conn.execute(f"EXPLAIN QUERY PLAN {query}", ("a", "b")).fetchone()[3])
        )

    asked = f"SELECT finished_at_ms FROM job WHERE {figures.WHERE} ORDER BY finished_at_ms DESC LIMIT 1"  # noqa: S608
    assert "USING INDEX job_finished (provider=? AND model=?" in plan(asked)
