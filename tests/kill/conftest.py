"""A vendor in a process of its own, which outlives every studio that is killed."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from genstudio.storage.database import Database


@dataclass
class VendorProcess:
    url: str

    def count(self) -> dict[str, Any]:
        with urllib.request.urlopen(f"{self.url}/count") as answer:  # noqa: S310  # our own process
            counted: dict[str, Any] = json.load(answer)
            return counted

    def misbehave(self, **faults: int) -> None:
        request = urllib.request.Request(f"{self.url}/faults", json.dumps(faults).encode(), method="POST")  # noqa: S310
        urllib.request.urlopen(request).close()  # noqa: S310


@pytest.fixture
def vendor(request: pytest.FixtureRequest) -> Iterator[VendorProcess]:
    """Parametrize indirectly with the server's arguments."""
    arguments = getattr(request, "param", ("seconds=0.3",))
    command = [sys.executable, "-m", "tests.vendor.server", "0", *arguments]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        yield VendorProcess(f"http://127.0.0.1:{int(process.stdout.readline())}")
        process.kill()


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
