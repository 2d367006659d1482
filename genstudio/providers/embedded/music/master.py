"""Mastering: tone, evenness, loudness and a true-peak limit, in place on the whole mix.

Every gain is worked out on frames of 64 samples before a sample is touched, so the loudness is met by calculation and
not by trying. Levels are dB relative to full scale; loudness is the RMS over both channels and the whole piece.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator

import numpy as np
import numpy.typing as npt

from genstudio.providers.embedded.music.soundfont import Samples
from genstudio.providers.embedded.music.space import BLOCK
from genstudio.providers.embedded.music.synth import PIECE, RATE

LOUDNESS_DB = -16.0
FRAME = 64
TAPS = 4096
HALF = 8
BANDS_HZ = np.array([31.5, 63, 125, 250, 500, 1000, 2000, 4000, 8000, 16000])
# What the octaves should weigh against each other, in dB; long-term spectra of released music fall much like this.
TARGETS: dict[str, tuple[float, ...]] = {
    "full": (-7, 0, 0, -2, -4, -7, -10, -13, -17, -25),
    "club": (-4, 3, 1, -2, -5, -7, -9, -12, -15, -22),
    "warm": (-7, 1, 1, -1, -4, -8, -12, -17, -24, -34),
    "soft": (-14, -5, -2, 0, -2, -6, -10, -15, -21, -30),
    "acoustic": (-18, -6, -2, 0, -2, -5, -8, -12, -17, -26),
    "bright": (-14, -3, 0, -1, -2, -4, -6, -9, -13, -20),
    "dark": (-8, 0, 1, 0, -2, -7, -12, -17, -23, -32),
}
MOST_CUT_DB, MOST_BOOST_DB, FIRMNESS = 8.0, 5.0, 0.7
LOW_CUT_HZ = 28.0
COMPRESSION = 0.35
# 100 ms of level, 4 s for riding the fader, 20 ms of look-ahead on either side.
LEVEL_FRAMES, RIDE_FRAMES, LIMIT_FRAMES = 70, 2_800, 14
MOST_RIDE = 1.6
Gains = npt.NDArray[np.float64]


def master(mix: Samples, tone: str, ceiling_db: float, fade_s: float, tick: Callable[[float], None]) -> None:
    """Masters `mix`, shape (2, frames), in place. `tick` is called with the fraction done."""
    _equalise(mix, _curve(mix, tone), lambda done: tick(0.45 * done))
    power, peaks = _survey(mix, lambda done: tick(0.45 + 0.35 * done))
    gains = _gains(power, peaks, mix.shape[1], ceiling_db, fade_s)
    ramp = np.arange(FRAME, dtype=np.float32) / np.float32(FRAME)
    for start, end in _blocks(mix.shape[1]):
        nodes = gains[start // FRAME : -(-end // FRAME) + 1].astype(np.float32)
        curve = (nodes[:-1, None] + (nodes[1:] - nodes[:-1])[:, None] * ramp).ravel()[: end - start]
        mix[:, start:end] *= curve
        tick(0.8 + 0.2 * end / mix.shape[1])


def _blocks(frames: int) -> Iterator[tuple[int, int]]:
    for start in range(0, frames, BLOCK):
        yield start, min(start + BLOCK, frames)


def band_levels(mix: Samples) -> Gains:
    """The mean level of each octave of BANDS_HZ, in dB, from evenly spread windows."""
    size = 8192
    count = max(1, min(400, mix.shape[1] // size))
    window = np.hanning(size).astype(np.float32)
    total = np.zeros(size // 2 + 1)
    for at in np.linspace(0, max(0, mix.shape[1] - size), count).astype(int):
        piece = np.zeros((2, size), np.float32)
        part = mix[:, at : at + size]
        piece[:, : part.shape[1]] = part
        total += np.sum(np.abs(np.fft.rfft(piece * window, axis=1)) ** 2, axis=0)
    hertz = np.fft.rfftfreq(size, 1 / RATE)
    edges = [(low, low * 2.0) for low in BANDS_HZ / math.sqrt(2.0)]
    powers = [float(total[(hertz >= low) & (hertz < high)].sum()) for low, high in edges]
    levels: Gains = 10.0 * np.log10(np.array(powers) + 1e-9)
    return levels


def _curve(mix: Samples, tone: str) -> Gains:
    """The correction of each octave in dB: most of the way to the target, within bounds."""
    target, level = np.array(TARGETS[tone]), band_levels(mix)
    middle = slice(2, 8)
    difference = (target - target[middle].mean()) - (level - level[middle].mean())
    curve: Gains = np.clip(FIRMNESS * difference, -MOST_CUT_DB, MOST_BOOST_DB)
    return curve


def _equalise(mix: Samples, curve_db: Gains, tick: Callable[[float], None]) -> None:
    """Filters in place with a linear-phase FIR; below LOW_CUT_HZ, offset included, nothing is left."""
    hertz = np.fft.rfftfreq(TAPS, 1 / RATE)
    gain = 10.0 ** (np.interp(np.log2(hertz + 1e-3), np.log2(BANDS_HZ), curve_db) / 20.0)
    gain *= hertz**4 / (hertz**4 + LOW_CUT_HZ**4)
    taps = np.roll(np.fft.irfft(gain, TAPS), TAPS // 2) * np.hanning(TAPS)
    taps -= taps.mean()
    hop, size, lag = BLOCK - TAPS, BLOCK, TAPS // 2
    spectrum = np.fft.rfft(taps.astype(np.float32), size)
    frames = mix.shape[1]
    tail = np.zeros((2, TAPS), np.float32)
    for start in range(0, frames + lag, hop):
        piece = np.zeros((2, hop), np.float32)
        part = mix[:, start : start + hop]
        piece[:, : part.shape[1]] = part
        wet = np.fft.irfft(np.fft.rfft(piece, size, axis=1) * spectrum, size, axis=1)
        wet[:, :TAPS] += tail
        tail = wet[:, hop:].astype(np.float32)
        first, last = max(start - lag, 0), min(start + hop - lag, frames)
        mix[:, first:last] = wet[:, first - start + lag : last - start + lag]
        tick(min(1.0, last / frames))


def _survey(mix: Samples, tick: Callable[[float], None]) -> tuple[Gains, Gains]:
    """The mean power and the true peak of each frame of FRAME samples."""
    powers: list[Gains] = []
    peaks: list[Gains] = []
    frames = mix.shape[1]
    for start, end in _blocks(frames):
        count = -(-(end - start) // FRAME)
        piece = np.zeros((2, count * FRAME), np.float32)
        piece[:, : end - start] = mix[:, start:end]
        powers.append((piece**2).mean(axis=0, dtype=np.float64).reshape(count, FRAME).mean(axis=1))
        peaks.append(true_peaks(piece).reshape(count, FRAME).max(axis=1).astype(np.float64))
        tick(end / frames)
    return np.concatenate(powers), np.concatenate(peaks)


def true_peaks(piece: Samples) -> Samples:
    """The highest absolute value of both channels around each sample, four times oversampled (ITU-R BS.1770)."""
    highest: Samples = np.abs(piece).max(axis=0)
    for phase in (0.25, 0.5, 0.75):
        places = np.arange(-HALF, HALF) + phase
        taps = (np.sinc(places) * np.cos(np.pi * places / (2 * HALF + 1)) ** 2).astype(np.float32)
        for channel in piece:
            np.maximum(highest, np.abs(_between(channel, taps)), out=highest)
    return highest


def _between(channel: Samples, taps: Samples) -> Samples:
    """The channel filtered, as long as before. In pieces that fit the cache this is thrice as fast as np.convolve."""
    padded = np.pad(channel, HALF)
    result = np.empty_like(channel)
    for start in range(0, len(channel), PIECE):
        end = min(start + PIECE, len(channel))
        total = padded[start:end] * taps[0]
        for shift in range(1, len(taps)):
            total += padded[start + shift : end + shift] * taps[shift]
        result[start:end] = total
    return result


def _gains(power: Gains, peaks: Gains, frames: int, ceiling_db: float, fade_s: float) -> Gains:
    """The gain at each frame boundary, one more than there are frames."""
    level = np.sqrt(_moving_mean(power, LEVEL_FRAMES) + 1e-12)
    reference = math.sqrt(float(power.mean()) + 1e-12) * 1.1
    evened = np.minimum(1.0, (reference / level) ** COMPRESSION)
    # Quiet sections are ridden up slowly, as a hand on the fader would.
    slow = np.sqrt(_moving_mean(power * evened**2, RIDE_FRAMES) + 1e-12)
    evened *= np.clip((reference / slow) ** COMPRESSION, 1.0, MOST_RIDE)
    base = _at_boundaries(evened, np.mean) * _fades(len(power) + 1, frames, fade_s)
    ceiling = 10.0 ** (ceiling_db / 20.0)
    makeup = 1.0
    gains = base
    for _ in range(8):
        # The limiter takes back some of the loudness, so the make-up gain is found in a few turns.
        need = np.minimum(1.0, ceiling / np.maximum(peaks * makeup * np.maximum(base[:-1], base[1:]), 1e-9))
        gains = base * makeup * _limited(need)
        middle = (gains[:-1] + gains[1:]) / 2
        loudness_db = 10.0 * math.log10(float((power * middle**2).mean()) + 1e-12)
        makeup *= min(10.0 ** ((LOUDNESS_DB - loudness_db) / 20.0), 1e4)
        if abs(loudness_db - LOUDNESS_DB) < 0.02:
            break
    return gains


def _limited(need: Gains) -> Gains:
    """The smoothest gain at the frame boundaries that is nowhere above `need`: a running minimum, then its mean."""
    lowest = _at_boundaries(need, np.min)
    width = 2 * LIMIT_FRAMES + 1
    padded = np.pad(lowest, 2 * LIMIT_FRAMES, constant_values=1.0)
    running = np.lib.stride_tricks.sliding_window_view(padded, width).min(axis=1)
    sums = np.cumsum(np.concatenate([[0.0], running]))
    means: Gains = (sums[width:] - sums[:-width]) / width
    return means


def _at_boundaries(values: Gains, join: Callable[..., Gains]) -> Gains:
    """A value for each boundary from the frames on its two sides."""
    padded = np.concatenate([values[:1], values, values[-1:]])
    return join(np.stack([padded[:-1], padded[1:]]), axis=0)


def _moving_mean(values: Gains, width: int) -> Gains:
    width = min(width, len(values))
    padded = np.pad(values, (width // 2, width - width // 2 - 1), mode="edge")
    sums = np.cumsum(np.concatenate([[0.0], padded]))
    means: Gains = (sums[width:] - sums[:-width]) / width
    return means


def _fades(count: int, frames: int, fade_s: float) -> Gains:
    """In over 5 ms, out over the last `fade_s` along half a cosine."""
    seconds = np.arange(count) * FRAME / RATE
    left = np.clip((frames / RATE - seconds) / fade_s, 0.0, 1.0)
    return np.minimum(seconds / 0.005, 1.0) * (0.5 - 0.5 * np.cos(np.pi * left))
