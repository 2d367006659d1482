"""The chords of a piece: progressions per section, cadences between them, and voicings that move little."""

from __future__ import annotations

import random
from collections.abc import Sequence
from itertools import pairwise

from genstudio.providers.embedded.music.prompt import Plan
from genstudio.providers.embedded.music.score import ChordSpan, Form, Harmony, Section
from genstudio.providers.embedded.music.styles import MODE_PROGRESSIONS, Style
from genstudio.providers.embedded.music.theory import Chord, Key, roman

VOICING_LOW, VOICING_HIGH, VOICING_CENTRE = 50, 76, 62
Progression = list[str]


def make_harmony(plan: Plan, form: Form) -> Harmony:
    """Chords for every bar of the form and the final one, voiced."""
    rng = plan.random("harmony")
    progressions = _choose(plan.key, plan.style, rng)
    bars: list[list[Chord]] = []
    for section in form.sections:
        tokens = _section_tokens(section, progressions)
        bars += [[roman(token, plan.key) for token in bar.split(",")] for bar in tokens]
    final = Chord(plan.key.tonic, plan.style.final[plan.key.minor])
    _lead_into_returns(bars, form, plan.key)
    if len(bars) > 1:
        bars[-1] = [_dominant(plan.key, bars[-1][0])]
    spans: list[ChordSpan] = []
    for number, chords in enumerate(bars):
        length = form.bar_length(number) / len(chords)
        start = number * form.bar_beats
        spans += [ChordSpan(start + at * length, length, chord) for at, chord in enumerate(chords)]
    ring = form.ring_s / form.beat_s
    spans.append(ChordSpan(float(form.beats), ring, final))
    return Harmony(_voiced(spans, plan.style))


def _choose(key: Key, style: Style, rng: random.Random) -> dict[str, Progression]:
    """A progression for each material: intro and outro share the verse's."""
    pool = list(MODE_PROGRESSIONS.get(key.mode, style.minor if key.minor else style.major))
    rng.shuffle(pool)
    verse, chorus, bridge, interlude = (pool[at % len(pool)].split() for at in range(4))
    return {"I": verse, "A": verse, "B": chorus, "C": bridge, "D": interlude, "S": verse, "O": verse}


def _section_tokens(section: Section, progressions: dict[str, Progression]) -> Progression:
    progression = progressions[section.letter]
    return [progression[at % len(progression)] for at in range(section.bars)]


def _dominant(key: Key, before: Chord) -> Chord:
    """The chord that leads home, kept if the bar has one already."""
    leads = {(key.tonic + step) % 12 for step in ((7, 10, 1, 2) if key.minor else (7, 10))}
    if before.root in leads:
        return before
    if key.mode in ("dorian", "phrygian", "mixolydian"):
        return roman("VII" if key.minor else "bVII", key)
    return roman("V7" if len(before.intervals) > 3 else "V", key)


def _lead_into_returns(bars: list[list[Chord]], form: Form, key: Key) -> None:
    """Where a section would end on the chord that the next one begins with, its last bar turns to the dominant."""
    for before, after in pairwise(form.sections):
        last, first = bars[before.end_bar - 1], bars[after.first_bar]
        if before.bars > 1 and last[-1].root == first[0].root == key.tonic:
            bars[before.end_bar - 1] = [_dominant(key, last[-1])]


def _voiced(spans: Sequence[ChordSpan], style: Style) -> list[ChordSpan]:
    voiced: list[ChordSpan] = []
    before: tuple[int, ...] = ()
    rootless = style.name in ("jazz", "bossa", "lofi")
    for span in spans:
        before = voice(span.chord, before, rootless=rootless)
        voiced.append(ChordSpan(span.start, span.beats, span.chord, before))
    return voiced


def voice(chord: Chord, before: tuple[int, ...], *, rootless: bool = False) -> tuple[int, ...]:
    """Three or four keys between VOICING_LOW and VOICING_HIGH that move least from the chord before.

    Without the root where the bass plays it anyway and the chord is rich enough to do without.
    """
    tones = list(chord.pitch_classes)
    if len(tones) > 4 or (rootless and len(tones) == 4):
        tones = tones[1:]
    tones = tones[:4]
    candidates = [_stack(tones[turn:] + tones[:turn], low) for turn in range(len(tones)) for low in range(48, 64)]
    candidates += [_drop_two(keys) for keys in candidates if len(keys) == 4]
    fitting = [keys for keys in candidates if keys[0] >= VOICING_LOW and keys[-1] <= VOICING_HIGH]
    return min(sorted(set(fitting)), key=lambda keys: _effort(keys, before))


def _stack(tones: list[int], low: int) -> tuple[int, ...]:
    """The tones upwards from the first one at or above `low`, each within an octave of the one below."""
    keys = [low + (tones[0] - low) % 12]
    for tone in tones[1:]:
        keys.append(keys[-1] + ((tone - keys[-1]) % 12 or 12))
    return tuple(keys)


def _drop_two(keys: tuple[int, ...]) -> tuple[int, ...]:
    """The second highest voice an octave lower: wider, as guitars and sections play it."""
    return tuple(sorted((keys[0], keys[1], keys[2] - 12, keys[3])))


def _effort(keys: tuple[int, ...], before: tuple[int, ...]) -> float:
    """How far the hand travels, and how far the chord is from the middle; seconds at the bottom sound muddy."""
    effort = 0.35 * abs(sum(keys) / len(keys) - VOICING_CENTRE)
    if keys[0] < 55 and keys[1] - keys[0] < 3:
        effort += 4.0
    if keys[-1] - keys[-2] == 1:
        effort += 3.0
    if before:
        effort += sum(min(abs(key - other) for other in before) for key in keys) + 0.7 * abs(keys[-1] - before[-1])
    return effort
