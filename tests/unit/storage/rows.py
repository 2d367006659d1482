"""Job rows for tests, written as the engine leaves them."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping

from genstudio.ledger import book
from genstudio.storage import jobs
from genstudio.storage.jobs import NewJob, SqlValue

START_MS = 1_790_000_000_000
MINUTE_MS = 60_000


def add_job(
    connection: sqlite3.Connection,
    number: int,
    prompt: str,
    *,
    owner: str = "ada",
    kind: str = "image",
    model: str = "lumen:one",
    state: str = "done",
    values: Mapping[str, object] | None = None,
    changes: Mapping[str, SqlValue] | None = None,
) -> str:
    """A job with a reservation of 2 credits, made `number` minutes after the start; its id is "job <number>"."""
    account = book.ensure_account(connection, owner, 1_000_000, START_MS)
    created = START_MS + number * MINUTE_MS
    request = json.dumps({"values": dict(values or {}), "media": {}, "metadata": {}})
    provider = model.partition(":")[0]
    job_id = f"job {number}"
    jobs.insert(
        connection, NewJob(job_id, owner, account, kind, provider, model, prompt, request, created, 20_000, 2_000)
    )
    book.reserve(connection, account, job_id, 2_000, created)
    jobs.change(connection, job_id, ("queued",), {"state": state, **(changes or {})})
    return job_id
