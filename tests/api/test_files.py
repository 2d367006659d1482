"""Results and uploads as files: whole, in part, named, kept, and locked where a browser could run them."""

from __future__ import annotations

import base64
import io
import json
import wave
from collections.abc import Callable

import pytest
from starlette.testclient import TestClient

from genstudio.api.schemas import GenerationOut, UploadOut
from genstudio.bootstrap import Studio
from tests.api import models
from tests.api.steps import URL, Made, order

UPLOADS = "/api/v2/uploads"


def _wav(seconds: float = 0.5) -> bytes:
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8_000)
        file.writeframes(b"\x10\x20" * int(8_000 * seconds))
    return buffer.getvalue()


@pytest.fixture
def made(client: TestClient) -> Made:
    """A picture, a text and a page of HTML."""
    return order(client, "A red Fox, 狐狸 & <chart>!", wait=30, seed=7)


# Results


def test_file_arrives_whole_with_its_headers(client: TestClient, made: Made) -> None:
    answer = client.get(made["outputs"][0]["url"])
    assert answer.content == models.png(7)
    assert answer.headers["content-type"] == "image/png"
    assert answer.headers["cache-control"] == "private, max-age=31536000, immutable"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["accept-ranges"] == "bytes"
    assert answer.headers["content-disposition"].startswith("inline; ")
    assert answer.headers["content-length"] == str(made["outputs"][0]["sizeBytes"])


def test_head_tells_the_size_and_sends_nothing(client: TestClient, made: Made) -> None:
    answer = client.head(made["outputs"][0]["url"])
    assert (answer.status_code, answer.content) == (200, b"")
    assert answer.headers["content-length"] == str(made["outputs"][0]["sizeBytes"])


@pytest.mark.parametrize(
    ("asked", "start", "end"),
    [("bytes=0-9", 0, 10), ("bytes=10-", 10, None), ("bytes=-5", -5, None), ("bytes=3-3", 3, 4)],
)
def test_range_gives_a_part(client: TestClient, made: Made, asked: str, start: int, end: int | None) -> None:
    whole = models.png(7)
    answer = client.get(made["outputs"][0]["url"], headers={"Range": asked})
    assert answer.status_code == 206
    assert answer.content == whole[start:end]
    first = start if start >= 0 else len(whole) + start
    assert answer.headers["content-range"] == f"bytes {first}-{first + len(answer.content) - 1}/{len(whole)}"


def test_range_outside_the_file_is_refused(client: TestClient, made: Made) -> None:
    answer = client.get(made["outputs"][0]["url"], headers={"Range": "bytes=999999-"})
    assert answer.status_code == 416
    assert answer.headers["content-range"] == f"bytes */{len(models.png(7))}"


def test_range_goes_on_only_in_the_same_file(client: TestClient, made: Made) -> None:
    url = made["outputs"][0]["url"]
    etag = client.head(url).headers["etag"]
    assert client.get(url, headers={"Range": "bytes=0-3", "If-Range": etag}).status_code == 206
    assert client.get(url, headers={"Range": "bytes=0-3", "If-Range": '"other"'}).status_code == 200


def test_known_file_is_not_sent_again(client: TestClient, made: Made) -> None:
    url = made["outputs"][0]["url"]
    etag = client.get(url).headers["etag"]
    for known in (etag, f"W/{etag}", f'"x", {etag}', "*"):
        answer = client.get(url, headers={"If-None-Match": known})
        assert (answer.status_code, answer.content, answer.headers["etag"]) == (304, b"", etag)
    assert client.get(url, headers={"If-None-Match": '"x"'}).status_code == 200


def test_download_has_a_readable_safe_name(client: TestClient, made: Made) -> None:
    answer = client.get(made["outputs"][0]["downloadUrl"])
    name = f"a-red-fox-%E7%8B%90%E7%8B%B8-chart-{made['id'][:8]}.png"
    assert answer.headers["content-disposition"] == f"attachment; filename*=utf-8''{name}"


