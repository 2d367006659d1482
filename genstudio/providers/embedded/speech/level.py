"""Brings the pieces of speech to one loudness and joins them without a click.

The voice speaks at about -25 dBFS RMS with peaks up to -5 dBFS. Each run is raised to `SPEECH_DBFS`, by a bounded
amount so that a breath is not blown up, and its few peaks above `CEILING_DBFS` are turned down smoothly.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from genstudio.providers.embedded.speech.samples import SAMPLE_RATE, Samples

SPEECH_DBFS = -17.5
CEILING_DBFS = -2.0
"""Below -1 dBFS by what MP3 adds to peaks."""
MOST_GAIN_DB = 14.0

FRAME = SAMPLE_RATE // 50
BLOCK = SAMPLE_RATE // 1000
REACH = 15
"""Blocks of 1 ms over which the limiter turns down and up again."""

QUIET_DBFS = -46.0
KEEP_BEFORE_S = 0.03
KEEP_AFTER_S = 0.08
FADE_S = 0.008


def levelled(samples: Samples) -> Samples:
    """Speech without the silence around it, at the common loudness, faded at both ends. Empty if all is silence."""
    speech = _trimmed(samples)
    if not len(speech):
        return speech
    gain = min(_amplitude(SPEECH_DBFS) / _speech_rms(speech), _amplitude(MOST_GAIN_DB))
    return _faded(_limited(speech * np.float32(gain)))


def pcm(samples: Samples) -> NDArray[np.int16]:
    """16-bit samples."""
    whole: NDArray[np.int16] = np.rint(np.clip(samples, -1.0, 1.0) * 32767.0).astype(np.int16)
    return whole


def _amplitude(db: float) -> float:
    return float(10.0 ** (db / 20.0))


def _trimmed(samples: Samples) -> Samples:
    loud = np.flatnonzero(np.abs(samples) > _amplitude(QUIET_DBFS))
    if not len(loud):
        return samples[:0]
    start = max(0, int(loud[0]) - int(KEEP_BEFORE_S * SAMPLE_RATE))
    return samples[start : int(loud[-1]) + int(KEEP_AFTER_S * SAMPLE_RATE)]


def _speech_rms(samples: Samples) -> float:
    """RMS over the frames of 20 ms that hold speech: those within 26 dB of the loudest."""
    padded = np.pad(samples, (0, -len(samples) % FRAME)).reshape(-1, FRAME)
    power = np.square(padded, dtype=np.float64).mean(axis=1)
    return float(np.sqrt(power[power >= power.max() / 400].mean()))


def _limited(samples: Samples) -> Samples:
    """No sample above the ceiling. The gain is constant per block, lowest over its surroundings, then averaged.

    The average spans one block less on either side than the minimum, so that the line drawn between two averages
    stays below what both blocks need.
    """
    ceiling = _amplitude(CEILING_DBFS)
    blocks = np.abs(np.pad(samples, (0, -len(samples) % BLOCK))).reshape(-1, BLOCK).max(axis=1)
    if blocks.max() <= ceiling:
        return samples
    needed = np.minimum(1.0, ceiling / np.maximum(blocks, 1e-9))
    lowest = np.lib.stride_tricks.sliding_window_view(np.pad(needed, REACH + 1, mode="edge"), 2 * REACH + 3).min(axis=1)
    smooth = np.convolve(np.pad(lowest, REACH, mode="edge"), np.full(2 * REACH + 1, 1 / (2 * REACH + 1)), "valid")
    centres = np.arange(len(smooth)) * BLOCK + BLOCK / 2
    gain = np.interp(np.arange(len(samples)), centres, smooth)
    return samples * gain.astype(np.float32)


def _faded(samples: Samples) -> Samples:
    length = min(int(FADE_S * SAMPLE_RATE), len(samples) // 2)
    ramp = np.linspace(0.0, 1.0, length, dtype=np.float32)
    faded = samples.copy()
    faded[:length] *= ramp
    faded[len(faded) - length :] *= ramp[::-1]
    return faded
