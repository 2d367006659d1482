"""Files: results with their previews, and uploads. Only by row and owner; no path ever comes from a caller."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request
from starlette.responses import Response

from genstudio.api import outgoing
from genstudio.api.bodies import file_body
from genstudio.api.parts import JobId, Owner, Studio, document, problems
from genstudio.api.replies import file_reply, preview_reply, reply
from genstudio.api.schemas import UploadOut

MEDIA = "/generations/{id}/media/{n}"
Position = Annotated[int, Path(ge=0, le=999_999)]
NONE_SUCH = problems(e404="There is no such file, or it is somebody else's.")
ANY_FILE = document(200, "The file.", "*/*") | document(206, "The part that Range asked for.", "*/*")
FILE_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {"type": "object", "properties": {"file": {"type": "string", "format": "binary"}}}
            },
            "application/octet-stream": {"schema": {"type": "string", "format": "binary"}},
        },
    }
}


def router(studio: Studio) -> APIRouter:
    routes = APIRouter(prefix="/api/v2", tags=["files"])
    generations = studio.generations

    @routes.head(MEDIA, include_in_schema=False)
    @routes.get(MEDIA, response_class=Response, responses=ANY_FILE | NONE_SUCH, summary="A result, whole or in part")
    async def media(
        request: Request,
        owner: Owner,
        job_id: JobId,
        n: Position,
        download: Annotated[bool, Query()] = False,
    ) -> Response:
        return file_reply(request, await generations.media(owner, job_id, n), download=download)

    @routes.get(
        MEDIA + "/thumbnail",
        response_class=Response,
        responses=document(200, "At most 512 pixels.", "image/webp") | NONE_SUCH,
        summary="A small picture of a result",
    )
    async def thumbnail(request: Request, owner: Owner, job_id: JobId, n: Position) -> Response:
        return await preview_reply(request, await generations.preview(owner, job_id, n, "webp"))

    @routes.get(
        MEDIA + "/peaks",
        response_class=Response,
        responses=document(200, "Whole numbers from -100 to 100.", "application/json") | NONE_SUCH,
        summary="The loudness curve of a sound",
    )
    async def peaks(request: Request, owner: Owner, job_id: JobId, n: Position) -> Response:
        return await preview_reply(request, await generations.preview(owner, job_id, n, "peaks"))

    @routes.post(
        "/uploads",
        status_code=201,
        response_model=UploadOut,
        responses=problems(e413="Too large.", e415="Neither a file nor a form.", e422="No picture, sound or video."),
        openapi_extra=FILE_BODY,
        summary="Give a file to be used in generations",
        description="The file itself as the body, or as `file` of a form. What it is, is read from its bytes.",
    )
    async def upload(request: Request, owner: Owner, name: Annotated[str, Query(max_length=255)] = "") -> Response:
        async with file_body(request) as file:
            view = await generations.inputs.add(owner, file.name or name, file.chunks)
        return reply(outgoing.upload(view), 201, {"Location": f"/api/v2/uploads/{view.id}"})

    @routes.head("/uploads/{id}", include_in_schema=False)
    @routes.get(
        "/uploads/{id}", response_class=Response, responses=ANY_FILE | NONE_SUCH, summary="A file that was given"
    )
    async def uploaded(request: Request, owner: Owner, job_id: JobId) -> Response:
        return file_reply(request, await generations.inputs.get(owner, job_id))

    return routes
