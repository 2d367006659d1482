"""From written notes to played ones: swing, loose timing, accents, strummed chords and the swell of the sections."""

from __future__ import annotations

import itertools
import random

from genstudio.providers.embedded.music.score import Form, Note, Part, Role
from genstudio.providers.embedded.music.styles import Style

# How far players stray from the beat, in seconds (standard deviation), and in velocity.
LOOSENESS_S: dict[Role, float] = {
    "drums": 0.003, "bass": 0.004, "chords": 0.006, "pad": 0.01, "arp": 0.004, "melody": 0.009, "counter": 0.01,
}  # fmt: skip
LOOSENESS_VELOCITY = 4.0
STRUM_S = 0.016
MACHINES = frozenset({"house", "synthwave", "chiptune", "trap"})


def perform(part: Part, form: Form, style: Style, rng: random.Random) -> None:
    """Replaces a part's notes by played ones, in order, none before beat 0 and none struck twice at once."""
    loose = LOOSENESS_S[part.role] / form.beat_s * (0.3 if style.name in MACHINES else 1.0)
    written = sorted(set(part.notes))
    played: list[Note] = []
    for start, chord in itertools.groupby(written, key=lambda note: note.start):
        together = list(chord)
        # The hands of one player move together; only the drums are many hands.
        shift = rng.gauss(0.0, loose)
        down = rng.random() < 0.7
        swell, accent = _swell(start, form, part.role), _accent(start, form, part.role)
        for at, note in enumerate(together if down else reversed(together)):
            own = rng.gauss(0.0, loose) if part.role == "drums" else shift
            if part.patch.strums and len(together) > 2:
                own += at * STRUM_S / form.beat_s
            velocity = round(note.velocity * swell + accent + rng.gauss(0.0, LOOSENESS_VELOCITY))
            begin = max(0.0, swung(start, style) + own)
            end = max(swung(start + note.length, style), begin + 0.08)
            played.append(Note(begin, end - begin, note.key, min(max(velocity, 12), 124)))
    part.notes = _without_doubles(sorted(played))


def swung(beat: float, style: Style) -> float:
    """Where a written beat falls: off-beats of the style's unit come late, everything between moves along."""
    if not style.swing:
        return beat
    pair = 2 * style.swing_unit
    whole, rest = divmod(beat, pair)
    middle = style.swing_unit + style.swing
    if rest <= style.swing_unit:
        return whole * pair + rest * middle / style.swing_unit
    return whole * pair + middle + (rest - style.swing_unit) * (pair - middle) / style.swing_unit


def _swell(beat: float, form: Form, role: Role) -> float:
    """The loudness of the section, with a small crescendo into a louder one that follows."""
    bar = min(int(beat // form.bar_beats), form.bars - 1)
    section = form.section_at(bar)
    level = section.energy
    following = next((each for each in form.sections if each.first_bar == section.end_bar), section)
    into = (beat / form.bar_beats - section.end_bar + 2) / 2
    if following.energy > level and into > 0:
        level += 0.6 * into * (following.energy - level)
    return 0.82 + 0.18 * level if role == "drums" else 0.74 + 0.34 * level


def _accent(beat: float, form: Form, role: Role) -> int:
    if role in ("drums", "pad"):
        return 0
    place = beat % form.bar_beats
    if place % 1:
        return -3
    return {0.0: 4, 2.0: 2}.get(place, 0)


def _without_doubles(notes: list[Note]) -> list[Note]:
    """Ends a note where the same key is struck again, and drops a stroke that comes on top of another."""
    kept: list[Note] = []
    last: dict[int, int] = {}
    for note in notes:
        before = last.get(note.key)
        if before is not None:
            gap = note.start - kept[before].start
            if gap < 0.03:
                continue
            if kept[before].length > gap:
                kept[before] = kept[before]._replace(length=gap)
        last[note.key] = len(kept)
        kept.append(note)
    return kept
