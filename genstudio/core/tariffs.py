"""Price rules for what depends on more than a count: the size of a picture, settings, slots of time."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_CEILING, Decimal
from typing import Literal

from genstudio.core.money import Measure, PerOutput, PerSecond, usd_micro

MEGAPIXEL = 1_024 * 1_024
SIZE = re.compile(r"(\d+)x(\d+)")


@dataclass(frozen=True, slots=True)
class PerSlot:
    """A price for each started slot of `slot_s` seconds; `seconds` names the field that holds those asked for."""

    usd: str
    slot_s: int
    seconds: str = "duration"

    def usd_micro(self, measure: Measure) -> int | None:
        asked = measure.seconds if measure.seconds is not None else measure.values.get(self.seconds)
        if not isinstance(asked, int | float):
            return None
        # A container's own length differs from the asked one by a frame; that frame is not a further slot.
        slots = (Decimal(str(round(float(asked), 1))) / self.slot_s).to_integral_value(ROUND_CEILING)
        return usd_micro(self.usd) * max(1, int(slots))

    def words(self) -> str:
        return f"${self.usd} for each started {self.slot_s} s"


@dataclass(frozen=True, slots=True)
class PerRequest:
    """A price for an order, however many outputs it gives."""

    usd: str
    noun: str = "order"

    def usd_micro(self, measure: Measure) -> int | None:
        return usd_micro(self.usd)

    def words(self) -> str:
        return f"${self.usd} per {self.noun}"


@dataclass(frozen=True, slots=True)
class PerMegapixel:
    """A price for each started megapixel (1,048,576 pixels) of each picture; `further` is that of all after the first.

    `size` names the field that holds the size as "1024x768", or as one of the names in `sizes`; without a value it
    counts as `unset`.
    """

    usd: str
    further: str = ""
    size: str = "size"
    unset: str = "1024x768"
    sizes: Mapping[str, str] = field(default_factory=dict)

    def usd_micro(self, measure: Measure) -> int | None:
        size = str(measure.values.get(self.size, self.unset))
        found = SIZE.fullmatch(self.sizes.get(size, size))
        if found is None:
            return None
        megapixels = max(1, -(-int(found[1]) * int(found[2]) // MEGAPIXEL))
        one = usd_micro(self.usd) + (megapixels - 1) * usd_micro(self.further or self.usd)
        return one * max(1, measure.outputs)

    def words(self) -> str:
        if self.further:
            return f"${self.usd} for the first megapixel, ${self.further} for each further one"
        return f"${self.usd} per megapixel"


@dataclass(frozen=True, slots=True)
class BySettings:
    """A price by the values of `fields`: `rates` holds it under them, with blanks between; a switch is "on" or "off".

    What is not listed cannot be known. It is for an output, or `per` second of it. `unset` are the values that count
    where a field is left to the vendor.
    """

    fields: Sequence[str]
    rates: Mapping[str, str]
    per: Literal["output", "second"] = "output"
    noun: str = "output"
    unset: Mapping[str, str] = field(default_factory=dict)

    def usd_micro(self, measure: Measure) -> int | None:
        usd = self.rates.get(" ".join(self._word(measure, name) for name in self.fields))
        if usd is None:
            return None
        return (PerSecond(usd) if self.per == "second" else PerOutput(usd)).usd_micro(measure)

    def _word(self, measure: Measure, name: str) -> str:
        value = measure.values.get(name, self.unset.get(name))
        return ("off", "on")[value] if isinstance(value, bool) else str(value)

    def words(self) -> str:
        known = sorted(self.rates.values(), key=Decimal)
        noun = "second" if self.per == "second" else self.noun
        return f"${known[0]} to ${known[-1]} per {noun}"
