"""The library in memory finds exactly what a look at every row finds, whatever happened before."""

from __future__ import annotations

import random
import sqlite3
from collections import Counter
from collections.abc import Callable, Sequence

import pytest

from genstudio.storage import assets, finding, jobs, labels
from genstudio.storage.database import Database
from genstudio.storage.finding import Filters, Finder, Sort
from genstudio.storage.jobs import JobRow
from genstudio.storage.library_index import SEARCHES
from tests.unit.storage.rows import MINUTE_MS, START_MS, add_job

KINDS = ("image", "music")
MODELS = ("lumen:one", "lumen:two", "kie:one")
WORDS = ("fox", "boat", "狐狸")
SORTS: tuple[Sort, ...] = ("newest", "oldest", "rating", "cost")


def random_filters(rng: random.Random, collections: Sequence[str]) -> Filters:
    def maybe(*values: object) -> object:
        return rng.choice((None, None, None, *values))

    return Filters(
        text=rng.choice(("", "", "fox", "bo", "狐", "?", "wolf")),
        kind=maybe(*KINDS, "video"),  # type: ignore[arg-type]
        provider=maybe("lumen", "kie"),  # type: ignore[arg-type]
        model=maybe(*MODELS),  # type: ignore[arg-type]
        project=maybe("harbour", "none"),  # type: ignore[arg-type]
        after_ms=maybe(START_MS + 10 * MINUTE_MS),  # type: ignore[arg-type]
        before_ms=maybe(START_MS + 25 * MINUTE_MS),  # type: ignore[arg-type]
        favourite=maybe(True, False),  # type: ignore[arg-type]
        rating=maybe(3),  # type: ignore[arg-type]
        collection=maybe(*collections),  # type: ignore[arg-type]
    )


class Plain:
    """The same by looking at every row."""

    def __init__(self, conn: sqlite3.Connection) -> None:
        ids = [row[0] for row in conn.execute("SELECT id FROM job WHERE owner = 'ada' AND deleted_at_ms IS NULL")]
        rows = [jobs.get(conn, each) for each in ids]
        self.rows = [row for row in rows if row is not None and row.state == "done"]
        self.inside: dict[str, set[int]] = {id_: set() for id_ in labels.names(conn, "ada")}
        for collection, number in conn.execute("SELECT collection_id, job_number FROM collection_item"):
            self.inside[collection].add(number)

    def fits(self, row: JobRow, filters: Filters, but: str = "") -> bool:
        tests: dict[str, Callable[[], bool]] = {
            "text": lambda: filters.text.strip("?") in row.prompt and filters.text != "?",
            "kind": lambda: row.kind == filters.kind,
            "provider": lambda: row.provider == filters.provider,
            "model": lambda: row.model == filters.model,
            "project": lambda: row.project == filters.project,
            "after_ms": lambda: row.created_at_ms >= (filters.after_ms or 0),
            "before_ms": lambda: row.created_at_ms < (filters.before_ms or 0),
            "favourite": lambda: bool(row.favourite) is filters.favourite,
            "rating": lambda: (row.rating or 0) >= (filters.rating or 0),
            "collection": lambda: row.number in self.inside[filters.collection or ""],
        }
        return all(test() for name, test in tests.items() if name != but and getattr(filters, name) not in (None, ""))

    def page(self, filters: Filters, sort: Sort) -> list[int]:
        found = sorted((row for row in self.rows if self.fits(row, filters)), key=lambda row: -row.number)
        if sort == "oldest":
            found.reverse()
        if sort == "rating":
            found.sort(key=lambda row: -(row.rating or 0))
        if sort == "cost":
            found.sort(key=lambda row: -1 if row.usd_micro is None else row.usd_micro, reverse=True)
        return [row.number for row in found]

    def counts(self, filters: Filters, name: str) -> dict[str, int]:
        return dict(
            Counter(getattr(row, name) for row in self.rows if self.fits(row, filters, but=name))
            - Counter({None: 9**9})
        )


