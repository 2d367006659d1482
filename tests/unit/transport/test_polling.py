"""The polling loop with a clock of its own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from genstudio.core.errors import ProviderRateLimitError, ProviderTimeoutError, ProviderUnavailableError
from genstudio.core.result import TaskStatus
from genstudio.transport.polling import poll_delay_s, poll_task


class Clock:
    def __init__(self) -> None:
        self.now = 0.0
        self.slept: list[float] = []

    def __call__(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.slept.append(round(seconds, 3))
        self.now += seconds


def answers(*each: TaskStatus | Exception) -> Iterator[TaskStatus | Exception]:
    yield from each


async def run(clock: Clock, *each: TaskStatus | Exception, deadline_s: float = 100.0) -> TaskStatus:
    left = answers(*each)

    async def check() -> TaskStatus:
        answer = next(left)
        if isinstance(answer, Exception):
            raise answer
        return answer

    return await poll_task(check, first_s=1, max_s=5, deadline_s=deadline_s, clock=clock, sleep=clock.sleep)


async def test_it_asks_until_the_task_has_ended_and_returns_a_failure_too() -> None:
    clock = Clock()
    busy = TaskStatus("processing")
    assert (await run(clock, busy, busy, TaskStatus("error"))).state == "error"
    assert clock.slept == [1, 1]


async def test_the_wait_that_a_status_names_is_kept_where_it_is_the_longer_one() -> None:
    clock = Clock()
    await run(
        clock, TaskStatus("pending", retry_after_s=9), TaskStatus("pending", retry_after_s=0), TaskStatus("complete")
    )
    assert clock.slept == [9, 1.08]


async def test_a_vendor_that_is_away_is_asked_again_and_retry_after_is_honoured() -> None:
    clock = Clock()
    away, limited = ProviderUnavailableError("away"), ProviderRateLimitError("slow down", retry_after_s=17)
    down = ProviderUnavailableError("down", retry_after_s=9)
    assert (await run(clock, away, limited, down, TaskStatus("complete"))).state == "complete"
    assert clock.slept == [5, 17, 9]


async def test_after_the_deadline_it_gives_up_without_a_last_sleep() -> None:
    clock = Clock()
    with pytest.raises(ProviderTimeoutError):
        await run(clock, *[TaskStatus("processing")] * 20, deadline_s=4.5)
    assert clock.now <= 4.5


@pytest.mark.parametrize(("age_s", "delay_s"), [(0, 1), (10, 1.2), (40, 4.8), (1_000, 5)])
def test_the_interval_grows_with_the_age(age_s: float, delay_s: float) -> None:
    assert poll_delay_s(age_s, first_s=1, max_s=5) == pytest.approx(delay_s)
