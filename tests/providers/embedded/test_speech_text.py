"""Where a text is cut, and that nothing of it gets lost on the way."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from genstudio.providers.embedded.speech.text import LONGEST_CHARS, passages


def pieces(text: str) -> list[str]:
    return [passage.text for passage in passages(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It rains. We stay. Why not?", ["It rains.", "We stay.", "Why not?"]),
        ("Dr. Miller met Mrs. Jones. They left.", ["Dr. Miller met Mrs. Jones.", "They left."]),
        ("Pi is 3.14 today. It was 3.14 before.", ["Pi is 3.14 today.", "It was 3.14 before."]),
        ("J. K. Rowling wrote it. The U.S. edition sold.", ["J. K. Rowling wrote it.", "The U.S. edition sold."]),
        ("She lives in the U.S. He does not.", ["She lives in the U.S.", "He does not."]),
        ("We met at 5 p.m. on Monday.", ["We met at 5 p.m. on Monday."]),
        ("See e.g. Vol. 2 and No. 7 of it.", ["See e.g. Vol. 2 and No. 7 of it."]),
        ("Did he go? No. Why would he?", ["Did he go?", "No.", "Why would he?"]),
        ('"Stop!" she said. "Now." He stopped.', ['"Stop!" she said.', '"Now."', "He stopped."]),
        ("Wait... what? Oh… well.", ["Wait... what?", "Oh… well."]),
        ("He sat. Ada left.", ["He sat.", "Ada left."]),
        ("1. Open the box. 2. Look inside.", ["1. Open the box.", "2. Look inside."]),
        ("So do I. Ada does not.", ["So do I.", "Ada does not."]),
        ("我很好。你好吗？", ["我很好。", "你好吗？"]),
        ("No mark at the end", ["No mark at the end"]),
        ("", []),
        (" \n\t\n ", []),
    ],
)
def test_sentences_end_where_a_reader_would_stop(text: str, expected: list[str]) -> None:
    assert pieces(text) == expected


def test_lines_are_paragraphs_but_wrapped_lines_are_not() -> None:
    wrapped = (
        "The lantern stood on the window sill of the old house and\n"
        "remembered every song. It hummed.\n"
        "\r\n"
        "Milk\nBread\nTea\n"
    )
    assert [(each.text, each.end) for each in passages(wrapped)] == [
        ("The lantern stood on the window sill of the old house and remembered every song.", "sentence"),
        ("It hummed.", "paragraph"),
        ("Milk", "paragraph"),
        ("Bread", "paragraph"),
        ("Tea", "paragraph"),
    ]


def test_a_long_sentence_is_cut_at_its_clauses_into_parts_of_similar_length() -> None:
    clause = "when the winter came, she carried the lantern from door to door through the deep snow; "
    cut = list(passages(clause * 5 + "and then she slept."))
    assert [each.end for each in cut] == ["clause"] * (len(cut) - 1) + ["paragraph"]
    assert all(each.text.endswith(";") for each in cut[:-1])
    assert all(80 < len(each.text) <= LONGEST_CHARS for each in cut)


def test_without_punctuation_it_is_cut_between_words_and_a_word_without_end_is_cut_anyway() -> None:
    assert {word for piece in pieces("lantern " * 500) for word in piece.split()} == {"lantern"}
    assert max(map(len, pieces("x" * 100_000))) == LONGEST_CHARS


@pytest.mark.parametrize("unit", ["!", ".'", "a. ", "A. ", "\n", "a, ", "。", "(", "[a](", "e\u0301", '" '])
def test_a_hostile_text_of_100_000_characters_is_cut_completely(unit: str) -> None:
    text = unit * (100_000 // len(unit))
    assert "".join("".join(pieces(text)).split()) == "".join(text.split())


@settings(max_examples=200, deadline=None)
@given(st.text(st.sampled_from("ab AB.!?…,;\"'()\n1。 "), max_size=700))
def test_nothing_is_lost_and_nothing_is_too_long(text: str) -> None:
    cut = list(passages(text))
    assert "".join("".join(each.text for each in cut).split()) == "".join(text.split())
    assert all(0 < len(each.text) <= LONGEST_CHARS for each in cut)
    assert not cut or cut[-1].end == "paragraph"
