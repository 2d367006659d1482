"""Which schema a database file has, and the way from there to ours.

The version is read with plain SQL first: Alembic and SQLModel cost a fifth of a second to import, which only a file
that really needs a migration pays.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
from pathlib import Path

from genstudio.core.errors import DatabaseVersionError, StorageError
from genstudio.storage import faults

REVISIONS = ("0001", "0002", "0003", "0004", "0005")
"""Every migration in `migrations/versions`, oldest first; the last one is the schema of `storage/tables.py`."""


def bring_up_to_date(connection: sqlite3.Connection, path: Path) -> None:
    """Migrates the file at `path`, behind a copy of it; does nothing when it is up to date.

    Raises DatabaseVersionError for a file of a newer GenStudio, StorageError for a database of another program, and
    DiskFullError when there is no room for the copy; the file is unchanged then.
    """
    if _revision(connection, path) == REVISIONS[-1]:
        return
    from genstudio.storage.migrations.run import upgrade

    upgrade(connection, before=lambda: _prepare(connection, path))


def _prepare(connection: sqlite3.Connection, path: Path) -> None:
    """Copies an older file, under the lock: a second process that waited for it finds a new file and copies nothing."""
    found = _revision(connection, path)
    if found is not None and found != REVISIONS[-1]:
        _keep_copy(path, REVISIONS[REVISIONS.index(found) + 1])


def _revision(connection: sqlite3.Connection, path: Path) -> str | None:
    """The file's revision, None for a new file."""
    names = {str(row[0]) for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    if not names:
        return None
    row = None
    if "alembic_version" in names:
        row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    if row is None:
        raise StorageError(
            f"{path.name} in {path.parent} belongs to another program. It was left untouched; move it away, or choose "
            "another folder with GENSTUDIO_HOME."
        )
    revision = str(row[0])
    if revision not in REVISIONS:
        raise DatabaseVersionError(
            f"The database {path.name} was written by a newer GenStudio (schema {revision}; this one knows "
            f"{REVISIONS[-1]}). It was left untouched; install the newer version, or choose another folder with "
            "GENSTUDIO_HOME."
        )
    return revision


def copy_path(path: Path, revision: str) -> Path:
    """Where the copy made before `revision` lies."""
    return path.with_name(f"{path.stem}.before-{revision}.db")


def _keep_copy(path: Path, revision: str) -> None:
    """A complete copy of the file beside it, on the disk before this returns. An older one of that name is replaced."""
    kept = copy_path(path, revision)
    part = kept.with_suffix(".part")
    try:
        part.unlink(missing_ok=True)
        with (
            contextlib.closing(sqlite3.connect(path)) as source,
            contextlib.closing(sqlite3.connect(part)) as target,
        ):
            source.backup(target)
        with part.open("rb") as written:
            os.fsync(written.fileno())
        part.replace(kept)
    except OSError as error:
        raise faults.of_os(error, path.parent, "the copy of the database before its upgrade") from error
    finally:
        part.unlink(missing_ok=True)
