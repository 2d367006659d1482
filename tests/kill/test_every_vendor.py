"""`kill -9` while every asynchronous vendor works: the next start asks for the same tasks and orders none anew."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from genstudio.practice import results
from genstudio.practice.host import hosted
from tests.media_samples import clip, sound

pytestmark = pytest.mark.kill
PACE = 0.04
PATIENCE_S = 90


def states(home: Path) -> dict[str, tuple[str, str]]:
    """State and stored task of each provider's job."""
    path = home / "practice" / "genstudio.db"
    if not path.exists():
        return {}
    try:
        with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as conn:
            rows = conn.execute("SELECT provider, state, task_json FROM job")
            return {name: (state, task) for name, state, task in rows}
    except sqlite3.OperationalError:
        return {}  # its tables are not there yet


def test_each_vendors_task_is_found_again(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def music(prompt: str, seconds: float, mime: str = "audio/mpeg", seed: int = 0) -> bytes:
        return sound("wav" if mime == "audio/wav" else "mp3")

    async def film(prompt: str, *size: float, sound: bool = True, seed: int = 0) -> bytes:
        return clip("mp4")

    monkeypatch.setattr(results, "music", music)  # to compose and film for all vendors takes minutes
    monkeypatch.setattr(results, "clip", film)
    with hosted(pace=PACE) as vendors:
        told = json.dumps({"url": vendors.url, "keys": vendors.keys})
        command = [sys.executable, "-m", "tests.kill.practice", str(home), told]
        first = subprocess.Popen(command)
        end = time.monotonic() + PATIENCE_S
        try:
            while not (seen := states(home)) or {state for state, _ in seen.values()} & {"queued", "submitting"}:
                assert first.poll() is None
                assert time.monotonic() < end, seen
                time.sleep(0.02)
        finally:
            first.kill()
            first.wait()
        before = states(home)
        subprocess.run(command, check=True, timeout=PATIENCE_S)
        after = states(home)
        bought = {name: len(each.purchases) for name, each in vendors.emulators.items() if name in after}
    assert {name: state for name, (state, _) in before.items() if state != "polling"} == {}
    assert {name: state for name, (state, _) in after.items() if state != "done"} == {}
    assert {name: task for name, (_, task) in after.items()} == {name: task for name, (_, task) in before.items()}
    assert set(bought.values()) == {1}
