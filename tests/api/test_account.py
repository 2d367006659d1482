"""The purse over REST: the ledger with its filters, sums and table, and top-ups of the owner's budget."""

from __future__ import annotations

import csv
import io
import sqlite3
from collections.abc import Callable
from typing import Any

import pytest
from starlette.testclient import TestClient

from genstudio.api.schemas import AccountOut, EntriesOut, ProblemOut
from genstudio.bootstrap import Studio
from genstudio.ledger import book
from tests.api.steps import order, until

ACCOUNT = "/api/v2/account"
ENTRIES = f"{ACCOUNT}/entries"
TOPUPS = f"{ACCOUNT}/topups"


def _entries(client: TestClient, **query: str | int | list[str]) -> EntriesOut:
    answer = client.get(ENTRIES, params=query)
    assert answer.status_code == 200, answer.text
    return EntriesOut.model_validate_json(answer.content)


def _table(client: TestClient, **query: str | int | list[str]) -> list[dict[str, str]]:
    answer = client.get(f"{ENTRIES}.csv", params=query)
    assert answer.headers["content-disposition"] == 'attachment; filename="genstudio-credits.csv"'
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


def _dear(client: TestClient, monkeypatch: pytest.MonkeyPatch, prompt: str = "a crown") -> dict[str, Any]:
    """A picture that costs 5 credits, with its vendor's key in the environment."""
    monkeypatch.setenv("DEAR_API_KEY", "dear-key-0123456789")
    made = order(client, prompt, wait=30, model="dear:brush")
    assert made["status"] == "complete"
    return made


def test_account_and_its_entries(client: TestClient) -> None:
    fresh = AccountOut.model_validate_json(client.get(ACCOUNT).content)
    assert (fresh.balance, fresh.reserved, fresh.available, fresh.usd_per_credit) == ("1000", "0", "1000", "0.01")
    made = order(client, wait=30)
    told = _entries(client)
    assert [(each.kind, each.generation, each.prompt) for each in told.items] == [
        ("settle", made["id"], "a fox"),
        ("reserve", made["id"], "a fox"),
        ("grant", None, None),
    ]
    assert (told.next_cursor, told.providers) == (None, ["embedded"])
    first = _entries(client, limit=2)
    assert first.next_cursor == str(first.items[-1].id)
    below = _entries(client, limit=2, cursor=first.next_cursor)
    assert [each.kind for each in below.items] == ["grant"]
    assert (below.totals, below.providers, below.next_cursor) == (None, None, None)


def test_guests_purses_are_their_own(shared: Callable[[], TestClient]) -> None:
    ann, bob = shared(), shared()
    order(ann, "a secret plan", wait=30)
    assert len(_entries(ann).items) == 2
    told = _entries(bob)
    assert (told.items, told.providers) == ([], [])
    assert told.totals is not None
    assert told.totals.count == 0
    assert _table(bob) == []
    refused = bob.post(TOPUPS, json={"credits": "5"})
    assert (refused.status_code, refused.json()["code"]) == (403, "not_allowed")
    assert bob.get(ACCOUNT).json()["balance"] == "0"


