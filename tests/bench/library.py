"""Library: pages, searches, filters and counts over 100,000 records.

First the list of everything that was ordered, in SQLite, in the store and at the server:

sqlite     the bare statement for the ids of the page
store      `library.newest` through a reader of the database: rows as objects
server     GET /api/v2/generations over a kept connection to a real server, JSON read
usual      the way without an index of words or keys: LIKE, or OFFSET for a deep page

Then the library of finished results, GET /api/v2/library and its facets, at the server; "after a change" follows a new
favourite, "after a start" follows a restart. Rounds alternate; p50 and p95, or p50 and the worst, in milliseconds. The
target is for the server.
"""

from __future__ import annotations

import argparse
import asyncio
import http.client
import json
import random
import sqlite3
import statistics
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from urllib.parse import urlencode

import uvicorn

from genstudio import bootstrap
from genstudio.api.app import create_app
from genstudio.api.wire import iso
from genstudio.core.owners import LOCAL
from genstudio.core.settings import Settings
from genstudio.providers.registry import ProviderRegistry
from genstudio.storage.database import Database
from genstudio.storage.library import newest
from genstudio.storage.words import query_of

PAGE = 50
WARM_UP = 3
TARGET_MS = 20.0
WORDS = """
    fox castle city robot ocean mountain portrait temple garden dragon harbour street forest lighthouse watercolour oil
    photograph sketch neon misty golden ancient quiet stormy tiny giant snowy sunlit
""".split()  # noqa: SIM905  # a list of 28 lines says no more
CHINESE = "一只在雪地里的红色狐狸金色时刻山水月光城市森林海边老人孩子龙塔桥花园夜晚清晨云雾"
IDS = "SELECT number FROM job WHERE owner = :owner AND deleted_at_ms IS NULL"


@dataclass(frozen=True)
class Question:
    """One page that a person asks for, and how each layer is asked."""

    name: str
    text: str = ""
    before: int | None = None
    kind: str | None = None
    usual: str = ""

    def sqlite(self, connection: sqlite3.Connection) -> object:
        values = {"owner": LOCAL, "limit": PAGE, "before": self.before or 1 << 62, "query": query_of(self.text)}
        if not self.text:
            return connection.execute(
                f"{IDS} AND number < :before ORDER BY number DESC LIMIT :limit", values
            ).fetchall()
        return connection.execute(
            "SELECT rowid FROM job_fts WHERE job_fts MATCH :query ORDER BY rowid DESC LIMIT :limit", values
        ).fetchall()

    def store(self, database: Database) -> object:
        return database.read_now(
            lambda conn: newest(conn, LOCAL, limit=PAGE, text=self.text, before=self.before, kind=self.kind)
        )

    def server(self, connection: http.client.HTTPConnection) -> object:
        return get(connection, "/generations", limit=PAGE, q=self.text, cursor=self.before or "", type=self.kind or "")

    def usual_way(self, connection: sqlite3.Connection) -> object:
        return connection.execute(f"{IDS.replace('number', '*')} {self.usual}", {"owner": LOCAL}).fetchall()


def get(connection: http.client.HTTPConnection, path: str, **asked: object) -> object:
    """The JSON that the server answers."""
    words = urlencode({name: value for name, value in asked.items() if value != ""})
    connection.request("GET", f"/api/v2{path}?{words}")
    return answered(connection)


def answered(connection: http.client.HTTPConnection) -> object:
    answer = connection.getresponse()
    body = json.loads(answer.read())
    if answer.status not in (http.HTTPStatus.OK, http.HTTPStatus.CREATED):
        raise SystemExit(body)
    return body


