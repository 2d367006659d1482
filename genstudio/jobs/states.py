"""The states of a job, who may follow whom, and the five words that the world sees.

queued ──► submitting ──► polling ──────────────► done
  ▲            │  │  └──► fetching ────────────────▲    the answer itself held the files
  └────────────┘  ├──► unknown ◄── (any after it)        a person decides: paid, not paid, or look again
 (never arrived)  └──► failed, cancelled
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from genstudio.core.result import State

JobState = Literal["queued", "submitting", "polling", "fetching", "done", "failed", "cancelled", "unknown"]

OPEN: tuple[JobState, ...] = ("queued", "submitting", "polling", "fetching")
CLOSED: tuple[JobState, ...] = ("done", "failed", "cancelled")

STATUS: Mapping[str, State] = {
    "queued": "pending",
    "submitting": "processing",
    "polling": "processing",
    "fetching": "processing",
    "done": "complete",
    "failed": "error",
    "unknown": "error",
    "cancelled": "cancelled",
}

BEFORE: Mapping[JobState, tuple[JobState, ...]] = {
    "queued": ("submitting",),
    "submitting": ("queued",),
    "polling": ("submitting", "unknown"),
    "fetching": ("submitting", "unknown"),
    "done": ("polling", "fetching"),
    "failed": ("queued", "submitting", "polling", "fetching", "unknown"),
    "cancelled": ("queued", "submitting", "polling", "fetching"),
    "unknown": ("submitting", "polling", "fetching"),
}
"""State -> the states from which it may be entered; every change of state is a compare-and-set on these."""
