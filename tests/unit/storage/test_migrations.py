"""What each migration makes of the rows of the version before."""

from __future__ import annotations

import json
import shutil
import sqlite3
from pathlib import Path

import pytest

from genstudio.core.result import JsonObject
from genstudio.storage import jobs, labels, library, schema
from genstudio.storage.database import Database
from genstudio.storage.migrations import run

METADATA: dict[str, JsonObject] = {
    "plain": {},
    "guide": {"projectId": " harbour "},
    "short": {"project": "Hafen 狐"},
    "both": {"project": "second", "projectId": "first"},
    "number": {"projectId": 42},
    "blank": {"projectId": "  ", "project": "other"},
    "list": {"projectId": ["harbour"]},
    "flag": {"projectId": True},
    "long": {"projectId": "x" * 300},
}


def opened(path: Path) -> Database:
    database = Database(path, synchronous="NORMAL")
    database.open()
    return database


@pytest.fixture
def first_version(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A database of revision 0001 with finished jobs, a file and the entries of the ledger."""
    folder = tmp_path / "migrations"
    later = [path.name for path in (run.FOLDER / "versions").glob("r*.py") if not path.name.startswith("r0001")]
    shutil.copytree(run.FOLDER, folder, ignore=shutil.ignore_patterns("__pycache__", *later))
    path = tmp_path / "genstudio.db"
    with monkeypatch.context() as patch:
        patch.setattr(run, "FOLDER", folder)
        patch.setattr(schema, "REVISIONS", ("0001",))
        database = opened(path)
    database.write_now(fill)
    database.close()
    return path


def fill(connection: sqlite3.Connection) -> None:
    connection.execute("INSERT INTO account VALUES ('user:ada', 'ada', 0, 0, 0)")
    for number, (name, metadata) in enumerate(METADATA.items(), 1):
        request = json.dumps({"values": {}, "media": {}, "metadata": metadata}, ensure_ascii=False)
        connection.execute(
            "INSERT INTO job (number, id, seq, owner, account_id, kind, provider, model, prompt, request_json,"
            " request_hash, priority, state, paused, cancel_requested, progress, step, attempts, reserved_milli,"
            " cost_source, extras_json, machine_version, created_at_ms)"
            " VALUES (?, ?, ?, 'ada', 'user:ada', 'image', 'p', 'p:m', 'a fox', ?, '', 0, 'done', 0, 0, 1, '', 0, 0,"
            " '', '{}', 1, ?)",
            (number, name, number, request, number),
        )
    connection.execute(
        "INSERT INTO asset (job_id, position, role, label, sha256, mime, size_bytes, thumbnail, created_at_ms)"
        " VALUES ('plain', 0, 'main', '', 'ab', 'image/png', 1, '', 0)"
    )
    connection.execute("INSERT INTO entry VALUES (1, 'user:ada', 'plain', 'grant', 500, 0, NULL, '', 0)")


def test_0002_gives_old_results_their_projects_and_keeps_all_else(first_version: Path) -> None:
    database = opened(first_version)
    try:
        rows = database.read_now(lambda connection: library.newest(connection, "ada", limit=50, text="fox"))
        assert {row.id: row.project for row in rows} == {
            "plain": None, "guide": "harbour", "short": "Hafen 狐", "both": "first", "number": "42",
            "blank": "other", "list": None, "flag": None, "long": "x" * 120,
        }  # fmt: skip
        assert {row.id: row.project for row in rows} == {
            name: labels.project_of({"metadata": metadata}) for name, metadata in METADATA.items()
        }, "a new job with the same metadata would get another project"
        assert {(bool(row.favourite), row.rating) for row in rows} == {(False, None)}
        assert [row.seq for row in rows] == list(range(len(METADATA), 0, -1))
        balance = "SELECT balance_milli FROM account"
        assert database.read_now(lambda connection: connection.execute(balance).fetchone()[0]) == 500
        # The triggers of the first version are still there.
        database.write_now(lambda connection: connection.execute("UPDATE job SET prompt = 'wolf' WHERE id = 'plain'"))
        found = database.read_now(lambda connection: library.newest(connection, "ada", limit=5, text="wolf"))
        assert [row.id for row in found] == ["plain"]
        assert database.read_now(lambda connection: jobs.get(connection, "plain")) == found[0]
    finally:
        database.close()
    kept = sqlite3.connect(schema.copy_path(first_version, "0002"))
    assert kept.execute("SELECT count(*) FROM job").fetchone() == (len(METADATA),)
    kept.close()
