"""Reads SoundFont 2 files, plain (SF2) or with Vorbis samples (SF3), as far as the synthesiser needs them.

Format: "SoundFont Technical Specification 2.04" (Creative/E-mu, 2006). SF3, MuseScore's variant, sets bit 4 of a
sample's type; `start` and `end` are then byte offsets of an Ogg file and loop points count from the sample's start.
"""

from __future__ import annotations

import io
import math
import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import soundfile

Samples = npt.NDArray[np.float32]

FONT = "FluidR3Mono_GM.sf3"
DRUM_BANK = 128

# Generators by number, with the defaults of section 8.1.3 where they are not 0.
FILTER_CUTOFF, DELAY, ATTACK, HOLD, DECAY, SUSTAIN, RELEASE = 8, 33, 34, 35, 36, 37, 38
KEY_TO_HOLD, KEY_TO_DECAY, INSTRUMENT, KEY_RANGE, VELOCITY_RANGE, ATTENUATION = 39, 40, 41, 43, 44, 48
COARSE_TUNE, FINE_TUNE, SAMPLE_ID, SAMPLE_MODES, SCALE_TUNING, EXCLUSIVE_CLASS, ROOT_KEY = 51, 52, 53, 54, 56, 57, 58
_DEFAULTS = {
    FILTER_CUTOFF: 13500, DELAY: -12000, ATTACK: -12000, HOLD: -12000, DECAY: -12000, RELEASE: -12000,
    SCALE_TUNING: 100, ROOT_KEY: -1,
}  # fmt: skip
# What a preset may not add to its instruments: they name things rather than measure them.
_NOT_ADDED = frozenset({INSTRUMENT, KEY_RANGE, VELOCITY_RANGE, SAMPLE_ID, SAMPLE_MODES, EXCLUSIVE_CLASS, ROOT_KEY})
_UNSIGNED = frozenset({INSTRUMENT, KEY_RANGE, VELOCITY_RANGE, SAMPLE_ID})
_EVERYTHING = 0x7F00
_VORBIS = 0x10


class _SampleHeader(NamedTuple):
    name: bytes
    start: int
    end: int
    loop_start: int
    loop_end: int
    rate: int
    root: int
    correction: int
    link: int
    type: int


class Sample(NamedTuple):
    """One recording, mono in -1..1. Loop points are frames of `data`; `root` is the MIDI key it was played at."""

    data: Samples
    loop_start: int
    loop_end: int
    rate: int
    root: int
    correction_cents: int


@dataclass(frozen=True, slots=True)
class Region:
    """A sample with the keys and velocities that sound it. Times in seconds, levels in dB below full."""

    keys: tuple[int, int]
    velocities: tuple[int, int]
    sample: int
    root: int
    tune_cents: float
    cents_per_key: int
    looped: bool
    attenuation_db: float
    cutoff_hz: float
    delay_s: float
    attack_s: float
    hold_s: float
    decay_s: float
    sustain_db: float
    release_s: float
    key_to_hold: int
    key_to_decay: int

    def sounds(self, key: int, velocity: int) -> bool:
        return self.keys[0] <= key <= self.keys[1] and self.velocities[0] <= velocity <= self.velocities[1]


def _seconds(timecents: int) -> float:
    return math.pow(2.0, timecents / 1200.0)


def _overlap(*ranges: int) -> tuple[int, int]:
    return max(each & 0xFF for each in ranges), min(each >> 8 for each in ranges)


