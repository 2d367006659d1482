"""The room: a reverb and an echo that work through a piece block by block."""

from __future__ import annotations

import numpy as np

from genstudio.providers.embedded.music.soundfont import Samples
from genstudio.providers.embedded.music.synth import RATE

BLOCK = 131_072
"""Frames rendered at a time, 2.97 s. The impulse of a room is at most as long."""

LOWEST_HZ, DARKEST_HZ = 180.0, 5_000.0


class Reverb:
    """Convolution of a mono send with a stereo room of noise that dies away in `decay_s` (60 dB), 2.9 s at most."""

    def __init__(self, decay_s: float, seed: int) -> None:
        impulse = _room(min(decay_s, 2.9), seed)
        self._size = 2 * BLOCK
        self._spectrum = np.fft.rfft(impulse, self._size, axis=1)
        self._tail = np.zeros((2, BLOCK), np.float32)

    def process(self, send: Samples) -> Samples:
        """The room's answer to the next BLOCK frames, shape (2, BLOCK)."""
        spectrum = np.fft.rfft(send, self._size)
        wet: Samples = np.fft.irfft(self._spectrum * spectrum, self._size, axis=1).astype(np.float32, copy=False)
        wet[:, :BLOCK] += self._tail
        self._tail = wet[:, BLOCK:].copy()
        return wet[:, :BLOCK]


def _room(decay_s: float, seed: int) -> Samples:
    """Two unlike channels of filtered noise, of energy 1: no rumble, and treble that dies first."""
    count = min(round((decay_s + 0.1) * RATE), BLOCK)
    time = np.arange(count, dtype=np.float32) / RATE
    noise = np.random.default_rng(seed).standard_normal((2, count), np.float32)
    tail = noise * np.exp(time * np.float32(-6.9 / decay_s))
    bright = noise * np.exp(time * np.float32(-6.9 / (0.45 * decay_s)))
    hertz = np.fft.rfftfreq(count, 1 / RATE).astype(np.float32)
    body = 1.0 / (1.0 + (hertz / 2_200.0) ** 2)
    air = (1.0 - body) / np.sqrt(1.0 + (hertz / DARKEST_HZ) ** 2)
    low_cut = hertz**2 / (hertz**2 + LOWEST_HZ**2)
    spectrum = (np.fft.rfft(tail, axis=1) * body + np.fft.rfft(bright, axis=1) * air) * low_cut
    impulse = np.fft.irfft(spectrum, count, axis=1).astype(np.float32)
    # The room answers after 12 ms: what was played stays in front.
    onset = round(0.012 * RATE)
    impulse[:, :onset] *= np.linspace(0.0, 1.0, onset, dtype=np.float32) ** 2
    impulse[:, -onset:] *= np.linspace(1.0, 0.0, onset, dtype=np.float32)
    energy = np.sqrt(np.sum(impulse**2, axis=1, keepdims=True, dtype=np.float64))
    return (impulse / energy).astype(np.float32)


class Echo:
    """Repeats a mono send twice, `delay_s` apart, right and then left, each softer; at most 1.4 s apart."""

    def __init__(self, delay_s: float) -> None:
        self._delay = min(round(delay_s * RATE), BLOCK // 2)
        self._past = np.zeros(2 * self._delay, np.float32)

    def process(self, send: Samples) -> Samples:
        """The echoes within the next BLOCK frames, shape (2, BLOCK)."""
        line = np.concatenate([self._past, send])
        self._past = line[len(line) - 2 * self._delay :]
        return np.stack([np.float32(0.45) * line[:BLOCK], line[self._delay : self._delay + BLOCK]])
