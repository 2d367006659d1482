"""Tunes: a motif of two bars per material, stated, answered, developed and closed over the chords."""

from __future__ import annotations

import random
from dataclasses import dataclass
from itertools import pairwise

from genstudio.providers.embedded.music.patterns import CELLS, CELLS_IN_THREE, strokes
from genstudio.providers.embedded.music.prompt import Plan
from genstudio.providers.embedded.music.score import ChordSpan, Form, Harmony, Note, Section
from genstudio.providers.embedded.music.theory import Key, chord_scale

PLAIN = 80
# Where the phrases of a section lie above its centre, in semitones: a rise to the third, then home.
ARC = (0, 2, 4, -1)


@dataclass(frozen=True, slots=True)
class Motif:
    """Two bars of rhythm, and for each bar the steps of the scale from note to note."""

    cells: tuple[str, str]
    steps: tuple[tuple[int, ...], tuple[int, ...]]

    def inverted(self) -> Motif:
        first, second = self.steps
        return Motif(self.cells, (tuple(-step for step in first), tuple(-step for step in second)))

    def fragment(self) -> Motif:
        """The head of the motif twice: the usual way to press on."""
        return Motif((self.cells[0], self.cells[0]), (self.steps[0], self.steps[0]))


class Tune:
    """Writes the melody part of one piece between the keys `low` and `high`."""

    def __init__(
        self, plan: Plan, form: Form, harmony: Harmony, low: int, high: int, *, purpose: str = "melody"
    ) -> None:
        self.plan, self.form, self.harmony = plan, form, harmony
        self.rng = plan.random(purpose)
        self.low, self.high = low, high
        # A comfortable octave and a half around the C above middle C, moved into the instrument's range.
        self.centre = min(max(72, low + 8), high - 9)
        self.key = self.centre
        self.motifs: dict[str, Motif] = {}
        self.notes: list[Note] = []

    def write(self, section: Section) -> None:
        """Adds the section's melody: phrases of two bars, the last one a cadence."""
        motif = self._motif(section)
        rise = round((section.energy - 0.6) * 8)
        first = section.first_bar
        pairs = -(-section.bars // 2)
        for pair in range(pairs):
            bars = range(first + 2 * pair, min(first + 2 * pair + 2, section.end_bar))
            closing = pair == pairs - 1
            phase = 3 if closing else pair % 3
            shape = motif if phase in (0, 3) else self._developed(motif, pair)
            self._phrase(shape, bars, self.centre + rise + ARC[phase], section, closing=closing)

    def improvise(self, section: Section) -> None:
        """Adds a solo: runs of eighths that reach a chord tone on every strong beat, with breaths between."""
        beats = self.form.bar_beats
        for bar in range(section.first_bar, section.end_bar):
            start, length = bar * beats, self.form.bar_length(bar)
            breath = (bar - section.first_bar) % 2 == 1
            slots = [at * 0.5 for at in range(2 * length - (3 if breath else 0)) if self.rng.random() < 0.88 or at == 0]
            target = self.centre + self.rng.choice((-4, 0, 3, 6))
            for at, until in zip(slots, [*slots[1:], length - 1.0 if breath else float(length)], strict=False):
                step = 1 if self.key < target else -1
                if self.rng.random() < 0.22:
                    step *= -2
                held = max(min(until - at, 1.5 if breath else 1.0), 0.3)
                self._move(start + at, step, strong=at % 1 == 0)
                self.notes.append(Note(start + at, held * 0.95, self.key, PLAIN + (6 if at % 1 == 0 else 0)))

    def finish(self) -> None:
        """Adds the last note: the tonic or the third over the final chord, whichever is nearer."""
        span = self.harmony.spans[-1]
        goals = span.chord.pitch_classes[:2] if len(span.chord.intervals) > 2 else span.chord.pitch_classes[:1]
        self.key = min(self._keys(goals), key=lambda key: (abs(key - self.key), key))
        self.notes.append(Note(float(self.form.beats), max(span.beats, 1.0), self.key, PLAIN))

    def _motif(self, section: Section) -> Motif:
        letter = {"I": "A", "O": "A", "S": "A"}.get(section.letter, section.letter)
        if letter not in self.motifs:
            motif = self._invent(section.energy)
            if letter == "C" and "A" in self.motifs:
                # The bridge turns the verse upside down, so that it is new and yet belongs.
                verse = self.motifs["A"].inverted()
                motif = Motif((motif.cells[0], verse.cells[1]), (motif.steps[0], verse.steps[1]))
            self.motifs[letter] = motif
        return self.motifs[letter]

    def _invent(self, energy: float) -> Motif:
        table = CELLS_IN_THREE if self.form.bar_beats == 3 else CELLS
        cells = table[self.plan.style.rhythm]
        busiest = sorted(cells, key=lambda cell: cell.count("x"))
        middle = energy * (len(busiest) - 1)
        weights = [1.0 / (0.6 + abs(at - middle)) for at in range(len(busiest))]
        first, second = self.rng.choices(busiest, weights, k=2)
        return Motif((first, second), (self._contour(first), self._contour(second)))

    def _contour(self, cell: str) -> tuple[int, ...]:
        """Mostly steps, at most one leap, and the leap is answered the other way."""
        steps = [self.rng.choice((-1, -1, 1, 1, 1, -2, 2, 0)) for _ in range(cell.count("x"))]
        if len(steps) > 2 and self.rng.random() < 0.6:
            at = self.rng.randrange(1, len(steps) - 1)
            steps[at] = self.rng.choice((-3, 3, 4))
            steps[at + 1] = -1 if steps[at] > 0 else 1
        return tuple(steps)

    def _developed(self, motif: Motif, pair: int) -> Motif:
        choice = self.rng.random()
        if pair % 3 == 2:
            return motif.fragment() if choice < 0.6 else motif.inverted()
        return motif if choice < 0.75 else motif.inverted()

    def _phrase(self, motif: Motif, bars: range, centre: int, section: Section, *, closing: bool) -> None:
        beats = self.form.bar_beats
        begun = False
        for at, bar in enumerate(bars):
            cell, steps = motif.cells[at], motif.steps[at]
            length = self.form.bar_length(bar)
            if closing and bar == bars[-1] and len(bars) > 1:
                self._close(bar * beats, length, section)
                return
            signs = list(strokes(cell, length, (4.0 if beats == 4 else 3.0) / len(cell)))
            for number, stroke in enumerate(signs):
                beat = bar * beats + stroke.start
                strong = stroke.start in (0.0, 2.0) or stroke.length >= 1.0
                if not begun:
                    begun = True
                    self.key = self._chord_key(self.harmony.at(beat), (self.key + 2 * centre) / 3)
                else:
                    self._move(beat, steps[number % len(steps)], strong=strong)
                    self._rein_in(beat, centre)
                breath = 0.8 if closing and stroke is signs[-1] else 0.96
                swell = round(6 * number / len(signs)) + (4 if strong else 0)
                self._add(beat, stroke.length * breath, PLAIN - 4 + swell, section)

    def _close(self, start: float, length: int, section: Section) -> None:
        """A cadence: a note that leads, then a long one of the chord, then a breath."""
        span = self.harmony.at(start)
        self.key = self._chord_key(span, self.key - 1)
        if length >= 3 and self.rng.random() < 0.6:
            self._add(start, 0.95, PLAIN + 2, section)
            self._move(start + 1.0, self.rng.choice((-1, 1)), strong=True)
            start, length = start + 1.0, length - 1
        self._add(start, max(length - 0.6, 0.5), PLAIN, section)

    def _add(self, beat: float, length: float, velocity: int, section: Section) -> None:
        """Adds the current key; from a section's second turn on, some long notes are ornamented."""
        if section.turn and length > 0.9 and self.rng.random() < 0.3:
            ladder = self._ladder(self.harmony.at(beat))
            above = next((key for key in ladder if key > self.key), self.key)
            self.notes.append(Note(beat, 0.25, self.key, velocity))
            self.notes.append(Note(beat + 0.25, 0.25, above, velocity - 8))
            beat, length, velocity = beat + 0.5, length - 0.5, velocity - 2
        self.notes.append(Note(beat, length, self.key, velocity))

    def _move(self, beat: float, step: int, *, strong: bool) -> None:
        """Goes `step` steps of the scale from the last key; strong beats land on the chord."""
        span = self.harmony.at(beat)
        ladder = self._ladder(span)
        nearest = min(range(len(ladder)), key=lambda at: abs(ladder[at] - self.key))
        at = min(max(nearest + step, 0), len(ladder) - 1)
        before, self.key = self.key, self._chord_key(span, ladder[at] + 0.1 * step) if strong else ladder[at]
        if step and self.key == before and self.rng.random() < 0.6:
            # The chord pulled the note back: most of the time the tune goes on to the chord's next one.
            beyond = [key for key in self._keys(span.chord.pitch_classes[:4]) if (key - before) * step > 0]
            self.key = min(beyond, key=lambda key: abs(key - before), default=before)

    def _rein_in(self, beat: float, centre: int) -> None:
        if abs(self.key - centre) > 9:
            self.key = self._chord_key(self.harmony.at(beat), centre + (4 if self.key > centre else -4))

    def _ladder(self, span: ChordSpan) -> list[int]:
        scale = chord_scale(span.chord, self.plan.key)
        if self.plan.style.melody_scale == 5:
            scale = tuple(
                tone for tone in scale if tone in five_notes(self.plan.key) or tone in span.chord.pitch_classes
            )
        return self._keys(scale)

    def _keys(self, tones: tuple[int, ...]) -> list[int]:
        return [key for key in range(self.low, self.high + 1) if key % 12 in tones]

    def _chord_key(self, span: ChordSpan, near: float) -> int:
        return min(self._keys(span.chord.pitch_classes[:4]), key=lambda key: (abs(key - near), key))


def five_notes(key: Key) -> tuple[int, ...]:
    """The pentatonic scale inside a key: without the degrees that make semitones."""
    steps = (0, 2, 3, 4, 6) if key.minor else (0, 1, 2, 4, 5)
    return tuple(key.scale[step] for step in steps)


def counterline(harmony: Harmony, form: Form, section: Section, low: int, high: int, rng: random.Random) -> list[Note]:
    """A slow second voice: the third or the seventh of each chord, moving as little as it can."""
    notes: list[Note] = []
    key = (low + high) // 2
    end = min(section.end_bar * form.bar_beats, form.beats)
    for span in harmony.between(section.first_bar * form.bar_beats, end):
        tones = span.chord.pitch_classes
        wanted = (tones[1], tones[-1]) if len(tones) > 2 else tones
        options = [each for each in range(low, high + 1) if each % 12 in wanted]
        key = min(options, key=lambda each: (abs(each - key), each))
        halves = 2 if span.beats >= 4 and rng.random() < 0.45 else 1
        notes.append(Note(span.start, span.beats / halves * 0.97, key, PLAIN - 8))
        if halves == 2:
            other = min((each for each in options if each != key), key=lambda each: abs(each - key), default=key)
            notes.append(Note(span.start + span.beats / 2, span.beats / 2 * 0.97, other, PLAIN - 10))
    return notes


def answers(melody: list[Note], harmony: Harmony, section: Section, beats: int, low: int, high: int) -> list[Note]:
    """A reply of three chord tones in each long rest or long note of the melody."""
    notes: list[Note] = []
    first, end = section.first_bar * beats, section.end_bar * beats
    own = [note for note in melody if first <= note.start < end]
    for note, after in pairwise(own):
        free = after.start - note.start - 1.0
        if free < 1.4:
            continue
        tones = harmony.at(note.start + 1.0).chord.pitch_classes
        keys = [key for key in range(low, high + 1) if key % 12 in tones]
        middle = min(range(len(keys)), key=lambda at: abs(keys[at] - (low + high) // 2))
        for at, step in enumerate((0, 1, 2)):
            start = note.start + 1.0 + 0.5 * at
            length = 0.45 if at < 2 else min(free - 1.0, 1.0)
            notes.append(Note(start, length, keys[min(middle + step, len(keys) - 1)], PLAIN - 8 + 3 * at))
    return notes


def in_thirds(melody: list[Note], harmony: Harmony, key: Key, section: Section, beats: int, low: int) -> list[Note]:
    """The melody again, a third to a sixth below, for choruses that have been heard before.

    Keys under `low` go up an octave.
    """
    first, end = section.first_bar * beats, section.end_bar * beats
    notes: list[Note] = []
    for note in melody:
        if first <= note.start < end:
            scale = chord_scale(harmony.at(note.start).chord, key)
            chord = harmony.at(note.start).chord.pitch_classes
            below = [note.key - step for step in range(3, 10) if (note.key - step) % 12 in scale]
            strong = [each for each in below if each % 12 in chord] if note.length >= 0.9 else below
            second = (strong or below)[0]
            second += 12 if second < low else 0
            notes.append(note._replace(key=second, velocity=note.velocity - 12))
    return notes
