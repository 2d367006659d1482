"""The sounding music: measured on the files that the engine writes."""

from __future__ import annotations

import errno
import json
import math
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import anyio
import numpy as np
import numpy.typing as npt
import pytest
import soundfile
from anyio import CapacityLimiter

from genstudio.core.request import MusicRequest
from genstudio.core.result import ProviderResult
from genstudio.core.spec import Value
from genstudio.providers.base import ProviderConfig
from genstudio.providers.embedded.music import engine
from genstudio.providers.embedded.music.adapter import COMPOSER, EmbeddedMusicProvider
from genstudio.providers.embedded.music.arrange import make_score
from genstudio.providers.embedded.music.instruments import PATCHES
from genstudio.providers.embedded.music.mix import mix
from genstudio.providers.embedded.music.prompt import make_plan
from genstudio.providers.embedded.music.soundfont import SoundFont, built_in_font
from genstudio.providers.embedded.music.styles import STYLES
from genstudio.providers.embedded.music.synth import Synth
from genstudio.providers.embedded.worker import EngineJob

RATE = 44_100
Sound = npt.NDArray[np.float64]
Composer = Callable[..., ProviderResult]


@pytest.fixture
def compose(tmp_path: Path) -> Composer:
    """Composes into a folder of its own."""
    count = 0

    def run(
        prompt: str = "", report: Callable[[float, str], None] = lambda done, step: None, **values: Value
    ) -> ProviderResult:
        nonlocal count
        count += 1
        folder = tmp_path / str(count)
        folder.mkdir()
        return engine.compose(EngineJob(prompt, {"seed": 7, "duration": 8, **values}, folder), report)

    return run


def files(result: ProviderResult, role: str) -> list[Path]:
    return [each.path for each in result.outputs if each.role == role and each.path is not None]


def heard(path: Path) -> Sound:
    samples, rate = soundfile.read(path, always_2d=True, dtype="float64")
    assert rate == RATE
    assert samples.shape[1] == 2
    return np.asarray(samples.T)


def decibel(ratio: float) -> float:
    return 20 * math.log10(ratio + 1e-12)


def true_peak_db(sound: Sound) -> float:
    """Four times oversampled through the whole spectrum, unlike the limiter's own short filter."""
    spectrum = np.fft.rfft(sound, axis=1)
    return decibel(float(np.abs(np.fft.irfft(spectrum, sound.shape[1] * 4, axis=1)).max()) * 4)


def octaves_db(sound: Sound) -> list[float]:
    """Bass (40-250 Hz), middle (250-2,500 Hz) and treble (2.5-12 kHz), relative to the whole."""
    power = (np.abs(np.fft.rfft(sound, axis=1)) ** 2).sum(axis=0)
    hertz = np.fft.rfftfreq(sound.shape[1], 1 / RATE)
    edges = ((40, 250), (250, 2_500), (2_500, 12_000))
    return [
        10 * math.log10(float(power[(hertz >= low) & (hertz < high)].sum() / power.sum()) + 1e-12)
        for low, high in edges
    ]


@pytest.mark.parametrize("style", STYLES)
def test_every_style_is_loud_enough_clean_and_balanced(compose: Composer, style: str) -> None:
    result = compose(style=style, stems=True)
    sound = heard(files(result, "main")[0])
    assert sound.shape[1] == 8 * RATE
    assert -17 < decibel(float(np.sqrt((sound**2).mean()))) < -15
    assert true_peak_db(sound) <= -1.0
    assert abs(float(sound[0].mean())) < 0.001 > abs(float(sound[1].mean())), "no offset"

    tenths = np.sqrt((sound[:, : 7 * RATE].reshape(2, 70, -1) ** 2).mean(axis=(0, 2)))
    quiet = "".join("q" if level < 0.003 else "." for level in tenths)
    assert "q" * 15 not in quiet, "no hole of 1.5 s"
    assert decibel(float(np.abs(sound[:, -200:]).max())) < -50, "it has ended"

    bass, middle, treble = octaves_db(sound)
    assert -12 < bass < -0.5, "neither thin nor muddy"
    assert -10 < middle < -0.5
    assert -32 < treble < -5
    assert 0.2 < float(np.corrcoef(sound[0], sound[1])[0, 1]) < 0.99, "stereo, and safe in mono"
    assert result.extras["style"] == style
    for path in files(result, "stem"):
        assert float(np.abs(heard(path)).max()) < 0.9, "stems have headroom"


def test_energy_lies_in_the_key(compose: Composer) -> None:
    """The pitches that sound are those of the key and its chords."""
    sound = heard(files(compose("calm piano in D major", duration=12), "main")[0]).mean(axis=0)
    size = 16_384
    hertz = np.fft.rfftfreq(size, 1 / RATE)
    wanted = (hertz > 110) & (hertz < 1_800)
    pitches = np.round(12 * np.log2(hertz[wanted] / 440) + 69).astype(int) % 12
    power = np.zeros(12)
    for start in range(0, len(sound) - size, size):
        spectrum = np.abs(np.fft.rfft(sound[start : start + size] * np.hanning(size))) ** 2
        np.add.at(power, pitches, spectrum[wanted])
    inside = power[[2, 4, 6, 7, 9, 11, 1]].sum()
    assert inside > 0.85 * power.sum()


