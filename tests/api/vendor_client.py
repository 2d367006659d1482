"""A studio around the test vendor, both in this process."""

from __future__ import annotations

from pathlib import Path

import httpx2
from starlette.testclient import TestClient

from genstudio import bootstrap
from genstudio.providers.registry import ProviderRegistry
from genstudio.storage.keys import KeyStore
from genstudio.transport.http import HttpPool
from tests.api.conftest import EmptyKeyring, app_of, settings_of
from tests.vendor import provider as test_vendor
from tests.vendor.server import Vendor
from tests.wire import TestWire


def client_of(home: Path, vendor: Vendor) -> TestClient:
    """A fresh start of the studio of this home."""
    registry = ProviderRegistry()
    test_vendor.register(registry)
    studio = bootstrap.build(
        settings_of(home),
        registry=registry,
        keys=KeyStore(keyring=EmptyKeyring, environment={test_vendor.KEY.env: vendor.key}),
        pool=HttpPool(TestWire(httpx2.ASGITransport(vendor.app))),
    )
    return TestClient(app_of(studio), base_url="http://localhost")
