"""The real studio as a process of its own, to be started, asked, killed and started again."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import urllib.request
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.vendor.process import KEY, VendorProcess

ROOT = Path(__file__).parents[2]
TIMEOUT_S = 60
APP = ("app.py",)


class Server:
    """`python app.py` on a port of its own, without the settings and keys of whoever runs the tests.

    `settings` are environment variables; `command` is what Python runs in place of app.py.
    """

    def __init__(self, home: Path, command: Sequence[str] = APP, **settings: str) -> None:
        self.home = home
        self.url = ""
        self._port = "0"
        self._command = tuple(command)
        self._settings = settings
        self._process: subprocess.Popen[str] | None = None

    def start(self) -> None:
        """Returns once the page answers; on the port of the last start, so that an open page finds it again."""
        self.home.mkdir(parents=True, exist_ok=True)
        kept = {name: value for name, value in os.environ.items() if not name.upper().startswith("GENSTUDIO_")}
        env = kept | {"PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring"} | self._settings
        with (self.home / "server.log").open("a") as log:
            process = subprocess.Popen(
                [sys.executable, *self._command, "--home", str(self.home), "--port", self._port],
                cwd=ROOT, env=env, stdout=subprocess.PIPE, stderr=log, text=True,
            )  # fmt: skip
        assert process.stdout is not None
        line = process.stdout.readline()
        self._process = process
        if "GenStudio is at http" not in line:
            self.kill()
            raise AssertionError(f"the studio did not start: {line}{(self.home / 'server.log').read_text()}")
        self.url = line.split()[3]
        self._port = self.url.rpartition(":")[2]

    def kill(self) -> None:
        """SIGKILL: the process has no chance to put anything in order."""
        self._end(subprocess.Popen.kill)

    def stop(self) -> None:
        self._end(subprocess.Popen.terminate)

    def _end(self, how: Any) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        how(process)
        process.wait(TIMEOUT_S)
        if process.stdout is not None:
            process.stdout.close()

    def ask(self, path: str, body: object = None, method: str = "GET") -> Any:
        """The JSON that REST answers below /api/v2."""
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(  # noqa: S310  # our own server
            f"{self.url}/api/v2{path}",
            data=data,
            method="POST" if data is not None else method,
            headers={"Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=TIMEOUT_S) as answer:  # noqa: S310
            return json.load(answer)

    def jobs(self, prompt: str) -> list[dict[str, Any]]:
        """Every job with exactly this prompt."""
        return [job for job in self.ask("/generations?limit=500")["items"] if job["prompt"] == prompt]


class VendorStudio(Server):
    """A studio that has the test vendor's providers besides its own, and a keyring that is a file of the tests.

    The vendor's key is in the environment, or nowhere yet; "at-once" makes pictures, "slow", "keyed" and "findable"
    make clips, all priced.
    """

    def __init__(self, home: Path, vendor: VendorProcess, *, key: bool = True) -> None:
        self.vendor = vendor
        self.keyring = home.with_name(f"{home.name}-keyring.json")
        keyed = {"TEST_VENDOR_KEY": KEY} if key else {}
        super().__init__(
            home,
            ("-m", "tests.vendor.app"),
            TEST_VENDOR_URL=vendor.url,
            TEST_KEYRING=str(self.keyring),
            PYTHON_KEYRING_BACKEND="tests.vendor.keyring.FileKeyring",
            **keyed,
        )
