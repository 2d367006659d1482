"""Listing what was ordered: newest first, by owner, kind, provider, model, time and words of the prompt.

`library_index.py` answers for the library of finished work. Pages are continued below the last number seen (keyset),
which costs the same on page 1,000 as on page 1; a full-text search walks its index in the same order. So neither sorts,
and neither reads more than it returns.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence

from genstudio.storage.jobs import COLUMNS, JobRow, SqlValue
from genstudio.storage.words import query_of

CLOCK_SLACK_MS = 3_600_000
OPEN_STATES = frozenset({"queued", "submitting", "polling", "fetching"})


def newest(
    connection: sqlite3.Connection,
    owner: str,
    *,
    limit: int,
    kind: str | None = None,
    states: Sequence[str] | None = None,
    provider: str | None = None,
    model: str | None = None,
    text: str = "",
    since_ms: int | None = None,
    before: int | None = None,
) -> list[JobRow]:
    """The owner's jobs that are not deleted, newest first. None, and empty text, mean "any".

    `text` is what a person typed: all of its words, the last one as a beginning. `since_ms` is the earliest time of
    creation, `before` the number below which the page starts.
    """
    conditions = ["job.owner = :owner", "job.deleted_at_ms IS NULL"]
    values: dict[str, SqlValue] = {"owner": owner}
    if model is not None:
        provider = model.partition(":")[0]  # which has an index
    for column, wanted in (("kind", kind), ("provider", provider), ("model", model)):
        if wanted is not None:
            conditions.append(f"job.{column} = :{column}")
            values[column] = wanted
    if states is not None:
        named = {f"state{index}": state for index, state in enumerate(states)}
        conditions.append(f"job.state IN ({', '.join(':' + name for name in named)})")
        values |= named
    source, number = "job", "job.number"
    if states is not None and not text.strip() and OPEN_STATES.issuperset(states):
        # The index of open jobs, which the planner takes only when told, instead of all that the owner ever made.
        source = "job INDEXED BY job_open"
        conditions.append("job.state IN ('queued', 'submitting', 'polling', 'fetching')")
    if text.strip():
        query = query_of(text)
        if query is None:
            return []
        # CROSS JOIN keeps the full-text index outside; read in its own order it gives the newest first. Where many have
        # the word and none passes the filter, an index tells so without a look at the wide rows: 3 ms instead of 30.
        narrow = next((name for name in ("kind", "provider") if name in values), None)
        source, number = "job_fts CROSS JOIN job ON job.number = job_fts.rowid", "job_fts.rowid"
        if narrow is not None:
            source = (
                f"job_fts CROSS JOIN job AS narrow INDEXED BY job_owner_{narrow}_number ON narrow.owner = :owner"
                f" AND narrow.{narrow} = :{narrow} AND narrow.number = job_fts.rowid"
                " CROSS JOIN job ON job.number = narrow.number"
            )
        conditions.append("job_fts MATCH :query")
        values["query"] = query
    if before is not None:
        conditions.append(f"{number} < :before")
        values["before"] = before
    columns = ", ".join(f"job.{name.strip()}" for name in COLUMNS.split(","))
    rows = connection.execute(
        f"SELECT {columns} FROM {source} WHERE {' AND '.join(conditions)} ORDER BY {number} DESC",  # noqa: S608
        values,
    )
    return list(_until(since_ms, (JobRow(*row) for row in rows), limit))


def _until(since_ms: int | None, rows: Iterable[JobRow], limit: int) -> Iterator[JobRow]:
    """The first `limit` rows that are not older than `since_ms`.

    Rows come newest first, so that the first old one ends the search; one that is only a little too old does not, as
    a computer's clock may have been set back.
    """
    for row in rows:
        if since_ms is None or row.created_at_ms >= since_ms:
            yield row
            limit -= 1
            if limit == 0:
                return
        elif row.created_at_ms < since_ms - CLOCK_SLACK_MS:
            return
