"""Input files on their way to a vendor: made to fit its table, before the purchase, and told in the result."""

from __future__ import annotations

import base64
import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from starlette.testclient import TestClient

from genstudio.transport.media import sniff
from tests.api.steps import order, until
from tests.api.vendor_client import client_of
from tests.media_samples import picture, sound
from tests.vendor.server import Vendor


@pytest.fixture
def vendor() -> Vendor:
    return Vendor(seconds=0.0)


@pytest.fixture
def client(home: Path, vendor: Vendor) -> Iterator[TestClient]:
    with client_of(home, vendor) as made:
        yield made


def sent(vendor: Vendor, role: str = "first_frame") -> bytes:
    uris = vendor.bodies[-1][role]
    assert isinstance(uris, list)
    return base64.b64decode(uris[0].partition(",")[2])


@pytest.mark.parametrize(("kind", "provider"), [("video", "keyed"), ("image", "at-once")])
def test_a_picture_is_made_to_fit_and_the_result_says_so(
    client: TestClient, vendor: Vendor, kind: str, provider: str
) -> None:
    uri = f"data:image/webp;base64,{base64.b64encode(picture(2_000, 1_000, form='WEBP')).decode()}"
    made = until(client, order(client, kind=kind, model=f"{provider}:one", media={"first_frame": [uri]}), "done")
    data = sent(vendor)
    assert sniff(data) == "image/jpeg"
    assert Image.open(io.BytesIO(data)).size == (1_024, 512)
    assert made["extras"]["changed"] == ["First frame: 2000 × 1000 px WEBP sent as 1024 × 512 px JPG"]


def test_a_picture_that_fits_arrives_byte_for_byte(client: TestClient, vendor: Vendor) -> None:
    data = picture(300, 200)
    uri = f"data:image/png;base64,{base64.b64encode(data).decode()}"
    made = until(client, order(client, kind="video", model="keyed:one", media={"first_frame": [uri]}), "done")
    assert sent(vendor) == data
    assert "changed" not in made["extras"]


def test_a_sound_is_made_into_the_type_that_is_taken(client: TestClient, vendor: Vendor) -> None:
    uri = f"data:audio/wav;base64,{base64.b64encode(sound()).decode()}"
    made = until(client, order(client, kind="video", model="keyed:one", media={"soundtrack": [uri]}), "done")
    assert sniff(sent(vendor, "soundtrack")) == "audio/mpeg"
    assert made["extras"]["changed"] == ["Soundtrack: WAV (0.2 MB) sent as MP3 (0.0 MB)"]


def test_a_retry_sends_the_same_file_again(client: TestClient, vendor: Vendor) -> None:
    uri = f"data:image/png;base64,{base64.b64encode(picture(2_000, 1_000)).decode()}"
    vendor.faults["limit"] = 1
    until(client, order(client, kind="image", model="at-once:one", media={"first_frame": [uri]}), "done")
    assert Image.open(io.BytesIO(sent(vendor))).size == (1_024, 512)
