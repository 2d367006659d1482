"""A piece before it sounds: notes in parts, chords and sections over a line of beats."""

from __future__ import annotations

import bisect
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from genstudio.providers.embedded.music.instruments import Patch
from genstudio.providers.embedded.music.prompt import Plan
from genstudio.providers.embedded.music.theory import Chord

Role = Literal["drums", "bass", "chords", "pad", "arp", "melody", "counter"]
ROLES: tuple[Role, ...] = ("drums", "bass", "chords", "pad", "arp", "melody", "counter")


class Note(NamedTuple):
    """One note: `start` and `length` in beats, `key` a MIDI key (or a drum), `velocity` 1..127."""

    start: float
    length: float
    key: int
    velocity: int


@dataclass(slots=True)
class Part:
    """The notes of one role and how they are heard.

    `level_db` is the loudness while it plays, relative to full scale before mastering. `pan` is -1..1, `reverb` and
    `echo` are shares sent to the room and the echo. `wide` plays it twice, slightly detuned, left and right. `ducks`
    lowers it under the bass drum.
    """

    role: Role
    patch: Patch
    notes: list[Note] = field(default_factory=list)
    level_db: float = -24.0
    pan: float = 0.0
    reverb: float = 0.2
    echo: float = 0.0
    wide: bool = False
    ducks: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """A stretch of whole bars. `letter` names its material, `turn` counts its returns from 0, `energy` is 0..1."""

    name: str
    letter: str
    first_bar: int
    bars: int
    energy: float
    turn: int = 0

    @property
    def end_bar(self) -> int:
        return self.first_bar + self.bars


@dataclass(frozen=True, slots=True)
class Form:
    """The time line: `beats` up to the final chord, which rings for `ring_s` seconds until the end.

    Bars have `bar_beats` beats; the last one may be shorter where the tempo was given.
    """

    tempo_bpm: float
    bar_beats: int
    beats: int
    ring_s: float
    sections: tuple[Section, ...]

    @property
    def beat_s(self) -> float:
        return 60.0 / self.tempo_bpm

    @property
    def bars(self) -> int:
        return -(-self.beats // self.bar_beats)

    def bar_length(self, bar: int) -> int:
        """Beats of a bar, fewer than `bar_beats` in a cut last one."""
        return min(self.bar_beats, self.beats - bar * self.bar_beats)

    def section_at(self, bar: int) -> Section:
        return next(each for each in reversed(self.sections) if each.first_bar <= bar)


@dataclass(frozen=True, slots=True)
class ChordSpan:
    """A chord from beat `start` for `beats` beats, and its keys as the accompaniment plays them, lowest first."""

    start: float
    beats: float
    chord: Chord
    voicing: tuple[int, ...] = ()


class Harmony:
    """The chords in order, without a gap, the final one included."""

    def __init__(self, spans: Sequence[ChordSpan]) -> None:
        self.spans = tuple(spans)
        self._starts = [span.start for span in self.spans]

    def at(self, beat: float) -> ChordSpan:
        return self.spans[max(0, bisect.bisect_right(self._starts, beat + 1e-6) - 1)]

    def between(self, first: float, end: float) -> list[ChordSpan]:
        """The spans that start within [first, end)."""
        return list(self.spans[bisect.bisect_left(self._starts, first) : bisect.bisect_left(self._starts, end)])


@dataclass(frozen=True, slots=True)
class Score:
    """A whole piece."""

    plan: Plan
    form: Form
    harmony: Harmony
    parts: tuple[Part, ...]

    @property
    def instruments(self) -> list[str]:
        """The names of what plays, without repeats, in the order of the roles."""
        return list(dict.fromkeys(part.patch.name for part in self.parts))
