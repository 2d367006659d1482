"""The styles: what makes jazz jazz, as a table. Notes are made from it elsewhere; a style is data alone.

Progressions are Roman numerals, one bar each (`a,b` shares a bar), counted along the major or the natural minor scale.
Patches are names of `instruments.PATCHES`; the seed picks one where there are several.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

Names = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Style:
    """One style. `swing` is the part of a beat by which off-beat `swing_unit`s come late; a sixth is triplets.

    `levels` changes a role's loudness in dB. `tone` names a target spectrum of `master.TARGETS`. `final` is the
    quality of the last chord in major and in minor. `colour` is "vinyl" for a record's crackle, "pump" for pads that
    duck under the bass drum. `melody_scale` 5 keeps weak beats to five notes.
    """

    name: str
    bpm: tuple[int, int]
    modes: Names
    major: Names
    minor: Names
    form: str
    lead: Names
    rhythm: str
    chords: Names
    comping: str
    bass: Names = ()
    bassline: str = "held"
    pad: Names = ()
    arp: Names = ()
    arp_step: float = 0.5
    counter: Names = ()
    drums: str = ""
    kit: str = "drum kit"
    beats: int = 4
    swing: float = 0.0
    swing_unit: float = 0.5
    reverb_s: float = 1.6
    reverb: float = 0.2
    melody_scale: int = 7
    tone: str = "full"
    colour: str = ""
    final: tuple[str, str] = ("", "m")
    levels: Mapping[str, float] = field(default_factory=dict)


_TABLE = (
    Style(
        "lofi", (70, 84), ("dorian", "major", "minor"),
        ("IVmaj7 iii7 ii7 Imaj7", "Imaj9 vi7 ii9 V9", "IVmaj9 V7 iii7 vi7", "ii9 V9 Imaj9 vi7"),
        ("i9 iv7 VII VImaj7", "VImaj7 v7 i9 i7", "i9 VImaj7 iv7 v7", "iv9 v7 i9 i9"),
        "song", ("vibraphone", "jazz guitar", "electric piano", "tenor sax"), "syncopated",
        ("electric piano", "FM electric piano"), "lazy", ("bass guitar", "double bass"), "syncopated",
        pad=("warm pad", "halo pad"), arp=("kalimba", "music box"), counter=("muted trumpet", "flute"), drums="lofi",
        swing=0.12, swing_unit=0.25, melody_scale=5, tone="warm", colour="vinyl", final=("maj9", "m9"),
    ),
    Style(
        "ambient", (56, 70), ("lydian", "major", "dorian"),
        ("Imaj9 Imaj9 IVmaj9 IVmaj9", "Iadd9 iii7 IVmaj7 IVmaj7", "Iadd9 V IVmaj7 IVadd9"),
        ("i9 i9 VImaj7 VImaj7", "i9 VII VImaj7 v7", "VImaj7 VImaj7 i9 i9"),
        "build", ("music box", "flute", "harp", "crystal", "vibraphone"), "bells",
        ("slow strings", "halo pad"), "held", ("fretless bass", "contrabass"), "held",
        pad=("space voice", "warm pad", "sweep pad"), arp=("harp", "celesta", "atmosphere"), arp_step=1.0,
        counter=("cello", "French horn"), reverb_s=2.9, reverb=0.5, melody_scale=5, tone="soft",
        final=("maj9", "m9"), levels={"pad": 4, "arp": 2, "chords": 1, "melody": -2, "bass": -3},
    ),
    Style(
        "cinematic", (78, 98), ("minor", "harmonic minor", "dorian"),
        ("I V vi IV", "I iii IV V", "IV I V vi", "I IV vi V"),
        ("i VI III VII", "i iv VI V", "VI VII i i", "i III VI VII"),
        "build", ("French horn", "violin", "trumpet", "cello"), "broad",
        ("strings",), "ostinato", ("contrabass",), "eighths", pad=("choir", "slow strings"), arp=("harp", "celesta"),
        counter=("brass", "cello", "oboe"), drums="epic", kit="orchestral percussion", reverb_s=2.6, reverb=0.36,
        levels={"drums": 1, "counter": 2, "pad": 2},
    ),
    Style(
        "classical", (84, 116), ("major", "minor", "harmonic minor"),
        ("I V7 I I", "I vi ii7 V7", "I IV V7 I", "I V vi iii IV I ii7 V7", "IV I V7 I"),
        ("i V7 i i", "i iv V7 i", "i iv VII III VI iio V7 i", "i VI iio V7"),
        "rondo", ("violin", "flute", "oboe", "clarinet"), "straight",
        ("piano", "harpsichord", "pizzicato strings"), "alberti", ("cello", "contrabass"), "root-fifth",
        pad=("strings",), counter=("cello", "oboe", "bassoon"), reverb_s=2.2, reverb=0.3, tone="acoustic",
        levels={"pad": 1},
    ),
    Style(
        "piano", (66, 84), ("major", "minor", "lydian"),
        ("Iadd9 V vi7 IVmaj7", "vi7 IVmaj7 I V", "I iii7 IVmaj7 V", "IVmaj7 V iii7 vi7"),
        ("i VI III VII", "i v VI iv", "VImaj7 VII i i", "i VII VI V"),
        "song", ("piano", "mellow piano"), "lyric", ("piano", "mellow piano"), "flow", ("piano",), "root-fifth",
        pad=("slow strings",), counter=("cello", "violin"), reverb_s=2.4, reverb=0.34, tone="acoustic",
        final=("add9", "madd9"), levels={"bass": -2},
    ),
    Style(
        "pop", (98, 118), ("major", "major", "minor"),
        ("I V vi IV", "vi IV I V", "I vi IV V", "IV I V vi", "I IV vi V"),
        ("i VI III VII", "VI VII i v", "i iv VI VII"),
        "song", ("square lead", "electric guitar", "flute", "saw lead"), "syncopated",
        ("piano", "electric piano"), "stabs", ("bass guitar", "synth bass"), "eighths",
        pad=("synth strings", "warm pad"), arp=("atmosphere", "muted guitar", "crystal"),
        counter=("glockenspiel", "brass"), drums="pop", kit="room drum kit", melody_scale=5,
    ),
    Style(
        "rock", (112, 140), ("minor", "mixolydian", "major"),
        ("I bVII IV I", "I IV bVII IV", "I V IV IV", "vi IV I V"),
        ("i VII VI VII", "i VI VII i", "i III VII iv", "i VI III VII"),
        "song", ("overdriven guitar", "distorted guitar"), "straight",
        ("distorted guitar", "overdriven guitar"), "power",
        ("picked bass",), "driving", pad=("rock organ",), counter=("electric guitar",), drums="rock",
        kit="power drum kit", reverb_s=1.2, reverb=0.14, melody_scale=5, final=("5", "5"), levels={"pad": -1},
    ),
    Style(
        "jazz", (108, 144), ("major", "minor"),
        ("ii9 V13 Imaj9 VI7b9", "Imaj7 VI7 ii9 V13", "iii7 VI7b9 ii9 V13", "IVmaj7 iv6 iii7,VI7 ii7,V13"),
        ("i7 iv9 iiø V7b9", "i6 VImaj7 iiø V7b9", "iiø V7b9 i7 i6", "iv9 VII9 IIImaj7 iiø,V7b9"),
        "head", ("tenor sax", "muted trumpet", "alto sax", "clarinet"), "swing",
        ("piano", "jazz guitar"), "charleston", ("double bass",), "walking", pad=("warm pad",),
        counter=("vibraphone", "trombone"), drums="swing", kit="jazz drum kit", swing=1 / 6, reverb_s=1.4,
        final=("6/9", "m6"), levels={"drums": -1.5, "pad": -4},
    ),
    Style(
        "bossa", (112, 132), ("major", "major", "minor"),
        ("Imaj9 II9 ii9 V13", "Imaj7 VI7b9 ii9 V13", "Imaj9 Imaj9 ii9 V13", "iii7 VI7b9 ii9 V9"),
        ("i9 iv7 iiø V7b9", "i9 i6 iv9 VII9", "i7 VImaj7 iiø V7b9"),
        "head", ("flute", "tenor sax", "nylon guitar"), "syncopated", ("nylon guitar",), "bossa",
        ("double bass", "fretless bass"), "bossa", pad=("warm pad", "slow strings"), counter=("flute", "vibraphone"),
        drums="bossa", kit="brushed drum kit", reverb=0.22, final=("6/9", "m9"), levels={"drums": -3},
    ),
    Style(
        "house", (120, 127), ("minor", "dorian"),
        ("vi7 IVmaj7 I V", "IVmaj7 V vi7 iii7", "ii7 V7 Imaj7 vi7"),
        ("i7 VImaj7 III VII", "i9 iv9 VImaj7 v7", "VImaj7 VII i7 v7", "i7 III VII iv7"),
        "club", ("saw lead", "square lead", "electric piano"), "syncopated",
        ("polysynth", "piano", "FM electric piano"), "house", ("synth bass",), "offbeat",
        pad=("warm pad", "sweep pad"), arp=("saw lead", "crystal", "square lead"), arp_step=0.25,
        counter=("voices", "brass"), drums="house", kit="electronic drum kit", swing=0.04,
        swing_unit=0.25, melody_scale=5, tone="club", colour="pump", levels={"drums": 1.5},
    ),
    Style(
        "synthwave", (84, 108), ("minor", "dorian"),
        ("vi IV I V", "I V vi IV", "IV V vi vi"),
        ("i VI III VII", "VI VII i i", "i III VII iv", "i VII VI VI"),
        "song", ("saw lead", "square lead"), "broad", ("synth strings", "polysynth"), "held", ("synth bass",),
        "sixteenths", pad=("polysynth", "sweep pad"), arp=("saw lead", "square lead"), arp_step=0.25,
        counter=("crystal", "synth strings"), drums="synthwave", kit="electronic drum kit", reverb_s=2.2, reverb=0.28,
        melody_scale=5, tone="club", colour="pump", levels={"chords": -1},
    ),
    Style(
        "trap", (66, 76), ("minor", "harmonic minor", "phrygian"),
        ("vi vi IV iii", "vi IV ii iii", "IV iii vi vi"),
        ("i i VI V", "i VI iv V", "i iv i VI", "VI VII i i"),
        "club", ("tubular bells", "flute", "crystal", "vibraphone", "koto"), "syncopated",
        ("piano", "electric piano", "harp"), "broken", ("deep synth bass",), "sub", pad=("space voice", "slow strings"),
        arp=("kalimba", "music box", "harp"), arp_step=0.25, counter=("choir", "brass"), drums="trap",
        kit="drum machine", reverb_s=2.0, reverb=0.26, tone="club", levels={"bass": 2, "drums": 1, "counter": 1},
    ),
    Style(
        "folk", (92, 112), ("major", "mixolydian", "dorian"),
        ("I IV I V", "I V vi IV", "vi IV I V", "I ii IV I"),
        ("i VII i VII", "i VII VI VII", "i iv VII i"),
        "song", ("fiddle", "recorder", "harmonica", "tin whistle", "violin"), "straight", ("acoustic guitar",), "pick",
        ("double bass",), "root-fifth", pad=("accordion",), arp=("banjo", "mandolin", "dulcimer"),
        counter=("cello", "accordion", "flute"), drums="folk", kit="room drum kit", swing=0.03, melody_scale=5,
        tone="acoustic", levels={"drums": -3, "pad": -2},
    ),
    Style(
        "country", (104, 124), ("major", "mixolydian"),
        ("I IV I V", "I I IV V", "I V IV I", "I vi IV V"),
        ("i VII VI V", "i iv i V"),
        "song", ("fiddle", "electric guitar", "harmonica"), "straight", ("acoustic guitar",), "strum", ("bass guitar",),
        "root-fifth", pad=("slow strings",), arp=("banjo",), arp_step=0.25, counter=("honky-tonk piano", "mandolin"),
        drums="train", kit="room drum kit", swing=0.05, melody_scale=5, tone="acoustic",
    ),
    Style(
        "reggae", (70, 84), ("major", "dorian", "minor"),
        ("I IV I V", "I vi ii V", "I ii I ii", "I V vi IV"),
        ("i iv i VII", "i VII i VII", "i iv VII i"),
        "song", ("trumpet", "harmonica", "tenor sax"), "syncopated", ("percussive organ", "electric guitar"), "skank",
        ("bass guitar",), "dub", pad=("drawbar organ",), arp=("muted guitar",), counter=("brass", "trombone"),
        drums="onedrop", kit="room drum kit", swing=0.08, swing_unit=0.25, melody_scale=5,
        levels={"bass": 2, "pad": -4},
    ),
    Style(
        "chiptune", (132, 160), ("major", "minor"),
        ("I V vi IV", "IV V iii vi", "vi IV I V", "I bVII IV V"),
        ("i VII VI V", "i VI III VII", "i iv VII III"),
        "song", ("square wave",), "busy", ("pulse wave",), "broken16", ("triangle wave",), "octaves",
        arp=("pulse wave",), arp_step=0.25, counter=("pulse wave",), drums="chip", kit="electronic drum kit",
        reverb_s=0.8, reverb=0.05, tone="bright", levels={"chords": -2, "bass": 1, "drums": -1},
    ),
    Style(
        "lullaby", (62, 76), ("major", "lydian"),
        ("I IV I V", "I vi IV V", "I iii IV V7", "IV I V I"),
        ("i iv i V", "i VI iv V"),
        "song", ("music box", "celesta", "flute"), "lyric", ("harp", "mellow piano"), "flow", ("harp", "cello"), "one",
        pad=("slow strings", "warm pad"), counter=("flute", "clarinet"), beats=3, reverb_s=2.4, reverb=0.34,
        melody_scale=5, tone="acoustic", final=("add9", "madd9"),
    ),
    Style(
        "waltz", (132, 156), ("major", "minor"),
        ("I I V7 V7 V7 V7 I I", "I VI7 ii7 V7", "I IV V7 I", "I vi ii7 V7"),
        ("i i V7 i", "i iv V7 i", "i iv VII III VI iio V7 i"),
        "rondo", ("violin", "accordion", "clarinet"), "straight", ("strings", "accordion", "piano"), "waltz",
        ("contrabass",), "one", pad=("slow strings",), counter=("clarinet", "flute"), drums="waltz",
        kit="brushed drum kit", beats=3, reverb_s=2.0, reverb=0.28, tone="acoustic", levels={"drums": -5},
    ),
    Style(
        "horror", (56, 72), ("phrygian", "harmonic minor"),
        ("i bII iv V", "i VI bII V", "i i bII i"),
        ("i bII iv V", "i VI bII V", "i i bII i", "i iv bII i"),
        "build", ("music box", "celesta", "violin", "glass pad"), "bells", ("tremolo strings",), "held",
        ("contrabass",), "pedal", pad=("space voice", "choir", "metal pad"), arp=("crystal", "celesta", "piano"),
        arp_step=1.0, counter=("cello", "voices"), drums="heart", kit="orchestral percussion", reverb_s=2.9,
        reverb=0.45, tone="dark", levels={"pad": 4, "chords": 1},
    ),
    Style(
        "world", (84, 104), ("phrygian", "dorian", "harmonic minor"),
        ("I bII I bVII", "I IV I bVII", "I bVII IV I"),
        ("i bII i VII", "i VII VI VII", "i iv i V", "i iv VII i"),
        "song", ("shakuhachi", "sitar", "pan flute", "shenai"), "straight", ("koto", "dulcimer"), "pick",
        ("double bass", "fretless bass"), "syncopated", pad=("choir", "warm pad"), arp=("kalimba", "harp"),
        counter=("cello", "recorder"), drums="world", kit="room drum kit", reverb_s=2.2, reverb=0.3,
        tone="acoustic", levels={"drums": -1},
    ),
)  # fmt: skip
STYLES: dict[str, Style] = {style.name: style for style in _TABLE}

# In a mode with a character of its own, these chords show it better than a style's own ones.
MODE_PROGRESSIONS: dict[str, Names] = {
    "dorian": ("i7 IV7 i7 IV7", "i7 VII IV i7", "i7 ii7 III IV7", "i7 III IV7 i7"),
    "phrygian": ("i bII i VII", "i VII VI bII", "i bII III bII"),
    "lydian": ("Imaj7 II Imaj7 II", "Imaj7 iii7 II II", "vi7 II Imaj7 Imaj7"),
    "mixolydian": ("I bVII IV I", "I v7 bVII IV", "I IV bVII I"),
}
