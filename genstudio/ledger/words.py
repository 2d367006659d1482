"""Amounts as people read them: whole numbers in, exact decimals out, no float between."""

from __future__ import annotations

import re
from decimal import Decimal

from genstudio.core.errors import InputError
from genstudio.core.money import MICRO, MILLI


def credits_text(amount_milli: int) -> str:
    """Credits without needless zeros: 12500 -> "12.5"."""
    return _text(amount_milli, MILLI, 0)


def usd_text(amount_micro: int) -> str:
    """US dollars with at least two places: 39000 -> "$0.039", 1500000 -> "$1.50"."""
    sign = "-" if amount_micro < 0 else ""
    return f"{sign}${_text(abs(amount_micro), MICRO, 2)}"


def credits_milli(text: str) -> int:
    """What a person wrote as an amount: "12.5" -> 12500.

    Raises InputError for anything but a plain decimal number of at most three places.
    """
    if not re.fullmatch(r"[0-9]{1,12}(\.[0-9]{1,3})?", text, re.ASCII):
        raise InputError(
            f"{text[:40]!r} is not a number of credits with at most three decimal places. Nothing was changed.",
            field="credits",
        )
    return int(Decimal(text) * MILLI)


def _text(amount: int, unit: int, places: int) -> str:
    whole, rest = divmod(abs(amount), unit)
    decimals = str(rest + unit)[1:].rstrip("0").ljust(places, "0")
    return ("-" if amount < 0 else "") + f"{whole:,}" + (f".{decimals}" if decimals else "")
