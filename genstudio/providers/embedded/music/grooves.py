"""The grooves: what the drums play in each style, as a table.

A groove is drawn as in `patterns`, a bar of sixteenths per drum; 1..9 is how hard it is struck, soft strokes come and
go. Lanes are GM drums except "timpani", which the chord tunes, and "hat roll", three quick strokes in a sixteenth.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

DRUMS = {
    "kick": 36, "side stick": 37, "snare": 38, "clap": 39, "brush": 40, "low tom": 41, "hat": 42, "pedal hat": 44,
    "mid tom": 45, "open hat": 46, "high tom": 48, "crash": 49, "ride": 51, "bell": 53, "tambourine": 54,
    "second crash": 57, "high conga": 63, "low conga": 64, "cabasa": 69, "maracas": 70, "clave": 75, "triangle": 81,
    "shaker": 82,
}  # fmt: skip
Lanes = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Groove:
    """`core` plays in every full bar, `lift` on top of it in the liveliest sections, `calm` instead in quiet ones.

    `odd` replaces lanes of `core` in every second bar, `turn` in every fourth. `fills` are bars whose second half leads
    into a new section. `crash` marks the beginning of sections.
    """

    core: Lanes
    calm: Lanes
    lift: Lanes = field(default_factory=dict)
    turn: Lanes = field(default_factory=dict)
    fills: tuple[Lanes, ...] = ()
    crash: str = ""
    odd: Lanes = field(default_factory=dict)


_TOM_FILLS: tuple[Lanes, ...] = (
    {"snare": "........7.7.....", "high tom": "............87..", "low tom": "..............89",
     "kick": "........8...8..."},
    {"snare": "............7778", "kick": "........8...8...", "high tom": "........8.7.....",
     "mid tom": "..........8....."},
    {"high tom": "........8.7.....", "mid tom": "..........8.7...", "low tom": "............8.89",
     "kick": "........8...8..."},
)  # fmt: skip
_SNARE_ROLL: tuple[Lanes, ...] = (
    {"snare": "4.4.4.4.56677889", "kick": "8...8...8...8..."},
    {"snare": "........5.6.7789", "clap": "............7...", "kick": "8...8..........."},
)

GROOVES: dict[str, Groove] = {
    "lofi": Groove(
        {"kick": "8.....5.7.......", "snare": "....7.......7..2", "hat": "5.4.5.4.5.4.5.43"},
        {"kick": "7.......6.......", "hat": "4...4...4...4...", "side stick": "....5.......5..."},
        {"shaker": "3.2.3.2.3.2.3.2.", "open hat": "..............3."},
        {"kick": "8.....5.7..5....", "snare": "....7..2....7.2."},
        ({"snare": "........5..5.4.6", "kick": "........7......."},),
        odd={"kick": "8..5....7.6.....", "snare": "....7.......7..."},
    ),
    "pop": Groove(
        {"kick": "9.....6.8.6.....", "snare": "....9.......9...", "hat": "6.4.6.4.6.4.6.4."},
        {"kick": "8.......7.......", "side stick": "....6.......6...", "hat": "5...5...5...5..."},
        {"tambourine": "..4...4...4...4.", "clap": "....6.......6...", "open hat": "..............6."},
        {"kick": "9.....6.8.6..5..", "snare": "....9.......9..4"},
        _TOM_FILLS, "crash",
    ),
    "rock": Groove(
        {"kick": "9.....7.9.7.....", "snare": "....9.......9...", "hat": "7.6.7.6.7.6.7.6."},
        {"kick": "8.......8.......", "hat": "6...6...6...6...", "snare": "............7..."},
        {"ride": "6.5.6.5.6.5.6.5.", "crash": "................"},
        {"kick": "9.....7.9.77....", "snare": "....9..3....9.5."},
        _TOM_FILLS, "crash",
    ),
    "swing": Groove(
        {"ride": "7...6.5.7...6.5.", "pedal hat": "....7.......7...", "kick": "3.......2.......",
         "snare": "......3.......2."},
        {"ride": "5...5.4.5...5.4.", "pedal hat": "....5.......5...", "brush": "3...4...3...4..."},
        {"snare": "..3...4.....3.4.", "kick": "..........4.....", "side stick": "............4..."},
        {"ride": "7...6.5.7.5.6.5.", "snare": "......4....3..5."},
        (
            {"snare": "........4.5.6.5.", "high tom": "............5...", "kick": "........5.....6.",
             "ride": "7...6.5........."},
            {"snare": "........3.4.....", "mid tom": "............5.6.", "low tom": "..............6.",
             "ride": "7...6.5........."},
        ),
    ),
    "bossa": Groove(
        {"kick": "6.....4.6.....4.", "side stick": "5.....5.....5...", "hat": "5.3.5.3.5.3.5.3."},
        {"kick": "5.....4.5.....4.", "side stick": "4.....4.....4...", "shaker": "3.2.3.2.3.2.3.2."},
        {"maracas": "4.2.4.2.4.2.4.2.", "high conga": "......4...4....."},
        {"side stick": "....5.....5..3.."},
        ({"side stick": "5.....5.....5...", "high conga": "........5.5.....", "low conga": "............5.6.",
          "kick": "6.....4.6......."},),
        odd={"side stick": "....5.....5....."},
    ),
    "house": Groove(
        {"kick": "9...9...9...9...", "clap": "....7.......7...", "open hat": "..6...6...6...6.",
         "hat": "4.2.4.2.4.2.4.23"},
        {"kick": "8...8...8...8...", "hat": "..4...4...4...4."},
        {"maracas": "4242424242424242", "tambourine": "....4.......4..."},
        {"clap": "....7.......7..4", "high conga": "..4..4....4..4.."},
        _SNARE_ROLL, "crash",
    ),
    "synthwave": Groove(
        {"kick": "9.......9.......", "snare": "....9.......9...", "hat": "6.4.6.4.6.4.6.4."},
        {"kick": "8.......8.......", "hat": "5...5...5...5..."},
        {"clap": "....6.......6...", "tambourine": "..4...4...4...4.", "kick": "......5........."},
        {"kick": "9.......9..6....", "mid tom": "..............5."},
        _TOM_FILLS, "crash",
    ),
    "trap": Groove(
        {"kick": "9..5..7...9.....", "clap": "....9.......9...", "snare": "....6.......6...",
         "hat": "6464646464646464"},
        {"kick": "8.........7.....", "side stick": "....6.......6...", "hat": "5.3.5.3.5.3.5.3."},
        {"open hat": "......5.......4.", "maracas": "..3...3...3...3.", "hat roll": ".......5......55"},
        {"kick": "9..7..7..59..5..", "hat roll": "......5.......5.", "low conga": ".............4.5"},
        ({"clap": "....9.......9.78", "kick": "9..5..7...9.....", "hat roll": "........5.5.5555"},), "crash",
        odd={"kick": "9.....7..8....5.", "hat": "6464646664646466"},
    ),
    "folk": Groove(
        {"kick": "7.......6.......", "side stick": "....5.......5...", "shaker": "4.3.4.3.4.3.4.3."},
        {"kick": "5.......5.......", "shaker": "3...3...3...3..."},
        {"tambourine": "....5.......5...", "low conga": "......3.....4..."},
        {"kick": "7.......6.....5."},
        ({"low conga": "........5..5....", "high conga": "............5.55", "kick": "7.......6......."},),
    ),
    "train": Groove(
        {"kick": "7...7...7...7...", "snare": "3363336333633363"},
        {"kick": "6...6...6...6...", "side stick": "..4...4...4...4."},
        {"tambourine": "....4.......4...", "hat": "..4...4...4...4."},
        {"snare": "3363336333633656"},
        ({"snare": "3363336355667788", "kick": "7...7...7...7..."},), "crash",
    ),
    "onedrop": Groove(
        {"kick": "........9.......", "side stick": "........8.......", "hat": "6.4.6.5.6.4.6.5."},
        {"kick": "........7.......", "hat": "4...4...4...4..."},
        {"open hat": "......5.........", "kick": "8...............", "shaker": "3.3.3.3.3.3.3.3."},
        {"side stick": "........8..5..5.", "open hat": "..............5."},
        ({"snare": "8.......6.66....", "high tom": "............7.6.", "kick": "........9......."},), "crash",
    ),
    "epic": Groove(
        {"kick": "9.....6.8.......", "timpani": "8..6..7...6.6...", "snare": "4...2.2.5...2.2."},
        {"kick": "7...............", "timpani": "......4.4......."},
        {"timpani": "9..7..8...7.7.78", "snare": "6.4.6.4.6.4.6645", "tambourine": "4...4...4...4..."},
        {"timpani": "8..6..7.6.6.6.67"},
        ({"timpani": "6.6.6.6.66777889", "snare": "5.5.5.5.55666789", "kick": "8.......8......."},), "second crash",
    ),
    "chip": Groove(
        {"kick": "9...9...9...9...", "snare": "....8.......8...", "hat": "6.5.6.5.6.5.6.55"},
        {"kick": "8.......8.......", "hat": "5.4.5.4.5.4.5.4."},
        {"open hat": "..5...5...5...5.", "snare": "..........4....."},
        {"snare": "....8.......8.8."},
        ({"snare": "8.8.8.8.88888888", "kick": "9...9...9...9..."}, *_TOM_FILLS[:1]), "crash",
    ),
    "waltz": Groove(
        {"kick": "6...........", "brush": "....5...5...", "triangle": "............"},
        {"brush": "....3...3..."},
        {"hat": "....4...4...", "triangle": "3..........."},
        {"brush": "....5...5.4."},
        ({"brush": "4...5...5.55", "kick": "6..........."},),
    ),
    "heart": Groove(
        {"kick": "7..5............", "timpani": "........3......."},
        {"kick": "6..4............"},
        {"timpani": "5.......4.4.4.4."},
        {"timpani": "........3.3.3.34"},
        ({"timpani": "3333444455556667", "kick": "7..5............"},), "second crash",
    ),
    "world": Groove(
        {"low conga": "7.....5...6.....", "high conga": "...5.5....5.54..", "shaker": "4.3.4.3.4.3.4.3."},
        {"low conga": "6.......5.......", "shaker": "3...3...3...3..."},
        {"tambourine": "....5.......5..5", "kick": "7.......6.......", "high conga": "..........6.6..."},
        {"high conga": "..5..55...5.5545", "low conga": "7.....5...6..5.."},
        ({"high conga": "5.5.5.5.55556666", "low conga": "7.....7...7.7..."},),
    ),
}  # fmt: skip
