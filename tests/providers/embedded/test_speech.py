"""The voice: measured on the files that it writes."""

from __future__ import annotations

import io
import json
import re
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import soundfile
from hibari import voices as catalogue
from numpy.typing import NDArray

from genstudio.core.errors import GenerationFailedError, ProviderValidationError
from genstudio.core.result import ProviderResult
from genstudio.core.spec import Value
from genstudio.providers.embedded.speech import engine, voice
from genstudio.providers.embedded.speech.engine import speak
from genstudio.providers.embedded.speech.samples import SAMPLE_RATE
from genstudio.providers.embedded.speech.tempo import faster
from genstudio.providers.embedded.worker import EngineJob

STORY = (
    "Welcome back! Today we're going to build a tiny greenhouse out of three old windows and a bit of patience.\n"
    "On October 12th, 2026, at 9:30 am, Dr. Miller paid $3.50 for it. Isn't that a bargain?"
)
Speaker = Callable[..., ProviderResult]


@pytest.fixture
def say(tmp_path: Path) -> Speaker:
    """Speaks a text into a folder of its own."""
    count = 0

    def run(
        text: str, report: Callable[[float, str], None] = lambda done, step: None, **values: Value
    ) -> ProviderResult:
        nonlocal count
        count += 1
        folder = tmp_path / str(count)
        folder.mkdir()
        return speak(EngineJob(text, {"seed": 7, **values}, folder), report)

    return run


def heard(result: ProviderResult) -> NDArray[np.float64]:
    path = result.outputs[0].path
    assert path is not None
    samples, rate = soundfile.read(path, always_2d=True)
    assert rate == SAMPLE_RATE
    assert samples.shape[1] == 1
    return np.asarray(samples[:, 0], dtype=np.float64)


def seconds(result: ProviderResult) -> float:
    return len(heard(result)) / SAMPLE_RATE


def file_bytes(result: ProviderResult) -> list[bytes]:
    return [each.path.read_bytes() for each in result.outputs if each.path]


