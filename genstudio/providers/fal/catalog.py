"""fal's list of models, read page by page.

GET {api}/v1/models?category=&status=active&limit=&cursor=   or   ?endpoint_id=&endpoint_id=
    -> {"models": [{"endpoint_id", "metadata": {"display_name", "category", "status"}}], "has_more", "next_cursor"}
"""

from __future__ import annotations

import urllib.parse
from collections.abc import AsyncIterator, Sequence

from pydantic import BaseModel

from genstudio.core.result import ListedModel
from genstudio.core.spec import Kind
from genstudio.transport.http import Http

CATEGORIES: dict[Kind, tuple[str, ...]] = {
    "image": ("text-to-image", "image-to-image"),
    "tts": ("text-to-speech",),
    "video": ("text-to-video", "image-to-video"),
    "music": ("text-to-audio",),
}
"""Under what new models of a kind are found; some of ours stand elsewhere, and are asked for by their ids."""
PAGE = 100
MAX_PAGES = 10
"""Of one category; the whole list has about 1,300 models."""


class About(BaseModel):
    display_name: str = ""
    status: str = "active"


class Entry(BaseModel):
    endpoint_id: str
    metadata: About = About()


class Page(BaseModel):
    models: list[Entry]
    has_more: bool = False
    next_cursor: str | None = None


async def models(http: Http, kind: Kind, own: Sequence[str]) -> tuple[ListedModel, ...]:
    """Active models of this kind, and those of `own` (at most 50) that are active. Raises what a read may raise."""
    found: dict[str, ListedModel] = {}
    pages = [await http.read(_path([("endpoint_id", each) for each in own]), Page)]
    for category in CATEGORIES[kind]:
        pages += [page async for page in _pages(http, category)]
    for page in pages:
        for entry in page.models:
            if entry.metadata.status == "active":
                found.setdefault(entry.endpoint_id, ListedModel(entry.endpoint_id, entry.metadata.display_name))
    return tuple(found.values())


async def _pages(http: Http, category: str) -> AsyncIterator[Page]:
    asked = [("category", category), ("status", "active"), ("limit", str(PAGE))]
    cursor: list[tuple[str, str]] = []
    for _ in range(MAX_PAGES):
        page = await http.read(_path([*asked, *cursor]), Page)
        yield page
        if not page.has_more or not page.next_cursor:
            return
        cursor = [("cursor", page.next_cursor)]


def _path(query: Sequence[tuple[str, str]]) -> str:
    return f"/v1/models?{urllib.parse.urlencode(query)}"
