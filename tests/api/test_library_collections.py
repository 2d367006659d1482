"""Collections over REST."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from starlette.testclient import TestClient

from genstudio.api.schemas import ProblemOut
from genstudio.api.schemas_library import CollectionOut, CollectionsOut
from tests.api.steps import URL, Made, order

COLLECTIONS = "/api/v2/collections"
LIBRARY = "/api/v2/library"


def new(client: TestClient, name: str) -> str:
    answer = client.post(COLLECTIONS, json={"name": name})
    assert answer.status_code == 201, answer.text
    return CollectionOut.model_validate_json(answer.content).id


def listed(client: TestClient) -> list[tuple[str, int]]:
    answer = CollectionsOut.model_validate_json(client.get(COLLECTIONS).content)
    return [(each.name, each.count) for each in answer.collections]


def inside(client: TestClient, collection: str) -> list[str]:
    return [item["id"] for item in client.get(LIBRARY, params={"collection": collection}).json()["items"]]


def said(answer: object) -> tuple[int, str]:
    return answer.status_code, ProblemOut.model_validate_json(answer.content).detail  # type: ignore[attr-defined]


@pytest.fixture
def two(client: TestClient) -> list[Made]:
    return [order(client, prompt, wait=30) for prompt in ("a fox", "a boat")]


def test_results_go_in_and_out(client: TestClient, two: list[Made]) -> None:
    harbour, empty = new(client, "  Harbour\t狐 "), new(client, "animals")
    fox, boat = (each["id"] for each in two)
    items = f"{COLLECTIONS}/{harbour}/items"
    seq = client.get(URL).json()["seq"]
    assert client.put(items, json={"ids": [fox, boat, fox]}).json() == {
        "id": harbour, "name": "Harbour 狐", "count": 2
    }  # fmt: skip
    assert {item["id"] for item in client.get(URL, params={"since": seq}).json()["items"]} == {fox, boat}
    assert client.put(items, json={"ids": [fox]}).json()["count"] == 2
    assert listed(client) == [("animals", 0), ("Harbour 狐", 2)]
    assert inside(client, harbour) == [boat, fox]
    assert inside(client, empty) == []
    facets = client.get(f"{LIBRARY}/facets", params={"q": "boat", "collection": harbour}).json()
    assert [(each["name"], each["count"]) for each in facets["collections"]] == [("animals", 0), ("Harbour 狐", 1)]
    assert client.request("DELETE", items, json={"ids": [fox]}).json()["count"] == 1
    assert inside(client, harbour) == [boat]


def test_a_deleted_result_leaves_and_comes_back(client: TestClient, two: list[Made]) -> None:
    harbour = new(client, "Harbour")
    ids = [each["id"] for each in two]
    client.put(f"{COLLECTIONS}/{harbour}/items", json={"ids": ids})
    client.post(f"{LIBRARY}/delete", json={"ids": ids[:1]})
    assert listed(client) == [("Harbour", 1)]
    client.post(f"{LIBRARY}/restore", json={"ids": ids[:1]})
    assert inside(client, harbour) == ids[::-1]


def test_results_stay_when_their_collection_goes(client: TestClient, two: list[Made]) -> None:
    harbour = new(client, "Harbour")
    client.put(f"{COLLECTIONS}/{harbour}/items", json={"ids": [two[0]["id"]]})
    assert client.delete(f"{COLLECTIONS}/{harbour}").json() == {"id": harbour, "deleted": True}
    assert listed(client) == []
    assert client.get(LIBRARY).json()["total"] == 2
    assert said(client.get(LIBRARY, params={"collection": harbour})) == (404, "There is no such collection.")
    assert said(client.delete(f"{COLLECTIONS}/{harbour}")) == (404, "There is no such collection.")


def test_names(client: TestClient) -> None:
    harbour = new(client, "Harbour")
    assert said(client.post(COLLECTIONS, json={"name": " \n\u200b"})) == (422, "A name is needed.")
    assert said(client.post(COLLECTIONS, json={"name": "狐" * 81})) == (
        422, "The name has 81 characters; at most 80 are kept."
    )  # fmt: skip
    taken = (409, "There is a collection named HARBOUR already.")
    assert said(client.post(COLLECTIONS, json={"name": "HARBOUR"})) == taken
    other = new(client, "Other")
    assert said(client.patch(f"{COLLECTIONS}/{other}", json={"name": "HARBOUR"})) == taken
    assert client.patch(f"{COLLECTIONS}/{harbour}", json={"name": "HARBOUR"}).json()["name"] == "HARBOUR"
    assert said(client.patch(f"{COLLECTIONS}/nothing", json={"name": "x"}))[0] == 404
    assert client.post(COLLECTIONS, json={"name": 7}).status_code == 422


def test_all_go_in_or_none(client: TestClient, two: list[Made]) -> None:
    harbour = new(client, "Harbour")
    items = f"{COLLECTIONS}/{harbour}/items"
    answer = client.put(items, json={"ids": [two[0]["id"], "nothing"]})
    assert said(answer) == (404, "There is no job nothing.")
    assert inside(client, harbour) == []
    assert said(client.put(items, json={"ids": ["x"] * 1_001})) == (
        422,
        "At most 1,000 results at once; these are 1,001.",
    )


def test_a_collection_is_its_owners(shared: Callable[[], TestClient]) -> None:
    ada, eve = shared(), shared()
    fox, boat = order(ada, "a fox", wait=30), order(eve, "a boat", wait=30)
    harbour = new(ada, "Harbour")
    url = f"{COLLECTIONS}/{harbour}"
    assert listed(eve) == []
    assert eve.put(f"{url}/items", json={"ids": [boat["id"]]}).status_code == 404
    assert eve.patch(url, json={"name": "Mine"}).status_code == 404
    assert eve.delete(url).status_code == 404
    assert ada.put(f"{url}/items", json={"ids": [fox["id"], boat["id"]]}).status_code == 404
    assert new(eve, "Harbour") != harbour
