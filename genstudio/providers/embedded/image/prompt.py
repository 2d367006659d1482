"""From a prompt to a plan: which scene, in which palette, with which things in it.

Nothing here can fail: a text without a known word (emoji, a language that the vocabulary lacks, nonsense) gets a scene
drawn by lot from the text and the seed.
"""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass

from genstudio.providers.embedded.image.cast import cast, is_figure
from genstudio.providers.embedded.image.noise import Dice
from genstudio.providers.embedded.image.palettes import PALETTES
from genstudio.providers.embedded.image.vocabulary import (
    COLOUR_PALETTES,
    COLOUR_WORDS,
    COLOURFUL_SCENES,
    FALLBACK_SCENES,
    HOME_SCENES,
    PALETTE_WORDS,
    PHRASES,
    SCENE_PALETTES,
    SCENE_WORDS,
    WISH_WORDS,
)

AUTO = "auto"
WORD = re.compile(r"[\w&'-]+")


@dataclass(frozen=True, slots=True)
class Plan:
    """What to paint. `colours` are ramps of hex digits that the prompt names, in its order."""

    scene: str
    palette: str
    wishes: frozenset[str]
    colours: tuple[tuple[str, ...], ...]
    words: tuple[str, ...]


def words_of(prompt: str) -> tuple[str, ...]:
    """The words in lower case, in order, without the apostrophes and dashes around them."""
    found = (word.strip("'-_") for word in WORD.findall(prompt.lower()))
    return tuple(word for word in found if word)


def interpret(prompt: str, seed: int, scene: str = AUTO, palette: str = AUTO) -> Plan:
    """The plan for a prompt; `scene` and `palette` other than "auto" are taken as they are."""
    text = " ".join(words_of(prompt))
    words = words_of(prompt)
    dice = Dice(seed, zlib.crc32(text.encode()) if text else zlib.crc32(prompt.encode()), 1)
    hinted = {kind: name for phrase, (kind, name) in PHRASES.items() if phrase in text}
    wishes = frozenset(wish for wish, known in WISH_WORDS.items() if known.intersection(words))
    if scene == AUTO:
        roles = cast(words)
        usual = HOME_SCENES[roles[-1].figure.home] if roles else FALLBACK_SCENES
        scene = hinted.get("scene") or _best(SCENE_WORDS, words, dice.named("scene")) or dice.pick(usual)
    colours = tuple(COLOUR_WORDS[word] for word in dict.fromkeys(words) if word in COLOUR_WORDS)
    if palette == AUTO:
        palette = (
            hinted.get("palette")
            or _best(PALETTE_WORDS, words, dice.named("palette"))
            or _coloured(scene, words)
            or dice.pick(SCENE_PALETTES[scene])
        )
        if scene == "aurora" and not PALETTES[palette].night:
            palette = "night"
    return Plan(scene, palette, wishes, colours, words)


def _coloured(scene: str, words: tuple[str, ...]) -> str | None:
    """The palette of the first colour named, for scenes whose things have colours of their own."""
    if scene in COLOURFUL_SCENES:
        return None
    named = next((COLOUR_PALETTES[word] for word in words if word in COLOUR_PALETTES), None)
    return "mars" if scene == "alien" and named == "sunset" else named


def _best(table: dict[str, frozenset[str]], words: tuple[str, ...], dice: Dice) -> str | None:
    """The entry with the most hits; its own name counts twice, earlier words break ties."""
    scores: dict[str, float] = {}
    for name, known in table.items():
        score = 0.0
        for index, word in enumerate(words):
            if word == name or word in known:
                # A place says more about the scene than the figure in it: an astronaut on Mars is on Mars.
                weight = 2.0 if word == name else 0.6 if is_figure(word) else 1.0
                score += weight + 0.3 / (1 + index)
        if score:
            scores[name] = score
    if not scores:
        return None
    best = max(scores.values())
    return dice.pick([name for name, score in scores.items() if score > best - 1e-6])
