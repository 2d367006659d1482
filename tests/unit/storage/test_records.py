"""Beside every result lies a record of how it was made."""

from __future__ import annotations

import errno
import json
import sqlite3
from pathlib import Path

import pytest

from genstudio.storage import assets
from genstudio.storage.assets import NewAsset
from genstudio.storage.database import Database
from genstudio.storage.media import MediaStore
from genstudio.storage.records import Records
from tests import media_samples as samples
from tests.unit.storage.rows import START_MS, add_job

pytestmark = pytest.mark.anyio


@pytest.fixture
def records(database: Database, home: Path) -> Records:
    return Records(database, home, {"lumen:one": "hosted"}.__getitem__)


def finish(connection: sqlite3.Connection) -> str:
    return add_job(
        connection,
        1,
        "Ein Fuchs – 狐狸",
        values={"seed": 0, "width": 1024},
        changes={
            "charged_milli": 1_500,
            "usd_micro": 15_000,
            "cost_source": "vendor",
            "task_json": '{"id": "task-7"}',
            "extras_json": '{"revisedPrompt": "A fox"}',
            "submitted_at_ms": START_MS + 61_000,
            "finished_at_ms": START_MS + 65_500,
        },
    )


async def test_a_record_tells_everything(records: Records, database: Database, media: MediaStore, home: Path) -> None:
    file = await media.adopt_bytes(samples.picture(), "image/png")
    job_id = database.write_now(finish)
    database.write_now(lambda connection: assets.insert(connection, job_id, [NewAsset(0, "main", "", file)], 1))
    await records.write(job_id)
    path = home / "records" / "2026" / "09" / "job 1.json"
    record = json.loads(path.read_text(encoding="utf-8"))
    assert record == {
        "format": 1,
        "id": "job 1",
        "kind": "image",
        "provider": "lumen",
        "model": "lumen:one",
        "engine": "hosted",
        "prompt": "Ein Fuchs – 狐狸",
        "settings": {"seed": 0, "width": 1024},
        "seed": 0,
        "inputs": {},
        "metadata": {},
        "cost": {
            "estimateUsdMicro": 20_000,
            "usdMicro": 15_000,
            "source": "vendor",
            "chargedMilliCredits": 1_500,
        },
        "times": {
            "created": "2026-09-21T14:14:20.000Z",
            "submitted": "2026-09-21T14:14:21.000Z",
            "finished": "2026-09-21T14:14:25.500Z",
        },
        "vendor": {"task": {"id": "task-7"}, "extras": {"revisedPrompt": "A fox"}},
        "files": [
            {
                "path": f"media/{file.sha256[:2]}/{file.sha256}.png",
                "role": "main",
                "label": "",
                "mime": "image/png",
                "sizeBytes": file.size_bytes,
                "sha256": file.sha256,
                "width": 64,
                "height": 48,
                "durationS": None,
                "sampleRate": None,
                "channels": None,
            }
        ],
    }
    assert (home / record["files"][0]["path"]).is_file()
    assert "狐狸" in path.read_text(encoding="utf-8")


async def test_an_unknown_job_has_no_record(records: Records, home: Path, database: Database) -> None:
    await records.write("nothing")
    assert not (home / "records").exists()


async def test_what_a_full_disk_left_out_is_made_up_for(
    records: Records, database: Database, home: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    job_id = database.write_now(finish)
    database.write_now(lambda connection: add_job(connection, 2, "waits", state="queued"))

    def refuse(self: Path, target: Path) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as full:
        full.setattr(Path, "replace", refuse)
        await records.write(job_id)
    assert "No space left" in caplog.text
    assert list(home.rglob("*.json")) == []
    assert await records.write_missing() == 1
    (record,) = home.rglob("*.json")
    assert record.name == "job 1.json"
    assert await records.write_missing() == 0
    record.write_bytes(b"")  # what a power cut may leave
    assert await records.write_missing() == 1
    assert record.read_bytes()