@pytest.mark.parametrize("prompt", ["../../etc/passwd", 'a"b\r\nSet-Cookie: x=1', "...", "CON", "x" * 300])
def test_no_prompt_makes_a_dangerous_name(client: TestClient, prompt: str) -> None:
    made = order(client, prompt, wait=30)
    answer = client.get(made["outputs"][0]["downloadUrl"])
    disposition = answer.headers["content-disposition"]
    name = disposition.partition("filename=")[2].strip('"')
    assert name.endswith(f"{made['id'][:8]}.png")
    assert len(name) < 80
    assert not set(name) & set('/\\:*?"<>|\r\n')
    assert "set-cookie" not in answer.headers


def test_what_a_browser_could_run_is_a_locked_download(client: TestClient, made: Made) -> None:
    picture, chart, page = made["outputs"]
    assert [each["role"] for each in made["outputs"]] == ["main", "chart", "page"]
    for output in (chart, page):
        answer = client.get(output["url"])
        assert answer.headers["content-type"] == "application/octet-stream"
        assert answer.headers["content-disposition"].startswith("attachment; ")
        assert answer.headers["content-security-policy"] == "default-src 'none'; sandbox"
        assert answer.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" not in client.get(picture["url"]).headers["content-security-policy"]


def test_thumbnail(client: TestClient, made: Made) -> None:
    answer = client.get(made["outputs"][0]["thumbnailUrl"])
    assert answer.headers["content-type"] == "image/webp"
    assert answer.content[8:12] == b"WEBP"
    assert client.get(f"{made['outputs'][0]['url']}/peaks").status_code == 404


@pytest.mark.parametrize("place", ["media/3", "media/999999", "media/3/thumbnail", "media/0/other"])
def test_file_that_is_not_there(client: TestClient, made: Made, place: str) -> None:
    answer = client.get(f"{URL}/{made['id']}/{place}")
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


@pytest.mark.parametrize("place", ["media/-1", "media/x", "media/1000000", "media/%2e%2e"])
def test_position_that_is_no_position(client: TestClient, made: Made, place: str) -> None:
    assert client.get(f"{URL}/{made['id']}/{place}").status_code in (404, 422)


def test_file_that_was_removed_by_hand(client: TestClient, made: Made, studio: Studio) -> None:
    for path in (studio.settings.home / "media").rglob("*.png"):
        path.unlink()
    answer = client.get(made["outputs"][0]["url"])
    assert (answer.status_code, answer.json()["detail"]) == (404, "The file is not on the disk any more.")


# Uploads


def test_upload_as_a_body_and_as_a_form(client: TestClient) -> None:
    body = client.post(UPLOADS, params={"name": "fox.png"}, content=models.png(1))
    form = client.post(UPLOADS, files={"file": ("fox.png", models.png(1), "image/png")})
    for answer in (body, form):
        assert answer.status_code == 201
        given = UploadOut.model_validate_json(answer.content)
        assert (given.name, given.mime, given.width, given.height) == ("fox.png", "image/png", 64, 48)
        assert answer.headers["location"] == given.url
        assert client.get(given.url).content == models.png(1)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty"),
        (b"only some words", "is no picture, sound or video"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "is no picture, sound or video"),
        (models.png(1)[:60], "is damaged or cut off"),
    ],
)
def test_upload_that_is_no_file_for_us(client: TestClient, content: bytes, words: str) -> None:
    answer = client.post(UPLOADS, params={"name": "x.png"}, content=content, headers={"Content-Type": "image/png"})
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_input")
    assert words in answer.json()["detail"]


def test_form_without_the_file_and_form_of_another_kind(client: TestClient) -> None:
    answer = client.post(UPLOADS, files={"picture": ("fox.png", models.png(1))})
    assert (answer.status_code, answer.json()["field"]) == (422, "file")
    two = client.post(UPLOADS, files=[("file", ("a.png", b"a")), ("file", ("b.png", b"b"))])
    assert two.status_code == 400
    assert client.post(UPLOADS, data={"file": "x"}).status_code == 415


