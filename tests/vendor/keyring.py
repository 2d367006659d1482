"""A keyring for tests: a JSON file named by TEST_KEYRING. With `<file>.locked` beside it, it is locked."""

from __future__ import annotations

import json
import os
from pathlib import Path

from keyring.backend import KeyringBackend
from keyring.errors import KeyringLocked


class FileKeyring(KeyringBackend):
    """Chosen with PYTHON_KEYRING_BACKEND=tests.vendor.keyring.FileKeyring."""

    priority = 5.0

    def get_password(self, service: str, username: str) -> str | None:
        return self._read().get(f"{service}/{username}")

    def set_password(self, service: str, username: str, password: str) -> None:
        self._write(self._read() | {f"{service}/{username}": password})

    def delete_password(self, service: str, username: str) -> None:
        self._write({name: value for name, value in self._read().items() if name != f"{service}/{username}"})

    def _path(self) -> Path:
        path = Path(os.environ["TEST_KEYRING"])
        if path.with_name(f"{path.name}.locked").exists():
            raise KeyringLocked
        return path

    def _read(self) -> dict[str, str]:
        path = self._path()
        found: dict[str, str] = json.loads(path.read_text()) if path.exists() else {}
        return found

    def _write(self, keys: dict[str, str]) -> None:
        self._path().write_text(json.dumps(keys))
