"""Whole jobs at the emulator of fal: the bill, a refusal that is billed, and a model without a table of ours."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from genstudio.bootstrap import Studio, practising
from genstudio.controllers.views import GenerationView, NewGeneration
from genstudio.core.settings import Settings
from genstudio.practice.fal import Fal
from genstudio.practice.fal_platform import Trap
from genstudio.providers import spec_json
from genstudio.providers.registry import provider_registry


@pytest.fixture
def fal() -> Fal:
    return Fal(pace=0)


@pytest.fixture
async def studio(home: Path, fal: Fal, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Studio]:
    provider_registry.load()
    monkeypatch.setattr("genstudio.practice.host.EMULATORS", ("fal",))
    monkeypatch.setattr("genstudio.practice.host.emulator_class", lambda name: lambda pace: fal)
    with practising(Settings(home=home)) as made:
        await made.open()
        await made.start()
        yield made
        await made.stop()


async def ended(studio: Studio, prompt: str, model: str = "fal-ai/flux/schnell") -> GenerationView:
    order = NewGeneration("image", prompt, provider="fal", model=model)
    made = await studio.generations.create("local", order)
    async with asyncio.timeout(30):
        while not (view := await studio.generations.get("local", made.id)).is_over:
            await asyncio.sleep(0.05)
    return view


async def test_a_picture_is_made_and_charged_as_fal_bills(studio: Studio) -> None:
    view = await ended(studio, "a fox")
    assert (view.fault, view.cost.usd_micro) == (None, 3_000)


async def test_what_fal_refuses_and_bills_is_charged(studio: Studio) -> None:
    view = await ended(studio, "forbidden")
    assert view.fault is not None
    assert (view.fault.code, view.cost.usd_micro) == ("content_refused", 3_000)


@pytest.mark.parametrize(
    ("trap", "code"),
    [("half a file", None), ("huge file", "download_refused"), ("redirected file", "download_refused")],
)
async def test_a_file_that_breaks_on_its_way(studio: Studio, fal: Fal, trap: Trap, code: str | None) -> None:
    fal.set_trap(trap)
    view = await ended(studio, "a fox")
    assert (view.fault and view.fault.code, view.cost.usd_micro) == (code, 3_000)
    assert len(fal.purchases) == 1


async def test_any_model_of_fal_can_be_ordered(studio: Studio) -> None:
    spec = await studio.providers.custom.add("local", "image", "fal", "example/sketch")
    assert spec_json.load(spec_json.dump(spec)) == spec  # so that it outlives a restart
    view = await ended(studio, "a fox", "example/sketch")
    assert (view.fault, view.model, view.cost.usd_micro) == (None, "fal:example/sketch", 10_000)