def test_estimate_stands_beside_the_charge_and_unpriced_is_not_0(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    _dear(client, monkeypatch)
    order(client, "a box", wait=30, model="mystery:box")
    unpriced, dear = _entries(client, kind="settle").items
    assert (dear.estimate_credits, dear.charged_credits, dear.usd, dear.cost_source, dear.priced) == (
        "5", "5", "0.05", "price rule", True,
    )  # fmt: skip
    assert (dear.balance, dear.reserved) == ("-5", "-5")
    assert (unpriced.estimate_credits, unpriced.charged_credits, unpriced.usd, unpriced.priced) == (
        None, None, None, False,
    )  # fmt: skip


def test_filters_choose_entries_and_sum_only_them(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    _dear(client, monkeypatch)
    order(client, "a box", wait=30, model="mystery:box")
    until(client, order(client, "to fail", model="embedded:painter"), "failed")
    everything = _entries(client)
    assert len(everything.items) == 7
    assert everything.providers == ["dear", "embedded", "mystery"]
    charged = _entries(client, kind="settle").totals
    assert charged is not None
    assert (charged.count, charged.charged, charged.usd, charged.unpriced) == (2, "5", "0.05", 1)
    of_dear = _entries(client, provider="dear")
    assert [each.kind for each in of_dear.items] == ["settle", "reserve"]
    assert of_dear.totals is not None
    assert (of_dear.totals.count, of_dear.totals.charged) == (2, "5")
    assert [each.kind for each in _entries(client, kind=["grant", "release"]).items] == ["release", "grant"]
    assert _entries(client, type="tts").items == []
    newest = everything.items[0].created_at
    assert [each.created_at for each in _entries(client, after=newest).items] == [newest]
    assert len(_entries(client, before=newest).items) == 6
    assert _entries(client, after="2026-01-01", before="2026-01-02").items == []
    assert [row["prompt"] for row in _table(client, provider="dear", kind="settle")] == ["a crown"]


def test_reservation_is_held_until_it_is_settled(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEAR_API_KEY", "dear-key-0123456789")
    made = order(client, "hold still", model="dear:brush")
    (held,) = _entries(client, kind="held").items
    assert (held.kind, held.held, held.generation, held.reserved, held.estimate_credits) == (
        "reserve", True, made["id"], "5", "5",
    )  # fmt: skip
    assert held.charged_credits is None


@pytest.mark.parametrize(
    ("query", "field"),
    [("kind=spent", "kind"), ("after=tomorrow", "after"), ("before=0000-13-77", "before"), ("type=smell", "type"),
     ("limit=0", "limit"), ("cursor=x", "cursor"), ("after=%00", "after")],
)  # fmt: skip
def test_wrong_filter_is_named(client: TestClient, query: str, field: str) -> None:
    for path in (ENTRIES, f"{ENTRIES}.csv"):
        if field in ("limit", "cursor") and path.endswith("csv"):
            continue
        answer = client.get(f"{path}?{query}")
        assert answer.status_code == 422
        assert (ProblemOut.model_validate_json(answer.content).field or "").startswith(field)


@pytest.mark.parametrize("prompt", ["=HYPERLINK(1)", "+1", "-1", "@SUM(A1)", "  =1+1", "\uff1d1", 'a, "b"\nc'])
def test_table_is_safe_in_a_spreadsheet(client: TestClient, prompt: str) -> None:
    order(client, prompt, wait=30)
    cell = _table(client, kind="settle")[0]["prompt"]
    assert cell in (prompt.strip(), f"'{prompt.strip()}")
    assert not cell.lstrip().startswith(("=", "+", "-", "@", "\uff1d"))


def test_table_has_every_entry_beyond_one_page(client: TestClient, studio: Studio) -> None:
    for number in range(3):
        client.post(TOPUPS, json={"credits": "1", "note": str(number)})

    def many(conn: sqlite3.Connection) -> None:
        for _ in range(600):
            book.top_up(conn, "user:local", 1_000, "many", 1)

    studio.database.write_now(many)
    rows = _table(client)
    assert len(rows) == 604
    assert len({row["id"] for row in rows}) == 604
    assert (rows[0]["entry"], rows[0]["balance change (credits)"], rows[0]["generation"]) == ("top_up", "1", "")


def test_deleted_generation_leaves_its_costs_and_takes_its_prompt_along(client: TestClient) -> None:
    made = order(client, "a private matter", wait=30)
    client.delete(f"/api/v2/generations/{made['id']}")
    (entry,) = _entries(client, kind="settle").items
    assert (entry.generation, entry.prompt, entry.type) == (None, None, "image")
    assert "private" not in client.get(f"{ENTRIES}.csv").text


def test_top_up_once_per_key(client: TestClient) -> None:
    key = {"Idempotency-Key": "one click"}
    for _ in range(3):
        answer = client.post(TOPUPS, json={"credits": "250.5", "note": " pocket\n money "}, headers=key)
        assert answer.status_code == 201
        assert AccountOut.model_validate_json(answer.content).balance == "1250.5"
    (entry,) = _entries(client, kind="top_up").items
    assert (entry.balance, entry.note, entry.generation) == ("250.5", "pocket money", None)
    other = client.post(TOPUPS, json={"credits": "1", "note": "pocket money"}, headers=key)
    assert (other.status_code, other.json()["code"]) == (409, "conflict")
    assert client.post(TOPUPS, json={"credits": "1"}).json()["balance"] == "1251.5"


@pytest.mark.parametrize(
    ("body", "field"),
    [({"credits": each}, "credits")
     for each in ("0", "-5", "", "abc", "1e9", "1.2345", "NaN", "\u0661", "0.0005", "9" * 30, "1000000001", 5, None)]
    + [({"credits": "5", "note": "x" * 201}, "note"), ({"credits": "5", "owner": "eve"}, "owner"), ({}, "credits")],
)  # fmt: skip
def test_bad_top_up_changes_nothing_and_names_its_field(client: TestClient, body: object, field: str) -> None:
    answer = client.post(TOPUPS, json=body)
    assert answer.status_code == 422
    assert ProblemOut.model_validate_json(answer.content).field == field
    assert client.get(ACCOUNT).json()["balance"] == "1000"


@pytest.mark.parametrize("key", ["", "x" * 201, "two\tparts"])
def test_bad_key_of_a_top_up(client: TestClient, key: str) -> None:
    answer = client.post(TOPUPS, json={"credits": "5"}, headers={"Idempotency-Key": key})
    assert (answer.status_code, answer.json()["field"]) == (422, "Idempotency-Key")
