"""`python app.py` as a process: it starts, answers where it says, and stops without losing anything."""

from __future__ import annotations

import os
import re
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import httpx2
import pytest

from genstudio.core.settings import Settings
from genstudio.server import listen

ROOT = Path(__file__).parents[2]
PATIENCE_S = 120.0


class Process:
    """A studio in a process group of its own, on a free port."""

    def __init__(self, home: Path, *options: str) -> None:
        self.running = subprocess.Popen(
            [sys.executable, "app.py", "--home", str(home), "--port", "0", *options],
            cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True,
        )  # fmt: skip
        self.lines: list[str] = []
        while not (found := re.search(r"http://\S+", self.read_line())):
            pass
        self.client = httpx2.Client(base_url=found[0], timeout=PATIENCE_S)

    def read_line(self) -> str:
        assert self.running.stdout is not None
        line = self.running.stdout.readline()
        assert line, f"it ended with {self.running.wait()}: {self.lines}"
        self.lines.append(line)
        return line

    def stop(self, number: signal.Signals = signal.SIGTERM) -> int:
        """The exit code after a signal to the whole group, as a terminal sends it."""
        os.killpg(self.running.pid, number)
        return self.running.wait(PATIENCE_S)


@contextmanager
def started(home: Path, *options: str) -> Iterator[Process]:
    process = Process(home, *options)
    try:
        yield process
    finally:
        process.client.close()
        if process.running.poll() is None:
            os.killpg(process.running.pid, signal.SIGKILL)
            process.running.wait()
        assert process.running.stdout is not None
        process.running.stdout.close()


def refused(home: Path, *options: str) -> tuple[int, str]:
    """Exit code and words of a start that does not succeed."""
    command = [sys.executable, "app.py", "--home", str(home), *options]
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
