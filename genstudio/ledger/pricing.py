"""What a request will cost, before it is sent: the model's own price rule, in USD and in credits."""

from __future__ import annotations

from dataclasses import dataclass

from genstudio.core.money import Measure, Rates
from genstudio.core.spec import ModelSpec
from genstudio.ledger.words import credits_text, usd_text


@dataclass(frozen=True, slots=True)
class Quote:
    """An estimate. Both amounts are None for an unpriced model, which is not the same as free."""

    usd_micro: int | None
    credits_milli: int | None
    words: str

    @property
    def is_priced(self) -> bool:
        return self.usd_micro is not None

    @property
    def is_free(self) -> bool:
        return self.usd_micro == 0


@dataclass(frozen=True, slots=True)
class Pricing:
    """Prices at this studio's rates."""

    rates: Rates

    def quote(self, model: ModelSpec, measure: Measure) -> Quote:
        """The price of one request: "8 credits ($0.08)", or in the words of the rule when it is free or unknown."""
        usd_micro = model.price.usd_micro(measure)
        if not usd_micro:
            return Quote(usd_micro, usd_micro, model.price.words())
        credits_milli = self.rates.credits_milli(usd_micro)
        unit = "credit" if credits_milli == 1_000 else "credits"
        return Quote(usd_micro, credits_milli, f"{credits_text(credits_milli)} {unit} ({usd_text(usd_micro)})")
