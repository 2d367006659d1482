"""Keys over REST: tried, kept, refused, removed; seen by the owner alone, and told to nobody."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest
from starlette.testclient import TestClient

from genstudio import bootstrap
from genstudio.api.schemas_providers import ProviderSummariesOut, ProviderSummaryOut
from genstudio.bootstrap import Studio
from genstudio.controllers.keys import Keys
from genstudio.core.result import KeyReport
from genstudio.core.settings import ProviderSettings
from genstudio.providers.registry import ProviderRegistry
from genstudio.routing.reach import Reach
from genstudio.storage.keys import KeyStore, NoKeyringError
from genstudio.transport.http import Http, HttpPool
from tests.api import models
from tests.api.conftest import app_of, settings_of
from tests.api.steps import order, until
from tests.vendor import provider as test_vendor
from tests.vendor.server import Vendor
from tests.wire import TestWire

KEY = "test-key-12345678"
WRONG = "wrong-key-87654321"
PROVIDERS = "/api/v2/providers"
ADDRESS = f"{PROVIDERS}/at-once/key"


class Ring:
    """A keyring in memory that can be locked or missing."""

    def __init__(self) -> None:
        self.kept: dict[str, str] = {}
        self.trouble: Exception | None = None

    def __call__(self) -> Ring:
        if self.trouble is not None:
            raise self.trouble
        return self

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get(username)

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[username] = password

    def delete_password(self, service: str, username: str) -> None:
        del self.kept[username]


class KeyringLocked(Exception):  # noqa: N818  # the name is keyring's own
    pass


@pytest.fixture
def vendor() -> Vendor:
    return Vendor(seconds=0.0)


@pytest.fixture
def ring() -> Ring:
    return Ring()


@pytest.fixture
def studio(home: Path, vendor: Vendor, ring: Ring) -> Studio:
    """A private studio with the tests' painter and the test vendor, reached in this process."""
    registry = ProviderRegistry()
    models.register(registry)
    test_vendor.register(registry)
    pool = HttpPool(TestWire(httpx2.ASGITransport(vendor.app)))
    return bootstrap.build(settings_of(home), registry=registry, keys=KeyStore(keyring=ring), pool=pool)


@pytest.fixture
def client(studio: Studio) -> Iterator[TestClient]:
    with TestClient(app_of(studio), base_url="http://127.0.0.1:7860") as client:
        yield client


def listed(client: TestClient, name: str = "at-once") -> Any:
    answer = client.get(PROVIDERS)
    ProviderSummariesOut.model_validate_json(answer.content)
    return next(each for each in answer.json()["providers"] if each["name"] == name)


def put(client: TestClient, key: str, **more: object) -> Any:
    answer = client.put(ADDRESS, json={"key": key, **more})
    assert answer.status_code == 200, answer.text
    ProviderSummaryOut.model_validate_json(answer.content)
    return answer.json()


def test_every_provider_is_listed_once_with_what_it_makes(client: TestClient) -> None:
    own = listed(client, "embedded")
    assert (own["kinds"], own["models"], own["offline"], own["state"], own["key"]) == (
        ["image", "tts"], 2, True, "ready", None,
    )  # fmt: skip
    assert not own["needsKey"]
    hosted = listed(client)
    assert hosted["needsKey"]
    assert (hosted["state"], hosted["price"], hosted["offline"]) == ("needs key", "$0.04 per output", False)
    assert hosted["key"] == {
        "name": "", "source": None, "last4": "", "env": "TEST_VENDOR_KEY", "helpUrl": "https://vendor.example/keys",
        "problem": "", "check": None,
    }  # fmt: skip


def test_a_wrong_key_is_answered_and_not_kept(client: TestClient, ring: Ring) -> None:
    told = put(client, WRONG)
    assert told["key"]["check"]["verdict"] == "wrong"
    assert told["key"]["check"]["said"] == "bad key ••••"
    assert not told["key"]["check"]["kept"]
    assert (ring.kept, told["state"], listed(client)["key"]["check"]) == ({}, "needs key", None)


def test_a_right_key_is_kept_and_tells_what_it_opens(client: TestClient, ring: Ring) -> None:
    told = put(client, f"  {KEY}\n")
    assert ring.kept == {"test-vendor": KEY}
    assert (told["state"], told["key"]["source"], told["key"]["last4"]) == ("ready", "keyring", "5678")
    assert told["key"]["check"]["verdict"] == "works"
    assert {"label": "Balance", "value": "$12.30"} in told["key"]["check"]["opens"]
    assert listed(client, "slow")["key"]["check"] == listed(client)["key"]["check"] == told["key"]["check"]
    refused = put(client, WRONG)
    assert (ring.kept["test-vendor"], refused["state"], refused["key"]["last4"]) == (KEY, "ready", "5678")
    removed = client.delete(ADDRESS).json()
    assert (ring.kept, removed["state"], removed["key"]["check"]) == ({}, "needs key", None)
    assert client.post(f"{ADDRESS}/test").status_code == 409


