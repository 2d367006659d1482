"""Money in whole numbers: USD in micro-dollars, credits in milli-credits, and the rules that price a request.

A price rule answers one question: what would this request cost in USD? It rounds as the vendor does (a 5 s clip billed
as an 8 s slot costs 8). `None` means *unpriced*; it is never shown or charged as 0.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal
from typing import Protocol

MICRO = 1_000_000
MILLI = 1_000
UNPRICED = "unpriced: the provider publishes no price"


def usd_micro(usd: str | Decimal | int) -> int:
    """Micro-dollars of a decimal figure such as `"0.039"`; floats are not accepted, halves are rounded up."""
    return int((Decimal(usd) * MICRO).quantize(Decimal(1), ROUND_HALF_UP))


@dataclass(frozen=True, slots=True)
class Rates:
    """What a credit is worth: `usd_per_credit` > 0, `markup` >= 1 multiplies the vendor's price."""

    usd_per_credit: Decimal = Decimal("0.01")
    markup: Decimal = Decimal(1)

    def credits_milli(self, micro: int) -> int:
        """Milli-credits for a cost in micro-dollars, rounded up so that the studio never pays the difference."""
        exact = Decimal(micro) * self.markup * MILLI / (self.usd_per_credit * MICRO)
        return int(exact.quantize(Decimal(1), ROUND_CEILING))


@dataclass(frozen=True, slots=True)
class Measure:
    """What a price rule may count, asked for before the run or measured on the real output after it.

    `tokens` are those that the vendor counted, by its kinds of them, where its answer told.
    """

    values: Mapping[str, object]
    prompt_chars: int = 0
    outputs: int = 1
    seconds: float | None = None
    tokens: Mapping[str, int] = field(default_factory=dict)


class PriceRule(Protocol):
    """A vendor's price for one request."""

    def usd_micro(self, measure: Measure) -> int | None:
        """Cost in micro-dollars, or None when it cannot be known."""
        ...

    def words(self) -> str:
        """The rule for people: "$0.08 per second"."""
        ...


@dataclass(frozen=True, slots=True)
class Free:
    """Costs nothing because it runs on this machine."""

    def usd_micro(self, measure: Measure) -> int | None:
        return 0

    def words(self) -> str:
        return "free, runs on this computer"


@dataclass(frozen=True, slots=True)
class OwnServer:
    """Costs nothing because the server is the user's own."""

    def usd_micro(self, measure: Measure) -> int | None:
        return 0

    def words(self) -> str:
        return "free, runs on your own server"


@dataclass(frozen=True, slots=True)
class Unpriced:
    """The vendor publishes no price that we could check."""

    def usd_micro(self, measure: Measure) -> int | None:
        return None

    def words(self) -> str:
        return UNPRICED


@dataclass(frozen=True, slots=True)
class PerOutput:
    """A price for each output, such as a picture."""

    usd: str
    noun: str = "output"

    def usd_micro(self, measure: Measure) -> int | None:
        return usd_micro(self.usd) * max(1, measure.outputs)

    def words(self) -> str:
        return f"${self.usd} per {self.noun}"


def _seconds(value: object) -> float | None:
    """Of 5, or as some vendors write it, "5" or "5s"; None for another word ("auto")."""
    if isinstance(value, str):
        try:
            return float(value.removesuffix("s"))
        except ValueError:
            return None
    return float(value) if isinstance(value, int | float) else None


@dataclass(frozen=True, slots=True)
class PerSecond:
    """A price for each second, billed in whole slots of `slot_s` seconds; `field` holds the seconds asked for."""

    usd: str
    slot_s: int = 1
    field: str = "duration"

    def usd_micro(self, measure: Measure) -> int | None:
        asked = measure.seconds if measure.seconds is not None else _seconds(measure.values.get(self.field))
        if asked is None:
            return None
        # A container's own length differs from the asked one by a frame; that frame is not a further slot.
        exact = Decimal(str(round(float(asked), 1))) / self.slot_s
        slots = int(exact.to_integral_value(ROUND_CEILING))
        return usd_micro(self.usd) * max(1, slots) * self.slot_s

    def words(self) -> str:
        if self.slot_s > 1:
            return f"${self.usd} per second, in steps of {self.slot_s} s"
        return f"${self.usd} per second"


