"""A database with the tables and triggers of the migrations."""

from __future__ import annotations

import shutil
from collections.abc import Generator
from pathlib import Path

import pytest

from genstudio.storage.database import Database


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("ledger") / "genstudio.db"
    database = Database(path)
    database.open()
    database.close()
    return path


@pytest.fixture
def database(migrated: Path, tmp_path: Path) -> Generator[Database]:
    opened = Database(Path(shutil.copy(migrated, tmp_path / "genstudio.db")), synchronous="NORMAL")
    opened.open()
    yield opened
    opened.close()
