"""A studio in a process of its own, as its user starts it."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType

import httpx2

ROOT = Path(__file__).parents[1]
PATIENCE_S = 120.0
APP = (sys.executable, "app.py")


class Process:
    """A studio in a process group of its own, on a free port; `lines` holds what it has said so far."""

    def __init__(self, home: Path, command: Sequence[str], folder: Path, environment: Mapping[str, str]) -> None:
        self.running = subprocess.Popen(
            [*command, "--home", str(home), "--port", "0"],
            cwd=folder,
            env={**os.environ, **environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
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
def started(
    home: Path,
    command: Sequence[str] = APP,
    folder: Path = ROOT,
    environment: Mapping[str, str] = MappingProxyType({}),
) -> Iterator[Process]:
    """Started, and killed at the end if it has not been stopped."""
    process = Process(home, command, folder, environment)
    try:
        yield process
    finally:
        process.client.close()
        if process.running.poll() is None:
            os.killpg(process.running.pid, signal.SIGKILL)
            process.running.wait()
        assert process.running.stdout is not None
        process.running.stdout.close()
