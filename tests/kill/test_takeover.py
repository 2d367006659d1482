"""Two processes on one home: the second waits, and goes on within a second when the first is killed."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.kill.conftest import run_studio
from tests.vendor.process import VendorProcess

pytestmark = pytest.mark.kill
CRASH = {"crash": "polled", "crash_after": 40}


@pytest.mark.parametrize("vendor", [("seconds=2",)], indirect=True)
def test_the_second_process_takes_over_what_the_first_had_running(vendor: VendorProcess, home: Path) -> None:
    options = {
        "home": str(home),
        "url": vendor.url,
        "provider": "slow",
        "jobs": 20,
        "crash": "polled",
        "crash_after": 40,
    }
    first = subprocess.Popen([sys.executable, "-m", "tests.kill.process", json.dumps(options)])
    try:
        while not vendor.count()["tasks"]:
            assert first.poll() is None
        after = run_studio(home, vendor, "slow", jobs=20).summary
    finally:
        first.kill()
    assert first.wait() == -9
    assert after["problems"] == []
    assert set(after["jobs"].values()) == {"done"}
    assert after["reserved_milli"] == 0
    counted = vendor.count()["tasks"]
    assert len(counted) == 20
    assert set(counted.values()) == {1}
