"""Drums: a groove in layers, fills before section ends, cymbals where sections begin."""

from __future__ import annotations

import random
from collections.abc import Iterator

from genstudio.providers.embedded.music.grooves import DRUMS, GROOVES, Groove, Lanes
from genstudio.providers.embedded.music.patterns import strokes
from genstudio.providers.embedded.music.score import Form, Harmony, Note, Section

TIMPANI_LOW = 41
ROLL = 3


def drum_part(name: str, form: Form, harmony: Harmony, rng: random.Random, silent: frozenset[str]) -> Iterator[Note]:
    """The drums of a piece; sections whose letter is in `silent` have none but a last fill."""
    groove = GROOVES[name]
    for section in form.sections:
        for bar in range(section.first_bar, section.end_bar):
            last = bar == section.end_bar - 1
            ending = bar == form.bars - 1
            lanes = _lanes(groove, section, bar)
            if last and groove.fills and section.bars > 1 and (section.energy > 0.5 or not ending):
                fill = rng.choice(groove.fills)
                half = form.bar_beats * 2
                lanes = {
                    drum: lanes.get(drum, "." * 16)[:half] + fill.get(drum, "." * 16)[half:]
                    for drum in sorted({*lanes, *fill})
                }
            if section.letter in silent:
                lanes = {} if not last or ending else {drum: "." * 8 + lane[8:] for drum, lane in lanes.items()}
            start = bar * form.bar_beats
            yield from _bar(lanes, start, form.bar_length(bar), harmony, section.energy, rng)
            if groove.crash and bar == section.first_bar and section.energy > 0.55 and bar:
                yield Note(float(start), 3.0, DRUMS[groove.crash], 84)
    yield from _ending(groove, form)


def _lanes(groove: Groove, section: Section, bar: int) -> dict[str, str]:
    """The lanes of a bar before fills: a section's energy chooses the layers."""
    if section.energy < 0.5:
        return dict(groove.calm)
    lanes = dict(groove.core)
    place = (bar - section.first_bar) % 4
    if place % 2:
        lanes |= groove.odd
    if place == 3:
        lanes |= groove.turn
    if section.energy >= 0.75:
        for drum, lane in groove.lift.items():
            own = lanes.get(drum, "." * len(lane))
            lanes[drum] = "".join(max(pair) for pair in zip(own, lane, strict=True))
    return lanes


def _bar(lanes: Lanes, start: float, beats: int, harmony: Harmony, energy: float, rng: random.Random) -> Iterator[Note]:
    closed = sorted(stroke.start for drum in ("hat", "pedal hat") for stroke in strokes(lanes.get(drum, ""), beats))
    for drum, lane in lanes.items():
        for stroke in strokes(lane, beats):
            force = int(stroke.mark)
            if force <= 3 and rng.random() < 0.25:
                continue
            velocity = min(round(force * 12.5 * (0.8 + 0.22 * energy)), 122)
            if drum == "hat roll":
                for at in range(ROLL):
                    yield Note(
                        start + stroke.start + at * 0.25 / ROLL, 0.25 / ROLL, DRUMS["hat"], velocity - 8 + 4 * at
                    )
                continue
            key = DRUMS.get(drum, 0)
            if drum == "timpani":
                key = TIMPANI_LOW + (harmony.at(start + stroke.start).chord.root - TIMPANI_LOW) % 12
            # An open hi-hat rings until the pedal closes it, half a beat at most.
            length = 0.25
            if drum == "open hat":
                length = min([at - stroke.start for at in closed if at > stroke.start] + [0.5])
            yield Note(start + stroke.start, length, key, velocity)


def _ending(groove: Groove, form: Form) -> Iterator[Note]:
    """The last stroke, together with the final chord."""
    end = float(form.beats)
    quiet = form.sections[-1].energy < 0.5
    for drum in ("kick", groove.crash or ("ride" if "ride" in groove.core else "")):
        if drum and (drum in groove.core or drum == groove.crash):
            yield Note(end, 4.0, DRUMS[drum], 70 if quiet else 96)
