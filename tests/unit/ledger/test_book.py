"""Reserve, settle, release, top up: what each does to the balance, and what each refuses."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable
from functools import partial

import pytest

from genstudio.core.errors import ConflictError, InputError, InsufficientCreditsError, NotFoundError
from genstudio.ledger import book, statement
from genstudio.ledger.book import Balance
from genstudio.storage.database import Database

ADA = "user:ada"


@pytest.fixture
def ledger(database: Database) -> Database:
    """Ada has 100 credits."""
    assert database.write_now(lambda conn: book.ensure_account(conn, "ada", 100_000, 1)) == ADA
    return database


def do(ledger: Database, change: Callable[[sqlite3.Connection], object]) -> tuple[object, Balance]:
    result = ledger.write_now(change)
    assert ledger.read_now(book.check) == []
    return result, ledger.read_now(lambda conn: book.balance(conn, ADA))


def reserve(ledger: Database, job_id: str, amount_milli: int) -> Balance:
    return do(ledger, lambda conn: book.reserve(conn, ADA, job_id, amount_milli, 2))[1]


def settle(
    ledger: Database, job_id: str, reserved: int, charged: int, usd: int | None = None
) -> tuple[object, Balance]:
    return do(ledger, lambda conn: book.settle(conn, ADA, job_id, reserved, charged, usd, "vendor", 3))


def release(ledger: Database, job_id: str, reserved: int) -> tuple[object, Balance]:
    return do(ledger, lambda conn: book.release(conn, ADA, job_id, reserved, "refused", 4))


def kinds(ledger: Database) -> list[str]:
    return [entry.kind for entry in ledger.read_now(lambda conn: statement.lines(conn, ADA))]


def test_an_account_starts_with_its_grant_once(ledger: Database) -> None:
    do(ledger, lambda conn: book.ensure_account(conn, "ada", 100_000, 9))
    assert ledger.read_now(lambda conn: book.balance(conn, ADA)) == Balance(100_000, 0)
    assert kinds(ledger) == ["grant"]


def test_a_reservation_is_held_and_settled_at_the_real_cost(ledger: Database) -> None:
    held = reserve(ledger, "job", 30_000)
    assert (held, held.available_milli) == (Balance(100_000, 30_000), 70_000)
    assert settle(ledger, "job", 30_000, 12_500, usd=125_000) == (True, Balance(87_500, 0))
    newest = ledger.read_now(lambda conn: statement.lines(conn, ADA))[0]
    assert (newest.job_id, newest.kind, newest.balance_milli, newest.reserved_milli) == (
        "job",
        "settle",
        -12_500,
        -30_000,
    )
    assert (newest.usd_micro, newest.note, newest.created_at_ms) == (125_000, "vendor", 3)


def test_a_release_gives_everything_back(ledger: Database) -> None:
    reserve(ledger, "job", 30_000)
    assert release(ledger, "job", 30_000) == (True, Balance(100_000, 0))


def test_a_job_is_closed_once(ledger: Database) -> None:
    reserve(ledger, "job", 30_000)
    settle(ledger, "job", 30_000, 30_000)
    assert settle(ledger, "job", 30_000, 30_000) == (False, Balance(70_000, 0))
    assert release(ledger, "job", 30_000) == (False, Balance(70_000, 0))
    assert kinds(ledger) == ["settle", "reserve", "grant"]


def test_a_job_is_reserved_once(ledger: Database) -> None:
    reserve(ledger, "job", 30_000)
    with pytest.raises(ConflictError, match="already reserved"):
        reserve(ledger, "job", 30_000)
    assert ledger.read_now(lambda conn: book.balance(conn, ADA)) == Balance(100_000, 30_000)


def test_a_free_job_leaves_its_entries_and_is_never_refused(ledger: Database) -> None:
    reserve(ledger, "dear", 100_000)
    assert settle(ledger, "dear", 100_000, 100_500) == (True, Balance(-500, 0))
    assert reserve(ledger, "offline", 0) == Balance(-500, 0)
    assert settle(ledger, "offline", 0, 0, usd=0) == (True, Balance(-500, 0))
    assert kinds(ledger) == ["settle", "reserve", "settle", "reserve", "grant"]


def test_a_charge_above_the_reservation_is_noted(ledger: Database) -> None:
    reserve(ledger, "job", 10_000)
    assert settle(ledger, "job", 10_000, 12_500) == (True, Balance(87_500, 0))
    assert ledger.read_now(lambda conn: statement.lines(conn, ADA))[0].note == "vendor; 2.5 above the reservation"


def test_too_little_is_refused_in_a_sentence(ledger: Database) -> None:
    reserve(ledger, "first", 88_000)
    with pytest.raises(InsufficientCreditsError, match=r"costs 12\.001 credits and 12 are available\. Nothing"):
        reserve(ledger, "second", 12_001)
    assert ledger.read_now(lambda conn: book.balance(conn, ADA)) == Balance(100_000, 88_000)
    assert reserve(ledger, "second", 12_000) == Balance(100_000, 100_000)


@pytest.mark.parametrize("amount", [0, -1, book.MAX_MILLI + 1])
def test_a_top_up_is_a_sensible_amount(ledger: Database, amount: int) -> None:
    with pytest.raises(InputError, match="more than 0"):
        do(ledger, lambda conn: book.top_up(conn, ADA, amount, "", 5))
    assert kinds(ledger) == ["grant"]


def test_a_top_up_is_added(ledger: Database) -> None:
    assert do(ledger, lambda conn: book.top_up(conn, ADA, 1, "gift", 5))[1] == Balance(100_001, 0)


def test_negative_amounts_are_a_bug(ledger: Database) -> None:
    with pytest.raises(ValueError, match="negative"):
        reserve(ledger, "job", -1)
    reserve(ledger, "job", 5)
    with pytest.raises(ValueError, match="negative"):
        settle(ledger, "job", 5, -1)


def test_what_was_never_reserved_cannot_be_closed(ledger: Database) -> None:
    reserve(ledger, "job", 5)
    with pytest.raises(ConflictError, match=r"no reservation of 0\.005 credits"):
        release(ledger, "other", 5)


def test_a_wrong_amount_closes_nothing(ledger: Database) -> None:
    reserve(ledger, "job", 30_000)
    with pytest.raises(ConflictError, match="no reservation of 29 credits"):
        settle(ledger, "job", 29_000, 1_000)
    assert ledger.read_now(lambda conn: book.balance(conn, ADA)) == Balance(100_000, 30_000)


@pytest.mark.parametrize(
    "change",
    [
        lambda conn: book.reserve(conn, "user:nobody", "job", 1, 1),
        lambda conn: book.reserve(conn, "user:nobody", "job", 0, 1),
        lambda conn: book.top_up(conn, "user:nobody", 1, "", 1),
        lambda conn: book.balance(conn, "user:nobody"),
    ],
)
def test_nobodys_account_is_not_found(ledger: Database, change: Callable[[sqlite3.Connection], object]) -> None:
    with pytest.raises(NotFoundError):
        ledger.write_now(change)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE entry SET balance_milli = 1",
        "UPDATE entry SET note = 'corrected'",
        "DELETE FROM entry",
        "INSERT OR REPLACE INTO entry VALUES (1, 'user:ada', NULL, 'grant', 9, 0, NULL, '', 1)",
        "INSERT INTO entry VALUES (NULL, 'user:bob', NULL, 'top_up', 9, 0, NULL, '', 1)",
        "INSERT INTO entry VALUES (NULL, 'user:ada', 'job', 'release', 0, -9, NULL, '', 1)",
    ],
)
def test_the_database_itself_refuses_to_bend_the_ledger(ledger: Database, statement: str) -> None:
    with pytest.raises(sqlite3.IntegrityError):
        ledger.write_now(lambda conn: conn.execute(statement))
    assert ledger.read_now(book.check) == []
    assert kinds(ledger) == ["grant"]


def test_entries_are_paged_newest_first(ledger: Database) -> None:
    for number in range(5):
        reserve(ledger, f"job {number}", 0)
    first = ledger.read_now(lambda conn: statement.lines(conn, ADA, limit=4))
    rest = ledger.read_now(lambda conn: statement.lines(conn, ADA, before_id=first[-1].id, limit=4))
    assert [entry.job_id for entry in (*first, *rest)] == ["job 4", "job 3", "job 2", "job 1", "job 0", None]


def test_threads_at_a_low_balance_never_overdraw(ledger: Database) -> None:
    """100 credits, 8 threads, 20 reservations of 1.5 credits each: 66 fit, whoever is first."""
    outcomes: list[str] = []
    together = threading.Barrier(8)

    def spend(thread: int) -> None:
        together.wait()
        for number in range(20):
            job_id = f"{thread}-{number}"
            try:
                ledger.write_now(partial(book.reserve, account=ADA, job_id=job_id, amount_milli=1_500, now_ms=1))
                outcomes.append("held")
            except InsufficientCreditsError:
                outcomes.append("refused")

    threads = [threading.Thread(target=spend, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (outcomes.count("held"), outcomes.count("refused")) == (66, 94)
    assert ledger.read_now(lambda conn: book.balance(conn, ADA)) == Balance(100_000, 99_000)
    assert ledger.read_now(book.check) == []


def test_threads_that_close_the_same_jobs_close_each_once(ledger: Database) -> None:
    for number in range(20):
        reserve(ledger, f"job {number}", 1_000)
    closed: list[object] = []
    together = threading.Barrier(4)

    def close(charge: int) -> None:
        together.wait()
        for number in range(20):
            job_id = f"job {number}"
            change: Callable[[sqlite3.Connection], bool] = partial(
                book.release, account=ADA, job_id=job_id, reserved_milli=1_000, note="", now_ms=1
            )
            if charge:
                change = partial(
                    book.settle,
                    account=ADA,
                    job_id=job_id,
                    reserved_milli=1_000,
                    charged_milli=1_000,
                    usd_micro=None,
                    note="",
                    now_ms=1,
                )
            closed.append(ledger.write_now(change))

    threads = [threading.Thread(target=close, args=(number % 2,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (closed.count(True), closed.count(False)) == (20, 60)
    settled = kinds(ledger).count("settle")
    assert ledger.read_now(lambda conn: book.balance(conn, ADA)) == Balance(100_000 - settled * 1_000, 0)
    assert ledger.read_now(book.check) == []
