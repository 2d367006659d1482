"""Accompaniment: chords, broken chords, bass lines, pads and arpeggios over the harmony."""

from __future__ import annotations

import random
from collections.abc import Iterator

from genstudio.providers.embedded.music.patterns import BASS, BROKEN, CHORDS, Variants, strokes
from genstudio.providers.embedded.music.score import ChordSpan, Form, Harmony, Note, Section
from genstudio.providers.embedded.music.theory import Key, chord_scale

ACCENTS = {"X": 92, "x": 80, "o": 66}
LIVELY = 0.55
BASS_LOW, BASS_HIGH = 28, 43
LONGEST_PAD = 8.0


def choose_patterns(variants: Variants, section: Section, rng: random.Random) -> tuple[str, str]:
    """The pattern of a section's even bars and that of every fourth one."""
    pool = variants.full if section.energy >= LIVELY else variants.calm
    main = rng.choice(pool)
    others = [each for each in pool if each != main] or [main]
    return main, rng.choice(others)


def _pattern_of(patterns: tuple[str, str], bar: int, section: Section) -> str:
    return patterns[1] if (bar - section.first_bar) % 4 == 3 else patterns[0]


def comping(style: str, form: Form, harmony: Harmony, section: Section, rng: random.Random) -> Iterator[Note]:
    """The chords of a section in the manner `style`, a name of CHORDS or BROKEN."""
    if style in BROKEN:
        yield from _broken(style, form, harmony, section, rng)
        return
    patterns = choose_patterns(CHORDS[style], section, rng)
    for bar in range(section.first_bar, section.end_bar):
        start = bar * form.bar_beats
        for stroke in strokes(_pattern_of(patterns, bar, section), form.bar_length(bar)):
            yield from _strike(harmony, start + stroke.start, stroke.length, ACCENTS[stroke.mark], style)


def _strike(harmony: Harmony, start: float, length: float, velocity: int, style: str) -> Iterator[Note]:
    """A chord, struck again where the harmony changes under it."""
    end = start + length
    while start < end - 0.05:
        span = harmony.at(start)
        until = min(end, span.start + span.beats)
        keys = _power(span) if style == "power" else span.voicing
        held = until - start
        for key in keys:
            yield Note(start, held * 0.96 if held > 0.5 else held * 0.85, key, velocity)
        start, velocity = until, velocity - 8


def _power(span: ChordSpan) -> tuple[int, ...]:
    root = 40 + (span.chord.root - 40) % 12
    return (root, root + span.chord.intervals[2 if len(span.chord.intervals) > 2 else 1], root + 12)


def _broken(style: str, form: Form, harmony: Harmony, section: Section, rng: random.Random) -> Iterator[Note]:
    step, shapes = BROKEN[style]
    shape = rng.choice(shapes)
    calm = section.energy < LIVELY
    for bar in range(section.first_bar, section.end_bar):
        for at in range(round(form.bar_length(bar) / step)):
            index = shape[at % len(shape)]
            if index is None or (calm and step < 0.5 and at % 2):
                continue
            start = bar * form.bar_beats + at * step
            span = harmony.at(start)
            octave, tone = divmod(index, len(span.voicing))
            left = span.start + span.beats - start
            velocity = 82 if at % 4 == 0 else 70
            yield Note(
                start, min(step * (2.0 if step >= 0.5 else 0.95), left), span.voicing[tone] + 12 * octave, velocity
            )


def bass_line(
    style: str, form: Form, harmony: Harmony, section: Section, key: Key, rng: random.Random
) -> Iterator[Note]:
    """The bass of a section in the manner `style`, a name of BASS or "walking"."""
    if style == "walking":
        yield from _walking(form, harmony, section, key, rng)
        return
    patterns = choose_patterns(BASS[style], section, rng)
    for bar in range(section.first_bar, section.end_bar):
        start = bar * form.bar_beats
        struck: set[float] = set()
        for stroke in strokes(_pattern_of(patterns, bar, section), form.bar_length(bar)):
            beat = start + stroke.start
            span = harmony.at(beat)
            length = min(stroke.length, span.start + span.beats - beat)
            struck.add(span.start)
            tone = _bass_tone(stroke.mark, span, harmony.at(span.start + span.beats), key, rng)
            yield Note(beat, length * (0.94 if length > 0.5 else 0.88), tone, 90 if stroke.start == 0 else 80)
        for span in harmony.between(start + 0.1, start + form.bar_length(bar)):
            if span.start not in struck:
                yield Note(span.start, span.beats * 0.94, bass_root(span.chord.root), 84)


