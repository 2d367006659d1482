"""`python app.py` as a process: it starts, answers where it says, and stops without losing anything."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import httpx2
import pytest

from genstudio.core.settings import Settings
from genstudio.server import listen
from tests.studio_process import APP, PATIENCE_S, ROOT, started


def refused(home: Path, *options: str) -> tuple[int, str]:
    """Exit code and words of a start that does not succeed."""
    command = [*APP, "--home", str(home), *options]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=PATIENCE_S)
    assert ran.stdout == ""
    return ran.returncode, ran.stderr


def until(client: httpx2.Client, path: str, status: str) -> None:
    """Looks until a generation has this status."""
    end = time.monotonic() + PATIENCE_S
    while (found := client.get(path).json())["status"] != status:
        assert found["status"] in ("pending", "processing"), found["error"]
        assert time.monotonic() < end, found
        time.sleep(0.05)


def test_two_processes_serve_one_home_and_lose_nothing_when_stopped(home: Path) -> None:
    with started(home) as first, started(home) as second:
        page = first.client.get("/")
        assert page.status_code == 200
        assert "gradio" in page.text
        assert "Another GenStudio runs the jobs of this home" in second.read_line()

        made = second.client.post("/api/v2/generations", json={"type": "image", "config": {"prompt": "a lighthouse"}})
        assert made.status_code == httpx2.codes.ACCEPTED, made.text
        path = made.headers["location"]
        until(first.client, path, "processing")
        assert first.stop(signal.SIGINT) == 0  # Ctrl+C also reaches the process that paints
        until(second.client, path, "complete")
        assert second.stop(signal.SIGTERM) == 0
    with closing(sqlite3.connect(Settings(home=home).database_path)) as conn:
        assert conn.execute("SELECT state FROM job").fetchall() == [("done",)]


def test_start_that_cannot_be_is_one_sentence(home: Path) -> None:
    with listen("127.0.0.1", 0) as taken:
        port = str(taken.getsockname()[1])
        code, words = refused(home, "--port", port)
    assert code == 2
    assert words.startswith(f"Port {port} on 127.0.0.1 is taken by another program.")
    assert words.count("\n") == 1
    assert not home.exists()


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        ("UPDATE alembic_version SET version_num = '9999'", "was written by a newer GenStudio"),
        ("DROP TABLE alembic_version", "belongs to another program"),
    ],
)
def test_database_of_somebody_else_stops_the_start(home: Path, damage: str, words: str) -> None:
    settings = Settings(home=home)
    command = [sys.executable, "-m", "genstudio", "ledger", "check", "--home", str(home)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    with closing(sqlite3.connect(settings.database_path)) as conn:
        conn.execute(damage)
        conn.commit()
    code, sentence = refused(home, "--port", "0")
    assert code == 1
    assert words in sentence
    assert sentence.count("\n") == 1


def test_home_below_a_file_stops_the_start(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    code, sentence = refused(tmp_path / "file" / "home", "--port", "0")
    assert code == 1
    assert sentence.startswith(f"The home folder {tmp_path}/file/home cannot be made (Not a directory).")
