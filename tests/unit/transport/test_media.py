"""The first bytes tell what a file is; its name and its sender are not asked."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from genstudio.transport import media
from tests import media_samples as samples

BY_FORM = {
    "mp3": "audio/mpeg",
    "wav": "audio/wav",
    "flac": "audio/flac",
    "ogg": "audio/ogg",
    "adts": "audio/aac",
    "aiff": "audio/aiff",
}
CLIPS = {
    "mp4": "video/mp4",
    "webm": "video/webm",
    "mov": "video/quicktime",
    "matroska": "video/x-matroska",
    "avi": "video/x-msvideo",
}
PICTURES = {
    "PNG": "image/png",
    "JPEG": "image/jpeg",
    "WEBP": "image/webp",
    "GIF": "image/gif",
    "AVIF": "image/avif",
    "BMP": "image/bmp",
    "TIFF": "image/tiff",
}


@pytest.mark.parametrize("form", PICTURES)
def test_pictures_are_known(form: str) -> None:
    assert media.sniff(samples.picture(form=form)[: media.HEAD_BYTES]) == PICTURES[form]


@pytest.mark.parametrize("form", BY_FORM)
def test_recordings_are_known(form: str) -> None:
    assert media.sniff(samples.sound(form)[: media.HEAD_BYTES]) == BY_FORM[form]


@pytest.mark.parametrize("form", CLIPS)
def test_clips_are_known(form: str) -> None:
    assert media.sniff(samples.clip(form)[: media.HEAD_BYTES]) == CLIPS[form]


@pytest.mark.parametrize(
    ("head", "mime"),
    [
        (b"\xff\xfb\x90\x64" + bytes(400), "audio/mpeg"),
        (b"ID3\x04\x00\x00", "audio/mpeg"),
        (b"\x00\x00\x00\x1cftypM4A \x00\x00", "audio/mp4"),
        (b"\x00\x00\x00\x1cftypheic\x00\x00", "image/heic"),
        (b"RF64\xff\xff\xff\xffWAVEds64", "audio/wav"),
        (b"MThd\x00\x00\x00\x06", "audio/midi"),
        (b"%PDF-1.7", "application/pdf"),
        (b"PK\x03\x04\x14\x00", "application/zip"),
        (b"\xff\xfe" + "Liebes Tagebuch".encode("utf-16-le"), None),
        (b"\xff\xff\xff\xff\xff\xff", None),
        (b"BM is how this text begins", None),
        (b"RIFF of a guitar, said the text", None),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", None),
        (b"", None),
    ],
)
def test_signatures(head: bytes, mime: str | None) -> None:
    assert media.sniff(head) == mime


@pytest.mark.parametrize(
    ("head", "words"),
    [
        (b"", "empty"),
        (b"<!DOCTYPE html><html lang='de'>", "a web page"),
        (b"<?xml version='1.0'?>\n<!-- drawn -->\n<svg viewBox='0 0 1 1'>", "an SVG drawing"),
        ("Ein Text mit Umlauten: äöü".encode(), "text"),
        (b"%PDF-1.7", "a PDF file"),
        (b"\x00\x01\x02\x03", "of a kind that GenStudio does not know"),
        (samples.picture(), "a PNG picture"),
        (samples.clip(), "an MP4 video"),
        (samples.clip("avi"), "an AVI video"),
        (samples.sound("wav"), "a WAV sound file"),
    ],
)
def test_a_refused_file_is_described(head: bytes, words: str) -> None:
    assert media.describe(head) == words


@given(st.binary(max_size=200))
def test_no_bytes_are_too_strange(head: bytes) -> None:
    mime = media.sniff(head)
    assert mime is None or mime in media.EXTENSIONS
    assert media.describe(head)


@given(st.text(alphabet=st.characters(exclude_categories=("Cc", "Cs"))))
def test_text_is_text_wherever_it_is_cut(text: str) -> None:
    data = text.encode()
    for end in range(max(0, len(data) - 4), len(data) + 1):
        assert media.is_text(data[:end])


def test_every_type_has_an_extension_of_its_own() -> None:
    assert len(set(media.EXTENSIONS.values())) == len(media.EXTENSIONS)
    assert media.extension("application/x-strange") == "bin"
