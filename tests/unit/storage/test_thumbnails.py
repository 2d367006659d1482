"""What stands for a file in a list is small, looks like it, and never fails its job."""

from __future__ import annotations

import errno
import json
import logging
import os
from pathlib import Path

import pytest
from PIL import Image

from genstudio.storage import thumbnails
from genstudio.transport import media
from genstudio.transport.probe import EXIF_ORIENTATION
from tests import media_samples as samples

Colour = tuple[int, ...]


def make(folder: Path, data: bytes, mime: str | None = None) -> tuple[str, Path]:
    """The kind of preview and the path under which it should be, without its suffix."""
    source = folder / "source"
    source.write_bytes(data)
    real = mime or media.sniff(data[: media.HEAD_BYTES]) or "application/octet-stream"
    target = folder / "made" / "ab" / "preview.webp"
    return thumbnails.make(source, real, target, folder / "work"), target


def shown(folder: Path, data: bytes, mime: str | None = None) -> Image.Image:
    kind, target = make(folder, data, mime)
    assert kind == "webp"
    with Image.open(target) as picture:
        picture.load()
    assert list((folder / "work").iterdir()) == []
    return picture


def looks(picture: Image.Image, at: tuple[float, float], colour: Colour) -> bool:
    found = picture.convert("RGB").getpixel((int(picture.width * at[0]), int(picture.height * at[1])))
    assert isinstance(found, tuple)
    return all(abs(a - b) < 48 for a, b in zip(found, colour, strict=True))


RED, BLUE, GREEN = (255, 0, 0), (0, 0, 255), (0, 200, 0)
HALF_CLEAR = Image.new("RGBA", (40, 30), (0, 0, 255, 0))
HALF_CLEAR.paste((255, 0, 0, 255), (0, 0, 20, 30))


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP", "AVIF", "TIFF", "BMP"])
def test_a_large_picture_becomes_a_small_one(tmp_path: Path, form: str) -> None:
    picture = shown(tmp_path, samples.picture(2_000, 1_000, form=form))
    assert picture.size == (512, 256)
    assert looks(picture, (0.2, 0.5), RED)
    assert looks(picture, (0.8, 0.5), BLUE)


def test_a_small_picture_stays_small(tmp_path: Path) -> None:
    assert shown(tmp_path, samples.picture(64, 48)).size == (64, 48)


