"""Replicate's own client understands the emulator of Replicate, over a real port."""

from __future__ import annotations

import io
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from replicate.client import Client
from replicate.exceptions import ModelError, ReplicateError

from genstudio.practice.host import Practice, hosted
from genstudio.practice.replicate.models import version_of
from genstudio.practice.replicate.vendor import Replicate
from tests.vendor.server import png

FLUX, NANO, KOKORO = "black-forest-labs/flux-schnell", "google/nano-banana", "jaaari/kokoro-82m"


@pytest.fixture(scope="module")
def running() -> Iterator[Practice]:
    with hosted(pace=0.0) as practice:
        yield practice


@pytest.fixture
def client(running: Practice, monkeypatch: pytest.MonkeyPatch) -> Iterator[Client]:
    monkeypatch.setenv("REPLICATE_POLL_INTERVAL", "0.01")
    made = Client(api_token=running.keys["replicate"], base_url=running.address("replicate"))
    yield made
    made._client.close()  # it has no way of its own


@pytest.fixture
def vendor(running: Practice) -> Replicate:
    found = running.emulators["replicate"]
    assert isinstance(found, Replicate)
    return found


def test_a_list_of_pictures_is_run(client: Client) -> None:
    made = client.run(FLUX, input={"prompt": "a boat", "num_outputs": 2, "megapixels": "0.25", "output_format": "png"})
    assert isinstance(made, list)
    assert len(made) == 2
    with urllib.request.urlopen(made[0]) as answer:  # noqa: S310  # our own server; it is read without the key
        assert Image.open(io.BytesIO(answer.read())).size == (512, 512)


def test_a_single_file_and_an_object_are_understood(client: Client) -> None:
    # An address with https would be a FileOutput.
    assert str(client.run(NANO, input={"prompt": "a boat"})).endswith("out-0.jpg")
    made = client.run(f"example/choir:{version_of('example/choir')}", input={"caption": "a hymn", "duration": 5})
    assert isinstance(made, dict)
    assert set(made) == {"cover", "audio", "title"}


def test_a_prediction_is_created_looked_at_and_cancelled(
    client: Client, vendor: Replicate, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(vendor, "pace", 1.0)
    made = client.models.predictions.create(model="google/veo-3.1", input={"prompt": "a boat"})
    seen = [made.status]
    vendor.predictions[made.id].starts_at = 0
    made.reload()
    seen.append(made.status)
    assert made.progress is not None
    assert (made.progress.percentage, made.progress.total) == (0.5, 4)
    made.cancel()
    made.reload()
    assert [*seen, made.status] == ["starting", "processing", "canceled"]


def test_a_wait_may_end_before_the_prediction(
    client: Client, vendor: Replicate, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = client.models.predictions.create(model=FLUX, input={"prompt": "a boat"}, wait=1)
    assert made.status == "succeeded"
    assert made.metrics is not None
    assert made.metrics["image_output_count"] == 1
    monkeypatch.setattr(vendor, "pace", 0.4)
    made = client.models.predictions.create(model=FLUX, input={"prompt": "a boat"}, wait=1)
    assert made.status == "processing"


def test_a_file_is_given(client: Client, vendor: Replicate, tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(png())
    client.run(NANO, input={"prompt": "a hat on it", "image_input": [path]})
    given = vendor.purchases[-1]["input"]
    assert isinstance(given, dict)
    name = given["image_input"][0].rpartition("/")[2]
    assert vendor.uploads[name] == png()
    assert client.files.get(name).id == name


def test_models_tell_what_they_take(client: Client) -> None:
    model = client.models.get("example/sketch")
    assert model.latest_version is not None
    assert "hardness" in model.latest_version.openapi_schema["components"]["schemas"]["Input"]["properties"]
    assert model.versions.get(model.latest_version.id).id == model.latest_version.id
    listed = client.collections.get("text-to-image").models
    assert listed is not None
    assert FLUX in [f"{each.owner}/{each.name}" for each in listed]
    assert client.accounts.current().username == "practice"


def test_a_model_of_the_community_wants_a_version(client: Client) -> None:
    with pytest.raises(ReplicateError) as caught:
        client.models.predictions.create(model=KOKORO, input={"text": "Hello."})
    assert caught.value.status == 404
    made = client.predictions.create(version=version_of(KOKORO), input={"text": "Hello."})
    assert made.version == version_of(KOKORO)


@pytest.mark.parametrize(
    ("fault", "status", "title"),
    [
        ("unauthorized", 401, "Unauthenticated"),
        ("billing", 402, "Insufficient credit"),
        ("invalid", 422, "Input validation failed"),
    ],
)
def test_a_refusal_is_understood(client: Client, vendor: Replicate, fault: str, status: int, title: str) -> None:
    vendor.faults.append(fault)
    with pytest.raises(ReplicateError) as caught:
        client.models.predictions.create(model=FLUX, input={"prompt": "a boat"})
    assert (caught.value.status, caught.value.title) == (status, title)


def test_a_failure_and_what_was_deleted_are_understood(client: Client, vendor: Replicate) -> None:
    with pytest.raises(ModelError, match="flagged as sensitive"):
        client.run(FLUX, input={"prompt": "forbidden"})
    made = client.models.predictions.create(model=FLUX, input={"prompt": "a boat"})
    vendor.set_trap("removed")
    made.reload()
    assert (made.status, made.output) == ("succeeded", None)