def bass_root(pitch_class: int) -> int:
    """The bass key of a pitch class: E1 to D#2, where small speakers still tell it."""
    return BASS_LOW + (pitch_class - BASS_LOW) % 12


def _bass_tone(mark: str, span: ChordSpan, after: ChordSpan, key: Key, rng: random.Random) -> int:
    root = bass_root(span.chord.root)
    match mark:
        case "5":
            fifth = root + next((step for step in span.chord.intervals if step in (6, 7)), 7)
            return fifth if fifth <= BASS_HIGH else fifth - 12
        case "3":
            return root + span.chord.intervals[1]
        case "8":
            return root + 12
        case "T":
            return bass_root(key.tonic)
        case "A":
            goal = bass_root(after.chord.root)
            scale = chord_scale(span.chord, key)
            steps = [goal + step for step in (-1, 1, -2, 2) if (goal + step) % 12 in scale]
            return rng.choice(steps[:2]) if steps else root
        case _:
            return root


def _walking(form: Form, harmony: Harmony, section: Section, key: Key, rng: random.Random) -> Iterator[Note]:
    """A note on each beat: the root, tones of the chord's scale towards the next root, and a step into it."""
    for bar in range(section.first_bar, section.end_bar):
        start = bar * form.bar_beats
        for span in harmony.between(start, start + form.bar_length(bar)):
            goal = bass_root(harmony.at(span.start + span.beats).chord.root)
            here = bass_root(span.chord.root)
            count = max(1, int(min(span.beats, form.bar_length(bar) - (span.start - start))))
            for at in range(count):
                if at == count - 1 and count > 1:
                    here = goal + rng.choice((-1, 1, -1, 2))
                elif at:
                    tones = chord_scale(span.chord, key) if at % 2 else span.chord.pitch_classes
                    upward = goal >= here if at > 1 else rng.random() < 0.6
                    reach = range(here + 1, here + 6) if upward else range(here - 1, here - 6, -1)
                    inside = [each for each in reach if each % 12 in tones and BASS_LOW - 2 <= each <= BASS_HIGH + 5]
                    here = inside[-1 if at == 2 and len(inside) > 1 else 0] if inside else bass_root(span.chord.root)
                yield Note(span.start + at, 0.93, here, 88 if at % 2 == 0 else 82)
                if rng.random() < 0.1 and at < count - 1:
                    yield Note(span.start + at + 0.5, 0.3, here, 62)


def pad(harmony: Harmony, form: Form, section: Section, low: int, high: int) -> Iterator[Note]:
    """Held chords; tones that stay are tied over, so that the pad breathes with the sections, not with the bars."""
    first, end = section.first_bar * form.bar_beats, min(section.end_bar * form.bar_beats, form.beats)
    held: dict[int, float] = {}
    for span in harmony.between(first, end):
        keys = {_into(key, low, high) for key in span.voicing[-3:]}
        for key in [each for each in held if each not in keys or span.start - held[each] >= LONGEST_PAD]:
            start = held.pop(key)
            yield Note(start, span.start - start + 0.1, key, 76)
        for key in sorted(keys):
            held.setdefault(key, span.start)
    for key, start in held.items():
        yield Note(start, end - start, key, 76)


def _into(key: int, low: int, high: int) -> int:
    while key < low:
        key += 12
    while key > high:
        key -= 12
    return key


def arpeggio(
    form: Form, harmony: Harmony, section: Section, step: float, low: int, rng: random.Random
) -> Iterator[Note]:
    """A figure over two octaves of the chord from `low` upwards, one note each `step` beats."""
    order = rng.choice(("up", "wave", "leap"))
    for bar in range(section.first_bar, section.end_bar):
        for at in range(round(form.bar_length(bar) / step)):
            start = bar * form.bar_beats + at * step
            tones = sorted(harmony.at(start).chord.pitch_classes[:4])
            keys = sorted({low + (tone - low) % 12 + 12 * octave for tone in tones for octave in (0, 1)})
            wave = [*range(len(keys)), *range(len(keys) - 2, 0, -1)]
            index = {"up": at % len(keys), "wave": wave[at % len(wave)], "leap": (at * 3) % len(keys)}[order]
            accent = 80 if at % 4 == 0 else 68
            yield Note(start, step * 0.9, keys[index], accent)
