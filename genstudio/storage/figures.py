"""What became of each model's last jobs. The index `job_finished` bounds the cost, however long the history is."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass

RECENT = 200


@dataclass(frozen=True, slots=True)
class Finished:
    """A job that was done or failed; `wait_ms` from its start to its end, None for one that never started."""

    done: bool
    wait_ms: int | None
    at_ms: int
    error_code: str
    error_message: str


def recent(conn: sqlite3.Connection, models: Iterable[tuple[str, str]]) -> dict[tuple[str, str], list[Finished]]:
    """The last 200 finished jobs of each (provider, model), newest first, whoever ordered them; cancelled ones not."""
    return {
        (provider, model): [
            Finished(state == "done", wait_ms, at_ms, code or "", message or "")
            for state, wait_ms, at_ms, code, message in conn.execute(
                "SELECT state, finished_at_ms - submitted_at_ms, finished_at_ms, error_code, error_message FROM job"
                " WHERE provider = ? AND model = ? AND finished_at_ms IS NOT NULL AND state IN ('done', 'failed')"
                " ORDER BY finished_at_ms DESC LIMIT ?",
                (provider, model, RECENT),
            )
        ]
        for provider, model in models
    }
