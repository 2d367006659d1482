"""What people upload: taken when it is fit, refused in a sentence when it is not, and never trusted by its name."""

from __future__ import annotations

import errno
import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from genstudio.core.errors import DiskFullError, InputError, NotFoundError
from genstudio.core.settings import GuestSettings
from genstudio.storage.database import Database
from genstudio.storage.limits import Limits
from genstudio.storage.media import MediaStore
from genstudio.storage.uploads import UploadRow, Uploads, display_name
from genstudio.transport.probe import EXIF_ORIENTATION
from tests import media_samples as samples

pytestmark = pytest.mark.anyio

MB = 1024 * 1024


@pytest.fixture
def uploads(database: Database, media: MediaStore) -> Uploads:
    return Uploads(database, media, Limits(database, media.home, GuestSettings(), 0))


async def pieces(data: bytes, size: int = 65_536) -> AsyncIterator[bytes]:
    for start in range(0, len(data), size):
        yield data[start : start + size]


async def add(uploads: Uploads, data: bytes, name: str = "file", max_bytes: int = 20 * MB) -> UploadRow:
    return await uploads.add("ada", name, pieces(data), max_bytes=max_bytes)


async def kept(uploads: Uploads, media: MediaStore, data: bytes) -> tuple[UploadRow, bytes]:
    row = await add(uploads, data)
    assert await uploads.get("ada", row.id) == row
    return row, media.path_of(row.sha256, row.mime).read_bytes()


def remains(media: MediaStore) -> list[Path]:
    return [path for path in media.home.rglob("*") if path.is_file() and not path.name.startswith("genstudio.db")]


@pytest.mark.parametrize(
    ("data", "mime"),
    [
        (samples.picture(), "image/png"),
        (samples.picture(mode="RGBA"), "image/png"),
        (samples.picture(mode="L"), "image/png"),
        (samples.picture(mode="P"), "image/png"),
        (samples.picture(form="JPEG"), "image/jpeg"),
        (samples.animation("MPO"), "image/jpeg"),
        (samples.picture(form="WEBP"), "image/webp"),
        (samples.sound("mp3"), "audio/mpeg"),
        (samples.sound("wav"), "audio/wav"),
        (samples.sound("flac"), "audio/flac"),
        (samples.sound("ogg"), "audio/ogg"),
        (samples.sound("mp4"), "audio/mp4"),
        (samples.clip("mp4"), "video/mp4"),
        (samples.clip("webm"), "video/webm"),
    ],
)
async def test_ordinary_files_are_kept_as_they_came(
    uploads: Uploads, media: MediaStore, data: bytes, mime: str
) -> None:
    row, stored = await kept(uploads, media, data)
    assert (row.mime, row.size_bytes, stored) == (mime, len(data), data)
    if mime.startswith("image/"):
        assert (row.width, row.height, row.duration_s) == (64, 48, None)
    else:
        assert row.duration_s is not None


async def test_rotation_is_kept(uploads: Uploads, media: MediaStore) -> None:
    exif = Image.Exif()
    exif[EXIF_ORIENTATION] = 6
    data = samples.picture(form="JPEG", exif=exif)
    row, stored = await kept(uploads, media, data)
    assert stored == data
    assert (row.width, row.height) == (48, 64)


async def stored_picture(uploads: Uploads, media: MediaStore, data: bytes) -> Image.Image:
    row, _ = await kept(uploads, media, data)
    assert row.mime == "image/png"
    with Image.open(media.path_of(row.sha256, row.mime)) as picture:
        picture.load()
    assert (picture.format, getattr(picture, "n_frames", 1)) == ("PNG", 1)
    return picture


@pytest.mark.parametrize("form", ["GIF", "PNG", "WEBP"])
async def test_of_an_animation_the_first_frame_is_used(uploads: Uploads, media: MediaStore, form: str) -> None:
    picture = await stored_picture(uploads, media, samples.animation(form))
    red, green, blue = picture.convert("RGB").getpixel((10, 10))  # type: ignore[misc]  # three channels
    assert red > 200
    assert green < 60
    assert blue < 60


async def test_pictures_that_models_cannot_read_become_png(uploads: Uploads, media: MediaStore) -> None:
    for data in (
        samples.picture(mode="CMYK", form="JPEG", quality=95),
        samples.picture(form="BMP"),
        samples.picture(form="TIFF"),
        samples.picture(form="AVIF", quality=95),
    ):
        picture = await stored_picture(uploads, media, data)
        assert picture.mode == "RGB"
        red, green, blue = picture.getpixel((10, 10))  # type: ignore[misc]  # three channels
        assert red > 200
        assert max(green, blue) < 60


async def test_sixteen_bits_become_eight_without_turning_white(uploads: Uploads, media: MediaStore) -> None:
    picture = await stored_picture(uploads, media, samples.grey_16_bit(32_768))
    assert picture.getpixel((10, 10)) == (127, 127, 127)


