"""Accounts and their append-only ledger: reserve, then settle or release, exactly once per job.

Amounts are milli-credits. Every function takes the connection of an open transaction, so that money and job change
together; one that raises has changed nothing. Entries are the only way to change a balance (a trigger applies them),
and the guards stand in the WHERE clause of the insert, so that no interleaving of threads or processes can overdraw.

entry     balance     reserved
grant     + amount                what a new account starts with
top_up    + amount
reserve               + amount
settle    - charged   - amount
release               - amount
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from genstudio.core.errors import ConflictError, InputError, InsufficientCreditsError, NotFoundError
from genstudio.core.money import MILLI
from genstudio.ledger.audit import check
from genstudio.ledger.words import credits_text

__all__ = [
    "MAX_MILLI",
    "Balance",
    "account_id",
    "balance",
    "check",
    "ensure_account",
    "release",
    "reserve",
    "settle",
    "top_up",
    "top_up_of",
]

MAX_MILLI = 1_000_000_000 * MILLI
"""The largest single amount, a billion credits: sums stay far inside SQLite's 64-bit whole numbers."""


@dataclass(frozen=True, slots=True)
class Balance:
    """`available_milli` can be spent: what is there without what open jobs hold. It is negative after a job cost more
    than was reserved for it."""

    balance_milli: int
    reserved_milli: int

    @property
    def available_milli(self) -> int:
        return self.balance_milli - self.reserved_milli


def account_id(owner: str) -> str:
    """The id of a person's account."""
    return f"user:{owner}"


def ensure_account(connection: sqlite3.Connection, owner: str, grant_milli: int, now_ms: int) -> str:
    """The id of the owner's account, made with `grant_milli` on it if it is new."""
    account = account_id(owner)
    made = connection.execute(
        "INSERT INTO account (id, owner, balance_milli, reserved_milli, created_at_ms) VALUES (?, ?, 0, 0, ?) "
        "ON CONFLICT DO NOTHING",
        (account, owner, now_ms),
    )
    if made.rowcount and grant_milli:
        _whole(grant_milli)
        _add(connection, account, "grant", grant_milli, "opening balance", now_ms)
    return account


def reserve(connection: sqlite3.Connection, account: str, job_id: str, amount_milli: int, now_ms: int) -> None:
    """Holds `amount_milli` (0 for a free job, which is never refused) until the job is settled or released.

    Raises InsufficientCreditsError, ConflictError when the job has a reservation already, NotFoundError for no account.
    """
    _whole(amount_milli)
    added = connection.execute(
        "INSERT INTO entry (account_id, job_id, kind, balance_milli, reserved_milli, note, created_at_ms) "
        "SELECT id, :job, 'reserve', 0, :amount, '', :now FROM account "
        "WHERE id = :account AND (:amount = 0 OR balance_milli - reserved_milli >= :amount) ON CONFLICT DO NOTHING",
        {"job": job_id, "amount": amount_milli, "now": now_ms, "account": account},
    )
    if added.rowcount:
        return
    if connection.execute("SELECT 1 FROM entry WHERE job_id = ? AND kind = 'reserve'", (job_id,)).fetchone():
        raise ConflictError("Credits are already reserved for this job.", detail=job_id)
    available = balance(connection, account).available_milli
    raise InsufficientCreditsError(
        f"This costs {credits_text(amount_milli)} credits and {credits_text(max(0, available))} are available. "
        "Nothing was sent or charged; top up under Credits, or choose something cheaper."
    )


def settle(
    connection: sqlite3.Connection,
    account: str,
    job_id: str,
    reserved_milli: int,
    charged_milli: int,
    usd_micro: int | None,
    note: str,
    now_ms: int,
) -> bool:
    """Charges a job and gives back the rest of its reservation. False when it was settled or released before.

    `charged_milli` is above the reservation only where the vendor's own figure is; the balance may then fall below
    zero, and the entry says so. Raises ConflictError when no such reservation exists.
    """
    _whole(charged_milli)
    if charged_milli > reserved_milli:
        note = f"{note}; {credits_text(charged_milli - reserved_milli)} above the reservation".lstrip("; ")
    return _close(connection, account, job_id, "settle", reserved_milli, charged_milli, usd_micro, note, now_ms)