def test_a_picture_taken_upright_stands_upright(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[EXIF_ORIENTATION] = 6  # the camera was turned to the left: what is left in the file belongs on top
    picture = shown(tmp_path, samples.picture(1_000, 500, form="JPEG", exif=exif))
    assert picture.size == (256, 512)
    assert looks(picture, (0.5, 0.2), RED)
    assert looks(picture, (0.5, 0.8), BLUE)


def test_ink_and_palettes_keep_their_colours(tmp_path: Path) -> None:
    for data in (samples.picture(mode="CMYK", form="JPEG", quality=95), samples.picture(mode="P", form="GIF")):
        (tmp_path / "made" / "ab" / "preview.webp").unlink(missing_ok=True)
        assert looks(shown(tmp_path, data), (0.2, 0.5), RED)


@pytest.mark.parametrize(("level", "grey"), [(32_768, 128), (65_535, 255), (10, 0)])
def test_sixteen_bits_are_scaled_and_not_clipped(tmp_path: Path, level: int, grey: int) -> None:
    assert looks(shown(tmp_path, samples.grey_16_bit(level)), (0.5, 0.5), (grey, grey, grey))


def test_transparency_stays(tmp_path: Path) -> None:
    clear = samples.encode(Image.new("RGBA", (64, 48), (255, 0, 0, 0)), "PNG")
    assert shown(tmp_path, clear).mode == "RGBA"


@pytest.mark.parametrize("form", ["mp4", "webm", "mov", "matroska", "avi"])
def test_a_poster_is_not_the_black_beginning(tmp_path: Path, form: str) -> None:
    poster = shown(tmp_path, samples.clip(form))
    assert poster.size == (96, 64)
    assert looks(poster, (0.5, 0.8), GREEN)


def test_a_poster_stands_as_the_clip_is_shown(tmp_path: Path) -> None:
    poster = shown(tmp_path, samples.clip(rotation=90))
    assert poster.size == (64, 96)
    # 90 degrees counterclockwise: what was on the right is on top, what was on top is on the left.
    assert looks(poster, (0.2, 0.5), (0, 0, 200))
    assert looks(poster, (0.8, 0.5), GREEN)


@pytest.mark.parametrize("form", ["wav", "mp3", "flac", "ogg", "mp4"])
def test_peaks_follow_the_sound(tmp_path: Path, form: str) -> None:
    data = samples.sound(form, seconds=2.0, loud=0.5)
    kind, target = make(tmp_path, data, "audio/mp4" if form == "mp4" else None)
    peaks = json.loads(target.with_suffix(".json").read_text())
    assert kind == "peaks"
    assert 80 <= len(peaks) <= thumbnails.PEAKS
    half = len(peaks) // 2
    assert max(peaks[: half - 3]) <= 2
    assert all(45 <= peak <= 60 for peak in peaks[half + 3 : -3])


@pytest.mark.parametrize("form", ["mp4", "wav"])
def test_eight_channels_have_peaks_too(tmp_path: Path, form: str) -> None:
    _, target = make(tmp_path, samples.sound(form, channels=8), f"audio/{form}")
    peaks = json.loads(target.with_suffix(".json").read_text())
    assert 45 <= max(peaks) <= 60


def test_a_long_recording_has_at_most_800_peaks(tmp_path: Path) -> None:
    _, target = make(tmp_path, samples.sound("flac", seconds=60.0, rate=22_050, channels=1))
    assert 400 <= len(json.loads(target.with_suffix(".json").read_text())) <= 800


@pytest.mark.parametrize(
    ("data", "mime"),
    [
        (b"MThd\x00\x00\x00\x06", "audio/midi"),
        (b'{"a": 1}', "application/json"),
        (samples.noise(64, 64)[:900], "image/jpeg"),
        (samples.clip()[:1_000], "video/mp4"),
        (samples.png_bomb()[:1_000], "image/png"),
        (b"RIFF\x00\x00\x00\x00WAVE", "audio/wav"),
        (b"\x00\x00\x00\x1cftypheic", "image/heic"),
    ],
)
def test_what_cannot_be_shown_has_no_preview(tmp_path: Path, data: bytes, mime: str) -> None:
    assert make(tmp_path, data, mime)[0] == ""
    assert not (tmp_path / "made").exists()


def test_a_full_disk_leaves_no_preview_and_no_remains(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def refuse(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", refuse)
    with caplog.at_level(logging.WARNING):
        assert make(tmp_path, samples.picture())[0] == ""
    assert "No space left" in caplog.text
    assert list((tmp_path / "work").iterdir()) == []


def colour_of(folder: Path, data: bytes) -> str:
    _, target = make(folder, data)
    return thumbnails.mean_colour(target)


@pytest.mark.parametrize(
    ("picture", "expected"),
    [
        (Image.new("RGB", (40, 30), (200, 100, 40)), (200, 100, 40)),
        (Image.new("L", (40, 30), 90), (90, 90, 90)),
        (HALF_CLEAR, (255, 0, 0)),
    ],
    ids=["one colour", "grey", "what is transparent does not count"],
)
def test_a_picture_has_a_colour_of_its_own(tmp_path: Path, picture: Image.Image, expected: Colour) -> None:
    found = colour_of(tmp_path, samples.encode(picture, "PNG"))
    parts = [int(found[at : at + 2], 16) for at in (1, 3, 5)]
    assert len(found) == 7
    assert all(abs(a - b) < 24 for a, b in zip(parts, expected, strict=True))


def test_what_cannot_be_seen_has_no_colour(tmp_path: Path) -> None:
    assert colour_of(tmp_path, samples.encode(Image.new("RGBA", (8, 8), (255, 0, 0, 0)), "PNG")) == ""
    broken = tmp_path / "broken.webp"
    broken.write_bytes(b"RIFF")
    assert thumbnails.mean_colour(broken) == ""
