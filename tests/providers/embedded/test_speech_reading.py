"""What the voice is given to say, and what it has to leave out."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from genstudio.providers.embedded.speech.reading import LONGEST_WORD, reading_of


def said(text: str) -> str:
    return reading_of(text, lambda word: False).said


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Plain words, 3.14 and $5!", "Plain words, 3.14 and $5!"),
        ("See https://www.example.com/a_b.", "See example dot com slash a b."),
        ("Write to joe.b@example.org, please", "Write to joe dot b at example dot org, please"),
        ("Try gradio.app today", "Try gradio dot app today"),
        ("[the manual](https://example.com/x) says", "the manual says"),
        ("[tomato](/təmˈɑTO/) soup", "[tomato](/təmˈɑTO/) soup"),
        ("It costs 100 € or 3£.", "It costs €100 or £3."),
        ("π r² ≈ 3", "pi r² about 3"),
        ("10⁶ H₂O word¹", "10^6 H2O word"),
        ("# Heading", "Heading"),
        ("- item", "item"),
        ("-5 degrees", "-5 degrees"),
        ("Stop!!! ==== Now... ---- here", "Stop! Now… here"),
        ("ＦＵＬＬ ﬁne 𝐁𝐨𝐥𝐝 Ⅳ ٣", "FULL fine Bold IV 3"),
        ("café Łódź Nguyễn", "café Łódź Nguyen"),
        ("5️⃣ cafe\u0301", "5 café"),
        ("1,234,567", "1,234,567"),
        ("1234567890123456", "1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6"),
        ("a\x00b\u200bc", "abc"),
        ("!!!", ""),
        ("", ""),
    ],
)
def test_signs_and_addresses_are_put_into_words(text: str, expected: str) -> None:
    reading = reading_of(text, lambda word: False)
    assert (reading.said, reading.left_out) == (expected, "")


def test_other_scripts_and_emoji_are_left_out_and_handed_back() -> None:
    reading = reading_of("Hello 你好 world 👩‍👧🏽, привет!", lambda word: False)
    assert reading.said.split() == ["Hello", "world", ",", "!"]
    assert reading.left_out == "你好👩👧привет"


def test_an_unknown_endless_word_is_broken_and_a_known_one_is_not() -> None:
    word = "Donaudampfschifffahrtsgesellschaft"
    assert max(map(len, said(word).split())) <= LONGEST_WORD
    assert said(word).replace(" ", "") == word
    assert reading_of(word, lambda each: each == word).said == word


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=280))
def test_any_text_gives_a_reading_of_characters_that_can_be_encoded(text: str) -> None:
    reading = reading_of(text, lambda word: False)
    reading.said.encode()
    assert reading.said == " ".join(reading.said.split())
    assert not any(char.isascii() or char.isspace() for char in reading.left_out)
