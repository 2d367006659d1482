"""The page's own files, read once and served under a path that changes whenever one of them does.

`/studio/<version>/<name>`: the version is a hash over all of them, so a browser may keep every answer
for good. Only what was read at the start exists; no request reaches the disk.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from fastapi import APIRouter, HTTPException, Request, Response

from genstudio.ui import messages
from genstudio.ui.answers import gzipped, takes_gzip
from genstudio.ui.bundle import bundle

UI = Path(__file__).parent
ASSETS = UI.parent / "assets"

WIDGETS = UI / "widgets"
BEFORE = (
    ASSETS / "tokens.css", ASSETS / "studio.css", WIDGETS / "shell" / "shell.css", WIDGETS / "shell" / "narrow.css"
)  # fmt: skip
"""The stylesheets that the others build on, in their order."""

FONTS = ("inter-latin-wght-normal.woff2", "inter-latin-ext-wght-normal.woff2")

TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
}
FOR_GOOD = "public, max-age=31536000, immutable"


@dataclass(frozen=True, slots=True)
class PageFiles:
    """Name -> bytes of every file of the page, and the version under which they are served."""

    files: dict[str, bytes]
    version: str

    def url(self, name: str) -> str:
        """The address of a listed file. Raises KeyError for another name."""
        self.files[name]
        return f"/studio/{self.version}/{name}"


def styles() -> list[Path]:
    """Every stylesheet in the order of the cascade."""
    return [*BEFORE, *(path for path in sorted(WIDGETS.rglob("*.css")) if path not in BEFORE)]


def modules() -> dict[str, Path]:
    """Every ES module of the page by its name, which is its place below `widgets/` ("form/fields")."""
    return {path.relative_to(WIDGETS).with_suffix("").as_posix(): path for path in sorted(WIDGETS.rglob("*.js"))}


def messages_file(language: str) -> str:
    """The name of the module with all sentences of a language."""
    return f"messages/{language}.js"


def read_page_files() -> PageFiles:
    """Reads every file of the page from the package."""
    files = {"studio.css": b"\n".join(path.read_bytes() for path in styles())}
    files["studio.js"] = bundle({name: path.read_text("utf-8") for name, path in modules().items()}).encode()
    for language in messages.languages():
        files[messages_file(language)] = messages.as_module(messages.read_words(language)).encode()
    files |= {f"fonts/{name}": (ASSETS / "fonts" / name).read_bytes() for name in FONTS}
    files |= {name: (ASSETS / name).read_bytes() for name in ("icons.svg", "favicon.svg")}
    digest = hashlib.sha256()
    for name in sorted(files):
        digest.update(name.encode() + b"\0" + files[name] + b"\0")
    return PageFiles(files, digest.hexdigest()[:12])


def router(page: PageFiles) -> APIRouter:
    """Serves the files. A page left open over an update still gets today's file under its old version, uncached."""
    routes = APIRouter(prefix="/studio", include_in_schema=False)
    compressed: dict[str, Response] = {}

    @routes.api_route("/{version}/{name:path}", methods=["GET", "HEAD"])
    async def page_file(request: Request, version: str, name: str) -> Response:
        data = page.files.get(name)
        if data is None:
            raise HTTPException(404)
        if version != page.version:
            return _reply(name, data, "no-cache")
        if not takes_gzip(request.scope) or name.endswith(".woff2"):
            return _reply(name, data, FOR_GOOD)
        if name not in compressed:
            compressed[name] = gzipped(_reply(name, data, FOR_GOOD))
        return compressed[name]

    return routes


def _reply(name: str, data: bytes, cache_control: str) -> Response:
    headers = {"Cache-Control": cache_control, "X-Content-Type-Options": "nosniff"}
    return Response(data, media_type=TYPES[Path(name).suffix], headers=headers)
