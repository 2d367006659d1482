"""A studio without a page that runs jobs at the test vendor and ends: `python -m tests.kill.process '{...}'`.

Options: home, url, provider, jobs; crash (a named point of `jobs/parts.py` at which it kills itself) and crash_after
(how often that point is passed before); lane; cancel (how many jobs to cancel). Prints one JSON object about the rows
and the ledger when nothing is open any more.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import os
import signal
import sqlite3
import sys
from collections.abc import Callable
from pathlib import Path

from genstudio.jobs.inline import InlineEngine
from genstudio.jobs.parts import Point
from genstudio.ledger import book
from genstudio.storage import jobs
from tests.parts import Studio, insert_job, open_parts


def killer(point: object, after: int) -> Callable[[Point, str], None]:
    reached_before = itertools.count()

    def at(reached: Point, job_id: str) -> None:
        if reached == point and next(reached_before) >= after:
            os.kill(os.getpid(), signal.SIGKILL)

    return at


def summary(conn: sqlite3.Connection) -> dict[str, object]:
    rows = [dict(each) for each in conn.execute("SELECT * FROM job ORDER BY number")]
    balance, reserved = conn.execute("SELECT balance_milli, reserved_milli FROM account").fetchone()
    assets = conn.execute("SELECT job_id, count(*) FROM asset GROUP BY job_id").fetchall()
    return {
        "jobs": {each["id"]: each["state"] for each in rows},
        "charged_milli": sum(each["charged_milli"] or 0 for each in rows),
        "held_milli": sum(each["reserved_milli"] for each in rows if each["state"] == "unknown"),
        "errors": {each["id"]: each["error_code"] for each in rows if each["error_code"]},
        "balance_milli": balance,
        "reserved_milli": reserved,
        "assets": dict(assets),
        "problems": book.check(conn),
    }


def insert_jobs(conn: sqlite3.Connection, count: int, provider: str) -> None:
    for number in range(count):
        insert_job(conn, f"job{number}", provider)


async def main(options: dict[str, object]) -> None:
    home = Path(str(options["home"]))
    at = killer(options.get("crash"), int(str(options.get("crash_after", 0))))
    lane = options.get("lane")
    studio: Studio = open_parts(home, str(options["url"]), at=at, lane=lane if isinstance(lane, int) else None)
    parts = studio.parts
    first = parts.database.read_now(lambda conn: conn.execute("SELECT count(*) FROM job").fetchone()[0]) == 0
    if first:
        parts.database.write_now(lambda conn: insert_jobs(conn, int(str(options["jobs"])), str(options["provider"])))
    engine = InlineEngine(parts, home / "leader.lock")
    await engine.start()
    if first:
        for number in range(int(str(options.get("cancel", 0)))):
            await engine.cancel(f"job{number * 7 % int(str(options['jobs']))}")
    while parts.database.read_now(jobs.open_jobs):
        await asyncio.sleep(0.02)
    await engine.stop()
    print(json.dumps(parts.database.read_now(summary)), flush=True)
    await studio.close()


if __name__ == "__main__":
    asyncio.run(main(json.loads(sys.argv[1])))
