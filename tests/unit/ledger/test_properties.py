"""Any interleaving of reserve, settle, release and top-up: the sums are the balances, and nothing is closed twice."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, initialize, invariant, multiple, rule

from genstudio.core.errors import InsufficientCreditsError
from genstudio.ledger import book

OWNERS = ("ada", "bob")
AMOUNTS = st.integers(0, 40_000)


class LedgerMachine(RuleBasedStateMachine):
    """Compares the ledger with a model of three numbers per account: balance, and what is reserved for each job."""

    schema: str

    jobs = Bundle("jobs")

    def __init__(self) -> None:
        super().__init__()
        self.connection = sqlite3.connect(":memory:", isolation_level=None)
        self.connection.executescript(self.schema)
        self.balance: dict[str, int] = {}
        self.open: dict[tuple[str, str], int] = {}
        self.closed: set[tuple[str, str]] = set()
        self.count = 0

    def teardown(self) -> None:
        self.connection.close()

    @initialize(grants=st.tuples(AMOUNTS, AMOUNTS))
    def accounts(self, grants: tuple[int, int]) -> None:
        for owner, grant in zip(OWNERS, grants, strict=True):
            account = book.ensure_account(self.connection, owner, grant, 1)
            self.balance[account] = grant

    def available(self, account: str) -> int:
        return self.balance[account] - sum(held for (owner, _), held in self.open.items() if owner == account)

    @rule(target=jobs, owner=st.sampled_from(OWNERS), amount=AMOUNTS)
    def reserve(self, owner: str, amount: int) -> object:
        account, self.count = book.account_id(owner), self.count + 1
        job_id = f"job {self.count}"
        if amount > 0 and self.available(account) < amount:
            with pytest.raises(InsufficientCreditsError):
                book.reserve(self.connection, account, job_id, amount, 1)
            return multiple()
        book.reserve(self.connection, account, job_id, amount, 1)
        self.open[account, job_id] = amount
        return account, job_id, amount

    @rule(job=jobs, charged=AMOUNTS)
    def settle(self, job: tuple[str, str, int], charged: int) -> None:
        account, job_id, reserved = job
        done = book.settle(self.connection, account, job_id, reserved, charged, None, "", 1)
        assert done == ((account, job_id) in self.open)
        if done:
            del self.open[account, job_id]
            self.closed.add((account, job_id))
            self.balance[account] -= charged

    @rule(job=jobs)
    def release(self, job: tuple[str, str, int]) -> None:
        account, job_id, reserved = job
        done = book.release(self.connection, account, job_id, reserved, "", 1)
        assert done == ((account, job_id) in self.open)
        if done:
            del self.open[account, job_id]
            self.closed.add((account, job_id))

    @rule(job=consumes(jobs))
    def forget(self, job: tuple[str, str, int]) -> None:
        """A job that nobody asks about again, open or closed."""

    @rule(owner=st.sampled_from(OWNERS), amount=st.integers(1, 40_000))
    def top_up(self, owner: str, amount: int) -> None:
        book.top_up(self.connection, book.account_id(owner), amount, "", 1)
        self.balance[book.account_id(owner)] += amount

    @rule(owner=st.sampled_from(OWNERS), amount=AMOUNTS)
    def rolled_back(self, owner: str, amount: int) -> None:
        """A transaction that fails after its ledger entry leaves no trace."""
        self.connection.execute("BEGIN")
        book.ensure_account(self.connection, f"{owner} too", amount, 1)
        self.connection.execute("ROLLBACK")

    @invariant()
    def whole(self) -> None:
        assert book.check(self.connection) == []
        for account, expected in self.balance.items():
            found = book.balance(self.connection, account)
            assert found.balance_milli == expected
            assert found.available_milli == self.available(account)
            assert found.reserved_milli >= 0
        closed = self.connection.execute("SELECT count(*) FROM entry WHERE kind IN ('settle', 'release')").fetchone()[0]
        assert closed == len(self.closed)


def test_any_interleaving_keeps_the_ledger_whole(migrated: Path) -> None:
    with closing(sqlite3.connect(migrated)) as source:
        rows = source.execute(
            "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'job_fts%'"
            " ORDER BY type = 'table' DESC, type = 'index' DESC"
        ).fetchall()
    LedgerMachine.schema = ";\n".join(sql for (sql,) in rows) + ";"
    machine = LedgerMachine.TestCase
    machine.settings = settings(
        max_examples=60, stateful_step_count=40, deadline=None, suppress_health_check=[HealthCheck.too_slow]
    )
    machine().runTest()
