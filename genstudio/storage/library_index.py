"""An owner's finished results as columns of numbers in memory, kept up to date by `seq`.

SQLite would need an index for every order and filter, and for a frequent word it looks up every wide row that has it:
2.7 s for 35,000 of 100,000. Here every filter is a comparison of an array, and a page at any offset a slice.
"""

from __future__ import annotations

import json
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
Places = npt.NDArray[np.intp]
Mask = npt.NDArray[np.bool_]
Rows = npt.NDArray[Any]  # of ROW

ROW = np.dtype(
    [
        ("number", "i8"), ("kind", "i4"), ("provider", "i4"), ("model", "i4"), ("project", "i4"),
        ("created_at_ms", "i8"), ("favourite", "?"), ("rating", "i1"), ("usd_micro", "i8"),
    ]
)  # fmt: skip
WORDS = ("kind", "provider", "model", "project")
NOTHING = -1
"""No project, no rating, no known cost."""
FIGURES = {
    "number": "number",
    "created_at_ms": "created_at_ms",
    "favourite": "favourite",
    "rating": f"coalesce(rating, {NOTHING})",
    "usd_micro": f"coalesce(usd_micro, {NOTHING})",
}
# Whole columns in one row: 100,000 rows one by one take twice as long.
CHANGED = (
    "SELECT max(seq), group_concat(state = 'done' AND deleted_at_ms IS NULL), "  # noqa: S608
    + ", ".join(f"group_concat({each})" for each in FIGURES.values())
    + "".join(f", json_group_array({each})" for each in WORDS)
    + " FROM job WHERE owner = ? AND seq > ?"
)
SEARCHES = 8
"""Answers of the full-text index that are kept, so that turning pages does not search again."""


class Results:
    """A table of results in the order of `number` that never changes, with what was worked out from it."""

    def __init__(self, rows: Rows) -> None:
        self.rows = rows
        self.numbers: Numbers = np.ascontiguousarray(rows["number"])
        self.members: Mapping[str, Numbers] | None = None
        self._orders: dict[str, Places] = {}

    def changed(self, rows: Rows, there: Mask) -> Results:
        """With these rows in place of those of the same number, and without those that are not `there` any more."""
        old = self.places(rows["number"])
        come = rows[there]
        if not len(old) and not len(come):
            return self  # as with most changes, which are steps of what still runs
        if len(old) == len(come) == len(rows):
            table = self.rows.copy()
            table[old] = rows
            return Results(table)
        kept = np.delete(self.rows, old)
        return Results(np.insert(kept, np.searchsorted(kept["number"], come["number"]), come))

    def places(self, numbers: Numbers) -> Places:
        """Where these numbers stand; those that are not results are left out."""
        places = np.searchsorted(self.numbers, numbers)
        inside = places < len(self.numbers)
        inside[inside] = self.numbers[places[inside]] == numbers[inside]
        return places[inside]

    def mask(self, numbers: Numbers | None) -> Mask:
        mask = np.zeros(len(self.rows), np.bool_)
        if numbers is not None:
            mask[self.places(numbers)] = True
        return mask

    def best_first(self, name: str) -> Places:
        """The places by falling values of this column, equals by falling number."""
        order = self._orders.get(name)
        if order is None:
            backwards = np.argsort(-self.rows[name][::-1], kind="stable")
            order = self._orders[name] = len(self.rows) - 1 - backwards
        return order


