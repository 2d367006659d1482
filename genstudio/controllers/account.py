"""The purse of whoever is asking: its balance, its entries, and a top-up by the studio's owner."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import AsyncIterator, Callable
from decimal import Decimal

from genstudio.controllers.views import AccountView, EntryView, StatementView, TotalsView
from genstudio.core.errors import ConflictError, InputError, NotAllowedError
from genstudio.core.owners import LOCAL
from genstudio.ledger import book, statement
from genstudio.ledger.book import Balance
from genstudio.ledger.statement import EVERYTHING, LineRow, Wanted
from genstudio.storage.database import Database
from genstudio.storage.jobs import now_ms

MAX_PAGE = 500
MAX_NOTE_CHARS = 200
MAX_KEY_CHARS = 200


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

    async def entries(
        self, owner: str, *, wanted: Wanted = EVERYTHING, before_id: int | None = None, limit: int = 100
    ) -> list[EntryView]:
        """Newest first; `before_id` continues below the last one of the page before."""
        account = book.account_id(owner)
        rows = await self._database.read(
            lambda conn: statement.lines(conn, account, wanted, before_id=before_id, limit=max(1, min(limit, MAX_PAGE)))
        )
        return [_entry(row) for row in rows]

    async def statement(
        self, owner: str, *, wanted: Wanted = EVERYTHING, before_id: int | None = None, limit: int = 100
    ) -> StatementView:
        """A page of entries; the first one also tells what all of them come to, and whose jobs there are."""
        items = await self.entries(owner, wanted=wanted, before_id=before_id, limit=limit + 1)
        cursor = items[limit - 1].id if len(items) > limit else None
        if before_id is not None:
            return StatementView(tuple(items[:limit]), cursor)
        account = book.account_id(owner)

        def read(conn: sqlite3.Connection) -> tuple[statement.Totals, list[str]]:
            return statement.totals(conn, account, wanted), statement.providers(conn, owner)

        sums, providers = await self._database.read(read)
        totals = TotalsView(sums.count, sums.charged_milli, sums.usd_micro, sums.unpriced)
        return StatementView(tuple(items[:limit]), cursor, totals, tuple(providers))

    async def every_entry(self, owner: str, wanted: Wanted) -> AsyncIterator[list[EntryView]]:
        """All entries of the filter, newest first, in pages of at most 500."""
        before_id: int | None = None
        while page := await self.entries(owner, wanted=wanted, before_id=before_id, limit=MAX_PAGE):
            yield page
            before_id = page[-1].id

    async def top_up(
        self, owner: str, amount_milli: int, note: str = "", *, idempotency_key: str | None = None
    ) -> AccountView:
        """Adds to the budget of the studio's owner; the same key with the same amount and note adds it once.

        Raises InputError for an amount that is not above 0 and for a note or key that is too long, NotAllowedError for
        a guest, whose credits are the owner's money, ConflictError for a key that was used for another top-up.
        """
        if owner != LOCAL:
            raise NotAllowedError("Only the owner of this studio can top up. Nothing was changed.")
        note = " ".join(note.split())
        if len(note) > MAX_NOTE_CHARS:
            raise InputError(f"The note is too long: at most {MAX_NOTE_CHARS} characters.", field="note")
        reference = None if idempotency_key is None else _reference(idempotency_key)
        now = now_ms()

        def change(conn: sqlite3.Connection) -> None:
            account = book.ensure_account(conn, owner, self.opening_milli(owner), now)
            known = None if reference is None else book.top_up_of(conn, account, reference)
            if known is None:
                book.top_up(conn, account, amount_milli, note, now, reference)
            elif known != (amount_milli, note):
                raise ConflictError("This idempotency key was used for another top-up. Nothing was changed.")

        await self._database.write(change)
        return await self.balance(owner)


def _reference(idempotency_key: str) -> str:
    """What stands in the entry: the key's hash, so that its length and characters are ours."""
    if not idempotency_key or len(idempotency_key) > MAX_KEY_CHARS or not idempotency_key.isprintable():
        raise InputError(f"An idempotency key has 1 to {MAX_KEY_CHARS} plain characters.", field="Idempotency-Key")
    return f"topup:{hashlib.sha256(idempotency_key.encode()).hexdigest()[:32]}"


def _entry(row: LineRow) -> EntryView:
    """A settled job whose cost nobody knows was charged nothing that could be called a price: None, not 0."""
    closing = row.kind in ("settle", "release")
    of_job = row.type is not None
    unpriced = of_job and row.estimate_usd_micro is None
    deleted = row.deleted_at_ms is not None
    return EntryView(
        id=row.id,
        kind=row.kind,
        job_id=row.job_id if of_job and not deleted else None,
        balance_milli=row.balance_milli,
        reserved_milli=row.reserved_milli,
        usd_micro=row.usd_micro,
        note=row.note,
        created_at_ms=row.created_at_ms,
        held=bool(row.held),
        type=row.type,
        provider=row.provider,
        model=row.model,
        prompt=None if deleted else row.prompt,
        stage=row.state,
        priced=not unpriced if of_job else None,
        estimate_milli=None if unpriced or row.kind in ("grant", "top_up") else abs(row.reserved_milli),
        charged_milli=None if not closing or (unpriced and row.usd_micro is None) else -row.balance_milli,
        cost_source=row.cost_source or "",
    )
