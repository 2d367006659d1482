"""SQLite's and the operating system's refusals in our words, decided by error code and never by text."""

from __future__ import annotations

import errno
import sqlite3
from pathlib import Path

from genstudio.core.errors import DiskFullError, StorageError

FULL_ERRNOS = frozenset({errno.ENOSPC, errno.EDQUOT})
READ_ONLY_ERRNOS = frozenset({errno.EACCES, errno.EPERM, errno.EROFS})
PRIMARY_CODE = 0xFF
"""SQLite's extended codes carry the primary one in their low byte."""


def of_sqlite(error: sqlite3.Error, path: Path) -> StorageError | None:
    """What a refusal means for the database at `path`; None for an error of ours, such as a broken constraint."""
    code = getattr(error, "sqlite_errorcode", None)
    if code is None:
        return None
    where = f"{path.name} in {path.parent}"
    match code & PRIMARY_CODE:
        case sqlite3.SQLITE_FULL:
            return DiskFullError(
                "The disk is full, so this change was not saved. Free some space and try again.", detail=where
            )
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
            return StorageError(
                f"The database {path.name} is locked by another program. Close that program and try again.",
                detail=where,
            )
        case sqlite3.SQLITE_READONLY | sqlite3.SQLITE_PERM:
            return StorageError(
                f"The database {path.name} cannot be written to. Make {path.parent} writable, or choose another "
                "folder with GENSTUDIO_HOME.",
                detail=where,
            )
        case sqlite3.SQLITE_CANTOPEN:
            return StorageError(
                f"The database {path.name} cannot be opened. Check that {path.parent} is a folder that you may write "
                "to, or choose another one with GENSTUDIO_HOME.",
                detail=where,
            )
        case sqlite3.SQLITE_NOTADB:
            return StorageError(
                f"{path.name} in {path.parent} is not a GenStudio database. It was left untouched; move it away, or "
                "choose another folder with GENSTUDIO_HOME.",
            )
        case sqlite3.SQLITE_CORRUPT:
            return StorageError(
                f"The database {path.name} is damaged. Stop GenStudio, and put back a copy of the file; copies made "
                f"before upgrades lie beside it as {path.stem}.before-*.db.",
                detail=where,
            )
        case sqlite3.SQLITE_IOERR:
            return StorageError(
                f"The disk refused to read or write {path.name}. Check the disk and its free space, then try again.",
                detail=where,
            )
    return None


def of_os(error: OSError, folder: Path, what: str) -> StorageError:
    """What the system's refusal to write means. `what` names the thing as in "the picture could not be saved"."""
    if error.errno in FULL_ERRNOS:
        return DiskFullError(f"The disk is full: {what} could not be saved. Free some space and try again.")
    if error.errno in READ_ONLY_ERRNOS:
        return StorageError(
            f"The folder {folder} cannot be written to: {what} could not be saved. Make it writable, or choose "
            "another one with GENSTUDIO_HOME.",
        )
    return StorageError(f"{what[:1].upper()}{what[1:]} could not be saved.", detail=str(error))
