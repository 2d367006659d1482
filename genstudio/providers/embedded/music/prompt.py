"""Words -> plan: what a prompt and the explicit settings ask for, and a seeded choice for all that they leave open."""

from __future__ import annotations

import hashlib
import random
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from genstudio.core.spec import Value
from genstudio.providers.embedded.music.instruments import WORDS as INSTRUMENT_WORDS
from genstudio.providers.embedded.music.instruments import Patch
from genstudio.providers.embedded.music.styles import STYLES, Style
from genstudio.providers.embedded.music.theory import Key, find_key
from genstudio.providers.embedded.music.words import (
    DRUM_WORDS,
    MOODS,
    NEGATIONS,
    SOLO_WORDS,
    TEMPO_MARKS,
    TEMPO_WORDS,
    VOCABULARY,
)

AUTO = "auto"
DURATION_S = (1.0, 300.0)
TEMPO_BPM = (40.0, 220.0)
TOKEN = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
BPM = re.compile(r"(?<![\d.])(\d{2,3}) ?-?(?:bpm|beats per minute)\b|\b(?:tempo|bpm)[ :=]{1,3}(\d{2,3})\b")
THREE = re.compile(r"(?<![\d/])[36]/[48](?![\d/])|\b(?:triple|three.four) (?:time|metre|meter)\b")
FOUR = re.compile(r"(?<![\d/])4/4(?![\d/])")
# What a prompt without a single known word may become: styles that please on their own.
UNKNOWN_STYLES = ("lofi", "piano", "pop", "ambient", "cinematic", "synthwave", "folk", "bossa")
TONICS = (0, 2, 3, 4, 5, 7, 9, 10)


@dataclass(slots=True)
class Wishes:
    """What the words of a prompt say; everything may be absent."""

    styles: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    moods: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    instruments: list[Patch] = field(default_factory=list)
    refused: list[Patch] = field(default_factory=list)
    drums: bool | None = None
    solo: bool = False
    key: Key | None = None
    tempo_bpm: float | None = None
    tempo_factor: float = 1.0
    beats: int | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """The decisions that a piece is composed from. `energy` is 0.25..1, `tempo_exact` forbids bending the tempo.

    `groove` is what the drums play, "" for none.
    """

    prompt: str
    seed: int
    duration_s: float
    style: Style
    mood: str
    key: Key
    tempo_bpm: float
    tempo_exact: bool
    beats: int
    energy: float
    instruments: tuple[Patch, ...] = ()
    refused: tuple[Patch, ...] = ()
    groove: str = ""
    solo: bool = False

    def random(self, purpose: str) -> random.Random:
        """A stream of its own for each purpose, so that a change in one part leaves the others as they were."""
        return random.Random(f"{self.seed}:{purpose}")


def read_wishes(prompt: str) -> Wishes:
    """What the prompt asks for. Any text will do."""
    wishes = Wishes()
    text = unicodedata.normalize("NFKC", prompt)
    low = text.lower()
    wishes.key = find_key(text)
    if found := BPM.search(low):
        wishes.tempo_bpm = min(max(float(found[1] or found[2]), TEMPO_BPM[0]), TEMPO_BPM[1])
    if THREE.search(low):
        wishes.beats = 3
    elif FOUR.search(low):
        wishes.beats = 4
    for phrase, negated in _phrases(low):
        _take(wishes, phrase, negated)
    return wishes


def _known(phrase: str) -> str | None:
    """The phrase as the tables spell it: itself, or its singular."""
    bare = phrase.replace("’", "'").removesuffix("'s")
    for spelling in (bare, bare.removesuffix("s"), bare.removesuffix("ies") + "y"):
        if (
            spelling in VOCABULARY
            or spelling in INSTRUMENT_WORDS
            or spelling in TEMPO_WORDS
            or spelling in TEMPO_MARKS
            or spelling in DRUM_WORDS
            or spelling in SOLO_WORDS
        ):
            return spelling
    return None


def _phrases(low: str) -> Iterator[tuple[str, bool]]:
    """The known phrases of one to three words, longest first, each with whether a "no" stands before it."""
    tokens = TOKEN.findall(low)
    at, negated = 0, False
    while at < len(tokens):
        if tokens[at] in NEGATIONS:
            negated, at = True, at + 1
            continue
        for length in (3, 2, 1):
            phrase = _known(" ".join(tokens[at : at + length]))
            if phrase is not None and at + length <= len(tokens):
                yield phrase, negated
                at += length
                negated = negated and at < len(tokens) and tokens[at] in ("or", "and")
                break
        else:
            # "no sad drums": a word between does not end the negation, but "or" and "and" carry it on as well.
            at += 1


