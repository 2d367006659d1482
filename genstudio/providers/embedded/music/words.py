"""What the words of a prompt mean: styles, moods, tempi and metres. Phrases are lower case, without hyphens."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Family = Literal["major", "minor", ""]


@dataclass(frozen=True, slots=True)
class Mood:
    """How a mood bends the music: the scale it wants, its tempo and energy, and the styles that suit it."""

    name: str
    family: Family
    tempo: float
    energy: float
    styles: tuple[str, ...]


MOODS: dict[str, Mood] = {
    mood.name: mood
    for mood in (
        Mood("happy", "major", 1.05, 0.08, ("pop", "folk", "reggae")),
        Mood("sad", "minor", 0.93, -0.14, ("piano", "lofi", "cinematic")),
        Mood("calm", "", 0.92, -0.2, ("ambient", "piano", "lofi", "bossa")),
        Mood("energetic", "", 1.08, 0.2, ("rock", "house", "pop", "chiptune")),
        Mood("dark", "minor", 0.97, 0.0, ("synthwave", "trap", "cinematic")),
        Mood("romantic", "major", 0.95, -0.08, ("piano", "bossa", "jazz")),
        Mood("dreamy", "major", 0.94, -0.12, ("ambient", "lofi", "synthwave")),
        Mood("epic", "minor", 1.0, 0.2, ("cinematic",)),
        Mood("tense", "minor", 1.03, 0.04, ("cinematic", "horror")),
        Mood("playful", "major", 1.06, 0.04, ("chiptune", "waltz", "folk")),
        Mood("hopeful", "major", 1.0, 0.04, ("cinematic", "piano", "pop")),
        Mood("mysterious", "minor", 0.95, -0.1, ("world", "ambient", "cinematic")),
    )
}

# The first words name the style and weigh most; those after the bar suggest it.
_STYLE_WORDS = {
    "lofi": "lofi, lo fi, chillhop, chill hop | study, studying, chill, relax, relaxing, cozy, cosy, cafe, café, "
    "coffee, rain, rainy, mellow, homework, vinyl",
    "ambient": "ambient, drone, new age | meditation, meditative, space, sleep, spa, yoga, floating, atmospheric, "
    "underwater, ocean, sea, nature, zen, cosmic, galaxy, stars, ethereal, soundscape, background",
    "cinematic": "cinematic, orchestral, orchestra, trailer, soundtrack, film score | film, movie, hero, heroic, "
    "battle, adventure, fantasy, dragon, war, medieval, triumphant, majestic, documentary, journey, viking, knight",
    "classical": "classical, baroque, symphony, sonata, chamber music, minuet, string quartet | quartet, mozart, bach, "
    "vivaldi, haydn, beethoven, concerto, renaissance, court",
    "piano": "piano ballad, solo piano, piano solo | ballad, emotional, tender, nostalgic, intimate, wedding, "
    "heartfelt, reflective, piano",
    "pop": "pop, synthpop, synth pop, k pop, electropop | upbeat, corporate, commercial, summer, sunny, advert, "
    "jingle, birthday, inspiring, motivational, vlog, podcast, radio",
    "rock": "rock, metal, punk, grunge, hard rock | guitar riff, riff, stadium, headbanging, garage, band, "
    "power chords",
    "jazz": "jazz, swing, bebop, blues, big band | smoky, lounge, noir, detective, speakeasy, club lounge",
    "bossa": "bossa, bossa nova, samba, latin, salsa | brazil, brazilian, beach, tropical, rio, cocktail",
    "house": "house, techno, edm, trance, deep house, dance, electronic, disco, eurodance | club, electro, rave, "
    "dancefloor, dj, festival",
    "synthwave": "synthwave, retrowave, outrun, vaporwave, darksynth | 80s, 1980s, eighties, neon, cyberpunk, retro, "
    "night drive, driving, futuristic, sci fi, robot, city",
    "trap": "trap, hip hop, hiphop, rap, drill, phonk, boom bap, r b, rnb | 808, beat, beats, gangster, street, urban",
    "folk": "folk, acoustic, celtic, irish, bluegrass, singer songwriter | campfire, indie, travel, village, tavern, "
    "hiking, autumn, countryside, pub",
    "country": "country, western, americana, honky tonk | cowboy, texas, rodeo, banjo, ranch, wild west",
    "reggae": "reggae, dub, ska, dancehall | jamaica, jamaican, caribbean, island",
    "chiptune": "chiptune, 8 bit, 8bit, 16 bit, chip music | videogame, video game, game, arcade, pixel, nintendo, "
    "gameboy, level",
    "lullaby": "lullaby, nursery rhyme | baby, bedtime, child, children, kids, nursery, fairy, cradle, toddler",
    "waltz": "waltz, ballroom | carousel, circus, vienna, viennese, merry go round",
    "horror": "horror, creepy, scary | haunted, spooky, halloween, thriller, ominous, ghost, nightmare, sinister, "
    "eerie",
    "world": "world music, oriental, arabic, eastern, flamenco | desert, egyptian, egypt, persian, asian, japanese, "
    "japan, chinese, china, indian, india, african, africa, tribal, ethnic, turkish, arabian, samurai, shaman",
}
_MOOD_WORDS = {
    "happy": "joyful, cheerful, bright, fun, uplifting, joy, merry, celebration, celebratory, feel good, smiling, "
    "sunny",
    "sad": "melancholy, melancholic, lonely, sorrow, sorrowful, tragic, crying, tears, grief, heartbreak, "
    "heartbroken, blue",
    "calm": "peaceful, gentle, soft, quiet, serene, relaxing, relaxed, soothing, sleepy, tranquil, chill, mellow",
    "energetic": "upbeat, driving, intense, powerful, energy, workout, party, running, action, aggressive, angry, wild",
    "dark": "moody, gloomy, brooding, night, midnight, gritty, evil, shadow, shadows, grim",
    "romantic": "love, loving, tender, sensual, wedding, valentine, passionate, sweet, intimate",
    "dreamy": "dream, dreams, ethereal, floating, hazy, magical, magic, enchanted, nostalgic, nostalgia, wonder",
    "epic": "heroic, triumphant, majestic, grand, glorious, battle, victorious, victory, monumental, huge",
    "tense": "suspense, suspenseful, thriller, tension, anxious, nervous, chase, danger, dangerous, urgent",
    "playful": "quirky, funny, silly, cute, whimsical, bouncy, comic, comedy, cartoon, goofy",
    "hopeful": "hope, inspiring, inspirational, optimistic, motivational, sunrise, warm, encouraging, dawn",
    "mysterious": "mystery, mystical, enigmatic, secret, strange, ancient, unknown, curious",
}
TEMPO_WORDS = {
    "fast": 1.12, "quick": 1.1, "speedy": 1.12, "rapid": 1.12, "upbeat": 1.06, "uptempo": 1.1, "up tempo": 1.1,
    "slow": 0.87, "slowly": 0.87, "downtempo": 0.88, "unhurried": 0.92, "lazy": 0.93, "medium tempo": 1.0,
}  # fmt: skip
# Italian tempo marks are tempi, not directions: the middle of each mark's usual range, in BPM.
TEMPO_MARKS = {
    "grave": 42, "largo": 52, "lento": 56, "adagio": 68, "andante": 88, "moderato": 108, "allegretto": 114,
    "allegro": 132, "vivace": 152, "presto": 176,
}  # fmt: skip
DRUM_WORDS = frozenset({"drum", "drums", "percussion", "drumbeat", "drumless", "beat", "beats"})
SOLO_WORDS = frozenset({"solo", "unaccompanied"})
NEGATIONS = frozenset({"no", "without", "minus", "sans"})

Meaning = tuple[Literal["style", "mood"], str, float]


def _style_meanings(style: str, words: str) -> list[tuple[str, Meaning]]:
    names, _, hints = words.partition("|")
    strong: list[tuple[str, Meaning]] = [(word.strip(), ("style", style, 3.0)) for word in names.split(",")]
    weak: list[tuple[str, Meaning]] = [(word.strip(), ("style", style, 1.0)) for word in hints.split(",")]
    return strong + weak


def _vocabulary() -> dict[str, tuple[Meaning, ...]]:
    pairs: list[tuple[str, Meaning]] = []
    for style, words in _STYLE_WORDS.items():
        pairs += _style_meanings(style, words)
    for mood, words in _MOOD_WORDS.items():
        pairs += [(word.strip(), ("mood", mood, 1.0)) for word in (mood + "," + words).split(",")]
    table: dict[str, tuple[Meaning, ...]] = {}
    for phrase, meaning in pairs:
        table[phrase] = (*table.get(phrase, ()), meaning)
    return table


VOCABULARY: dict[str, tuple[Meaning, ...]] = _vocabulary()
"""What a phrase of one to three words says about style and mood, with its weight."""
