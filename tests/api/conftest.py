"""A whole studio over the tests' own provider, and clients that talk to its API in process."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from genstudio import bootstrap
from genstudio.api.app import create_app
from genstudio.bootstrap import Studio
from genstudio.core.settings import DatabaseSettings, ServerSettings, Settings
from genstudio.providers.registry import ProviderRegistry
from genstudio.storage.database import Database
from genstudio.storage.keys import KeyStore
from tests.api import models


class EmptyKeyring:
    """A keyring that works and holds nothing."""

    def get_password(self, service: str, username: str) -> str | None:
        return None

    def set_password(self, service: str, username: str, password: str) -> None:
        raise AssertionError("no test of the API saves a key")

    def delete_password(self, service: str, username: str) -> None:
        raise AssertionError("no test of the API removes a key")


def settings_of(home: Path, *, share: bool = False) -> Settings:
    quick = DatabaseSettings(synchronous="NORMAL")
    return Settings(home=home, database=quick, server=ServerSettings(share=share))


def build(settings: Settings) -> Studio:
    """The studio as it is, around the tests' own providers."""
    registry = ProviderRegistry()
    models.register(registry)
    return bootstrap.build(settings, registry=registry, keys=KeyStore(keyring=EmptyKeyring))


def app_of(studio: Studio) -> FastAPI:
    """The API with the studio started and stopped by the server's lifespan."""
    app = create_app(studio)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        models.Painter.gate = asyncio.Event()
        await studio.open()
        await studio.start()
        yield
        models.Painter.gate.set()  # else the stop would wait for the purchases that the tests hold
        await studio.stop()

    app.router.lifespan_context = lifespan
    return app


@pytest.fixture(scope="session")
def new_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty database of the newest form, made once: the migrations are the slow part of a start."""
    path = tmp_path_factory.mktemp("database") / "genstudio.db"
    database = Database(path)
    database.open()
    database.close()
    return path


def database_at(home: Path, new_database: Path) -> Path:
    """The home folder, with an empty database in it."""
    home.mkdir(exist_ok=True)
    shutil.copyfile(new_database, home / new_database.name)
    return home


@pytest.fixture
def home(tmp_path: Path, new_database: Path) -> Path:
    return database_at(tmp_path / "home", new_database)


@pytest.fixture
def studio(home: Path) -> Studio:
    """A private studio: one local user with 1,000 credits."""
    return build(settings_of(home))


@pytest.fixture
def client(studio: Studio) -> Iterator[TestClient]:
    with TestClient(app_of(studio), base_url="http://127.0.0.1:7860") as client:
        yield client


@pytest.fixture
def shared(home: Path) -> Iterator[Callable[[], TestClient]]:
    """Makes clients of one shared studio; each is another guest."""
    app = app_of(build(settings_of(home, share=True)))
    with TestClient(app, base_url="http://127.0.0.1:7860"):
        yield lambda: TestClient(app, base_url="http://127.0.0.1:7860")
