"""The library over REST: search, facets, labels, groups of results, and files that are recognised."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from typing import Any

import pytest
from starlette.testclient import TestClient

from genstudio.api.schemas import GenerationOut, ProblemOut
from genstudio.api.schemas_library import DeletedManyOut, FacetsOut, LibraryOut, RestoredManyOut
from tests.api import models
from tests.api.steps import URL, Made, order, until

LIBRARY = "/api/v2/library"


def found(client: TestClient, **filters: object) -> list[str]:
    """The prompts of the page, checked against the shape of the answer."""
    answer = client.get(LIBRARY, params={name: str(value) for name, value in filters.items()})
    assert answer.status_code == 200, answer.text
    LibraryOut.model_validate_json(answer.content)
    return [item["prompt"] for item in answer.json()["items"]]


def refused(client: TestClient, path: str, body: object, method: str = "POST") -> tuple[int, str]:
    """The status, and the sentence."""
    answer = client.request(method, path, json=body)
    problem = ProblemOut.model_validate_json(answer.content)
    return answer.status_code, problem.detail


def label(client: TestClient, made: Made, **changes: object) -> Made:
    answer = client.patch(f"{URL}/{made['id']}", json=changes)
    assert answer.status_code == 200, answer.text
    GenerationOut.model_validate_json(answer.content)
    changed: Made = answer.json()
    return changed


@pytest.fixture
def three(client: TestClient) -> list[Made]:
    """A fox, a red boat with a chart, and a red fox; and one that failed."""
    made = [
        order(client, prompt, wait=30, seed=seed) for seed, prompt in enumerate(["a fox", "red boat, chart", "red fox"])
    ]
    order(client, "fail at a red fox", wait=30)
    return made


# Search


def test_finished_results_come_newest_first_with_all_that_a_tile_shows(client: TestClient, three: list[Made]) -> None:
    answer = client.get(LIBRARY).json()
    assert answer["total"] == 3
    assert [item["id"] for item in answer["items"]] == [each["id"] for each in reversed(three)]
    boat = answer["items"][1]
    output = three[1]["outputs"][0]
    assert boat == {
        "id": three[1]["id"], "type": "image", "prompt": "red boat, chart", "provider": "embedded",
        "model": "embedded:painter", "modelLabel": "Test painter", "createdAt": three[1]["createdAt"],
        "favourite": False, "rating": None, "project": None, "outputs": 1, "thumbnailUrl": output["thumbnailUrl"],
        "peaksUrl": None, "colour": output["colour"], "url": output["url"], "mime": "image/png", "width": 64,
        "height": 48, "durationS": None, "costUsd": "0", "credits": "0",
        "seq": client.get(f"{URL}/{three[1]['id']}").json()["seq"],
    }  # fmt: skip
    assert re.fullmatch("#[0-9a-f]{6}", boat["colour"])
    assert client.get(boat["thumbnailUrl"]).status_code == 200


def test_pages_sorts_and_words(client: TestClient, three: list[Made]) -> None:
    assert found(client, sort="oldest", offset=1, limit=1) == ["red boat, chart"]
    assert found(client, q="re") == ["red fox", "red boat, chart"]
    assert found(client, q="fox re") == ["red fox"]
    assert found(client, offset=99) == []
    label(client, three[0], rating=5)
    label(client, three[1], rating=2)
    assert found(client, sort="rating") == ["a fox", "red boat, chart", "red fox"]
    assert found(client, rating=2, sort="oldest") == ["a fox", "red boat, chart"]
    assert len(found(client, sort="cost")) == 3


def test_filters_and_facets_agree(client: TestClient, three: list[Made]) -> None:
    label(client, three[0], favourite=True, project="harbour")
    label(client, three[2], project="harbour")
    assert found(client, project="harbour") == ["red fox", "a fox"]
    assert found(client, project="harbour", favourite="true", type="image", provider="embedded") == ["a fox"]
    assert found(client, favourite="false", q="red") == ["red fox", "red boat, chart"]
    assert found(client, model="embedded:none") == []
    answer = client.get(f"{LIBRARY}/facets", params={"project": "harbour", "q": "fox"})
    FacetsOut.model_validate_json(answer.content)
    assert answer.json() == {
        "types": [{"value": "image", "count": 2}],
        "providers": [{"value": "embedded", "count": 2}],
        "models": [{"value": "embedded:painter", "label": "Test painter", "count": 2}],
        "projects": [{"value": "harbour", "count": 2}],
        "collections": [],
        "total": 2,
    }
    facets = client.get(f"{LIBRARY}/facets", params={"type": "music", "project": "harbour"}).json()
    assert (facets["total"], facets["types"]) == (0, [{"value": "image", "count": 2}])


def test_times_are_dates_or_moments(client: TestClient, three: list[Made]) -> None:
    moment = three[1]["createdAt"]
    assert found(client, after=moment) == ["red fox", "red boat, chart"]
    assert found(client, before=moment) == ["a fox"]
    assert found(client, after="2001-01-01", before="2999-12-31T23:00:00+01:00") == found(client)
    assert found(client, before="2001-01-01") == []


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"after": "yesterday"}, "'yesterday' is no date or time; write 2026-11-22"),
        ({"before": "2026-02-30"}, "'2026-02-30' is no date"),
        ({"type": "smell"}, "There is no type 'smell'; there are: image"),
        ({"sort": "best"}, "sort is wrong"),
        ({"rating": "6"}, "rating is wrong"),
        ({"offset": "-1"}, "offset is wrong"),
        ({"limit": "201"}, "limit is wrong"),
        ({"limit": "0"}, "limit is wrong"),
        ({"q": "x" * 401}, "q is wrong"),
        ({"favourite": "perhaps"}, "favourite is wrong"),
    ],
)  # fmt: skip
def test_a_wrong_filter_is_named(client: TestClient, asked: dict[str, str], said: str) -> None:
    for path in (LIBRARY, f"{LIBRARY}/facets"):
        if path.endswith("facets") and {"sort", "offset", "limit"} & asked.keys():
            continue
        answer = client.get(path, params=asked)
        assert answer.status_code == 422
        assert ProblemOut.model_validate_json(answer.content).detail.startswith(said)


def test_a_library_is_its_owners(shared: Callable[[], TestClient]) -> None:
    ada, eve = shared(), shared()
    made = order(ada, "secret fox", wait=30)
    collection = ada.post("/api/v2/collections", json={"name": "Mine"}).json()
    assert found(ada, q="secret") == ["secret fox"]
    assert found(eve, q="secret") == found(eve) == []
    assert eve.get(f"{LIBRARY}/facets").json()["types"] == []
    assert eve.get(LIBRARY, params={"collection": collection["id"]}).status_code == 404
    assert refused(eve, f"{URL}/{made['id']}", {"favourite": True}, "PATCH") == (404, "There is no such job.")
    assert eve.post(f"{LIBRARY}/delete", json={"ids": [made["id"]]}).json() == {
        "deleted": [], "refused": [{"id": made["id"], "detail": "There is no such job."}],
    }  # fmt: skip
    ada.post(f"{LIBRARY}/delete", json={"ids": [made["id"]]})
    assert eve.post(f"{LIBRARY}/restore", json={"ids": [made["id"]]}).json() == {"restored": []}
    assert found(ada) == []


# Labels


def test_labels_are_kept_and_other_pages_see_them(client: TestClient, three: list[Made]) -> None:
    seq = client.get(URL).json()["seq"]
    changed = label(client, three[0], favourite=True, rating=4, project="  Haus 狐 ")
    assert (changed["favourite"], changed["rating"], changed["project"]) == (True, 4, "Haus 狐")
    (news,) = client.get(URL, params={"since": seq}).json()["items"]
    assert (news["id"], news["rating"]) == (three[0]["id"], 4)
    assert label(client, three[0], rating=None)["favourite"] is True
    assert label(client, three[0], project=None)["project"] is None


def test_a_project_comes_with_the_order(client: TestClient) -> None:
    config = {"prompt": "a fox"}
    body: dict[str, Any] = {"type": "image", "config": config, "metadata": {"projectId": "harbour"}}
    made = client.post(URL, json=body, headers={"Prefer": "wait=30"}).json()
    assert made["project"] == "harbour"
    assert found(client, project="harbour") == ["a fox"]
    assert client.post(f"{URL}", json={**body, "metadata": {"project": 7}}).json()["project"] == "7"
    assert client.post(f"{URL}", json={**body, "metadata": {"projectId": ["x"]}}).json()["project"] is None


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"rating": 6}, "A rating is a whole number from 1 to 5, or null for none."),
        ({"rating": 0}, "A rating is a whole number from 1 to 5, or null for none."),
        ({"rating": 3.5}, "rating is wrong: input should be a valid integer."),
        ({"rating": True}, "rating is wrong: input should be a valid integer."),
        ({"favourite": "yes"}, "favourite is wrong: input should be a valid boolean."),
        ({"favourite": None}, "favourite is wrong: input should be a valid boolean."),
        ({"project": "  "}, "A name is needed."),
        ({"project": "x" * 121}, "The name has 121 characters; at most 120 are kept."),
        ({"prompt": "another"}, "prompt is not a part of this request."),
    ],
)
def test_a_wrong_label_is_named(client: TestClient, three: list[Made], changes: dict[str, object], said: str) -> None:
    assert refused(client, f"{URL}/{three[0]['id']}", changes, "PATCH") == (422, said)


# Groups


def test_a_group_is_deleted_at_once_and_comes_back(client: TestClient, three: list[Made]) -> None:
    running = until(client, order(client, "hold"), "submitting")
    ids = [three[0]["id"], three[1]["id"], three[0]["id"], running["id"], "nothing"]
    answer = client.post(f"{LIBRARY}/delete", json={"ids": ids})
    DeletedManyOut.model_validate_json(answer.content)
    assert answer.json() == {
        "deleted": [three[0]["id"], three[1]["id"]],
        "refused": [
            {"id": running["id"], "detail": "This job is still running. Cancel it first."},
            {"id": "nothing", "detail": "There is no such job."},
        ],
    }
    assert found(client) == ["red fox"]
    assert client.get(three[0]["outputs"][0]["url"]).status_code == 404
    answer = client.post(f"{LIBRARY}/restore", json={"ids": answer.json()["deleted"]})
    RestoredManyOut.model_validate_json(answer.content)
    assert answer.json() == {"restored": [three[0]["id"], three[1]["id"]]}
    assert found(client) == ["red fox", "red boat, chart", "a fox"]
    assert client.get(three[0]["outputs"][0]["url"]).status_code == 200


@pytest.mark.parametrize("path", ["delete", "restore"])
@pytest.mark.parametrize(
    ("ids", "said"),
    [
        ([], "ids is empty: name at least one result."),
        ([f"{number:032x}" for number in range(10_000)], "At most 1,000 results at once; these are 10,000."),
        ([1], "ids.0 is wrong: input should be a valid string."),
        ("all", "ids is wrong: input should be a valid list."),
    ],
)
def test_a_wrong_group_is_refused(client: TestClient, path: str, ids: object, said: str) -> None:
    assert refused(client, f"{LIBRARY}/{path}", {"ids": ids}) == (422, said)


# Recognition


def test_a_file_made_here_is_recognised(client: TestClient, three: list[Made]) -> None:
    data = models.png(1)
    for sent in ({"content": data}, {"files": {"file": ("boat.png", data)}}):
        answer = client.post(f"{LIBRARY}/recognise", **sent)
        assert answer.status_code == 200
        assert GenerationOut.model_validate_json(answer.content).id == three[1]["id"]
    again = order(client, "the same boat", wait=30, seed=1)
    assert client.post(f"{LIBRARY}/recognise", content=data).json()["id"] == again["id"]


def test_what_was_not_made_here_is_not_recognised_and_not_kept(client: TestClient, three: list[Made]) -> None:
    data = models.png(1) + b"edited"
    assert hashlib.sha256(data).hexdigest() not in client.get(URL).text
    answer = client.post(f"{LIBRARY}/recognise", content=data)
    assert answer.status_code == 404
    assert "exact bytes" in ProblemOut.model_validate_json(answer.content).detail
    assert client.post(f"{LIBRARY}/recognise", content=b"").status_code == 422
    assert client.post(f"{LIBRARY}/recognise", data={"file": "text"}).status_code == 415
    client.post(f"{LIBRARY}/delete", json={"ids": [three[1]["id"]]})
    assert client.post(f"{LIBRARY}/recognise", content=models.png(1)).status_code == 404


def test_somebody_elses_file_is_not_recognised(shared: Callable[[], TestClient]) -> None:
    ada, eve = shared(), shared()
    order(ada, "a fox", wait=30, seed=1)
    assert eve.post(f"{LIBRARY}/recognise", content=models.png(1)).status_code == 404