class SoundFont:
    """A font in memory. Samples are decoded when first asked for and kept."""

    def __init__(self, data: bytes) -> None:
        """Raises ValueError when `data` is not a SoundFont."""
        if data[:4] != b"RIFF" or data[8:12] != b"sfbk":
            raise ValueError("not a SoundFont")
        self._data = data
        self._chunks = dict(_lists(data))
        self._presets = [(row[2], row[1], row[3]) for row in self._rows(b"phdr", "<20sHHHIII")]
        self._preset_zones = [row[0] for row in self._rows(b"pbag", "<HH")]
        self._preset_values = list(self._rows(b"pgen", "<Hh"))
        self._instruments = [row[1] for row in self._rows(b"inst", "<20sH")]
        self._zones = [row[0] for row in self._rows(b"ibag", "<HH")]
        self._values = list(self._rows(b"igen", "<Hh"))
        self._headers = [_SampleHeader(*row) for row in self._rows(b"shdr", "<20sIIIIIBbHH")]
        self._regions: dict[tuple[int, int], tuple[Region, ...]] = {}
        self._samples: dict[int, Sample] = {}

    def _rows(self, chunk: bytes, layout: str) -> Iterator[tuple[Any, ...]]:
        start, size = self._chunks[chunk]
        return struct.iter_unpack(layout, self._data[start : start + size])

    def regions(self, bank: int, program: int) -> tuple[Region, ...]:
        """The regions of a preset. Raises KeyError when the font has no such preset."""
        if (bank, program) not in self._regions:
            self._regions[bank, program] = tuple(self._read_regions(bank, program))
        return self._regions[bank, program]

    def _read_regions(self, bank: int, program: int) -> Iterator[Region]:
        at = next((at for at, row in enumerate(self._presets[:-1]) if row[:2] == (bank, program)), None)
        if at is None:
            raise KeyError((bank, program))
        zones = range(self._presets[at][2], self._presets[at + 1][2])
        for preset in _effective(self._preset_zones, self._preset_values, zones, INSTRUMENT, {}):
            instrument = preset[INSTRUMENT]
            inner = range(self._instruments[instrument], self._instruments[instrument + 1])
            for zone in _effective(self._zones, self._values, inner, SAMPLE_ID, _DEFAULTS):
                region = self._region(zone, preset)
                if region.keys[0] <= region.keys[1] and region.velocities[0] <= region.velocities[1]:
                    yield region

    def _region(self, zone: Mapping[int, int], preset: Mapping[int, int]) -> Region:
        def value(generator: int) -> int:
            added = 0 if generator in _NOT_ADDED else preset.get(generator, 0)
            return zone.get(generator, 0) + added

        header = self._headers[zone[SAMPLE_ID]]
        return Region(
            keys=_overlap(zone.get(KEY_RANGE, _EVERYTHING), preset.get(KEY_RANGE, _EVERYTHING)),
            velocities=_overlap(zone.get(VELOCITY_RANGE, _EVERYTHING), preset.get(VELOCITY_RANGE, _EVERYTHING)),
            sample=zone[SAMPLE_ID],
            root=zone[ROOT_KEY] if zone[ROOT_KEY] >= 0 else header.root,
            tune_cents=value(COARSE_TUNE) * 100.0 + value(FINE_TUNE),
            cents_per_key=value(SCALE_TUNING),
            looped=bool(zone.get(SAMPLE_MODES, 0) & 1),
            # In practice, and in the E-mu hardware, a centibel here is 0.04 dB and not the 0.1 of the text.
            attenuation_db=max(value(ATTENUATION), 0) * 0.04,
            cutoff_hz=8.176 * _seconds(value(FILTER_CUTOFF)),
            delay_s=_seconds(value(DELAY)),
            attack_s=_seconds(value(ATTACK)),
            hold_s=_seconds(value(HOLD)),
            decay_s=_seconds(value(DECAY)),
            sustain_db=min(max(value(SUSTAIN), 0), 1440) / 10.0,
            release_s=_seconds(value(RELEASE)),
            key_to_hold=value(KEY_TO_HOLD),
            key_to_decay=value(KEY_TO_DECAY),
        )

    def sample(self, number: int) -> Sample:
        """The sample of a region."""
        if number not in self._samples:
            header = self._headers[number]
            base = self._chunks[b"smpl"][0]
            loop_start, loop_end, rate = header.loop_start, header.loop_end, header.rate
            if header.type & _VORBIS:
                packed = io.BytesIO(self._data[base + header.start : base + header.end])
                frames, rate = soundfile.read(packed, dtype="float32", always_2d=True)
                data = np.ascontiguousarray(frames[:, 0])
            else:
                count = header.end - header.start
                data = np.frombuffer(self._data, "<i2", count, base + 2 * header.start).astype(np.float32) / 32768.0
                loop_start, loop_end = loop_start - header.start, loop_end - header.start
            self._samples[number] = Sample(data, loop_start, loop_end, rate, header.root, header.correction)
        return self._samples[number]


def _riff(data: bytes, start: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    while start + 8 <= end:
        size = int.from_bytes(data[start + 4 : start + 8], "little")
        yield data[start : start + 4], start + 8, size
        start += 8 + size + (size & 1)


def _lists(data: bytes) -> Iterator[tuple[bytes, tuple[int, int]]]:
    for name, start, size in _riff(data, 12, len(data)):
        if name == b"LIST":
            yield from ((inner, (at, length)) for inner, at, length in _riff(data, start + 4, start + size))


def _effective(
    bags: list[int], values: list[tuple[int, ...]], zones: range, ends_with: int, defaults: Mapping[int, int]
) -> Iterator[dict[int, int]]:
    """The zones that name an instrument or a sample, each on top of the global zone and the defaults."""
    common: Mapping[int, int] = defaults
    for zone in zones:
        own = {
            row[0]: row[1] & 0xFFFF if row[0] in _UNSIGNED else row[1] for row in values[bags[zone] : bags[zone + 1]]
        }
        if ends_with in own:
            yield {**common, **own}
        elif zone == zones.start:
            common = {**defaults, **own}


@lru_cache(maxsize=1)
def built_in_font() -> SoundFont:
    """The font that comes with GenStudio."""
    return SoundFont(files("genstudio").joinpath("assets", "soundfonts", FONT).read_bytes())
