"""What became of each model's last jobs. The index `job_finished` bounds the cost, however long the history is."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass

RECENT = 100
WHERE = "provider = ? AND model = ? AND finished_at_ms IS NOT NULL AND state IN ('done', 'failed')"


@dataclass(frozen=True, slots=True)
class Finished:
    """A job that was done or failed; `wait_ms` from its start to its end, None for one that never started."""

    done: bool
    wait_ms: int | None
    at_ms: int
    error_code: str
    error_message: str


def newest(conn: sqlite3.Connection, models: Iterable[tuple[str, str]]) -> dict[tuple[str, str], int | None]:
    """When the last job of each (provider, model) was done or failed; a step in the index each."""
    query = f"SELECT finished_at_ms FROM job WHERE {WHERE} ORDER BY finished_at_ms DESC LIMIT 1"  # noqa: S608
    found = {model: conn.execute(query, model).fetchone() for model in models}
    return {model: row[0] if row is not None else None for model, row in found.items()}


def recent(conn: sqlite3.Connection, provider: str, model: str) -> list[Finished]:
    """The model's last 100 jobs that were done or failed, newest first, whoever ordered them."""
    rows = conn.execute(
        "SELECT state, finished_at_ms - submitted_at_ms, finished_at_ms, error_code, error_message FROM job"  # noqa: S608
        f" WHERE {WHERE} ORDER BY finished_at_ms DESC LIMIT {RECENT}",
        (provider, model),
    )
    return [Finished(state == "done", wait, at_ms, code or "", words or "") for state, wait, at_ms, code, words in rows]
