"""Keys: searched for in every answer of the server, in the page, in its log and in every file that it wrote."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from genstudio import bootstrap
from genstudio.providers.registry import ProviderRegistry
from genstudio.storage.keys import KeyStore
from genstudio.ui.app import mount
from tests.api import models
from tests.api.attacks.addresses import bodies, filled, of_api
from tests.api.conftest import app_of, settings_of
from tests.api.steps import order, until

KEYS = {"keyring": "keyring-4f1e9a77c2", "environment": "environment-81b0d3e5"}


class Keyring:
    """A keyring that has the key of every service."""

    def get_password(self, service: str, username: str) -> str | None:
        return KEYS["keyring"]

    def set_password(self, service: str, username: str, password: str) -> None:
        raise AssertionError("no attack may save a key")

    def delete_password(self, service: str, username: str) -> None:
        raise AssertionError("no attack may remove a key")


@pytest.mark.parametrize(("source", "share"), [("keyring", False), ("environment", True)])
def test_a_key_is_nowhere(
    home: Path, source: str, share: bool, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """For guests and for the owner alike: it goes in, and never comes back."""
    caplog.set_level(logging.DEBUG)
    key = KEYS[source]
    if source == "environment":
        monkeypatch.setenv("DEAR_API_KEY", key)
    registry = ProviderRegistry()
    models.register(registry)
    store = KeyStore(keyring=Keyring) if source == "keyring" else KeyStore()
    studio = bootstrap.build(settings_of(home, share=share), registry=registry, keys=store)
    app = mount(app_of(studio), home=home)
    with TestClient(app, base_url="http://127.0.0.1:7860") as client:
        answers = [client.get(path) for path in ("/", "/config", "/theme.css", "/api/docs", "/api/openapi.json")]
        if not share:
            until(client, order(client, model="dear:brush"), "done")
        for address in of_api(app):
            if address.path.endswith("/key") and address.method != "GET":
                continue
            values = {"id": "x", "n": "0", "type": "image", "provider": "dear", "name": "dear", "model": "x"}
            path = filled(address.path, values)
            answers += [client.request(address.method, path, json=body) for body in bodies(app, address, ["x"])]
    for answer in answers:
        assert key.encode() not in answer.content, answer.request.url
        assert key not in str(answer.headers)
    assert key not in caplog.text
    for file in home.rglob("*"):
        assert not file.is_file() or key.encode() not in file.read_bytes(), file
