"""The library of finished results: found, labelled, deleted and restored in groups, recognised by their bytes."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import AsyncIterator, Mapping, Sequence
from pathlib import Path

from anyio import to_thread

from genstudio.controllers.archive import Archive, why_it_stays
from genstudio.controllers.library_views import CollectionView, FacetsView, LibraryItemView, Refusal
from genstudio.controllers.views import GenerationView
from genstudio.core.errors import ConflictError, InputError, NotAllowedError, NotFoundError
from genstudio.core.owners import LOCAL
from genstudio.core.spec import KINDS
from genstudio.jobs.states import CLOSED
from genstudio.storage import assets, file_manager, finding, jobs, labels
from genstudio.storage.assets import AssetRow
from genstudio.storage.database import Database
from genstudio.storage.finding import Facets, Filters, Finder, Sort, TileRow
from genstudio.storage.jobs import SqlValue, now_ms
from genstudio.storage.labels import MAX_PROJECT_CHARS

MAX_IDS = 1_000
NO_COLLECTION = "There is no such collection."
NO_GENERATION = "There is no such job."


class Library:
    """Always the owner's own. `archive` reads single generations."""

    def __init__(self, database: Database, archive: Archive) -> None:
        self._database = database
        self._archive = archive
        self._finder = Finder()

    async def warm(self, owner: str) -> None:
        """Reads the owner's library into memory, so that the first page need not wait for it."""
        await self._database.read(lambda conn: self._finder.index(conn, owner))

    async def page(
        self, owner: str, filters: Filters, sort: Sort, offset: int, limit: int
    ) -> tuple[int, list[LibraryItemView]]:
        """How many fit, and those from `offset` on. Raises InputError, and NotFoundError for an unknown collection."""
        _check(filters)

        def read(conn: sqlite3.Connection) -> tuple[int, list[TileRow], dict[str, list[AssetRow]]]:
            _check_collection(conn, owner, filters)
            total, numbers = self._finder.page(conn, owner, filters, sort, offset, limit)
            rows = finding.tiles(conn, numbers)
            return total, rows, assets.of_jobs(conn, [row.id for row in rows])

        total, rows, files = await self._database.read(read)
        return total, [self._archive.mapper.tile(row, files.get(row.id, [])) for row in rows]

    async def facets(self, owner: str, filters: Filters) -> FacetsView:
        """What the filters could be set to. Raises as `page` does."""
        _check(filters)

        def read(conn: sqlite3.Connection) -> tuple[Facets, dict[str, str]]:
            _check_collection(conn, owner, filters)
            return self._finder.facets(conn, owner, filters), labels.names(conn, owner)

        found, names = await self._database.read(read)
        collections = [CollectionView(id_, name, found.collections.get(id_, 0)) for id_, name in names.items()]
        return FacetsView(
            found.total,
            {kind: found.kinds[kind] for kind in KINDS if kind in found.kinds},
            found.providers,
            [(model, self._archive.mapper.model_label(None, model), count) for model, count in found.models.items()],
            found.projects,
            sorted(collections, key=lambda each: each.name.casefold()),
        )

    async def label(self, owner: str, job_id: str, changes: Mapping[str, SqlValue]) -> GenerationView:
        """Sets those of `favourite`, `rating` (1 to 5, None for none) and `project` that are given.

        Raises InputError and NotFoundError.
        """
        values = dict(changes)
        rating = values.get("rating")
        if rating is not None and (not isinstance(rating, int) or not 1 <= rating <= 5):
            raise InputError("A rating is a whole number from 1 to 5, or null for none.", field="rating")
        if values.get("project") is not None:
            values["project"] = clean_name(str(values["project"]), "project", MAX_PROJECT_CHARS)
        if values and not await self._database.write(lambda conn: labels.put(conn, owner, job_id, values)):
            raise NotFoundError(NO_GENERATION)
        return await self._archive.get(owner, job_id)

    async def delete(self, owner: str, ids: Sequence[str]) -> tuple[list[str], list[Refusal]]:
        """Takes results out of the library, in one change; `restore` puts them back. Those that cannot go stay.

        Raises InputError for more than 1,000.
        """
        wanted = distinct(ids)
        now = now_ms()

        def change(conn: sqlite3.Connection) -> tuple[list[str], list[Refusal]]:
            deleted: list[str] = []
            refused: list[Refusal] = []
            for job_id in wanted:
                row = jobs.of_owner(conn, owner, job_id)
                reason = NO_GENERATION if row is None or row.deleted_at_ms is not None else why_it_stays(row)
                if reason is None:
                    jobs.change(conn, job_id, CLOSED, {"deleted_at_ms": now})
                    deleted.append(job_id)
                else:
                    refused.append(Refusal(job_id, reason))
            return deleted, refused

        return await self._database.write(change)

    async def restore(self, owner: str, ids: Sequence[str]) -> list[str]:
        """Undoes `delete`: those of the ids that are in the library again. Raises InputError for more than 1,000."""
        wanted = distinct(ids)

        def change(conn: sqlite3.Connection) -> list[str]:
            rows = (jobs.of_owner(conn, owner, job_id) for job_id in wanted)
            own = [row for row in rows if row is not None]
            for row in own:
                if row.deleted_at_ms is not None:
                    jobs.change(conn, row.id, CLOSED, {"deleted_at_ms": None})
            return [row.id for row in own]

        return await self._database.write(change)

    async def recognise(self, owner: str, chunks: AsyncIterator[bytes]) -> GenerationView:
        """The newest result with these very bytes, which are hashed as they come and not kept. Raises NotFoundError."""
        digest = hashlib.sha256()
        empty = True
        async for chunk in chunks:
            digest.update(chunk)
            empty = empty and not chunk
        if empty:
            raise InputError("The file is empty.", field="file")
        sha256 = digest.hexdigest()
        job_id = await self._database.read(lambda conn: assets.newest_job_with(conn, owner, sha256))
        if job_id is None:
            raise NotFoundError(
                "This file is not a result of this studio, or it was changed after it was made here. Files are "
                "recognised by their exact bytes."
            )
        return await self._archive.get(owner, job_id)

    @staticmethod
    def local_actions(owner: str) -> bool:
        """Whether the page may offer to open folders: to the person at this computer, where it has a desktop.

        Nobody is `LOCAL` on a server that others can reach.
        """
        return owner == LOCAL and file_manager.can_show()

    async def reveal(self, owner: str, job_id: str) -> None:
        """Shows a result's first file in the computer's file manager.

        Raises NotAllowedError for guests, NotFoundError, and ConflictError when it did not open.
        """
        _check_local(owner)
        view = await self._archive.get(owner, job_id)
        if not view.outputs:
            raise NotFoundError("This job has no file.")
        first = next((each for each in view.outputs if each.role == "main"), view.outputs[0])
        file = await self._archive.media(owner, job_id, first.position)
        await _show(file.path)

    async def reveal_home(self, owner: str) -> None:
        """Opens the folder that holds everything, with the database selected. Raises as `reveal` does."""
        _check_local(owner)
        await _show(self._database.path)


