"""Files are kept once, byte for byte, under the hash of their bytes; nothing half-written stays."""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
import time
from pathlib import Path

import pytest

from genstudio.core.errors import DiskFullError, ProviderResponseError, StorageError
from genstudio.storage import files
from genstudio.storage.media import MediaStore
from tests import media_samples as samples

pytestmark = pytest.mark.anyio


@pytest.fixture
def work(media: MediaStore) -> Path:
    return media.new_work_dir("job")


def all_files(home: Path) -> list[str]:
    return sorted(path.suffix for path in home.rglob("*") if path.is_file())


async def test_a_file_is_moved_in_byte_for_byte_with_its_facts(media: MediaStore, work: Path) -> None:
    # What stands behind the end of a PNG, such as a signature, is nobody's to drop.
    data = samples.picture(640, 480) + b"signed by the vendor"
    source = work / "output"
    source.write_bytes(data)
    inode = source.stat().st_ino
    stored = await media.adopt(source, "image/png")
    path = media.path_of(stored.sha256, stored.mime)
    assert stored.sha256 == hashlib.sha256(data).hexdigest()
    assert path == media.home / "media" / stored.sha256[:2] / f"{stored.sha256}.png"
    assert path.read_bytes() == data
    assert path.stat().st_ino == inode, "renamed, not copied"
    assert not source.exists()
    assert (stored.mime, stored.size_bytes, stored.width, stored.height) == ("image/png", len(data), 640, 480)
    assert (stored.duration_s, stored.sample_rate, stored.channels, stored.thumbnail) == (None, None, None, "webp")
    assert media.thumbnail_path(stored.sha256, "webp").is_file()


async def test_the_bytes_decide_what_it_is(media: MediaStore) -> None:
    picture = await media.adopt_bytes(samples.picture(form="JPEG"), "image/png")
    sound = await media.adopt_bytes(samples.sound("mp4"), "video/mp4")
    clip = await media.adopt_bytes(samples.clip("webm"), "application/octet-stream")
    assert (picture.mime, picture.thumbnail) == ("image/jpeg", "webp")
    assert (sound.mime, sound.thumbnail, sound.sample_rate, sound.channels) == ("audio/mp4", "peaks", 48_000, 2)
    assert (clip.mime, clip.thumbnail, clip.width, clip.duration_s) == ("video/webm", "webp", 96, 2.0)
    assert media.thumbnail_path(sound.sha256, "peaks").suffix == ".json"


@pytest.mark.parametrize(
    ("data", "announced", "kept"),
    [
        (b'{"words": []}', "application/json", "application/json"),
        (b"WEBVTT\n\n", "text/vtt; charset=utf-8", "text/vtt"),
        (b"1\n00:00:00,000 --> 00:00:01,000\nHello", "application/x-subrip", "application/x-subrip"),
        (b"<html><script>", "text/html", "application/octet-stream"),
        (b"\x00\x01binary", "text/plain", "application/octet-stream"),
        (b"MThd\x00\x00\x00\x06", "application/octet-stream", "audio/midi"),
        (b"anything", "", "application/octet-stream"),
    ],
)
async def test_what_stands_beside_a_result_keeps_only_a_harmless_type(
    media: MediaStore, data: bytes, announced: str, kept: str
) -> None:
    stored = await media.adopt_bytes(data, announced)
    assert stored.mime == kept
    assert media.path_of(stored.sha256, stored.mime).read_bytes() == data


async def test_a_web_page_under_the_name_of_a_picture_is_no_result(media: MediaStore, work: Path) -> None:
    source = work / "output"
    source.write_text("<!doctype html><html>Bad gateway</html>")
    with pytest.raises(ProviderResponseError, match="announced as image/png, and what came is a web page"):
        await media.adopt(source, "image/png")
    assert source.exists()
    assert all_files(media.root) == []


async def test_a_damaged_result_was_paid_for_and_is_kept(media: MediaStore) -> None:
    data = samples.clip()[:1_500]
    stored = await media.adopt_bytes(data, "video/mp4")
    assert (stored.mime, stored.width, stored.thumbnail) == ("video/mp4", None, "")
    assert media.path_of(stored.sha256, stored.mime).read_bytes() == data


async def test_the_same_bytes_are_kept_once(media: MediaStore, work: Path) -> None:
    first = await media.adopt_bytes(samples.picture(), "image/png")
    source = work / "again"
    source.write_bytes(samples.picture())
    assert await media.adopt(source, "image/png") == first
    assert not source.exists()
    assert all_files(media.root) == [".png"]


async def test_a_second_name_of_the_stored_file_does_not_remove_it(media: MediaStore, work: Path) -> None:
    """As after a kill between storing an output and closing its job."""
    staged, source = work / "answer", work / "output"
    staged.write_bytes(samples.picture())
    os.link(staged, source)
    first = await media.adopt(source, "image/png")
    os.link(staged, source)
    assert await media.adopt(source, "image/png") == first
    assert media.path_of(first.sha256, first.mime).read_bytes() == samples.picture()


@pytest.fixture
def full_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", refuse)


@pytest.mark.usefixtures("full_disk")
async def test_a_full_disk_leaves_the_source_and_nothing_else(media: MediaStore, work: Path) -> None:
    source = work / "output"
    source.write_bytes(samples.picture())
    with pytest.raises(DiskFullError, match="disk is full: the file could not be saved"):
        await media.adopt(source, "image/png")
    with pytest.raises(DiskFullError):
        await media.adopt_bytes(samples.picture(32, 32), "image/png")
    assert source.read_bytes() == samples.picture()
    assert [path for path in media.home.rglob("*") if path.is_file()] == [source]


async def test_from_another_disk_it_is_copied_whole_or_not_at_all(
    media: MediaStore, work: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source, target = tmp_path / "elsewhere", media.root / "ab" / "file"
    source.write_bytes(b"x" * 3_000_000)
    monkeypatch.setattr(files, "_same_disk", lambda *_: False)
    with monkeypatch.context() as full:
        full.setattr(shutil, "copyfileobj", _run_out_of_space)
        with pytest.raises(OSError, match="No space left"):
            files.move(source, target, media.incoming)
    assert source.exists()
    assert all_files(media.home) == []
    files.move(source, target, media.incoming)
    assert target.stat().st_size == 3_000_000
    assert not source.exists()
    assert list(media.incoming.iterdir()) == []


def _run_out_of_space(original: object, copy: object, length: int) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


async def test_a_home_that_cannot_be_used_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    store = MediaStore(tmp_path / "file")
    with pytest.raises(StorageError):
        store.new_work_dir("job")
    with pytest.raises(StorageError):
        await store.adopt_bytes(samples.picture(), "image/png")


def test_a_work_folder_is_emptied(media: MediaStore) -> None:
    folder = media.new_work_dir("job")
    (folder / "left over").write_text("")
    assert media.new_work_dir("job") == folder
    assert list(folder.iterdir()) == []


def test_what_a_killed_process_left_is_removed_at_start(media: MediaStore) -> None:
    old, young = files.part_in(media.incoming), files.part_in(media.incoming)
    for part in (old, young):
        part.write_bytes(b"half")
    yesterday = time.time() - 86_400
    os.utime(old, (yesterday, yesterday))
    assert media.clean() == 1
    assert list(media.incoming.iterdir()) == [young]


def test_a_new_home_needs_no_cleaning(media: MediaStore) -> None:
    assert media.clean() == 0
    assert not media.home.exists()
