"""What a request will cost, in credits and USD, or in words."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from genstudio.core.money import Free, Measure, PerOutput, PerSecond, PriceRule, Rates, Unpriced
from genstudio.core.spec import ModelSpec
from genstudio.ledger.pricing import Pricing, Quote
from genstudio.ledger.words import credits_text, usd_text


def model(price: PriceRule) -> ModelSpec:
    return ModelSpec(
        "lumen:one", "one", "image", "One", "", "hosted", price, "https://lumen.example", date(2026, 11, 20)
    )


@pytest.mark.parametrize(
    ("price", "measure", "quote"),
    [
        (PerOutput("0.039"), Measure({}, outputs=2), Quote(78_000, 7_800, "7.8 credits ($0.078)")),
        (PerOutput("0.01"), Measure({}), Quote(10_000, 1_000, "1 credit ($0.01)")),
        (PerSecond("0.08"), Measure({}), Quote(None, None, "$0.08 per second")),
        (Unpriced(), Measure({}), Quote(None, None, "unpriced: the provider publishes no price")),
        (Free(), Measure({}), Quote(0, 0, "free, runs on this computer")),
    ],
)
def test_a_quote(price: PriceRule, measure: Measure, quote: Quote) -> None:
    assert Pricing(Rates()).quote(model(price), measure) == quote


def test_unpriced_is_not_free() -> None:
    unpriced, free = (Pricing(Rates()).quote(model(rule), Measure({})) for rule in (Unpriced(), Free()))
    assert (unpriced.is_priced, unpriced.is_free) == (False, False)
    assert (free.is_priced, free.is_free) == (True, True)


def test_the_studios_rates_are_applied_and_rounded_up() -> None:
    rates = Rates(usd_per_credit=Decimal("0.03"), markup=Decimal("1.1"))
    quote = Pricing(rates).quote(model(PerOutput("0.04")), Measure({}))
    assert quote == Quote(40_000, 1_467, "1.467 credits ($0.04)")


@pytest.mark.parametrize(
    ("milli", "text"), [(0, "0"), (1, "0.001"), (12_500, "12.5"), (-500, "-0.5"), (1_234_567_000, "1,234,567")]
)
def test_credits_in_words(milli: int, text: str) -> None:
    assert credits_text(milli) == text


@pytest.mark.parametrize(
    ("micro", "text"), [(0, "$0.00"), (1, "$0.000001"), (39_000, "$0.039"), (1_500_000, "$1.50"), (-80_000, "-$0.08")]
)
def test_dollars_in_words(micro: int, text: str) -> None:
    assert usd_text(micro) == text
