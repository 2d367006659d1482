"""camelCase on the wire, snake_case in the tables; money and times as the wire has them."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import lru_cache

from genstudio.core.money import MICRO, MILLI


@lru_cache(maxsize=4_096)
def camel(name: str) -> str:
    """ "first_frame" -> "firstFrame"."""
    head, *tail = name.split("_")
    return head + "".join(each[:1].upper() + each[1:] for each in tail)


def usd(micro: int | None) -> str | None:
    """Dollars as text, so that nobody reads them into a float: 80_000 -> "0.08"."""
    return None if micro is None else _decimal(micro, MICRO)


def purse(milli: int | None) -> str | None:
    """Credits as text: 8_500 -> "8.5"."""
    return None if milli is None else _decimal(milli, MILLI)


def _decimal(value: int, unit: int) -> str:
    whole, rest = divmod(abs(value), unit)
    decimals = f".{str(unit + rest)[1:]}".rstrip("0") if rest else ""
    return f"{'-' if value < 0 else ''}{whole}{decimals}"


def iso(ms: int | None) -> str | None:
    """Milliseconds since the epoch as ISO 8601 in UTC: "2026-11-22T20:30:00.000Z"."""
    return None if ms is None else f"{_second(ms // 1_000)}.{ms % 1_000:03d}Z"


@lru_cache(maxsize=4_096)
def _second(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%S")
