"""Writes a piece as a Standard MIDI File, format 1: a track for tempo and form, then one for each part.

Format: "Standard MIDI-File Format Specification 1.1" (MIDI Manufacturers Association).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from genstudio.providers.embedded.music.score import Part, Score
from genstudio.providers.embedded.music.synth import CHIP_BANK
from genstudio.providers.embedded.music.theory import Key

TICKS = 480
DRUM_CHANNEL = 9
# General MIDI has no chip waves; its square and saw leads come nearest.
CHIP_PROGRAM = 80
CONTROL_BANK, CONTROL_VOLUME, CONTROL_PAN, CONTROL_REVERB = 0, 7, 10, 91

Event = tuple[int, int, bytes]
"""Tick, order among events of the same tick, and the bytes after the delta time."""


def midi_file(score: Score) -> bytes:
    """The whole file."""
    tracks = [_form_track(score)]
    channels = iter(each for each in range(16) if each != DRUM_CHANNEL)
    for part in score.parts:
        channel = DRUM_CHANNEL if part.role == "drums" else next(channels)
        tracks.append(_track(_part_events(part, channel)))
    header = b"MThd" + (6).to_bytes(4, "big") + b"".join(each.to_bytes(2, "big") for each in (1, len(tracks), TICKS))
    return header + b"".join(tracks)


def _form_track(score: Score) -> bytes:
    form, plan = score.form, score.plan
    title = f"{plan.style.name} in {plan.key.name}"
    micros_per_beat = round(60_000_000 / form.tempo_bpm)
    events: list[Event] = [
        (0, 0, _meta(0x03, title.encode("ascii", "replace"))),
        (0, 1, _meta(0x51, micros_per_beat.to_bytes(3, "big"))),
        (0, 2, _meta(0x58, bytes((form.bar_beats, 2, 24, 8)))),
        (0, 3, _meta(0x59, _signature(plan.key))),
    ]
    for section in form.sections:
        tick = section.first_bar * form.bar_beats * TICKS
        events.append((tick, 4, _meta(0x06, section.name.encode("ascii", "replace"))))
    return _track(events)


def _signature(key: Key) -> bytes:
    """Sharps (positive) or flats (negative) as one signed byte, then 1 for minor."""
    sharps = key.relative_major * 7 % 12
    if sharps > 6:
        sharps -= 12
    return sharps.to_bytes(1, "big", signed=True) + bytes((int(key.minor),))


def _part_events(part: Part, channel: int) -> Iterator[Event]:
    chip = part.patch.bank == CHIP_BANK
    program = CHIP_PROGRAM if chip else part.patch.program
    bank = 0 if chip or part.role == "drums" else part.patch.bank
    pan = round(64 + 60 * part.pan)
    yield 0, 0, _meta(0x03, f"{part.role}: {part.patch.name}".encode("ascii", "replace"))
    for order, (control, value) in enumerate(
        ((CONTROL_BANK, bank), (CONTROL_VOLUME, 100), (CONTROL_PAN, pan), (CONTROL_REVERB, round(part.reverb * 100)))
    ):
        yield 0, 1 + order, bytes((0xB0 | channel, control, min(max(value, 0), 127)))
    yield 0, 5, bytes((0xC0 | channel, program))
    for note in part.notes:
        start, end = round(note.start * TICKS), round((note.start + note.length) * TICKS)
        yield start, 7, bytes((0x90 | channel, note.key, note.velocity))
        # Ends come before beginnings of the same tick, so that a repeated key is not cut off at once.
        yield max(end, start + 1), 6, bytes((0x80 | channel, note.key, 0))


def _track(events: Iterable[Event]) -> bytes:
    body = bytearray()
    now = 0
    for tick, _, message in sorted(events):
        body += _variable(tick - now) + message
        now = tick
    body += _variable(0) + _meta(0x2F, b"")
    return b"MTrk" + len(body).to_bytes(4, "big") + bytes(body)


def _meta(kind: int, data: bytes) -> bytes:
    return bytes((0xFF, kind)) + _variable(len(data)) + data


def _variable(value: int) -> bytes:
    """Seven bits a byte, highest first, the top bit set on all but the last."""
    parts = [value & 0x7F]
    while value := value >> 7:
        parts.append(value & 0x7F | 0x80)
    return bytes(reversed(parts))
