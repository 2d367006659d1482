"""A vendor that outlives every studio that is killed, and the studios."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from genstudio.storage.database import Database
from tests.vendor.process import VendorProcess, vendor_process


@pytest.fixture
def vendor(request: pytest.FixtureRequest) -> Iterator[VendorProcess]:
    """Parametrize indirectly with the server's arguments."""
    arguments = getattr(request, "param", ("seconds=0.3",))
    with vendor_process(*arguments) as process:
        yield process


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home whose database is up to date, so that each studio starts at once."""
    home = tmp_path_factory.mktemp("migrated")
    database = Database(home / "studio.db")
    database.open()
    database.close()
    return home


@pytest.fixture
def home(tmp_path: Path, migrated: Path) -> Path:
    return Path(shutil.copytree(migrated, tmp_path / "home"))


@dataclass
class Killed:
    """How a studio ended: killed, or with its summary."""

    returncode: int
    summary: dict[str, Any]


def run_studio(home: Path, vendor: VendorProcess, provider: str, **options: object) -> Killed:
    text = json.dumps({"home": str(home), "url": vendor.url, "provider": provider, "jobs": 1, **options})
    command = [sys.executable, "-m", "tests.kill.process", text]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert done.returncode in (0, -9), done.stderr
    return Killed(done.returncode, json.loads(done.stdout) if done.returncode == 0 else {})
