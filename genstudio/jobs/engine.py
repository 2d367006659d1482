"""The port behind which jobs are run: what page, REST, CLI and batch may ask of an engine."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, Protocol

Verdict = Literal["paid", "not paid", "look again"]


class JobEngine(Protocol):
    """Runs the rows of the job table. Inserting a row is enough for it to be run; `wake` only makes it quick."""

    async def start(self) -> None:
        """Begins to lead, or to wait until the leading process ends."""
        ...

    async def stop(self, grace_s: float = 30.0) -> None:
        """Takes no more jobs and waits for purchases on their way, at most `grace_s` seconds."""
        ...

    def wake(self, job_id: str) -> None:
        """There is a new or resumed row."""
        ...

    async def cancel(self, job_id: str) -> bool:
        """Asks an open job to stop; False when it has ended."""
        ...

    async def pause(self, job_id: str, paused: bool) -> bool:
        """Keeps a waiting job from starting, or lets it again; False when it does not wait."""
        ...

    async def move(self, priorities: Mapping[str, int]) -> None:
        """Job -> priority, in one change: higher goes first. Those that do not wait any more are left alone."""
        ...

    async def decide(self, job_id: str, verdict: Verdict) -> bool:
        """A person's word on a held job. False when it is not held, or there is nothing to look at again."""
        ...

    def place(self, job_id: str) -> int | None:
        """1 for the next to start, None when it does not wait in this process."""
        ...

    @property
    def leads(self) -> bool:
        """True while this process runs the jobs."""
        ...
