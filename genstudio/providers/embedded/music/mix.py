"""The mix: every part streamed block by block, placed in the room, summed; stems and sum agree to the last bit or two.

A stem is a part as it stands in the mix, without the room; what the room answers to all of them is a stem of its own.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from genstudio.providers.embedded.music.instruments import Patch
from genstudio.providers.embedded.music.score import Note, Part, Score
from genstudio.providers.embedded.music.soundfont import Samples
from genstudio.providers.embedded.music.space import BLOCK, Echo, Reverb
from genstudio.providers.embedded.music.synth import RATE, Synth, loudness

ROOM, VINYL = "room", "vinyl"
WIDE_CENTS = 6.0
SURVEY_NOTES = 16
DUCK_DEPTH, DUCK_S = 0.6, 0.13
DRUM_PANS = {
    38: 0.05, 39: -0.08, 40: 0.05, 41: 0.3, 42: 0.28, 44: 0.28, 45: 0.1, 46: 0.28, 48: -0.2, 49: 0.45, 51: -0.35,
    53: -0.35, 54: 0.35, 57: -0.45, 63: -0.3, 64: 0.3, 69: -0.4, 70: -0.4, 75: 0.4, 81: 0.5, 82: -0.4,
}  # fmt: skip
KICKS = frozenset({35, 36})


@dataclass(frozen=True, slots=True)
class Block:
    """BLOCK frames, fewer at the end: the mix and the stems that it is the sum of, each of shape (2, frames)."""

    mix: Samples
    stems: Mapping[str, Samples]


class _Player:
    """Renders one part in order, keeping what rings on into the next block."""

    def __init__(self, part: Part, score: Score, synth: Synth, tick: Callable[[], None]) -> None:
        self.part = part
        self._tick = tick
        self._synth = synth
        self._beat_s = score.form.beat_s
        self._frames = round(score.plan.duration_s * RATE)
        self._next = 0
        self._ringing = np.zeros((2, 0), np.float32)
        self._gain = self._survey()

    def _length_s(self, note: Note) -> float:
        return note.length * self._beat_s

    def _survey(self) -> float:
        """The gain that brings the part to its level, from the energy of some of its notes and the time it plays.

        Presets differ by 20 dB and so does the number of notes, so neither says how loud a part will be.
        """
        notes = self.part.notes
        energy = 0.0
        for note, count in self._sample_notes():
            sound = self._synth.note(self.part.patch, note.key, note.velocity, self._length_s(note))
            energy += count * float(np.dot(sound, sound)) * loudness(note.velocity) ** 2
            self._tick()
        playing_s, until = 0.0, 0.0
        for note in notes:
            begin, end = note.start * self._beat_s, (note.start + max(note.length, 0.5)) * self._beat_s
            playing_s += max(0.0, end - max(begin, until))
            until = max(until, end)
        power = energy / (playing_s * RATE)
        return math.pow(10.0, self.part.level_db / 20.0) / math.sqrt(max(power, 1e-12))

    def _sample_notes(self) -> Iterator[tuple[Note, float]]:
        """Some notes and how many each stands for: of drums the hardest stroke of each, else every n-th note."""
        notes = self.part.notes
        if self.part.patch.family == "drums":
            for key in sorted({note.key for note in notes}):
                strokes = [note for note in notes if note.key == key]
                hardest = max(strokes, key=lambda note: note.velocity)
                share = sum(loudness(note.velocity) ** 2 for note in strokes) / loudness(hardest.velocity) ** 2
                yield hardest, share
        else:
            some = notes[:: max(1, len(notes) // SURVEY_NOTES)]
            for note in some:
                yield note, len(notes) / len(some)

    def block(self, start: int) -> Samples:
        """The frames from `start` on, shape (2, BLOCK), dry."""
        buffer = np.zeros((2, max(3 * BLOCK, self._ringing.shape[1])), np.float32)
        buffer[:, : self._ringing.shape[1]] = self._ringing
        notes = self.part.notes
        while self._next < len(notes):
            note = notes[self._next]
            offset = round(note.start * self._beat_s * RATE) - start
            if offset >= BLOCK:
                break
            self._next += 1
            for sound, left, right in self._voices(note):
                end = min(offset + len(sound), self._frames - start)
                if end > buffer.shape[1]:
                    buffer = np.pad(buffer, ((0, 0), (0, end - buffer.shape[1])))
                if end > offset:
                    buffer[0, offset:end] += sound[: end - offset] * np.float32(left)
                    buffer[1, offset:end] += sound[: end - offset] * np.float32(right)
        self._ringing = buffer[:, BLOCK:]
        self._tick()
        return buffer[:, :BLOCK]

    def _voices(self, note: Note) -> Iterator[tuple[Samples, float, float]]:
        """The sounds of a note with their left and right amplitudes."""
        part, length_s = self.part, self._length_s(note)
        gain = self._gain * loudness(note.velocity)
        if part.wide:
            for detune, pan in ((-WIDE_CENTS, -0.75), (WIDE_CENTS, 0.75)):
                sound = self._synth.note(part.patch, note.key, note.velocity, length_s, detune)
                yield sound, *_amplitudes(gain * math.sqrt(0.5), pan + part.pan)
        else:
            sound = self._synth.note(part.patch, note.key, note.velocity, length_s)
            yield sound, *_amplitudes(gain, _place(part.patch, part.pan, note.key))


def _place(patch: Patch, pan: float, key: int) -> float:
    """Where a note stands: drums as the kit is set up, keyboards and harps with low notes left and high ones right."""
    if patch.family == "drums":
        return DRUM_PANS.get(key, 0.0)
    return pan + (key - 64) / 72.0 if patch.family == "chords" else pan


def _amplitudes(gain: float, pan: float) -> tuple[float, float]:
    """Left and right for a pan of -1..1, at constant power and with unit gain in the middle."""
    angle = (min(max(pan, -1.0), 1.0) + 1.0) * math.pi / 4.0
    return gain * math.cos(angle) * math.sqrt(2.0), gain * math.sin(angle) * math.sqrt(2.0)


class _Ducker:
    """The gain that makes pads breathe under the bass drum."""

    def __init__(self, score: Score) -> None:
        drums = next((part for part in score.parts if part.role == "drums"), None)
        notes = drums.notes if drums else []
        self._kicks = [round(note.start * score.form.beat_s * RATE) for note in notes if note.key in KICKS]
        length = round(5 * DUCK_S * RATE)
        self._dip = (1.0 - DUCK_DEPTH * np.exp(-np.arange(length) / (DUCK_S * RATE))).astype(np.float32)

    def gain(self, start: int) -> Samples:
        gain = np.ones(BLOCK, np.float32)
        for kick in self._kicks:
            first, last = max(kick - start, 0), min(kick - start + len(self._dip), BLOCK)
            if first < last:
                dip = self._dip[first - (kick - start) : last - (kick - start)]
                gain[first:last] = np.minimum(gain[first:last], dip)
        return gain


def _crackle(rng: np.random.Generator) -> Samples:
    """A worn record: hiss and some 7 clicks a second, shape (2, BLOCK)."""
    noise = rng.standard_normal((2, BLOCK), np.float32) * np.float32(0.0005)
    count = int(rng.poisson(7 * BLOCK / RATE))
    for at in rng.integers(0, BLOCK - 32, count):
        click = np.float32(rng.uniform(-0.008, 0.008)) * np.exp(-np.arange(32, dtype=np.float32) / 6)
        noise[:, at : at + 32] += click
    return noise


def mix(score: Score, synth: Synth, tick: Callable[[], None]) -> Iterator[Block]:
    """The piece from its first frame to its last, exactly `duration_s` long. Same score, same bytes.

    `tick` is called after each piece of work, several times a block.
    """
    plan, style = score.plan, score.plan.style
    frames = round(plan.duration_s * RATE)
    players = [_Player(part, score, synth, tick) for part in score.parts]
    reverb = Reverb(style.reverb_s, 11)
    # Three quarters of a beat: between the beats, where it is heard. Slow pieces take the half, within the limit.
    delay = 0.75 if score.form.beat_s < 0.8 else 0.5
    echo = Echo(delay * score.form.beat_s)
    ducker = _Ducker(score) if style.colour == "pump" else None
    noise = np.random.default_rng(plan.seed) if style.colour == "vinyl" else None
    for start in range(0, frames, BLOCK):
        stems: dict[str, Samples] = {}
        to_room, to_echo = np.zeros(BLOCK, np.float32), np.zeros(BLOCK, np.float32)
        dip = ducker.gain(start) if ducker else None
        for player in players:
            dry = player.block(start)
            if dip is not None and player.part.ducks:
                dry *= dip
            centre = (dry[0] + dry[1]) * np.float32(0.5)
            to_room += centre * np.float32(player.part.reverb)
            if player.part.echo:
                to_echo += centre * np.float32(player.part.echo)
            stems[player.part.role] = dry
        echoes = echo.process(to_echo)
        to_room += (echoes[0] + echoes[1]) * np.float32(0.4)
        stems[ROOM] = reverb.process(to_room) + echoes
        if noise is not None:
            stems[VINYL] = _crackle(noise)
        count = min(BLOCK, frames - start)
        stems = {name: stem[:, :count] for name, stem in stems.items()}
        total = np.zeros((2, count), np.float32)
        for stem in stems.values():
            total += stem
        yield Block(total, stems)
