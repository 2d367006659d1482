"""Collections: groups of results that a person names. A result may be in many, and stays when one goes."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from genstudio.controllers.library import NO_COLLECTION, clean_name, distinct
from genstudio.controllers.library_views import CollectionView
from genstudio.core.errors import ConflictError, InputError, NotFoundError
from genstudio.storage import jobs, labels
from genstudio.storage.database import Database
from genstudio.storage.jobs import now_ms

MAX_NAME_CHARS = 80
MAX_COLLECTIONS = 500


class Collections:
    """Always the owner's own: somebody else's collection is none at all (NotFoundError)."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def list(self, owner: str) -> list[CollectionView]:
        """By name, ignoring case."""
        rows = await self._database.read(lambda conn: labels.collections(conn, owner))
        return [CollectionView(row.id, row.name, row.count) for row in rows]

    async def get(self, owner: str, collection_id: str) -> CollectionView:
        for each in await self.list(owner):
            if each.id == collection_id:
                return each
        raise NotFoundError(NO_COLLECTION)

    async def create(self, owner: str, name: str) -> CollectionView:
        """Raises InputError for a bad name or one collection too many, ConflictError for a name that is taken."""
        wanted = clean_name(name, "name", MAX_NAME_CHARS)

        def change(conn: sqlite3.Connection) -> str:
            _check_free(conn, owner, wanted)
            if len(labels.names(conn, owner)) >= MAX_COLLECTIONS:
                raise InputError(f"There are {MAX_COLLECTIONS} collections already, which is the most that are kept.")
            return labels.add_collection(conn, owner, wanted, now_ms())

        return CollectionView(await self._database.write(change), wanted, 0)

    async def rename(self, owner: str, collection_id: str, name: str) -> CollectionView:
        """Raises as `create` does."""
        wanted = clean_name(name, "name", MAX_NAME_CHARS)

        def change(conn: sqlite3.Connection) -> None:
            _check_own(conn, owner, collection_id)
            _check_free(conn, owner, wanted, but=collection_id)
            labels.rename_collection(conn, collection_id, wanted)

        await self._database.write(change)
        return await self.get(owner, collection_id)

    async def delete(self, owner: str, collection_id: str) -> None:
        def change(conn: sqlite3.Connection) -> None:
            _check_own(conn, owner, collection_id)
            labels.drop_collection(conn, collection_id)

        await self._database.write(change)

    async def add(self, owner: str, collection_id: str, ids: Sequence[str]) -> CollectionView:
        """Puts results in, all or none. Raises InputError for more than 1,000, NotFoundError for an unknown one."""
        return await self._change_items(owner, collection_id, ids, labels.put_in)

    async def remove(self, owner: str, collection_id: str, ids: Sequence[str]) -> CollectionView:
        """Takes results out; those that are not in it do not matter."""
        return await self._change_items(owner, collection_id, ids, labels.take_out)

    async def _change_items(
        self, owner: str, collection_id: str, ids: Sequence[str], act: labels.ItemChange
    ) -> CollectionView:
        wanted = distinct(ids)

        def change(conn: sqlite3.Connection) -> None:
            _check_own(conn, owner, collection_id)
            act(conn, collection_id, [_number(conn, owner, job_id) for job_id in wanted])

        await self._database.write(change)
        return await self.get(owner, collection_id)


def _check_own(conn: sqlite3.Connection, owner: str, collection_id: str) -> None:
    if labels.collection(conn, owner, collection_id) is None:
        raise NotFoundError(NO_COLLECTION)


def _check_free(conn: sqlite3.Connection, owner: str, name: str, but: str = "") -> None:
    taken = {each.casefold() for id_, each in labels.names(conn, owner).items() if id_ != but}
    if name.casefold() in taken:
        raise ConflictError(f"There is a collection named {name} already.")


def _number(conn: sqlite3.Connection, owner: str, job_id: str) -> int:
    row = jobs.of_owner(conn, owner, job_id)
    if row is None or row.deleted_at_ms is not None:
        raise NotFoundError(f"There is no job {job_id[:64]}.")
    return row.number
