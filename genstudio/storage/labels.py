"""What people put on their results: favourite, rating, project, and collections. Plain functions on a connection.

A change gives the job a new `seq`, so that other pages see it. Only a collection that goes as a whole touches no job:
it may hold all there are.
"""

from __future__ import annotations

import sqlite3
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from genstudio.core.result import Json
from genstudio.storage.jobs import NEXT_SEQ, SqlValue

MAX_PROJECT_CHARS = 120
ItemChange = Callable[[sqlite3.Connection, str, Sequence[int]], None]


@dataclass(frozen=True, slots=True)
class CollectionRow:
    """A collection; `count` is the number of its results that are in the library."""

    id: str
    name: str
    count: int


def project_of(request: Mapping[str, Json]) -> str | None:
    """The project that a request's metadata name as `projectId`, or else `project`; a name too long is cut."""
    metadata = request.get("metadata")
    if not isinstance(metadata, dict):
        return None
    for key in ("projectId", "project"):
        value = metadata.get(key)
        if isinstance(value, str | int) and not isinstance(value, bool):
            name = str(value).replace("\x00", "").strip()[:MAX_PROJECT_CHARS].rstrip()
            if name:
                return name
    return None


def put(conn: sqlite3.Connection, owner: str, job_id: str, values: Mapping[str, SqlValue]) -> bool:
    """Writes `favourite`, `rating` and `project`; False when the owner has no such job, or has deleted it."""
    names = ", ".join(f"{name} = ?" for name in values)
    done = conn.execute(
        f"UPDATE job SET {names}, seq = {NEXT_SEQ} WHERE id = ? AND owner = ? AND deleted_at_ms IS NULL",  # noqa: S608
        (*values.values(), job_id, owner),
    )
    return done.rowcount == 1


def collections(conn: sqlite3.Connection, owner: str) -> list[CollectionRow]:
    """The owner's collections by name, ignoring case."""
    rows = conn.execute(
        "SELECT id, name, (SELECT count(*) FROM collection_item JOIN job ON job.number = job_number"
        " WHERE collection_id = collection.id AND deleted_at_ms IS NULL) FROM collection WHERE owner = ?",
        (owner,),
    )
    return sorted((CollectionRow(*row) for row in rows), key=lambda each: each.name.casefold())


def collection(conn: sqlite3.Connection, owner: str, collection_id: str) -> str | None:
    """Its name, None for one that the owner does not have."""
    row = conn.execute("SELECT name FROM collection WHERE id = ? AND owner = ?", (collection_id, owner)).fetchone()
    return None if row is None else str(row[0])


def names(conn: sqlite3.Connection, owner: str) -> dict[str, str]:
    """The owner's collections: id to name."""
    rows = conn.execute("SELECT id, name FROM collection WHERE owner = ?", (owner,))
    return {row["id"]: row["name"] for row in rows}


def add_collection(conn: sqlite3.Connection, owner: str, name: str, now_ms: int) -> str:
    """The id of the new collection."""
    collection_id = uuid.uuid4().hex
    conn.execute("INSERT INTO collection VALUES (?, ?, ?, ?)", (collection_id, owner, name, now_ms))
    return collection_id


def rename_collection(conn: sqlite3.Connection, collection_id: str, name: str) -> None:
    conn.execute("UPDATE collection SET name = ? WHERE id = ?", (name, collection_id))


def drop_collection(conn: sqlite3.Connection, collection_id: str) -> None:
    """Its results stay where they are."""
    conn.execute("DELETE FROM collection_item WHERE collection_id = ?", (collection_id,))
    conn.execute("DELETE FROM collection WHERE id = ?", (collection_id,))


def put_in(conn: sqlite3.Connection, collection_id: str, numbers: Sequence[int]) -> None:
    """Adds results by their number; those that are in it already stay so."""
    _change_items(conn, "INSERT OR IGNORE INTO collection_item VALUES (?, ?)", collection_id, numbers)


def take_out(conn: sqlite3.Connection, collection_id: str, numbers: Sequence[int]) -> None:
    delete = "DELETE FROM collection_item WHERE collection_id = ? AND job_number = ?"
    _change_items(conn, delete, collection_id, numbers)


def _change_items(conn: sqlite3.Connection, statement: str, collection_id: str, numbers: Sequence[int]) -> None:
    changed = [number for number in numbers if conn.execute(statement, (collection_id, number)).rowcount]
    conn.executemany(f"UPDATE job SET seq = {NEXT_SEQ} WHERE number = ?", [(number,) for number in changed])  # noqa: S608
