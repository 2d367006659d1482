"""How much a request may carry: a bound on the body, counted as it arrives, whatever Content-Length says."""

from __future__ import annotations

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from genstudio.api.problems import problem
from genstudio.core.spec import MB

JSON_BYTES = 2 * MB
FORM_BYTES = MB
"""What a multipart form adds around its file, at most."""
UPLOAD_PATHS = ("/api/v2/uploads", "/api/v2/library/recognise", "/gradio_api/upload")


class TooLargeError(Exception):
    """Raised into the reader of a body that went past its bound."""


class BodyLimit:
    """ASGI middleware: 2 MB for a request, `upload_bytes` for one that carries a file. Answers 413."""

    def __init__(self, app: ASGIApp, upload_bytes: int) -> None:
        self.app = app
        self.upload_bytes = upload_bytes

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
        too_large = started = False

        async def count() -> Message:
            nonlocal size, too_large
            message = await receive()
            size += len(message.get("body", b""))
            if size > limit:
                too_large = True
                raise TooLargeError
            return message

        async def watch(message: Message) -> None:
            nonlocal started
            # The reader may have taken the exception for a broken body and have an answer of its own.
            if too_large and not started:
                return
            started = True
            await send(message)

        try:
            await self.app(scope, count, watch)
        except TooLargeError:
            if started:
                raise
        if too_large and not started:
            await self._refuse(scope, receive, send, upload)

    async def _refuse(self, scope: Scope, receive: Receive, send: Send, upload: bool) -> None:
        if upload:
            detail = f"The file is too large: at most {self.upload_bytes // MB:,} MB."
        else:
            detail = f"The request is too large: at most {JSON_BYTES // MB} MB. Send files to /api/v2/uploads first."
        answer = problem(413, "too_large", "Too large", detail, headers={"Connection": "close"})
        await answer(scope, receive, send)
