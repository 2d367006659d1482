"""The job table in SQL: plain functions on a connection, so that they join the transaction of the ledger.

Every change gives the row a new `seq`, larger than that of any other row, in the same statement.
"""

from __future__ import annotations

import dataclasses
import sqlite3
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from genstudio.core.spec import Kind

NEXT_SEQ = "(SELECT coalesce(max(seq), 0) + 1 FROM job)"
SqlValue = str | int | float | None


def now_ms() -> int:
    """Milliseconds since the epoch, UTC."""
    return time.time_ns() // 1_000_000


@dataclass(frozen=True, slots=True)
class NewJob:
    """A job to insert; names as in `tables.Job`."""

    id: str
    owner: str
    account_id: str
    kind: str
    provider: str
    model: str
    prompt: str
    request_json: str
    created_at_ms: int
    estimate_usd_micro: int | None
    reserved_milli: int
    priority: int = 0
    idempotency_key: str | None = None
    request_hash: str = ""
    project: str | None = None


@dataclass(frozen=True, slots=True)
class JobRow:
    """One row of the job table; names as in `tables.Job`."""

    number: int
    id: str
    seq: int
    owner: str
    account_id: str
    kind: str
    provider: str
    model: str
    prompt: str
    request_json: str
    idempotency_key: str | None
    request_hash: str
    priority: int
    state: str
    paused: bool
    cancel_requested: bool
    submit_token: str | None
    task_json: str | None
    progress: float
    step: str
    attempts: int
    estimate_usd_micro: int | None
    reserved_milli: int
    charged_milli: int | None
    usd_micro: int | None
    cost_source: str
    error_code: str | None
    error_message: str | None
    error_detail: str | None
    extras_json: str
    machine_version: int
    created_at_ms: int
    submitted_at_ms: int | None
    deadline_at_ms: int | None
    finished_at_ms: int | None
    deleted_at_ms: int | None
    favourite: bool
    rating: int | None
    project: str | None


COLUMNS = ", ".join(each.name for each in dataclasses.fields(JobRow))


def _row(values: Sequence[SqlValue] | sqlite3.Row) -> JobRow:
    return JobRow(*values)  # sqlite3 gives the columns in the order of COLUMNS


def insert(conn: sqlite3.Connection, new: NewJob) -> None:
    """Raises sqlite3.IntegrityError when the owner has used this idempotency key before."""
    names = [each.name for each in dataclasses.fields(NewJob)]
    conn.execute(
        f"INSERT INTO job ({', '.join(names)}, seq, state, paused, cancel_requested, progress, step, attempts,"  # noqa: S608
        f" cost_source, extras_json, machine_version) VALUES ({', '.join('?' * len(names))}, {NEXT_SEQ},"
        " 'queued', 0, 0, 0, '', 0, '', '{}', 1)",
        [getattr(new, name) for name in names],
    )


def get(conn: sqlite3.Connection, job_id: str) -> JobRow | None:
    found = conn.execute(f"SELECT {COLUMNS} FROM job WHERE id = ?", (job_id,)).fetchone()  # noqa: S608
    return _row(found) if found else None


def of_owner(conn: sqlite3.Connection, owner: str, job_id: str) -> JobRow | None:
    """The job if it is this owner's, else None, so that other people's jobs look like none at all."""
    found = get(conn, job_id)
    return found if found is not None and found.owner == owner else None


def by_idempotency_key(conn: sqlite3.Connection, owner: str, key: str) -> JobRow | None:
    found = conn.execute(
        f"SELECT {COLUMNS} FROM job WHERE owner = ? AND idempotency_key = ?",  # noqa: S608
        (owner, key),
    ).fetchone()
    return _row(found) if found else None


def list_since(conn: sqlite3.Connection, owner: str, seq: int, limit: int) -> list[JobRow]:
    """The owner's rows changed after `seq`, oldest change first, deleted ones included."""
    rows = conn.execute(
        f"SELECT {COLUMNS} FROM job WHERE owner = ? AND seq > ? ORDER BY seq LIMIT ?",  # noqa: S608
        (owner, seq, limit),
    )
    return [_row(each) for each in rows]


def last_seq(conn: sqlite3.Connection) -> int:
    found: int = conn.execute("SELECT coalesce(max(seq), 0) FROM job").fetchone()[0]
    return found


