"""Sounds made to fit: unchanged where they fit, else of a taken type and size."""

from __future__ import annotations

from pathlib import Path

import pytest

from genstudio.core.spec import KB, MB
from genstudio.storage.fitting import UnfitError
from genstudio.storage.fitting_sound import FORMS, fit_sound
from genstudio.transport.media import head_of, sniff
from genstudio.transport.probe import read_facts
from tests.media_samples import sound

ISO = {"video/mp4": "audio/mp4"}


def given(folder: Path, data: bytes) -> Path:
    path = folder / "given"
    path.write_bytes(data)
    return path


def test_a_sound_that_fits_is_sent_as_it_is(tmp_path: Path) -> None:
    path = given(tmp_path, sound())
    fitted = fit_sound(path, "audio/wav", tmp_path / "made", types=("audio/mpeg", "audio/wav"), max_bytes=MB)
    assert (fitted.path, fitted.mime, fitted.after) == (path, "audio/wav", "")


@pytest.mark.parametrize("mime", [form.mime for form in FORMS])
def test_every_type_that_is_written_can_be_read_again(tmp_path: Path, mime: str) -> None:
    path = given(tmp_path, sound("wav", channels=8))
    fitted = fit_sound(path, "audio/wav", tmp_path / "made", types=(mime,), max_bytes=500 * KB)
    seen = sniff(head_of(fitted.path)) or ""
    facts = read_facts(fitted.path, seen)
    assert (ISO.get(seen, seen), fitted.mime, facts.mime) == (mime, mime, mime)
    assert facts.channels == 2
    assert facts.duration_s == pytest.approx(1.0, abs=0.06)


def test_too_many_bytes_become_fewer(tmp_path: Path) -> None:
    path = given(tmp_path, sound("mp3", seconds=4.0))
    fitted = fit_sound(path, "audio/mpeg", tmp_path / "made", types=("audio/wav", "audio/mpeg"), max_bytes=40 * KB)
    assert fitted.mime == "audio/mpeg"
    assert fitted.path.stat().st_size <= 40 * KB
    assert (fitted.before, fitted.after) == ("MP3 (0.1 MB)", "MP3 (0.0 MB)")


@pytest.mark.parametrize(("data", "mime"), [(b"RIFF    WAVE", "audio/wav"), (b"MThd", "audio/midi")])
def test_what_cannot_be_converted_is_an_error(tmp_path: Path, data: bytes, mime: str) -> None:
    with pytest.raises(UnfitError):
        fit_sound(given(tmp_path, data), mime, tmp_path / "made", types=("audio/mpeg",), max_bytes=MB)


def test_what_stays_too_large_is_an_error(tmp_path: Path) -> None:
    path = given(tmp_path, sound())
    with pytest.raises(UnfitError):
        fit_sound(path, "audio/wav", tmp_path / "made", types=("audio/mpeg",), max_bytes=2 * KB)