def test_the_key_that_the_settings_name_is_the_one_in_use(home: Path, vendor: Vendor, ring: Ring) -> None:
    settings = settings_of(home).model_copy(update={"providers": {"at-once": ProviderSettings(key_name="work")}})
    registry = ProviderRegistry()
    test_vendor.register(registry)
    pool = HttpPool(TestWire(httpx2.ASGITransport(vendor.app)))
    studio = bootstrap.build(settings, registry=registry, keys=KeyStore(keyring=ring), pool=pool)
    with TestClient(app_of(studio), base_url="http://127.0.0.1:7860") as client:
        told = put(client, KEY)["key"]
        assert (told["name"], told["env"], told["last4"]) == ("work", "TEST_VENDOR_KEY_WORK", "5678")
        assert ring.kept == {"test-vendor:work": KEY}
        assert listed(client, "slow")["state"] == "needs key"
        until(client, order(client, model="at-once:one"), "done")


def test_a_wrong_key_may_be_kept_on_purpose(client: TestClient, ring: Ring, vendor: Vendor) -> None:
    told = put(client, WRONG, keep=True)
    assert (told["state"], told["key"]["check"]["kept"], ring.kept["test-vendor"]) == ("key refused", True, WRONG)
    vendor.key = WRONG
    assert client.post(f"{ADDRESS}/test").json()["state"] == "ready"


@pytest.mark.parametrize("key", ["", "   ", "two words", "naïve-key-12345678", "x" * 5_000])
def test_what_cannot_be_a_key_is_refused_before_it_is_sent(client: TestClient, vendor: Vendor, key: str) -> None:
    answer = client.put(ADDRESS, json={"key": key})
    assert (answer.status_code, answer.json()["field"]) == (422, "key")
    assert key.strip() == "" or key not in answer.text


@pytest.mark.parametrize(
    ("fault", "verdict"),
    [("billing", "empty"), ("server", "unreachable"), ("limit", "unreachable"), ("invalid", "unreachable")],
)
def test_a_key_that_cannot_be_judged_is_kept_and_the_trouble_told(
    client: TestClient, ring: Ring, vendor: Vendor, fault: str, verdict: str
) -> None:
    vendor.faults[fault] = 1
    told = put(client, KEY)
    assert (told["key"]["check"]["verdict"], told["key"]["check"]["kept"]) == (verdict, True)
    assert told["key"]["check"]["detail"].startswith("at-once" if fault != "billing" else "The account at at-once")
    assert (told["state"], ring.kept["test-vendor"]) == ("ready", KEY)


async def test_a_slow_vendor_is_given_up(studio: Studio, vendor: Vendor) -> None:
    vendor.faults["stall"] = 1
    await studio.open()
    keys = Keys(studio.registry, studio.keys, studio.database, Http(studio.http), Reach(), limit_s=0.05)
    check = await keys.save("local", "at-once", KEY)
    await studio.stop()
    assert (check.verdict, check.detail) == ("unreachable", "at-once did not answer within 0.05 s.")