def _check_local(owner: str) -> None:
    if owner != LOCAL:
        raise NotAllowedError("Only the person at the studio's own computer can open its folders.")


async def _show(path: Path) -> None:
    if not (file_manager.can_show() and await to_thread.run_sync(file_manager.show, path)):
        raise ConflictError("No file manager could be opened on this computer.", detail=str(path))


def distinct(ids: Sequence[str]) -> list[str]:
    """The ids without repetitions, in their order. Raises InputError for none, and for more than 1,000."""
    if not ids:
        raise InputError("ids is empty: name at least one result.", field="ids")
    if len(ids) > MAX_IDS:
        raise InputError(f"At most {MAX_IDS:,} results at once; these are {len(ids):,}.", field="ids")
    return list(dict.fromkeys(ids))


def clean_name(name: str, field: str, max_chars: int) -> str:
    """One line without control characters or space around it. Raises InputError for an empty or too long one."""
    shown = " ".join("".join(char if char.isprintable() else " " for char in name).split())
    if not shown:
        raise InputError("A name is needed.", field=field)
    if len(shown) > max_chars:
        raise InputError(f"The name has {len(shown)} characters; at most {max_chars} are kept.", field=field)
    return shown


def _check(filters: Filters) -> None:
    kind = filters.kind
    if kind is not None and kind not in KINDS:
        raise InputError(f"There is no type {kind[:40]!r}; there are: {', '.join(KINDS)}.", field="type")


def _check_collection(conn: sqlite3.Connection, owner: str, filters: Filters) -> None:
    if filters.collection is not None and labels.collection(conn, owner, filters.collection) is None:
        raise NotFoundError(NO_COLLECTION)
