"""What holds for every test: no network beyond this machine, no settings, home or keyring of the person who runs it."""

from __future__ import annotations

import os
import socket
from collections.abc import Generator
from pathlib import Path

import pytest

LOCAL = ("127.0.0.1", "::1", "localhost")


@pytest.fixture(autouse=True)
def alone(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """A data folder for this test alone, no settings from outside, no keyring; subprocesses inherit it."""
    for name in os.environ:
        if name.upper().startswith("GENSTUDIO_"):
            monkeypatch.delenv(name)
    data = tmp_path_factory.mktemp("data")
    for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "LOCALAPPDATA"):
        monkeypatch.setenv(name, str(data))
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")


@pytest.fixture(autouse=True)
def offline(monkeypatch: pytest.MonkeyPatch) -> None:
    """Connections leave this process only for this machine."""
    for name in ("connect", "connect_ex"):
        original = getattr(socket.socket, name)

        def guarded(sock: socket.socket, address: object, original: object = original) -> object:
            host = address[0] if isinstance(address, tuple) else LOCAL[0]
            if host not in LOCAL:
                raise AssertionError(f"a test tried to reach {host}")
            return original(sock, address)  # type: ignore[operator]  # the method taken from the class above

        monkeypatch.setattr(socket.socket, name, guarded)


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    """`async def` tests and fixtures run on asyncio, without a marker."""
    return "asyncio"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home folder that is not there yet."""
    return tmp_path / "home"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """In CI a skipped test is a failed one: a missing browser or keyring must not pass for a green run."""
    report = yield
    if os.environ.get("CI") == "true" and report.skipped and not hasattr(report, "wasxfail"):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        report.outcome = "failed"
        report.longrepr = f"skipped in CI: {reason}"
    return report
