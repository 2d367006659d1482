"""Names, amounts and times as the wire has them."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from genstudio.api.wire import camel, iso, purse, usd


@pytest.mark.parametrize(
    ("name", "wire"),
    [("seed", "seed"), ("first_frame", "firstFrame"), ("a_b_c", "aBC"), ("size_2k", "size2k"), ("_x", "X")],
)
def test_camel(name: str, wire: str) -> None:
    assert camel(name) == wire


@pytest.mark.parametrize(
    ("micro", "text"),
    [(0, "0"), (80_000, "0.08"), (39_000, "0.039"), (1, "0.000001"), (2_500_000, "2.5"), (None, None)],
)
def test_usd(micro: int | None, text: str | None) -> None:
    assert usd(micro) == text


@given(st.integers(-(10**15), 10**15))
def test_amounts_are_exact(milli: int) -> None:
    text = purse(milli)
    assert text is not None
    assert Decimal(text) * 1_000 == milli
    assert text[-1].isdigit()
    assert "e" not in text.lower()


def test_iso_keeps_the_milliseconds() -> None:
    assert iso(1_795_379_405_007) == "2026-11-22T20:30:05.007Z"
    assert iso(0) == "1970-01-01T00:00:00.000Z"
    assert iso(None) is None
