"""Somebody else's rows and files: asked for at every address of REST, in every way, by its id and in the body."""

from __future__ import annotations

from collections.abc import Callable

from fastapi import FastAPI
from starlette.testclient import TestClient

from tests.api.attacks.addresses import bodies, filled, of_api
from tests.api.attacks.conftest import WORD, Victim
from tests.api.steps import URL

Guest = Callable[[], TestClient]


def test_nothing_of_another_guest_is_shown_or_changed_at_any_address(
    app: FastAPI, guest: Guest, victim: Victim
) -> None:
    before = victim.belongings()
    assert WORD in str(before), "the attack would find nothing"
    thief = guest()
    tried, faults = 0, []
    for address in of_api(app):
        for values in victim.samples(address.path):
            path = filled(address.path, values)
            for body in bodies(app, address, victim.ids):
                answer = thief.request(address.method, path, json=body)
                tried += 1
                told = [each for each in (WORD, "C | G | Am", "PK\x03\x04") if each.encode() in answer.content]
                aimed = values.get("id", "")
                if answer.status_code >= 500 or told or (aimed and answer.status_code not in (403, 404, 405, 422)):
                    faults.append((str(address), values, body, answer.status_code, told))
    assert faults == []
    assert tried > 100
    assert victim.belongings() == before


def test_lists_hold_nothing_of_another_guest(app: FastAPI, guest: Guest, victim: Victim) -> None:
    thief = guest()
    for address in of_api(app):
        if address.method == "GET" and "{" not in address.path:
            for query in ("", "?since=-1", f"?q={WORD}", f"?project={WORD}", f"?collection={victim.collection}"):
                answer = thief.get(address.path + query)
                assert answer.status_code < 500, (address, query)
                for needle in (WORD, *victim.ids):
                    assert needle not in answer.text, (address, query)


def test_files_of_another_guest_cannot_be_used_in_a_job(guest: Guest, victim: Victim) -> None:
    thief = guest()
    for ref in (f"upload:{victim.upload}", f"asset:{victim.done}/0", f"asset:{victim.done}/1"):
        for each in ({"prompt": "x", "imageUrl": ref}, {"prompt": "x", "media": {"stylePicture": [ref]}}):
            answer = thief.post(URL, json={"type": "image", "config": each})
            assert answer.status_code == 422, (ref, answer.text)
            assert "there is no such file" in answer.json()["detail"]
    assert thief.get(URL).json()["items"] == []


def test_an_idempotency_key_of_another_guest_gives_nothing(guest: Guest) -> None:
    owner, thief = guest(), guest()
    headers = {"Idempotency-Key": "the same"}
    body = {"type": "image", "config": {"prompt": WORD}}
    first = owner.post(URL, json=body, headers=headers).json()
    second = thief.post(URL, json={"type": "image", "config": {"prompt": "other"}}, headers=headers)
    assert second.json()["id"] != first["id"]
    assert WORD not in second.text


def test_bytes_that_another_guest_has_are_not_recognised(guest: Guest, victim: Victim) -> None:
    """A result is looked up by its bytes: whoever has the same file must not learn who made it and how."""
    picture = victim.client.get(f"{URL}/{victim.done}/media/0").content
    assert victim.client.post("/api/v2/library/recognise", content=picture).status_code == 200
    answer = guest().post("/api/v2/library/recognise", content=picture)
    assert answer.status_code == 404
    assert WORD not in answer.text


def test_a_guest_reaches_nothing_that_is_the_owners(app: FastAPI, guest: Guest) -> None:
    """Keys, money and the folders of the computer belong to whoever runs the studio."""
    thief = guest()
    for method, path, body in (
        ("PUT", "/api/v2/providers/dear/key", {"key": "mine"}),
        ("PUT", "/api/v2/providers/dear/key", {"key": "mine", "keep": True}),
        ("POST", "/api/v2/providers/dear/key/test", None),
        ("DELETE", "/api/v2/providers/dear/key", None),
        ("POST", "/api/v2/account/topups", {"credits": "1000"}),
    ):
        answer = thief.request(method, path, json=body, headers={"Idempotency-Key": "k"})
        assert answer.status_code in (403, 404), (method, path, answer.text)
    assert thief.get("/api/v2/account").json()["balance"] in ("0", "0.000")
    assert thief.get("/api/v2/studio").json()["home"] is None
