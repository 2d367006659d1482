"""Bodies that Python would take, and that could not be stored or sent on."""

from __future__ import annotations

import pytest

from genstudio.api.strict_json import MAX_DEPTH, parse
from genstudio.core.errors import InputError


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"\xff\xfe{}", "not valid UTF-8"),
        (b'{"a": "\xed\xa0\x80"}', "not valid UTF-8"),
        (b'{"a": NaN}', "NaN"),
        (b'{"a": -Infinity}', "-Infinity"),
        (b'{"a": 1e400}', "too large"),
        (b'{"a": -1e999}', "too large"),
        (b'{"a": ' + b"9" * 5_000 + b"}", "too many digits"),
        (b'{"a": "\\ud800"}', "half of a character"),
        (b'{"\\udfff": 1}', "half of a character"),
        (b"", "not JSON"),
        (b"{", "not JSON"),
        (b"{'a': 1}", "line 1, column 2"),
        (b"[" * 100_000, "too deeply"),
        (b"[" * (MAX_DEPTH + 1) + b"]" * (MAX_DEPTH + 1), "too deeply"),
        (b'{"a":' * 900 + b"1" + b"}" * 900, "too deeply"),
    ],
)
def test_refused_in_plain_words(body: bytes, words: str) -> None:
    with pytest.raises(InputError, match=words):
        parse(body)


def test_what_is_fine_arrives_unchanged() -> None:
    assert parse('{"a": [0, -0.5, true, null, "ü🎨", {"b": ""}]}'.encode()) == {
        "a": [0, -0.5, True, None, "ü🎨", {"b": ""}]
    }
    assert parse(b"[" * MAX_DEPTH + b"]" * MAX_DEPTH) is not None


def test_pair_of_surrogates_is_one_character() -> None:
    assert parse(b'{"a": "\\ud83c\\udfa8"}') == {"a": "🎨"}
