"""Reading an account's ledger: lines with the job that they belong to, filtered, and what they come to together."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from typing import Literal

Line = Literal["grant", "top_up", "reserve", "settle", "release", "held"]
"""The kinds of entry, and "held": a reservation above 0 that is neither settled nor released yet."""

OPEN = (
    "e.kind = 'reserve' AND e.reserved_milli > 0 AND NOT EXISTS "
    "(SELECT 1 FROM entry c WHERE c.job_id = e.job_id AND c.kind IN ('settle', 'release'))"
)
COLUMNS = (
    "e.id, e.job_id, e.kind, e.balance_milli, e.reserved_milli, e.usd_micro, e.note, e.created_at_ms, "
    f"({OPEN}) AS held, j.kind AS type, j.provider, j.model, substr(j.prompt, 1, 300) AS prompt, j.state, "
    "j.estimate_usd_micro, j.cost_source, j.deleted_at_ms"
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which lines of an account. `after_ms` is the first moment that counts, `before_ms` the first that does not."""

    lines: tuple[Line, ...] = ()
    type: str | None = None
    provider: str | None = None
    after_ms: int | None = None
    before_ms: int | None = None


EVERYTHING = Wanted()


@dataclass(frozen=True, slots=True)
class LineRow:
    """One entry with what its job says; the job's fields are None for an entry without one."""

    id: int
    job_id: str | None
    kind: str
    balance_milli: int
    reserved_milli: int
    usd_micro: int | None
    note: str
    created_at_ms: int
    held: int
    type: str | None
    provider: str | None
    model: str | None
    prompt: str | None
    state: str | None
    estimate_usd_micro: int | None
    cost_source: str | None
    deleted_at_ms: int | None


@dataclass(frozen=True, slots=True)
class Totals:
    """`usd_micro` sums the real costs that are known; `unpriced` counts the settled jobs whose cost is not."""

    count: int
    charged_milli: int
    usd_micro: int
    unpriced: int


def lines(
    connection: sqlite3.Connection,
    account: str,
    wanted: Wanted = EVERYTHING,
    *,
    before_id: int | None = None,
    limit: int = 100,
) -> list[LineRow]:
    """Newest first; `before_id` continues below the last one of the page before."""
    where, values = _where(account, wanted)
    rows = connection.execute(
        f"SELECT {COLUMNS} FROM entry e LEFT JOIN job j ON j.id = e.job_id "  # noqa: S608  # our own words alone
        f"WHERE {where} AND e.id < coalesce(?, 9223372036854775807) ORDER BY e.id DESC LIMIT ?",
        (*values, before_id, limit),
    )
    return [LineRow(*row) for row in rows]


def totals(connection: sqlite3.Connection, account: str, wanted: Wanted) -> Totals:
    """What all lines of the filter come to, however many pages they fill."""
    where, values = _where(account, wanted)
    join = "JOIN job j ON j.id = e.job_id" if wanted.type or wanted.provider else ""
    row = connection.execute(
        "SELECT count(*), coalesce(sum(CASE WHEN e.kind = 'settle' THEN -e.balance_milli END), 0), "  # noqa: S608
        "coalesce(sum(e.usd_micro), 0), count(CASE WHEN e.kind = 'settle' AND e.usd_micro IS NULL THEN 1 END) "
        f"FROM entry e {join} WHERE {where}",
        values,
    ).fetchone()
    return Totals(*row)


def providers(connection: sqlite3.Connection, owner: str) -> list[str]:
    """The providers that an owner's jobs were ever sent to, in alphabetical order."""
    # One step of the index for each provider: DISTINCT would walk all jobs of the owner.
    rows = connection.execute(
        "WITH RECURSIVE name(it) AS (SELECT min(provider) FROM job WHERE owner = :owner UNION ALL "
        "SELECT (SELECT min(provider) FROM job WHERE owner = :owner AND provider > it) FROM name WHERE it IS NOT NULL) "
        "SELECT it FROM name WHERE it IS NOT NULL",
        {"owner": owner},
    )
    return [name for (name,) in rows]


def _where(account: str, wanted: Wanted) -> tuple[str, tuple[object, ...]]:
    """A condition on `entry e` and `job j`, and its values."""
    parts, values = ["e.account_id = ?"], [account]
    kinds = [each for each in wanted.lines if each != "held"]
    either = [f"e.kind IN ({', '.join('?' * len(kinds))})"] if kinds else []
    either += [f"({OPEN})"] if "held" in wanted.lines else []
    if either:
        parts.append(f"({' OR '.join(either)})")
    facts: list[object] = [*values, *kinds]
    for condition, value in (
        ("j.kind = ?", wanted.type),
        ("j.provider = ?", wanted.provider),
        ("e.created_at_ms >= ?", wanted.after_ms),
        ("e.created_at_ms < ?", wanted.before_ms),
    ):
        if value is not None:
            parts.append(condition)
            facts.append(value)
    return " AND ".join(parts), tuple(facts)
