"""One voice of hibari-tts, loaded once per worker process: text in, phonemes, samples out.

The package's weights are distilled from Kokoro-82M, one complete model of 8 MB per voice. "heart" is inside the
wheel; the package fetches the others once from Hugging Face into its cache folder (`HIBARI_HOME`, else the user's
cache) and checks their SHA-256.
"""

from __future__ import annotations

import errno
import functools
from collections.abc import Iterator
from pathlib import Path

import hibari
import numpy as np
from hibari import voices as catalogue

from genstudio.core.errors import GenerationFailedError
from genstudio.providers.embedded.speech.samples import Samples
from genstudio.providers.embedded.speech.tempo import faster

ENGINE_NAME = f"hibari-tts {hibari.__version__}"
LONGEST_PHONEMES = 400
"""The package's own limit for one run of the model: about 25 s of speech."""

FASTEST_MODEL = 1.2
"""Beyond this the model swallows consonants, so it speaks this fast and the rest is time stretching. At speed 2,
Whisper base wrote 20 % of 171 words otherwise when the model did it all, and 6 % this way, all in spelling."""

# What the package's text rules raise on input that they do not expect, such as a raised 2 before a euro sign.
_UNREADABLE = (IndexError, KeyError, TypeError, ValueError)


class Voice:
    """A loaded voice."""

    def __init__(self, name: str, weights: Path) -> None:
        # Two threads were slower than one on the small matrices of this model.
        self._model = hibari.Hibari(voice=name, model=str(weights), threads=1)

    def knows(self, word: str) -> bool:
        """Whether the lexicon has the word; other words are spelled out by a small net."""
        lexicon = self._model.g2p.lexicon
        return word in lexicon.golds or word in lexicon.silvers or word.lower() in lexicon.golds

    def phonemes(self, said: str, *, close: str) -> tuple[list[str], str]:
        """Runs of at most LONGEST_PHONEMES phonemes, none when there is nothing to say; and the words left out.

        `close` ends a text without a mark of its own, so that the pitch falls ("." at an end, "," within).
        """
        try:
            spoken, skipped = self._model.g2p(said), ""
        except _UNREADABLE:
            spoken, skipped = self._word_by_word(said)
        spoken = spoken.strip()
        if not any(char.isalpha() and char in self._model.vocab for char in spoken):
            return [], skipped
        if spoken[-1].isalpha():
            spoken += close
        return list(_runs(spoken)), skipped

    def _word_by_word(self, said: str) -> tuple[str, str]:
        spoken: list[str] = []
        skipped: list[str] = []
        for word in said.split():
            try:
                spoken.append(self._model.g2p(word))
            except _UNREADABLE:
                skipped.append(word)
        return " ".join(spoken), "".join(skipped)

    def samples(self, phonemes: str, speed: float, seed: tuple[int, ...]) -> Samples:
        """The same arguments give the same samples. Silence of about 0.3 s stands before and after, less when fast."""
        rng = np.random.default_rng(seed)
        own_speed = min(speed, FASTEST_MODEL)
        spoken: Samples = self._model.from_ids(self._model.ids(phonemes), own_speed, rng)
        return faster(np.nan_to_num(spoken, copy=False, posinf=0.0, neginf=0.0), speed / own_speed)


def _runs(phonemes: str) -> Iterator[str]:
    while len(phonemes) > LONGEST_PHONEMES:
        cut = phonemes.rfind(" ", 1, LONGEST_PHONEMES)
        cut = cut if cut > 0 else LONGEST_PHONEMES
        yield phonemes[:cut]
        phonemes = phonemes[cut:].lstrip()
    yield phonemes


@functools.lru_cache(maxsize=1)  # a voice takes about 110 MB, most of it lexicons, and is loaded in half a second
def load(name: str) -> Voice:
    """The voice of that name. Fetches it the first time; raises GenerationFailedError where that fails."""
    weights = _weights(name)
    entry = catalogue.VOICES[name]
    if not entry.get("bundled") and catalogue.sha256_of(weights) != entry["sha256"]:
        weights.unlink()  # damaged on disk since it was fetched
        weights = _weights(name)
    return Voice(name, weights)


def is_here(name: str) -> bool:
    """Whether the voice can speak without a download."""
    entry = catalogue.VOICES[name]
    return bool(entry.get("bundled")) or (Path(catalogue.cache_dir()) / entry["file"]).exists()


def _weights(name: str) -> Path:
    try:
        return Path(catalogue.voice_path(name))
    except (RuntimeError, OSError) as failed:
        if isinstance(failed.__cause__, OSError) and failed.__cause__.errno == errno.ENOSPC:
            raise failed.__cause__ from failed
        raise GenerationFailedError(
            f"The voice {name.capitalize()} needs one download of 8 MB from Hugging Face, which failed. Nothing was "
            "charged; choose the built-in voice Heart, which works offline, or try again once you are online.",
            detail=str(failed),
        ) from failed
