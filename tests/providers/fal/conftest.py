"""fal's front, for all of its tests."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import httpx2
import pytest

from genstudio.practice.fal import Fal
from genstudio.providers.registry import provider_registry
from genstudio.transport.http import HttpPool
from tests.providers.fal.front import Front
from tests.wire import TestWire


@pytest.fixture
async def front(tmp_path: Path) -> AsyncIterator[Front]:
    provider_registry.load()
    fal = Fal(pace=0)
    pool = HttpPool(TestWire(httpx2.ASGITransport(fal.app)))
    yield Front(fal, pool, tmp_path)
    await pool.aclose()