def test_a_broken_adapter_is_a_verdict_and_its_words_are_not_told(
    client: TestClient, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def fail(self: object) -> KeyReport:
        raise RuntimeError(KEY)

    monkeypatch.setattr(test_vendor.CheckedProvider, "check_key", fail)
    told = put(client, KEY)
    assert told["key"]["check"]["verdict"] == "unreachable"
    assert KEY not in json.dumps(told) + caplog.text


def test_a_vendor_without_a_free_call_is_said_so(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(test_vendor.CheckedProvider, "check_key")
    assert put(client, KEY)["key"]["check"]["verdict"] == "unasked"


def test_locked_and_missing_keyrings_say_what_to_do(client: TestClient, ring: Ring) -> None:
    ring.trouble = KeyringLocked()
    told = listed(client)
    assert (told["state"], told["key"]["problem"]) == (
        "keyring locked",
        "The keyring is locked. Unlock it and try again.",
    )
    answer = client.put(ADDRESS, json={"key": KEY})
    assert (answer.status_code, answer.json()["code"]) == (503, "keyring")
    ring.trouble = NoKeyringError("This machine has no keyring that keeps keys safe.")
    told = listed(client)
    assert told["state"] == "needs key"
    assert "TEST_VENDOR_KEY" in told["key"]["problem"]


def test_a_key_in_the_environment_is_used_and_left_alone(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TEST_VENDOR_KEY", KEY)
    assert (listed(client)["state"], listed(client)["key"]["source"]) == ("ready", "environment")
    assert client.post(f"{ADDRESS}/test").json()["key"]["check"]["verdict"] == "works"
    answer = client.delete(ADDRESS)
    assert answer.status_code == 409
    assert "TEST_VENDOR_KEY" in answer.json()["detail"]


def test_a_key_refused_by_a_job_counts_as_refused_until_it_is_tested(client: TestClient, vendor: Vendor) -> None:
    put(client, KEY)
    vendor.key = "another-key-00000000"
    job = until(client, order(client, model="at-once:one"), "failed")
    assert job["error"]["code"] == "provider_auth"
    told = listed(client)
    assert (told["state"], told["health"]["failed"], told["health"]["lastError"]["code"]) == (
        "key refused", 1, "provider_auth",
    )  # fmt: skip
    assert listed(client, "slow")["state"] == "key refused"
    vendor.key = KEY
    assert client.post(f"{ADDRESS}/test").json()["state"] == "ready"


def test_the_wait_to_expect_is_the_studios_own_median(client: TestClient) -> None:
    put(client, KEY)
    for _ in range(5):
        assert order(client, wait=30, model="at-once:one")["stage"] == "done"
    (table,) = [each for each in client.get(f"{PROVIDERS}/image").json()["providers"] if each["name"] == "at-once"]
    model = table["models"][0]
    assert model["health"]["done"] == 5
    assert model["health"]["successRate"] == 1.0
    assert model["typicalS"] == model["health"]["p50S"] < 5
    body = {"type": "image", "provider": "at-once", "config": {"prompt": "x"}}
    assert client.post(f"{PROVIDERS}/image/estimate", json=body).json()["typicalS"] == model["typicalS"]


def test_guests_neither_see_nor_change_keys(
    home: Path, vendor: Vendor, ring: Ring, monkeypatch: pytest.MonkeyPatch
) -> None:
    ring.kept["test-vendor"] = KEY
    registry = ProviderRegistry()
    test_vendor.register(registry)
    pool = HttpPool(TestWire(httpx2.ASGITransport(vendor.app)))
    shared = bootstrap.build(settings_of(home, share=True), registry=registry, keys=KeyStore(keyring=ring), pool=pool)
    with TestClient(app_of(shared), base_url="http://127.0.0.1:7860") as guest:
        told = listed(guest)
        assert (told["state"], told["key"], told["health"]["lastError"]) == ("ready", None, None)
        attempts: list[Callable[[], httpx2.Response]] = [
            lambda: guest.put(ADDRESS, json={"key": WRONG, "keep": True}),
            lambda: guest.post(f"{ADDRESS}/test"),
            lambda: guest.delete(ADDRESS),
        ]
        for attempt in attempts:
            answer = attempt()
            assert (answer.status_code, answer.json()["code"]) == (403, "not_allowed")
    assert ring.kept == {"test-vendor": KEY}


def test_no_key_is_in_any_answer_log_or_file(
    client: TestClient, home: Path, ring: Ring, vendor: Vendor, caplog: pytest.LogCaptureFixture
) -> None:
    """Also of a vendor that writes the key into all of its answers."""
    caplog.set_level(logging.DEBUG)
    vendor.faults["echo"] = 1
    answers = [client.put(ADDRESS, json={"key": key, "keep": keep}).text for key, keep in
               ((KEY, False), (WRONG, True), (WRONG, False), (KEY, False))]  # fmt: skip
    answers.append(client.put(ADDRESS, content=f'{{"key": "{KEY}"', headers={"Content-Type": "application/json"}).text)
    answers.append(client.put(ADDRESS, json={"key": [KEY]}).text)
    vendor.key = "another-key-00000000"
    job = until(client, order(client, model="at-once:one"), "failed")
    answers += [json.dumps(job), client.post(f"{ADDRESS}/test").text, client.get(PROVIDERS).text]
    written = [path.read_bytes() for path in home.rglob("*") if path.is_file()]
    for key in (KEY, WRONG):
        assert not [each for each in answers if key in each]
        assert key not in caplog.text
        assert not [each for each in written if key.encode() in each]
