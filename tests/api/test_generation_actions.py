"""What may be done with a generation afterwards, whose it is, and what it costs."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from starlette.testclient import TestClient

from genstudio.bootstrap import Studio
from tests.api.steps import URL, Made, order, until

# Cancel, pause, move, retry, delete, restore


def test_cancel_of_a_running_one(client: TestClient) -> None:
    made = until(client, order(client, "hold"), "submitting")
    answer = client.delete(f"{URL}/{made['id']}")
    assert answer.status_code == 202
    assert answer.json()["cancelRequested"]
    assert until(client, made, "cancelled")["status"] == "cancelled"
    assert client.get("/api/v2/account").json()["reserved"] == "0"


def test_delete_of_an_ended_one_can_be_undone(client: TestClient) -> None:
    made = order(client, wait=30)
    url = f"{URL}/{made['id']}"
    seq = client.get(URL).json()["seq"]
    answer = client.delete(url)
    assert (answer.status_code, answer.json()) == (200, {"id": made["id"], "deleted": True})
    assert client.get(url).status_code == 404
    assert client.get(made["outputs"][0]["url"]).status_code == 404
    assert client.get(URL).json()["items"] == []
    (gone,) = client.get(URL, params={"since": seq}).json()["items"]
    assert (gone["id"], gone["deleted"]) == (made["id"], True)
    assert client.delete(url).status_code == 404
    restored = client.post(f"{url}/restore")
    assert (restored.status_code, restored.json()["id"]) == (200, made["id"])
    assert client.get(made["outputs"][0]["url"]).status_code == 200
    assert client.post(f"{url}/restore").status_code == 200


def _fill_the_lane(client: TestClient) -> list[Made]:
    """Two that run, as many as the lane takes, so that all further ones wait."""
    return [until(client, order(client, f"hold {number}"), "submitting") for number in range(2)]


def test_pause_and_resume_of_a_waiting_one(client: TestClient) -> None:
    running = _fill_the_lane(client)
    made = order(client, "hold later")
    assert made["stage"] == "queued"
    paused = client.post(f"{URL}/{made['id']}/pause")
    assert (paused.status_code, paused.json()["paused"]) == (200, True)
    resumed = client.post(f"{URL}/{made['id']}/resume")
    assert (resumed.status_code, resumed.json()["paused"]) == (200, False)
    refused = client.post(f"{URL}/{running[0]['id']}/pause")
    assert (refused.status_code, refused.json()["code"]) == (409, "conflict")


def test_move_changes_who_is_next(client: TestClient) -> None:
    _fill_the_lane(client)
    first, second, third = (order(client, f"hold {word}") for word in ("one", "two", "three"))

    def places() -> list[int]:
        return [client.get(f"{URL}/{each['id']}").json()["place"] for each in (first, second, third)]

    assert until(client, third, "queued")["place"] == 3
    assert places() == [1, 2, 3]
    moved = client.post(f"{URL}/{third['id']}/move", json={"before": first["id"]})
    assert (moved.status_code, moved.json()["place"]) == (200, 1)
    assert places() == [2, 3, 1]
    client.post(f"{URL}/{third['id']}/move", json={"before": None})
    assert places() == [1, 2, 3]
    newest = order(client, "hold four")
    assert client.get(f"{URL}/{newest['id']}").json()["place"] == 4
    assert client.post(f"{URL}/{first['id']}/move", json={"before": "nothing"}).status_code == 409
    assert client.post(f"{URL}/{first['id']}/move", json={}).json()["detail"] == "before is missing."


def test_retry_orders_the_same_again(client: TestClient) -> None:
    failed = order(client, "fail", wait=30, steps=7)
    answer = client.post(f"{URL}/{failed['id']}/retry", headers={"Idempotency-Key": "again"})
    assert answer.status_code == 202
    made = answer.json()
    assert made["id"] != failed["id"]
    assert made["config"] == failed["config"]
    assert made["metadata"] == {"retryOf": failed["id"]}
    same = client.post(f"{URL}/{failed['id']}/retry", headers={"Idempotency-Key": "again"})
    assert same.json()["id"] == made["id"]


def test_retry_is_for_what_failed_or_was_cancelled(client: TestClient) -> None:
    made = order(client, wait=30)
    assert client.post(f"{URL}/{made['id']}/retry").status_code == 409


def test_one_whose_purchase_is_in_doubt_is_neither_retried_nor_hidden(client: TestClient, studio: Studio) -> None:
    made = until(client, order(client, "hold"), "submitting")
    studio.database.write_now(
        lambda conn: conn.execute("UPDATE job SET state = 'unknown' WHERE id = ?", (made["id"],)).rowcount
    )
    now = client.get(f"{URL}/{made['id']}").json()
    assert (now["status"], now["error"]["charged"], now["error"]["retryable"]) == ("error", "held", False)
    retry = client.post(f"{URL}/{made['id']}/retry")
    assert retry.status_code == 409
    assert "paid twice" in retry.json()["detail"]
    assert client.delete(f"{URL}/{made['id']}").status_code == 409


@pytest.mark.parametrize(("verdict", "status"), [("paid", "error"), ("notPaid", "error")])
def test_a_person_settles_what_is_held(client: TestClient, studio: Studio, verdict: str, status: str) -> None:
    made = until(client, order(client, "hold"), "submitting")
    decide = f"{URL}/{made['id']}/decide"
    assert client.post(decide, json={"verdict": verdict}).status_code == 409
    studio.database.write_now(
        lambda conn: conn.execute("UPDATE job SET state = 'unknown' WHERE id = ?", (made["id"],)).rowcount
    )
    assert client.post(decide, json={"verdict": "maybe"}).status_code == 422
    again = client.post(decide, json={"verdict": "lookAgain"})
    assert again.status_code == 409
    assert "nothing to look at" in again.json()["detail"]
    answer = client.post(decide, json={"verdict": verdict})
    assert (answer.status_code, answer.json()["status"], answer.json()["stage"]) == (200, status, "failed")
    assert client.post(decide, json={"verdict": verdict}).status_code == 409
    assert client.delete(f"{URL}/{made['id']}").status_code == 200


# Money


def test_credits_are_reserved(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEAR_API_KEY", "test-key-12345678")
    answer = client.post(URL, json={"type": "image", "provider": "dear", "config": {"prompt": "hold"}})
    assert answer.json()["cost"] == {
        "estimateUsd": "0.05",
        "estimateCredits": "5",
        "chargedCredits": None,
        "usd": None,
        "source": "",
        "priced": True,
    }
    assert client.get("/api/v2/account").json() == {
        "balance": "1000",
        "reserved": "5",
        "available": "995",
        "usdPerCredit": "0.01",
    }


def test_unpriced_is_never_zero(client: TestClient) -> None:
    body = {"type": "image", "provider": "mystery", "config": {"prompt": "hold"}}
    cost = client.post(URL, json=body).json()["cost"]
    assert (cost["estimateUsd"], cost["estimateCredits"], cost["priced"]) == (None, None, False)


def test_guest_has_no_credits_and_may_use_what_is_free(shared: Callable[[], TestClient]) -> None:
    guest = shared()
    assert guest.get("/api/v2/account").json()["balance"] == "0"
    assert order(guest, wait=30)["status"] == "complete"
    answer = guest.post(URL, json={"type": "image", "provider": "dear", "config": {"prompt": "x"}})
    assert (answer.status_code, answer.json()["code"]) == (402, "insufficient_credits")
    assert len(guest.get(URL).json()["items"]) == 1


# Other people's


def test_other_peoples_work_is_not_there(shared: Callable[[], TestClient]) -> None:
    ann, bob = shared(), shared()
    made = order(ann, wait=30)
    url = f"{URL}/{made['id']}"
    assert ann.get(url).status_code == 200
    assert bob.get(URL).json()["items"] == []
    assert bob.get(URL, params={"since": 0}).json()["items"] == []
    assert bob.get(url).status_code == 404
    assert bob.delete(url).status_code == 404
    for verb in ("pause", "resume", "retry", "restore"):
        assert bob.post(f"{url}/{verb}").status_code == 404, verb
    assert bob.post(f"{url}/move", json={"before": None}).status_code == 404
    for file in ("", "/thumbnail", "/peaks"):
        assert bob.get(f"{url}/media/0{file}").status_code == 404
    stolen = bob.post(URL, json={"type": "image", "config": {"prompt": "x", "imageUrl": f"asset:{made['id']}/0"}})
    assert (stolen.status_code, stolen.json()["field"]) == (422, "referenceImages")
    assert ann.get(url).json()["status"] == "complete"
