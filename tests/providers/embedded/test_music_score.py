"""The written music: form, harmony, parts, chord chart and MIDI, before a sound is made."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from itertools import pairwise

import pytest

from genstudio.core.spec import Value
from genstudio.providers.embedded.music.arrange import make_score
from genstudio.providers.embedded.music.chart import chord_chart
from genstudio.providers.embedded.music.midi import TICKS, midi_file
from genstudio.providers.embedded.music.prompt import make_plan
from genstudio.providers.embedded.music.score import Score
from genstudio.providers.embedded.music.styles import STYLES
from genstudio.providers.embedded.music.theory import chord_scale

SEEDS = range(2)


def score(prompt: str = "", **values: Value) -> Score:
    return make_score(make_plan(prompt, {"seed": 5, **values}))


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("duration", [5, 17, 90])
def test_every_style_fills_every_length(style: str, duration: int) -> None:
    for seed in SEEDS:
        piece = score(style=style, duration=duration, seed=seed)
        form = piece.form
        assert form.beats * form.beat_s + form.ring_s == pytest.approx(duration)
        assert 1.0 < form.ring_s <= 5.0, "a real ending inside the length"
        assert sum(section.bars for section in form.sections) == form.bars
        assert all(one.end_bar == other.first_bar for one, other in pairwise(form.sections))
        assert {"melody", "chords"} <= {part.role for part in piece.parts}
        for part in piece.parts:
            for note in part.notes:
                assert 0 <= note.start <= form.beats + 1
                assert note.length > 0
                assert 1 <= note.velocity <= 127
                assert 20 <= note.key <= 108


@pytest.mark.parametrize("style", STYLES)
def test_every_style_keeps_to_its_key(style: str) -> None:
    """Notes are in the key or in the scale of the chord under them, a few passing ones aside."""
    for seed in SEEDS:
        piece = score(style=style, duration=45, seed=seed)
        total = foreign = 0
        for part in piece.parts:
            if part.role == "drums":
                continue
            for note in part.notes:
                allowed = {*piece.plan.key.scale, *chord_scale(piece.harmony.at(note.start).chord, piece.plan.key)}
                total += 1
                foreign += note.key % 12 not in allowed
        assert foreign <= 0.05 * total, (style, foreign, total)


@pytest.mark.parametrize("style", STYLES)
def test_every_style_plays_without_gaps_and_ends_at_home(style: str) -> None:
    piece = score(style=style, duration=40)
    notes = sorted(note for part in piece.parts for note in part.notes)
    until = 0.0
    for note in notes:
        assert (note.start - until) * piece.form.beat_s < 1.5
        until = max(until, note.start + note.length)
    last = piece.harmony.spans[-1]
    assert last.chord.root == piece.plan.key.tonic
    final = [note for note in notes if note.start > piece.form.beats - 0.2]
    assert len(final) >= 4
    assert min(note.key for note in final) % 12 == piece.plan.key.tonic or "bass" not in {p.role for p in piece.parts}


def test_sections_differ() -> None:
    """A chorus is busier and louder than the introduction, and the bridge is quieter than both choruses."""
    piece = score(style="pop", duration=150)
    weight: dict[str, float] = {}
    for section in piece.form.sections:
        first, end = section.first_bar * piece.form.bar_beats, section.end_bar * piece.form.bar_beats
        inside = [note for part in piece.parts for note in part.notes if first <= note.start < end]
        weight.setdefault(section.letter, sum(note.velocity for note in inside) / section.bars)
    assert weight["B"] > 1.5 * weight["I"]
    assert weight["B"] > 1.2 * weight["A"]
    assert weight["B"] > 1.2 * weight["C"]


def test_a_short_piece_has_two_themes() -> None:
    assert [section.letter for section in score(style="rock", duration=8).form.sections] == ["A", "B"]


def test_a_returning_section_is_recognised() -> None:
    """The second verse begins with the first one's tune, though it is not the same to the note."""
    piece = score(style="folk", duration=120)
    verses = [section for section in piece.form.sections if section.letter == "A"]
    melody = next(part for part in piece.parts if part.role == "melody")
    openings = []
    for verse in verses[:2]:
        first = verse.first_bar * piece.form.bar_beats
        openings.append([round((note.start - first) * 4) for note in melody.notes if 0 <= note.start - first < 7.8])
    shared = set(openings[0]) & set(openings[1])
    assert len(shared) >= 0.6 * len(openings[0])


@pytest.mark.parametrize("tempo", [40, 97, 220])
@pytest.mark.parametrize("duration", [5, 31, 120])
def test_a_given_tempo_is_kept(tempo: int, duration: int) -> None:
    piece = score(style="pop", tempo=tempo, duration=duration)
    assert piece.form.tempo_bpm == tempo
    assert piece.form.beats * 60 / tempo + piece.form.ring_s == pytest.approx(duration)


def test_a_free_tempo_stays_near_the_style() -> None:
    for style in STYLES.values():
        for seed in SEEDS:
            piece = score(style=style.name, duration=60, seed=seed)
            assert style.bpm[0] * 0.85 < piece.form.tempo_bpm < style.bpm[1] * 1.15


def test_a_given_key_is_kept() -> None:
    piece = score("anything in F# minor", duration=40)
    pitches = [note.key % 12 for part in piece.parts if part.role != "drums" for note in part.notes]
    inside = sum(pitch in piece.plan.key.scale for pitch in pitches)
    assert piece.plan.key.name == "F# minor"
    assert inside > 0.9 * len(pitches)