class Index:
    """Thread-safe: `refresh` puts new results in place of the old ones, which whoever reads goes on reading."""

    def __init__(self, owner: str) -> None:
        self._owner = owner
        self._lock = threading.Lock()
        self._seq = -1
        self._results = Results(np.empty(0, ROW))
        self._codes: dict[str | None, int] = {None: NOTHING}
        self._words: list[str] = []
        self._found: OrderedDict[tuple[str, int], Numbers] = OrderedDict()

    def refresh(self, conn: sqlite3.Connection) -> None:
        """Takes over what has changed since the last time; reads nothing when nothing has."""
        with self._lock:
            seq, there, *columns = conn.execute(CHANGED, (self._owner, self._seq)).fetchone()
            if seq is None:
                return
            figures = [_numbers(each) for each in columns[: len(FIGURES)]]
            rows = np.empty(len(figures[0]), ROW)
            for name, values in zip(FIGURES, figures, strict=True):
                rows[name] = values
            for name, words in zip(WORDS, columns[len(FIGURES) :], strict=True):
                rows[name] = self._coded(json.loads(words))
            order = np.argsort(rows["number"])
            self._results = self._results.changed(rows[order], _numbers(there)[order] == 1)
            self._seq = seq

    def page(
        self, conn: sqlite3.Connection, filters: Filters, sort: Sort, offset: int, limit: int
    ) -> tuple[int, Sequence[int]]:
        """As `Finder.page`. What sorts as equal comes newest first; what has no rating or no known cost comes last."""
        results = self._results
        mask = _all(len(results.rows), self._masks(conn, results, filters).values())
        if sort in ("rating", "cost"):
            order = results.best_first("rating" if sort == "rating" else "usd_micro")
            found = order[mask[order]]
        else:
            found = np.flatnonzero(mask)
            if sort == "newest":
                found = found[::-1]
        numbers: list[int] = results.numbers[found[offset : offset + limit]].tolist()
        return len(found), numbers

    def facets(self, conn: sqlite3.Connection, filters: Filters) -> Facets:
        results = self._results
        masks = self._masks(conn, results, filters)

        def without(name: str) -> Mask:
            return _all(len(results.rows), (mask for other, mask in masks.items() if other != name))

        def counts(name: str) -> dict[str, int]:
            codes = results.rows[name][without(name)]
            numbers = np.bincount(codes[codes != NOTHING], minlength=1)
            found = {self._words[code]: int(numbers[code]) for code in np.flatnonzero(numbers)}
            return dict(sorted(found.items(), key=lambda each: (-each[1], each[0])))

        free = without("collection")
        members = self._members_of(conn, results).items()
        collections = {id_: int(free[results.places(numbers)].sum()) for id_, numbers in members}
        total = int(_all(len(results.rows), masks.values()).sum())
        return Facets(total, counts("kind"), counts("provider"), counts("model"), counts("project"), collections)

    def _masks(self, conn: sqlite3.Connection, results: Results, filters: Filters) -> dict[str, Mask]:
        """For each filter that is set, which rows it lets through."""
        table = results.rows
        masks: dict[str, Mask] = {}
        for name in WORDS:
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
            masks["collection"] = results.mask(self._members_of(conn, results).get(filters.collection))
        if filters.text.strip():
            masks["text"] = results.mask(self._search(conn, filters.text))
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
        rows = conn.execute("SELECT group_concat(rowid) FROM job_fts WHERE job_fts MATCH ?", (query,))
        found = _numbers(rows.fetchone()[0])
        with self._lock:
            self._found[key] = found
            if len(self._found) > SEARCHES:
                self._found.popitem(last=False)
        return found

    def _members_of(self, conn: sqlite3.Connection, results: Results) -> Mapping[str, Numbers]:
        """The numbers in each of the owner's collections. A change of one changes its jobs, and so the results."""
        if results.members is not None:
            return results.members
        rows = conn.execute(
            "SELECT collection_id, group_concat(job_number) FROM collection_item WHERE collection_id IN"
            " (SELECT id FROM collection WHERE owner = ?) GROUP BY collection_id",
            (self._owner,),
        )
        members = {id_: _numbers(numbers) for id_, numbers in rows}
        newest = conn.execute("SELECT max(seq) FROM job WHERE owner = ?", (self._owner,)).fetchone()[0]
        with self._lock:
            if newest == self._seq:  # else another reader has gone on to a later snapshot than this one
                results.members = members
        return members

    def _coded(self, words: Sequence[str | None]) -> npt.NDArray[np.int32]:
        for word in set(words) - self._codes.keys():
            assert word is not None  # noqa: S101  # None has a code from the start
            self._codes[word] = len(self._words)
            self._words.append(word)
        return np.fromiter(map(self._codes.__getitem__, words), np.int32, len(words))


def _all(count: int, masks: Iterable[Mask]) -> Mask:
    result = np.ones(count, np.bool_)
    for mask in masks:
        result &= mask
    return result


def _numbers(text: str | None) -> Numbers:
    """Whole numbers with commas between, as `group_concat` gives them; None for none."""
    return np.fromstring(text, np.int64, sep=",") if text else np.empty(0, np.int64)
