"""One job from click to file: every way in which it can go, and what each costs."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from genstudio.core.errors import DiskFullError
from genstudio.jobs.engine import Verdict
from genstudio.jobs.run import backoff_s
from tests.unit.jobs.conftest import Lab

COST = 4_000
HELD = 10_000


async def test_a_job_is_made_saved_and_charged_at_the_vendors_figure(lab: Lab) -> None:
    row = await lab.run("a")
    assert (row.state, row.progress, row.error_code) == ("done", 1.0, None)
    assert (row.usd_micro, row.charged_milli, row.cost_source) == (40_000, COST, "vendor")
    assert lab.money() == (COST, 0)
    files = lab.studio.parts.database.read_now(lambda conn: conn.execute("SELECT * FROM asset").fetchall())
    assert [(each["job_id"], each["mime"], each["width"]) for each in files] == [("a", "image/png", 64)]
    assert lab.studio.parts.media.path_of(files[0]["sha256"], "image/png").is_file()
    async with asyncio.timeout(5):
        while lab.studio.parts.staging.folder("a").exists():
            await asyncio.sleep(0.01)


async def test_an_answer_with_the_file_in_it_is_charged_by_the_price_rule(lab: Lab) -> None:
    row = await lab.run("a", "at-once")
    assert (row.state, row.usd_micro, row.cost_source) == ("done", 40_000, "price rule")
    assert lab.money() == (COST, 0)


async def test_a_result_at_the_vendors_own_address_is_fetched_with_the_key(lab: Lab) -> None:
    row = await lab.run("a", "findable")
    assert (row.state, row.usd_micro) == ("done", 40_000)


@pytest.mark.parametrize(("prompt", "code"), [("fail", "generation_failed"), ("forbidden", "content_refused")])
async def test_a_definite_failure_gives_the_credits_back(lab: Lab, prompt: str, code: str) -> None:
    row = await lab.run("a", prompt=prompt)
    assert (row.state, row.error_code, row.charged_milli) == ("failed", code, 0)
    assert lab.money() == (0, 0)


async def test_an_unknown_state_is_held_and_never_taken_for_still_running(lab: Lab) -> None:
    row = await lab.run("a", prompt="invent")
    assert (row.state, row.error_code) == ("unknown", "provider_response")
    assert "pondering" in (row.error_detail or "")
    assert lab.money() == (0, HELD)


@pytest.mark.parametrize("provider", ["slow", "at-once"])
async def test_a_lost_answer_is_held_and_never_sent_again(lab: Lab, provider: str) -> None:
    lab.vendor.faults["lose"] = 1
    row = await lab.run("a", provider)
    assert (row.state, row.error_code) == ("unknown", "submission_unknown")
    assert sum(lab.vendor.asked.values()) == 1
    assert lab.money()[1] == row.reserved_milli > 0


@pytest.mark.parametrize(("verdict", "spent"), [("paid", HELD), ("not paid", 0)])
async def test_a_person_decides_about_a_held_job(lab: Lab, verdict: Verdict, spent: int) -> None:
    lab.vendor.faults["lose"] = 1
    await lab.run("a")
    assert await lab.engine.decide("a", verdict)
    assert lab.row("a").state == "failed"
    assert lab.money() == (spent, 0)
    assert not await lab.engine.decide("a", "paid")
    assert not await lab.engine.decide("a", "not paid")


async def test_looking_again_needs_something_to_look_at(lab: Lab) -> None:
    lab.vendor.faults["lose"] = 1
    await lab.run("a")
    assert not await lab.engine.decide("a", "look again")
    assert lab.row("a").state == "unknown"


async def test_a_vendor_that_asks_us_to_wait_gets_one_purchase_later(lab: Lab) -> None:
    lab.vendor.faults["limit"] = 3
    row = await lab.run("a")
    assert (row.state, row.attempts) == ("done", 3)
    assert lab.vendor.asked == {"a": 1}


@pytest.mark.parametrize(("fault", "code"), [("billing", "provider_billing"), ("invalid", "provider_validation")])
async def test_a_refusal_ends_the_job_at_once(lab: Lab, fault: str, code: str) -> None:
    lab.vendor.faults[fault] = 1
    row = await lab.run("a")
    assert (row.state, row.error_code) == ("failed", code)
    assert lab.money() == (0, 0)
    assert len(lab.wire.requests) == 1


async def test_a_vendor_that_cannot_be_reached_is_tried_again_and_then_given_up(lab: Lab) -> None:
    lab.wire.away = True
    lab.engine.parts = replace(lab.studio.parts, give_up_s=0.6)
    row = await lab.run("a")
    assert (row.state, row.error_code) == ("failed", "provider_unavailable")
    assert row.attempts == 1
    assert lab.money() == (0, 0)


async def test_a_vendor_that_comes_back_serves_the_waiting_job(lab: Lab) -> None:
    lab.wire.away = True
    lab.insert("a")
    lab.engine.wake("a")
    async with asyncio.timeout(5):
        while lab.row("a").attempts == 0:
            await asyncio.sleep(0.01)
    lab.wire.away = False
    assert (await lab.ended("a")).state == "done"


async def test_a_key_that_was_revoked_in_the_middle_holds_the_job_until_it_works_again(lab: Lab) -> None:
    lab.vendor.seconds = 0.3
    lab.insert("a")
    lab.engine.wake("a")
    await lab.until("a", "polling")
    key, lab.vendor.key = lab.vendor.key, "another-key-12345678"
    row = await lab.ended("a")
    assert (row.state, row.error_code) == ("unknown", "provider_auth")
    assert lab.money() == (0, HELD)
    lab.vendor.key = key
    assert await lab.engine.decide("a", "look again")
    assert (await lab.ended("a")).state == "done"
    assert lab.vendor.asked == {"a": 1}
    assert lab.money() == (COST, 0)


async def test_after_the_deadline_the_task_is_kept_and_can_be_looked_at_again(lab: Lab) -> None:
    lab.vendor.seconds = 1.0
    lab.engine.parts = replace(lab.studio.parts, deadline_s=0.3)
    row = await lab.run("a")
    assert (row.state, row.error_code) == ("unknown", "provider_timeout")
    lab.engine.parts = lab.studio.parts
    assert await lab.engine.decide("a", "look again")
    assert (await lab.ended("a")).state == "done"
    assert lab.vendor.asked == {"a": 1}


async def test_a_full_disk_is_waited_for_and_the_result_is_saved_then(
    lab: Lab, monkeypatch: pytest.MonkeyPatch
) -> None:
    media = lab.studio.parts.media
    adopt, full = type(media).adopt, True

    async def maybe(self: object, *arguments: object) -> object:
        if full:
            raise DiskFullError("The disk is full.")
        return await adopt(media, *arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(type(media), "adopt", maybe)
    lab.insert("a")
    lab.engine.wake("a")
    async with asyncio.timeout(5):
        while "full" not in lab.row("a").step:
            await asyncio.sleep(0.02)
    assert lab.money() == (0, HELD)
    full = False
    row = await lab.ended("a")
    assert row.state == "done"
    assert lab.vendor.asked == {"a": 1}


async def test_a_result_that_is_refused_was_made_all_the_same_and_is_charged(lab: Lab) -> None:
    downloader = replace(lab.studio.parts.downloader, max_bytes=10)
    lab.engine.parts = replace(lab.studio.parts, downloader=downloader)
    row = await lab.run("a")
    assert (row.state, row.error_code, row.usd_micro) == ("failed", "download_refused", 40_000)
    assert lab.money() == (COST, 0)


async def test_a_model_that_is_gone_fails_before_anything_is_bought(lab: Lab) -> None:
    lab.insert("a")
    lab.write(lambda conn: conn.execute("UPDATE job SET model = 'slow:gone'"))
    lab.engine.wake("a")
    row = await lab.ended("a")
    assert (row.state, row.error_code) == ("failed", "not_found")
    assert lab.money() == (0, 0)
    assert lab.wire.requests == []


async def test_a_defect_of_an_adapter_is_not_taken_for_nothing_was_bought(
    lab: Lab, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(self: object, request: object) -> None:
        raise RuntimeError("list index out of range")

    monkeypatch.setattr("tests.vendor.provider.SlowProvider.create_task", broken)
    row = await lab.run("a")
    assert (row.state, row.error_code) == ("unknown", "submission_unknown")
    assert lab.money() == (0, HELD)


def test_waits_grow_and_are_bounded() -> None:
    assert [backoff_s(each) for each in (0, 1, 2, 5, 6, 500)] == [0.5, 1, 2, 16, 30, 30]
