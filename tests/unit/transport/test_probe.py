"""Sizes, lengths and rates come from the bytes; damaged, cut off and oversized files are told apart."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from genstudio.transport import media, probe
from genstudio.transport.probe import Facts, TooManyPixelsError, UnreadableError
from tests import media_samples as samples


def facts_of(tmp_path: Path, data: bytes) -> Facts:
    path = tmp_path / "file"
    path.write_bytes(data)
    mime = media.sniff(data[: media.HEAD_BYTES])
    assert mime is not None
    return probe.read_facts(path, mime)


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP", "GIF", "AVIF", "BMP", "TIFF"])
def test_a_picture_has_its_size(tmp_path: Path, form: str) -> None:
    facts = facts_of(tmp_path, samples.picture(64, 48, form=form))
    assert (facts.width, facts.height, facts.duration_s) == (64, 48, None)


def test_a_picture_taken_upright_has_its_size_as_shown(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[probe.EXIF_ORIENTATION] = 6
    facts = facts_of(tmp_path, samples.picture(64, 48, form="JPEG", exif=exif))
    assert (facts.width, facts.height) == (48, 64)


@pytest.mark.parametrize("form", ["mp3", "wav", "flac", "ogg", "mp4", "adts", "aiff", "webm"])
def test_a_recording_has_its_length_rate_and_channels(tmp_path: Path, form: str) -> None:
    facts = facts_of(tmp_path, samples.sound(form, seconds=1.5, channels=1))
    assert facts.duration_s == pytest.approx(1.5, abs=0.05)
    assert (facts.sample_rate, facts.channels, facts.width) == (48_000, 1, None)
    assert facts.mime.startswith("audio/")


@pytest.mark.parametrize("form", ["mp4", "webm", "mov", "matroska", "avi"])
def test_a_clip_has_its_size_and_length(tmp_path: Path, form: str) -> None:
    facts = facts_of(tmp_path, samples.clip(form))
    assert facts.duration_s == pytest.approx(2.0, abs=0.05)
    assert (facts.width, facts.height, facts.sample_rate) == (96, 64, None)
    assert facts.mime.startswith("video/")


def test_a_clip_taken_upright_has_its_size_as_shown(tmp_path: Path) -> None:
    facts = facts_of(tmp_path, samples.clip(rotation=90))
    assert (facts.width, facts.height) == (64, 96)


@pytest.mark.parametrize(
    "data",
    [
        b"\x89PNG\r\n\x1a\n" + b"nothing of the kind" * 10,
        b"\xff\xd8\xff\xe0 no picture",
        b"\x00\x00\x00\x1cftypisom" + bytes(100),
        b"\x1a\x45\xdf\xa3 webm" + bytes(100),
        b"RIFF\x00\x00\x00\x00WAVE" + bytes(10),
        b"ID3\x04\x00\x00\x00\x00\x00\x00" + b"words " * 100,
        b"OggS" + bytes(60),
        b"fLaC" + bytes(60),
        samples.clip()[:1_500],
    ],
)
def test_what_only_begins_like_media_is_unreadable(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(UnreadableError) as caught:
        facts_of(tmp_path, data)
    assert str(tmp_path) not in str(caught.value)


def test_a_clip_that_ends_too_early_is_not_complete(tmp_path: Path) -> None:
    whole = samples.clip("webm", seconds=4.0)
    assert facts_of(tmp_path, whole).complete
    assert not facts_of(tmp_path, whole[: len(whole) // 2]).complete


def test_a_recording_of_uneven_bit_rate_is_complete(tmp_path: Path) -> None:
    """FFmpeg guesses the length of raw AAC from its beginning, here silence: far too long."""
    facts = facts_of(tmp_path, samples.sound("adts", seconds=30.0, channels=1))
    assert facts.complete
    assert facts.duration_s == pytest.approx(30.0, abs=0.05)


@pytest.mark.parametrize(("width", "height"), [(20_000, 20_000), (16_385, 1), (10_001, 10_000)])
def test_too_many_pixels_are_known_from_the_header(tmp_path: Path, width: int, height: int) -> None:
    header_only = samples.png_bomb(width, height)[:100]
    with pytest.raises(TooManyPixelsError) as caught:
        facts_of(tmp_path, header_only)
    assert (caught.value.width, caught.value.height) == (width, height)


def test_a_hundred_megapixels_are_read(tmp_path: Path) -> None:
    assert facts_of(tmp_path, samples.png_bomb(10_000, 10_000)).width == 10_000


PLAYLIST = """#EXTM3U
#EXT-X-TARGETDURATION:10
#EXTINF:10,
{path}
#EXT-X-ENDLIST
"""


def test_a_playlist_reads_no_other_file(tmp_path: Path) -> None:
    """FFmpeg by itself would follow a playlist to any file of this computer; none of our demuxers reads playlists."""
    secret = tmp_path / "secret.mp4"
    secret.write_bytes(samples.clip())
    playlist = PLAYLIST.format(path=secret).encode()
    assert media.sniff(playlist) is None
    for mime in probe.DEMUXERS:
        path = tmp_path / "playlist"
        path.write_bytes(playlist)
        with pytest.raises(UnreadableError):
            probe.read_facts(path, mime)


def test_channels_in_an_order_of_their_own_do_not_end_the_process(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(samples.sound("aiff", channels=8))  # FFmpeg writes them as no layout that it knows when it reads
    for _ in range(20):
        with pytest.raises(UnreadableError):
            probe.read_facts(path, "audio/aiff")
