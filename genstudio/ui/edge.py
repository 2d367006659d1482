"""The gate in front of Gradio: lets through what the page uses, and puts our own lines at the top of its HTML."""

from __future__ import annotations

import hashlib
import re

from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from genstudio.ui.answers import answer_of, gzipped, send_unless_known, takes_gzip
from genstudio.ui.files import FOR_GOOD

# Everything else of Gradio answers 404: uploads into its folder, `file=` and `proxy=` that read by address, deep links
# that write a session's values to disk, run history, monitoring, and calls of functions, of which the page has none.
ALLOWED = re.compile(r"/|/(assets|static|svelte)/.+|/(config|theme\.css|favicon\.ico|robots\.txt|manifest\.json)")
# Gradio's own descriptions of the page would show its name and a picture from another host in link previews.
FOREIGN_META = re.compile(rb'\s*<meta\s+(?:property="og:|name="twitter:)[^>]*>')
COMPRESSED = re.compile(r"/(assets|static)/.+\.(js|css|svg)")


class PageEdge:
    """Wraps Gradio's ASGI app. `head` is inserted right after `<head>` of the page itself."""

    def __init__(self, app: ASGIApp, head: str) -> None:
        self.app = app
        self.head = head.encode()
        self._compressed: dict[str, Response] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        path: str = scope["path"]
        if not ALLOWED.fullmatch(path) or scope["method"] not in ("GET", "HEAD"):
            await PlainTextResponse("Not found", 404)(scope, receive, send)
        elif path == "/":
            await send_unless_known(await self._page(scope), scope, receive, send)
        elif path == "/theme.css":
            await send_unless_known(await self._theme(scope), scope, receive, send)
        elif scope["method"] == "GET" and COMPRESSED.fullmatch(path) and takes_gzip(scope):
            await (await self._file(path, scope))(scope, receive, send)
        else:
            await self.app(scope, receive, send)

    async def _page(self, scope: Scope) -> Response:
        answer = await answer_of(self.app, scope)
        # The page names its files by version, so that it must be asked for anew after an update.
        answer.headers["cache-control"] = "no-cache"
        if answer.body:
            answer.body = FOREIGN_META.sub(b"", bytes(answer.body)).replace(b"<head>", b"<head>\n" + self.head, 1)
            answer.headers["content-length"] = str(len(answer.body))
            answer.headers["etag"] = f'W/"{hashlib.sha256(answer.body).hexdigest()[:24]}"'
        return answer

    async def _theme(self, scope: Scope) -> Response:
        """The page asks for it with a hash of it in the address, but Gradio has it asked for at every load."""
        answer = await answer_of(self.app, scope)
        if answer.status_code == 200 and scope["query_string"].startswith(b"v="):
            answer.headers["cache-control"] = FOR_GOOD
        return answer

    async def _file(self, path: str, scope: Scope) -> Response:
        """A file of Gradio's package, compressed once: a first page asks for forty of them side by side."""
        kept = self._compressed.get(path)
        if kept is None:
            kept = await answer_of(self.app, scope)
            if kept.status_code == 200:
                kept = self._compressed[path] = gzipped(kept)
        return kept
