"""Proves that the ledger is whole: the entries sum to the balances, and every job's money matches its state."""

from __future__ import annotations

import sqlite3

from genstudio.ledger.words import credits_text

QUESTIONS: tuple[tuple[str, str], ...] = (
    (
        "account {0}: the balance is {1} credits, its entries sum to {2}",
        """SELECT a.id, a.balance_milli, coalesce(sum(e.balance_milli), 0) AS entries
           FROM account a LEFT JOIN entry e ON e.account_id = a.id GROUP BY a.id HAVING a.balance_milli <> entries""",
    ),
    (
        "account {0}: {1} credits are reserved, its entries sum to {2}",
        """SELECT a.id, a.reserved_milli, coalesce(sum(e.reserved_milli), 0) AS entries
           FROM account a LEFT JOIN entry e ON e.account_id = a.id GROUP BY a.id HAVING a.reserved_milli <> entries""",
    ),
    (
        "account {0}: holds an amount that is not a whole number",
        """SELECT account_id FROM entry
           WHERE typeof(balance_milli) <> 'integer' OR typeof(reserved_milli) <> 'integer' GROUP BY account_id""",
    ),
    (
        "an entry names the account {0}, which does not exist",
        "SELECT DISTINCT account_id FROM entry WHERE account_id NOT IN (SELECT id FROM account)",
    ),
    (
        "job {0}: closed more than once",
        """SELECT job_id FROM entry WHERE job_id IS NOT NULL AND kind IN ('settle', 'release')
           GROUP BY job_id HAVING count(*) > 1""",
    ),
    (
        "job {0}: closed without a reservation of the same amount",
        """SELECT c.job_id FROM entry c WHERE c.kind IN ('settle', 'release') AND NOT EXISTS (
               SELECT 1 FROM entry r WHERE r.job_id = c.job_id AND r.kind = 'reserve'
               AND r.account_id = c.account_id AND r.reserved_milli = -c.reserved_milli)""",
    ),
    (
        "job {0}: the row says {1} credits are reserved, the ledger {2}",
        """SELECT j.id, j.reserved_milli, e.reserved_milli FROM job j JOIN entry e ON e.job_id = j.id
           WHERE e.kind = 'reserve' AND e.reserved_milli <> j.reserved_milli""",
    ),
    (
        "job {0}: the row says {1} credits were charged, the ledger {2}",
        """SELECT j.id, j.charged_milli, -e.balance_milli FROM job j JOIN entry e ON e.job_id = j.id
           WHERE e.kind IN ('settle', 'release') AND e.kind = 'settle' AND e.balance_milli <> -j.charged_milli""",
    ),
    (
        "job {0}: is {1}, and nothing was ever reserved for it",
        """SELECT j.id, j.state FROM job j
           WHERE NOT EXISTS (SELECT 1 FROM entry e WHERE e.job_id = j.id AND e.kind = 'reserve')""",
    ),
    (
        "job {0}: is {1}, and its reservation is still open",
        """SELECT j.id, j.state FROM job j WHERE j.state IN ('done', 'failed', 'cancelled') AND NOT EXISTS (
               SELECT 1 FROM entry e WHERE e.job_id = j.id AND e.kind IN ('settle', 'release'))""",
    ),
    (
        "job {0}: is {1}, and its reservation is closed already",
        """SELECT j.id, j.state FROM job j JOIN entry e ON e.job_id = j.id
           WHERE j.state IN ('queued', 'submitting', 'polling') AND e.kind IN ('settle', 'release')""",
    ),
)
"""A sentence for each kind of problem, and the query whose rows are the problems of that kind. None is the proof."""


def check(connection: sqlite3.Connection) -> list[str]:
    """Every problem as a sentence; empty when the ledger is whole. Reads everything: a second for a million entries."""
    return [
        sentence.format(*(credits_text(each) if isinstance(each, int) else each for each in row))
        for sentence, query in QUESTIONS
        for row in connection.execute(query)
    ]