def test_voices_move_little() -> None:
    """On average the voices of a chord go to the next one by less than a whole tone and a half."""
    for style in ("pop", "jazz", "classical"):
        spans = score(style=style, duration=90).harmony.spans
        moves = [
            abs(one - other)
            for before, after in pairwise(spans)
            for one, other in zip(before.voicing, after.voicing, strict=False)
        ]
        assert sum(moves) / len(moves) < 3.0, style


def test_swing_delays_the_off_beats() -> None:
    ride = [
        note.start % 1 for part in score(style="jazz", duration=30).parts if part.role == "drums" for note in part.notes
    ]
    off_beats = [at for at in ride if 0.3 < at < 0.9]
    assert sum(off_beats) / len(off_beats) == pytest.approx(2 / 3, abs=0.03)


def test_same_seed_same_notes() -> None:
    first, second, other = (score(style="jazz", duration=40, seed=seed) for seed in (1, 1, 2))
    assert first.parts == second.parts
    assert first.parts != other.parts


def test_notes_do_not_hang_on_the_hash_seed() -> None:
    """The order of sets differs from process to process; the music must not."""
    code = (
        "from genstudio.providers.embedded.music.arrange import make_score\n"
        "from genstudio.providers.embedded.music.prompt import make_plan\n"
        "print(make_score(make_plan('sad jazz with trumpet', {'seed': 5, 'duration': 40})).parts)"
    )
    runs = {
        subprocess.run(
            [sys.executable, "-c", code], env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True, check=True
        ).stdout
        for seed in ("1", "2")
    }
    assert len(runs) == 1
    assert len(runs.pop()) > 1_000


def test_the_chart_names_what_is_played() -> None:
    piece = score("rainy jazz in Bb major", duration=60)
    text = chord_chart(piece)
    assert text.startswith("rainy jazz in Bb major\n")
    assert "Key: Bb major" in text
    assert all(name in text for name in piece.instruments)
    assert text.count("[") == len(piece.form.sections)
    bars = [bar.split() for line in text.splitlines() if line.startswith("|") for bar in line.strip("| ").split("|")]
    assert len(bars) == piece.form.bars
    symbols = [symbol for bar in bars for symbol in bar]
    assert symbols == [span.chord.symbol(piece.plan.key) for span in piece.harmony.spans[:-1]]
    assert re.search(r"Final chord \(0:5\d\.\d\): Bb", text)


def read_variable(data: bytes, at: int) -> tuple[int, int]:
    value = 0
    while True:
        value = value << 7 | data[at] & 0x7F
        at += 1
        if data[at - 1] < 0x80:
            return value, at


def read_track(body: bytes) -> Iterator[tuple[int, bytes]]:
    """(tick, message) of a track without running status."""
    at = tick = 0
    while at < len(body):
        delta, at = read_variable(body, at)
        tick += delta
        start = at
        if body[at] == 0xFF:
            size, at = read_variable(body, at + 2)
            at += size
        else:
            at += 2 if body[at] & 0xF0 == 0xC0 else 3
        yield tick, body[start:at]


def read_midi(data: bytes) -> list[list[tuple[int, bytes]]]:
    assert data[:4] == b"MThd"
    assert int.from_bytes(data[8:10], "big") == 1
    assert int.from_bytes(data[12:14], "big") == TICKS
    tracks = []
    at = 14
    while at < len(data):
        assert data[at : at + 4] == b"MTrk"
        size = int.from_bytes(data[at + 4 : at + 8], "big")
        tracks.append(list(read_track(data[at + 8 : at + 8 + size])))
        at += 8 + size
    assert len(tracks) == int.from_bytes(data[10:12], "big")
    return tracks


@pytest.mark.parametrize("style", ["jazz", "chiptune", "waltz", "lofi"])
def test_the_midi_file_holds_the_notes(style: str) -> None:
    piece = score(style=style, duration=30)
    form, *parts = read_midi(midi_file(piece))
    messages = [message for _, message in form]
    tempo = next(message for message in messages if message[1] == 0x51)
    assert 60e6 / int.from_bytes(tempo[3:], "big") == pytest.approx(piece.form.tempo_bpm, rel=1e-4)
    assert [message[3:].decode() for message in messages if message[1] == 0x06] == [
        section.name for section in piece.form.sections
    ]
    for events, part in zip(parts, piece.parts, strict=True):
        assert events[-1][1] == b"\xff\x2f\x00"
        begun = [(tick, each[1], each[2]) for tick, each in events if each[0] & 0xF0 == 0x90]
        assert begun == sorted((round(note.start * TICKS), note.key, note.velocity) for note in part.notes)
        assert sum(each[0] & 0xF0 == 0x80 for _, each in events) == len(begun)
        assert all(each[0] & 0x0F == 9 for _, each in events if each[0] < 0xF0) == (part.role == "drums")


def test_key_signatures() -> None:
    for key, sharps, minor in (("D major", 2, 0), ("Eb major", -3, 0), ("A minor", 0, 1), ("F# minor", 3, 1)):
        form = read_midi(midi_file(score(key=key, duration=10)))[0]
        signature = next(message for _, message in form if message[1] == 0x59)
        assert signature[3:] == bytes((sharps % 256, minor)), key
