"""The asset table in SQL: which files belong to which job."""

from __future__ import annotations

import dataclasses
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

from genstudio.storage.media import StoredFile


@dataclass(frozen=True, slots=True)
class NewAsset:
    """A stored file on its way to a job. `position` counts from 0 in the order of the outputs."""

    position: int
    role: str
    label: str
    file: StoredFile


@dataclass(frozen=True, slots=True)
class AssetRow:
    """One row of the asset table; names and units as in `tables.Asset`."""

    id: int
    job_id: str
    position: int
    role: str
    label: str
    sha256: str
    mime: str
    size_bytes: int
    width: int | None
    height: int | None
    duration_s: float | None
    sample_rate: int | None
    channels: int | None
    thumbnail: str
    created_at_ms: int
    colour: str


COLUMNS = ", ".join(each.name for each in dataclasses.fields(AssetRow))
FILE_COLUMNS = tuple(each.name for each in dataclasses.fields(StoredFile))
IDS_AT_ONCE = 500


def insert(connection: sqlite3.Connection, job_id: str, new: Sequence[NewAsset], now_ms: int) -> None:
    """Raises sqlite3.IntegrityError when the job has a file at one of these positions."""
    names = ("job_id", "position", "role", "label", "created_at_ms", *FILE_COLUMNS)
    connection.executemany(
        f"INSERT INTO asset ({', '.join(names)}) VALUES ({', '.join('?' * len(names))})",  # noqa: S608
        [
            (job_id, each.position, each.role, each.label, now_ms, *(getattr(each.file, name) for name in FILE_COLUMNS))
            for each in new
        ],
    )


def of_job(connection: sqlite3.Connection, job_id: str) -> list[AssetRow]:
    """The job's files in their order."""
    rows = connection.execute(f"SELECT {COLUMNS} FROM asset WHERE job_id = ? ORDER BY position", (job_id,))  # noqa: S608
    return [AssetRow(*row) for row in rows]


def of_jobs(connection: sqlite3.Connection, job_ids: Sequence[str]) -> dict[str, list[AssetRow]]:
    """The files of many jobs, each job's in their order; jobs without files are left out."""
    found: dict[str, list[AssetRow]] = {}
    for start in range(0, len(job_ids), IDS_AT_ONCE):
        some = job_ids[start : start + IDS_AT_ONCE]
        rows = connection.execute(
            f"SELECT {COLUMNS} FROM asset WHERE job_id IN ({', '.join('?' * len(some))}) ORDER BY job_id, position",  # noqa: S608
            tuple(some),
        )
        for row in rows:
            asset = AssetRow(*row)
            found.setdefault(asset.job_id, []).append(asset)
    return found


def newest_job_with(connection: sqlite3.Connection, owner: str, sha256: str) -> str | None:
    """The owner's newest finished job, not deleted, that made a file of these bytes."""
    row = connection.execute(
        "SELECT job.id FROM asset JOIN job ON job.id = asset.job_id WHERE asset.sha256 = ? AND job.owner = ?"
        " AND job.state = 'done' AND job.deleted_at_ms IS NULL ORDER BY job.number DESC LIMIT 1",
        (sha256, owner),
    ).fetchone()
    return None if row is None else str(row[0])
