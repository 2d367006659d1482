"""The clip's sound: the user's own, ducking, levels, fades, and a narration that fits or says why not."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile

from genstudio.core.errors import GenerationFailedError, ProviderValidationError
from genstudio.core.result import MediaOutput, ProviderResult
from genstudio.providers.embedded.speech import engine as speech
from genstudio.providers.embedded.video.arrays import Floats
from genstudio.providers.embedded.video.encode import SAMPLE_RATE
from genstudio.providers.embedded.video.narration import MAX_SPEED, narrate
from genstudio.providers.embedded.video.soundtrack import PEAK, levelled, mixed, read_sound, repeated, resampled
from genstudio.providers.embedded.worker import EngineJob, Report


def tone(seconds: float, hertz: float = 220.0, rate: int = SAMPLE_RATE, loud: float = 0.3) -> Floats:
    wave = loud * np.sin(2 * np.pi * hertz * np.arange(round(seconds * rate)) / rate)
    return np.stack((wave, wave), axis=1).astype(np.float32)


def phrases(seconds: float, rate: int = SAMPLE_RATE) -> Floats:
    """Sound and silence in turn, half a second each, beginning with sound: what a voice looks like."""
    out = tone(seconds, 180.0, rate)
    out[(np.arange(len(out)) // (rate // 2)) % 2 == 1] = 0
    return out


def level(samples: Floats) -> float:
    return float(np.sqrt(np.mean(np.square(samples))))


@pytest.mark.parametrize(
    ("name", "rate"), [("a.wav", 44_100), ("a.flac", 48_000), ("a.mp3", 24_000), ("a.ogg", 22_050)]
)
def test_usual_files_are_read(tmp_path: Path, name: str, rate: int) -> None:
    soundfile.write(tmp_path / name, tone(1.5, rate=rate), rate)
    samples, voice = read_sound(tmp_path / name, 20)
    assert samples.dtype == np.float32
    assert len(samples) == pytest.approx(1.5 * SAMPLE_RATE, abs=0.1 * SAMPLE_RATE)
    assert level(samples[4800:-9600]) == pytest.approx(0.3 / 2**0.5, rel=0.05)
    assert not voice


def test_only_what_is_needed_is_read(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "long.flac", tone(30, rate=8_000), 8_000)
    assert len(read_sound(tmp_path / "long.flac", 2)[0]) == 2 * SAMPLE_RATE


def test_a_voice_is_told_from_music(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "voice.wav", phrases(4)[:, 0], SAMPLE_RATE)
    soundfile.write(tmp_path / "stereo.wav", phrases(4), SAMPLE_RATE)
    soundfile.write(tmp_path / "mono.wav", tone(4)[:, 0], SAMPLE_RATE)
    assert read_sound(tmp_path / "voice.wav", 20)[1]
    assert not read_sound(tmp_path / "stereo.wav", 20)[1]
    assert not read_sound(tmp_path / "mono.wav", 20)[1]


@pytest.mark.parametrize("content", [b"", b"RIFF\x00\x00\x00\x00WAVEfmt ", b"no sound at all" * 90])
def test_an_unreadable_file_is_refused_in_plain_words(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "broken.wav"
    path.write_bytes(content)
    with pytest.raises(GenerationFailedError, match=r"could not be read.*Nothing was charged; save it as"):
        read_sound(path, 6)


def test_an_empty_file_and_a_picture_are_refused(tmp_path: Path) -> None:
    from PIL import Image

    soundfile.write(tmp_path / "empty.wav", np.zeros((10, 2)), SAMPLE_RATE)
    with pytest.raises(GenerationFailedError, match="empty"):
        read_sound(tmp_path / "empty.wav", 6)
    Image.new("RGB", (20, 20)).save(tmp_path / "picture.png")
    with pytest.raises(GenerationFailedError, match="holds no sound"):
        read_sound(tmp_path / "picture.png", 6)


def test_resampling_keeps_the_length() -> None:
    assert len(resampled(tone(2, rate=44_100), 44_100)) == pytest.approx(2 * SAMPLE_RATE, abs=64)
    same = tone(0.1)
    assert resampled(same, SAMPLE_RATE) is same


def test_a_short_piece_is_repeated_without_a_hole() -> None:
    noise = np.random.default_rng(1).normal(0, 0.1, (62_400, 2)).astype(np.float32)
    out = repeated(noise, 5 * SAMPLE_RATE)
    assert out.shape == (5 * SAMPLE_RATE, 2)
    assert np.sqrt(np.mean(np.square(out[:, 0].reshape(-1, 2400)), axis=1)).min() > 0.09
    assert np.array_equal(out[:40_000], noise[:40_000])
    smooth = repeated(tone(1.3), 5 * SAMPLE_RATE)
    assert np.abs(np.diff(smooth[:, 0])).max() < 0.03, "no click at a join"
    assert len(repeated(tone(0.02), SAMPLE_RATE)) == SAMPLE_RATE


def test_levels_follow_the_sounding_parts() -> None:
    assert level(levelled(tone(1), 0.1)) == pytest.approx(0.1, rel=0.01)
    assert level(levelled(phrases(2), 0.1)[: SAMPLE_RATE // 2]) == pytest.approx(0.1, rel=0.02)
    silence = np.zeros((SAMPLE_RATE, 2), np.float32)
    assert levelled(silence, 0.1) is silence


def test_music_goes_down_under_the_voice_and_comes_back() -> None:
    count = 8 * SAMPLE_RATE
    bed = tone(8, hertz=3000)
    out = mixed(count, bed, tone(2, hertz=100), lead_s=3)
    spectrum = [np.abs(np.fft.rfft(out[at : at + SAMPLE_RATE // 2, 0])) for at in (96_000, 192_000, 312_000)]
    before, under, after = (each[1500] for each in spectrum)
    assert under < 0.4 * before
    assert after == pytest.approx(before, rel=0.05)
    steps = np.abs(np.diff(np.abs(out[:, 0].reshape(-1, 480)).max(axis=1)))
    assert steps[:290].max() < 0.05, "the way down is a slope, not a step"


def test_the_mix_has_the_clips_length_soft_ends_and_room_above_its_peak() -> None:
    count = 3 * SAMPLE_RATE
    loud = mixed(count, tone(9, loud=1.0), tone(9, loud=1.0, hertz=200), lead_s=0.5)
    assert loud.shape == (count, 2)
    assert np.abs(loud).max() <= PEAK + 1e-6
    assert level(loud[:240]) < 0.02
    assert level(loud[-240:]) < 0.01
    quiet = mixed(count, tone(1), None, lead_s=0)
    assert np.abs(quiet).max() == pytest.approx(0.3, rel=0.01), "what is soft stays soft"
    assert not quiet[2 * SAMPLE_RATE :].any()


def ignore(fraction: float, step: str) -> None:
    """Progress that nobody watches."""


@pytest.fixture
def speeds(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """A voice that needs 0.4 s a word at normal speed; tells at which speeds it was asked to read."""
    asked: list[float] = []

    def speak(job: EngineJob, report: Report) -> ProviderResult:
        speed = float(job.values["speed"])
        asked.append(speed)
        path = job.out_dir / "speech.wav"
        soundfile.write(path, tone(0.4 * len(job.prompt.split()) / speed, rate=24_000)[:, 0], 24_000)
        return ProviderResult((MediaOutput("audio/wav", path=path),))

    monkeypatch.setattr(speech, "speak", speak)
    return asked


def test_a_short_narration_is_read_at_its_own_speed(tmp_path: Path, speeds: list[float]) -> None:
    spoken = narrate("one two three four", 4, 0, tmp_path, ignore)
    assert speeds == [1.0]
    assert spoken.speed == 1.0
    assert spoken.lead_s == pytest.approx(0.4)
    assert level(spoken.samples) == pytest.approx(0.12, rel=0.02)


def test_a_longer_narration_is_read_faster(tmp_path: Path, speeds: list[float]) -> None:
    spoken = narrate("word " * 10, 4, 0, tmp_path, ignore)
    assert 1.1 < spoken.speed <= MAX_SPEED
    assert len(spoken.samples) / SAMPLE_RATE + spoken.lead_s < 4


def test_a_narration_that_cannot_fit_is_refused_before_any_frame(tmp_path: Path, speeds: list[float]) -> None:
    with pytest.raises(
        ProviderValidationError, match=r"about 8 s .* 4 s has room for 3\.4 s.*Nothing was charged"
    ) as no:
        narrate("word " * 20, 4, 0, tmp_path, ignore)
    assert no.value.field == "narration"
    assert speeds == [1.0]
