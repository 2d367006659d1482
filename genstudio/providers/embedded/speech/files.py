"""Files that grow while the voice speaks: WAV, MP3 and subtitles. Nothing longer than one run is kept in memory."""

from __future__ import annotations

import wave
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self

import av
import numpy as np
from numpy.typing import NDArray

from genstudio.providers.embedded.speech.level import pcm
from genstudio.providers.embedded.speech.samples import SAMPLE_RATE, Samples

MP3_BITS_PER_S = 96_000


class Encoder(Protocol):
    """Takes 16-bit mono samples at 24 kHz."""

    def add(self, samples: NDArray[np.int16]) -> None: ...

    def close(self) -> None:
        """Completes the header; the file is valid only then."""
        ...


class WavEncoder:
    """16-bit PCM. The standard library's writer passes the system's own error on when the disk is full; libsndfile
    turns it into words."""

    def __init__(self, path: Path) -> None:
        self._file = wave.open(str(path), "wb")  # noqa: SIM115 - closed by close()
        self._file.setparams((1, 2, SAMPLE_RATE, 0, "NONE", ""))

    def add(self, samples: NDArray[np.int16]) -> None:
        self._file.writeframesraw(samples.astype("<i2").tobytes())

    def close(self) -> None:
        self._file.close()


class Mp3Encoder:
    """MPEG-2 layer III, constant bit rate, with the Xing header that tells players the exact length; no tags.

    Encodes one piece in a thread while the voice makes the next: LAME takes about as long as the voice does.
    """

    def __init__(self, path: Path) -> None:
        self._container = av.open(str(path), "w", format="mp3", options={"id3v2_version": "0", "fflags": "+bitexact"})
        # Level 7 took 57 % of the default's time on speech, at the same signal-to-noise ratio.
        self._stream = self._container.add_stream(
            "libmp3lame", rate=SAMPLE_RATE, layout="mono", format="s16p", options={"compression_level": "7"}
        )
        self._stream.bit_rate = MP3_BITS_PER_S
        self._thread = ThreadPoolExecutor(1)
        self._pending: Future[None] | None = None
        self._position = 0

    def add(self, samples: NDArray[np.int16]) -> None:
        self._wait()
        frame = av.AudioFrame.from_ndarray(samples[np.newaxis], format="s16p", layout="mono")
        frame.sample_rate = SAMPLE_RATE
        frame.pts = self._position
        self._position += len(samples)
        self._pending = self._thread.submit(self._encode, frame)

    def _encode(self, frame: av.AudioFrame | None) -> None:
        self._container.mux(self._stream.encode(frame))

    def _wait(self) -> None:
        if self._pending is not None:
            self._pending.result()

    def close(self) -> None:
        with self._thread, self._container:
            self._wait()
            self._encode(None)


ENCODERS: dict[str, tuple[type[WavEncoder | Mp3Encoder], str]] = {
    "wav": (WavEncoder, "audio/wav"),
    "mp3": (Mp3Encoder, "audio/mpeg"),
}


class SpeechFiles:
    """The sound file and its subtitles, side by side. Closes both, also after an error."""

    def __init__(self, folder: Path, format_name: str) -> None:
        encoder, self.mime = ENCODERS[format_name]
        self.sound = folder / f"speech.{format_name}"
        self.subtitles = folder / "speech.vtt"
        self._encoder: Encoder = encoder(self.sound)
        # A half of a surrogate pair in the prompt is no reason to fail.
        self._cues = self.subtitles.open("w", encoding="utf-8", errors="replace", newline="\n")
        self._cues.write("WEBVTT\n")
        self._written = 0

    @property
    def length_s(self) -> float:
        return self._written / SAMPLE_RATE

    def speak(self, samples: Samples) -> None:
        self._written += len(samples)
        self._encoder.add(pcm(samples))

    def rest(self, seconds: float) -> None:
        """Silence of 0 or more seconds."""
        if seconds > 0:
            self.speak(np.zeros(round(seconds * SAMPLE_RATE), np.float32))

    def cue(self, start_s: float, text: str) -> None:
        """A subtitle from `start_s` to now."""
        line = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        self._cues.write(f"\n{timestamp(start_s)} --> {timestamp(self.length_s)}\n{line}\n")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            self._encoder.close()
        finally:
            self._cues.close()


def timestamp(seconds: float) -> str:
    """ "00:01:02.345" """
    milli = round(seconds * 1000)
    return f"{milli // 3_600_000:02}:{milli // 60_000 % 60:02}:{milli // 1000 % 60:02}.{milli % 1000:03}"
