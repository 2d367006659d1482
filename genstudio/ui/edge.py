"""The gate in front of Gradio: lets through what the page uses, and puts our own lines at the top of its HTML."""

from __future__ import annotations

import re

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

# Everything else of Gradio answers 404: uploads into its folder, `file=` and `proxy=` that read by address, deep links
# that write a session's values to disk, run history, monitoring, and calls of functions, of which the page has none.
ALLOWED = re.compile(r"/|/(assets|static|svelte)/.+|/(config|theme\.css|favicon\.ico|robots\.txt|manifest\.json)")
# Gradio's own descriptions of the page would show its name and a picture from another host in link previews.
FOREIGN_META = re.compile(rb'\s*<meta\s+(?:property="og:|name="twitter:)[^>]*>')


class PageEdge:
    """Wraps Gradio's ASGI app. `head` is inserted right after `<head>` of the page itself."""

    def __init__(self, app: ASGIApp, head: str) -> None:
        self.app = app
        self.head = head.encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            if not ALLOWED.fullmatch(scope["path"]) or scope["method"] not in ("GET", "HEAD"):
                await PlainTextResponse("Not found", 404)(scope, receive, send)
                return
            if scope["path"] == "/":
                await self.app(scope, receive, self._with_head(send))
                return
        await self.app(scope, receive, send)

    def _with_head(self, send: Send) -> Send:
        start: Message = {}
        body = bytearray()

        async def changed(message: Message) -> None:
            if message["type"] == "http.response.start":
                start.update(message)
                return
            if message["type"] != "http.response.body":
                await send(message)
                return
            body.extend(message.get("body", b""))
            if message.get("more_body"):
                return
            html = FOREIGN_META.sub(b"", bytes(body)).replace(b"<head>", b"<head>\n" + self.head, 1)
            headers = [each for each in start["headers"] if each[0] not in (b"content-length", b"cache-control")]
            # The page names its files by version, so that it must be asked for anew after an update.
            headers += [(b"cache-control", b"no-cache")]
            if body:
                headers += [(b"content-length", str(len(html)).encode())]
            await send({**start, "headers": headers})
            await send({"type": "http.response.body", "body": html if body else b""})

        return changed
