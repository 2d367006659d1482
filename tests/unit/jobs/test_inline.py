"""The engine of a desktop: cancel, pause, order, stop, restart, two processes on one home."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from genstudio.jobs.inline import InlineEngine
from genstudio.storage import jobs
from tests.unit.jobs.conftest import Lab


def narrow(lab: Lab) -> None:
    for row in lab.studio.parts.registry.rows():
        row.provider.lane_size = 1


async def test_a_waiting_job_is_cancelled_without_a_call(lab: Lab) -> None:
    narrow(lab)
    lab.vendor.seconds = 0.5
    for name in ("a", "b"):
        lab.insert(name)
        lab.engine.wake(name)
        await (lab.until("a", "polling") if name == "a" else lab.waiting("b"))
    assert lab.engine.place("b") == 1
    assert await lab.engine.cancel("b")
    assert (await lab.ended("b")).state == "cancelled"
    assert (await lab.ended("a")).state == "done"
    assert lab.vendor.asked == {"a": 1}
    assert not await lab.engine.cancel("b")
    assert lab.money() == (4_000, 0)


async def test_cancel_reaches_a_vendor_that_can_and_gives_the_credits_back(lab: Lab) -> None:
    lab.vendor.seconds = 30
    lab.insert("a", "keyed")
    lab.engine.wake("a")
    await lab.until("a", "polling")
    await lab.engine.cancel("a")
    assert (await lab.ended("a")).state == "cancelled"
    assert lab.vendor.tasks["t1"].cancelled
    assert lab.money() == (0, 0)


async def test_a_vendor_that_cannot_cancel_is_waited_for_and_the_paid_result_is_kept(lab: Lab) -> None:
    lab.vendor.seconds = 1.5
    lab.insert("a")
    lab.engine.wake("a")
    await lab.until("a", "polling")
    await lab.engine.cancel("a")
    async with asyncio.timeout(5):
        while "cannot cancel" not in lab.row("a").step:
            await asyncio.sleep(0.01)
    assert (await lab.ended("a")).state == "done"
    assert lab.money() == (4_000, 0)


async def test_a_paused_job_waits_until_it_is_resumed(lab: Lab) -> None:
    narrow(lab)
    lab.insert("a")
    lab.engine.wake("a")
    await lab.until("a", "polling")
    lab.insert("b")
    lab.engine.wake("b")
    assert await lab.engine.pause("b", True)
    await lab.ended("a")
    await asyncio.sleep(0.2)
    assert (lab.row("b").state, lab.row("b").paused) == ("queued", True)
    assert lab.vendor.asked == {"a": 1}
    assert await lab.engine.pause("b", False)
    assert (await lab.ended("b")).state == "done"
    assert not await lab.engine.pause("b", True)


async def test_a_moved_job_goes_first(lab: Lab) -> None:
    narrow(lab)
    lab.vendor.seconds = 0.5
    lab.insert("a")
    lab.engine.wake("a")
    await lab.until("a", "polling")
    for name in ("b", "c"):
        lab.insert(name)
        lab.engine.wake(name)
    await lab.waiting("b", "c")
    await lab.engine.move({"c": 5, "a": 9})
    assert (lab.engine.place("c"), lab.engine.place("b")) == (1, 2)
    await lab.ended("b")
    assert list(lab.vendor.asked) == ["a", "c", "b"]


async def test_rows_of_another_process_are_found_and_obeyed(lab: Lab) -> None:
    lab.vendor.seconds = 30
    lab.insert("a", "keyed")
    await lab.until("a", "polling")
    lab.write(lambda conn: jobs.request_cancel(conn, "a", ("polling",)))
    assert (await lab.ended("a")).state == "cancelled"


async def test_progress_is_written_while_it_runs(lab: Lab) -> None:
    lab.vendor.seconds = 2.5
    lab.insert("a")
    lab.engine.wake("a")
    async with asyncio.timeout(10):
        while not 0 < lab.row("a").progress < 1:
            await asyncio.sleep(0.02)
    seq = lab.row("a").seq
    row = await lab.ended("a")
    assert row.seq > seq


async def test_stop_waits_for_a_purchase_on_its_way_and_a_restart_goes_on(lab: Lab, tmp_path: Path) -> None:
    lab.vendor.faults["slow"] = 300
    lab.vendor.seconds = 1
    lab.insert("a")
    lab.engine.wake("a")
    async with asyncio.timeout(5):
        while not lab.wire.requests:
            await asyncio.sleep(0.005)
    await lab.engine.stop(grace_s=5)
    row = lab.row("a")
    assert row.state == "polling"
    assert row.task_json is not None
    lab.vendor.faults.clear()
    await lab.engine.start()
    assert (await lab.ended("a")).state == "done"
    assert lab.vendor.asked == {"a": 1}


async def test_the_second_process_waits_and_takes_over(lab: Lab, tmp_path: Path) -> None:
    second = InlineEngine(lab.studio.parts, tmp_path / "leader.lock")
    await second.start()
    assert (lab.engine.leads, second.leads) == (True, False)
    lab.vendor.seconds = 1
    lab.insert("a")
    second.wake("a")  # not the leader: the pulse of the first finds it
    await lab.until("a", "polling")
    await lab.engine.stop(grace_s=0)
    assert (await lab.ended("a")).state == "done"
    assert second.leads
    assert lab.vendor.asked == {"a": 1}
    await second.stop(grace_s=0)


async def test_a_run_that_breaks_is_taken_up_again(lab: Lab, monkeypatch: pytest.MonkeyPatch) -> None:
    broken: list[object] = []

    async def adopt(*arguments: object) -> None:
        broken.append(arguments)
        raise ZeroDivisionError

    monkeypatch.setattr(type(lab.studio.parts.media), "adopt", adopt)
    lab.insert("a")
    lab.engine.wake("a")
    async with asyncio.timeout(5):
        while not broken:
            await asyncio.sleep(0.01)
    monkeypatch.undo()
    assert (await lab.ended("a")).state == "done"


async def test_recovered_jobs_hold_their_slots(lab: Lab) -> None:
    narrow(lab)
    lab.vendor.seconds = 0.6
    lab.insert("a")
    lab.engine.wake("a")
    await lab.until("a", "polling")
    await lab.engine.stop(grace_s=0)
    lab.engine.parts = replace(lab.studio.parts)
    lab.insert("b")
    await lab.engine.start()
    await lab.ended("b")
    assert lab.vendor.most_alive == 1


async def test_work_folders_of_jobs_that_have_ended_are_swept_at_start(lab: Lab, tmp_path: Path) -> None:
    await lab.run("a")
    await lab.engine.stop()
    lab.vendor.seconds = 30
    lab.insert("b")
    for name in ("a", "b", "incoming"):
        (tmp_path / "work" / name).mkdir(parents=True, exist_ok=True)
    await lab.engine.start()
    await lab.until("b", "polling")
    left = {each.name for each in (tmp_path / "work").iterdir()}
    assert "a" not in left
    assert {"b", "incoming"} <= left