def in_states(conn: sqlite3.Connection, states: Iterable[str]) -> list[JobRow]:
    """Rows in these states, first the most urgent, then the oldest."""
    wanted = ", ".join(f"'{each}'" for each in states)
    rows = conn.execute(
        f"SELECT {COLUMNS} FROM job WHERE state IN ({wanted}) ORDER BY priority DESC, number"  # noqa: S608
    )
    return [_row(each) for each in rows]


def closed_among(conn: sqlite3.Connection, job_ids: Sequence[str]) -> list[str]:
    """Those that name a job which has ended."""
    found = (get(conn, job_id) for job_id in job_ids)
    return [row.id for row in found if row is not None and row.state in ("done", "failed", "cancelled")]


@dataclass(frozen=True, slots=True)
class OpenJob:
    """What the engine's pulse looks at every second."""

    id: str
    kind: Kind
    provider: str
    state: str
    paused: bool
    cancel_requested: bool
    priority: int


def open_jobs(conn: sqlite3.Connection) -> list[OpenJob]:
    """All that are not over, the most urgent first."""
    return _open_jobs(conn, "")


def changeable_jobs(conn: sqlite3.Connection) -> list[OpenJob]:
    """Those of the open jobs that another process can have inserted, paused, moved or cancelled."""
    return _open_jobs(conn, "AND (state = 'queued' OR cancel_requested)")


def _open_jobs(conn: sqlite3.Connection, where: str) -> list[OpenJob]:
    rows = conn.execute(
        "SELECT id, kind, provider, state, paused, cancel_requested, priority FROM job"  # noqa: S608
        f" WHERE state IN ('queued', 'submitting', 'polling', 'fetching') {where} ORDER BY priority DESC, number"
    )
    return [
        OpenJob(id_, kind, provider, state, bool(paused), bool(cancel), priority)
        for id_, kind, provider, state, paused, cancel, priority in rows
    ]


def change(
    conn: sqlite3.Connection, job_id: str, states: Iterable[str], values: Mapping[str, SqlValue], extra_where: str = ""
) -> bool:
    """Compare-and-set: writes `values` if the job is in one of `states`. False when it is not."""
    names = ", ".join(f"{name} = ?" for name in values)
    wanted = ", ".join(f"'{each}'" for each in states)
    done = conn.execute(
        f"UPDATE job SET {names}, seq = {NEXT_SEQ} WHERE id = ? AND state IN ({wanted}) {extra_where}",  # noqa: S608
        (*values.values(), job_id),
    )
    return done.rowcount == 1


def claim(conn: sqlite3.Connection, job_id: str, token: str, deadline_at_ms: int) -> bool:
    """queued -> submitting under our token; False when it was cancelled, paused or taken meanwhile."""
    values: dict[str, SqlValue] = {
        "state": "submitting",
        "submit_token": token,
        "submitted_at_ms": now_ms(),
        "deadline_at_ms": deadline_at_ms,
    }
    free = "AND submit_token IS NULL AND NOT cancel_requested AND NOT paused"
    return change(conn, job_id, ("queued",), values, free)


def unclaim(conn: sqlite3.Connection, job_id: str, step: str) -> bool:
    """submitting -> queued after a submit that provably never arrived."""
    done = conn.execute(
        "UPDATE job SET state = 'queued', submit_token = NULL, attempts = attempts + 1, step = ?,"  # noqa: S608
        f" seq = {NEXT_SEQ} WHERE id = ? AND state = 'submitting'",
        (step, job_id),
    )
    return done.rowcount == 1


def request_cancel(conn: sqlite3.Connection, job_id: str, open_states: Iterable[str]) -> bool:
    return change(conn, job_id, open_states, {"cancel_requested": 1, "paused": 0})


def set_paused(conn: sqlite3.Connection, job_id: str, paused: bool) -> bool:
    """Only a job that waits can be paused; one that was submitted is being paid for."""
    return change(conn, job_id, ("queued",), {"paused": int(paused)})


def set_priority(conn: sqlite3.Connection, job_id: str, priority: int) -> bool:
    return change(conn, job_id, ("queued",), {"priority": priority})


def save_progress(conn: sqlite3.Connection, marks: Mapping[str, tuple[float, str]]) -> None:
    """Progress (0..1) and step of many jobs at once; those that have ended meanwhile are left alone."""
    conn.executemany(
        f"UPDATE job SET progress = ?, step = ?, seq = {NEXT_SEQ}"  # noqa: S608
        " WHERE id = ? AND state IN ('submitting', 'polling', 'fetching')",
        [(progress, step, job_id) for job_id, (progress, step) in marks.items()],
    )
