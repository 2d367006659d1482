"""What the voice says for a passage: addresses, signs, foreign digits and long numbers in forms that it can read.

The voice reads Latin letters, digits and common signs. Everything else (other scripts, emoji) is left out and handed
back, so that the result can say so. Quotes, brackets and decoration are silent by nature and count as nothing.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

LONGEST_WORD = 24
"""Letters of an unknown word that the voice looks at; it would drop the rest."""

LONGEST_NUMBER = 15
"""Digits that are read as one number. The voice has no names beyond 36, and nobody follows 20."""

SILENT_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Mn", "Me", "Sk"})  # joiners, accents and skin tones of what is before
KEPT_SIGNS = frozenset(".,;:!?'\"()-–—…/&@%$£€¥₹₩#+=<>*^_~°|[]{}\\`“”‘’½¼¾²³©®™§¶±×÷→•¢ ")
SAID_SIGNS = {
    **dict.fromkeys("。｡", ". "), **dict.fromkeys("、،､", ", "), "؛": "; ", "؟": "? ",
    **dict.fromkeys("「『《〈«„‟", "“"), **dict.fromkeys("」』》〉»", "”"), **dict.fromkeys("‹›‚", "'"),
    **dict.fromkeys("‐‑‒−", "-"), **dict.fromkeys("―⸺", "—"), "′": "'", "″": '"', "⁄": "/", "⋯": "…",
    **dict.fromkeys("¿¡・·～〜←↑↓", " "), "№": " number ", "≈": " about ", "≤": " at most ", "≥": " at least ",
    "≠": " is not ", "√": " square root of ", "∞": " infinity ", "μ": "µ", "µ": "µ",
}  # fmt: skip

_PRONUNCIATION = re.compile(r"(\[[^\[\]]{1,80}\]\(/[^()/]{1,120}/\))")
_LINK = re.compile(r"\[([^\[\]]+)\]\([^()\s]+\)")
_ADDRESS = re.compile(
    r"\b(?:https?://|www\.)[^\s<>\"]+|\b[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
    r"|\b(?:[\w-]+\.)+(?:com|org|net|io|dev|app|edu|gov|ai)\b(?:/[^\s<>\"]*)?"
)
_LINE_MARK = re.compile(r"^\s*(?:#{1,6}|[-*•‣◦▪–—>])\s+")
_LONE_GREEK = re.compile(r"(?<![Ͱ-Ͽ])[Α-ΡΣ-Ωα-λν-ρσ-ω](?![Ͱ-Ͽ])")
_RAISED = re.compile(r"(\w?)([⁰¹²³⁴-⁹]+)")
_DECORATION = re.compile(r"([^\w\s])\1{2,}")
_MONEY_BEHIND = re.compile(r"(\d(?:[\d.,]*\d)?)[ \u00a0\u202f]?([€$£])(?!\w)")
_LONG_NUMBER = re.compile(rf"\d(?:,?\d){{{LONGEST_NUMBER},}}")
_LONG_WORD = re.compile(rf"[^\W\d_]{{{LONGEST_WORD + 1},}}")


@dataclass(frozen=True, slots=True)
class Reading:
    """`said` is "" when nothing is left to say; `left_out` holds the characters left out, in order, with repeats."""

    said: str
    left_out: str


def reading_of(text: str, knows: Callable[[str], bool]) -> Reading:
    """`knows` tells whether the voice's lexicon has a word, which then is not broken up.

    `[word](/phonemes/)` passes as it is: the voice takes it as a pronunciation.
    """
    said: list[str] = []
    left_out: list[str] = []
    for number, part in enumerate(_PRONUNCIATION.split(_LINE_MARK.sub("", text))):
        said.append(part if number % 2 else _readable(part, left_out, knows))
    whole = " ".join("".join(said).split())
    return Reading(whole if any(map(str.isalnum, whole)) else "", "".join(left_out))


def _readable(part: str, left_out: list[str], knows: Callable[[str], bool]) -> str:
    part = unicodedata.normalize("NFC", part)
    part = _LINK.sub(r"\1", part)
    part = _ADDRESS.sub(_spoken_address, part)
    part = _LONE_GREEK.sub(lambda found: f" {unicodedata.name(found.group()).split()[3].lower()} ", part)
    part = _RAISED.sub(_spoken_power, part)
    part = "".join(_sign(char, left_out) for char in part)
    part = _DECORATION.sub(_spoken_run, part).replace("--", "—")
    part = _MONEY_BEHIND.sub(r"\2\1", part)
    part = _LONG_NUMBER.sub(lambda found: " ".join(found.group().replace(",", "")), part)
    return _LONG_WORD.sub(lambda found: _broken(found.group(), knows), part)


def _sign(char: str, left_out: list[str]) -> str:
    """What stands for one character; characters that cannot be said are added to `left_out`."""
    if char.isascii() and (char.isalnum() or char.isspace()):
        return char
    if char in SAID_SIGNS:
        return SAID_SIGNS[char]
    if char in KEPT_SIGNS:
        return char
    if char.isspace():
        return " "
    if char.isdecimal():
        return str(unicodedata.decimal(char))
    plain = unicodedata.normalize("NFKC", char)
    if plain != char:
        return "".join(_sign(each, left_out) for each in plain)
    if unicodedata.name(char, "").startswith("LATIN "):
        # The voice has read words with the accents of Latin-1 and Extended-A; of rarer letters it knows the base only.
        return char if ord(char) < 0x180 else unicodedata.normalize("NFD", char)[0]
    if unicodedata.category(char) in SILENT_CATEGORIES:
        return ""
    left_out.append(char)
    return " "


def _spoken_address(found: re.Match[str]) -> str:
    """ "https://example.com/a." as "example dot com slash a.": scheme and "www" say nothing to a listener."""
    address = found.group()
    body = address.rstrip(".,;:!?)'”’")
    tail = address[len(body) :]
    body = re.sub(r"^https?://", "", body).removeprefix("www.").rstrip("/")
    for sign, word in ((".", "dot"), ("/", "slash"), ("@", "at"), ("?", "question mark"), ("&", "and")):
        body = body.replace(sign, f" {word} ")
    return re.sub(r"[-_]", " ", body) + tail


def _spoken_power(found: re.Match[str]) -> str:
    """10⁶ is a power, x² is left to the voice, and a raised figure behind a word is a footnote, which is not read."""
    before, raised = found.groups()
    if before.isdecimal() and raised not in {"²", "³"}:
        return f"{before}^{unicodedata.normalize('NFKC', raised)}"
    return before + (raised if raised in "²³" else "")


def _spoken_run(found: re.Match[str]) -> str:
    sign = found.group(1)
    if sign in "!?":
        return sign
    if sign == ".":
        return "…"
    return "—" if found.group() == "---" else " "


def _broken(word: str, knows: Callable[[str], bool]) -> str:
    if knows(word):
        return word
    pieces = -(-len(word) // LONGEST_WORD)
    size = -(-len(word) // pieces)
    return " ".join(word[start : start + size] for start in range(0, len(word), size))
