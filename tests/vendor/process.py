"""The test vendor in a process of its own, which outlives every studio that is killed."""

from __future__ import annotations

import json
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

KEY = "test-key-12345678"
"""The one key that the vendor takes, until it is told to take another."""


@dataclass
class VendorProcess:
    url: str

    def count(self) -> dict[str, Any]:
        with urllib.request.urlopen(f"{self.url}/count") as answer:  # noqa: S310  # our own process
            counted: dict[str, Any] = json.load(answer)
            return counted

    def misbehave(self, **faults: int) -> None:
        """The next so many requests go wrong in these ways, and no others; without any, all is well again."""
        self._tell("/faults", faults)

    def pace(self, seconds: float) -> None:
        """How long the tasks take that are ordered from now on."""
        self._tell("/pace", {"seconds": seconds})

    def finish(self) -> None:
        """Every task under way is ready now."""
        self._tell("/finish", {})

    def take_key(self, key: str = KEY) -> None:
        """Any other key is refused from now on."""
        self._tell("/key", {"key": key})

    def _tell(self, path: str, body: dict[str, Any]) -> None:
        request = urllib.request.Request(f"{self.url}{path}", json.dumps(body).encode(), method="POST")  # noqa: S310
        urllib.request.urlopen(request).close()  # noqa: S310


@contextmanager
def vendor_process(*arguments: str) -> Iterator[VendorProcess]:
    """`arguments` are those of `tests.vendor.server`, without the port."""
    command = [sys.executable, "-m", "tests.vendor.server", "0", *arguments]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield VendorProcess(f"http://127.0.0.1:{int(process.stdout.readline())}")
        finally:
            process.kill()
