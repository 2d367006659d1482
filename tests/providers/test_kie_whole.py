"""Whole jobs at the emulator of Kie, one by each of its APIs: uploads, the bill, and results whose address is dead."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from genstudio import practice
from genstudio.bootstrap import Studio, practising
from genstudio.controllers.views import GenerationView, NewGeneration
from genstudio.core.settings import Settings
from genstudio.core.spec import Kind
from genstudio.practice.kie import server
from genstudio.providers.registry import provider_registry


@pytest.fixture
async def studio(home: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Studio]:
    provider_registry.load()
    monkeypatch.setattr("genstudio.practice.host.EMULATORS", {"kie": practice.EMULATORS["kie"]})
    monkeypatch.setattr(server, "UNSEEN_S", 0.0)
    monkeypatch.setattr(server, "SONG_S", 1.0)
    monkeypatch.setattr(server, "seconds_of", lambda body: 0.5)
    monkeypatch.setattr(server, "WAITS_S", dict.fromkeys(server.WAITS_S, 0.0))
    with practising(Settings(home=home)) as made:
        await made.open()
        await made.start()
        yield made
        await made.stop()


async def ended(studio: Studio, kind: Kind, model: str, prompt: str = "a fox", **values: object) -> GenerationView:
    order = NewGeneration(kind, prompt, provider="kie", model=model, values=values)
    made = await studio.generations.create("local", order)
    async with asyncio.timeout(30):
        while not (view := await studio.generations.get("local", made.id)).is_over:
            await asyncio.sleep(0.02)
    return view


async def test_a_job_of_each_api_ends_with_its_files_and_its_bill(studio: Studio) -> None:
    jobs = await asyncio.gather(
        ended(studio, "image", "z-image"),
        ended(studio, "video", "veo3_lite", duration=4),
        ended(studio, "video", "runway"),
        ended(studio, "music", "V5"),
        ended(studio, "tts", "elevenlabs/text-to-speech-turbo-2-5"),
    )
    assert [view.fault for view in jobs] == [None] * 5
    assert [len(view.outputs) for view in jobs] == [1, 1, 1, 3, 1]
    assert [view.cost.usd_micro for view in jobs] == [4_000, 150_000, 60_000, 60_000, 150]


async def test_what_is_refused_costs_nothing(studio: Studio) -> None:
    view = await ended(studio, "image", "nano-banana-pro", "forbidden")
    assert view.fault is not None
    assert (view.fault.code, view.cost.usd_micro) == ("content_refused", 0)


async def test_a_result_whose_address_is_dead_is_fetched_at_a_fresh_one(
    studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server, "URL_LIVES_S", -1.0)
    assert (await ended(studio, "image", "z-image")).fault is None
    monkeypatch.setattr(server, "FRESH_LIVES_S", -1.0)
    view = await ended(studio, "image", "z-image")
    assert view.fault is not None
    # It was made and is billed all the same.
    assert (view.fault.code, view.cost.usd_micro) == ("download_refused", 4_000)
