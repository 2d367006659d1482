"""Speaks a text: runs in a worker process, writes the sound as it goes, and remembers nothing of it.

The heavy parts (the model, numpy, the encoders) are imported inside `speak`: the registry imports this module.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from genstudio.core.errors import GenerationFailedError, ProviderValidationError
from genstudio.core.result import Json, MediaOutput, ProviderResult
from genstudio.core.spec import Value
from genstudio.providers.embedded.speech.reading import reading_of
from genstudio.providers.embedded.speech.text import End, Passage, passages
from genstudio.providers.embedded.worker import EngineJob, Report

if TYPE_CHECKING:
    from genstudio.providers.embedded.speech.files import SpeechFiles
    from genstudio.providers.embedded.speech.voice import Voice

LEAD_S = 0.1
TAIL_S = 0.25
CLAUSE_REST_S = 0.12
SENTENCE_REST_S = 0.32
LONGEST_HOURS = 12
"""2 GB of WAV. 100,000 characters of prose take under two hours; only signs and digits come near this."""
SHOWN_LEFT_OUT = 60

NOTHING_TO_SAY = (
    "There is nothing in this text that the voice can say: it reads English in Latin letters, digits and common signs. "
    "Nothing was charged; write some words in English, or choose a provider that speaks the language of the text."
)
TOO_LONG = (
    f"The speech would last more than {LONGEST_HOURS} hours. Nothing was charged; "
    "split the text into parts, or choose a higher speed."
)


@dataclass(frozen=True, slots=True)
class Settings:
    """The values of the model's fields."""

    voice: str
    speed: float
    format: str
    paragraph_rest_s: float
    seed: int

    @staticmethod
    def of(values: Mapping[str, Value]) -> Settings:
        return Settings(
            voice=str(values.get("voice", "heart")),
            speed=float(values.get("speed", 1.0)),
            format=str(values.get("format", "wav")),
            paragraph_rest_s=float(values.get("paragraph_pause", 0.7)),
            seed=int(values.get("seed", 0)),
        )

    def rest_s(self, end: End) -> float:
        """How long the voice rests. Rests within a paragraph follow the speed."""
        match end:
            case "clause":
                return CLAUSE_REST_S / self.speed
            case "sentence":
                return SENTENCE_REST_S / self.speed
            case "paragraph":
                return self.paragraph_rest_s


def speak(job: EngineJob, report: Report) -> ProviderResult:
    """One main output of speech, and subtitles with a cue per sentence. The same job gives the same bytes.

    Raises ProviderValidationError when nothing of the text can be said, GenerationFailedError when the voice cannot
    be fetched or the speech grows too long.
    """
    from genstudio.providers.embedded.speech import files, voice
    from genstudio.providers.embedded.speech.samples import SAMPLE_RATE

    settings = Settings.of(job.values)
    report(0.0, "Loading the voice" if voice.is_here(settings.voice) else "Fetching the voice, 8 MB, once")
    speaker = voice.load(settings.voice)
    with files.SpeechFiles(job.out_dir, settings.format) as out:
        reader = _Reader(speaker, settings, out)
        reader.read(job.prompt, report)
    if not reader.sentences:
        raise ProviderValidationError(NOTHING_TO_SAY, field="prompt")
    extras: dict[str, Json] = {
        "engine": "neural",
        "engine_name": voice.ENGINE_NAME,
        "voice": settings.voice,
        "sentences": reader.sentences,
        "sample_rate": SAMPLE_RATE,
        "duration_s": round(out.length_s, 3),
    }
    if reader.left_out_count:
        extras["left_out"] = "".join(reader.left_out)
        extras["left_out_count"] = reader.left_out_count
    return ProviderResult(
        (
            MediaOutput(out.mime, path=out.sound),
            MediaOutput("text/vtt", path=out.subtitles, role="transcript", label="Subtitles"),
        ),
        extras=extras,
    )


class _Reader:
    """Reads passages aloud into the files, and counts.

    A rest is owed, not spoken, until something follows it: passages that cannot be said leave no hole.
    """

    def __init__(self, speaker: Voice, settings: Settings, out: SpeechFiles) -> None:
        self._speaker = speaker
        self._settings = settings
        self._out = out
        self._owed_s = LEAD_S
        self._mid_sentence = False
        self.sentences = 0
        self.left_out: dict[str, None] = {}
        self.left_out_count = 0

    def read(self, text: str, report: Report) -> None:
        total = sum(passage.end != "clause" for passage in passages(text))
        done_chars = 0
        number = 1
        for index, passage in enumerate(passages(text)):
            report(done_chars / len(text), f"Sentence {number:,} of {total:,}")
            self._speak(passage, index)
            done_chars += len(passage.text)
            number += passage.end != "clause"
            if self._out.length_s > LONGEST_HOURS * 3600:
                raise GenerationFailedError(TOO_LONG)
        if self.sentences:
            self._out.rest(TAIL_S)
        report(1.0, "Finished")

    def _speak(self, passage: Passage, index: int) -> None:
        from genstudio.providers.embedded.speech.level import levelled

        reading = reading_of(passage.text, self._speaker.knows)
        runs, skipped = self._speaker.phonemes(reading.said, close="," if passage.end == "clause" else ".")
        self._leave_out(reading.left_out + skipped)
        start_s: float | None = None
        for run, phonemes in enumerate(runs):
            speech = levelled(self._speaker.samples(phonemes, self._settings.speed, (self._settings.seed, index, run)))
            if len(speech):
                self._out.rest(self._owed_s)
                start_s = self._out.length_s if start_s is None else start_s
                self._out.speak(speech)
                self._owed_s = self._settings.rest_s("clause")
        if start_s is not None:
            self._out.cue(start_s, passage.text)
            self.sentences += not self._mid_sentence
            self._mid_sentence = True
        if passage.end != "clause":
            self._mid_sentence = False
        if self.sentences:
            self._owed_s = max(self._owed_s, self._settings.rest_s(passage.end))

    def _leave_out(self, text: str) -> None:
        self.left_out_count += len(text)
        for char in text:
            if len(self.left_out) < SHOWN_LEFT_OUT:
                self.left_out.setdefault(char)
