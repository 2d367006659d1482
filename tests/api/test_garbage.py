"""Whatever is sent, the answer is a result or a problem in words, and never a fault of ours."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from genstudio.api.schemas import ProblemOut
from tests.api.conftest import app_of, build, database_at, settings_of
from tests.api.steps import URL

NAMES = (
    "prompt", "text", "model", "media", "imageUrl", "referenceImages", "aspectRatio", "steps", "guidance", "fineDetail",
    "negativePrompt", "seed", "stylePicture", "aspect_ratio", "config", "",
)  # fmt: skip
WORDS = ("embedded:painter", "upload:x", "asset:x/0", "asset:/", "data:,", "data:image/png;base64,AA==", "/etc", "\x00")
SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20) | st.sampled_from(WORDS)
ANYTHING = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(NAMES) | st.text(max_size=5), inner),
    max_leaves=12,
)
CONFIG = st.dictionaries(st.sampled_from(NAMES), ANYTHING, max_size=6)


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory, new_database: Path) -> Iterator[TestClient]:
    home = database_at(tmp_path_factory.mktemp("garbage"), new_database)
    with TestClient(app_of(build(settings_of(home))), base_url="http://127.0.0.1:7860") as client:
        yield client


def _check(status: int, body: bytes, good: tuple[int, ...]) -> None:
    assert status in good or 400 <= status < 500, body
    if status not in good:
        assert ProblemOut.model_validate_json(body).detail


@settings(max_examples=60, deadline=None)
@given(config=CONFIG, kind=st.sampled_from(["image", "tts", "video", "smell"]))
def test_any_config(client: TestClient, config: dict[str, object], kind: str) -> None:
    body = json.dumps({"type": kind, "config": config})
    headers = {"Content-Type": "application/json"}
    answer = client.post(f"/api/v2/providers/{kind}/estimate", content=body, headers=headers)
    _check(answer.status_code, answer.content, (200,))
    answer = client.post(URL, content=body, headers=headers)
    _check(answer.status_code, answer.content, (200, 202))


@settings(max_examples=60, deadline=None)
@given(body=ANYTHING.map(json.dumps).map(str.encode) | st.binary(max_size=200))
def test_any_body(client: TestClient, body: bytes) -> None:
    for path in (URL, f"{URL}/x/move", "/api/v2/uploads", "/api/v2/providers/image/estimate"):
        answer = client.post(path, content=body, headers={"Content-Type": "application/json"})
        _check(answer.status_code, answer.content, ())


LABELS = st.fixed_dictionaries(
    {}, optional={"favourite": SCALARS, "rating": SCALARS, "project": SCALARS, "name": SCALARS, "ids": ANYTHING}
)


@settings(max_examples=60, deadline=None)
@given(body=LABELS.map(json.dumps).map(str.encode) | st.binary(max_size=200))
def test_any_change_of_the_library(client: TestClient, body: bytes) -> None:
    for method, path in (
        ("PATCH", f"{URL}/x"), ("POST", "/api/v2/library/delete"), ("POST", "/api/v2/library/restore"),
        ("POST", "/api/v2/library/archives"), ("POST", "/api/v2/library/recognise"), ("POST", "/api/v2/collections"),
        ("PUT", "/api/v2/collections/x/items"),
    ):  # fmt: skip
        answer = client.request(method, path, content=body, headers={"Content-Type": "application/json"})
        _check(answer.status_code, answer.content, (200, 201))


@settings(max_examples=60, deadline=None)
@given(
    query=st.dictionaries(
        st.sampled_from(
            ["q", "type", "provider", "project", "after", "before", "rating", "sort", "offset", "favourite"]
        ),
        st.text(max_size=20) | st.sampled_from(["0001-01-01", "9999-12-31T23:59:59-14:00", "1", "true", "cost"]),
        max_size=4,
    )
)
def test_any_search_of_the_library(client: TestClient, query: dict[str, str]) -> None:
    for path in ("/api/v2/library", "/api/v2/library/facets"):
        answer = client.get(path, params=query)
        _check(answer.status_code, answer.content, (200,))


@settings(max_examples=60, deadline=None)
@given(
    query=st.dictionaries(
        st.sampled_from(["since", "limit", "type", "status", "q", "cursor"]), st.text(max_size=20), max_size=4
    )
)
def test_any_query(client: TestClient, query: dict[str, str]) -> None:
    answer = client.get(URL, params=query)
    _check(answer.status_code, answer.content, (200,))
