"""Moving a job in front of another one, by priorities that never push other people's jobs back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from genstudio.core.errors import ConflictError


@dataclass(frozen=True, slots=True)
class Waiting:
    """A waiting job. Higher priority goes first, then the lower number."""

    id: str
    number: int
    priority: int


def reordered(waiting: Sequence[Waiting], job_id: str, before_id: str | None) -> dict[str, int]:
    """The priorities to change so that the job goes before another one, or last for None.

    Priorities only ever fall below 0, the one that new jobs get: whoever reorders gives way to all others, and never
    the other way round. Raises ConflictError when one of the two does not wait.
    """
    queue = sorted(waiting, key=lambda each: (-each.priority, each.number))
    moved = next((each for each in queue if each.id == job_id), None)
    if moved is None:
        raise ConflictError("This job does not wait any more, so it cannot be moved.")
    if before_id == job_id:
        return {}
    queue.remove(moved)
    if before_id is None:
        queue.append(moved)
    else:
        at = next((index for index, each in enumerate(queue) if each.id == before_id), None)
        if at is None:
            raise ConflictError("The job to go before does not wait any more.")
        queue.insert(at, moved)
    changes: dict[str, int] = {}
    priority = number = 0
    for each in queue:
        if each.number < number:
            priority -= 1
        number = each.number
        if each.priority != priority:
            changes[each.id] = priority
    return changes
