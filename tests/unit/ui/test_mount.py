"""The page in front of a bare server: what is served, and that nothing else of Gradio answers."""

from __future__ import annotations

import asyncio
import re
from importlib.resources import files
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from starlette.types import Message

from genstudio.ui.app import mount

SECRET = "the owner's own words"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("home")
    (home / "secret.txt").write_text(SECRET)
    (home / "tmp" / "gradio").mkdir(parents=True)
    (home / "tmp" / "gradio" / "left-over.txt").write_text(SECRET)
    return home


@pytest.fixture(scope="module")
def client(home: Path) -> TestClient:
    return TestClient(mount(FastAPI(), home=home))


def test_the_page_carries_its_head_before_anything_is_drawn(client: TestClient) -> None:
    answer = client.get("/")
    html = answer.text
    start = html.index("<head>")
    assert html.index("dataset.theme") < html.index("<link") < html.index("window.gradio_config")
    assert html[start:].startswith("<head>\n<title>GenStudio</title>")
    assert answer.headers["cache-control"] == "no-cache"
    assert int(answer.headers["content-length"]) == len(answer.content)
    assert "og:image" not in html


def test_the_page_is_sent_again_only_when_it_has_changed(client: TestClient) -> None:
    first = client.get("/")
    again = client.get("/", headers={"If-None-Match": f'"other", {first.headers["etag"]}'})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["cache-control"] == "no-cache"
    assert client.get("/", headers={"If-None-Match": '"other"'}).text == first.text


def test_files_are_fetched_ahead(client: TestClient) -> None:
    html = client.get("/").text
    ahead = re.findall(r'<(?:link rel="modulepreload" href|script type="module" src)="(/[^"]+)"', html)
    assert [url for url in ahead if client.get(url).status_code != 200] == []
    assert [url.rpartition("/")[2] for url in ahead if url.startswith("/studio/")] == ["studio.js"]
    assert len([url for url in ahead if url.startswith("/assets/")]) > 15, "Gradio's bundle has another form now"


def test_files_are_compressed_for_whoever_takes_it(client: TestClient) -> None:
    html = client.get("/").text
    ours = re.findall(r'src="(/studio/[^"]+/studio.js)"', html)[0]
    entry = "/" + re.findall(r'src="\./(assets/index-[^"]+)"', html)[0]
    for url in (ours, entry):
        plain = client.get(url, headers={"Accept-Encoding": "identity"})
        assert "content-encoding" not in plain.headers
        for _ in range(2):
            packed = client.get(url, headers={"Accept-Encoding": "gzip, br"})
            assert packed.headers["content-encoding"] == "gzip"
            assert packed.content == plain.content
            assert packed.num_bytes_downloaded < len(plain.content) * 0.7
            assert packed.headers["content-type"] == plain.headers["content-type"]


def test_who_leaves_early_leaves_whole_files_to_the_next(client: TestClient) -> None:
    """A page that is loaded anew breaks off the files that are on their way; those are compressed for all."""
    frontend = Path(str(files("gradio"))) / "templates" / "frontend"
    url = next(f"/assets/{each.name}" for each in sorted(frontend.glob("assets/de-*.js")))  # German, for Gradio's words

    async def gone() -> Message:
        return {"type": "http.disconnect"}

    async def unheard(message: Message) -> None:
        pass

    scope = {
        "type": "http", "method": "GET", "path": url, "raw_path": url.encode(), "query_string": b"",
        "root_path": "", "scheme": "http", "http_version": "1.1", "headers": [(b"accept-encoding", b"gzip")],
        "server": ("testserver", 80), "client": ("testclient", 1),
    }  # fmt: skip

    async def ask() -> None:
        await client.app(scope, gone, unheard)

    asyncio.run(ask())
    whole = client.get(url, headers={"Accept-Encoding": "identity"}).content
    assert client.get(url, headers={"Accept-Encoding": "gzip"}).content == whole != b""


def test_the_theme_is_kept_under_its_hash_only(client: TestClient) -> None:
    assert client.get("/theme.css?v=1").headers["cache-control"].endswith("immutable")
    assert "immutable" not in client.get("/theme.css").headers.get("cache-control", "")


def test_a_head_request_has_no_body(client: TestClient) -> None:
    answer = client.head("/")
    assert (answer.status_code, answer.content) == (200, b"")


def test_no_component_holds_state_or_listens(client: TestClient) -> None:
    config = client.get("/config").json()
    assert config["dependencies"] == []
    assert config["connect_heartbeat"] is False
    assert {each["type"] for each in config["components"]} <= {"html", "tabs", "tabitem", "row", "column"}


def test_gradios_queue_does_not_look_for_calls_that_never_come(client: TestClient) -> None:
    """It took 1.5 % of a core and more from a studio at rest."""
    assert isinstance(client.app, FastAPI)
    gradio = client.app.routes[-1].app.app  # type: ignore[attr-defined]  # the mounted app behind its gate
    assert gradio.get_blocks()._queue.sleep_when_free > 3_600


def test_files_are_kept_for_good_under_their_version_only(client: TestClient) -> None:
    [url] = re.findall(r'<link rel="stylesheet" href="(/studio/[^"]+)"', client.get("/").text)
    answer = client.get(url)
    assert answer.headers["cache-control"].endswith("immutable")
    assert answer.headers["content-type"] == "text/css; charset=utf-8"
    older = client.get("/studio/0123456789ab/studio.css")
    assert (older.content, older.headers["cache-control"]) == (answer.content, "no-cache")


@pytest.mark.parametrize(
    "name", ["../app.py", "messages/../../app.py", "%2e%2e/app.py", "messages/nothing.js", "", "fonts/"]
)
def test_only_listed_files_are_served(client: TestClient, name: str) -> None:
    assert client.get(f"/studio/x/{name}").status_code == 404


def test_the_scratch_folder_is_emptied(client: TestClient, home: Path) -> None:
    assert not (home / "tmp" / "gradio" / "left-over.txt").exists()


@pytest.mark.parametrize(
    "path",
    [
        "/gradio_api/file={secret}",
        "/gradio_api/file=https://example.com/",
        "/gradio_api/proxy=https://example.com/",
        "/gradio_api/deep_link?session_hash=x",
        "/gradio_api/runs",
        "/gradio_api/info",
        "/gradio_api/startup-events",
        "/monitoring",
        "/login",
    ],
)
def test_gradio_reads_no_file_and_fetches_nothing(client: TestClient, home: Path, path: str) -> None:
    answer = client.get(path.format(secret=home / "secret.txt"))
    assert answer.status_code == 404
    assert SECRET not in answer.text


@pytest.mark.parametrize("path", ["/gradio_api/run/predict", "/gradio_api/queue/join", "/gradio_api/component_server"])
def test_a_file_cannot_be_named_as_input(client: TestClient, home: Path, path: str) -> None:
    """The exploit of mounted Gradio apps: a path given as file data, which an input then reads."""
    data = {"path": str(home / "secret.txt"), "meta": {"_type": "gradio.FileData"}}
    body = {"data": [data], "fn_index": 0, "session_hash": "x", "component_id": 1, "fn_name": "load", "event_id": "x"}
    answer = client.post(path, json=body)
    assert answer.status_code == 404
    assert SECRET not in answer.text


def test_nothing_can_be_uploaded_into_gradio(client: TestClient, home: Path) -> None:
    answer = client.post("/gradio_api/upload", files={"files": ("x.html", b"<script>", "text/html")})
    assert answer.status_code == 404
    assert list((home / "tmp" / "gradio").rglob("*.html")) == []
