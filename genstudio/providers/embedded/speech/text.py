"""Splits a text into passages, the pieces that are spoken in one breath.

A line is a paragraph, unless it looks like a line that an editor wrapped. Paragraphs are split at sentence ends; a
period after a title, an initial or an abbreviation is none. A sentence longer than `LONGEST_CHARS` is cut at the
clause mark nearest to equal parts, else at a conjunction, else between words, else anywhere.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

LONGEST_CHARS = 280
"""About 310 phonemes: below the 400 that the voice reads at once, and about 18 s of speech."""

WRAPPED_CHARS = range(55, 101)
"""How long a line is when an editor has wrapped it. Shorter ones are verse and lists, longer ones whole paragraphs."""

End = Literal["clause", "sentence", "paragraph"]


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of the text as it was written. `end` says what ends with it, and so how long the voice rests."""

    text: str
    end: End


TERMINAL = ".!?…。！？"
_CLOSERS = "\"'”’»)\\]"
# The lookbehind lets a run of marks match from its first mark only: 100,000 exclamation marks stay linear.
_END = re.compile(rf"(?<![.!?…])[.!?…]++[{_CLOSERS}]*+(?=\s)|[。！？]++[」』）”’]*+")
_NEXT_WORD = re.compile(r"\s*[\"'“‘«(\[]*(\w*)")
_DOTTED = re.compile(r"(?:\w\.)+\w")
_BULLET = re.compile(r"(?:[-*•‣◦▪–—>]|#{1,6}|\d{1,3}[.)])\s")


def _words(spaced: str) -> frozenset[str]:
    return frozenset(spaced.split())


# Followed by the name or thing that they announce, never by a new sentence. Case matters: "Rep." is no "rep.".
_OPENERS = _words(
    "Mr Mrs Ms Mx Dr Prof Gen Gov Sen Rep Capt Lt Col Sgt Rev Hon Pres Supt Cpl Maj Adm Fr Msgr Mt Messrs "
    "vs e.g i.e E.g I.e cf approx ca viz al"
)
# Followed by a figure where they are abbreviations; "No." alone is an answer.
_NUMBERED = _words("no nos fig figs vol ch sec p pp art eq")
# May end a sentence or not; the next word decides.
_UNDECIDED = _words(
    "St Ave Blvd Rd Inc Ltd Corp Co Bros Jr Sr etc Dept Univ Ft Jan Feb Mar Apr Jun Jul Aug Sep Sept Oct Nov Dec Mon "
    "Tue Tues Wed Thu Thurs Fri Sat Sun"
)
_STARTERS = _words(
    "The A An This That These Those He She It We They You I His Her Its Our Their My Your There Here In On At By For "
    "From With As If When While Where Why How What Who But And Or So Yet Then Now After Before Since Because Although "
    "However Meanwhile Also Not No Yes All Some Many Most One Two Is Are Was Were Do Does Did Can Could Will Would "
    "Should Let Please Today Tomorrow Yesterday"
)
_CUTS = (
    re.compile(r"[;:—–](?=\s)"),
    re.compile(r",(?=\s)"),
    re.compile(r"\s(?=(?:and|but|or|nor|which|that|because|while|when|where|who|so)\s)"),
    re.compile(r"\s"),
)


def passages(text: str) -> Iterator[Passage]:
    """The passages of `text` in order. Together they hold all of it but white space."""
    for paragraph in _paragraphs(text):
        sentences = list(_sentences(paragraph))
        for number, sentence in enumerate(sentences, 1):
            breaths = list(_breaths(sentence))
            yield from (Passage(breath, "clause") for breath in breaths[:-1])
            yield Passage(breaths[-1], "paragraph" if number == len(sentences) else "sentence")


def _paragraphs(text: str) -> Iterator[str]:
    lines: list[str] = []
    for raw in text.splitlines():
        line = raw.strip()
        if lines and not _is_wrapped(lines[-1], line):
            yield " ".join(lines)
            lines = []
        if line:
            lines.append(line)
    if lines:
        yield " ".join(lines)


def _is_wrapped(line: str, after: str) -> bool:
    if not after or _BULLET.match(after):
        return False
    return len(line) in WRAPPED_CHARS and line[-1] not in TERMINAL + ":"


def _sentences(paragraph: str) -> Iterator[str]:
    start = 0
    for mark in _END.finditer(paragraph):
        if _ends_sentence(paragraph, start, mark):
            yield paragraph[start : mark.end()].strip()
            start = mark.end()
    rest = paragraph[start:].strip()
    if rest:
        yield rest


def _ends_sentence(paragraph: str, start: int, mark: re.Match[str]) -> bool:
    found = _NEXT_WORD.match(paragraph, mark.end())
    after = found.group(1) if found else ""
    if after[:1].islower():
        return False
    if mark.group() != ".":
        return True
    before = paragraph[start : mark.start()].strip()
    if before.isdecimal() and len(before) <= 3:
        return False  # "1. Open the box": the number belongs to its item
    word = before.rpartition(" ")[2].lstrip("\"'“‘([")
    if word in _OPENERS:
        return False
    if word.lower() in _NUMBERED:
        return not after[:1].isdecimal()
    is_initial = len(word) == 1 and word.isupper() and word != "I"
    if is_initial or word in _UNDECIDED or _DOTTED.fullmatch(word):
        return after in _STARTERS
    return True


def _breaths(sentence: str) -> Iterator[str]:
    while len(sentence) > LONGEST_CHARS:
        cut = _cut(sentence)
        yield sentence[:cut].rstrip()
        sentence = sentence[cut:].lstrip()
    yield sentence


def _cut(sentence: str) -> int:
    """Where to cut: 1 to LONGEST_CHARS characters from the start."""
    target = len(sentence) / math.ceil(len(sentence) / LONGEST_CHARS)
    window = sentence[:LONGEST_CHARS]
    for pattern in _CUTS:
        ends = [found.end() for found in pattern.finditer(window) if found.end() > LONGEST_CHARS // 4]
        if ends:
            return min(ends, key=lambda end: abs(end - target))
    return LONGEST_CHARS
