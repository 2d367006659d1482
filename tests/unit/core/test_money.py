"""Money: whole numbers, the vendor's own rounding, and never a cent for free."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from genstudio.core.money import Free, Measure, PerCharacters, PerOutput, PerSecond, Rates, Unpriced, usd_micro


@pytest.mark.parametrize(("usd", "micro"), [("0.039", 39_000), ("1", 1_000_000), ("0.0000005", 1), ("0", 0)])
def test_usd_is_kept_in_micro_dollars(usd: str, micro: int) -> None:
    assert usd_micro(usd) == micro


@pytest.mark.parametrize(
    ("rule", "measure", "micro"),
    [
        (PerSecond("0.08"), Measure({"duration": 5}), 400_000),
        (PerSecond("0.08", slot_s=8), Measure({"duration": 5}), 640_000),
        (PerSecond("0.08", slot_s=8), Measure({"duration": 8}), 640_000),
        (PerSecond("0.08", slot_s=8), Measure({"duration": 8}, seconds=8.04), 640_000),
        (PerSecond("0.08"), Measure({}), None),
        (PerSecond("0.08"), Measure({"duration": 5}, seconds=3.2), 320_000),
        (PerOutput("0.039"), Measure({}, outputs=4), 156_000),
        (PerOutput("0.039"), Measure({}, outputs=0), 39_000),
        (PerCharacters("0.30"), Measure({}, prompt_chars=1), 300),
        (PerCharacters("0.30"), Measure({}, prompt_chars=1_500), 450_000),
        (Free(), Measure({}), 0),
        (Unpriced(), Measure({}), None),
    ],
)
def test_price_rules_give_figures_worked_out_by_hand(rule: PerSecond, measure: Measure, micro: int | None) -> None:
    assert rule.usd_micro(measure) == micro


def test_every_rule_has_words() -> None:
    for rule in (Free(), Unpriced(), PerOutput("0.04", "picture"), PerSecond("0.1", 8), PerCharacters("0.3")):
        assert rule.words()


@given(st.integers(0, 10**12), st.decimals("0.0001", "10", places=4), st.decimals("1", "5", places=2))
def test_credits_never_fall_below_the_cost(micro: int, usd_per_credit: Decimal, markup: Decimal) -> None:
    milli = Rates(usd_per_credit, markup).credits_milli(micro)
    exact = Decimal(micro) / 1_000_000 * markup / usd_per_credit * 1_000
    assert exact <= milli < exact + 1


def test_a_credit_is_a_cent_unless_set_otherwise() -> None:
    assert Rates().credits_milli(40_000) == 4_000
