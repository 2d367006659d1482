"""How long everything lasts: the tempo fitted to the duration, and the order of the sections."""

from __future__ import annotations

import math
from dataclasses import dataclass

from genstudio.providers.embedded.music.prompt import Plan
from genstudio.providers.embedded.music.score import Form, Section

LONGEST_RING_S = 5.0


@dataclass(frozen=True, slots=True)
class Shape:
    """A form: the order in which its materials come round, the one before the end, and their names and energies."""

    order: str
    last: str
    names: dict[str, str]
    energies: dict[str, float]


_ENERGIES = {"I": 0.38, "A": 0.6, "B": 0.95, "C": 0.48, "D": 0.66, "S": 0.85, "O": 0.42}
SHAPES: dict[str, Shape] = {
    "song": Shape(
        "ABABCBDBADCB",
        "B",
        {"I": "Intro", "A": "Verse", "B": "Chorus", "C": "Bridge", "D": "Interlude", "O": "Outro"},
        _ENERGIES,
    ),
    "club": Shape(
        "ABCABDCDB",
        "B",
        {"I": "Intro", "A": "Build", "B": "Drop", "C": "Break", "D": "Groove", "O": "Outro"},
        _ENERGIES | {"B": 1.0, "D": 0.8},
    ),
    "head": Shape(
        "ABSSABSCSD",
        "A",
        {"I": "Intro", "A": "Head", "B": "Bridge", "C": "Quiet chorus", "D": "Shout", "S": "Solo", "O": "Outro"},
        _ENERGIES | {"A": 0.7, "B": 0.8, "D": 0.95},
    ),
    "build": Shape(
        "ADBCADB",
        "B",
        {"I": "Opening", "A": "Theme", "B": "Climax", "C": "Calm", "D": "Rise", "O": "Ending"},
        _ENERGIES | {"A": 0.52, "C": 0.42},
    ),
    "rondo": Shape(
        "ABACABADA",
        "A",
        {"I": "Introduction", "A": "Theme", "B": "Episode", "C": "Contrast", "D": "Variation", "O": "Coda"},
        _ENERGIES | {"A": 0.66, "B": 0.82},
    ),
}


def make_form(plan: Plan) -> Form:
    """The time line of a plan. Its end, ring included, is `plan.duration_s` to the sample."""
    ring_s = min(max(0.12 * plan.duration_s, 1.2), 3.6, 0.4 * plan.duration_s)
    body_s = plan.duration_s - ring_s
    # Under two seconds a slow tempo leaves no room for a single beat; there the length counts more.
    if plan.tempo_exact and body_s * plan.tempo_bpm >= 60.0:
        tempo = plan.tempo_bpm
        beat_s = 60.0 / tempo
        bars = int(body_s / (beat_s * plan.beats))
        longest_s = min(LONGEST_RING_S, 0.35 * plan.duration_s)
        if bars and plan.duration_s - bars * plan.beats * beat_s <= longest_s:
            beats = bars * plan.beats
        else:
            beats = math.floor(body_s / beat_s + 1e-9)
        ring_s = plan.duration_s - beats * beat_s
    else:
        bars = _fitting_bars(body_s * plan.tempo_bpm / 60.0 / plan.beats)
        beats = bars * plan.beats
        tempo = beats * 60.0 / body_s
    whole_bars = -(-beats // plan.beats)
    return Form(tempo, plan.beats, beats, ring_s, _sections(whole_bars, plan))


def _fitting_bars(exact: float) -> int:
    """The number of bars nearest to `exact` in ratio, a multiple of 4 or 2 where that bends the tempo little."""
    for step, least in ((4, 14.0), (2, 5.0)):
        if exact >= least:
            return max(step, round(exact / step) * step)
    return max(1, min((math.floor(exact), math.ceil(exact)), key=lambda bars: abs(math.log(max(bars, 0.5) / exact))))


def _sections(bars: int, plan: Plan) -> tuple[Section, ...]:
    shape = SHAPES[plan.style.form]
    letters, lengths = _layout(bars, shape)
    sections: list[Section] = []
    turns: dict[str, int] = {}
    first = 0
    # The plan's energy moves all sections; returns grow a little, so that the last chorus is the fullest.
    shift = (plan.energy - 0.62) * 0.5
    for letter, length in zip(letters, lengths, strict=True):
        turn = turns.get(letter, 0)
        turns[letter] = turn + 1
        energy = min(max(shape.energies[letter] + shift + 0.04 * min(turn, 3), 0.2), 1.0)
        sections.append(Section(shape.names[letter], letter, first, length, energy, turn))
        first += length
    return tuple(sections)


def _layout(bars: int, shape: Shape) -> tuple[str, list[int]]:
    """Letters and their bars; the bars sum to `bars`."""
    if bars <= 2:
        return "A", [bars]
    if bars <= 7:
        # Even a jingle has two themes: the second half answers the first.
        first = 2 if bars < 6 else 4
        return "AB", [first, bars - first]
    if bars < 12:
        return "IAB", [2, 4, bars - 6] if bars >= 10 else [2, 2, bars - 4]
    unit = 8 if bars >= 48 else 4
    intro, outro = (4, 4) if bars >= 32 else (2, 2)
    body = bars - intro - outro
    count = max(2, round(body / unit))
    letters = "".join(shape.order[at % len(shape.order)] for at in range(count - 1)) + shape.last
    if count == 2:
        letters = "AB"
    lengths = [unit] * count
    spare = body - unit * count
    for at in range(count - 1, -1, -1):
        # Spare bars lengthen the last sections, missing ones shorten the first; by two, so that phrases stay even.
        where = at if spare > 0 else count - 1 - at
        step = max(min(spare, 2), -2)
        lengths[where] += step
        spare -= step
    lengths[-1] += spare
    return "I" + letters + "O", [intro, *lengths, outro]
