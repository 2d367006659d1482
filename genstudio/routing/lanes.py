"""Lanes: how many jobs of one key run at once, who is next, and when the vendor asked us to wait.

A job holds its slot from the submit to the end of its task. Jobs that a restart finds running take a slot at once,
also above the limit: they are already running at the vendor.
"""

from __future__ import annotations

import asyncio
import heapq
import time
from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(slots=True)
class _Waiting:
    job_id: str
    priority: int
    number: int
    turn: asyncio.Future[None]

    def __lt__(self, other: _Waiting) -> bool:
        return (-self.priority, self.number) < (-other.priority, other.number)


@dataclass(slots=True)
class Lane:
    """The slots of one provider and key. `limit` is at least 1; higher `priority` goes first, then the older job."""

    limit: int
    clock: Callable[[], float] = time.monotonic
    active: int = 0
    closed_until_s: float = 0.0
    _waiting: list[_Waiting] = field(default_factory=list)
    _places: dict[str, int] | None = None
    _timer: asyncio.TimerHandle | None = None

    def take(self) -> None:
        """A slot at once, whatever the limit."""
        self.active += 1

    def take_if_free(self) -> bool:
        """A slot at once if nobody else waits for it; False otherwise."""
        if self._waiting or self.active >= self.limit or self.closed_until_s > self.clock():
            return False
        self.active += 1
        return True

    async def wait(self, job_id: str, priority: int, number: int) -> None:
        """Returns with a slot taken. When cancelled it has taken none."""
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        ticket = _Waiting(job_id, priority, number, turn)
        heapq.heappush(self._waiting, ticket)
        self._places = None
        self._admit()
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():
                self.release()
            else:
                self._waiting = [each for each in self._waiting if each is not ticket]
                heapq.heapify(self._waiting)
                self._places = None
            raise

    def release(self) -> None:
        self.active -= 1
        self._admit()

    def close_for(self, seconds: float) -> None:
        """The vendor asked us to wait: nobody starts before that."""
        self.closed_until_s = max(self.closed_until_s, self.clock() + seconds)

    def place(self, job_id: str) -> int | None:
        """1 for the next to start, None when the job does not wait here."""
        if self._places is None:
            self._places = {each.job_id: i for i, each in enumerate(sorted(self._waiting), 1)}
        return self._places.get(job_id)

    def reprioritise(self, job_id: str, priority: int) -> None:
        for ticket in self._waiting:
            if ticket.job_id == job_id and ticket.priority != priority:
                ticket.priority = priority
                heapq.heapify(self._waiting)
                self._places = None

    def _admit(self) -> None:
        closed_s = self.closed_until_s - self.clock()
        if closed_s > 0:
            if self._timer is None and self._waiting:
                self._timer = asyncio.get_running_loop().call_later(closed_s, self._reopen)
            return
        while self._waiting and self.active < self.limit:
            ticket = heapq.heappop(self._waiting)
            self._places = None
            if not ticket.turn.done():
                self.active += 1
                ticket.turn.set_result(None)

    def _reopen(self) -> None:
        self._timer = None
        self._admit()


class Lanes:
    """The lanes of this process by name, made when first asked for."""

    def __init__(self) -> None:
        self._lanes: dict[str, Lane] = {}

    def lane(self, name: str, limit: int) -> Lane:
        lane = self._lanes.get(name)
        if lane is None:
            lane = self._lanes[name] = Lane(max(1, limit))
        return lane

    def place(self, job_id: str) -> int | None:
        return next((place for lane in self._lanes.values() if (place := lane.place(job_id)) is not None), None)

    def reprioritise(self, job_id: str, priority: int) -> None:
        for lane in self._lanes.values():
            lane.reprioritise(job_id, priority)
