"""The purse of whoever is asking: its balance, its entries, and a top-up by the studio's owner."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from decimal import Decimal

from genstudio.controllers.views import AccountView, EntryView
from genstudio.ledger import book
from genstudio.ledger.book import Balance
from genstudio.storage.database import Database
from genstudio.storage.jobs import now_ms


class Accounts:
    """`opening_milli` tells what an owner starts with; a guest of a shared studio starts with nothing."""

    def __init__(self, database: Database, usd_per_credit: Decimal, opening_milli: Callable[[str], int]) -> None:
        self._database = database
        self._usd_per_credit = usd_per_credit
        self.opening_milli = opening_milli

    async def balance(self, owner: str) -> AccountView:
        """The owner's purse; one that was never used holds what its owner starts with."""
        account = book.account_id(owner)

        def read(conn: sqlite3.Connection) -> Balance | None:
            known = conn.execute("SELECT 1 FROM account WHERE id = ?", (account,)).fetchone()
            return book.balance(conn, account) if known else None

        found = await self._database.read(read) or Balance(self.opening_milli(owner), 0)
        return AccountView(found.balance_milli, found.reserved_milli, f"{self._usd_per_credit:f}")

    async def entries(self, owner: str, *, before_id: int | None = None, limit: int = 100) -> list[EntryView]:
        """Newest first; `before_id` continues below the last one of the page before."""
        account = book.account_id(owner)
        rows = await self._database.read(
            lambda conn: book.entries(conn, account, before_id=before_id, limit=max(1, min(limit, 500)))
        )
        return [
            EntryView(
                row.id, row.kind, row.job_id, row.balance_milli, row.reserved_milli, row.usd_micro, row.note,
                row.created_at_ms,
            )
            for row in rows
        ]  # fmt: skip

    async def top_up(self, owner: str, amount_milli: int, note: str = "") -> AccountView:
        """Raises InputError for an amount that is not above 0."""
        now = now_ms()

        def change(conn: sqlite3.Connection) -> None:
            account = book.ensure_account(conn, owner, self.opening_milli(owner), now)
            book.top_up(conn, account, amount_milli, note[:200], now)

        await self._database.write(change)
        return await self.balance(owner)
