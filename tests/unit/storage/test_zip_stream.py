"""An archive that is made while it is sent."""

from __future__ import annotations

import io
import os
import zipfile
from datetime import datetime
from pathlib import Path

import pytest

from genstudio.storage.zip_stream import BLOCK_BYTES, ZipStream

MADE = datetime(2026, 11, 22, 20, 30, 10)  # noqa: DTZ001  # ZIP knows no zones


def test_a_large_file_passes_in_pieces(tmp_path: Path) -> None:
    data = os.urandom(3 * BLOCK_BYTES + 17)
    path = tmp_path / "clip.mp4"
    path.write_bytes(data)
    with ZipStream() as archive:
        pieces = list(archive.add_file("Füchse 狐.mp4", path, MADE))
        pieces += [archive.add_text("contents.csv", "a,b\n" * 1_000, MADE), archive.finish()]
    assert max(map(len, pieces)) < 1.5 * BLOCK_BYTES
    read = zipfile.ZipFile(io.BytesIO(b"".join(pieces)))
    assert read.testzip() is None
    clip, table = read.infolist()
    assert read.read(clip) == data
    assert (clip.filename, clip.date_time) == ("Füchse 狐.mp4", (2026, 11, 22, 20, 30, 10))
    assert clip.compress_size < len(data) * 1.001
    assert table.compress_size < 100
    # Readers that take the archive as it comes understand no stored file of unknown length.
    assert {clip.compress_type, table.compress_type} == {zipfile.ZIP_DEFLATED}


def test_a_missing_file_leaves_the_archive_whole(tmp_path: Path) -> None:
    with ZipStream() as archive:
        with pytest.raises(FileNotFoundError):
            list(archive.add_file("gone.png", tmp_path / "gone.png", MADE))
        data = archive.add_text("contents.csv", "gone", MADE) + archive.finish()
    assert zipfile.ZipFile(io.BytesIO(data)).namelist() == ["contents.csv"]


def test_whoever_goes_away_leaves_no_file_open(tmp_path: Path) -> None:
    path = tmp_path / "clip.mp4"
    path.write_bytes(bytes(3 * BLOCK_BYTES))
    archive = ZipStream()
    pieces = archive.add_file("clip.mp4", path, MADE)
    next(pieces)
    del pieces, archive  # a file left open, or an error in the clearing up, would fail this test as a warning


def test_dates_before_those_of_the_format(tmp_path: Path) -> None:
    with ZipStream() as archive:
        data = archive.add_text("a", "", datetime(1970, 1, 1)) + archive.finish()  # noqa: DTZ001
    assert zipfile.ZipFile(io.BytesIO(data)).infolist()[0].date_time[0] == 1980
