"""Reading what was made: lists, single generations and their files, always those of the owner alone."""

from __future__ import annotations

import asyncio
import re
import sqlite3
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from genstudio.controllers import inputs
from genstudio.controllers.mapping import Mapper, upload_ids
from genstudio.controllers.views import FileView, GenerationView, PageView
from genstudio.core.errors import InputError, NotFoundError
from genstudio.core.result import State
from genstudio.core.spec import KINDS
from genstudio.jobs.states import OPEN, STATUS
from genstudio.storage import assets, jobs, library
from genstudio.storage.assets import AssetRow
from genstudio.storage.database import Database
from genstudio.storage.jobs import JobRow
from genstudio.storage.media import MediaStore

MAX_PAGE = 500
WAIT_FIRST_S = 0.05
WAIT_MAX_S = 0.5
STATUSES: tuple[State, ...] = ("pending", "processing", "complete", "error", "cancelled")
Preview = Literal["webp", "peaks"]


@dataclass(frozen=True, slots=True)
class Found:
    """Rows of one snapshot with what belongs to them."""

    rows: Sequence[JobRow]
    assets: dict[str, list[AssetRow]]
    names: dict[str, str]
    seq: int


class Archive:
    def __init__(self, database: Database, media: MediaStore, mapper: Mapper) -> None:
        self._database = database
        self._media = media
        self.mapper = mapper

    async def get(self, owner: str, job_id: str) -> GenerationView:
        """Raises NotFoundError, also for other people's generations and for deleted ones."""

        def read(conn: sqlite3.Connection) -> Found:
            return _with_parts(conn, owner, [of_owner(conn, owner, job_id)], 0)

        found = await self._database.read(read)
        return self.mapper.generation(found.rows[0], found.assets.get(job_id, []), found.names)

    async def changes(self, owner: str, since: int, limit: int = 100) -> PageView:
        """What has changed after `since`, oldest change first, deleted ones included. Cheap when nothing has."""

        def read(conn: sqlite3.Connection) -> Found:
            rows = jobs.list_since(conn, owner, since, _bounded(limit))
            return _with_parts(conn, owner, rows, rows[-1].seq if rows else since)

        return self._page(await self._database.read(read), None)

    async def list(
        self,
        owner: str,
        *,
        limit: int = 50,
        kind: str | None = None,
        status: str | None = None,
        text: str = "",
        cursor: str | None = None,
    ) -> PageView:
        """Newest first, open ones included. `text` searches the prompts; `cursor` comes from the page before.

        Raises InputError for an unknown kind, status or cursor.
        """
        if kind is not None and kind not in KINDS:
            raise InputError(f"There is no type {kind[:40]!r}; there are: {', '.join(KINDS)}.", field="type")
        if status is not None and status not in STATUSES:
            raise InputError(f"There is no status {status[:40]!r}; there are: {', '.join(STATUSES)}.", field="status")
        if cursor is not None and not re.fullmatch(r"[0-9]{1,18}", cursor, re.ASCII):
            raise InputError("This is not a cursor of this list.", field="cursor")
        states = None if status is None else [state for state, word in STATUS.items() if word == status]
        size = _bounded(limit)

        def read(conn: sqlite3.Connection) -> Found:
            rows = library.newest(
                conn,
                owner,
                limit=size + 1,
                kind=kind,
                states=states,
                text=text,
                before=int(cursor) if cursor is not None else None,
            )
            return _with_parts(conn, owner, rows, jobs.last_seq(conn))

        found = await self._database.read(read)
        more = len(found.rows) > size
        shown = Found(found.rows[:size], found.assets, found.names, found.seq)
        return self._page(shown, str(shown.rows[-1].number) if more else None)

    async def wait(self, owner: str, job_id: str, seconds: float) -> GenerationView:
        """The job once it is over, or as it is after `seconds`."""
        until = time.monotonic() + seconds
        pause_s = WAIT_FIRST_S
        while True:
            view = await self.get(owner, job_id)
            left_s = until - time.monotonic()
            if view.is_over or left_s <= 0:
                return view
            await asyncio.sleep(min(pause_s, left_s))
            pause_s = min(pause_s * 1.5, WAIT_MAX_S)

    async def media(self, owner: str, job_id: str, position: int) -> FileView:
        """An output file. Raises NotFoundError."""
        row, asset = await self._asset(owner, job_id, position)
        return FileView(
            self._existing(self._media.path_of(asset.sha256, asset.mime)),
            asset.mime,
            asset.sha256,
            file_name(row, asset, self._media.extension(asset.mime)),
        )

    async def preview(self, owner: str, job_id: str, position: int, wanted: Preview) -> FileView:
        """The picture ("webp") or the loudness curve ("peaks") to show beside an output. Raises NotFoundError."""
        row, asset = await self._asset(owner, job_id, position)
        if asset.thumbnail != wanted:
            raise NotFoundError("There is no such preview for this file.")
        mime, extension = ("image/webp", "webp") if wanted == "webp" else ("application/json", "json")
        path = self._existing(self._media.thumbnail_path(asset.sha256, wanted))
        return FileView(path, mime, asset.sha256, file_name(row, asset, extension))

    async def _asset(self, owner: str, job_id: str, position: int) -> tuple[JobRow, AssetRow]:
        def read(conn: sqlite3.Connection) -> tuple[JobRow, AssetRow]:
            row = of_owner(conn, owner, job_id)
            for asset in assets.of_job(conn, job_id):
                if asset.position == position:
                    return row, asset
            raise NotFoundError("This job has no such file.")

        return await self._database.read(read)

    @staticmethod
    def _existing(path: Path) -> Path:
        if not path.is_file():
            raise NotFoundError("The file is not on the disk any more.")
        return path

    def _page(self, found: Found, cursor: str | None) -> PageView:
        items = (self.mapper.item(row, found.assets.get(row.id, []), found.names) for row in found.rows)
        return PageView(tuple(items), found.seq, cursor)


def of_owner(conn: sqlite3.Connection, owner: str, job_id: str, *, deleted_too: bool = False) -> JobRow:
    """Raises NotFoundError for other people's generations, and for deleted ones unless `deleted_too`."""
    row = jobs.of_owner(conn, owner, job_id)
    if row is None or (row.deleted_at_ms is not None and not deleted_too):
        raise NotFoundError("There is no such job.")
    return row


def why_it_stays(row: JobRow) -> str | None:
    """Why a job cannot be deleted now; None for one that can."""
    if row.state in OPEN:
        return "This job is still running. Cancel it first."
    if row.state == "unknown":
        return "Credits are held for this job, so it stays in the list until that is settled."
    return None


def _with_parts(conn: sqlite3.Connection, owner: str, rows: Sequence[JobRow], seq: int) -> Found:
    finished = [row.id for row in rows if row.state == "done" and row.deleted_at_ms is None]
    files = assets.of_jobs(conn, finished) if finished else {}
    return Found(rows, files, inputs.names(conn, owner, upload_ids(rows)), seq)


def _bounded(limit: int) -> int:
    return max(1, min(limit, MAX_PAGE))


def file_name(row: JobRow, asset: AssetRow, extension: str) -> str:
    """ "a-red-fox-in-the-snow-1f2e3d4c.png": words of the prompt, a short id, and a number for further files."""
    words = re.findall(r"[^\W_]+", row.prompt[:400].lower())
    text = ""
    for word in words:
        if len(text) + len(word) > 48:
            break
        text += f"{word}-"
    number = f"-{asset.position + 1}" if asset.position else ""
    return f"{text or row.kind + '-'}{row.id[:8]}{number}.{extension}"
