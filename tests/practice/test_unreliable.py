"""Answers that break on the way: nothing is bought twice, and what was paid for is not lost."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import aiohttp
import pytest

from genstudio.bootstrap import Studio, practising
from genstudio.controllers.views import GenerationView, NewGeneration
from genstudio.core.settings import Settings
from genstudio.practice import host
from genstudio.practice.host import Practice, hosted

# A vendor that answers at once, one with a queue, one whose errors come on HTTP 200, and one that takes a reference.
VENDORS = ("openai", "fal", "kie", "replicate")
WITH_FILES = ("fal", "kie", "replicate")


@pytest.fixture
def run(home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Studio, Practice]]:
    vendors: list[Practice] = []

    @contextlib.contextmanager
    def at_once() -> Iterator[Practice]:
        with hosted(pace=0.0) as running:
            vendors.append(running)
            yield running

    monkeypatch.setattr(host, "hosted", at_once)
    with practising(Settings(home=home)) as studio:
        yield studio, vendors[0]


async def made(studio: Studio, provider: str, words: str) -> GenerationView:
    new = NewGeneration("image", f"a fox {words}", provider=provider)
    job_id = (await studio.generations.create("local", new)).id
    async with asyncio.timeout(60):
        while True:
            view = await studio.generations.get("local", job_id)
            if view.is_over or view.fault is not None:
                return view
            await asyncio.sleep(0.05)


@pytest.fixture
async def studio(run: tuple[Studio, Practice]) -> AsyncIterator[Studio]:
    studio, _ = run
    await studio.open()
    await studio.start()
    yield studio
    await studio.stop()


async def told(studio: Studio, run: tuple[Studio, Practice], vendors: tuple[str, ...], words: str) -> set[object]:
    """What becomes of one order at each vendor, which is never sent twice."""
    emulators = run[1].emulators
    before = {name: len(emulators[name].purchases) for name in vendors}
    views = await asyncio.gather(*[made(studio, name, words) for name in vendors])
    assert {name: len(emulators[name].purchases) - before[name] for name in vendors} == dict.fromkeys(vendors, 1)
    return {(each.fault.code, each.fault.charged) if each.fault else each.status for each in views}


async def test_a_broken_answer_to_an_order_is_held_for_a_person(run: tuple[Studio, Practice], studio: Studio) -> None:
    assert await told(studio, run, VENDORS, "#drip") == {"complete"}
    assert await told(studio, run, VENDORS, "#lose") == {("submission_unknown", "held")}
    assert await told(studio, run, VENDORS, "#half") == {("submission_unknown", "held")}
    assert await told(studio, run, VENDORS, "#garbage") == {("provider_response", "held")}


async def test_a_file_that_breaks_off_is_fetched_again(run: tuple[Studio, Practice], studio: Studio) -> None:
    assert await told(studio, run, WITH_FILES, "#result-half") == {"complete"}
    assert await told(studio, run, WITH_FILES, "#result-drip") == {"complete"}
    assert await told(studio, run, WITH_FILES, "#result-garbage") == {("provider_response", "held")}


async def test_a_file_that_leads_astray_is_refused(run: tuple[Studio, Practice], studio: Studio) -> None:
    assert await told(studio, run, WITH_FILES, "#result-redirect") == {("download_refused", "yes")}
    assert await told(studio, run, WITH_FILES, "#result-huge") == {("download_refused", "yes")}


async def test_an_answer_that_never_comes(run: tuple[Studio, Practice]) -> None:
    vendors = run[1]
    headers = {"Authorization": f"Key {vendors.keys['fal']}"}
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(0.5), headers=headers) as session:
        with pytest.raises(TimeoutError):
            await session.post(f"{vendors.address('fal')}/fal-ai/flux/dev", json={"prompt": "a fox #stall"})
    assert len(vendors.emulators["fal"].purchases) == 1