def release(
    connection: sqlite3.Connection, account: str, job_id: str, reserved_milli: int, note: str, now_ms: int
) -> bool:
    """Gives a job's whole reservation back. False when it was settled or released before.

    Raises ConflictError when no such reservation exists.
    """
    return _close(connection, account, job_id, "release", reserved_milli, 0, None, note, now_ms)


def top_up(
    connection: sqlite3.Connection,
    account: str,
    amount_milli: int,
    note: str,
    now_ms: int,
    reference: str | None = None,
) -> None:
    """Adds credits; `reference` is what `top_up_of` finds it by.

    Raises InputError unless 0 < amount <= MAX_MILLI, NotFoundError for no account.
    """
    if not 0 < amount_milli <= MAX_MILLI:
        raise InputError(
            f"A top-up is more than 0 and at most {MAX_MILLI // MILLI:,} credits. Nothing was changed.", field="credits"
        )
    balance(connection, account)
    _add(connection, account, "top_up", amount_milli, note, now_ms, reference)


def top_up_of(connection: sqlite3.Connection, account: str, reference: str) -> tuple[int, str] | None:
    """Amount and note of the top-up made under this reference. Walks the account: top-ups are a person's, and rare."""
    row = connection.execute(
        "SELECT balance_milli, note FROM entry WHERE account_id = ? AND kind = 'top_up' AND job_id = ?",
        (account, reference),
    ).fetchone()
    return None if row is None else (row[0], row[1])


def balance(connection: sqlite3.Connection, account: str) -> Balance:
    """Raises NotFoundError for no account."""
    row = connection.execute("SELECT balance_milli, reserved_milli FROM account WHERE id = ?", (account,)).fetchone()
    if row is None:
        raise NotFoundError("There is no such account.", detail=account)
    return Balance(*row)


def _close(
    connection: sqlite3.Connection,
    account: str,
    job_id: str,
    kind: str,
    reserved_milli: int,
    charged_milli: int,
    usd_micro: int | None,
    note: str,
    now_ms: int,
) -> bool:
    added = connection.execute(
        "INSERT INTO entry (account_id, job_id, kind, balance_milli, reserved_milli, usd_micro, note, created_at_ms) "
        "SELECT account_id, job_id, ?, ?, -reserved_milli, ?, ?, ? FROM entry "
        "WHERE job_id = ? AND kind = 'reserve' AND account_id = ? AND reserved_milli = ? ON CONFLICT DO NOTHING",
        (kind, -charged_milli, usd_micro, note, now_ms, job_id, account, reserved_milli),
    )
    if added.rowcount:
        return True
    if connection.execute(
        "SELECT 1 FROM entry WHERE job_id = ? AND kind IN ('settle', 'release')", (job_id,)
    ).fetchone():
        return False
    raise ConflictError(
        f"There is no reservation of {credits_text(reserved_milli)} credits for this job.", detail=job_id
    )


def _add(
    connection: sqlite3.Connection,
    account: str,
    kind: str,
    amount_milli: int,
    note: str,
    now_ms: int,
    reference: str | None = None,
) -> None:
    connection.execute(
        "INSERT INTO entry (account_id, job_id, kind, balance_milli, reserved_milli, note, created_at_ms) "
        "VALUES (?, ?, ?, ?, 0, ?, ?)",
        (account, reference, kind, amount_milli, note, now_ms),
    )


def _whole(amount_milli: int) -> None:
    if not 0 <= amount_milli <= MAX_MILLI:
        raise ValueError(f"an amount of {amount_milli} milli-credits is negative or above {MAX_MILLI}")
