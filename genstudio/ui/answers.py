"""Whole answers: taken from an app below, changed, compressed once, or spared when the caller has them already."""

from __future__ import annotations

import asyncio
import gzip
from typing import Any

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LEVEL = 9
"""Of gzip; each file is compressed once per start."""


def takes_gzip(scope: Scope) -> bool:
    return "gzip" in Headers(scope=scope).get("accept-encoding", "")


def gzipped(answer: Response) -> Response:
    """The same answer, compressed; as it is when that makes it no smaller."""
    packed = gzip.compress(bytes(answer.body), LEVEL, mtime=0)
    if len(packed) >= len(answer.body):
        return answer
    headers = {name: value for name, value in answer.headers.items() if name != "content-length"}
    return Response(packed, answer.status_code, headers | {"content-encoding": "gzip", "vary": "Accept-Encoding"})


def _patient() -> Receive:
    """A caller who has nothing to send and stays on the line."""
    said = False

    async def receive() -> Message:
        nonlocal said
        if said:
            await asyncio.Future()
        said = True
        return {"type": "http.request", "body": b"", "more_body": False}

    return receive


async def answer_of(app: ASGIApp, scope: Scope) -> Response:
    """What an app answers, read to its end, whole and not compressed. Only for small answers that come at once.

    The app does not hear that the caller left: it would stop in the middle, and what is kept for all would be half.
    """
    start: dict[str, Any] = {}
    body = bytearray()

    async def take(message: Message) -> None:
        if message["type"] == "http.response.start":
            start.update(message)
        elif message["type"] == "http.response.body":
            body.extend(message.get("body", b""))

    plain = [each for each in scope["headers"] if each[0] not in (b"accept-encoding", b"range")]
    await app({**scope, "headers": plain}, _patient(), take)
    answer = Response(bytes(body), start["status"])
    answer.raw_headers = list(start["headers"])
    return answer


async def send_unless_known(answer: Response, scope: Scope, receive: Receive, send: Send) -> None:
    """304 when the caller names the answer's ETag in If-None-Match."""
    tag = answer.headers.get("etag", "").removeprefix("W/")
    known = [each.strip().removeprefix("W/") for each in Headers(scope=scope).get("if-none-match", "").split(",")]
    if tag and tag in known and answer.status_code == 200:
        kept = {name: answer.headers[name] for name in ("etag", "cache-control", "vary") if name in answer.headers}
        answer = Response(status_code=304, headers=kept)
    await answer(scope, receive, send)
