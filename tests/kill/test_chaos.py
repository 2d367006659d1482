"""200 jobs, a vendor that limits and loses answers, cancels, and six kills at random moments."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from tests.kill.conftest import run_studio
from tests.parts import OPENING_MILLI
from tests.vendor.process import VendorProcess

pytestmark = pytest.mark.kill
JOBS = 200
LANE = 60


@pytest.mark.parametrize("vendor", [("seconds=0.5", "spread=1.0", "idempotent")], indirect=True)
@pytest.mark.parametrize("provider", ["keyed", "slow"])
def test_two_hundred_jobs_and_six_kills(vendor: VendorProcess, provider: str, home: Path) -> None:
    moments = random.Random(7)  # the moments differ from run to run all the same: the machine sees to that
    vendor.misbehave(limit=20)
    options = {
        "home": str(home),
        "url": vendor.url,
        "provider": provider,
        "jobs": JOBS,
        "cancel": 20,
        "lane": LANE,
    }
    for _ in range(6):
        process = subprocess.Popen([sys.executable, "-m", "tests.kill.process", json.dumps(options)])
        time.sleep(1.2 + moments.random())  # a kill at no particular point is what is tested
        process.kill()
        process.wait()
    after = run_studio(home, vendor, provider, jobs=JOBS, cancel=20, lane=LANE).summary

    counted = vendor.count()
    assert len(after["jobs"]) == JOBS
    assert max(counted["tasks"].values()) == 1, "somebody paid twice"
    assert after["problems"] == []
    assert after["reserved_milli"] == after["held_milli"]
    assert after["balance_milli"] == OPENING_MILLI - after["charged_milli"]
    states = Counter(after["jobs"].values())
    assert set(states) <= {"done", "cancelled", "unknown"}
    assert states["done"] * 4_000 == after["charged_milli"]
    assert after["assets"] == {job: 1 for job, state in after["jobs"].items() if state == "done"}
    if provider == "keyed":
        assert states["unknown"] == 0
    # A task whose answer was lost is alive at the vendor, and holds no place in the lane any more.
    assert counted["most_alive"] <= LANE + states["unknown"]
