"""The sound of a clip: the user's own, a score, a narration over either; exactly as long as the picture.

All samples here are float32 stereo (n, 2) at SAMPLE_RATE.
"""

from __future__ import annotations

from pathlib import Path

import av
import numpy as np

from genstudio.core.errors import GenerationFailedError
from genstudio.providers.embedded.video.arrays import Floats, floats
from genstudio.providers.embedded.video.encode import SAMPLE_RATE

PEAK = 0.78
"""Loudest sample before encoding: -2.2 dBFS, as AAC gives back peaks up to 1 dB higher and -1 dBFS is promised."""

VOICE_LEVEL = 0.12
BED_LEVEL = 0.14
"""Root mean square of a voice while it speaks, and of music alone: about -18 and -17 dBFS."""

DUCKED = 0.3
"""What is left of the music under a voice: -10 dB."""

BLOCK = SAMPLE_RATE // 50


def read_sound(path: Path, seconds: float) -> tuple[Floats, bool]:
    """At most `seconds` from the start of a sound or video file, and whether it is a voice rather than music.

    Raises GenerationFailedError when the file cannot be used.
    """
    limit = round(seconds * SAMPLE_RATE)
    parts: list[Floats] = []
    count = 0
    try:
        with av.open(str(path), "r") as file:
            if not file.streams.audio:
                raise GenerationFailedError(
                    "Your soundtrack holds no sound. Nothing was charged; choose an audio file such as WAV or MP3."
                )
            mono = file.streams.audio[0].codec_context.channels == 1
            resampler = av.AudioResampler(format="fltp", layout="stereo", rate=SAMPLE_RATE)
            for frame in file.decode(audio=0):
                frame.pts = None  # a gap in the file's clock is no reason to fail
                for each in resampler.resample(frame):
                    parts.append(floats(each.to_ndarray().T))
                    count += each.samples
                if count >= limit:
                    break
            else:
                parts.extend(floats(each.to_ndarray().T) for each in resampler.resample(None))
    except (av.FFmpegError, OSError, ValueError) as broken:
        raise GenerationFailedError(
            "Your soundtrack could not be read: the file is damaged or of a kind that is not supported. Nothing was "
            "charged; save it as WAV, MP3 or FLAC and try again.",
            detail=f"{type(broken).__name__}: {broken}",
        ) from broken
    samples = np.concatenate(parts)[:limit] if parts else np.zeros((0, 2), np.float32)
    if len(samples) < BLOCK:
        raise GenerationFailedError(
            "Your soundtrack is empty. Nothing was charged; choose a file with at least a moment of sound."
        )
    # A damaged sample can decode to "not a number", which would spoil the whole mix.
    samples = floats(np.nan_to_num(samples))
    return samples, mono and _has_pauses(samples)


def resampled(samples: Floats, rate: int) -> Floats:
    """Stereo `samples` at `rate`, brought to SAMPLE_RATE."""
    if rate == SAMPLE_RATE:
        return samples
    frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(samples.T, np.float32), format="fltp", layout="stereo")
    frame.sample_rate = rate
    resampler = av.AudioResampler(format="fltp", layout="stereo", rate=SAMPLE_RATE)
    parts = [each.to_ndarray().T for step in (frame, None) for each in resampler.resample(step)]
    return floats(np.concatenate(parts))


def repeated(samples: Floats, count: int) -> Floats:
    """`count` samples, the sound beginning again where it ends, each join softened over up to a second."""
    join = min(SAMPLE_RATE, len(samples) // 4)
    ramp = np.linspace(0, 1, join, dtype=np.float32)[:, None]
    out = samples
    while len(out) < count:
        both = out[-join:] * np.sqrt(1 - ramp) + out[:join] * np.sqrt(ramp)
        out = np.concatenate((out[:-join], both, out[join:]))
    return out[:count]


def levelled(samples: Floats, level: float) -> Floats:
    """Brought to a root mean square of `level` where it sounds at all; silence stays silence."""
    loud = _loudness(samples)
    sounding = loud[loud > 0.1 * loud.max()] if loud.max() > 1e-4 else loud[:0]
    if not len(sounding):
        return samples
    return samples * (level / float(np.sqrt(np.mean(np.square(sounding)))))


def mixed(count: int, bed: Floats | None, voice: Floats | None, lead_s: float) -> Floats:
    """`count` samples: the `bed` under the `voice`, which begins after `lead_s`; faded at both ends, peak at most PEAK.

    What is longer than the clip is faded out, what is shorter is followed by silence.
    """
    out = np.zeros((count, 2), np.float32)
    if bed is not None:
        part = bed[:count]
        out[: len(part)] += _faded(part, 0.2, 1.2)
    if voice is not None:
        start = min(round(lead_s * SAMPLE_RATE), count)
        speech = np.zeros((count, 2), np.float32)
        part = voice[: count - start]
        speech[start : start + len(part)] = _faded(part, 0.01, 0.3 if len(voice) > len(part) else 0.02)
        out *= _ducking(speech)[:, None]
        out += speech
    peak = float(np.abs(out).max()) if count else 0.0
    return out * (PEAK / peak) if peak > PEAK else out


def _faded(samples: Floats, start_s: float, end_s: float) -> Floats:
    """The fades take at most a quarter of the sound each."""
    out = samples.copy()
    start, end = (min(round(each * SAMPLE_RATE), len(out) // 4) for each in (start_s, end_s))
    if start:
        out[:start] *= np.linspace(0, 1, start, dtype=np.float32)[:, None]
    if end:
        out[-end:] *= np.linspace(1, 0, end, dtype=np.float32)[:, None]
    return out


def _loudness(samples: Floats) -> Floats:
    """Root mean square of each BLOCK (20 ms)."""
    blocks = max(1, len(samples) // BLOCK)
    whole = samples[: blocks * BLOCK] if len(samples) >= BLOCK else samples
    return np.sqrt(np.mean(np.square(whole.reshape(blocks, -1)), axis=1, dtype=np.float32))


def _ducking(speech: Floats) -> Floats:
    """Gain for the music under `speech`: goes down a little before each phrase and comes back after it."""
    loud = _loudness(speech)
    speaks = (loud > 0.1 * max(float(loud.max()), 1e-4)).astype(np.float32)
    # Held over pauses of up to 0.6 s, so that the music does not pump between words; then a smooth ramp of 0.4 s.
    held = np.convolve(speaks, np.ones(31, np.float32), "same") > 0
    ramp = np.hanning(21) / np.hanning(21).sum()
    smooth = np.convolve(np.pad(held.astype(np.float32), 10, mode="edge"), ramp, "valid")
    middles = (np.arange(len(smooth)) + 0.5) * BLOCK
    return np.interp(np.arange(len(speech)), middles, 1 - (1 - DUCKED) * smooth).astype(np.float32)


def _has_pauses(samples: Floats) -> bool:
    """Speech falls silent between its words and phrases; music hardly ever does."""
    loud = _loudness(samples)
    return bool(np.mean(loud < 0.06 * np.percentile(loud, 95)) > 0.06)
