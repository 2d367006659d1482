"""What vendors last said of the keys in use, one row a key: kept over a restart, shared by all processes of a home."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass
from typing import Literal

Verdict = Literal["works", "wrong", "empty", "unreachable", "unasked"]
"""empty: accepted, but its account holds nothing. unasked: the vendor has no free call, so only a job can tell."""


@dataclass(frozen=True, slots=True)
class KeyCheck:
    """`detail` is our sentence, `said` the vendor's own words, `opens` pairs such as ("Balance", "$12.30")."""

    verdict: Verdict
    last4: str
    checked_at_ms: int
    detail: str = ""
    said: str = ""
    opens: tuple[tuple[str, str], ...] = ()


def save(conn: sqlite3.Connection, service: str, check: KeyCheck) -> None:
    conn.execute(
        "INSERT INTO key_check (service, last4, verdict, detail, said, opens_json, checked_at_ms)"
        " VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (service) DO UPDATE SET last4 = excluded.last4,"
        " verdict = excluded.verdict, detail = excluded.detail, said = excluded.said,"
        " opens_json = excluded.opens_json, checked_at_ms = excluded.checked_at_ms",
        (
            service, check.last4, check.verdict, check.detail, check.said,
            json.dumps(check.opens, ensure_ascii=False), check.checked_at_ms,
        ),
    )  # fmt: skip


def forget(conn: sqlite3.Connection, service: str) -> None:
    conn.execute("DELETE FROM key_check WHERE service = ?", (service,))


def read_all(conn: sqlite3.Connection) -> dict[str, KeyCheck]:
    """Every check by the service of its key."""
    rows = conn.execute("SELECT service, verdict, last4, checked_at_ms, detail, said, opens_json FROM key_check")
    return {
        service: KeyCheck(
            verdict, last4, at_ms, detail, said, tuple((label, value) for label, value in json.loads(opens))
        )
        for service, verdict, last4, at_ms, detail, said, opens in rows
    }
