"""`with_credits`: reserve, run, then settle or release, around a call that is not a job of the studio."""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable
from typing import TypeVar

from genstudio.core.errors import (
    DownloadRefusedError,
    GenStudioError,
    InputError,
    ProviderResponseError,
    ProviderTimeoutError,
    SubmissionUnknownError,
)
from genstudio.core.money import Rates
from genstudio.core.result import ProviderResult
from genstudio.ledger import book
from genstudio.ledger.pricing import Quote
from genstudio.storage.database import Database
from genstudio.storage.jobs import now_ms

T = TypeVar("T")

UNDECIDED = (SubmissionUnknownError, ProviderResponseError, ProviderTimeoutError)
"""After these nobody knows yet whether the vendor charges: the credits stay reserved until a person decides."""


async def with_credits(
    database: Database,
    *,
    user_id: str,
    action: str,
    provider: str,
    execute: Callable[[], Awaitable[T]],
    quote: Quote,
    rates: Rates,
    opening_milli: int = 0,
) -> T:
    """The result of `execute`, paid for by `user_id`, whose account starts with `opening_milli` if it is new.

    A `ProviderResult` that tells the vendor's own cost is charged by it, anything else by the quote; a quote of 0
    (offline, or a person's own key) charges nothing and leaves its entries all the same. A definite failure releases
    the credits. An unclear one, a cancelled wait included, keeps them reserved: see `book.check`, `book.release`.
    Raises InsufficientCreditsError, InputError for an unpriced model, and whatever `execute` raises.
    """
    reserved = quote.credits_milli
    if reserved is None:
        raise InputError(f"The price of this {action} by {provider} is not known. Nothing was sent or charged.")
    reference = f"direct:{secrets.token_hex(16)}"
    label = f"{action} by {provider}"

    def settle(usd_micro: int | None, source: str) -> Awaitable[bool]:
        charged = rates.credits_milli(usd_micro) if usd_micro is not None and reserved else reserved
        note = f"{label}, {source}"
        return database.write(
            lambda conn: book.settle(conn, account, reference, reserved, charged, usd_micro, note, now_ms())
        )

    account = await database.write(lambda conn: book.ensure_account(conn, user_id, opening_milli, now_ms()))
    await database.write(lambda conn: book.reserve(conn, account, reference, reserved, now_ms()))
    try:
        result = await execute()
    except UNDECIDED:
        raise
    except DownloadRefusedError:
        await settle(quote.usd_micro, "price rule")  # the work was done; what cannot be had is the file
        raise
    except GenStudioError as error:
        note = f"{label}, {error.code}"
        await database.write(lambda conn: book.release(conn, account, reference, reserved, note, now_ms()))
        raise
    if isinstance(result, ProviderResult) and result.usd_micro is not None:
        await settle(result.usd_micro, "vendor")
    else:
        await settle(quote.usd_micro, "price rule")
    return result