REFUSED = {
    "bomb.png": (samples.png_bomb(), r"has 20,000 x 20,000 pixels; at most 100 million.*Make it smaller"),
    "wide.png": (samples.png_bomb(17_000, 10), r"has 17,000 x 10 pixels; .*and 16,384 on a side"),
    "notes.png": (b"Dear diary, this is no picture.\n" * 40, r"notes\.png is no picture, sound or video: it is text"),
    "cut.jpg": (samples.noise(400, 300)[:20_000], r"cut\.jpg is damaged or cut off: it begins like a JPG picture"),
    "cut.png": (samples.noise(400, 300, "PNG")[:20_000], r"cut\.png is damaged or cut off"),
    "cut.webp": (samples.noise(400, 300, "WEBP")[:20_000], r"cut\.webp is damaged or cut off"),
    "cut.mp4": (samples.clip()[:1_500], r"cut\.mp4 is damaged or cut off"),
    "cut.webm": (samples.clip("webm", seconds=4.0)[:1_500], r"cut\.webm is damaged or cut off"),
    "drawing.svg": (b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", r"it is an SVG drawing"),
    "page.png": (b"<!DOCTYPE html><html><script>alert(1)</script>", r"it is a web page"),
    "paper.pdf": (b"%PDF-1.7 " + bytes(100), r"it is a PDF file"),
    "photo.heic": (b"\x00\x00\x00\x1cftypheic" + bytes(100), r"HEIC picture, which cannot be read here.*JPEG or PNG"),
    "song.mid": (b"MThd\x00\x00\x00\x06" + bytes(100), r"it is a MID sound file"),
    "empty.png": (b"", r"empty\.png is empty"),
    "odd.bin": (bytes(range(256)), r"of a kind that GenStudio does not know"),
}


@pytest.mark.parametrize("name", REFUSED)
async def test_unfit_files_are_refused_in_a_sentence_and_leave_nothing(
    uploads: Uploads, media: MediaStore, database: Database, name: str
) -> None:
    data, sentence = REFUSED[name]
    with pytest.raises(InputError, match=sentence) as caught:
        await add(uploads, data, name)
    assert "Nothing was stored or charged." in caught.value.message
    assert caught.value.field == "file"
    assert remains(media) == []
    assert database.read_now(lambda conn: conn.execute("SELECT count(*) FROM upload").fetchone()[0]) == 0


async def test_too_large_a_file_is_refused_while_it_arrives(uploads: Uploads, media: MediaStore) -> None:
    sent = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal sent
        while True:
            sent += MB
            yield bytes(MB)

    with pytest.raises(InputError, match=r"has more than 3 MB, which is the most"):
        await uploads.add("ada", "film.mp4", endless(), max_bytes=3 * MB)
    assert sent == 4 * MB
    assert remains(media) == []


async def test_a_file_of_exactly_the_limit_is_taken(uploads: Uploads) -> None:
    data = samples.picture()
    assert (await add(uploads, data, max_bytes=len(data))).size_bytes == len(data)


async def test_an_upload_that_breaks_off_leaves_nothing(uploads: Uploads, media: MediaStore) -> None:
    async def broken() -> AsyncIterator[bytes]:
        yield samples.picture()[:50]
        raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        await uploads.add("ada", "file", broken(), max_bytes=MB)
    assert remains(media) == []


async def test_a_full_disk_leaves_nothing(uploads: Uploads, media: MediaStore, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", refuse)
    with pytest.raises(DiskFullError):
        await add(uploads, samples.picture())
    assert remains(media) == []


async def test_an_upload_is_its_owners_alone(uploads: Uploads) -> None:
    row = await add(uploads, samples.picture())
    for owner, upload_id in (("bob", row.id), ("ada", "0" * 32), ("ada", ""), ("ada", "' OR 1=1 --")):
        with pytest.raises(NotFoundError):
            await uploads.get(owner, upload_id)


@pytest.mark.parametrize(
    ("given_name", "shown"),
    [
        ("holiday.jpg", "holiday.jpg"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\ada\\cat.png", "cat.png"),
        ("a\x00b\nc\x1b[31m.png", "abc[31m.png"),
        ("\u202egnp.exe", "gnp.exe"),
        ("  two   words .png ", "two words .png"),
        ("", "file"),
        ("..", "file"),
        ("/", "file"),
        ("写真.png", "写真.png"),
        ("x" * 300 + ".png", "x" * 116 + ".png"),
    ],
)
def test_a_name_is_only_for_show(given_name: str, shown: str) -> None:
    assert display_name(given_name) == shown


@given(st.text(max_size=300))
def test_any_name_can_be_shown(name: str) -> None:
    shown = display_name(name)
    assert 0 < len(shown) <= 120
    assert shown.isprintable()
    assert "/" not in shown
    assert "\\" not in shown
