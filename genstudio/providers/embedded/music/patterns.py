"""Rhythms, written down so that they can be read.

A pattern is a bar of sixteenths, or of eighths where it is half as long. `-` holds the note before it and `.` is
silence. In chord patterns `X`, `x` and `o` are loud, plain and soft; in bass patterns `R`, `3`, `5`, `8` and `T` are
the chord's root, third, fifth and octave and the key's tonic, and `A` is a note that leads to the next chord; in melody
cells `x` is a note. Bars of three beats use the first three quarters of a pattern.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple


class Stroke(NamedTuple):
    """One note of a pattern: `start` and `length` in beats from the bar line, `mark` as written."""

    start: float
    length: float
    mark: str


def strokes(pattern: str, beats: int, step: float = 0.25) -> Iterator[Stroke]:
    """The notes of a bar of `beats` beats whose signs are `step` beats each."""
    signs = pattern[: round(beats / step)]
    for at, mark in enumerate(signs):
        if mark in "-.":
            continue
        end = at + 1
        while end < len(signs) and signs[end] == "-":
            end += 1
        yield Stroke(at * step, (end - at) * step, mark)


class Variants(NamedTuple):
    """Patterns for quiet and for full sections; one is drawn for each section, and another for its odd bars."""

    calm: tuple[str, ...]
    full: tuple[str, ...]


_HELD = ("x---------------",)
CHORDS: dict[str, Variants] = {
    "held": Variants(_HELD, _HELD),
    "lazy": Variants(_HELD, ("x-----..o----...", "x-----....x---o-", "x---..x---....o-", "x---------o-x---")),
    "stabs": Variants(
        ("x-------x-------", "x---------------"), ("X--.x--.X---x--.", "X---..x-..x-x---", "X-..x-..x-x-x-o-")
    ),
    "charleston": Variants(
        ("x-----......x---", "......x---....x-", "x-----....x-----"),
        ("X-....x---....x-", "..x-..x---....x-", "x-..x-....X-..x-", "..x-..X-..x---..", "X-....x-..x-..o-"),
    ),
    "strum": Variants(
        ("x-------x---x---", "x-------x-------"), ("X---x-o-..o-x-o-", "X---x-oox-o-x-oo", "X-o-x-o-X-o-x-o-")
    ),
    "skank": Variants(("..x...x...x...x.",), ("..X...x...X...x.", "..X...x...X...xo")),
    "house": Variants(_HELD, ("X--x--x----x--x-", "..x...x...x..xx.", "X--x..x--x..x-x-", "X-..x-..x--x--x-")),
    "bossa": Variants(("x-----x---x-----",), ("x-----x---x---x-", "..x---x---x--x--", "x--x--x---x--x--")),
    "waltz": Variants(("x-----------", "....x-------"), ("....x-..x-..", "....x-..o-..")),
    "ostinato": Variants(("x-------x-------",), ("X-o-o-X-o-o-X-o-", "X-ooX-ooX-o-X-oo", "X-o-X-o-X-o-X-o-")),
    "power": Variants(
        ("x-------x-------", "x---------x-x---"), ("X-x-x-x-X-x-x-x-", "X---..X-X-..X-x-", "X-xxX-xxX-x-X-xx")
    ),
}

# Broken chords: steps of the chord, lowest 0, going on in the next octave; None is silence.
BROKEN: dict[str, tuple[float, tuple[tuple[int | None, ...], ...]]] = {
    "alberti": (0.5, ((0, 2, 1, 2), (0, 2, 1, 3))),
    "flow": (0.5, ((0, 1, 2, 3, 4, 3, 2, 1), (0, 2, 3, 4, 5, 4, 3, 2), (0, 2, 1, 3, 2, 4, 3, 1))),
    "pick": (0.5, ((0, 2, 1, 3, 0, 2, 1, 2), (0, 1, 3, 2, 1, 2, 3, 1), (0, 3, 2, 1, 0, 2, 3, 2))),
    "broken": (
        0.5,
        ((0, None, 2, 3, None, 1, 2, None), (0, 2, None, 3, 0, None, 2, 1), (3, None, 2, 1, None, 2, 0, None)),
    ),
    "broken16": (0.25, ((0, 1, 2, 3), (0, 2, 1, 2), (0, 1, 2, 1))),
}

_ROOT = ("R---------------",)
BASS: dict[str, Variants] = {
    "held": Variants(_ROOT, ("R---------------", "R-----------5---")),
    "one": Variants(("R-----------",), ("R-------5---", "R-----------")),
    "pedal": Variants(("T---------------",), ("T-----------T---", "T---------------")),
    "root-fifth": Variants(_ROOT, ("R-------5-------", "R-------5---A---", "R-----R-5-------")),
    "eighths": Variants(
        ("R-------R-------", "R-----------R---"), ("R-R-R-R-R-R-R-A-", "R--RR-R-R--RR-5-", "R-----R-R-R-R-A-")
    ),
    "driving": Variants(("R-------R-------",), ("R-R-R-R-R-R-R-A-", "R-R-R-RRR-R-8-A-", "R-R-R-8-R-R-5-A-")),
    "octaves": Variants(("R---8---R---8---",), ("R-8-R-8-R-8-R-8-", "R-R-8-R-R-R-8-5-")),
    "offbeat": Variants(
        ("R-------........", "..R-..R-..R-..R-"), ("..R-..R-..R-..8-", "..R-..R-..R-..RR", "R.R-..R-R.R-..5-")
    ),
    "sixteenths": Variants(("R---R---R---R---",), ("R-RRR-RRR-RRR-RR", "R.RRR.RRR.RR8.RR", "R-R-R-R-R-R-R-8-")),
    "syncopated": Variants(_ROOT, ("R-----R---5---A-", "R-----..R-5-..A-", "R---..R-..8-5-A-", "R-------..R-5---")),
    "bossa": Variants(("R-------5-------",), ("R-----5-5-----R-", "R-----5-5-----A-")),
    "sub": Variants(_ROOT, ("R-----------R---", "R-----R---..R-5-", "R---------..8-R-", "R--R------R---A-")),
    "dub": Variants(("R-------5---....",), ("R---..5-8-..R-5-", "..R-R-5-....8-5-", "R-....R-5-8-..A-")),
}

# Melody cells of one bar; the composer prefers cells as busy as the section is lively.
CELLS: dict[str, tuple[str, ...]] = {
    "lyric": ("x---x-x-", "x-----x-", "x--xx---", "x-x-x---", "x---x---", "..x-x-x-", "x-x-x-x-", "x--xx-x-"),
    "straight": ("x-x-x-x-", "x-xxx-x-", "x-x-xxx-", "x--xx-x-", "xxx-x-x-", "x---x-x-", "x-x-x---", "x-x-xxxx"),
    "syncopated": ("x--x--x-", ".xx-x--x", "x-x--x-x", "..xx-x--", "x--xx-.x", "xx-x-x--", "x--x----", "..x--x-x"),
    "swing": (".xxxx-x-", "x-xx-xx-", "x--x..xx", "..xxx-x-", ".xx-xxx-", "x-x--x--", "xxx-.xx-", "x--x-x--"),
    "broad": ("x-------", "x---x---", "x-----xx", "x--xx---", "x---x-x-", "x-----x-", "x--x--x-"),
    "busy": (
        "x-xxx-x-x-xxx-x-", "x-x-xxx-x-x-xxx-", "x--x--x-x-x-xxx-", "xxx-x-x-x-xxx---", "x-x-x-x-xxxxx-x-",
        "x---x-x-x-x-x---",
    ),
    "bells": ("x-------", "x---x---", "..x---x-", "x-----x-", "....x---", "x---..x-", "..x-x---"),
}  # fmt: skip
CELLS_IN_THREE: dict[str, tuple[str, ...]] = {
    "lyric": ("x---x-", "x-x-x-", "x--xx-", "x-----", "x---xx", "x-x---"),
    "straight": ("x-x-x-", "x---xx", "x-xxx-", "xx-xx-", "x-x-xx", "x---x-"),
    "syncopated": ("x--x--", "x-x--x", ".xx-x-", "x--xx-", "x---x-"),
    "swing": ("x-xx-x", ".xx-x-", "x--x-x", "x-x-x-"),
    "broad": ("x-----", "x---x-", "x--xx-"),
    "busy": ("x-xxx-xxx-x-", "x-x-xxx-x-x-", "xxx-x-xxx-x-", "x---x-x-x---"),
    "bells": ("x-----", "..x-x-", "x---x-", "....x-"),
}
