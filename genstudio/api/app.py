"""The API as a FastAPI app, to which the page is mounted afterwards, behind the same middleware."""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from fastapi import FastAPI, Request
from pydantic.json_schema import models_json_schema
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute, Match

import genstudio
from genstudio.api import (
    docs_page,
    problems,
    routes_account,
    routes_files,
    routes_form,
    routes_generations,
    routes_library,
    routes_providers,
    routes_studio,
)
from genstudio.api.identity import Guests, IdentityMiddleware, is_private, server_secret
from genstudio.api.incoming import BODIES
from genstudio.api.limits import BodyLimit
from genstudio.api.parts import Studio
from genstudio.api.problems import UnforeseenErrors
from genstudio.api.schemas import ProblemOut
from genstudio.api.security import Hosts, SecurityMiddleware
from genstudio.core.spec import MB

GZIP_LEVEL = 5
"""At level 9 the 130 kB of the page cost four times the CPU for 2 % fewer bytes."""
ALL_METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]


def create_app(studio: Studio) -> FastAPI:
    """The app of a studio that is started and stopped by the caller.

    `app.state.hosts.allow(name)` lets in a share link once its name is known. Reads or makes `<home>/secret` when
    others than the local user may come. Raises StorageError.
    """
    server = studio.settings.server
    private = is_private(server.host, share=server.share, allowed_hosts=server.allowed_hosts)
    guests = None if private else Guests(server_secret(studio.settings.home))
    hosts = Hosts(server.host, server.allowed_hosts)
    app = _Api(
        title="GenStudio",
        summary="Images, speech, video and music over many providers.",
        version=genstudio.__version__,
        openapi_url="/api/openapi.json",
        docs_url=None,
        redoc_url=None,
        # From the outside in: nothing is read or answered before host and origin are known to be right.
        middleware=[
            Middleware(SecurityMiddleware, hosts=hosts),
            Middleware(GZipMiddleware, minimum_size=1_000, compresslevel=GZIP_LEVEL),
            Middleware(BodyLimit, upload_bytes=studio.settings.media.max_upload_mb * MB),
            Middleware(IdentityMiddleware, guests=guests),
            Middleware(UnforeseenErrors),
        ],
    )
    app.state.hosts = hosts
    boot_id = secrets.token_hex(8)
    problems.install(app)
    routers = (
        routes_generations.router(studio, boot_id),
        routes_files.router(studio),
        routes_account.router(studio),
        routes_library.router(studio),
        routes_form.router(studio),
        routes_providers.router(studio),
        routes_studio.router(studio, boot_id),
    )
    for each in routers:
        app.include_router(each)
    known = tuple(route for each in routers for route in each.routes)
    app.add_route("/api/docs", _docs, include_in_schema=False)
    for path in ("/api", "/api/{path:path}"):
        app.add_route(path, _nothing_here(known), methods=ALL_METHODS, include_in_schema=False)
    return app


class _Api(FastAPI):
    def openapi(self) -> dict[str, Any]:
        """The schema with the bodies that `strict_json` reads, which FastAPI does not see."""
        if self.openapi_schema is None:
            schema = super().openapi()
            _, extra = models_json_schema(
                [*((body, "validation") for body in BODIES), (ProblemOut, "serialization")],
                ref_template="#/components/schemas/{model}",
            )
            schema.setdefault("components", {}).setdefault("schemas", {}).update(extra["$defs"])
            self.openapi_schema = schema
        return self.openapi_schema


async def _docs(request: Request) -> Response:
    headers = {"Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"}
    return HTMLResponse(docs_page.render(request.app.openapi()), headers=headers)


def _nothing_here(known: Sequence[BaseRoute]) -> Callable[[Request], Awaitable[Response]]:
    """Keeps the page, which is mounted below, from answering for /api: 405 for a known address, else 404."""

    async def nothing_here(request: Request) -> Response:
        allowed: set[str] = set()
        for route in known:
            match, _ = route.matches(request.scope)
            if match is Match.PARTIAL:
                allowed |= set(getattr(route, "methods", None) or ())
        if allowed:
            raise HTTPException(405, headers={"Allow": ", ".join(sorted(allowed))})
        raise HTTPException(404)

    return nothing_here
