"""Providers, estimates, the studio itself, health, the OpenAPI page, and the edges of /api."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from html import escape
from typing import Any

import pytest
from starlette.testclient import TestClient

from genstudio.api.schemas import EstimateOut, HealthOut, ProblemOut, ProvidersOut, StudioOut
from genstudio.bootstrap import Studio
from tests.api.steps import URL, order

ESTIMATE = "/api/v2/providers/image/estimate"


def _estimate(client: TestClient, provider: str | None = None, **config: object) -> EstimateOut:
    answer = client.post(ESTIMATE, json={"type": "image", "provider": provider, "config": config})
    assert answer.status_code == 200, answer.text
    return EstimateOut.model_validate_json(answer.content)


def test_providers_with_their_models(client: TestClient) -> None:
    answer = client.get("/api/v2/providers/image")
    told = ProvidersOut.model_validate_json(answer.content)
    assert [(each.name, each.state, each.offline) for each in told.providers] == [
        ("embedded", "ready", True),
        ("dear", "needs key", False),
        ("mystery", "ready", False),
    ]
    model = told.providers[0].models[0]
    assert (model.id, model.engine, model.price.free, model.price.priced) == (
        "embedded:painter",
        "procedural",
        True,
        True,
    )
    assert [each.name for each in model.fields] == [
        "aspectRatio", "steps", "guidance", "fineDetail", "negativePrompt", "seed",
    ]  # fmt: skip
    assert [each.name for each in model.inputs] == ["stylePicture", "referenceImages", "backingTrack"]
    assert [each.value for each in model.fields[0].choices] == ["1:1", "16:9"]
    assert model.prompt.examples == ["a fox", "a boat", "a tree"]
    dear, mystery = told.providers[1].models[0], told.providers[2].models[0]
    assert (dear.price.words, dear.price.free) == ("$0.05 per picture", False)
    assert (mystery.price.priced, mystery.price.free) == (False, False)


def test_kind_without_providers_and_unknown_kind(client: TestClient) -> None:
    assert client.get("/api/v2/providers/music").json() == {"type": "music", "providers": []}
    answer = client.get("/api/v2/providers/smell")
    assert (answer.status_code, answer.json()["field"]) == (422, "type")


def test_estimate_of_free_priced_and_unpriced(client: TestClient) -> None:
    free, dear, mystery = (_estimate(client, name, prompt="x") for name in ("embedded", "dear", "mystery"))
    assert (free.usd, free.credits, free.priced, free.free) == ("0", "0", True, True)
    assert (dear.usd, dear.credits, dear.priced, dear.free) == ("0.05", "5", True, False)
    assert (mystery.usd, mystery.credits, mystery.priced, mystery.free) == (None, None, False, False)
    assert "unpriced" in mystery.words


def test_estimate_lists_what_would_be_refused_and_refuses_nothing(client: TestClient) -> None:
    told = _estimate(client, "dear", prompt="", steps=0, guidance=99, hue=1, media={"mask": ["upload:x"]})
    assert told.usd == "0.05"
    assert [each.field for each in told.problems] == ["prompt", "mask", "steps", "guidance", "hue"]
    assert client.get("/api/v2/account").json()["reserved"] == "0"
    assert client.get(URL).json()["items"] == []


def test_estimate_for_another_type_than_the_address_says(client: TestClient) -> None:
    answer = client.post(ESTIMATE, json={"type": "tts", "config": {"text": "x"}})
    assert (answer.status_code, answer.json()["field"]) == (422, "type")


def test_studio_tells_its_owner_where_it_lives_and_a_guest_only_what_it_is(
    client: TestClient, studio: Studio, shared: Callable[[], TestClient]
) -> None:
    told = StudioOut.model_validate_json(client.get("/api/v2/studio").content)
    assert (told.home, told.guest) == (str(studio.settings.home), False)
    assert told.boot_id == client.get(URL).json()["bootId"]
    guest = StudioOut.model_validate_json(shared().get("/api/v2/studio").content)
    assert (guest.home, guest.guest, guest.local_actions) == (None, True, False)


def test_health(client: TestClient, studio: Studio) -> None:
    answer = client.get("/healthz")
    assert HealthOut.model_validate_json(answer.content).status == "ok"
    assert answer.json()["bootId"] == client.get(URL).json()["bootId"]


def test_health_without_a_database(client: TestClient, studio: Studio) -> None:
    studio.database.close()
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()["code"]) == (503, "storage")


# The schema and its page


def _references(part: object) -> set[str]:
    if isinstance(part, dict):
        own = {part["$ref"]} if isinstance(part.get("$ref"), str) else set()
        return own.union(*(_references(each) for each in part.values()))
    if isinstance(part, list):
        return set().union(*(_references(each) for each in part))
    return set()


def test_schema_names_every_route_and_every_shape(client: TestClient) -> None:
    schema: dict[str, Any] = client.get("/api/openapi.json").json()
    verbs = {(verb, path) for path, each in schema["paths"].items() for verb in each}
    assert {
        ("post", URL), ("get", URL), ("get", URL + "/{id}"), ("delete", URL + "/{id}"), ("post", URL + "/{id}/restore"),
        ("post", URL + "/{id}/pause"), ("post", URL + "/{id}/resume"), ("post", URL + "/{id}/move"),
        ("post", URL + "/{id}/retry"), ("post", URL + "/{id}/decide"),
        ("get", URL + "/{id}/media/{n}"), ("get", URL + "/{id}/media/{n}/thumbnail"),
        ("get", URL + "/{id}/media/{n}/peaks"), ("post", "/api/v2/uploads"), ("get", "/api/v2/uploads/{id}"),
        ("get", "/api/v2/providers/{type}"), ("post", "/api/v2/providers/{type}/carry"),
        ("get", "/api/v2/providers/tts/{provider}/voices/sample"), ("post", "/api/v2/providers/{type}/estimate"),
        ("get", "/api/v2/providers"), ("put", "/api/v2/providers/{name}/key"),
        ("post", "/api/v2/providers/{name}/models"), ("post", "/api/v2/providers/{type}/{name}/models"),
        ("delete", "/api/v2/providers/{type}/{name}/models/{model}"),
        ("delete", "/api/v2/providers/{name}/key"), ("post", "/api/v2/providers/{name}/key/test"),
        ("get", "/api/v2/account"),
        ("get", "/api/v2/account/entries"), ("get", "/api/v2/account/entries.csv"), ("post", "/api/v2/account/topups"),
        ("get", "/api/v2/studio"), ("post", "/api/v2/studio/reveal"), ("get", "/healthz"),
        ("patch", URL + "/{id}"), ("get", "/api/v2/library"), ("get", "/api/v2/library/facets"),
        ("post", "/api/v2/library/delete"), ("post", "/api/v2/library/restore"), ("post", "/api/v2/library/recognise"),
        ("get", "/api/v2/collections"), ("post", "/api/v2/collections"), ("patch", "/api/v2/collections/{id}"),
        ("delete", "/api/v2/collections/{id}"), ("put", "/api/v2/collections/{id}/items"),
        ("delete", "/api/v2/collections/{id}/items"), ("post", "/api/v2/library/archives"),
        ("get", "/api/v2/library/archives/{id}"), ("post", URL + "/{id}/reveal"),
    } == verbs  # fmt: skip
    shapes = {f"#/components/schemas/{name}" for name in schema["components"]["schemas"]}
    assert _references(schema) <= shapes
    assert {f"#/components/schemas/{name.__name__}" for name in (ProblemOut, EstimateOut)} <= shapes
    operations = [each for verbs in schema["paths"].values() for each in verbs.values()]
    assert len({each["operationId"] for each in operations}) == len(operations)
    assert all(each["summary"] for each in operations)


def test_example_of_the_schema_works(client: TestClient) -> None:
    schema = client.get("/api/openapi.json").json()
    (example,) = schema["components"]["schemas"]["GenerationIn"]["examples"]
    assert client.post(URL, json=example).status_code == 202
    assert escape(json.dumps(example)) in client.get("/api/docs").text


def test_docs_page_needs_no_script_and_no_other_host(client: TestClient) -> None:
    answer = client.get("/api/docs")
    assert answer.headers["content-type"].startswith("text/html")
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert "<script" not in answer.text
    outside = [each for each in re.findall(r"(?:src|href)='([^']*)'", answer.text) if not each.startswith(("#", "/"))]
    assert outside == []
    for path in client.get("/api/openapi.json").json()["paths"]:
        assert f"<code>{path}</code>" in answer.text
    for target in set(re.findall(r"href='#([^']*)'", answer.text)):
        assert f"id='{target}'" in answer.text


# Edges


@pytest.mark.parametrize("path", ["/api", "/api/", "/api/v1/generations", "/api/v2", "/api/v2/generation"])
@pytest.mark.parametrize("method", ["GET", "POST", "PATCH"])
def test_unknown_address_below_api(client: TestClient, path: str, method: str) -> None:
    answer = client.request(method, path)
    assert answer.status_code == 404
    assert ProblemOut.model_validate_json(answer.content).code == "not_found"


@pytest.mark.parametrize(("method", "path"), [("PUT", URL), ("PUT", f"{URL}/x"), ("GET", f"{URL}/x/retry")])
def test_wrong_verb(client: TestClient, method: str, path: str) -> None:
    answer = client.request(method, path)
    assert (answer.status_code, answer.json()["code"]) == (405, "method_not_allowed")
    assert answer.headers["allow"]


def test_whole_app_refuses_foreign_hosts_and_origins(client: TestClient) -> None:
    """The middleware is tested by itself; this proves that the app stands behind it."""
    assert client.get(URL, headers={"Host": "evil.example.com"}).status_code == 400
    body = {"type": "image", "config": {"prompt": "x"}}
    assert client.post(URL, json=body, headers={"Origin": "http://evil.example.com"}).status_code == 403
    assert client.post(URL, json=body, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert client.get("/gradio_api/deep_link").status_code == 404
    assert client.get(URL).json()["items"] == []
    assert "frame-ancestors 'none'" in client.get(URL).headers["content-security-policy"]


def test_answers_are_compressed_and_pictures_are_not(client: TestClient) -> None:
    made = order(client, wait=30)
    assert client.get("/api/v2/providers/image").headers["content-encoding"] == "gzip"
    assert "content-encoding" not in client.get(made["outputs"][0]["url"]).headers
