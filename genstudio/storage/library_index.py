"""An owner's finished results as columns of numbers in memory, kept up to date by `seq`.

SQLite would need an index for every order and filter, and for a frequent word it looks up every wide row that has it:
2.7 s for 35,000 of 100,000. Here every filter is a comparison of an array, and a page at any offset a slice.
"""

from __future__ import annotations

import sqlite3
import threading
from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from genstudio.storage.finding import Facets, Filters, Sort
from genstudio.storage.words import query_of

Numbers = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]
Table = npt.NDArray[Any]  # of ROW, in the order of `number`

ROW = np.dtype(
    [
        ("number", "i8"), ("kind", "i4"), ("provider", "i4"), ("model", "i4"), ("project", "i4"),
        ("created_at_ms", "i8"), ("favourite", "?"), ("rating", "i1"), ("usd_micro", "i8"),
    ]
)  # fmt: skip
COLUMNS = ", ".join(ROW.names or ())
NOTHING = -1
"""No project, no rating, no known cost."""
SEARCHES = 8
"""Answers of the full-text index that are kept, so that turning pages does not search again."""


class Index:
    """Thread-safe: `refresh` puts a new table in place of the old one, which whoever reads goes on reading."""

    def __init__(self, owner: str) -> None:
        self._owner = owner
        self._lock = threading.Lock()
        self._seq = -1
        self._table: Table = np.empty(0, ROW)
        self._codes: dict[str | None, int] = {None: NOTHING}
        self._words: list[str] = []
        self._members: Mapping[str, Numbers] | None = None
        self._found: OrderedDict[tuple[str, int], Numbers] = OrderedDict()

    def refresh(self, conn: sqlite3.Connection) -> None:
        """Takes over what has changed since the last time; reads nothing when nothing has."""
        with self._lock:
            changed = conn.cursor()
            changed.row_factory = None
            changed.execute(
                f"SELECT seq, state = 'done' AND deleted_at_ms IS NULL, {COLUMNS} FROM job"  # noqa: S608
                " WHERE owner = ? AND seq > ? ORDER BY seq",
                (self._owner, self._seq),
            )
            rows = changed.fetchall()
            if not rows:
                return
            gone = np.array([row[2] for row in rows], np.int64)
            come = np.array([self._row(row) for row in rows if row[1]], ROW)
            kept = self._table[~np.isin(self._table["number"], gone)]
            # Most changes are steps of what still runs, and no result at all.
            if len(come) or len(kept) < len(self._table):
                together = np.concatenate((kept, come))
                self._table = together[np.argsort(together["number"])]
                self._members = None  # a change of a collection changes its jobs
            self._seq = rows[-1][0]

    def page(
        self, conn: sqlite3.Connection, filters: Filters, sort: Sort, offset: int, limit: int
    ) -> tuple[int, Sequence[int]]:
        """As `Finder.page`. What sorts as equal comes newest first; what has no rating or no known cost comes last."""
        table = self._table
        found = np.flatnonzero(_all(len(table), self._masks(conn, table, filters).values()))
        if sort != "oldest":
            found = found[::-1]
        if sort in ("rating", "cost"):
            by = table["rating" if sort == "rating" else "usd_micro"][found]
            found = found[np.argsort(-by, kind="stable")]
        numbers: list[int] = table["number"][found[offset : offset + limit]].tolist()
        return len(found), numbers

    def facets(self, conn: sqlite3.Connection, filters: Filters) -> Facets:
        table = self._table
        masks = self._masks(conn, table, filters)

        def without(name: str) -> Mask:
            return _all(len(table), (mask for other, mask in masks.items() if other != name))

        def counts(name: str) -> dict[str, int]:
            codes = table[name][without(name)]
            numbers = np.bincount(codes[codes != NOTHING], minlength=1)
            found = {self._words[code]: int(numbers[code]) for code in np.flatnonzero(numbers)}
            return dict(sorted(found.items(), key=lambda each: (-each[1], each[0])))

        free = without("collection")
        members = self._members_in(conn).items()
        collections = {name: int(free[_places(table, numbers)].sum()) for name, numbers in members}
        total = int(_all(len(table), masks.values()).sum())
        return Facets(total, counts("kind"), counts("provider"), counts("model"), counts("project"), collections)

    def _masks(self, conn: sqlite3.Connection, table: Table, filters: Filters) -> dict[str, Mask]:
        """For each filter that is set, which rows it lets through."""
        masks: dict[str, Mask] = {}
        for name in ("kind", "provider", "model", "project"):
            wanted = getattr(filters, name)
            if wanted is not None:
                masks[name] = table[name] == self._codes.get(wanted, NOTHING - 1)
        if filters.after_ms is not None:
            masks["after"] = table["created_at_ms"] >= filters.after_ms
        if filters.before_ms is not None:
            masks["before"] = table["created_at_ms"] < filters.before_ms
        if filters.favourite is not None:
            masks["favourite"] = table["favourite"] == filters.favourite
        if filters.rating is not None:
            masks["rating"] = table["rating"] >= filters.rating
        if filters.collection is not None:
            masks["collection"] = _mask_of(table, self._members_in(conn).get(filters.collection))
        if filters.text.strip():
            masks["text"] = _mask_of(table, self._search(conn, filters.text))
        return masks

    def _search(self, conn: sqlite3.Connection, text: str) -> Numbers | None:
        """The jobs, of whatever owner, whose prompts have these words; None when there is nothing to search for."""
        query = query_of(text)
        if query is None:
            return None
        # A prompt never changes, so that an answer holds until there is another job.
        key = (query, conn.execute("SELECT max(number) FROM job").fetchone()[0] or 0)
        with self._lock:
            known = self._found.get(key)
        if known is not None:
            return known
        found = _numbers(conn, "SELECT rowid FROM job_fts WHERE job_fts MATCH ?", query)
        with self._lock:
            self._found[key] = found
            if len(self._found) > SEARCHES:
                self._found.popitem(last=False)
        return found

    def _members_in(self, conn: sqlite3.Connection) -> Mapping[str, Numbers]:
        """The numbers in each of the owner's collections."""
        with self._lock:
            if self._members is None:
                ids = [row[0] for row in conn.execute("SELECT id FROM collection WHERE owner = ?", (self._owner,))]
                inside = "SELECT job_number FROM collection_item WHERE collection_id = ?"
                members = {each: _numbers(conn, inside, each) for each in ids}
                newest = conn.execute("SELECT max(seq) FROM job WHERE owner = ?", (self._owner,)).fetchone()[0]
                if newest != self._seq:  # another reader has refreshed from a later snapshot than this one
                    return members
                self._members = members
            return self._members

    def _row(self, row: Sequence[Any]) -> tuple[object, ...]:
        _, _, number, kind, provider, model, project, created_at_ms, favourite, rating, usd_micro = row
        return (
            number, self._code(kind), self._code(provider), self._code(model), self._code(project), created_at_ms,
            favourite, NOTHING if rating is None else rating, NOTHING if usd_micro is None else usd_micro,
        )  # fmt: skip

    def _code(self, word: str | None) -> int:
        code = self._codes.get(word)
        if code is None:
            assert word is not None  # noqa: S101  # None has a code from the start
            code = self._codes[word] = len(self._words)
            self._words.append(word)
        return code


def _all(count: int, masks: Iterable[Mask]) -> Mask:
    result = np.ones(count, np.bool_)
    for mask in masks:
        result &= mask
    return result


def _mask_of(table: Table, numbers: Numbers | None) -> Mask:
    mask = np.zeros(len(table), np.bool_)
    if numbers is not None:
        mask[_places(table, numbers)] = True
    return mask


def _places(table: Table, numbers: Numbers) -> npt.NDArray[np.intp]:
    """Where in the table these numbers stand; those that it does not have are left out."""
    own = np.ascontiguousarray(table["number"])
    places = np.searchsorted(own, numbers)
    inside = places < len(own)
    inside[inside] = own[places[inside]] == numbers[inside]
    return places[inside]


def _numbers(conn: sqlite3.Connection, statement: str, value: str) -> Numbers:
    rows = conn.cursor()
    rows.row_factory = None
    return np.fromiter((row[0] for row in rows.execute(statement, (value,))), np.int64)