@dataclass(frozen=True, slots=True)
class PerCharacters:
    """A price for each started block of `block` characters of the prompt."""

    usd: str
    block: int = 1_000

    def usd_micro(self, measure: Measure) -> int | None:
        return int((Decimal(self.usd) * MICRO * measure.prompt_chars / self.block).quantize(Decimal(1), ROUND_CEILING))

    def words(self) -> str:
        return f"${self.usd} per {self.block:,} characters"


@dataclass(frozen=True, slots=True)
class PictureTokens:
    """Pictures that are billed by tokens: `per_million` is the price in USD of a million of each kind.

    Before the run, `typical` holds what one picture came to, by quality and size; for others it cannot be known.
    """

    per_million: Mapping[str, str]
    typical: Mapping[str, Mapping[str, str]]

    def usd_micro(self, measure: Measure) -> int | None:
        if measure.tokens:
            return _by_tokens(self.per_million, measure.tokens)
        quality, size = (str(measure.values.get(name)) for name in ("quality", "size"))
        one = self.typical.get(quality, {}).get(size)
        return None if one is None else usd_micro(one) * max(1, measure.outputs)

    def words(self) -> str:
        known = sorted(Decimal(usd) for sizes in self.typical.values() for usd in sizes.values())
        return f"about ${known[0]:.3f} to ${known[-1]:.2f} per picture, billed by tokens"


@dataclass(frozen=True, slots=True)
class SpeechTokens:
    """Speech that is billed by tokens, of which `usd_per_second` is what a second of it comes to.

    Before the run, its length is a guess from that of the text, at `chars_per_second`.
    """

    per_million: Mapping[str, str]
    usd_per_second: str
    chars_per_second: int = 15

    def usd_micro(self, measure: Measure) -> int | None:
        if measure.tokens:
            return _by_tokens(self.per_million, measure.tokens)
        seconds = Decimal(measure.prompt_chars) / self.chars_per_second
        if measure.seconds is not None:
            seconds = Decimal(str(measure.seconds))
        return int((Decimal(self.usd_per_second) * MICRO * seconds).quantize(Decimal(1), ROUND_CEILING))

    def words(self) -> str:
        return f"about ${Decimal(self.usd_per_second) * 60:.3f} per minute of speech, billed by tokens"


@dataclass(frozen=True, slots=True)
class ByChoice:
    """A price for each output that hangs on one setting, such as a picture's size; None for a `choice` without one.

    That of a model without the setting stands under "". With `seconds` the prices are for each second, and it names
    the field that holds the seconds asked for. Where the vendor bills by tokens, `per_million` is the price in USD of
    a million of each kind.
    """

    choice: str
    usd: Mapping[str, str]
    noun: str = "picture"
    seconds: str = ""
    per_million: Mapping[str, str] = field(default_factory=dict)

    def usd_micro(self, measure: Measure) -> int | None:
        if self.per_million and measure.tokens:
            return _by_tokens(self.per_million, measure.tokens)
        one = self.usd.get(str(measure.values.get(self.choice, "")))
        if one is None:
            return None
        if self.seconds:
            return PerSecond(one, field=self.seconds).usd_micro(measure)
        return usd_micro(one) * max(1, measure.outputs)

    def words(self) -> str:
        known = sorted(self.usd.values(), key=Decimal)
        if self.seconds:
            return f"${known[0]} to ${known[-1]} per second"
        if len(known) == 1:
            return f"${known[0]} per {self.noun}"
        return f"${known[0]} to ${known[-1]} per {self.noun}"


def _by_tokens(per_million: Mapping[str, str], tokens: Mapping[str, int]) -> int:
    """Micro-dollars. Raises KeyError for a kind of token without a price."""
    exact = sum((Decimal(per_million[kind]) * count for kind, count in tokens.items()), Decimal())
    return int(exact.quantize(Decimal(1), ROUND_CEILING))
