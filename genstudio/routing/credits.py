"""The guide's `with_credits`: credits around a call of a provider, at that provider's price.

The studio's own jobs do the same inside their transactions and survive a kill; this is for scripts and other programs
that call a provider themselves. The price is a provider's and the books are the ledger's; they meet here.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncGenerator, Awaitable, Callable
from decimal import Decimal
from typing import TypeVar

from genstudio.core import settings as settings_module
from genstudio.core.errors import InputError, StorageError
from genstudio.core.money import MILLI, usd_micro
from genstudio.core.settings import Settings
from genstudio.core.spec import KINDS
from genstudio.ledger import spending
from genstudio.ledger.pricing import Quote
from genstudio.providers.registry import ProviderRegistry, provider_registry
from genstudio.storage.database import Database

log = logging.getLogger(__name__)
T = TypeVar("T")


async def with_credits(
    *,
    user_id: str,
    action: str,
    provider: str,
    execute: Callable[[], Awaitable[T]],
    estimate_usd_micro: int | None = None,
    database: Database | None = None,
    settings: Settings | None = None,
    registry: ProviderRegistry = provider_registry,
) -> T:
    """The result of `execute()`, paid from the user's credits as `ledger.spending` says.

    Without `estimate_usd_micro` (see `estimate_cost`), the provider's `cost_per_unit` is the estimate. Without
    `database`, the one in the home folder of `settings` is opened for this call.
    Raises InputError for an unknown kind or price, NotFoundError for an unknown provider, InsufficientCreditsError, all
    before `execute` is called, and whatever `execute` raises.
    """
    kind = next((each for each in KINDS if each == action), None)
    if kind is None:
        raise InputError(f"There is no kind {action!r}; there are: {', '.join(KINDS)}.", field="action")
    cost_per_unit = registry.get(kind, provider).info.cost_per_unit
    if estimate_usd_micro is None and cost_per_unit is not None:
        estimate_usd_micro = usd_micro(Decimal(str(cost_per_unit)))
    chosen: Settings = settings if settings is not None else await asyncio.to_thread(settings_module.load)
    rates = chosen.ledger.rates()
    credits_milli = None if estimate_usd_micro is None else rates.credits_milli(estimate_usd_micro)
    results: list[T] = []

    async def keeping() -> T:
        results.append(await execute())
        return results[0]

    async with _opened(database, chosen) as ledger:
        try:
            return await spending.with_credits(
                ledger,
                user_id=user_id,
                action=action,
                provider=provider,
                execute=keeping,
                quote=Quote(estimate_usd_micro, credits_milli, ""),
                rates=rates,
                opening_milli=chosen.ledger.opening_credits * MILLI,
            )
        except StorageError:
            if not results:
                raise
            # It is bought: it is handed over although the books could not be closed; the credits stay reserved.
            log.exception("%s by %s: the reservation stays open", action, provider)
            return results[0]


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
