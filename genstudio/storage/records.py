"""A sidecar record beside every result: a JSON file that tells how it was made, readable without the database.

    <home>/records/<yyyy>/<mm>/<job id>.json

The media files themselves are never written to, so this is where prompt, settings, seed, cost and vendor ids live.
"""

from __future__ import annotations

import json
import logging
import sqlite3
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from anyio import to_thread

from genstudio.core.result import Json, JsonObject
from genstudio.storage import assets, files, jobs
from genstudio.storage.assets import AssetRow
from genstudio.storage.database import Database
from genstudio.storage.jobs import JobRow
from genstudio.transport.media import extension

FORMAT = 1

logger = logging.getLogger(__name__)


class Records:
    """`engine_of` tells a model's engine ("procedural", "neural", "hosted") by its id, "" where nobody knows."""

    def __init__(self, database: Database, home: Path, engine_of: Callable[[str], str] = lambda model: "") -> None:
        self._database = database
        self._root = home / "records"
        self._work = home / "work" / "incoming"
        self._engine_of = engine_of

    def path_of(self, job_id: str, created_at_ms: int) -> Path:
        created = datetime.fromtimestamp(created_at_ms / 1000, UTC)
        return self._root / f"{created:%Y}" / f"{created:%m}" / f"{job_id}.json"

    async def write(self, job_id: str) -> None:
        """Writes the record of a finished job, over an older one; nothing for an unknown job.

        A full disk is logged and not raised: the job is done and paid, and `write_missing` makes up for it.
        """
        await to_thread.run_sync(self._write, job_id)

    async def write_missing(self) -> int:
        """Writes the records that a kill, a full disk or a power cut left out; how many. Called at start."""
        return await to_thread.run_sync(self._write_missing)

    def _write(self, job_id: str) -> bool:
        def query(connection: sqlite3.Connection) -> tuple[JobRow | None, list[AssetRow]]:
            return jobs.get(connection, job_id), assets.of_job(connection, job_id)

        row, its_files = self._database.read_now(query)
        if row is None:
            return False
        text = self.text(row, its_files)
        try:
            path = self.path_of(row.id, row.created_at_ms)
            files.save(text.encode("utf-8", "replace"), path, self._work, durable=False)
        except OSError as error:
            logger.warning("the record of job %s was not written: %s", job_id, error)
            return False
        return True

    def _write_missing(self) -> int:
        def query(connection: sqlite3.Connection) -> list[tuple[str, int]]:
            rows = connection.execute("SELECT id, created_at_ms FROM job WHERE state = 'done' ORDER BY number")
            return [(str(id_), int(created)) for id_, created in rows]

        finished = self._database.read_now(query)
        return sum(self._write(id_) for id_, created in finished if not _is_whole(self.path_of(id_, created)))

    def text(self, row: JobRow, its_files: Sequence[AssetRow]) -> str:
        """The record of a job, as it is written beside its files."""
        return json.dumps(self._record(row, its_files), ensure_ascii=False, indent=2, allow_nan=False) + "\n"

    def _record(self, row: JobRow, its_files: Sequence[AssetRow]) -> JsonObject:
        request = json.loads(row.request_json)
        return {
            "format": FORMAT,
            "id": row.id,
            "kind": row.kind,
            "provider": row.provider,
            "model": row.model,
            "engine": self._engine_of(row.model),
            "prompt": row.prompt,
            "settings": request["values"],
            "seed": request["values"].get("seed"),
            "inputs": request["media"],
            "metadata": request["metadata"],
            "cost": {
                "estimateUsdMicro": row.estimate_usd_micro,
                "usdMicro": row.usd_micro,
                "source": row.cost_source,
                "chargedMilliCredits": row.charged_milli,
            },
            "times": {
                "created": iso(row.created_at_ms),
                "submitted": iso(row.submitted_at_ms),
                "finished": iso(row.finished_at_ms),
            },
            "vendor": {
                "task": json.loads(row.task_json) if row.task_json else None,
                "extras": json.loads(row.extras_json),
            },
            "files": [_file(each) for each in its_files],
        }


def _is_whole(path: Path) -> bool:
    """A record is written without waiting for the disk, so that a power cut may leave an empty one."""
    try:
        return path.stat().st_size > 0
    except FileNotFoundError:
        return False


def _file(asset: AssetRow) -> Json:
    return {
        "path": f"media/{asset.sha256[:2]}/{asset.sha256}.{extension(asset.mime)}",
        "role": asset.role,
        "label": asset.label,
        "mime": asset.mime,
        "sizeBytes": asset.size_bytes,
        "sha256": asset.sha256,
        "width": asset.width,
        "height": asset.height,
        "durationS": asset.duration_s,
        "sampleRate": asset.sample_rate,
        "channels": asset.channels,
    }


def iso(at_ms: int | None) -> str | None:
    """ISO 8601 in UTC with milliseconds."""
    if at_ms is None:
        return None
    return datetime.fromtimestamp(at_ms / 1000, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
