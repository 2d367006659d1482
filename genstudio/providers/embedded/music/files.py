"""Audio files, written in blocks. The same samples give the same bytes."""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Literal, NamedTuple, Self

import numpy as np
import soundfile

from genstudio.core.spec import MB
from genstudio.providers.embedded.music.soundfont import Samples
from genstudio.providers.embedded.music.synth import RATE

Format = Literal["wav", "flac", "mp3"]


class Kind(NamedTuple):
    """How a format is written. `ceiling_db` leaves a lossy format the room by which its peaks overshoot."""

    mime: str
    container: str
    coding: str
    ceiling_db: float
    compression: float | None = None


KINDS: dict[Format, Kind] = {
    "wav": Kind("audio/wav", "WAV", "PCM_16", -1.2),
    "flac": Kind("audio/flac", "FLAC", "PCM_16", -1.2),
    "mp3": Kind("audio/mpeg", "MP3", "MPEG_LAYER_III", -2.4, 0.15),
}
LEAST_FREE_BYTES = 4 * MB
STEM = Kind("audio/flac", "FLAC", "PCM_24", 0.0)


class AudioFile:
    """A stereo file at RATE, open for writing; frames have shape (2, count). Raises OSError when it cannot be written.

    libsndfile says only "System error" of a full disk, so the free space tells which error it was.
    """

    def __init__(self, path: Path, kind: Kind) -> None:
        self._path = path
        settings = {} if kind.compression is None else {"compression_level": kind.compression}
        with self._told():
            self._file = soundfile.SoundFile(
                path, "w", samplerate=RATE, channels=2, format=kind.container, subtype=kind.coding, **settings
            )

    def write(self, frames: Samples) -> None:
        with self._told():
            self._file.write(np.ascontiguousarray(frames.T))

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except soundfile.LibsndfileError as refused:
            full = shutil.disk_usage(self._path.parent).free < LEAST_FREE_BYTES
            code = errno.ENOSPC if full else errno.EIO
            raise OSError(code, os.strerror(code), str(self._path)) from refused

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is None:
            with self._told():
                self._file.close()
        else:
            # What went wrong first is the news; a file that cannot be completed is thrown away.
            with contextlib.suppress(soundfile.LibsndfileError):
                self._file.close()