def test_it_sounds_like_speech(say: Speaker) -> None:
    result = say(STORY)
    sound = heard(result)
    words = len(STORY.split())
    assert 1.8 < words / (len(sound) / SAMPLE_RATE) < 4.5, "words a second"

    frames = sound[: len(sound) // 480 * 480].reshape(-1, 480)
    power = np.square(frames).mean(axis=1)
    spoken = power > power.max() / 400
    assert 0.5 < spoken.mean() < 0.95, "mostly voice, with rests"
    assert -19 < 10 * np.log10(power[spoken].mean()) < -16
    assert np.abs(sound).max() <= 10 ** (-1 / 20)

    spectrum = np.square(np.abs(np.fft.rfft(sound)))
    hertz = np.fft.rfftfreq(len(sound), 1 / SAMPLE_RATE)
    assert spectrum[(hertz > 100) & (hertz < 4000)].sum() > 0.85 * spectrum.sum(), "the band of speech"
    assert spectrum[hertz > 4000].sum() > 0.001 * spectrum.sum(), "hisses are there"
    assert abs(sound.mean()) < 0.001
    assert result.extras == {
        "engine": "neural",
        "engine_name": "hibari-tts 0.2.1",
        "voice": "heart",
        "sentences": 4,
        "sample_rate": 24000,
        "duration_s": round(len(sound) / 24000, 3),
    }


def test_the_same_seed_gives_the_same_bytes_and_another_seed_does_not(say: Speaker) -> None:
    for format_name in ("wav", "mp3"):
        first = file_bytes(say("Hello there. How are you?", format=format_name))
        assert first == file_bytes(say("Hello there. How are you?", format=format_name))
        assert first != file_bytes(say("Hello there. How are you?", format=format_name, seed=8))


def test_what_stands_before_a_sentence_does_not_change_it(say: Speaker) -> None:
    """Every passage draws its noise from its own place in the text, so an appended sentence keeps the rest."""
    short, long = heard(say("Hello there.")), heard(say("Hello there. Good night."))
    spoken = len(short) - round(engine.TAIL_S * SAMPLE_RATE)
    assert np.array_equal(short[:spoken], long[:spoken])


def test_double_speed_takes_about_half_the_time_and_half_speed_twice(say: Speaker) -> None:
    normal = seconds(say(STORY))
    assert 0.45 < seconds(say(STORY, speed=2.0)) / normal < 0.62
    assert 1.7 < seconds(say(STORY, speed=0.5)) / normal < 2.1


def test_time_stretching_keeps_the_pitch() -> None:
    tone = np.sin(2 * np.pi * 200 * np.arange(2 * SAMPLE_RATE) / SAMPLE_RATE).astype(np.float32)
    quick = faster(tone, 1.6)
    assert len(quick) == pytest.approx(len(tone) / 1.6, rel=0.02)
    power = np.abs(np.fft.rfft(quick[2400:-2400]))
    assert power.argmax() * SAMPLE_RATE / (len(quick) - 4800) == pytest.approx(200, abs=2)
    assert np.array_equal(quick, faster(tone, 1.6))
    assert faster(tone, 1.0) is tone


def test_mp3_holds_the_same_sound(say: Speaker) -> None:
    plain, result = say(STORY), say(STORY, format="mp3")
    wav, mp3 = heard(plain), heard(result)
    assert abs(len(wav) - len(mp3)) < 0.1 * SAMPLE_RATE
    size = min(len(wav), len(mp3))
    assert np.corrcoef(wav[:size], mp3[:size])[0, 1] > 0.98, "same sound, no delay"
    assert np.abs(mp3).max() <= 10 ** (-1 / 20)
    data, whole = file_bytes(result)[0], file_bytes(plain)[0]
    assert len(data) < len(whole) / 3.5
    assert (plain.outputs[0].mime, result.outputs[0].mime) == ("audio/wav", "audio/mpeg")
    assert plain.outputs[0].role == result.outputs[0].role == "main"


def test_the_rest_between_paragraphs_is_as_long_as_asked(say: Speaker) -> None:
    lines = "One line.\nAnother line.\nThe last line."
    difference = seconds(say(lines, paragraph_pause=1.5)) - seconds(say(lines, paragraph_pause=0.5))
    assert difference == pytest.approx(2.0, abs=0.001)


def test_subtitles_tell_when_each_sentence_is_heard(say: Speaker) -> None:
    result = say("Tea & <milk>. 你好。 Good night.")
    transcript = result.outputs[1]
    assert (transcript.role, transcript.mime, transcript.label) == ("transcript", "text/vtt", "Subtitles")
    text = file_bytes(result)[1].decode()
    assert text.startswith("WEBVTT\n\n")
    cues = re.findall(r"(\d\d):(\d\d):(\d\d\.\d{3}) --> (\d\d):(\d\d):(\d\d\.\d{3})\n(.+)\n", text)
    assert [cue[-1] for cue in cues] == ["Tea &amp; &lt;milk&gt;.", "Good night."]
    sound = heard(result)
    ends = 0.0
    for cue in cues:
        start, end = (int(cue[at]) * 3600 + int(cue[at + 1]) * 60 + float(cue[at + 2]) for at in (0, 3))
        assert ends <= start < end
        during = sound[round(start * 24000) : round(end * 24000)]
        between = sound[round((ends + 0.01) * 24000) : round((start - 0.01) * 24000)]
        assert np.abs(during).max() > 0.2
        assert not np.abs(between).any(), "silence between the cues"
        assert np.abs(during[:24]).max() < 0.02, "the voice comes in without a click"
        assert np.abs(during[-24:]).max() < 0.02, "and goes out without one"
        ends = end
    assert ends < len(sound) / 24000


def test_progress_counts_characters_and_sentences(say: Speaker) -> None:
    seen: list[tuple[float, str]] = []
    say("Short. This sentence is a good deal longer than that.\nEnd.", lambda done, step: seen.append((done, step)))
    assert [step for _, step in seen] == [
        "Loading the voice", "Sentence 1 of 3", "Sentence 2 of 3", "Sentence 3 of 3", "Finished",
    ]  # fmt: skip
    assert [round(done, 2) for done, _ in seen] == [0.0, 0.0, 0.1, 0.9, 1.0]


def test_what_cannot_be_said_is_left_out_and_reported(say: Speaker) -> None:
    result = say("Hello 你好 there 😀. 再见。 Good night. 😀")
    assert result.extras["left_out"] == "你好😀再见"
    assert result.extras["left_out_count"] == 6
    assert result.extras["sentences"] == 2
    plain = say("Hello there. Good night.")
    assert seconds(result) == pytest.approx(seconds(plain), abs=0.5), "no holes"
    assert "left_out" not in plain.extras


@pytest.mark.parametrize("text", ["你好，世界！", "مرحبا بالعالم", "😀😀😀", "!!! ... ---", "€", "[a](/你好/)"])
@pytest.mark.parametrize("format_name", ["wav", "mp3"])
def test_a_text_with_nothing_to_say_is_refused_in_words(say: Speaker, text: str, format_name: str) -> None:
    with pytest.raises(ProviderValidationError, match=r"nothing in this text.*Nothing was charged; write") as refused:
        say(text, format=format_name)
    assert refused.value.field == "prompt"


@pytest.mark.parametrize(
    "text",
    [
        "9" * 60, "$" + "9" * 40, "1" + ",000" * 20, "x²€ and ₂€ and ²€5", "a" * 300, "[x](/", "\ud800 hi", "a " * 300,
        "12:75 30/30/2026 2026-02-30 1/0 -0 +49 30 1234567", "<break time='1s'/> & * _ ` # @ ^ ~ | \\ { }", "I.", "A",
    ],
)  # fmt: skip
def test_odd_texts_are_spoken(say: Speaker, text: str) -> None:
    assert np.abs(heard(say(text, speed=2.0))).max() > 0.02


def test_words_on_which_the_text_rules_fail_are_left_out_alone(say: Speaker, monkeypatch: pytest.MonkeyPatch) -> None:
    speaker = voice.load("heart")
    original = speaker._model.g2p

    def fragile(text: str) -> str:
        if "glitch" in text:
            raise IndexError(text)
        return str(original(text))

    fragile.lexicon = original.lexicon  # type: ignore[attr-defined]  # a function in the place of an object
    monkeypatch.setattr(speaker._model, "_g2p", fragile)
    result = say("Good glitch morning.")
    assert result.extras["left_out_count"] == len("glitch")
    assert seconds(result) == pytest.approx(seconds(say("Good morning.")), abs=0.4)


def test_speech_without_end_is_refused(say: Speaker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "LONGEST_HOURS", 2 / 3600)
    with pytest.raises(GenerationFailedError, match="Nothing was charged; split the text"):
        say(STORY)


@pytest.mark.parametrize("name", ["speech.wav", "speech.mp3", "speech.vtt"])
def test_a_full_disk_is_the_systems_own_error(tmp_path: Path, name: str) -> None:
    (tmp_path / name).symlink_to("/dev/full")
    with pytest.raises(OSError, match="No space left") as full:
        speak(EngineJob(STORY, {"format": "mp3" if "mp3" in name else "wav"}, tmp_path), lambda done, step: None)
    assert full.value.errno == 28


class Hub:
    """Hugging Face as far as the voices need it: hands out the built-in weights under another name."""

    def __init__(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.asked: list[str] = []
        self.online = True
        self.weights = Path(catalogue.voice_path("heart")).read_bytes()
        monkeypatch.setenv("HIBARI_HOME", str(tmp_path / "voices"))
        kore = catalogue.VOICES["kore"] | {"sha256": catalogue.VOICES["heart"]["sha256"]}
        monkeypatch.setitem(catalogue.VOICES, "kore", kore)
        monkeypatch.setattr(urllib.request, "urlopen", self.urlopen)
        voice.load.cache_clear()

    def urlopen(self, url: str, timeout: float) -> io.BytesIO:
        self.asked.append(url)
        if not self.online:
            raise urllib.error.URLError("no route to host")
        return io.BytesIO(self.weights)


@pytest.fixture
def hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Hub:
    return Hub(tmp_path, monkeypatch)


def test_a_further_voice_is_fetched_once(say: Speaker, hub: Hub) -> None:
    steps: list[str] = []
    result = say("Hello.", lambda done, step: steps.append(step), voice="kore")
    assert result.extras["voice"] == "kore"
    voice.load.cache_clear()
    say("Hello.", lambda done, step: steps.append(step), voice="kore")
    assert hub.asked == ["https://huggingface.co/maureesewilliams/hibari/resolve/main/voices/af_kore.int8.onnx"]
    assert [step for step in steps if "oice" in step] == ["Fetching the voice, 8 MB, once", "Loading the voice"]


def test_a_damaged_voice_is_fetched_again(say: Speaker, hub: Hub) -> None:
    file = Path(catalogue.cache_dir()) / catalogue.VOICES["kore"]["file"]
    file.parent.mkdir()
    file.write_bytes(hub.weights[:1000])
    say("Hello.", voice="kore")
    assert len(hub.asked) == 1
    assert file.read_bytes() == hub.weights


def test_offline_a_further_voice_says_what_to_do_and_the_built_in_voice_works(say: Speaker, hub: Hub) -> None:
    hub.online = False
    with pytest.raises(GenerationFailedError) as failed:
        say("Hello.", voice="fenrir")
    assert failed.value.message == (
        "The voice Fenrir needs one download of 8 MB from Hugging Face, which failed. Nothing was charged; "
        "choose the built-in voice Heart, which works offline, or try again once you are online."
    )
    assert "no route to host" in failed.value.detail
    assert seconds(say("Hello.")) > 0.5


MEMORY = """
import json, sys
from pathlib import Path
from genstudio.providers.embedded.speech.engine import speak
from genstudio.providers.embedded.speech.samples import SAMPLE_RATE
from genstudio.providers.embedded.speech.tempo import faster
from genstudio.providers.embedded.worker import EngineJob
from tests.memory import peak_bytes

sentence, folder, peaks = "Songs hum. ", Path(sys.argv[1]), []
for sentences in (10, 300):
    result = speak(EngineJob(sentence * sentences, {"seed": 1}, folder), lambda done, step: None)
    assert result.extras["sentences"] == sentences
    peaks.append(peak_bytes() / 1024**2)
print(json.dumps(peaks))
"""


def test_memory_does_not_grow_with_the_text(tmp_path: Path) -> None:
    """300 sentences are some 330 s of sound, 31 MB as the voice makes it: none of it may stay."""
    out = subprocess.run([sys.executable, "-c", MEMORY, str(tmp_path)], capture_output=True, text=True, check=True)
    few_mb, many_mb = json.loads(out.stdout)
    assert many_mb - few_mb < 6
