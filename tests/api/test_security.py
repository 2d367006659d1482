"""Hosts, origins, blocked paths and headers, for every path of the server."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient
from starlette.websockets import WebSocket, WebSocketDisconnect

from genstudio.api.security import HEADERS, Hosts, SecurityMiddleware, bare_host

METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]
BLOCKED = [
    "/monitoring",
    "/monitoring/summary",
    "/login",
    "/gradio_api/process_recording",
    "/gradio_api/deep_link",
    "/gradio_api/vibe-edit",
    "/gradio_api/undo-vibe-edit",
    "/gradio_api/vibe-starter-queries/",
    "/gradio_api/runs",
    "/gradio_api/run-history/connect",
    "/gradio_api/profiling/traces",
    "/gradio_api/dev/reload",
    "/gradio_api/custom_component/x/client/component/index.js",
    "/gradio_api/proxy=http://169.254.169.254/",
    "/gradio_api/file=http://127.0.0.1:22/",
    "/gradio_api/file=HTTPS://example.com/x",
    "/gradio_api/file=%20http://127.0.0.1/",
    "/gradio_api/file//etc/passwd",
    "//gradio_api//deep_link",
    "/deep_link",
]


async def _echo(request: Request) -> Response:
    granted = {"Access-Control-Allow-Origin": request.headers.get("origin", "*")}
    return PlainTextResponse("reached", headers={**granted, "Access-Control-Allow-Credentials": "true"})


async def _socket(websocket: WebSocket) -> None:
    await websocket.accept()
    await websocket.send_text("reached")
    await websocket.close()


def _client(hosts: Hosts, base_url: str = "http://localhost:7860") -> TestClient:
    app = Starlette(routes=[WebSocketRoute("/ws", _socket), Route("/{path:path}", _echo, methods=METHODS)])
    return TestClient(SecurityMiddleware(app, hosts), base_url=base_url)


@pytest.fixture
def client() -> Iterator[TestClient]:
    with _client(Hosts("127.0.0.1", ["studio.example.com"])) as client:
        yield client


@pytest.mark.parametrize(
    "host",
    [
        "localhost",
        "localhost:7860",
        "127.0.0.1:7860",
        "[::1]:7860",
        "[::1]",
        "LOCALHOST",
        "studio.example.com",
        "studio.example.com.",
    ],
)
def test_known_host_is_served(client: TestClient, host: str) -> None:
    assert client.get("/", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    "host",
    [
        "evil.example.com",
        "127.0.0.1.evil.example.com",
        "localhost.evil.com:7860",
        "192.168.0.7",
        "",
        "localhost@evil.com",
        "[::1].evil.com",
        "[::1]:80.evil.com",
    ],
)
def test_foreign_host_is_refused(client: TestClient, host: str) -> None:
    answer = client.get("/gradio_api/info", headers={"Host": host})
    assert answer.status_code == 400
    assert answer.json()["code"] == "unknown_host"
    assert answer.headers["content-type"] == "application/problem+json"


def test_second_host_header_is_refused(client: TestClient) -> None:
    answer = client.get("/", headers=[("Host", "localhost"), ("Host", "evil.example.com")])
    assert answer.status_code == 400


def test_server_for_the_network_takes_any_address_but_no_foreign_name() -> None:
    with _client(Hosts("0.0.0.0")) as client:  # noqa: S104
        assert client.get("/", headers={"Host": "192.168.0.7:7860"}).status_code == 200
        assert client.get("/", headers={"Host": "[fe80::1]:7860"}).status_code == 200
        assert client.get("/", headers={"Host": "evil.example.com"}).status_code == 400


def test_share_link_is_let_in_once_its_name_is_known() -> None:
    hosts = Hosts("127.0.0.1")
    with _client(hosts) as client:
        assert client.get("/", headers={"Host": "1a2b3c.gradio.live"}).status_code == 400
        hosts.allow("1a2b3c.gradio.live")
        assert client.get("/", headers={"Host": "1a2b3c.gradio.live"}).status_code == 200
        assert client.get("/", headers={"Host": "other.gradio.live"}).status_code == 400


@pytest.mark.parametrize(("host", "bare"), [("[::1]:7860", "::1"), ("::1", "::1"), ("A.b.:80", "a.b"), ("x", "x")])
def test_bare_host(host: str, bare: str) -> None:
    assert bare_host(host) == bare


@pytest.mark.parametrize("path", ["/api/v2/generations", "/gradio_api/upload", "/gradio_api/queue/join"])
@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
@pytest.mark.parametrize(
    "origin",
    ["http://evil.example.com", "null", "http://localhost:8000", "https://localhost:7860.evil.com", "file://", ""],
)
def test_change_from_a_foreign_origin_is_refused(client: TestClient, path: str, method: str, origin: str) -> None:
    answer = client.request(method, path, headers={"Origin": origin})
    assert answer.status_code == 403
    assert answer.json()["code"] == "foreign_origin"


def test_change_from_the_own_page_or_from_no_page_is_served(client: TestClient) -> None:
    assert client.post("/x").status_code == 200
    assert client.post("/x", headers={"Origin": "http://localhost:7860", "Sec-Fetch-Site": "same-origin"}).is_success
    behind_tls = {"Host": "studio.example.com", "Origin": "https://studio.example.com"}
    assert client.post("/x", headers=behind_tls).is_success


def test_cross_site_request_is_refused_unless_it_follows_a_link(client: TestClient) -> None:
    cross = {"Sec-Fetch-Site": "cross-site"}
    assert client.post("/x", headers=cross).status_code == 403
    assert client.get("/api/v2/generations", headers={**cross, "Sec-Fetch-Mode": "no-cors"}).status_code == 403
    assert client.post("/x", headers={**cross, "Sec-Fetch-Mode": "navigate"}).status_code == 403
    assert client.get("/", headers={**cross, "Sec-Fetch-Mode": "navigate"}).is_success


def test_change_from_another_port_of_this_computer_is_refused(client: TestClient) -> None:
    """A browser calls it the same site; its link to us still works, and so does what no browser sends."""
    neighbour = {"Sec-Fetch-Site": "same-site"}
    assert client.post("/x", headers=neighbour).status_code == 403
    assert client.get("/", headers=neighbour).is_success
    assert client.post("/x", headers={"Sec-Fetch-Site": "none"}).is_success


def test_cors_is_never_granted(client: TestClient) -> None:
    for method in ("GET", "OPTIONS"):
        answer = client.request(method, "/", headers={"Origin": "http://evil.example.com"})
        assert not [name for name in answer.headers if name.startswith("access-control-")]


@pytest.mark.parametrize("path", BLOCKED)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_unused_routes_of_gradio_are_blocked(client: TestClient, path: str, method: str) -> None:
    answer = client.request(method, f"http://localhost:7860{path}")
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


@pytest.mark.parametrize(
    "path",
    ["/", "/gradio_api/info", "/gradio_api/queue/data", "/gradio_api/file=/tmp/x.png", "/assets/a.js", "/studio/x.js"],
)
def test_used_routes_are_not_blocked(client: TestClient, path: str) -> None:
    assert client.get(path).is_success


def test_every_answer_carries_the_security_headers(client: TestClient) -> None:
    answers = [client.get("/"), client.get("/", headers={"Host": "evil.example.com"}), client.get("/monitoring")]
    for answer in answers:
        for name, value in HEADERS.items():
            assert answer.headers[name] == value
    policy = answers[0].headers["content-security-policy"]
    assert "frame-ancestors 'none'" in policy
    assert "connect-src 'self'" in policy


def test_api_is_not_kept_and_hashed_files_are(client: TestClient) -> None:
    assert client.get("/api/v2/account").headers["cache-control"] == "no-store"
    assert "immutable" in client.get("/assets/index-1a2b.js").headers["cache-control"]


def test_websocket_from_a_foreign_origin_is_refused(client: TestClient) -> None:
    with client.websocket_connect("/ws", headers={"Origin": "http://localhost:7860", "Host": "localhost:7860"}) as ws:
        assert ws.receive_text() == "reached"
    for headers in ({"Origin": "http://evil.com", "Host": "localhost:7860"}, {"Host": "evil.com"}):
        with pytest.raises(WebSocketDisconnect), client.websocket_connect("/ws", headers=headers):
            pass
