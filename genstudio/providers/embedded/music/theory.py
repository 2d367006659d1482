"""Pitches, keys and chords. A pitch class is 0..11 with 0 = C; a key number is MIDI's, 60 = middle C."""

from __future__ import annotations

import re
from dataclasses import dataclass

LETTERS = {"c": 0, "d": 2, "e": 4, "f": 5, "g": 7, "a": 9, "b": 11}
MAJOR_NAMES = ("C", "Db", "D", "Eb", "E", "F", "Gb", "G", "Ab", "A", "Bb", "B")
MINOR_NAMES = ("C", "C#", "D", "Eb", "E", "F", "F#", "G", "G#", "A", "Bb", "B")
SHARPS = ("C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B")

MODES: dict[str, tuple[int, ...]] = {
    "major": (0, 2, 4, 5, 7, 9, 11),
    "lydian": (0, 2, 4, 6, 7, 9, 11),
    "mixolydian": (0, 2, 4, 5, 7, 9, 10),
    "minor": (0, 2, 3, 5, 7, 8, 10),
    "dorian": (0, 2, 3, 5, 7, 9, 10),
    "phrygian": (0, 1, 3, 5, 7, 8, 10),
    "harmonic minor": (0, 2, 3, 5, 7, 8, 11),
}
MINOR_MODES = frozenset({"minor", "dorian", "phrygian", "harmonic minor"})
SHARP_SIGNATURES = frozenset({7, 2, 9, 4, 11})  # G D A E B, as the major key with the same signature
RELATIVE_MAJOR = {
    "major": 0,
    "lydian": 7,
    "mixolydian": 5,
    "minor": 3,
    "dorian": 10,
    "phrygian": 8,
    "harmonic minor": 3,
}

QUALITIES: dict[str, tuple[int, ...]] = {
    "": (0, 4, 7),
    "m": (0, 3, 7),
    "dim": (0, 3, 6),
    "5": (0, 7),
    "sus2": (0, 2, 7),
    "sus4": (0, 5, 7),
    "6": (0, 4, 7, 9),
    "m6": (0, 3, 7, 9),
    "7": (0, 4, 7, 10),
    "maj7": (0, 4, 7, 11),
    "m7": (0, 3, 7, 10),
    "m7b5": (0, 3, 6, 10),
    "dim7": (0, 3, 6, 9),
    "7b9": (0, 4, 7, 10, 13),
    "9": (0, 4, 7, 10, 14),
    "maj9": (0, 4, 7, 11, 14),
    "m9": (0, 3, 7, 10, 14),
    "add9": (0, 4, 7, 14),
    "madd9": (0, 3, 7, 14),
    "6/9": (0, 4, 7, 9, 14),
    "13": (0, 4, 10, 14, 21),
}
NUMERALS = ("i", "ii", "iii", "iv", "v", "vi", "vii")
ROMAN = re.compile(r"(b|#)?(VII|VI|IV|V|III|II|I|vii|vi|iv|v|iii|ii|i)(.*)")
KEY_WORDS = re.compile(
    r"\b([a-g])(?:(#|♯)|(b|♭)|[ -](sharp)|[ -](flat))?[ -]?"
    r"(harmonic minor|major|minor|maj|min|dorian|phrygian|lydian|mixolydian|dur|moll)(?!\w)"
)
# "in A" and "am" are plain English, so a bare letter counts after "key of" alone and "Am" needs its capital.
SHORT_KEY = re.compile(
    r"\b(?:[Kk]ey of (?=[A-G][#b]?m?\b)|in (?=[A-G][#b]?m\b))(?P<letter>[A-G])(?P<sign>[#b]?)(?P<minor>m?)\b"
)


