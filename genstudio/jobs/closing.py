"""How a job ends: state and ledger in one transaction, at most once each.

Every function is a compare-and-set; a second run changes nothing and says False.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence

from genstudio.core.errors import GenStudioError, ProviderError
from genstudio.core.result import ProviderResult
from genstudio.jobs.states import BEFORE
from genstudio.ledger import book
from genstudio.storage import assets, jobs
from genstudio.storage.assets import NewAsset
from genstudio.storage.jobs import JobRow, SqlValue, now_ms


def done(
    conn: sqlite3.Connection,
    row: JobRow,
    files: Sequence[NewAsset],
    result: ProviderResult,
    *,
    usd_micro: int | None,
    charged_milli: int,
    cost_source: str,
) -> bool:
    """The files are in the library and the job is paid."""
    now = now_ms()
    values: dict[str, SqlValue] = {
        "state": "done",
        "progress": 1.0,
        "step": "",
        "usd_micro": usd_micro,
        "charged_milli": charged_milli,
        "cost_source": cost_source,
        "extras_json": json.dumps(dict(result.extras), ensure_ascii=False),
        "error_code": None,
        "error_message": None,
        "error_detail": None,
        "finished_at_ms": now,
    }
    if not jobs.change(conn, row.id, BEFORE["done"], values):
        return False
    assets.insert(conn, row.id, files, now)
    book.settle(conn, row.account_id, row.id, row.reserved_milli, charged_milli, usd_micro, cost_source, now)
    return True


def failed(
    conn: sqlite3.Connection, row: JobRow, error: GenStudioError, *, usd_micro: int = 0, charged_milli: int = 0
) -> bool:
    """A definite failure: credits come back, unless this vendor charges for failures."""
    now = now_ms()
    values = _fault(error) | {
        "state": "failed",
        "step": "",
        "usd_micro": usd_micro,
        "charged_milli": charged_milli,
        "finished_at_ms": now,
    }
    if not jobs.change(conn, row.id, BEFORE["failed"], values):
        return False
    if charged_milli or usd_micro:
        note = "the vendor charges for failures"
        book.settle(conn, row.account_id, row.id, row.reserved_milli, charged_milli, usd_micro, note, now)
    else:
        book.release(conn, row.account_id, row.id, row.reserved_milli, error.code, now)
    return True


def cancelled(conn: sqlite3.Connection, row: JobRow) -> bool:
    """Stopped before anything was bought, or with the vendor's word that nothing is charged."""
    now = now_ms()
    values: dict[str, SqlValue] = {"state": "cancelled", "step": "", "charged_milli": 0, "finished_at_ms": now}
    if not jobs.change(conn, row.id, BEFORE["cancelled"], values):
        return False
    book.release(conn, row.account_id, row.id, row.reserved_milli, "cancelled", now)
    return True


def held(conn: sqlite3.Connection, row: JobRow, error: GenStudioError) -> bool:
    """Nobody can know whether it was bought: credits stay reserved, nothing is sent again, a person decides."""
    return jobs.change(conn, row.id, BEFORE["unknown"], _fault(error) | {"state": "unknown", "step": ""})


def look_again(conn: sqlite3.Connection, row: JobRow, deadline_at_ms: int) -> bool:
    """A held job whose task is known is polled again; one whose answer is staged is stored again."""
    values: dict[str, SqlValue] = {
        "state": "polling" if row.task_json is not None else "fetching",
        "deadline_at_ms": deadline_at_ms,
        "error_code": None,
        "error_message": None,
        "error_detail": None,
    }
    return jobs.change(conn, row.id, ("unknown",), values)


def decide_paid(conn: sqlite3.Connection, row: JobRow) -> bool:
    """A person saw at the vendor that a held job was charged: the estimate is settled, the job counts as failed."""
    now = now_ms()
    values: dict[str, SqlValue] = {
        "state": "failed",
        "usd_micro": row.estimate_usd_micro,
        "charged_milli": row.reserved_milli,
        "cost_source": "a person's word",
        "finished_at_ms": now,
    }
    if not jobs.change(conn, row.id, ("unknown",), values):
        return False
    note = "a person saw the charge at the vendor"
    book.settle(conn, row.account_id, row.id, row.reserved_milli, row.reserved_milli, row.estimate_usd_micro, note, now)
    return True


def decide_not_paid(conn: sqlite3.Connection, row: JobRow) -> bool:
    """A person saw at the vendor that a held job was never made: the credits come back."""
    now = now_ms()
    values: dict[str, SqlValue] = {"state": "failed", "usd_micro": 0, "charged_milli": 0, "finished_at_ms": now}
    if not jobs.change(conn, row.id, ("unknown",), values):
        return False
    book.release(conn, row.account_id, row.id, row.reserved_milli, "a person saw no charge at the vendor", now)
    return True


def _fault(error: GenStudioError) -> dict[str, SqlValue]:
    provider = f"{error.provider}: " if isinstance(error, ProviderError) and error.provider else ""
    return {
        "error_code": error.code,
        "error_message": error.message,
        "error_detail": f"{provider}{error.detail}" if error.detail else "",
    }
