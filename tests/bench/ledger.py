"""Ledger: reserve + settle pairs per second from 8 threads at synchronous FULL, drift, and changes refused.

floor      one thread that commits eight reserves, then eight settles: what this disk and SQLite give to eight clients
           that each wait for their commit, without queue, savepoints or threads
each       the same statements, eight threads, a connection and a commit for each
sqlmodel   the usual ORM way, eight threads: get the row, change it, commit

Rounds alternate, so that a busy machine slows all alike; medians. The slow ways do a twentieth of the pairs.
"""

from __future__ import annotations

import argparse
import sqlite3
import statistics
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session, create_engine, select

from genstudio.core.errors import StorageError
from genstudio.ledger import book
from genstudio.storage.database import Database
from genstudio.storage.tables import Account, Entry

THREADS = 8
GRANT_MILLI = 900_000_000_000
RESERVED, CHARGED = 10, 7
TARGET = 4_000


@dataclass
class Outcome:
    """Pairs per second of each round; what balances and entries differ by; pairs refused, such as by a lock."""

    rates: list[float] = field(default_factory=list)
    drift_milli: int = 0
    refused: int = 0


Pair = Callable[[str], None]


def by_threads(pairs: int, make_pair: Callable[[], Pair], prefix: str) -> tuple[float, int]:
    """Seconds for `pairs` pairs in each of 8 threads, and how many were refused."""
    refused: list[Exception] = []
    together = threading.Barrier(THREADS + 1)

    def work(thread: int) -> None:
        pair = make_pair()
        together.wait()
        for number in range(pairs):
            try:
                pair(f"{prefix}-{thread}-{number}")
            except (sqlite3.Error, SQLAlchemyError, StorageError) as error:
                refused.append(error)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(THREADS)]
    for thread in threads:
        thread.start()
    together.wait()
    begin = time.perf_counter()
    for thread in threads:
        thread.join()
    return time.perf_counter() - begin, len(refused)


def ours(database: Database, account: str) -> Pair:
    def pair(job_id: str) -> None:
        database.write_now(partial(book.reserve, account=account, job_id=job_id, amount_milli=RESERVED, now_ms=1))
        database.write_now(lambda conn: settle(conn, account, job_id))

    return pair


def settle(connection: sqlite3.Connection, account: str, job_id: str) -> None:
    book.settle(connection, account, job_id, RESERVED, CHARGED, None, "", 1)


def connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=30, isolation_level=None, check_same_thread=False)
    connection.execute("PRAGMA synchronous = FULL")
    return connection


def each_commits(path: Path, account: str) -> Pair:
    connection = connect(path)

    def pair(job_id: str) -> None:
        connection.execute("BEGIN IMMEDIATE")
        book.reserve(connection, account, job_id, RESERVED, 1)
        connection.execute("COMMIT")
        connection.execute("BEGIN IMMEDIATE")
        settle(connection, account, job_id)
        connection.execute("COMMIT")

    return pair


def floor_s(path: Path, account: str, pairs: int, prefix: str) -> float:
    connection = connect(path)
    begin = time.perf_counter()
    for number in range(pairs):
        job_ids = [f"{prefix}-{thread}-{number}" for thread in range(THREADS)]
        connection.execute("BEGIN IMMEDIATE")
        for job_id in job_ids:
            book.reserve(connection, account, job_id, RESERVED, 1)
        connection.execute("COMMIT")
        connection.execute("BEGIN IMMEDIATE")
        for job_id in job_ids:
            settle(connection, account, job_id)
        connection.execute("COMMIT")
    taken_s = time.perf_counter() - begin
    connection.close()
    return taken_s


def sqlmodel_way(path: Path, account: str) -> Pair:
    engine = create_engine(f"sqlite:///{path}", connect_args={"timeout": 30})

    def change(job_id: str, kind: str, balance: int, reserved: int) -> None:
        with Session(engine) as session:
            row = session.exec(select(Account).where(Account.id == account)).one()
            row.balance_milli += balance
            row.reserved_milli += reserved
            entry = Entry(
                account_id=account, kind=kind, balance_milli=balance, reserved_milli=reserved, created_at_ms=1
            )
            entry.job_id = job_id
            session.add(entry)
            session.commit()

    def pair(job_id: str) -> None:
        change(job_id, "reserve", 0, RESERVED)
        change(job_id, "settle", -CHARGED, -RESERVED)

    return pair


def drift_of(path: Path) -> int:
    connection = sqlite3.connect(path)
    (drift,) = connection.execute(
        "SELECT sum(abs(a.balance_milli - e.balance) + abs(a.reserved_milli - e.reserved)) FROM account a JOIN"
        " (SELECT account_id, sum(balance_milli) AS balance, sum(reserved_milli) AS reserved FROM entry GROUP BY 1) e"
        " ON e.account_id = a.id"
    ).fetchone()
    connection.close()
    return int(drift)


def prepare(folder: Path, name: str) -> Path:
    """A file of our tables, with one account. The ORM's way changes balances itself, so its file has no trigger."""
    path = folder / f"{name}.db"
    database = Database(path)
    database.open()
    database.write_now(lambda conn: book.ensure_account(conn, "bench", GRANT_MILLI, 1))
    if name == "sqlmodel":
        database.write_now(lambda conn: conn.execute("DROP TRIGGER entry_applied"))
    database.close()
    return path


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench ledger", description=__doc__)
    parser.add_argument("--pairs", type=int, default=500, help="pairs for each of the 8 threads in a round")
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    account = book.account_id("bench")
    outcomes = {name: Outcome() for name in ("floor", "GenStudio", "each", "sqlmodel")}
    with tempfile.TemporaryDirectory() as name:
        paths = {way: prepare(Path(name), way) for way in outcomes}
        database = Database(paths["GenStudio"])
        database.open()
        for number in range(options.rounds + 1):  # the first one warms up and is not counted
            for way, outcome in outcomes.items():
                count = options.pairs if way in ("floor", "GenStudio") else max(1, options.pairs // 20)
                refused = 0
                if way == "floor":
                    taken_s = floor_s(paths[way], account, count, str(number))
                elif way == "GenStudio":
                    taken_s, refused = by_threads(count, lambda: ours(database, account), str(number))
                else:
                    make = each_commits if way == "each" else sqlmodel_way
                    taken_s, refused = by_threads(count, partial(make, paths[way], account), str(number))
                outcome.refused += refused
                if number:
                    outcome.rates.append(count * THREADS / taken_s)
        problems = database.read_now(book.check)
        database.close()
        for way, outcome in outcomes.items():
            outcome.drift_milli = drift_of(paths[way])
    floor = statistics.median(outcomes["floor"].rates)
    print(f"{'':<12}{'pairs/s':>9}{'of floor':>10}{'drift':>14}{'refused':>9}   (8 threads, synchronous FULL)")
    for way, outcome in outcomes.items():
        rate = statistics.median(outcome.rates)
        print(f"{way:<12}{rate:>9,.0f}{rate / floor:>9.2f}x{outcome.drift_milli:>14,}{outcome.refused:>9}")
    print(f"target: at least {TARGET:,} pairs/s, drift 0, refused 0; ledger check: {problems or 'no problems'}")