@dataclass(frozen=True, slots=True)
class Key:
    """A tonic and a mode, such as A minor."""

    tonic: int
    mode: str

    @property
    def minor(self) -> bool:
        return self.mode in MINOR_MODES

    @property
    def name(self) -> str:
        names = MINOR_NAMES if self.minor else MAJOR_NAMES
        return f"{names[self.tonic]} {self.mode}"

    @property
    def scale(self) -> tuple[int, ...]:
        """The seven pitch classes, tonic first."""
        return tuple((self.tonic + step) % 12 for step in MODES[self.mode])

    @property
    def relative_major(self) -> int:
        """The tonic of the major key with the same signature."""
        return (self.tonic + RELATIVE_MAJOR[self.mode]) % 12

    def spell(self, pitch_class: int) -> str:
        """The name of a pitch class with this key's own accidentals."""
        return (SHARPS if self.relative_major in SHARP_SIGNATURES else MAJOR_NAMES)[pitch_class % 12]


def find_key(text: str) -> Key | None:
    """The first key named in a text ("f# minor", "B flat major", "d dorian", "in Am", "key of E"), or None."""
    found = KEY_WORDS.search(text.lower())
    if found is None:
        short = SHORT_KEY.search(text)
        if short is None:
            return None
        letter, sign, minor = short.group("letter"), short.group("sign"), short.group("minor")
        tonic = LETTERS[letter.lower()] + {"#": 1, "b": -1}.get(sign, 0)
        return Key(tonic % 12, "minor" if minor else "major")
    letter, sharp, flat, sharp_word, flat_word, mode = found.groups()
    shift = int(bool(sharp or sharp_word)) - int(bool(flat or flat_word))
    mode = {"maj": "major", "dur": "major", "min": "minor", "moll": "minor"}.get(mode, mode)
    return Key((LETTERS[letter] + shift) % 12, mode)


@dataclass(frozen=True, slots=True)
class Chord:
    """A root and a quality: Chord(9, "m7") is Am7."""

    root: int
    quality: str

    @property
    def intervals(self) -> tuple[int, ...]:
        return QUALITIES[self.quality]

    @property
    def pitch_classes(self) -> tuple[int, ...]:
        """Root first, then upwards; a power chord has two."""
        return tuple((self.root + interval) % 12 for interval in self.intervals)

    def symbol(self, key: Key) -> str:
        return key.spell(self.root) + self.quality


def roman(token: str, key: Key) -> Chord:
    """The chord of a Roman numeral in a key: "ii7", "bVII", "V7b9", "viiø".

    Degrees count along the major scale in major-like modes and along natural minor in minor-like ones, so "VI" is F
    major in A minor and "vi" is A minor in C major. Raises ValueError for anything else.
    """
    found = ROMAN.fullmatch(token)
    if found is None:
        raise ValueError(f"not a Roman numeral: {token!r}")
    accidental, numeral, suffix = found.groups()
    degrees = MODES["minor" if key.minor else "major"]
    root = key.tonic + degrees[NUMERALS.index(numeral.lower())] + {"b": -1, "#": 1}.get(accidental, 0)
    quality = {"ø": "m7b5", "o": "dim", "o7": "dim7"}.get(suffix)
    if quality is None:
        quality = ("m" if numeral.islower() else "") + suffix
    if quality not in QUALITIES:
        raise ValueError(f"no such chord: {token!r}")
    return Chord(root % 12, quality)


def chord_scale(chord: Chord, key: Key) -> tuple[int, ...]:
    """The pitch classes that a melody may use over a chord: the key's, with notes that clash replaced by the chord's.

    Over E7 in A minor the G becomes G#; over Bb in C major the B becomes Bb.
    """
    scale = list(key.scale)
    borrowed_root = chord.root not in scale
    for interval, tone in zip(chord.intervals, chord.pitch_classes, strict=True):
        if tone in scale:
            continue
        raised = not borrowed_root and interval % 12 in (4, 7, 8, 11)
        for clash in ((tone - 1) % 12, (tone + 1) % 12) if raised else ((tone + 1) % 12, (tone - 1) % 12):
            if clash in scale and clash not in chord.pitch_classes:
                scale[scale.index(clash)] = tone
                break
        else:
            scale.append(tone)
    return tuple(sorted(scale))
