"""Dates and times as callers write them."""

from __future__ import annotations

from datetime import UTC, datetime

from genstudio.core.errors import InputError

FIRST = datetime(1970, 1, 1, tzinfo=UTC)


def moment_ms(text: str | None, field: str) -> int | None:
    """Milliseconds since the epoch of "2026-11-22" (its first moment) or "2026-11-22T20:30:00+01:00"; UTC if it says
    no zone. Raises InputError that names `field`.
    """
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=UTC)
        return round((moment - FIRST).total_seconds() * 1_000)
    except (ValueError, OverflowError):
        raise InputError(
            f"{text!r} is no date or time; write 2026-11-22 or 2026-11-22T20:30:00Z.", field=field
        ) from None
