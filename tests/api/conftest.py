"""A whole studio over the tests' own provider, and clients that talk to its API in process."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from anyio import CapacityLimiter
from fastapi import FastAPI
from starlette.testclient import TestClient

from genstudio.api.app import create_app
from genstudio.controllers.account import Accounts
from genstudio.controllers.generate import Generations
from genstudio.controllers.inputs import Inputs
from genstudio.controllers.providers import Providers
from genstudio.core.money import MILLI
from genstudio.core.settings import ServerSettings, Settings
from genstudio.core.spec import MB
from genstudio.jobs.inline import InlineEngine
from genstudio.jobs.parts import Parts
from genstudio.jobs.staging import Staging
from genstudio.ledger.pricing import Pricing
from genstudio.providers.base import KeySpec
from genstudio.providers.registry import ProviderRegistry
from genstudio.storage.database import Database
from genstudio.storage.keys import KeyStatus
from genstudio.storage.media import MediaStore
from genstudio.storage.records import Records
from genstudio.storage.uploads import Uploads
from genstudio.transport.download import Downloader
from genstudio.transport.http import Http, HttpPool
from tests.api import models


class NoKeys:
    async def status(self, place: KeySpec) -> KeyStatus:
        return KeyStatus(None)


@dataclass(frozen=True)
class TestStudio:
    """Joined as `bootstrap` joins the real one, with a registry of the tests."""

    __test__ = False

    settings: Settings
    database: Database
    engine: InlineEngine
    generations: Generations
    providers: Providers
    accounts: Accounts


def build(settings: Settings) -> TestStudio:
    home = settings.home
    database = Database(home / "genstudio.db", synchronous="NORMAL")
    registry = ProviderRegistry()
    models.register(registry)
    pool = HttpPool()
    media = MediaStore(home)
    rates = settings.ledger.rates()

    async def find_key(place: KeySpec) -> str | None:
        return "a key of the tests"

    engine = InlineEngine(
        Parts(
            database=database,
            media=media,
            staging=Staging(home / "work"),
            records=Records(database, home),
            registry=registry,
            http=Http(pool),
            downloader=Downloader(pool),
            rates=rates,
            find_key=find_key,
            offline_lane=CapacityLimiter(2),
        ),
        home / "engine.lock",
    )
    accounts = Accounts(
        database,
        settings.ledger.usd_per_credit,
        lambda owner: settings.ledger.opening_credits * MILLI if owner == "local" else 0,
    )
    generations = Generations(
        database=database,
        registry=registry,
        engine=engine,
        media=media,
        pricing=Pricing(rates),
        inputs=Inputs(
            database,
            Uploads(database, media),
            media,
            Downloader(pool),
            work=home / "work" / "inputs",
            max_bytes=settings.media.max_upload_mb * MB,
        ),
        accounts=accounts,
    )
    return TestStudio(settings, database, engine, generations, Providers(registry, NoKeys()), accounts)


def app_of(studio: TestStudio) -> FastAPI:
    """The API with the studio started and stopped by the server's lifespan."""
    app = create_app(studio)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        models.Painter.gate = asyncio.Event()
        studio.database.open()
        await studio.engine.start()
        yield
        models.Painter.gate.set()
        await studio.engine.stop(0.0)
        studio.database.close()

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
def studio(home: Path) -> TestStudio:
    """A private studio: one local user with 1,000 credits."""
    return build(Settings(home=home))


@pytest.fixture
def client(studio: TestStudio) -> Iterator[TestClient]:
    with TestClient(app_of(studio), base_url="http://127.0.0.1:7860") as client:
        yield client


@pytest.fixture
def shared(home: Path) -> Iterator[Callable[[], TestClient]]:
    """Makes clients of one shared studio; each is another guest."""
    app = app_of(build(Settings(home=home, server=ServerSettings(share=True))))
    with TestClient(app, base_url="http://127.0.0.1:7860"):
        yield lambda: TestClient(app, base_url="http://127.0.0.1:7860")
