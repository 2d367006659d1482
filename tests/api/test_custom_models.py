"""Models outside the tables: described by the vendor, offered, ordered, kept over a restart, and taken out again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from genstudio.api.schemas import ModelOut, ProvidersOut
from genstudio.api.schemas_providers import ModelListOut
from genstudio.core.money import Free, PerSecond
from genstudio.core.spec import Choice, Field, InputRole, Prompt
from genstudio.providers import spec_json
from tests.api.steps import order, until
from tests.api.vendor_client import client_of
from tests.vendor import provider as test_vendor
from tests.vendor.server import Vendor

ADDRESS = "/api/v2/providers/video/keyed/models"


@pytest.fixture
def vendor() -> Vendor:
    return Vendor(seconds=0.0)


@pytest.fixture
def client(home: Path, vendor: Vendor) -> Iterator[TestClient]:
    with client_of(home, vendor) as made:
        yield made


def offered(client: TestClient, kind: str, provider: str) -> list[str]:
    answer = client.get(f"/api/v2/providers/{kind}")
    ProvidersOut.model_validate_json(answer.content)
    (row,) = [each for each in answer.json()["providers"] if each["name"] == provider]
    assert row["takesCustomModels"] is (provider in ("keyed", "at-once"))
    return [model["id"] for model in row["models"]]


def test_an_added_model_is_offered_with_its_own_form_and_survives_a_restart(home: Path, vendor: Vendor) -> None:
    both = ["keyed:one", "keyed:owner/long-take"]
    with client_of(home, vendor) as client:
        answer = client.post(ADDRESS, json={"model": "owner/long-take"})
        ModelOut.model_validate_json(answer.content)
        told: dict[str, Any] = answer.json()
        assert (told["id"], told["label"], told["fields"][0]["high"]) == (both[1], "Model owner/long-take", 20)
        assert offered(client, "video", "keyed") == both
    with client_of(home, vendor) as again:
        assert offered(again, "video", "keyed") == both
        made = until(again, order(again, kind="video", model=both[1], duration=20), "done")
        assert made["model"] == both[1]
        assert vendor.bodies[-1]["model"] == "owner/long-take"
        assert again.delete(f"{ADDRESS}/owner/long-take").status_code == 204
        assert offered(again, "video", "keyed") == both[:1]
        assert again.delete(f"{ADDRESS}/owner/long-take").status_code == 404


def test_an_order_for_an_unknown_model_has_it_described_first(client: TestClient, vendor: Vendor) -> None:
    made = until(client, order(client, kind="video", model="keyed:owner/other", duration=12), "done")
    assert made["modelLabel"] == "Model owner/other"
    assert vendor.bodies[-1]["seconds"] == 12
    until(client, order(client, model="at-once:anything"), "done")
    assert vendor.bodies[-1]["model"] == "anything"


@pytest.mark.parametrize(("model", "status"), [("nothing", 404), ("", 422), ("x" * 201, 422), ("fähre", 422)])
def test_what_is_no_model_is_refused(client: TestClient, model: str, status: int) -> None:
    assert client.post(ADDRESS, json={"model": model}).status_code == status
    assert offered(client, "video", "keyed") == ["keyed:one"]


def test_a_provider_with_a_fixed_table_takes_no_other(client: TestClient) -> None:
    assert client.post("/api/v2/providers/video/slow/models", json={"model": "another"}).status_code == 404


def test_a_whole_table_survives_json() -> None:
    spec = replace(
        test_vendor.model("keyed", "video"),
        price=PerSecond("0.08", slot_s=4),
        sunset=date(2027, 1, 1),
        prompt=Prompt("Text", max_chars=9, examples=("a", "b"), languages=("en",)),
        inputs=(InputRole("last_frame", "image", "Last frame", required=True),),
        fields=(Field("voice", "choice", "Voice", choices=(Choice(0, "None"), Choice(True, "Yes", "note"))),),
        tags=("new",),
    )
    assert spec_json.load(spec_json.dump(spec)) == spec
    with pytest.raises(TypeError):
        spec_json.dump(replace(spec, price=Free()))


LIST = "/api/v2/providers/keyed/models"


def test_a_vendors_own_list_tells_new_ended_and_ending_models(client: TestClient, vendor: Vendor) -> None:
    answer = client.post(LIST)
    ModelListOut.model_validate_json(answer.content)
    known, new = answer.json()["listed"]
    assert (known["known"], known["sunset"]) == (True, "2031-05-01")
    told = {"type": "video", "id": "owner/brand-new", "label": "Brand new", "sunset": None}
    assert new == {**told, "known": False, "addable": True}
    assert client.post(ADDRESS, json={"model": "owner/brand-new"}).status_code == 200
    vendor.faults["ended"] = 1
    again = client.post(LIST).json()
    assert [each["known"] for each in again["listed"]] == [True]
    assert again["missing"] == [{"type": "video", "id": "keyed:one", "label": "Test model"}]


def test_a_list_that_there_is_not_is_no_fault_of_ours(client: TestClient, vendor: Vendor) -> None:
    assert client.post("/api/v2/providers/slow/models").status_code == 404
    vendor.key = "another-key-87654321"
    assert client.post(LIST).json()["code"] == "provider_auth"
