"""Files that are either wholly there or not at all, also after a power cut: written aside, flushed, then renamed."""

from __future__ import annotations

import contextlib
import hashlib
import os
import secrets
import shutil
import time
from pathlib import Path

BLOCK_BYTES = 1024 * 1024
PART = ".part"


def part_in(work: Path) -> Path:
    """A new name for an unfinished file in `work`, which is created."""
    work.mkdir(parents=True, exist_ok=True)
    return work / f"{secrets.token_hex(12)}{PART}"


def save(data: bytes, target: Path, work: Path, *, durable: bool = True) -> None:
    """Writes `target` by way of a file in `work`, a folder on the same disk. Raises OSError; nothing is left then.

    Without `durable` it does not wait for the disk, which costs more than all the rest: a power cut may then leave the
    file empty or absent, so it must be one that can be made again.
    """
    part = part_in(work)
    try:
        with part.open("wb") as file:
            file.write(data)
            if durable:
                file.flush()
                os.fsync(file.fileno())
        _put(part, target, durable=durable)
    finally:
        part.unlink(missing_ok=True)


def move(source: Path, target: Path, work: Path) -> None:
    """Makes `source` the file `target`; from another disk it is copied by way of `work`, which is on the target's.

    Raises OSError; `source` is left as it was then, and nothing else is left.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    if _same_disk(source, target.parent):
        with source.open("rb+") as file:
            os.fsync(file.fileno())
        _put(source, target)
        return
    part = part_in(work)
    try:
        with source.open("rb") as original, part.open("wb") as copy:
            shutil.copyfileobj(original, copy, BLOCK_BYTES)
            copy.flush()
            os.fsync(copy.fileno())
        _put(part, target)
    finally:
        part.unlink(missing_ok=True)
    source.unlink()


def sha256_of(path: Path) -> str:
    """In hexadecimal; reads 1 MB at a time."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(BLOCK_BYTES):
            digest.update(block)
    return digest.hexdigest()


def remove_parts(work: Path, older_than_s: float) -> int:
    """Removes unfinished files that a killed process left in `work`, and tells how many.

    Younger ones may be another process's.
    """
    removed = 0
    oldest = time.time() - older_than_s
    for part in work.glob(f"*{PART}"):
        with contextlib.suppress(FileNotFoundError):
            if part.stat().st_mtime < oldest:
                part.unlink()
                removed += 1
    return removed


def _same_disk(source: Path, folder: Path) -> bool:
    return source.stat().st_dev == folder.stat().st_dev


def _put(source: Path, target: Path, *, durable: bool = True) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    source.replace(target)
    # Without this the name itself could be lost in a power cut. Windows cannot open folders, and needs it less.
    if durable and os.name == "posix":
        folder = os.open(target.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
