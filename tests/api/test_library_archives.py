"""Many results as one ZIP file."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Callable

import pytest
from starlette.testclient import TestClient

from genstudio.api.schemas import ProblemOut
from genstudio.api.schemas_library import ArchiveOut
from genstudio.bootstrap import Studio
from genstudio.controllers import downloads
from tests.api import models
from tests.api.steps import URL, Made, order, until

ARCHIVES = "/api/v2/library/archives"


def prepared(client: TestClient, *made: Made) -> ArchiveOut:
    answer = client.post(ARCHIVES, json={"ids": [each["id"] for each in made]})
    assert answer.status_code == 201, answer.text
    return ArchiveOut.model_validate_json(answer.content)


def fetched(client: TestClient, *made: Made) -> zipfile.ZipFile:
    answer = client.get(prepared(client, *made).url)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/zip"
    assert "content-encoding" not in answer.headers
    assert answer.headers["content-disposition"].startswith('attachment; filename="genstudio-')
    return zipfile.ZipFile(io.BytesIO(answer.content))


def contents(archive: zipfile.ZipFile) -> list[dict[str, str]]:
    assert archive.namelist()[-1] == "contents.csv"
    return list(csv.DictReader(io.StringIO(archive.read("contents.csv").decode("utf-8-sig"))))


def test_files_records_and_contents(client: TestClient) -> None:
    fox = order(client, "A red Fox, 狐狸: ../..\\<b>", wait=30, seed=7)
    chart = order(client, "chart of a boat", wait=30, seed=8)
    client.patch(f"{URL}/{fox['id']}", json={"favourite": True, "rating": 4, "project": "harbour"})
    ticket = prepared(client, fox, chart)
    assert ticket.files == 4
    assert ticket.bytes == sum(output["sizeBytes"] for each in (fox, chart) for output in each["outputs"])
    archive = fetched(client, fox, chart)
    assert archive.testzip() is None
    name = f"a-red-fox-狐狸-b-{fox['id'][:8]}"
    boat = f"chart-of-a-boat-{chart['id'][:8]}"
    assert archive.namelist() == [
        f"{name}.png", f"records/{name}.json",
        f"{boat}.png", f"{boat}-2.txt", f"{boat}-3.bin", f"records/{boat}.json", "contents.csv",
    ]  # fmt: skip
    assert archive.read(f"{name}.png") == models.png(7)
    assert json.loads(archive.read(f"records/{name}.json"))["seed"] == 7
    lines = contents(archive)
    assert len(lines) == 4
    first = lines[0]
    assert (first["file"], first["id"], first["created"]) == (f"{name}.png", fox["id"], fox["createdAt"])
    assert (first["project"], first["favourite"], first["rating"], first["seed"]) == ("harbour", "yes", "4", "7")
    assert (first["prompt"], first["note"], first["width"]) == ("A red Fox, 狐狸: ../..\\<b>", "", "64")
    assert int(first["bytes"]) == len(models.png(7))


@pytest.mark.parametrize("prompt", ["=HYPERLINK(1)", "+1", "-1", "@SUM(1)", " =1", "\uff1d1"])
def test_no_cell_becomes_a_formula(client: TestClient, prompt: str) -> None:
    made = order(client, prompt, wait=30)
    client.patch(f"{URL}/{made['id']}", json={"project": prompt})
    (line,) = contents(fetched(client, made))
    assert line["prompt"] == f"'{made['prompt']}"
    assert line["project"].startswith("'")


def test_a_missing_file_is_told_and_the_rest_comes(client: TestClient, studio: Studio) -> None:
    made = [order(client, "a fox", wait=30, seed=seed) for seed in (1, 2)]
    (first, second) = (each["outputs"][0] for each in made)
    digest = client.get(first["url"]).headers["etag"].strip('"')
    studio.media.path_of(digest, "image/png").unlink()
    archive = fetched(client, *made)
    assert archive.testzip() is None
    lines = contents(archive)
    assert [(line["file"] != "", line["note"]) for line in lines] == [
        (False, "The file is not on the disk any more."), (True, ""),
    ]  # fmt: skip
    assert archive.read(lines[1]["file"]) == client.get(second["url"]).content


def test_equal_names_are_told_apart(client: TestClient, studio: Studio) -> None:
    made = [order(client, "a fox", wait=30, seed=seed) for seed in (1, 2)]
    same = ["0" * 8 + each["id"][8:] for each in made]

    for each, new in zip(made, same, strict=True):

        def rename(conn: object, old: str = each["id"], new: str = new) -> None:
            conn.execute("PRAGMA defer_foreign_keys = ON")  # type: ignore[attr-defined]
            conn.execute("UPDATE job SET id = ? WHERE id = ?", (new, old))  # type: ignore[attr-defined]
            conn.execute("UPDATE asset SET job_id = ? WHERE job_id = ?", (new, old))  # type: ignore[attr-defined]

        studio.database.write_now(rename)
    archive = fetched(client, *({"id": each} for each in same))
    assert archive.namelist()[:4] == [
        "a-fox-00000000.png", "records/a-fox-00000000.json", "a-fox-00000000-2.png", "records/a-fox-00000000-2.json",
    ]  # fmt: skip
    assert [archive.read(line["file"]) for line in contents(archive)] == [models.png(1), models.png(2)]


def test_what_was_deleted_since_is_left_out(client: TestClient) -> None:
    made = [order(client, "a fox", wait=30) for _ in range(2)]
    ticket = prepared(client, *made)
    client.delete(f"{URL}/{made[0]['id']}")
    lines = contents(zipfile.ZipFile(io.BytesIO(client.get(ticket.url).content)))
    assert [line["id"] for line in lines] == [made[1]["id"]]


def test_what_cannot_be_packed_is_said(client: TestClient) -> None:
    made = order(client, "a fox", wait=30)
    running = until(client, order(client, "hold"), "submitting")
    for ids, status, detail in (
        ([made["id"], "nothing"], 404, "There is no job nothing."),
        ([], 422, "ids is empty: name at least one result."),
        (["x"] * 10_000, 422, "At most 1,000 results at once; these are 10,000."),
        ([running["id"]], 409, "None of these has a file that could be downloaded."),
    ):
        answer = client.post(ARCHIVES, json={"ids": ids})
        assert (answer.status_code, ProblemOut.model_validate_json(answer.content).detail) == (status, detail)


def test_a_ticket_is_its_owners_and_ends(shared: Callable[[], TestClient], monkeypatch: pytest.MonkeyPatch) -> None:
    ada, eve = shared(), shared()
    made = order(ada, "a fox", wait=30)
    url = prepared(ada, made).url
    assert eve.get(url).status_code == 404
    assert eve.post(ARCHIVES, json={"ids": [made["id"]]}).status_code == 404
    assert ada.get(url).status_code == 200
    monkeypatch.setattr(downloads, "LASTS_S", -1.0)
    ended = ada.get(prepared(ada, made).url)
    assert ended.status_code == 404
    assert "more than ten minutes ago" in ProblemOut.model_validate_json(ended.content).detail


def test_one_person_holds_a_bounded_number_of_tickets(client: TestClient) -> None:
    made = order(client, "a fox", wait=30)
    tickets = [prepared(client, made).url for _ in range(downloads.TICKETS_PER_OWNER + 1)]
    assert [client.get(url).status_code for url in (tickets[0], tickets[1], tickets[-1])] == [404, 200, 200]
