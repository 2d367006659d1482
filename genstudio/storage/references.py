"""Files named in a request: "upload:<id>" for what a person gave us, "asset:<job id>/<position>" for a result."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ReferencedFile:
    """A stored file, with the facts that were read from its bytes."""

    sha256: str
    mime: str
    size_bytes: int
    name: str


def find(conn: sqlite3.Connection, owner: str, ref: str) -> ReferencedFile | None:
    """The file if it is there and this owner's, else None."""
    scheme, _, rest = ref.partition(":")
    if scheme == "upload":
        row = conn.execute(
            "SELECT sha256, mime, size_bytes, name FROM upload WHERE id = ? AND owner = ?", (rest, owner)
        ).fetchone()
    elif scheme == "asset":
        job_id, _, position = rest.partition("/")
        if not position.isascii() or not position.isdigit() or len(position) > 6:
            return None
        row = conn.execute(
            "SELECT asset.sha256, asset.mime, asset.size_bytes, job.prompt FROM asset JOIN job ON job.id = asset.job_id"
            " WHERE job.id = ? AND job.owner = ? AND asset.position = ?",
            (job_id, owner, int(position)),
        ).fetchone()
    else:
        return None
    return ReferencedFile(row[0], row[1], row[2], str(row[3])[:120]) if row else None
