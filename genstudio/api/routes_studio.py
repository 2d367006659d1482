"""Providers with their models, estimates, and the studio itself: what it is and how it is."""

from __future__ import annotations

import sqlite3

from fastapi import APIRouter, Request
from starlette.responses import Response

import genstudio
from genstudio.api import outgoing
from genstudio.api.incoming import GenerationIn, read_order
from genstudio.api.parts import KindInPath, Owner, Studio, json_body, problems
from genstudio.api.replies import reply
from genstudio.api.schemas import EstimateOut, HealthOut, ProvidersOut, StudioOut
from genstudio.api.strict_json import read_body
from genstudio.core.errors import InputError
from genstudio.core.owners import LOCAL
from genstudio.core.spec import MB


def router(studio: Studio, boot_id: str) -> APIRouter:
    routes = APIRouter()

    @routes.get(
        "/api/v2/providers/{type}",
        tags=["providers"],
        response_model=ProvidersOut,
        responses=problems(e422="There is no such type."),
        summary="Who can make this, with every setting of every model",
    )
    async def providers(kind: KindInPath) -> Response:
        return reply(outgoing.providers(kind, await studio.providers.list(kind)))

    @routes.post(
        "/api/v2/providers/{type}/estimate",
        tags=["providers"],
        response_model=EstimateOut,
        responses=problems(e422="There is no such type, provider, model or setting."),
        openapi_extra=json_body("GenerationIn"),
        summary="What it would cost, and what would be refused",
    )
    async def estimate(request: Request, kind: KindInPath) -> Response:
        body = await read_body(request, GenerationIn)
        if body.type != kind:
            raise InputError(f"The address says {kind}, the body {body.type}.", field="type")
        order = read_order(studio.generations, body, strict=False)
        return reply(outgoing.estimate(studio.generations.estimate(order)))

    @routes.get(
        "/api/v2/studio",
        tags=["studio"],
        response_model=StudioOut,
        summary="Which studio this is, and what it offers to whoever asks",
    )
    async def about(owner: Owner) -> Response:
        local = owner == LOCAL
        media = studio.settings.media
        return reply(
            {
                "version": genstudio.__version__,
                "bootId": boot_id,
                "home": str(studio.settings.home) if local else None,
                "localActions": local,
                "guest": not local,
                "maxUploadBytes": media.max_upload_mb * MB,
            }
        )

    @routes.get(
        "/healthz",
        tags=["studio"],
        response_model=HealthOut,
        responses=problems(e503="The database cannot be read."),
        summary="Whether the studio works",
    )
    async def healthz() -> Response:
        await studio.database.read(_one)
        return reply({"status": "ok", "version": genstudio.__version__, "bootId": boot_id})

    return routes


def _one(conn: sqlite3.Connection) -> None:
    conn.execute("SELECT id FROM job LIMIT 1").fetchone()
