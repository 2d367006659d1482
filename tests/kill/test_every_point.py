"""`kill -9` at every named point, at vendors with an idempotency key, with a look-up, with neither, and at one that

answers at once: at most one purchase per job, each job closed once, the ledger exact.
"""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import pytest

from genstudio.jobs.parts import Point
from tests.kill.conftest import run_studio
from tests.parts import OPENING_MILLI
from tests.vendor.process import VendorProcess

pytestmark = pytest.mark.kill

POINTS = get_args(Point)
COST_MILLI = {"slow": 4_000, "keyed": 4_000, "findable": 4_000, "at-once": 4_000}
LOST_ANSWER = ("claimed", "answered")

CASES = [
    pytest.param(point, provider, vendor, id=f"{provider}-{point}")
    for provider, vendor in (
        ("slow", ("seconds=0.2",)),
        ("keyed", ("seconds=0.2", "idempotent")),
        ("findable", ("seconds=0.2",)),
        ("at-once", ("seconds=0.05",)),
    )
    for point in POINTS
    if point not in (("staged",) if provider != "at-once" else ("task saved", "polled", "complete", "downloaded"))
]


@pytest.mark.parametrize(("point", "provider", "vendor"), CASES, indirect=["vendor"])
def test_a_kill_never_pays_twice_and_loses_nothing(
    point: str, provider: str, vendor: VendorProcess, home: Path
) -> None:
    first = run_studio(home, vendor, provider, crash=point)
    assert first.returncode == -9, "the point was never reached"
    after = run_studio(home, vendor, provider).summary

    assert max(vendor.count()["tasks"].values(), default=0) <= 1
    assert after["problems"] == []
    # A vendor that can be asked again, or asked what it has, leaves nothing open; with any other the answer that was
    # on its way is held for a person.
    held = point in LOST_ANSWER and provider in ("slow", "at-once")
    assert after["jobs"] == {"job0": "unknown" if held else "done"}
    cost = COST_MILLI[provider]
    if held:
        assert after["errors"] == {"job0": "submission_unknown"}
        assert after["balance_milli"] == OPENING_MILLI
        assert after["reserved_milli"] == after["held_milli"] > 0
    else:
        assert after["balance_milli"] == OPENING_MILLI - cost
        assert after["charged_milli"] == cost
        assert after["reserved_milli"] == 0
        assert after["assets"] == {"job0": 1}
        assert vendor.count()["tasks"] == {"job0": 1}
