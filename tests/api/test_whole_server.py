"""The API with the page mounted: what holds for every path of the server that people reach."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from genstudio.api.security import HEADERS
from genstudio.ui.app import mount
from tests.api.conftest import app_of, build, database_at, settings_of
from tests.api.steps import URL

PAGE = ["/", "/config", "/theme.css", "/api/docs", "/healthz"]
GRADIO = ["upload", "queue/join", "queue/data", "run/predict", "call/predict", "component_server", "info"]


@pytest.fixture(scope="module")
def whole_home(tmp_path_factory: pytest.TempPathFactory, new_database: Path) -> Path:
    return database_at(tmp_path_factory.mktemp("whole"), new_database)


@pytest.fixture(scope="module")
def server(whole_home: Path) -> Iterator[TestClient]:
    """A shared studio with its page, as a guest sees it."""
    app = app_of(build(settings_of(whole_home, share=True)))
    with TestClient(mount(app, home=whole_home), base_url="http://127.0.0.1:7860") as client:
        yield client


@pytest.mark.parametrize("path", PAGE)
def test_every_page_is_served_hardened(server: TestClient, path: str) -> None:
    answer = server.get(path)
    assert answer.status_code == 200
    for name in HEADERS.keys() - {"Content-Security-Policy"}:
        assert answer.headers[name] == HEADERS[name]
    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]


@pytest.mark.parametrize("path", [*PAGE, URL, "/assets/x.js", "/studio/x/studio.css", "/gradio_api/queue/join"])
def test_every_path_refuses_foreign_hosts_and_origins(server: TestClient, path: str) -> None:
    assert server.get(path, headers={"Host": "evil.example.com"}).status_code == 400
    assert server.post(path, headers={"Origin": "http://evil.example.com"}).status_code == 403
    assert server.get(path, headers={"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "cors"}).status_code == 403


def test_gradio_grants_no_foreign_page_anything(server: TestClient) -> None:
    """On any name but localhost, Gradio's own middleware would let every origin in, with its cookies."""
    server.app.state.hosts.allow("1a2b.gradio.live")  # type: ignore[attr-defined]  # a FastAPI app
    answer = server.get("/config", headers={"Host": "1a2b.gradio.live", "Origin": "https://evil.example.com"})
    assert not [name for name in answer.headers if name.startswith("access-control-")]


@pytest.mark.parametrize("name", GRADIO)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_no_function_of_gradio_answers(server: TestClient, name: str, method: str) -> None:
    assert server.request(method, f"/gradio_api/{name}").status_code in (404, 405)


def test_no_file_of_the_server_can_be_read(server: TestClient, whole_home: Path) -> None:
    """By any address or component: the ways known from Gradio's past, our own routes, and a request's files."""
    secret = whole_home / "secret"
    assert secret.is_file()
    for file in (secret, whole_home / "genstudio.db", Path("/etc/passwd")):
        data = {"path": str(file), "meta": {"_type": "gradio.FileData"}}
        answers = [
            *(
                server.get(f"{start}{file}")
                for start in ("/gradio_api/file=", "/file=", "/gradio_api/file/", "/static/")
            ),
            server.get(f"/assets/..%2f..%2f..{file}"),
            server.get(f"/studio/x/..%2f..{file}"),
            server.get(f"/api/v2/uploads/..%2f..{file}"),
            server.get(f"{URL}/..%2f..{file}/media/0"),
            server.post("/gradio_api/run/predict", json={"data": [data]}),
            server.post("/gradio_api/queue/join", json={"data": [data], "fn_index": 0, "session_hash": "x"}),
            server.post("/gradio_api/component_server", json={"data": [data], "component_id": 1, "fn_name": "ls"}),
            *(
                server.post(URL, json={"type": "image", "config": {"prompt": "x", "imageUrl": source}})
                for source in (str(file), f"file://{file}", f"upload:{file}", f"asset:{file}/0", f"asset:../{file}/0")
            ),
        ]
        for answer in answers:
            assert 400 <= answer.status_code < 500, (answer.request.url, answer.status_code)
            assert file.read_bytes()[:32] not in answer.content


def test_guest_gets_one_cookie_from_the_page_and_keeps_it(server: TestClient) -> None:
    guest = TestClient(server.app, base_url="http://127.0.0.1:7860")
    assert "HttpOnly" in guest.get("/").headers["set-cookie"]
    for path in ("/config", "/theme.css", URL):
        assert "set-cookie" not in guest.get(path).headers


def test_page_does_not_answer_for_the_api(server: TestClient) -> None:
    for path in ("/api", "/api/", "/api/v2/nothing"):
        assert server.get(path).headers["content-type"] == "application/problem+json"
