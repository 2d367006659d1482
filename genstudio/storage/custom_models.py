"""Models that were described at run time, one row each, so that jobs find them after a restart."""

from __future__ import annotations

import sqlite3


def save(conn: sqlite3.Connection, kind: str, model_id: str, spec_json: str, described_at_ms: int) -> None:
    conn.execute(
        "INSERT INTO custom_model (kind, id, spec_json, described_at_ms) VALUES (?, ?, ?, ?)"
        " ON CONFLICT (kind, id) DO UPDATE SET spec_json = excluded.spec_json,"
        " described_at_ms = excluded.described_at_ms",
        (kind, model_id, spec_json, described_at_ms),
    )


def forget(conn: sqlite3.Connection, kind: str, model_id: str) -> bool:
    """False when there was none."""
    return conn.execute("DELETE FROM custom_model WHERE kind = ? AND id = ?", (kind, model_id)).rowcount > 0


def read_all(conn: sqlite3.Connection) -> list[str]:
    """Every spec as JSON, in the order in which they were first described."""
    return [text for (text,) in conn.execute("SELECT spec_json FROM custom_model ORDER BY rowid")]