def test_same_seed_same_bytes(compose: Composer) -> None:
    for file_format in ("flac", "mp3"):
        first, second = (compose("lofi", duration=5, format=file_format, stems=True) for _ in range(2))
        assert len(first.outputs) == len(second.outputs) > 8
        for one, other in zip(first.outputs, second.outputs, strict=True):
            assert one.path is not None
            assert other.path is not None
            assert one.path.read_bytes() == other.path.read_bytes()


def test_another_seed_is_another_piece(compose: Composer) -> None:
    first, other = (heard(files(compose("folk", duration=5, seed=seed), "main")[0]) for seed in (1, 2))
    assert abs(float(np.corrcoef(first.ravel(), other.ravel())[0, 1])) < 0.3


@pytest.mark.parametrize(("file_format", "mime"), [("wav", "audio/wav"), ("flac", "audio/flac"), ("mp3", "audio/mpeg")])
def test_formats(compose: Composer, file_format: str, mime: str) -> None:
    result = compose("pop", duration=5, format=file_format)
    main = result.outputs[0]
    assert (main.mime, main.role) == (mime, "main")
    assert main.path is not None
    assert soundfile.info(main.path).format == file_format.upper()
    sound = heard(main.path)
    assert sound.shape[1] / RATE == pytest.approx(5, abs=0.1)
    assert true_peak_db(sound) <= -1.0
    assert -17 < decibel(float(np.sqrt((sound**2).mean()))) < -15


@pytest.mark.parametrize("style", ["lofi", "house"])
def test_stems_sum_to_the_mix_before_mastering(compose: Composer, style: str) -> None:
    result = compose(style=style, duration=10, stems=True)
    stems = [heard(path) for path in files(result, "stem")]
    score = make_score(make_plan("", {"seed": 7, "style": style, "duration": 10}))
    mixed = np.concatenate([block.mix for block in mix(score, Synth(built_in_font()), lambda: None)], axis=1)
    assert len(stems) == len(score.parts) + (2 if style == "lofi" else 1)
    assert all(float(np.abs(stem).max()) < 1 for stem in stems)
    assert np.abs(np.sum(stems, axis=0) - mixed).max() < 1e-5
    labels = [each.label for each in result.outputs if each.role == "stem"]
    assert labels[:2] == ["Drums", "Bass"]
    master = heard(files(result, "main")[0])
    assert np.corrcoef(np.sum(stems, axis=0).ravel(), master.ravel())[0, 1] > 0.8


def test_outputs_and_extras(compose: Composer) -> None:
    result = compose("upbeat pop in G major with violin, 120 bpm", duration=20)
    assert [(each.role, each.mime) for each in result.outputs] == [
        ("main", "audio/flac"),
        ("chart", "text/plain"),
        ("midi", "audio/midi"),
    ]
    assert result.extras["engine"] == "procedural"
    assert result.extras["key"] == "G major"
    assert result.extras["tempo_bpm"] == 120
    assert "violin" in json.dumps(result.extras["instruments"])
    assert json.loads(json.dumps(result.extras)) == result.extras
    assert "Key: G major" in files(result, "chart")[0].read_text(encoding="utf-8")