def change_something(conn: sqlite3.Connection, rng: random.Random, number: int, collections: list[str]) -> None:
    """One of what can happen to a library."""
    old = rng.randrange(1, number)
    match rng.randrange(7):
        case 0 | 1:
            prompt = " ".join(rng.choices(WORDS, k=2))
            cost = {"usd_micro": rng.choice((None, 0, 10, 20))}
            owner = rng.choice(("ada", "ada", "ada", "bob"))
            state = rng.choice(("queued", "done", "done"))
            kind, model = rng.choice(KINDS), rng.choice(MODELS)
            add_job(conn, number, prompt, owner=owner, kind=kind, model=model, state=state, changes=cost)
        case 2:
            conn.execute(
                "UPDATE job SET state = 'done', seq = (SELECT max(seq) + 1 FROM job) WHERE id = ?", (f"job {old}",)
            )
        case 3:
            gone = rng.choice((None, 1))
            jobs.change(conn, f"job {old}", ("done",), {"deleted_at_ms": gone})
        case 4:
            values = {
                "favourite": rng.random() < 0.5,
                "rating": rng.choice((None, 1, 3, 5)),
                "project": rng.choice((None, "harbour")),
            }
            labels.put(conn, "ada", f"job {old}", values)
        case 5:
            act = rng.choice((labels.put_in, labels.take_out))
            row = jobs.of_owner(conn, "ada", f"job {old}")
            if row is not None:
                act(conn, rng.choice(collections), [row.number])
        case _:
            jobs.save_progress(conn, {f"job {old}": (rng.random(), "")})


@pytest.mark.parametrize("seed", range(3))
def test_it_finds_what_a_look_at_every_row_finds(database: Database, seed: int) -> None:
    rng = random.Random(seed)
    finder = Finder()

    def begin(conn: sqlite3.Connection) -> list[str]:
        add_job(conn, 1, "fox", kind="image")
        return [labels.add_collection(conn, "ada", name, 0) for name in ("one", "two")]

    collections = database.write_now(begin)
    for step in range(2, 80, 2):
        for number in (step, step + 1):
            database.write_now(lambda conn, number=number: change_something(conn, rng, number, collections))  # type: ignore[misc]
        filters, sort = random_filters(rng, collections), rng.choice(SORTS)

        def compare(conn: sqlite3.Connection, filters: Filters = filters, sort: Sort = sort) -> None:
            plain = Plain(conn)
            expected = plain.page(filters, sort)
            total, numbers = finder.page(conn, "ada", filters, sort, 0, 1_000)
            assert (total, numbers) == (len(expected), expected), (filters, sort)
            assert finder.page(conn, "ada", filters, sort, 2, 3)[1] == expected[2:5]
            facets = finder.facets(conn, "ada", filters)
            assert facets.total == total
            assert facets.kinds == plain.counts(filters, "kind")
            assert facets.providers == plain.counts(filters, "provider")
            assert facets.models == plain.counts(filters, "model")
            assert facets.projects == plain.counts(filters, "project")
            free = [row.number for row in plain.rows if plain.fits(row, filters, but="collection")]
            for each in collections:
                assert facets.collections.get(each, 0) == len(plain.inside[each].intersection(free))

        database.read_now(compare)


def test_a_page_is_read_without_a_look_at_other_rows(database: Database) -> None:
    database.write_now(lambda conn: [add_job(conn, number, "fox") for number in range(1, 9)])
    finder = Finder()
    statements: list[str] = []

    def again(conn: sqlite3.Connection) -> None:
        conn.set_trace_callback(statements.append)
        total, numbers = finder.page(conn, "ada", Filters(text="fox", kind="image"), "cost", 2, 3)
        rows = finding.tiles(conn, numbers)
        assets.of_jobs(conn, [row.id for row in rows])
        conn.set_trace_callback(None)
        assert (total, [row.number for row in rows]) == (8, [6, 5, 4])
        for each in (each for each in statements if each.startswith("SELECT") and "'main'." not in each):
            (*steps,) = (row["detail"] for row in conn.execute(f"EXPLAIN QUERY PLAN {each}"))
            assert not [step for step in steps if step.startswith("SCAN job") and "VIRTUAL" not in step], each

    database.read_now(again)
    statements.clear()
    database.read_now(again)
    assert not [each for each in statements if "job_fts" in each], "the search was not remembered"


def test_only_the_last_searches_are_kept(database: Database) -> None:
    database.write_now(lambda conn: add_job(conn, 1, " ".join(f"word{number}" for number in range(99))))
    finder = Finder()

    def search(conn: sqlite3.Connection) -> int:
        for number in range(3 * SEARCHES):
            assert finder.page(conn, "ada", Filters(text=f"word{number} w"), "newest", 0, 9)[0] == 1
        return len(finder.index(conn, "ada")._found)

    assert database.read_now(search) == SEARCHES


def test_only_the_last_owners_are_kept(database: Database) -> None:
    finder = Finder()

    def ask(conn: sqlite3.Connection) -> None:
        for number in range(finding.OWNERS + 3):
            finder.index(conn, f"guest {number}")

    database.read_now(ask)
    assert len(finder._indexes) == finding.OWNERS
