"""What the routes are built on, and the words that several of them share."""

from __future__ import annotations

from typing import Annotated, Any, Protocol

from fastapi import Depends, Header, Path
from pydantic import BaseModel
from starlette.requests import HTTPConnection

from genstudio.api import identity
from genstudio.api.schemas import ProblemOut
from genstudio.controllers.account import Accounts
from genstudio.controllers.auditions import Auditions
from genstudio.controllers.collecting import Collections
from genstudio.controllers.downloads import Downloads
from genstudio.controllers.generate import Generations
from genstudio.controllers.library import Library
from genstudio.controllers.providers import Providers
from genstudio.core.settings import Settings
from genstudio.core.spec import Kind
from genstudio.storage.database import Database


class Studio(Protocol):
    """The parts of a running studio that the API uses; `bootstrap.Studio` is one."""

    @property
    def settings(self) -> Settings: ...
    @property
    def database(self) -> Database: ...
    @property
    def generations(self) -> Generations: ...
    @property
    def library(self) -> Library: ...
    @property
    def collections(self) -> Collections: ...
    @property
    def downloads(self) -> Downloads: ...
    @property
    def providers(self) -> Providers: ...
    @property
    def accounts(self) -> Accounts: ...
    @property
    def auditions(self) -> Auditions: ...
    @property
    def practice(self) -> bool: ...


async def _owner(connection: HTTPConnection) -> str:
    return identity.owner_of(connection)


Owner = Annotated[str, Depends(_owner)]
JobId = Annotated[str, Path(alias="id", max_length=64)]
KindInPath = Annotated[Kind, Path(alias="type")]
IdempotencyKey = Annotated[
    str | None,
    Header(description="The same key with the same request gives the same generation, however often it is sent."),
]
Docs = dict[int | str, dict[str, Any]]


def problems(**sentences: str) -> Docs:
    """Documents errors: `problems(e404="no such generation")`."""
    content = {"application/problem+json": {"schema": {"$ref": f"#/components/schemas/{ProblemOut.__name__}"}}}
    return {int(name[1:]): {"description": words, "content": content} for name, words in sentences.items()}


def document(status: int, words: str, kind: str = "", *, model: type[BaseModel] | None = None) -> Docs:
    """Documents another good answer: of a media type, or of a shape."""
    shape: dict[str, Any] = {"content": {kind: {}}} if model is None else {"model": model}
    return {status: {"description": words, **shape}}


def json_body(schema: str) -> dict[str, Any]:
    """Documents a body that `strict_json.read_body` reads."""
    reference = {"$ref": f"#/components/schemas/{schema}"}
    return {"requestBody": {"required": True, "content": {"application/json": {"schema": reference}}}}
