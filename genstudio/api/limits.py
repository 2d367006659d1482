"""How much a request may carry and how slowly: bounds on the body, counted as it arrives, whatever its header says."""

from __future__ import annotations

import asyncio
from time import monotonic

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from genstudio.api.problems import problem
from genstudio.core.spec import MB

JSON_BYTES = 2 * MB
FORM_BYTES = MB
"""What a multipart form adds around its file, at most."""
PATIENCE_S = 30.0
"""How long a body may pause."""
LEAST_BYTES_PER_S = 8_000
"""What a body has to bring on average once it takes longer than PATIENCE_S; a poor mobile line has twice as much."""
UPLOAD_PATHS = ("/api/v2/uploads", "/api/v2/library/recognise", "/gradio_api/upload")


class TooLargeError(Exception):
    """Raised into the reader of a body that went past its bound."""


class TooSlowError(Exception):
    """Raised into the reader of a body that pauses, or drips."""


class BodyLimit:
    """ASGI middleware: 2 MB for a request, `upload_bytes` for one that carries a file. Answers 413, and 408."""

    def __init__(self, app: ASGIApp, upload_bytes: int, patience_s: float = PATIENCE_S) -> None:
        self.app = app
        self.upload_bytes = upload_bytes
        self.patience_s = patience_s

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        upload = scope["path"].rstrip("/") in UPLOAD_PATHS
        limit = self.upload_bytes + FORM_BYTES if upload else JSON_BYTES
        announced = Headers(scope=scope).get("content-length", "0")
        if not announced.isascii() or not announced.isdigit() or int(announced[:20]) > limit:
            await self._refuse(scope, receive, send, upload)
            return
        size = 0
        begun_s = monotonic()
        complete = too_large = too_slow = started = False

        async def count() -> Message:
            nonlocal size, complete, too_large, too_slow
            if complete:  # what comes now is the end of the connection, which nobody hurries
                return await receive()
            try:
                async with asyncio.timeout(self.patience_s):
                    message = await receive()
            except TimeoutError:
                too_slow = True
                raise TooSlowError from None
            size += len(message.get("body", b""))
            complete = not message.get("more_body", False)
            if size > limit:
                too_large = True
                raise TooLargeError
            if not complete and monotonic() - begun_s > self.patience_s + size / LEAST_BYTES_PER_S:
                too_slow = True
                raise TooSlowError
            return message

        async def watch(message: Message) -> None:
            nonlocal started
            # The reader may have taken the exception for a broken body and have an answer of its own.
            if (too_large or too_slow) and not started:
                return
            started = True
            await send(message)

        try:
            await self.app(scope, count, watch)
        except (TooLargeError, TooSlowError):
            if started:
                raise
        if too_slow and not started:
            words = "The body of this request came too slowly, so it was given up. Nothing was charged."
            answer = problem(408, "too_slow", "Too slow", words, headers={"Connection": "close"})
            await answer(scope, receive, send)
        elif too_large and not started:
            await self._refuse(scope, receive, send, upload)

    async def _refuse(self, scope: Scope, receive: Receive, send: Send, upload: bool) -> None:
        if upload:
            detail = f"The file is too large: at most {self.upload_bytes // MB:,} MB."
        else:
            detail = f"The request is too large: at most {JSON_BYTES // MB} MB. Send files to /api/v2/uploads first."
        answer = problem(413, "too_large", "Too large", detail, headers={"Connection": "close"})
        await answer(scope, receive, send)