def test_other_peoples_uploads_are_not_there(shared: Callable[[], TestClient]) -> None:
    ann, bob = shared(), shared()
    given = ann.post(UPLOADS, params={"name": "a.png"}, content=models.png(1)).json()
    assert ann.get(given["url"]).status_code == 200
    assert bob.get(given["url"]).status_code == 404
    answer = bob.post(URL, json={"type": "image", "config": {"prompt": "x", "imageUrl": given["ref"]}})
    assert (answer.status_code, answer.json()["field"]) == (422, "referenceImages")


# Files in a request


def _data_uri(content: bytes, mime: str = "image/png") -> str:
    return f"data:{mime};base64,{base64.b64encode(content).decode()}"


def test_every_way_to_give_a_file(client: TestClient, made: Made) -> None:
    given = client.post(UPLOADS, params={"name": "fox.png"}, content=models.png(1)).json()
    used = order(
        client,
        "x",
        media={"stylePicture": made["outputs"][0]["url"]},
        referenceImages=[
            {"name": "Main character", "imageUrl": given["url"]},
            f"asset:{made['id']}/0",
            {"name": "Other", "image": _data_uri(models.png(2))},
        ],
    )
    assert used["media"]["stylePicture"] == [
        {"ref": f"asset:{made['id']}/0", "url": made["outputs"][0]["url"], "name": ""}
    ]
    first, second, third = used["media"]["referenceImages"]
    assert first == {"ref": given["ref"], "url": given["url"], "name": "fox.png"}
    assert second["ref"] == f"asset:{made['id']}/0"
    assert third["ref"].startswith("upload:")
    assert client.get(third["url"]).content == models.png(2)


@pytest.mark.parametrize(
    ("media", "field", "words"),
    [
        ({"stylePicture": [_data_uri(_wav(), "image/png")]}, "stylePicture", "is a picture; this file is audio/"),
        ({"stylePicture": [_data_uri(b"text")]}, "stylePicture", "is no picture, sound or video"),
        ({"stylePicture": ["data:image/png;base64"]}, "stylePicture", "has no data"),
        ({"backingTrack": [_data_uri(models.png(1))]}, "backingTrack", "is a sound file; this file is image"),
        ({"referenceImages": [_data_uri(b"x" * 70_000)]}, "referenceImages", "more than 0.0625 MB"),
        ({"referenceImages": ["upload:1"] * 4}, "referenceImages", "at most 3"),
        ({"stylePicture": ["upload:../../secret"]}, "stylePicture", "no such file"),
        ({"stylePicture": ["asset:x/0"]}, "stylePicture", "no such file"),
    ],
)  # fmt: skip
def test_file_that_does_not_fit_its_role(client: TestClient, media: Made, field: str, words: str) -> None:
    answer = client.post(URL, json={"type": "image", "config": {"prompt": "x", "media": media}})
    assert (answer.status_code, answer.json()["field"]) == (422, field)
    assert words in answer.json()["detail"]


def test_sound_has_peaks(client: TestClient, made: Made, studio: Studio) -> None:
    """The test provider makes pictures only, so a stored sound is put in the place of one."""
    given = client.post(UPLOADS, params={"name": "a.wav"}, content=_wav()).json()
    row = studio.database.read_now(
        lambda conn: tuple(conn.execute("SELECT sha256, mime FROM upload WHERE name = 'a.wav'").fetchone())
    )
    studio.database.write_now(
        lambda conn: (
            conn.execute(
                "UPDATE asset SET sha256 = ?, mime = ?, thumbnail = 'peaks', duration_s = 0.5 WHERE position = 0", row
            ).rowcount
        )
    )
    output = GenerationOut.model_validate_json(client.get(f"{URL}/{made['id']}").content).outputs[0]
    assert (output.peaks_url, output.thumbnail_url) == (f"{output.url}/peaks", None)
    answer = client.get(f"{output.url}/peaks")
    assert answer.headers["content-type"] == "application/json"
    assert all(isinstance(each, int) and -100 <= each <= 100 for each in json.loads(answer.content))
    assert client.get(output.url).headers["content-type"] == given["mime"]
