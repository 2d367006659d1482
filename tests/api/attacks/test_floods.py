"""Visitors who give or order more than a studio can carry."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from starlette.testclient import TestClient

from genstudio.core.settings import GuestSettings
from tests.api.conftest import app_of, build, settings_of
from tests.api.models import png
from tests.api.steps import URL, order

BASE = "http://127.0.0.1:7860"
FEW = GuestSettings(open_jobs=2, all_open_jobs=3, uploads_per_hour=3, upload_mb_per_day=1, all_upload_mb_per_day=2)
Visitor = Callable[[], TestClient]


@pytest.fixture
def visitor(home: Path) -> Iterator[Visitor]:
    settings = settings_of(home, share=True).model_copy(update={"guests": FEW})
    with TestClient(app_of(build(settings)), base_url=BASE) as server:

        def make() -> TestClient:
            client = TestClient(server.app, base_url=BASE)
            client.portal = server.portal
            client.get("/api/v2/account")
            return client

        yield make


def files_in(home: Path) -> int:
    """Files of media that are in the home folder, half ones too."""
    return sum(1 for folder in ("media", "work") for each in (home / folder).rglob("*") if each.is_file())


def noise(size: int) -> bytes:
    """A PNG of at least so many bytes: what follows a picture's end belongs to the file."""
    return png() + b"\x00" * size


def test_a_flood_of_files_ends_with_a_time_to_wait(visitor: Visitor, home: Path) -> None:
    flooder = visitor()
    answers = [flooder.post("/api/v2/uploads", content=png(shade)) for shade in range(6)]
    assert [each.status_code for each in answers] == [201] * FEW.uploads_per_hour + [429] * 3
    assert answers[-1].json()["code"] == "limit_reached"
    assert answers[-1].json()["charged"] == "no"
    assert int(answers[-1].headers["retry-after"]) > 0
    assert files_in(home) == FEW.uploads_per_hour
    assert visitor().post("/api/v2/uploads", content=png(50)).status_code == 201


def test_a_flood_of_bytes_is_cut_off_on_its_way(visitor: Visitor, home: Path) -> None:
    """Also with a new cookie for each file, and hidden in the body of an order."""
    answers = [visitor().post("/api/v2/uploads", content=noise(900_000 + n)) for n in range(4)]
    assert [each.status_code for each in answers] == [201, 201, 429, 429]
    assert files_in(home) == 2
    assert visitor().post("/api/v2/uploads", content=noise(1_100_000)).status_code == 429
    inline = f"data:image/png;base64,{'A' * 1_900_000}"
    refused = visitor().post(
        URL, json={"type": "image", "config": {"prompt": "x", "media": {"stylePicture": [inline]}}}
    )
    assert refused.status_code == 429, refused.text
    assert files_in(home) == 2


def test_one_form_carries_one_file(visitor: Visitor, home: Path) -> None:
    many = [("file", (f"{n}.png", png(n), "image/png")) for n in range(30)]
    assert visitor().post("/api/v2/uploads", files=many).status_code in (400, 422)
    assert files_in(home) == 0


def test_a_flood_of_orders_leaves_room_for_others(visitor: Visitor) -> None:
    flooder = visitor()
    body = {"type": "image", "config": {"prompt": "hold"}}
    answers = [flooder.post(URL, json=body) for _ in range(4)]
    assert [each.status_code for each in answers] == [202, 202, 429, 429]
    assert int(answers[-1].headers["retry-after"]) > 0
    other = visitor()
    first = order(other, "hold")
    assert visitor().post(URL, json=body).status_code == 429, "new cookies must not help"
    other.delete(f"{URL}/{first['id']}")
    repeated = flooder.post(f"{URL}/{first['id']}/retry")
    assert repeated.status_code == 404


def test_the_last_of_the_disk_is_not_given_away(visitor: Visitor, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    client = visitor()
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=400 * 1024 * 1024))
    for answer in (
        client.post("/api/v2/uploads", content=png()),
        client.post(URL, json={"type": "image", "config": {"prompt": "x"}}),
    ):
        assert answer.status_code == 507
        assert answer.json()["code"] == "disk_full"
    assert files_in(home) == 0
