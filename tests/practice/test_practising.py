"""Practice mode: a whole job against an emulator, with nothing of the real studio touched."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from genstudio import bootstrap, practice
from genstudio.bootstrap import Studio, practising
from genstudio.controllers.views import NewGeneration
from genstudio.core.settings import ProviderSettings, Settings
from genstudio.providers.registry import ProviderRegistry
from tests.contract.emulator import TestVendor
from tests.vendor import provider as test_vendor
from tests.vendor import third_party


class Practised(TestVendor):
    def __init__(self, *, pace: float) -> None:
        super().__init__()


@pytest.fixture
async def studio(home: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Studio]:
    """The test vendor is emulated; a provider of somebody else, without an emulator, is installed as well."""
    registry = ProviderRegistry()
    test_vendor.register(registry, "http://vendor.test")
    third_party.register(registry)
    emulators = {row.name: f"{__name__}:Practised" for row in registry.rows() if row.name != "third-party"}
    monkeypatch.setattr(bootstrap, "provider_registry", registry)
    monkeypatch.setattr(practice, "EMULATORS", emulators)
    monkeypatch.setattr("genstudio.practice.host.EMULATORS", emulators)
    monkeypatch.setenv("TEST_VENDOR_KEY", "a-real-key-that-costs")
    real = Settings(home=home, providers={"slow": ProviderSettings(base_url="https://real.example")})
    with practising(real) as made:
        await made.open()
        await made.start()
        yield made
        await made.stop()


async def ended(studio: Studio, job_id: str) -> str:
    async with asyncio.timeout(20):
        while True:
            view = await studio.generations.get("local", job_id)
            if view.is_over:
                return view.fault.code if view.fault is not None else "done"
            await asyncio.sleep(0.05)


async def test_a_job_runs_against_the_emulator_with_its_key_and_in_a_home_of_its_own(
    studio: Studio, home: Path
) -> None:
    assert {row.name for row in studio.registry.rows()} == {"slow", "keyed", "findable", "at-once"}
    made = await studio.generations.create("local", NewGeneration("video", "a fox", provider="slow"))
    assert await ended(studio, made.id) == "done"
    assert {path.name for path in home.iterdir()} == {"practice"}
    (record,) = (home / "practice" / "records").rglob("*.json")
    assert json.loads(record.read_text())["engine"] == "practice"


async def test_keys_are_there_and_a_wrong_one_is_refused_as_at_the_vendor(studio: Studio) -> None:
    for view in (await studio.providers.keys.look()).values():
        assert (view.source, view.last4) == ("keyring", "5678")
    check = await studio.providers.keys.save("local", "slow", "wrong-key-0123456789", keep=True)
    assert check.verdict == "wrong"
    made = await studio.generations.create("local", NewGeneration("video", "a fox", provider="slow"))
    assert await ended(studio, made.id) == "provider_auth"
