"""Ordering, looking and everything else at /api/v2/generations, as curl or the page would do it."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable

import pytest
from starlette.testclient import TestClient

from genstudio.api.app import create_app
from genstudio.api.schemas import GenerationOut, GenerationsOut, ProblemOut
from genstudio.bootstrap import Studio
from genstudio.controllers.views import NewGeneration
from tests.api.steps import URL, Made, order


def test_order_is_taken_at_once_and_found_under_its_location(client: TestClient) -> None:
    answer = client.post(URL, json={"type": "image", "config": {"prompt": "hold a fox", "aspectRatio": "16:9"}})
    assert answer.status_code == 202
    made = answer.json()
    assert answer.headers["location"] == f"{URL}/{made['id']}"
    assert made["status"] in ("pending", "processing")
    assert made["config"]["aspectRatio"] == "16:9"
    assert made["config"]["steps"] == 20
    assert isinstance(made["config"]["seed"], int)
    assert client.get(answer.headers["location"]).json()["id"] == made["id"]


def test_wait_gives_the_result_with_its_files(client: TestClient) -> None:
    answer = client.post(
        URL,
        json={
            "type": "image",
            "provider": "embedded",
            "config": {"prompt": "a fox", "model": "embedded:painter", "seed": 0},
            "metadata": {"projectId": "p"},
        },
        headers={"Prefer": "respond-async, wait=30"},
    )
    assert answer.status_code == 200
    assert answer.headers["preference-applied"] == "wait=30"
    made = GenerationOut.model_validate_json(answer.content)
    assert (made.status, made.stage, made.progress, made.error) == ("complete", "done", 1.0, None)
    assert made.config["seed"] == 0
    assert made.extras == {"seed": 0}
    assert made.metadata == {"projectId": "p"}
    assert made.finished_at is not None
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", made.finished_at)
    (output,) = made.outputs
    assert (output.mime, output.width, output.height, output.role) == ("image/png", 64, 48, "main")
    assert client.get(output.url).headers["content-type"] == "image/png"
    assert made.cost.estimate_usd == "0"
    assert made.cost.priced


def test_wait_that_ends_early_still_gives_202(client: TestClient) -> None:
    answer = client.post(URL, json={"type": "image", "config": {"prompt": "hold"}}, headers={"Prefer": 'wait="1"'})
    assert answer.status_code == 202
    assert answer.json()["status"] == "processing"


def test_failure_says_what_happened_and_that_nothing_was_charged(client: TestClient) -> None:
    made = order(client, "fail", wait=30)
    assert made["status"] == "error"
    assert made["error"] == {
        "code": "generation_failed",
        "message": "The painter dropped the brush. Nothing was charged.",
        "detail": "",
        "charged": "no",
        "retryable": True,
    }
    assert client.get("/api/v2/account").json()["available"] == "1000"


# Idempotency


def test_same_key_and_request_is_one_generation(client: TestClient) -> None:
    body = {"type": "image", "config": {"prompt": "a fox"}}
    answers = [client.post(URL, json=body, headers={"Idempotency-Key": "k1"}) for _ in range(3)]
    assert {each.status_code for each in answers} <= {200, 202}
    assert len({each.json()["id"] for each in answers}) == 1
    assert len(client.get(URL).json()["items"]) == 1


def test_same_key_with_another_request_is_refused(client: TestClient) -> None:
    headers = {"Idempotency-Key": "k1"}
    client.post(URL, json={"type": "image", "config": {"prompt": "a fox"}}, headers=headers)
    answer = client.post(URL, json={"type": "image", "config": {"prompt": "a boat"}}, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (409, "conflict")
    assert len(client.get(URL).json()["items"]) == 1


async def test_same_key_from_many_hands_at_once_buys_once(studio: Studio) -> None:
    await studio.open()
    try:
        new = NewGeneration("image", "hold", provider="dear")
        made = await asyncio.gather(
            *(studio.generations.create("local", new, idempotency_key="k") for _ in range(20)),
        )
        assert len({each.id for each in made}) == 1
        assert (await studio.accounts.balance("local")).reserved_milli == 5_000
    finally:
        await studio.stop()


def test_keys_of_two_guests_do_not_meet(shared: Callable[[], TestClient]) -> None:
    made = []
    for guest in (shared(), shared()):
        body = {"type": "image", "config": {"prompt": "a fox"}}
        made.append(guest.post(URL, json=body, headers={"Idempotency-Key": "same"}).json()["id"])
    assert made[0] != made[1]


# Bad input


@pytest.mark.parametrize(
    ("config", "field", "words"),
    [
        ({}, "prompt", "prompt is empty"),
        ({"prompt": " "}, "prompt", "prompt is empty"),
        ({"prompt": "x" * 100_000}, "prompt", "100,000 characters"),
        ({"prompt": 7}, "prompt", "prompt is text"),
        ({"prompt": None}, "prompt", "prompt is empty"),
        ({"prompt": "x", "model": 7}, "model", "model is text"),
        ({"prompt": "x", "model": "gone"}, "model", "no image model 'gone'"),
        ({"prompt": "x", "aspectRation": "1:1"}, "aspectRation", "Did you mean aspectRatio?"),
        ({"prompt": "x", "aspectRatio": "2:1"}, "aspectRatio", "is one of 1:1, 16:9"),
        ({"prompt": "x", "steps": "20"}, "steps", "whole number"),
        ({"prompt": "x", "steps": 10**40}, "steps", "at most 50"),
        ({"prompt": "x", "text": "y"}, "text", "no setting named 'text'"),
        ({"prompt": "x", "media": []}, "media", "maps the names of inputs"),
        ({"prompt": "x", "media": {"stylePicture": [3]}}, "stylePicture", "holds files"),
        ({"prompt": "x", "media": {"mask": ["upload:1"]}}, "mask", "takes no file as 'mask'"),
        ({"prompt": "x", "media": {"stylePicture": ["upload:1"]}}, "stylePicture", "no such file"),
        ({"prompt": "x", "imageUrl": "data:image/png;base64,!!"}, "referenceImages", "not valid base64"),
        ({"prompt": "x", "imageUrl": "file:///etc/passwd"}, "referenceImages", "https address"),
        ({"prompt": "x", "imageUrl": "/etc/passwd"}, "referenceImages", "https address"),
        ({"prompt": "x", "imageUrl": "http://127.0.0.1/x.png"}, "referenceImages", "only downloaded over https"),
        ({"prompt": "x", "imageUrl": "https://127.0.0.1/x.png"}, "referenceImages", "not on the open internet"),
        ({"prompt": "x", "imageUrl": "https://[::1]:7860/x"}, "referenceImages", "not on the open internet"),
    ],
)
def test_bad_config_names_the_field(client: TestClient, config: Made, field: str, words: str) -> None:
    answer = client.post(URL, json={"type": "image", "config": config})
    problem = ProblemOut.model_validate_json(answer.content)
    assert (answer.status_code, problem.field, problem.charged) == (422, field, "no")
    assert words in problem.detail
    assert client.get(URL).json()["items"] == []


@pytest.mark.parametrize(
    ("body", "status", "words"),
    [
        (b"{", 422, "not JSON"),
        (b"\xff", 422, "UTF-8"),
        (b"[" * 50_000, 422, "too deeply"),
        (b'{"type":"image","config":{"prompt":"x","guidance":NaN}}', 422, "NaN"),
        (b'{"type":"image","config":{"prompt":"x","guidance":1e400}}', 422, "too large"),
        (b'{"type":"image","config":{"prompt":"\\ud800"}}', 422, "half of a character"),
        (b"[]", 422, "The body is wrong"),
        (b"{}", 422, "type is missing"),
        (b'{"type":"image"}', 422, "config is missing"),
        (b'{"type":"smell","config":{}}', 422, "type is wrong: input should be 'image', 'tts', 'video' or 'music'"),
        (b'{"type":"image","config":[]}', 422, "config is wrong"),
        (b'{"type":"image","config":{},"configs":1}', 422, "configs is not a part of this request"),
        (b'{"type":"video","config":{"prompt":"x"}}', 422, "no provider for video"),
        (b'{"type":"image","provider":"nobody","config":{"prompt":"x"}}', 422, "there are: embedded"),
        (b'{"type":"image","config":{"prompt":"' + b"x" * 3_000_000 + b'"}}', 413, "at most 2 MB"),
    ],
)
def test_bad_body_is_told_in_a_sentence(client: TestClient, body: bytes, status: int, words: str) -> None:
    answer = client.post(URL, content=body, headers={"Content-Type": "application/json"})
    problem = ProblemOut.model_validate_json(answer.content)
    assert answer.status_code == status
    assert words in problem.detail


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "", "application/jsonp"])
def test_body_that_is_not_json_is_refused(client: TestClient, kind: str) -> None:
    answer = client.post(URL, content=b'{"type":"image","config":{"prompt":"x"}}', headers={"Content-Type": kind})
    assert (answer.status_code, answer.json()["code"]) == (415, "unsupported_media_type")


def test_emoji_and_nul_in_a_prompt(client: TestClient) -> None:
    assert order(client, "🦊\x00🌨️", wait=30)["prompt"] == "🦊🌨️"


def test_text_is_the_prompt_of_speech(client: TestClient) -> None:
    answer = client.post(URL, json={"type": "tts", "config": {"text": "Good morning"}})
    assert answer.json()["prompt"] == "Good morning"


# The list


def test_newest_first_page_by_page(client: TestClient) -> None:
    ids = [order(client, f"hold {number}")["id"] for number in range(5)]
    seen: list[str] = []
    cursor = None
    while True:
        params = {"limit": "2"} | ({"cursor": cursor} if cursor else {})
        page = GenerationsOut.model_validate_json(client.get(URL, params=params).content)
        seen += [each.id for each in page.items]
        cursor = page.next_cursor
        if cursor is None:
            break
    assert seen == ids[::-1]


def test_filters(client: TestClient) -> None:
    fox, boat = order(client, "a red fox", wait=30), order(client, "a boat", wait=30)
    speech = order(client, "a fox speaks", kind="tts", wait=30)

    def found(**params: str) -> list[str]:
        return [each["id"] for each in client.get(URL, params=params).json()["items"]]

    assert found(type="image") == [boat["id"], fox["id"]]
    assert found(status="error") == [speech["id"]]
    assert found(q="fox") == [speech["id"], fox["id"]]
    assert found(q="fox", type="image") == [fox["id"]]
    assert found(q='" OR 1=1 --') == []


@pytest.mark.parametrize(
    ("params", "field"),
    [
        ({"type": "smell"}, "type"),
        ({"status": "done"}, "status"),
        ({"cursor": "; drop"}, "cursor"),
        ({"cursor": "٣"}, "cursor"),
        ({"limit": "0"}, "limit"),
        ({"limit": "many"}, "limit"),
        ({"since": str(2**70)}, "since"),
        ({"since": "x"}, "since"),
    ],
)
def test_bad_filter_is_named(client: TestClient, params: dict[str, str], field: str) -> None:
    answer = client.get(URL, params=params)
    assert (answer.status_code, answer.json()["field"]) == (422, field)


def test_since_gives_what_changed_and_then_nothing(client: TestClient) -> None:
    start = client.get(URL).json()
    made = order(client, wait=30)
    page = client.get(URL, params={"since": start["seq"]}).json()
    GenerationsOut.model_validate(page)
    assert [each["id"] for each in page["items"]] == [made["id"]]
    assert page["items"][0]["outputs"]
    again = client.get(URL, params={"since": page["seq"]}).json()
    assert (again["items"], again["seq"]) == ([], page["seq"])
    assert again["bootId"] == start["bootId"]


def test_since_in_small_pieces_loses_nothing(client: TestClient) -> None:
    ids = {order(client, f"hold {number}")["id"] for number in range(5)}
    seen: set[str] = set()
    since = 0
    for _ in range(50):
        page = client.get(URL, params={"since": since, "limit": 2}).json()
        seen |= {each["id"] for each in page["items"]}
        since = page["seq"]
        if seen == ids and not page["items"]:
            return
    raise AssertionError(f"only {len(seen)} of 5 were seen")


def test_a_restart_is_told_by_another_boot_id(client: TestClient, studio: Studio) -> None:
    restarted = TestClient(create_app(studio), base_url="http://127.0.0.1:7860")
    assert restarted.get(URL).json()["bootId"] != client.get(URL).json()["bootId"]