def test_a_given_tempo_is_heard(compose: Composer) -> None:
    """The bass drum of house comes at the tempo that was asked for."""
    score = make_score(make_plan("", {"seed": 7, "style": "house", "tempo": 125, "duration": 12}))
    drums = np.concatenate([block.stems["drums"] for block in mix(score, Synth(built_in_font()), lambda: None)], axis=1)
    spectrum = np.fft.rfft(drums.mean(axis=0))
    spectrum[np.fft.rfftfreq(drums.shape[1], 1 / RATE) > 120] = 0
    low = np.fft.irfft(spectrum, drums.shape[1])
    envelope = np.abs(low[: len(low) // 441 * 441]).reshape(-1, 441).max(axis=1)
    beats = np.fft.rfft(envelope - envelope.mean(), 1 << 16)
    rates = np.fft.rfftfreq(1 << 16, 441 / RATE) * 60
    likely = (rates > 80) & (rates < 180)
    strongest = rates[likely][np.abs(beats[likely]).argmax()]
    assert strongest == pytest.approx(125, abs=1.5)


def test_progress_is_true(compose: Composer) -> None:
    steps: list[tuple[float, str]] = []
    compose("jazz", lambda done, step: steps.append((done, step)), duration=20)
    fractions = [done for done, _ in steps]
    assert fractions == sorted(fractions)
    assert (fractions[0], fractions[-1]) == (0.0, 1.0)
    assert len(set(fractions)) > 15
    assert {"Composing", "Mastering", "Writing the file", "Done"} <= {step for _, step in steps}
    assert any(step.startswith("Playing bar 1 of ") for _, step in steps)


def test_a_score_for_another_engine() -> None:
    sound, rate = engine.render_score("calm ocean", 3.5, 4)
    again, _ = engine.render_score("calm ocean", 3.5, 4)
    assert rate == RATE
    assert sound.shape == (round(3.5 * RATE), 2)
    assert sound.dtype == np.float32
    assert np.array_equal(sound, again)
    assert -17 < decibel(float(np.sqrt((sound**2).mean()))) < -15


@pytest.mark.parametrize(("prompt", "seconds"), [("40 bpm horror", 1.0), ("", 1.0), ("220 bpm chiptune", 2.25)])
def test_a_score_of_a_moment(prompt: str, seconds: float) -> None:
    sound, _ = engine.render_score(prompt, seconds, 1)
    assert sound.shape == (round(seconds * RATE), 2)
    assert -17 < decibel(float(np.sqrt((sound.astype(np.float64) ** 2).mean()))) < -15


@pytest.mark.parametrize(("free", "code"), [(1_000, errno.ENOSPC), (10**12, errno.EIO)])
def test_a_full_disk_is_told_as_such(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, free: int, code: int) -> None:
    (tmp_path / "music.wav").symlink_to("/dev/full")
    monkeypatch.setattr("shutil.disk_usage", lambda path: SimpleNamespace(free=free))
    job = EngineJob("", {"seed": 1, "duration": 5, "format": "wav"}, tmp_path)
    with pytest.raises(OSError, match=r"music\.wav") as refused:
        engine.compose(job, lambda done, step: None)
    assert refused.value.errno == code


LONGEST = """
import json, sys
from pathlib import Path
from genstudio.providers.embedded.music.engine import compose
from genstudio.providers.embedded.worker import EngineJob
from tests.memory import peak_bytes
job = EngineJob("house", {"seed": 1, "duration": 300, "stems": True}, Path(sys.argv[1]))
result = compose(job, lambda done, step: None)
print(json.dumps({"peak": peak_bytes(), "main": str(result.outputs[0].path)}))
"""


def test_five_minutes_with_stems_stay_below_500_megabytes(tmp_path: Path) -> None:
    run = subprocess.run([sys.executable, "-c", LONGEST, str(tmp_path)], capture_output=True, text=True, check=True)
    told = json.loads(run.stdout)
    assert told["peak"] < 500_000_000
    info = soundfile.info(told["main"])
    assert info.frames == 300 * RATE


@pytest.mark.anyio
async def test_the_provider_composes_in_a_worker(tmp_path: Path) -> None:
    seen: list[float] = []
    config = ProviderConfig("embedded", report=lambda done, step: seen.append(done), offline_lane=CapacityLimiter(1))
    values = COMPOSER.clean_values({"duration": 5, "seed": 1, "style": "chiptune"})
    request = MusicRequest(COMPOSER, "boss fight", values, work_dir=tmp_path)
    with anyio.fail_after(120):
        result = await EmbeddedMusicProvider(config).generate_music(request)
    assert soundfile.info(files(result, "main")[0]).frames == 5 * RATE
    assert result.extras["style"] == "chiptune"


@pytest.mark.parametrize("name", ["piano", "violin", "acoustic guitar", "flute", "choir", "double bass", "trumpet"])
def test_instruments_are_in_tune(name: str) -> None:
    """The spectral centre around the first partials lies within 20 cents of the note."""
    synth, patch = Synth(built_in_font()), PATCHES[name]
    for key in (patch.low + 5, (patch.low + patch.high) // 2, patch.high - 5):
        sound = synth.note(patch, key, 90, 1.5)[6_000:60_000]
        size = 1 << 18
        power = np.abs(np.fft.rfft(sound * np.hanning(len(sound)), size)) ** 2
        hertz = np.fft.rfftfreq(size, 1 / RATE)
        tone = 440 * 2 ** ((key - 69) / 12)
        cents = []
        for partial in (1, 2):
            near = (hertz > tone * partial * 0.96) & (hertz < tone * partial * 1.04)
            offsets = 1200 * np.log2(hertz[near] / (tone * partial))
            cents.append((float(power[near].sum()), float((power[near] * offsets).sum() / power[near].sum())))
        assert abs(max(cents)[1]) < 20, (name, key, cents)


def test_all_instruments_sound() -> None:
    synth = Synth(built_in_font())
    for patch in PATCHES.values():
        sound = synth.note(patch, 42 if patch.family == "drums" else (patch.low + patch.high) // 2, 90, 0.2)
        assert np.isfinite(sound).all()
        assert 0.01 < float(np.abs(sound).max()) < 2, patch.name


def test_a_file_that_is_no_soundfont_is_refused() -> None:
    with pytest.raises(ValueError, match="SoundFont"):
        SoundFont(b"RIFF\x04\x00\x00\x00WAVE")
    with pytest.raises(KeyError):
        built_in_font().regions(77, 1)
