"""A database for each test, copied from one that was migrated once."""

from __future__ import annotations

import shutil
from collections.abc import Generator
from pathlib import Path

import pytest

from genstudio.storage.database import Database
from genstudio.storage.media import MediaStore


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A closed, up-to-date file without rows."""
    path = tmp_path_factory.mktemp("template") / "genstudio.db"
    database = Database(path)
    database.open()
    database.close()
    return path


@pytest.fixture
def database_path(empty_database: Path, home: Path) -> Path:
    """A closed, up-to-date file in the home of this test."""
    home.mkdir()
    return Path(shutil.copy(empty_database, home / "genstudio.db"))


@pytest.fixture
def database(database_path: Path) -> Generator[Database]:
    opened = Database(database_path, synchronous="NORMAL")
    opened.open()
    yield opened
    opened.close()


@pytest.fixture
def media(home: Path) -> MediaStore:
    return MediaStore(home)
