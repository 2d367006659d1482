"""The one polling loop: interval, back-off, deadline. Clock and sleep are passed in, so tests need not wait."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable

from genstudio.core.errors import ProviderRateLimitError, ProviderTimeoutError, ProviderUnavailableError
from genstudio.core.result import TaskStatus

FINAL = ("complete", "error", "cancelled")


def poll_delay_s(age_s: float, *, first_s: float, max_s: float) -> float:
    """Seconds until the next look at a task of this age: 12 % of its age, between `first_s` and `max_s`."""
    return min(max(first_s, 0.12 * age_s), max_s)


async def poll_task(
    check_status: Callable[[], Awaitable[TaskStatus]],
    *,
    first_s: float = 1.0,
    max_s: float = 5.0,
    deadline_s: float = 3_600.0,
    on_status: Callable[[TaskStatus], Awaitable[None] | None] | None = None,
    clock: Callable[[], float] = time.monotonic,
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
) -> TaskStatus:
    """Asks until the task has ended, and returns that last status, also when it is an error.

    An unreachable vendor or a 429 is asked again within the deadline, and not before the time that the vendor named.
    Raises ProviderTimeoutError after `deadline_s` seconds; the task may still end later, so the caller keeps it.
    """
    start = clock()
    while True:
        wait_s = poll_delay_s(clock() - start, first_s=first_s, max_s=max_s)
        try:
            status = await check_status()
        except ProviderRateLimitError as limited:
            wait_s = max(wait_s, limited.retry_after_s or max_s)
        except ProviderUnavailableError as down:
            wait_s = max(max_s, down.retry_after_s or 0.0)
        else:
            wait_s = max(wait_s, status.retry_after_s or 0.0)
            if on_status is not None:
                told = on_status(status)
                if told is not None:
                    await told
            if status.state in FINAL:
                return status
        if clock() - start + wait_s > deadline_s:
            raise ProviderTimeoutError(
                "It is still not ready at our deadline. Nothing more is charged; GenStudio can look again later."
            )
        await sleep(wait_s)
