"""Lanes: order, limits, places, and what is given back when somebody stops waiting."""

from __future__ import annotations

import asyncio

from hypothesis import given
from hypothesis import strategies as st

from genstudio.routing.lanes import Lane, Lanes


async def test_the_most_urgent_goes_first_then_the_oldest() -> None:
    lane = Lane(1)
    lane.take()
    started: list[str] = []

    async def wait(job: str, priority: int, number: int) -> None:
        await lane.wait(job, priority, number)
        started.append(job)

    tasks = [asyncio.create_task(wait(*each)) for each in (("old", 0, 1), ("new", 0, 2), ("urgent", 5, 3))]
    await asyncio.sleep(0)
    assert [lane.place(each) for each in ("urgent", "old", "new", "nobody")] == [1, 2, 3, None]
    for _ in tasks:
        lane.release()
        await asyncio.sleep(0)
        await asyncio.sleep(0)
    assert started == ["urgent", "old", "new"]
    assert lane.active == 1


async def test_a_cancelled_wait_gives_its_slot_back() -> None:
    lane = Lane(1)
    lane.take()
    waiting = asyncio.create_task(lane.wait("a", 0, 1))
    other = asyncio.create_task(lane.wait("b", 0, 2))
    await asyncio.sleep(0)
    lane.release()  # the turn of "a" has come, and it is cancelled before it can run
    waiting.cancel()
    await asyncio.gather(waiting, return_exceptions=True)
    await other
    assert lane.active == 1
    assert lane.place("a") is None


async def test_a_free_slot_is_taken_at_once_but_never_before_somebody_who_waits() -> None:
    lane = Lane(1)
    assert lane.take_if_free()
    assert not lane.take_if_free()
    waiting = asyncio.create_task(lane.wait("a", 0, 1))
    await asyncio.sleep(0)
    lane.release()
    assert not lane.take_if_free()
    await waiting
    lane.release()
    lane.close_for(60)
    assert not lane.take_if_free()


async def test_a_moved_job_changes_its_place() -> None:
    lanes = Lanes()
    lane = lanes.lane("vendor", 1)
    lane.take()
    tasks = [asyncio.create_task(lane.wait(name, 0, i)) for i, name in enumerate("abc")]
    await asyncio.sleep(0)
    lanes.reprioritise("c", 9)
    assert [lanes.place(each) for each in "cab"] == [1, 2, 3]
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    assert lanes.place("a") is None


async def test_nobody_starts_while_the_vendor_asked_us_to_wait() -> None:
    now = 100.0
    lane = Lane(4, clock=lambda: now)
    lane.close_for(0.02)
    waiting = asyncio.create_task(lane.wait("a", 0, 1))
    await asyncio.sleep(0)
    assert not waiting.done()
    now += 0.03
    await asyncio.wait_for(waiting, 5)
    assert lane.active == 1


@given(st.lists(st.sampled_from(["wait", "release", "cancel"]), max_size=60), st.integers(1, 4))
def test_never_more_than_the_limit_and_no_slot_is_lost(actions: list[str], limit: int) -> None:
    async def play() -> None:
        lane = Lane(limit)
        waiting: list[asyncio.Task[None]] = []
        holding = 0
        for number, action in enumerate(actions):
            if action == "wait":
                waiting.append(asyncio.create_task(lane.wait(str(number), 0, number)))
            elif action == "release" and holding:
                lane.release()
                holding -= 1
            elif action == "cancel" and waiting:
                waiting[-1].cancel()
            await asyncio.sleep(0)
            await asyncio.sleep(0)
            holding += sum(each.done() and not each.cancelled() for each in waiting)
            waiting = [each for each in waiting if not each.done()]
            assert lane.active == holding <= limit
            assert not waiting or holding == limit
        for each in waiting:
            each.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)
        assert lane.active == holding

    asyncio.run(play())
