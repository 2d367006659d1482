"""What the form of a tab asks for beside the tables: what a switch of models changes, and how a voice sounds."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from genstudio.api import outgoing
from genstudio.api.incoming import CarryIn, read_carry
from genstudio.api.parts import KindInPath, Studio, document, json_body, problems
from genstudio.api.replies import file_reply, reply
from genstudio.api.schemas import CarryOut
from genstudio.api.strict_json import read_body
from genstudio.core.carry import carry

ONE_DAY = "private, max-age=86400"


def router(studio: Studio) -> APIRouter:
    routes = APIRouter(prefix="/api/v2/providers", tags=["providers"])

    @routes.post(
        "/{type}/carry",
        response_model=CarryOut,
        responses=problems(e422="There is no such type or model."),
        openapi_extra=json_body("CarryIn"),
        summary="What becomes of settings when another model is chosen",
    )
    async def carry_over(request: Request, kind: KindInPath) -> Response:
        body = await read_body(request, CarryIn)
        source = studio.generations.find_model(kind, None, body.source)
        target = studio.generations.find_model(kind, None, body.target)
        values, files = read_carry(source, body)
        return reply(outgoing.carried(carry(values, files, source, target), target))

    @routes.get(
        "/tts/{provider}/voices/sample",
        response_class=Response,
        responses=document(200, "The recording.", "audio/*") | problems(e404="This voice has no free sample."),
        summary="A voice, heard before it is chosen",
    )
    async def voice_sample(
        request: Request,
        provider: str,
        model: Annotated[str, Query(max_length=200)],
        voice: Annotated[str, Query(max_length=200)],
    ) -> Response:
        answer = file_reply(request, await studio.auditions.sample("tts", provider, model, voice))
        # Unlike a result, a sample may change under its address, with an update of the voice.
        answer.headers["Cache-Control"] = ONE_DAY
        return answer

    return routes
