"""The studio itself: what it is, what it offers, and how it is."""

from __future__ import annotations

import sqlite3

from fastapi import APIRouter
from starlette.responses import Response

import genstudio
from genstudio.api.parts import Owner, Studio, problems
from genstudio.api.replies import reply
from genstudio.api.schemas import HealthOut, StudioOut
from genstudio.core.owners import LOCAL
from genstudio.core.spec import MB


def router(studio: Studio, boot_id: str) -> APIRouter:
    routes = APIRouter()

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
                "localActions": studio.library.local_actions(owner),
                "guest": not local,
                "practice": studio.practice,
                "maxUploadBytes": media.max_upload_mb * MB,
            }
        )

    @routes.post(
        "/api/v2/studio/reveal",
        tags=["studio"],
        status_code=204,
        responses=problems(e403="Whoever asks is a guest.", e409="There is no file manager."),
        summary="Open the studio's folder in the file manager of its computer",
    )
    async def reveal(owner: Owner) -> Response:
        await studio.library.reveal_home(owner)
        return Response(status_code=204)

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
