"""The whole server, shared, as a guest reaches it; and somebody's work on it that nobody else may see or change."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from genstudio.ui.app import mount
from tests.api.conftest import app_of, build, database_at, settings_of
from tests.api.models import png
from tests.api.steps import URL, order, until

BASE = "http://127.0.0.1:7860"
WORD = "marmalade"
"""In every text that the victim wrote. An answer with it has told somebody else's work."""


@pytest.fixture(scope="package")
def whole_home(tmp_path_factory: pytest.TempPathFactory, new_database: Path) -> Path:
    return database_at(tmp_path_factory.mktemp("attacked"), new_database)


@pytest.fixture(scope="package")
def server(whole_home: Path) -> Iterator[TestClient]:
    """A shared studio with its page, running."""
    app = mount(app_of(build(settings_of(whole_home, share=True))), home=whole_home)
    with TestClient(app, base_url=BASE) as client:
        yield client


@pytest.fixture(scope="package")
def app(server: TestClient) -> FastAPI:
    assert isinstance(server.app, FastAPI)
    return server.app


@pytest.fixture
def guest(server: TestClient) -> Callable[[], TestClient]:
    """Makes clients, each another guest with a cookie."""

    def make() -> TestClient:
        client = TestClient(server.app, base_url=BASE)
        client.portal = server.portal  # the loop in which the studio runs; else each request would get one of its own
        client.get("/")
        return client

    return make


@dataclass
class Victim:
    """A guest with a result, a failure, an upload, a collection and an archive; `samples` are their addresses."""

    client: TestClient
    done: str
    failed: str
    upload: str
    collection: str
    archive: str

    @property
    def ids(self) -> list[str]:
        return [self.done, self.failed, self.upload, self.collection, self.archive]

    def samples(self, path: str) -> list[dict[str, str]]:
        """Values for a path's parameters: everything of the victim that could stand there."""
        common = {"n": "0", "type": "image", "provider": "embedded", "name": "dear", "model": "x"}
        for start, ids in (
            ("/api/v2/generations/", [self.done, self.failed]),
            ("/api/v2/uploads/", [self.upload]),
            ("/api/v2/collections/", [self.collection]),
            ("/api/v2/library/archives/", [self.archive]),
        ):
            if path.startswith(start):
                return [{**common, "id": each} for each in ids]
        return [common]

    def belongings(self) -> dict[str, Any]:
        """All that the victim has, as the victim sees it."""
        seen = {path: self.client.get(path).json() for path in ("/api/v2/library", "/api/v2/collections")}
        jobs = self.client.get(URL).json()["items"]
        file = self.client.get(f"/api/v2/uploads/{self.upload}")
        return {**seen, "jobs": jobs, "upload": (file.status_code, file.content)}


@pytest.fixture
def victim(guest: Callable[[], TestClient]) -> Victim:
    client = guest()
    done = until(client, order(client, f"{WORD} chart"), "done")
    failed = until(client, order(client, f"{WORD} fail"), "failed")
    file = client.post("/api/v2/uploads", params={"name": f"{WORD}.png"}, content=png(7)).json()
    collection = client.post("/api/v2/collections", json={"name": f"My {WORD}"}).json()
    client.put(f"/api/v2/collections/{collection['id']}/items", json={"ids": [done["id"]]})
    archive = client.post("/api/v2/library/archives", json={"ids": [done["id"]]}).json()
    return Victim(
        client,
        done["id"],
        failed["id"],
        file["ref"].partition(":")[2],
        collection["id"],
        archive["url"].rpartition("/")[2],
    )
