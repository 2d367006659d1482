"""Credits around one piece of work outside the job engine: reserve, run, settle or release.

The studio's own jobs do the same inside their transactions and survive a kill; this is for scripts and other programs
that call a provider themselves.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import sqlite3
import uuid
from collections.abc import AsyncGenerator, Awaitable, Callable
from decimal import Decimal
from typing import TypeVar

from genstudio.core import settings as settings_module
from genstudio.core.errors import InputError, ProviderResponseError, StorageError, SubmissionUnknownError
from genstudio.core.money import MILLI, usd_micro
from genstudio.core.result import ProviderResult
from genstudio.core.settings import Settings
from genstudio.core.spec import KINDS
from genstudio.ledger import book
from genstudio.providers.registry import ProviderRegistry, provider_registry
from genstudio.storage.database import Database
from genstudio.storage.jobs import now_ms

log = logging.getLogger(__name__)
T = TypeVar("T")


async def with_credits(
    *,
    user_id: str,
    action: str,
    provider: str,
    execute: Callable[[], Awaitable[T]],
    estimate_usd_micro: int | None = None,
    reference: str | None = None,
    database: Database | None = None,
    settings: Settings | None = None,
    registry: ProviderRegistry = provider_registry,
) -> T:
    """The result of `execute()`, paid from the user's credits.

    Reserves the estimate (the provider's `cost_per_unit` unless given; an unpriced provider reserves nothing), settles
    on the vendor's own figure where the result tells one, and releases when `execute` fails. A purchase of which nobody
    can know (an unknown submission, an unreadable answer, a cancelled wait) keeps its reservation under `reference`,
    "call:..." by default. Without `database`, the one in the home folder of `settings` is opened for this call.

    Raises InputError for an unknown kind, NotFoundError for an unknown provider, InsufficientCreditsError before
    `execute` is called, and whatever `execute` raises.
    """
    kind = next((each for each in KINDS if each == action), None)
    if kind is None:
        raise InputError(f"There is no kind {action!r}; there are: {', '.join(KINDS)}.", field="action")
    cost_per_unit = registry.get(kind, provider).info.cost_per_unit
    if estimate_usd_micro is None and cost_per_unit is not None:
        estimate_usd_micro = usd_micro(Decimal(str(cost_per_unit)))
    chosen = settings if settings is not None else await asyncio.to_thread(settings_module.load)
    rates = chosen.ledger.rates()
    job = reference or f"call:{uuid.uuid4()}"
    amount_milli = rates.credits_milli(estimate_usd_micro or 0)

    def reserve(conn: sqlite3.Connection) -> str:
        account = book.ensure_account(conn, user_id, chosen.ledger.opening_credits * MILLI, now_ms())
        book.reserve(conn, account, job, amount_milli, now_ms())
        return account

    async with _opened(database, chosen) as ledger:
        account = await ledger.write(reserve)
        try:
            result = await execute()
        except (SubmissionUnknownError, ProviderResponseError, asyncio.CancelledError):
            raise
        except BaseException as error:
            note = getattr(error, "code", type(error).__name__)
            await ledger.write(lambda conn: book.release(conn, account, job, amount_milli, note, now_ms()))
            raise
        told = result.usd_micro if isinstance(result, ProviderResult) else None
        cost = told if told is not None else estimate_usd_micro
        note = "vendor" if told is not None else "price rule" if cost is not None else ""
        charged_milli = rates.credits_milli(cost or 0)
        try:
            await ledger.write(
                lambda conn: book.settle(conn, account, job, amount_milli, charged_milli, cost, note, now_ms())
            )
        except StorageError:
            # The result is paid for: it is handed over although the books could not be closed.
            log.exception("the reservation %s stays open", job)
        return result


@contextlib.asynccontextmanager
async def _opened(database: Database | None, settings: Settings) -> AsyncGenerator[Database]:
    if database is not None:
        yield database
        return
    own = Database(settings.database_path, synchronous=settings.database.synchronous)
    await asyncio.to_thread(own.open)
    try:
        yield own
    finally:
        await asyncio.to_thread(own.close)
