"""A ZIP file that is made while it is sent: a megabyte of it is in memory at a time, and nothing goes to the disk.

The standard library writes ZIP to whatever takes bytes, beyond 4 GB and 65,535 files as well. stream-zip would bring a
package of ciphers with it, zipstream-ng is LGPL.
"""

from __future__ import annotations

import io
import sys
import zipfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self

BLOCK_BYTES = 1024 * 1024
FIRST_YEAR = 1980  # of the format


class ZipStream:
    """What was packed comes out of the methods as bytes, in this order: the files, then `finish`."""

    def __init__(self) -> None:
        self._out = _Outlet()
        self._zip = zipfile.ZipFile(self._out, "w")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._zip.close()

    def add_file(self, name: str, path: Path, made: datetime) -> Iterator[bytes]:
        """Packs the file without making it smaller, which media are already.

        Raises OSError; what was read until then stays in the archive.
        """
        with path.open("rb") as file:
            info = _entry(name, made, level=0)
            info.file_size = path.stat().st_size  # decides whether the entry needs the form for large files
            with self._zip.open(info, "w") as target:
                while block := file.read(BLOCK_BYTES):
                    target.write(block)
                    yield self._out.take()
        yield self._out.take()

    def add_text(self, name: str, text: str, made: datetime) -> bytes:
        self._zip.writestr(_entry(name, made, level=6), text.encode("utf-8", "replace"))
        return self._out.take()

    def finish(self) -> bytes:
        """The list of contents at the end, without which the archive is damaged."""
        self._zip.close()
        return self._out.take()


def _entry(name: str, made: datetime, level: int) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, (max(made.year, FIRST_YEAR), *made.timetuple()[1:6]))
    # Stored entries of unknown length cannot be read from a stream; "deflated" at level 0 can, at the same speed.
    info.compress_type = zipfile.ZIP_DEFLATED
    if sys.version_info >= (3, 13):
        info.compress_level = level
    else:
        info._compresslevel = level  # type: ignore[attr-defined]  # the same, before it was made public
    info.external_attr = 0o644 << 16
    return info


class _Outlet(io.RawIOBase):
    """Takes what zipfile writes, and cannot be wound back."""

    def __init__(self) -> None:
        self._waiting = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int:
        assert isinstance(data, bytes | bytearray | memoryview)  # noqa: S101  # io types it as any buffer
        self._waiting += data
        return len(data)

    def take(self) -> bytes:
        taken = bytes(self._waiting)
        self._waiting.clear()
        return taken
