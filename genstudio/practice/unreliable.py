"""What goes wrong between a vendor and us, on demand: a word in the prompt breaks the answer to it, or its file.

    #lose #half #stall #garbage #drip           the answer to the order itself, which is taken all the same
    #result-half #result-redirect #result-huge  the next file that is fetched; also with the words above

Each happens once. `redirect` leads to an address of the cloud's own network, `huge` announces 10 GB.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import MutableMapping
from typing import Any

from starlette.types import Message, Receive, Scope, Send

from genstudio.practice import Application

TAG = re.compile(rb"#(result-)?(lose|half|stall|garbage|drip|redirect|huge)\b")
FILES = (b"image/", b"audio/", b"video/", b"application/octet-stream")
PRIVATE = b"http://169.254.169.254/latest/meta-data/"
HUGE_BYTES = 10_000_000_000
GARBAGE = bytes(range(256)) * 4
DRIPS = 50
DRIP_S = 0.02
READ_BYTES = 65_536
"""How far into a request a tag is looked for."""


class Unreliable:
    """An emulator whose answers can break off."""

    def __init__(self, app: Application) -> None:
        self._app = app
        self._file_fault = ""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        asked = bytearray()
        breaking: _Breaking | None = None

        async def heard() -> Message:
            message = await receive()
            if len(asked) < READ_BYTES:
                asked.extend(message.get("body", b""))
            return message

        async def sent(message: Message) -> None:
            nonlocal breaking
            if message["type"] == "http.response.start":
                fault = self._fault(scope, bytes(asked), message)
                breaking = _Breaking(fault, receive, send) if fault else None
            await (breaking.send(message) if breaking else send(message))

        await self._app(scope, heard, sent)

    def _fault(self, scope: Scope, asked: bytes, start: Message) -> str:
        if scope["method"] == "POST" and (tag := TAG.search(asked)):
            if not tag[1]:
                return tag[2].decode()
            self._file_fault = tag[2].decode()
        elif scope["method"] == "GET" and _headers(start).get(b"content-type", b"").startswith(FILES):
            fault, self._file_fault = self._file_fault, ""
            return fault
        return ""


class _Breaking:
    """The answer of an emulator on its way, spoilt. An answer that is never completed ends with its connection."""

    def __init__(self, fault: str, receive: Receive, send: Send) -> None:
        self._fault, self._receive, self._send = fault, receive, send

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            await self._begin(message)
        elif self._fault == "half":
            body = message.get("body", b"")
            await self._send({"type": "http.response.body", "body": body[: len(body) // 2], "more_body": True})
        elif self._fault == "drip":
            await self._drip(message)

    async def _begin(self, start: Message) -> None:
        match self._fault:
            case "stall":
                while (await self._receive())["type"] != "http.disconnect":
                    pass
            case "garbage":
                kind = [(b"content-type", _headers(start).get(b"content-type", b"application/json"))]
                await self._send({"type": "http.response.start", "status": 200, "headers": kind})
                await self._send({"type": "http.response.body", "body": GARBAGE})
            case "redirect":
                await self._send({"type": "http.response.start", "status": 302, "headers": [(b"location", PRIVATE)]})
                await self._send({"type": "http.response.body", "body": b""})
            case "huge":
                headers = {**_headers(start), b"content-length": str(HUGE_BYTES).encode()}
                await self._send({**start, "headers": list(headers.items())})
            case _:
                await self._send(start)

    async def _drip(self, message: Message) -> None:
        body = message.get("body", b"")
        step = max(1, -(-len(body) // DRIPS))
        for at in range(0, len(body), step):
            await self._send({"type": "http.response.body", "body": body[at : at + step], "more_body": True})
            await asyncio.sleep(DRIP_S)
        await self._send({"type": "http.response.body", "more_body": message.get("more_body", False)})


def _headers(start: MutableMapping[str, Any]) -> dict[bytes, bytes]:
    return {name.lower(): value for name, value in start.get("headers", ())}