def fill(connection: sqlite3.Connection, count: int) -> None:
    """Finished jobs of one file each, every fifth prompt Chinese, no video among them; and a collection of a tenth."""
    rng = random.Random(7)
    connection.execute("INSERT INTO collection VALUES ('best', ?, 'Best', 0)", (LOCAL,))
    for number in range(1, count + 1):
        if number % 5 == 0:
            prompt = "".join(rng.choices(CHINESE, k=rng.randint(10, 60)))
        else:
            words = rng.choices(WORDS, k=rng.randint(8, 25))
            prompt = " ".join([*words, f"take{rng.randrange(count // 10)}"])
        at_ms = 1_700_000_000_000 + number * 60_000
        values = json.dumps({"values": {"seed": number, "width": 1024, "height": 1024}, "media": {}, "metadata": {}})
        connection.execute(
            "INSERT INTO job (number, id, seq, owner, account_id, kind, provider, model, prompt, request_json,"
            " request_hash, priority, state, paused, cancel_requested, progress, step, attempts, estimate_usd_micro,"
            " reserved_milli, charged_milli, usd_micro, cost_source, extras_json, machine_version, created_at_ms,"
            " submitted_at_ms, finished_at_ms, favourite, rating, project) VALUES (?, ?, ?, ?, 'user:local', ?, ?, ?,"
            " ?, ?, '', 0, 'done', 0, 0, 1, '', 0, 0, 0, 0, ?, 'price rule', '{}', 1, ?, ?, ?, ?, ?, ?)",
            (
                number, f"{number:032x}", number, LOCAL, rng.choice(("image", "image", "tts", "music")),
                (provider := rng.choice(("embedded", "kie", "gemini"))), f"{provider}:{rng.randrange(8)}", prompt,
                values, rng.randrange(500_000), at_ms, at_ms, at_ms, number % 20 == 0,
                rng.choice((None, None, 1, 2, 3, 4, 5)), rng.choice((None, "harbour", "island", "Hafen")),
            ),
        )  # fmt: skip
        if number % 10 == 0:
            connection.execute("INSERT INTO collection_item VALUES ('best', ?)", (number,))
        connection.execute(
            "INSERT INTO asset (job_id, position, role, label, sha256, mime, size_bytes, width, height, thumbnail,"
            " created_at_ms) VALUES (?, 0, 'main', '', ?, 'image/png', 1000000, 1024, 1024, 'webp', ?)",
            (f"{number:032x}", f"{number:064x}", at_ms),
        )


class Server:
    """The studio's API on a port of this machine, in a thread of its own."""

    def __init__(self, home: Path) -> None:
        self._studio = bootstrap.build(Settings(home=home), registry=ProviderRegistry())
        app = create_app(self._studio)
        self._server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="error", lifespan="off", access_log=False))
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve()))

    async def _serve(self) -> None:
        await self._studio.open()
        await self._server.serve()
        await self._studio.stop()

    def __enter__(self) -> http.client.HTTPConnection:
        self._thread.start()
        while not self._server.started:
            time.sleep(0.01)
        port = self._server.servers[0].sockets[0].getsockname()[1]
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        return self.connection

    def __exit__(self, *_: object) -> None:
        self.connection.close()
        self._server.should_exit = True
        self._thread.join()


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench library", description=__doc__)
    parser.add_argument("--records", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=30)
    options = parser.parse_args()
    middle = options.records // 2
    newest_first = "ORDER BY number DESC LIMIT 50"
    questions = [
        Question("first page", usual=f"ORDER BY created_at_ms DESC LIMIT {PAGE}"),
        Question("page in the middle", before=middle, usual=f"{newest_first} OFFSET {middle}"),
        Question("search: fox", "fox", usual=f"AND prompt LIKE '%fox%' {newest_first}"),
        Question(
            "search: snowy temple fo", "snowy temple fo", usual=f"AND prompt LIKE '%snowy temple%' {newest_first}"
        ),
        Question("search: one word, rare", "take77", usual=f"AND prompt LIKE '%take77%' {newest_first}"),
        Question("search: 狐狸", "狐狸", usual=f"AND prompt LIKE '%狐狸%' {newest_first}"),
        Question("search: fox, no such kind", "fox", kind="video", usual=f"AND kind = 'video' {newest_first}"),
        Question("search: nothing found", "zeppelin", usual=f"AND prompt LIKE '%zeppelin%' {newest_first}"),
    ]
    with tempfile.TemporaryDirectory() as name:
        home = Path(name)
        database = Database(Settings(home=home).database_path, synchronous="NORMAL")
        database.open()
        begin = time.perf_counter()
        database.write_now(lambda conn: fill(conn, options.records))
        print(f"{options.records:,} records written in {time.perf_counter() - begin:.0f} s", flush=True)
        bare = sqlite3.connect(database.path)
        with Server(home) as server:
            for question in questions:
                report(
                    question.name,
                    {
                        "sqlite": partial(question.sqlite, bare),
                        "store": partial(question.store, database),
                        "server": partial(question.server, server),
                        "usual": partial(question.usual_way, bare),
                    },
                    options.rounds,
                )
            bare.close()
            database.close()
            show_library(server, options.records, options.rounds)
        with Server(home) as server:
            begin = time.perf_counter()
            get(server, "/library")
            print(f"{'first page after a start':<26}server {(time.perf_counter() - begin) * 1_000:7.1f}")
    print(f"target: at most {TARGET_MS:.0f} ms p50 at the server")


