"""Bodies are bounded as they arrive, whatever their header says."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient
from starlette.types import Message, Receive

from genstudio.api import limits
from genstudio.api.limits import FORM_BYTES, JSON_BYTES, BodyLimit
from genstudio.core.spec import MB


async def _size(request: Request) -> Response:
    return PlainTextResponse(str(len(await request.body())))


async def _swallow(request: Request) -> Response:
    """As some frameworks do: takes any trouble with the body for a broken body."""
    try:
        return await _size(request)
    except Exception:  # noqa: BLE001
        return PlainTextResponse("broken body", 400)


@pytest.fixture
def client() -> Iterator[TestClient]:
    app = Starlette(
        routes=[
            Route("/api/v2/uploads", _size, methods=["POST"]),
            Route("/gradio_api/upload", _size, methods=["POST"]),
            Route("/api/v2/library/recognise", _size, methods=["POST"]),
            Route("/swallow", _swallow, methods=["POST"]),
            Route("/{path:path}", _size, methods=["POST"]),
        ]
    )
    with TestClient(BodyLimit(app, upload_bytes=3 * MB)) as client:
        yield client


def _chunks(size: int) -> Iterator[bytes]:
    for _ in range(size // MB):
        yield b"x" * MB
    yield b"x" * (size % MB)


@pytest.mark.parametrize("path", ["/api/v2/generations", "/swallow", "/gradio_api/queue/join"])
@pytest.mark.parametrize("chunked", [True, False])
def test_request_above_2_mb_is_refused(client: TestClient, path: str, chunked: bool) -> None:
    assert client.post(path, content=b"x" * JSON_BYTES).text == str(JSON_BYTES)
    size = JSON_BYTES + 1
    answer = client.post(path, content=_chunks(size) if chunked else b"x" * size)
    assert answer.status_code == 413
    assert answer.json()["code"] == "too_large"
    assert "at most 2 MB" in answer.json()["detail"]


@pytest.mark.parametrize("path", ["/api/v2/uploads", "/api/v2/library/recognise", "/gradio_api/upload"])
@pytest.mark.parametrize("chunked", [True, False])
def test_upload_has_its_own_bound(client: TestClient, path: str, chunked: bool) -> None:
    size = 3 * MB
    assert client.post(path, content=_chunks(size)).text == str(size)
    size += FORM_BYTES + 1
    answer = client.post(path, content=_chunks(size) if chunked else b"x" * size)
    assert answer.status_code == 413
    assert "at most 3 MB" in answer.json()["detail"]


@pytest.mark.parametrize("length", ["-1", "abc", "9" * 400, "１２"])
def test_absurd_length_is_refused(client: TestClient, length: str) -> None:
    answer = client.post("/x", content=b"{}", headers=[(b"Content-Length", length.encode())])
    assert answer.status_code == 413


async def _ask(receive: Receive, path: str = "/x", patience_s: float = 0.01) -> tuple[int, bytes]:
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    app = BodyLimit(Starlette(routes=[Route("/{path:path}", _swallow, methods=["POST"])]), MB, patience_s)
    scope = {"type": "http", "method": "POST", "path": path, "headers": [], "query_string": b""}
    await app(scope, receive, send)
    return sent[0]["status"], b"".join(each.get("body", b"") for each in sent)


@pytest.mark.anyio
async def test_body_that_pauses_for_good_is_given_up() -> None:
    async def pause() -> Message:
        await asyncio.Event().wait()
        raise AssertionError

    status, body = await _ask(pause)
    assert (status, json.loads(body)["code"]) == (408, "too_slow")


@pytest.mark.anyio
async def test_body_that_drips_is_given_up_and_a_steady_one_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    now_s = 0.0
    monkeypatch.setattr(limits, "monotonic", lambda: now_s)
    left = 100

    def bring(size: int) -> Receive:
        async def receive() -> Message:
            nonlocal now_s, left
            now_s, left = now_s + 1, left - 1
            return {"type": "http.request", "body": b"x" * size, "more_body": left > 0}

        return receive

    assert (await _ask(bring(100), patience_s=30))[0] == 408
    now_s, left = 0.0, 100
    assert await _ask(bring(16_000), patience_s=30) == (200, b"1600000")