def _take(wishes: Wishes, phrase: str, negated: bool) -> None:
    if phrase in DRUM_WORDS:
        wishes.drums = not (negated or phrase == "drumless") and wishes.drums is not False
    patch = INSTRUMENT_WORDS.get(phrase)
    if patch is not None and patch.family == "drums":
        wishes.drums = not negated
        if not negated:
            wishes.instruments.append(patch)
    elif patch is not None:
        (wishes.refused if negated else wishes.instruments).append(patch)
    if negated:
        return
    wishes.solo |= phrase in SOLO_WORDS or phrase in ("solo piano", "piano solo")
    wishes.tempo_factor *= TEMPO_WORDS.get(phrase, 1.0)
    if wishes.tempo_bpm is None and phrase in TEMPO_MARKS:
        wishes.tempo_bpm = float(TEMPO_MARKS[phrase])
    for what, name, weight in VOCABULARY.get(phrase, ()):
        (wishes.styles if what == "style" else wishes.moods)[name] += weight


def make_plan(prompt: str, values: Mapping[str, Value]) -> Plan:
    """The plan for a prompt and the model's cleaned field values; values win over words, the seed decides the rest."""
    wishes = read_wishes(prompt)
    seed = int(values.get("seed", _hash(prompt)))
    rng = random.Random(f"{seed}:plan")
    mood_name = str(values.get("mood", AUTO))
    if mood_name == AUTO:
        mood_name = max(wishes.moods, key=lambda name: wishes.moods[name], default="")
    style = STYLES[_style_name(str(values.get("style", AUTO)), wishes, mood_name, prompt, seed)]
    mood = MOODS.get(mood_name)
    key = _key(str(values.get("key", AUTO)), wishes, style, mood.family if mood else "", rng)
    tempo = values.get("tempo")
    exact = tempo is not None or wishes.tempo_bpm is not None
    bpm = float(tempo if tempo is not None else wishes.tempo_bpm or rng.uniform(*style.bpm))
    if not exact:
        bpm *= wishes.tempo_factor * (mood.tempo if mood else 1.0)
    energy = 0.62 + (mood.energy if mood else 0.0) + (wishes.tempo_factor - 1.0) * 0.6
    return Plan(
        prompt=prompt,
        seed=seed,
        duration_s=min(max(float(values.get("duration", 30)), DURATION_S[0]), DURATION_S[1]),
        style=style,
        mood=mood_name or "neutral",
        key=key,
        tempo_bpm=min(max(bpm, TEMPO_BPM[0]), TEMPO_BPM[1]),
        tempo_exact=exact,
        beats=wishes.beats or style.beats,
        energy=min(max(energy, 0.25), 1.0),
        instruments=tuple(dict.fromkeys(wishes.instruments)),
        refused=tuple(wishes.refused),
        groove=_groove(style, wishes),
        solo=wishes.solo,
    )


def _groove(style: Style, wishes: Wishes) -> str:
    """The style's own drums; none where refused, plain ones where a style without drums is asked for them."""
    if wishes.drums is False or wishes.solo:
        return ""
    return style.drums or ("pop" if wishes.drums else "")


def _hash(text: str) -> int:
    return int.from_bytes(hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()[:4], "big")


def _style_name(asked: str, wishes: Wishes, mood: str, prompt: str, seed: int) -> str:
    if asked != AUTO:
        return asked
    scores = dict(wishes.styles)
    if mood in MOODS and max(scores.values(), default=0.0) < 3.0:
        # No style is named outright: a mood speaks as loudly as a hint.
        for rank, name in enumerate(MOODS[mood].styles):
            scores[name] = scores.get(name, 0.0) + 1.0 - 0.1 * rank
    if not scores and wishes.instruments:
        patch = wishes.instruments[0]
        for name, style in STYLES.items():
            players = (*style.lead, *style.chords)
            if patch.name in players:
                scores[name] = 1.0 - 0.1 * players.index(patch.name)
    candidates = [name for name in STYLES if scores and scores.get(name) == max(scores.values())]
    candidates = candidates or list(UNKNOWN_STYLES)
    return candidates[_hash(f"{seed}:{prompt}") % len(candidates)]


def _key(asked: str, wishes: Wishes, style: Style, family: str, rng: random.Random) -> Key:
    tonic = rng.choice(TONICS)
    mode = rng.choice(style.modes)
    if asked != AUTO and (explicit := find_key(asked)) is not None:
        return explicit
    if wishes.key is not None:
        return wishes.key
    if family and Key(0, mode).minor != (family == "minor"):
        mode = next((each for each in style.modes if Key(0, each).minor == (family == "minor")), family)
    return Key(tonic, mode)
