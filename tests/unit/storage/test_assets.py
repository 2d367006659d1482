"""Which files belong to which job."""

from __future__ import annotations

import sqlite3
from functools import partial

import pytest

from genstudio.storage import assets
from genstudio.storage.assets import NewAsset
from genstudio.storage.database import Database
from genstudio.storage.media import StoredFile
from tests.unit.storage.rows import add_job

PICTURE = StoredFile("ab" * 32, "image/png", 7, 64, 48, thumbnail="webp")
SOUND = StoredFile("cd" * 32, "audio/wav", 9, None, None, 1.5, 48_000, 2, "peaks")


@pytest.fixture
def filled(database: Database) -> Database:
    def fill(connection: sqlite3.Connection) -> None:
        for number in range(1, 4):
            add_job(connection, number, "")
        assets.insert(connection, "job 1", [NewAsset(1, "stem", "Drums", SOUND), NewAsset(0, "main", "", PICTURE)], 5)
        assets.insert(connection, "job 2", [NewAsset(0, "main", "", PICTURE)], 6)

    database.write_now(fill)
    return database


def test_files_come_in_their_order_with_all_facts(filled: Database) -> None:
    first, second = filled.read_now(lambda connection: assets.of_job(connection, "job 1"))
    assert (first.position, first.role, first.label, first.created_at_ms) == (0, "main", "", 5)
    assert (first.sha256, first.mime, first.width, first.height, first.thumbnail) == (
        "ab" * 32,
        "image/png",
        64,
        48,
        "webp",
    )
    assert (second.position, second.role, second.label, second.thumbnail) == (1, "stem", "Drums", "peaks")
    assert (second.size_bytes, second.duration_s, second.sample_rate, second.channels) == (9, 1.5, 48_000, 2)


def test_the_files_of_many_jobs_come_at_once(filled: Database) -> None:
    ids = ["job 3", "job 2", "job 1", *(f"none {number}" for number in range(2_000))]
    found = filled.read_now(lambda connection: assets.of_jobs(connection, ids))
    assert {job_id: [each.position for each in its] for job_id, its in found.items()} == {"job 1": [0, 1], "job 2": [0]}
    assert filled.read_now(lambda connection: assets.of_jobs(connection, [])) == {}


def test_a_position_is_taken_once_and_a_job_must_exist(filled: Database) -> None:
    for job_id in ("job 1", "nothing"):
        with pytest.raises(sqlite3.IntegrityError):
            filled.write_now(partial(assets.insert, job_id=job_id, new=[NewAsset(0, "main", "", PICTURE)], now_ms=7))
