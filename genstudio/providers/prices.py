"""Prices of hosted models, kept as data: `prices/<vendor>.toml`, one table for each wire id.

    ["veo-3.1-fast"]
    rule = "second"            # a name of RULES; the keys that follow are that rule's own
    usd = "0.15"
    slot_s = 2
    source = "https://vendor.example/pricing"
    checked = 2026-11-20

A further table ["veo-3.1-fast from 2027-01-01"] takes the first one's place on that day. A model's table names its
price by `prices("<vendor>")["<wire id>"]`; the file is read at the first price that is asked for, not when the
adapter is imported.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache
from pathlib import Path

from genstudio.core.money import (
    ByChoice,
    Measure,
    OwnServer,
    PerCharacters,
    PerOutput,
    PerSecond,
    PictureTokens,
    PriceRule,
    SpeechTokens,
    Unpriced,
)
from genstudio.core.tariffs import BySettings, PerMegapixel, PerRequest, PerSlot

FOLDER = Path(__file__).parent / "prices"
FROM = " from "
RULES: Mapping[str, Callable[..., PriceRule]] = {
    "output": PerOutput,
    "second": PerSecond,
    "slot": PerSlot,
    "characters": PerCharacters,
    "choice": ByChoice,
    "picture tokens": PictureTokens,
    "speech tokens": SpeechTokens,
    "request": PerRequest,
    "megapixel": PerMegapixel,
    "settings": BySettings,
    "own server": OwnServer,
    "unpriced": Unpriced,
}


@dataclass(frozen=True, slots=True)
class Row:
    """One price, and where and when it was read."""

    rule: PriceRule
    source: str
    checked: date


@dataclass(frozen=True, slots=True)
class Listed:
    """The price rule of one wire id in a vendor's file."""

    vendor: str
    wire_id: str
    folder: Path = FOLDER

    @property
    def row(self) -> Row:
        """That of today. Raises KeyError for a wire id that the file does not price."""
        rows = read(self.folder / f"{self.vendor}.toml")
        today = datetime.now(UTC).date().isoformat()
        dates = [each.rpartition(FROM)[2] for each in rows if each.startswith(self.wire_id + FROM)]
        begun = max((each for each in dates if each <= today), default="")
        return rows[f"{self.wire_id}{FROM}{begun}" if begun else self.wire_id]

    def usd_micro(self, measure: Measure) -> int | None:
        return self.row.rule.usd_micro(measure)

    def words(self) -> str:
        return self.row.rule.words()


@dataclass(frozen=True, slots=True)
class Prices:
    """The price list of a vendor."""

    vendor: str
    folder: Path = FOLDER

    def __getitem__(self, wire_id: str) -> Listed:
        return Listed(self.vendor, wire_id, self.folder)


def prices(vendor: str) -> Prices:
    return Prices(vendor)


@lru_cache(maxsize=64)
def read(file: Path) -> Mapping[str, Row]:
    """Every row of a price file. Raises ValueError that names the file and the wire id of a row that is wrong."""
    rows = {}
    for wire_id, given in tomllib.loads(file.read_text(encoding="utf-8")).items():
        try:
            fields = dict(given)
            source, checked = fields.pop("source"), fields.pop("checked")
            rule = RULES[fields.pop("rule")](**fields)
            if not source or type(checked) is not date:
                raise TypeError("source and checked")
        except (KeyError, TypeError) as error:
            raise ValueError(f"{file.name}: the price of {wire_id} is wrong: {error}") from error
        rows[wire_id] = Row(rule, source, checked)
    return rows
