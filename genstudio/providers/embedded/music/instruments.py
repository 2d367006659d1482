"""The instruments of the SoundFont that the composer writes for, with their words, ranges and habits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Family = Literal["chords", "solo", "section", "bass", "drums", "chip"]


@dataclass(frozen=True, slots=True)
class Patch:
    """A preset of the SoundFont, or a chip wave with bank -1.

    `low` and `high` are the MIDI keys between which it sounds natural. `family` says what it can carry: "chords" also
    melodies, "solo" one note at a time, "section" held chords. `sings` adds vibrato to long notes. `strums` spreads
    the notes of a chord. `tune_cents` rights a preset that is recorded out of tune.
    """

    name: str
    bank: int
    program: int
    low: int
    high: int
    family: Family = "chords"
    sings: bool = False
    strums: bool = False
    tune_cents: float = 0.0


def _chords(name: str, program: int, low: int = 40, high: int = 88, bank: int = 0) -> Patch:
    return Patch(name, bank, program, low, high)


def _guitar(name: str, program: int, bank: int = 0, low: int = 40, high: int = 80) -> Patch:
    return Patch(name, bank, program, low, high, strums=True)


def _solo(name: str, program: int, low: int, high: int, bank: int = 0) -> Patch:
    return Patch(name, bank, program, low, high, "solo", sings=True)


def _plucked(name: str, program: int, low: int, high: int, bank: int = 0) -> Patch:
    return Patch(name, bank, program, low, high, "solo")


def _section(name: str, program: int, low: int = 43, high: int = 84, bank: int = 0) -> Patch:
    return Patch(name, bank, program, low, high, "section")


def _bass(name: str, program: int, low: int = 28, high: int = 55) -> Patch:
    return Patch(name, 0, program, low, high, "bass")


def _drums(name: str, program: int) -> Patch:
    return Patch(name, 128, program, 27, 87, "drums")


def _chip(name: str, program: int, low: int, high: int) -> Patch:
    return Patch(name, -1, program, low, high, "chip")


_TABLE = (
    _chords("piano", 0, 36, 92),
    _chords("mellow piano", 0, 36, 92, bank=8),
    _chords("honky-tonk piano", 3, 40, 88),
    _chords("electric piano", 4, 40, 86),
    _chords("FM electric piano", 5, 40, 88),
    _chords("harpsichord", 6, 41, 88),
    _chords("clavinet", 7, 40, 84),
    _chords("celesta", 8, 60, 96),
    _plucked("glockenspiel", 9, 72, 100),
    _chords("music box", 10, 60, 96),
    _chords("vibraphone", 11, 53, 89),
    _chords("marimba", 12, 48, 89),
    _plucked("xylophone", 13, 65, 96),
    _plucked("tubular bells", 14, 60, 79),
    _chords("dulcimer", 15, 52, 88),
    _chords("drawbar organ", 16, 40, 88),
    _chords("percussive organ", 17, 40, 88),
    _chords("rock organ", 18, 40, 88),
    _chords("church organ", 19, 36, 88),
    _chords("accordion", 21, 50, 88),
    _solo("harmonica", 22, 60, 88),
    _chords("bandoneon", 23, 50, 88),
    _guitar("nylon guitar", 24),
    _guitar("acoustic guitar", 25),
    _guitar("ukulele", 24, bank=8, low=57),
    _guitar("mandolin", 25, bank=16, low=55, high=88),
    _guitar("jazz guitar", 26),
    _guitar("electric guitar", 27),
    _guitar("muted guitar", 28),
    _guitar("overdriven guitar", 29),
    _guitar("distorted guitar", 30),
    _bass("double bass", 32),
    _bass("bass guitar", 33),
    _bass("picked bass", 34),
    _bass("fretless bass", 35),
    _bass("slap bass", 36),
    _bass("synth bass", 38),
    _bass("deep synth bass", 39, low=26),
    _solo("violin", 40, 55, 93),
    _solo("viola", 41, 48, 84),
    _solo("cello", 42, 36, 76),
    _bass("contrabass", 43),
    _section("tremolo strings", 44),
    _section("pizzicato strings", 45),
    _chords("harp", 46, 40, 96),
    _section("strings", 48),
    _section("slow strings", 49),
    _section("synth strings", 50),
    Patch("choir", 0, 52, 48, 79, "section", tune_cents=14.0),
    _section("voices", 53, 48, 79),
    _solo("trumpet", 56, 55, 82),
    _solo("trombone", 57, 41, 70),
    _solo("muted trumpet", 59, 55, 82),
    _solo("French horn", 60, 43, 74),
    _section("brass", 61, 45, 79),
    _solo("soprano sax", 64, 57, 86),
    _solo("alto sax", 65, 51, 80),
    _solo("tenor sax", 66, 46, 76),
    _solo("oboe", 68, 58, 88),
    _solo("bassoon", 70, 36, 70),
    _solo("clarinet", 71, 52, 88),
    _solo("flute", 73, 60, 95),
    _solo("recorder", 74, 60, 91),
    _solo("pan flute", 75, 60, 91),
    _solo("shakuhachi", 77, 57, 86),
    _solo("tin whistle", 78, 67, 96),
    _solo("ocarina", 79, 60, 88),
    _solo("square lead", 80, 48, 88),
    _solo("saw lead", 81, 48, 88),
    _chords("calliope", 82, 52, 88),
    _section("fantasia pad", 88),
    _section("warm pad", 89),
    _chords("polysynth", 90, 45, 84),
    _section("space voice", 91),
    _section("glass pad", 92),
    _section("metal pad", 93),
    _section("halo pad", 94),
    _section("sweep pad", 95),
    _chords("crystal", 98, 55, 90),
    _chords("atmosphere", 99, 48, 86),
    _plucked("sitar", 104, 48, 79),
    _plucked("banjo", 105, 50, 84),
    _plucked("shamisen", 106, 50, 79),
    _chords("koto", 107, 50, 86),
    _chords("kalimba", 108, 55, 88),
    _solo("bagpipes", 109, 58, 80),
    _solo("fiddle", 110, 55, 91),
    _solo("shenai", 111, 58, 82),
    _chords("steel drums", 114, 55, 86),
    _drums("drum kit", 0),
    _drums("room drum kit", 8),
    _drums("power drum kit", 16),
    _drums("electronic drum kit", 24),
    _drums("drum machine", 25),
    _drums("jazz drum kit", 32),
    _drums("brushed drum kit", 40),
    _drums("orchestral percussion", 48),
    _chip("pulse wave", 0, 48, 96),
    _chip("square wave", 1, 45, 96),
    _chip("triangle wave", 2, 28, 60),
)
PATCHES: dict[str, Patch] = {patch.name: patch for patch in _TABLE}

# Phrases of a prompt, in lower case and without hyphens, where they are not the patch's own name.
_OTHER_WORDS = {
    "grand piano": "piano",
    "keys": "piano",
    "rhodes": "electric piano",
    "wurlitzer": "electric piano",
    "epiano": "electric piano",
    "e piano": "electric piano",
    "honky tonk": "honky-tonk piano",
    "vibes": "vibraphone",
    "bells": "tubular bells",
    "chimes": "tubular bells",
    "organ": "drawbar organ",
    "hammond": "rock organ",
    "pipe organ": "church organ",
    "guitar": "acoustic guitar",
    "steel guitar": "acoustic guitar",
    "classical guitar": "nylon guitar",
    "spanish guitar": "nylon guitar",
    "clean guitar": "electric guitar",
    "overdrive guitar": "overdriven guitar",
    "distortion guitar": "distorted guitar",
    "heavy guitar": "distorted guitar",
    "upright bass": "double bass",
    "acoustic bass": "double bass",
    "electric bass": "bass guitar",
    "808 bass": "deep synth bass",
    "sub bass": "deep synth bass",
    "violins": "strings",
    "string section": "strings",
    "string quartet": "strings",
    "string orchestra": "strings",
    "pizzicato": "pizzicato strings",
    "vocals": "choir",
    "vocal": "choir",
    "voice": "choir",
    "singing": "choir",
    "horn": "French horn",
    "horns": "brass",
    "brass section": "brass",
    "sax": "tenor sax",
    "saxophone": "tenor sax",
    "tenor saxophone": "tenor sax",
    "alto saxophone": "alto sax",
    "whistle": "tin whistle",
    "panpipes": "pan flute",
    "synth": "saw lead",
    "synthesizer": "saw lead",
    "synthesiser": "saw lead",
    "synth lead": "saw lead",
    "lead synth": "saw lead",
    "synth pad": "warm pad",
    "pad": "warm pad",
    "pads": "warm pad",
    "bagpipe": "bagpipes",
    "steel drum": "steel drums",
    "steel pan": "steel drums",
    "steelpan": "steel drums",
    "thumb piano": "kalimba",
}
WORDS: dict[str, Patch] = {name.lower().replace("-", " "): PATCHES[name] for name in PATCHES} | {
    word: PATCHES[name] for word, name in _OTHER_WORDS.items()
}