def show_library(server: http.client.HTTPConnection, records: int, rounds: int) -> None:
    """What the Library tab asks for."""
    middle = records // 2
    half_way = 1_700_000_000_000 + middle * 60_000
    pages: dict[str, dict[str, object]] = {
        "first page": {},
        "page in the middle": {"offset": middle},
        "last page": {"offset": records - PAGE},
        "oldest, in the middle": {"sort": "oldest", "offset": middle},
        "by rating, in the middle": {"sort": "rating", "offset": middle},
        "by cost, in the middle": {"sort": "cost", "offset": middle},
        "kind": {"type": "music", "offset": 1_000},
        "provider": {"provider": "kie", "offset": 1_000},
        "model": {"model": "kie:3", "offset": 1_000},
        "favourite": {"favourite": "true", "offset": 1_000},
        "rating": {"rating": 4, "offset": 1_000},
        "project": {"project": "harbour", "offset": 1_000},
        "collection": {"collection": "best", "offset": 1_000},
        "dates": {"after": iso(half_way), "before": iso(half_way + 10**10), "offset": 1_000},
        "search: fox": {"q": "fox", "offset": 1_000},
        "search: fox, no such kind": {"q": "fox", "type": "video"},
        "search: snowy temple fo": {"q": "snowy temple fo"},
        "search: 狐狸": {"q": "狐狸"},
        "all of them, by cost": {
            "q": "fox", "type": "image", "provider": "kie", "project": "harbour", "rating": 2, "collection": "best",
            "sort": "cost",
        },
    }  # fmt: skip
    print(f"\nlibrary, {PAGE} results a page")
    for name, asked in pages.items():
        report(name, {"page": partial(get, server, "/library", limit=PAGE, **asked)}, rounds, worst=True)
    counts: dict[str, dict[str, object]] = {"facets": {}, "facets: fox, image": {"q": "fox", "type": "image"}}
    for name, asked in counts.items():
        report(name, {"page": partial(get, server, "/library/facets", **asked)}, rounds, worst=True)
    turns = iter(range(rounds + WARM_UP))

    def after_a_change() -> None:
        body = json.dumps({"favourite": bool(next(turns) % 2)})
        server.request("PATCH", f"/api/v2/generations/{1:032x}", body, {"Content-Type": "application/json"})
        answered(server)

    report(
        "after a change",
        {"change": after_a_change, "page": partial(get, server, "/library", limit=PAGE, offset=middle)},
        rounds,
        worst=True,
    )
    turns = iter(range(rounds + WARM_UP))
    search_again = {"page": lambda: get(server, "/library", limit=PAGE, q=WORDS[next(turns) % len(WORDS)])}
    report("a new word each time", search_again, rounds, worst=True)


def report(name: str, layers: dict[str, Callable[[], object]], rounds: int, *, worst: bool = False) -> None:
    taken: dict[str, list[float]] = {layer: [] for layer in layers}
    for number in range(rounds + WARM_UP):
        for layer, ask in layers.items():
            begin = time.perf_counter()
            ask()
            if number >= WARM_UP:
                taken[layer].append((time.perf_counter() - begin) * 1_000)
    columns = [
        f"{layer} {statistics.median(each):7.2f} / {max(each) if worst else statistics.quantiles(each, n=20)[-1]:7.2f}"
        for layer, each in taken.items()
    ]
    print(f"{name:<26}{'   '.join(columns)}", flush=True)
