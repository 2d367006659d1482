"""fal's own client understands the emulator of fal, over a real port."""

from __future__ import annotations

import io
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import fal_client
import pytest
from fal_client import client as inside
from PIL import Image

from genstudio.practice.fal import Fal
from genstudio.practice.host import Practice, hosted

FLUX = "fal-ai/flux/schnell"
INPUT = {"prompt": "a lighthouse at dusk", "image_size": "landscape_16_9", "num_images": 1}


@pytest.fixture(scope="module")
def running() -> Iterator[Practice]:
    with hosted(pace=0.0) as practice:
        yield practice


@pytest.fixture
def vendor(running: Practice) -> Fal:
    found = running.emulators["fal"]
    assert isinstance(found, Fal)
    found.pace = 0.0
    found.jobs.clear()  # nobody waits behind those of another test
    return found


@pytest.fixture
def client(running: Practice, monkeypatch: pytest.MonkeyPatch) -> Iterator[fal_client.SyncClient]:
    """The client knows no setting for plain http: its addresses are constants."""
    address = running.address("fal")
    monkeypatch.setattr(inside, "QUEUE_URL_FORMAT", f"{address}/")
    monkeypatch.setattr(inside, "REST_URL", address)
    monkeypatch.setattr(inside, "CDN_URL", address)
    made = fal_client.SyncClient(key=running.keys["fal"])
    opened: list[Any] = []
    connect = fal_client.SyncClient._get_cdn_client

    def kept(self: fal_client.SyncClient) -> Any:
        opened.append(connect(self))
        return opened[-1]

    monkeypatch.setattr(fal_client.SyncClient, "_get_cdn_client", kept)  # it opens one for each upload, and closes none
    yield made
    for each in (made._client, *opened):
        each.close()


def fetched(url: str) -> bytes:
    with urllib.request.urlopen(url) as answer:  # noqa: S310  # our own server
        data: bytes = answer.read()
        return data


def test_a_picture_is_queued_watched_and_fetched(client: fal_client.SyncClient, vendor: Fal) -> None:
    handle = client.submit(FLUX, INPUT)
    assert isinstance(handle.status(with_logs=True), fal_client.Completed)
    result = handle.get()
    assert result["has_nsfw_concepts"] == [False]
    shown = result["images"][0]
    assert Image.open(io.BytesIO(fetched(shown["url"]))).size == (shown["width"], shown["height"]) == (1024, 576)
    assert vendor.purchases[-1] == INPUT


def test_it_tells_its_place_in_the_queue_and_what_was_cancelled(client: fal_client.SyncClient, vendor: Fal) -> None:
    vendor.pace = 100.0
    first, second = client.submit(FLUX, INPUT), client.submit(FLUX, INPUT)
    waiting = second.status()
    assert isinstance(waiting, fal_client.Queued)
    assert waiting.position == 1
    vendor.jobs[first.request_id].starts_at = 0
    assert isinstance(first.status(), fal_client.InProgress)
    second.cancel()
    told = second.status()
    assert isinstance(told, fal_client.Completed)
    assert told.error_type == "client_cancelled"
    vendor.jobs[first.request_id].ends_at = 0
    with pytest.raises(fal_client.FalClientHTTPError) as caught:
        first.cancel()
    assert caught.value.status_code == 400


@pytest.mark.parametrize(("prompt", "status"), [("forbidden", 422), ("fail", 500)])
def test_an_end_in_failure_is_told_by_the_result(
    client: fal_client.SyncClient, vendor: Fal, prompt: str, status: int
) -> None:
    with pytest.raises(fal_client.FalClientHTTPError) as caught:
        client.submit(FLUX, {**INPUT, "prompt": prompt}).get()
    assert caught.value.status_code == status
    detail: Any = caught.value.message
    assert detail[0]["type"] in ("content_policy_violation", "internal_server_error")


def test_files_are_uploaded_by_both_of_its_ways(client: fal_client.SyncClient, vendor: Fal, tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(b"\x89PNG and more")
    assert fetched(client.upload_file(path)) == path.read_bytes()
    url = client.upload(b"bytes", "image/png", "b.png", repository="fal")
    assert fetched(url) == b"bytes"


def test_a_wrong_key_is_refused(running: Practice, client: fal_client.SyncClient) -> None:
    stranger = fal_client.SyncClient(key="somebody:else")
    with pytest.raises(fal_client.FalClientHTTPError) as caught:
        stranger.submit(FLUX, INPUT)
    assert caught.value.status_code == 401
    stranger._client.close()
