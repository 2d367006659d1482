"""Writes an MP4 frame by frame: H.264 yuv420p and AAC, ready to play while it loads, the same bytes every time.

Only a few frames are in memory at once. The container carries no date and no writer's name, the number of encoder
threads is fixed (x264's output depends on it, not on the machine), and both codecs run in their bit-exact mode.
"""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from types import TracebackType
from typing import Self

import av
import numpy as np
from av.codec.context import Flags
from av.video.reformatter import (
    ColorPrimaries,
    ColorRange,
    Colorspace,
    ColorTrc,
    Interpolation,
    VideoReformatter,
)

from genstudio.providers.embedded.video.arrays import Bytes, Floats

SAMPLE_RATE = 48_000
AUDIO_FRAME = 1024
"""Samples in one AAC frame."""

# aq-mode 3 spends more on dark gradients, where bands show first; fewer frames of lookahead hold fewer in memory.
VIDEO_OPTIONS = {"preset": "veryfast", "crf": "19", "aq-mode": "3", "rc-lookahead": "6"}
ENCODER_THREADS = 2
SOUND_BIT_RATE = 160_000


class ClipWriter:
    """An MP4 file being written. Leave the `with` block normally to finish it."""

    def __init__(self, path: Path, size: tuple[int, int], fps: int, sound: Floats | None) -> None:
        """`size` is even in both directions; `sound` is stereo (n, 2) at SAMPLE_RATE, as long as the clip."""
        self._file = av.open(str(path), "w", format="mp4", options={"movflags": "+faststart", "fflags": "+bitexact"})
        self._fps = fps
        self._frames = 0
        video = self._file.add_stream("libx264", rate=fps, options=VIDEO_OPTIONS)
        video.width, video.height = size
        video.pix_fmt = "yuv420p"
        video.time_base = Fraction(1, fps)
        context = video.codec_context
        context.thread_count = ENCODER_THREADS
        context.gop_size = 2 * fps
        context.flags |= Flags.bitexact
        context.color_range = ColorRange.MPEG
        context.colorspace = Colorspace.ITU709
        context.color_primaries = ColorPrimaries.BT709
        context.color_trc = ColorTrc.BT709
        self._video = video
        self._converter = VideoReformatter()
        self._sound = sound
        self._sound_at = 0
        if sound is not None:
            self._audio = self._file.add_stream("aac", rate=SAMPLE_RATE, layout="stereo")
            self._audio.bit_rate = SOUND_BIT_RATE
            self._audio.codec_context.flags |= Flags.bitexact

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if kind is None:
                self._finish()
        finally:
            self._file.close()

    def write(self, frame: Bytes) -> None:
        """Appends an RGBA frame (h, w, 4), and the sound up to its end."""
        picture = self._converter.reformat(
            av.VideoFrame.from_ndarray(frame, format="rgba"),
            format="yuv420p",
            src_color_range=ColorRange.JPEG,
            dst_colorspace=Colorspace.ITU709,
            dst_color_range=ColorRange.MPEG,
            interpolation=Interpolation.AREA,
            threads=1,
        )
        picture.pts = self._frames
        picture.time_base = Fraction(1, self._fps)
        self._file.mux(self._video.encode(picture))
        self._frames += 1
        self._write_sound(self._frames * SAMPLE_RATE // self._fps)

    def _write_sound(self, until: int) -> None:
        """Appends whole AAC frames of sound up to sample `until`; alternating keeps the file's parts close together."""
        while self._sound is not None and self._sound_at + AUDIO_FRAME <= until:
            self._write_block(self._sound[self._sound_at : self._sound_at + AUDIO_FRAME])

    def _write_block(self, block: Floats) -> None:
        frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(block.T), format="fltp", layout="stereo")
        frame.sample_rate = SAMPLE_RATE
        frame.pts = self._sound_at
        frame.time_base = Fraction(1, SAMPLE_RATE)
        self._file.mux(self._audio.encode(frame))
        self._sound_at += len(block)

    def _finish(self) -> None:
        self._file.mux(self._video.encode(None))
        if self._sound is not None:
            rest = self._sound[self._sound_at : self._frames * SAMPLE_RATE // self._fps]
            if len(rest):
                self._write_block(rest)
            self._file.mux(self._audio.encode(None))
