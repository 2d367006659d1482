"""What may be asked of the library, and what it answers. `library_index.py` does the work."""

from __future__ import annotations

import dataclasses
import sqlite3
import threading
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from genstudio.storage.library_index import Index

Sort = Literal["newest", "oldest", "rating", "cost"]
PROMPT_CHARS = 300
OWNERS = 8
"""Libraries kept in memory: 4 MB for 100,000 results. A guest's is small and quickly read again."""


@dataclass(frozen=True, slots=True)
class Filters:
    """None, and empty text, mean "any". `text` is what a person typed; `rating` means at least so many stars.

    Created at `after_ms` or later, and before `before_ms`. `collection` is an id that the caller has checked.
    """

    text: str = ""
    kind: str | None = None
    provider: str | None = None
    model: str | None = None
    project: str | None = None
    after_ms: int | None = None
    before_ms: int | None = None
    favourite: bool | None = None
    rating: int | None = None
    collection: str | None = None


@dataclass(frozen=True, slots=True)
class Facets:
    """How many results there are for each value, under the filters on everything but that value's own."""

    total: int
    kinds: Mapping[str, int]
    providers: Mapping[str, int]
    models: Mapping[str, int]
    projects: Mapping[str, int]
    collections: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class TileRow:
    """What a tile of the library shows of a job; names as in `tables.Job`."""

    number: int
    id: str
    seq: int
    kind: str
    provider: str
    model: str
    prompt: str
    created_at_ms: int
    favourite: bool
    rating: int | None
    project: str | None
    usd_micro: int | None
    charged_milli: int | None


TILE_COLUMNS = ", ".join(each.name for each in dataclasses.fields(TileRow)).replace(
    "prompt", f"substr(prompt, 1, {PROMPT_CHARS})"
)


def tiles(conn: sqlite3.Connection, numbers: Sequence[int]) -> list[TileRow]:
    """The jobs of these numbers, at most a page of them, in this order."""
    marks = ", ".join("?" * len(numbers))
    rows = conn.execute(f"SELECT {TILE_COLUMNS} FROM job WHERE number IN ({marks})", tuple(numbers))  # noqa: S608
    found = {row["number"]: TileRow(*row) for row in rows}
    return [found[number] for number in numbers if number in found]


class Finder:
    """The libraries of those who asked last. Its methods are for reader threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._indexes: OrderedDict[str, Index] = OrderedDict()

    def page(
        self, conn: sqlite3.Connection, owner: str, filters: Filters, sort: Sort, offset: int, limit: int
    ) -> tuple[int, Sequence[int]]:
        """How many results fit, and the numbers of the jobs from `offset` on, at most `limit`."""
        return self.index(conn, owner).page(conn, filters, sort, offset, limit)

    def facets(self, conn: sqlite3.Connection, owner: str, filters: Filters) -> Facets:
        return self.index(conn, owner).facets(conn, filters)

    def index(self, conn: sqlite3.Connection, owner: str) -> Index:
        """The owner's index as of this snapshot; the first time reads everything, 0.3 s for 100,000 results."""
        from genstudio.storage.library_index import Index  # numpy: costs a tenth of a second

        with self._lock:
            index = self._indexes.get(owner)
            if index is None:
                index = self._indexes[owner] = Index(owner)
                if len(self._indexes) > OWNERS:
                    self._indexes.popitem(last=False)
            self._indexes.move_to_end(owner)
        index.refresh(conn)
        return index
