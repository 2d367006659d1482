"""Many results as one ZIP file: their files, a record of each, and a table of contents."""

from __future__ import annotations

import csv
import io
import json
import secrets
import sqlite3
import time
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal

from genstudio.controllers.archive import file_name
from genstudio.controllers.library import distinct
from genstudio.controllers.library_views import ArchiveView
from genstudio.core.errors import ConflictError, NotFoundError
from genstudio.core.money import MICRO, MILLI
from genstudio.core.sheets import safe_cell
from genstudio.storage import assets, jobs
from genstudio.storage.assets import AssetRow
from genstudio.storage.database import Database
from genstudio.storage.jobs import JobRow
from genstudio.storage.media import MediaStore
from genstudio.storage.records import Records, iso
from genstudio.storage.zip_stream import ZipStream

LASTS_S = 600.0
TICKETS_PER_OWNER = 20
CONTENTS = "contents.csv"
COLUMNS = (
    "file", "note", "id", "created", "type", "provider", "model", "prompt", "project", "favourite", "rating", "seed",
    "cost (USD)", "charged (credits)", "mime", "bytes", "width", "height", "seconds", "sha256", "record",
)  # fmt: skip
Packed = tuple[JobRow, list[AssetRow]]
BYTE_ORDER_MARK = "\ufeff"  # without it Excel reads the table as if it were in an old code page


@dataclass(frozen=True, slots=True)
class Ticket:
    """Who may fetch which results, until when."""

    owner: str
    ids: tuple[str, ...]
    until_s: float


class Downloads:
    """Hands out tickets, which live in memory for ten minutes, and makes the archive while it is fetched.

    `clock` gives seconds.
    """

    def __init__(
        self, database: Database, media: MediaStore, records: Records, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._database = database
        self._media = media
        self._records = records
        self._clock = clock
        self._tickets: dict[str, Ticket] = {}

    async def prepare(self, owner: str, ids: Sequence[str]) -> ArchiveView:
        """Raises InputError for more than 1,000, NotFoundError for an unknown one, ConflictError without any file."""
        wanted = distinct(ids)

        def read(conn: sqlite3.Connection) -> list[Packed]:
            for job_id in wanted:
                row = jobs.of_owner(conn, owner, job_id)
                if row is None or row.deleted_at_ms is not None:
                    raise NotFoundError(f"There is no job {job_id[:64]}.")
            return _packed(conn, owner, wanted)

        its_files = [asset for _, files in await self._database.read(read) for asset in files]
        if not its_files:
            raise ConflictError("None of these has a file that could be downloaded.")
        self._forget(owner)
        token = secrets.token_urlsafe(24)
        self._tickets[token] = Ticket(owner, tuple(wanted), self._clock() + LASTS_S)
        return ArchiveView(token, len(its_files), sum(asset.size_bytes for asset in its_files))

    async def fetch(self, owner: str, token: str) -> Iterator[bytes]:
        """The archive in pieces, for a thread. Raises NotFoundError for a ticket that has ended or is not the owner's.

        A file that is missing is left out, and the table of contents says so.
        """
        ticket = self._tickets.get(token)
        if ticket is None or ticket.owner != owner or ticket.until_s <= self._clock():
            raise NotFoundError("This download has ended: it was prepared more than ten minutes ago. Prepare it again.")
        return self._pieces(await self._database.read(lambda conn: _packed(conn, owner, ticket.ids)))

    def _forget(self, owner: str) -> None:
        """Drops what has ended, and the owner's oldest ticket where there are too many."""
        now_s = self._clock()
        self._tickets = {token: each for token, each in self._tickets.items() if each.until_s > now_s}
        own = [token for token, each in self._tickets.items() if each.owner == owner]
        for token in own[: max(0, len(own) + 1 - TICKETS_PER_OWNER)]:
            del self._tickets[token]

    def _pieces(self, results: Sequence[Packed]) -> Iterator[bytes]:
        names = _Names()
        lines: list[tuple[object, ...]] = []
        with ZipStream() as archive:
            for row, its_files in results:
                made = datetime.fromtimestamp(row.created_at_ms / 1_000, UTC).astimezone()
                record = names.free(f"records/{_stem(row, its_files, self._media)}.json")
                for asset in its_files:
                    name = names.free(file_name(row, asset, self._media.extension(asset.mime)))
                    path = self._media.path_of(asset.sha256, asset.mime)
                    note = ""
                    try:
                        yield from archive.add_file(name, path, made)
                    except FileNotFoundError:
                        name, note = "", "The file is not on the disk any more."
                    except OSError:
                        note = "The disk could not be read to the end of the file, which is cut off."
                    lines.append(_line(row, asset, name, note, record))
                if not its_files:
                    lines.append(_line(row, None, "", "There is no file.", record))
                yield archive.add_text(record, self._records.text(row, its_files), made)
            yield archive.add_text(CONTENTS, _table(lines), datetime.now(UTC).astimezone())
            yield archive.finish()


class _Names:
    """Names that no file system takes for the same."""

    def __init__(self) -> None:
        self._taken = {CONTENTS}

    def free(self, name: str) -> str:
        """The name, or with "-2" and so on before its ending."""
        name = unicodedata.normalize("NFC", name)
        stem, dot, ending = name.rpartition(".")
        number = 2
        while name.casefold() in self._taken:
            name = f"{stem}-{number}{dot}{ending}"
            number += 1
        self._taken.add(name.casefold())
        return name


def _packed(conn: sqlite3.Connection, owner: str, ids: Sequence[str]) -> list[Packed]:
    """The results with their files, as far as they are still the owner's and not deleted."""
    rows = [jobs.of_owner(conn, owner, job_id) for job_id in ids]
    there = [row for row in rows if row is not None and row.deleted_at_ms is None]
    files = assets.of_jobs(conn, [row.id for row in there if row.state == "done"])
    return [(row, files.get(row.id, [])) for row in there]


def _stem(row: JobRow, its_files: Sequence[AssetRow], media: MediaStore) -> str:
    """The name of the first file, without its ending, for the record beside it."""
    if not its_files:
        return row.id
    return file_name(row, its_files[0], media.extension(its_files[0].mime)).rpartition(".")[0]


def _line(row: JobRow, asset: AssetRow | None, name: str, note: str, record: str) -> tuple[object, ...]:
    values = json.loads(row.request_json)["values"]
    facts = (asset.mime, asset.size_bytes, asset.width, asset.height, asset.duration_s, asset.sha256) if asset else ()
    return (
        safe_cell(name), note, row.id, iso(row.created_at_ms), row.kind, safe_cell(row.provider), safe_cell(row.model),
        safe_cell(row.prompt), safe_cell(row.project or ""), "yes" if row.favourite else "", row.rating,
        safe_cell(str(values.get("seed", ""))), _amount(row.usd_micro, MICRO), _amount(row.charged_milli, MILLI),
        *(facts or ("",) * 6), safe_cell(record),
    )  # fmt: skip


def _amount(amount: int | None, unit: int) -> str:
    return "" if amount is None else f"{(Decimal(amount) / unit).normalize():f}"


def _table(lines: Sequence[tuple[object, ...]]) -> str:
    text = io.StringIO()
    csv.writer(text).writerows([COLUMNS, *lines])
    return BYTE_ORDER_MARK + text.getvalue()
