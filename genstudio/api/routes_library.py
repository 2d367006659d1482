"""/api/v2/library and /api/v2/collections: find, label, group, delete and restore, recognise."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response, StreamingResponse

from genstudio.api import outgoing, outgoing_library
from genstudio.api.bodies import file_body
from genstudio.api.incoming import IdsIn, LabelsIn, NameIn
from genstudio.api.moments import moment_ms
from genstudio.api.parts import JobId, Owner, Studio, document, json_body, problems
from genstudio.api.replies import reply
from genstudio.api.routes_files import FILE_BODY
from genstudio.api.schemas import GenerationOut
from genstudio.api.schemas_library import (
    ArchiveOut,
    CollectionOut,
    CollectionsOut,
    DeletedCollectionOut,
    DeletedManyOut,
    FacetsOut,
    LibraryOut,
    RestoredManyOut,
    RevealedOut,
)
from genstudio.api.strict_json import read_body
from genstudio.storage.finding import Filters, Sort

MAX_OFFSET = 2**31
NONE_SUCH = "There is no such generation, or it is somebody else's."
NO_COLLECTION = "There is no such collection, or it is somebody else's."
WRONG_IDS = "No ids, or more than 1,000."


def _filters(
    q: Annotated[str, Query(max_length=400, description="Words of the prompt.")] = "",
    kind: Annotated[str | None, Query(alias="type")] = None,
    provider: Annotated[str | None, Query(max_length=100)] = None,
    model: Annotated[str | None, Query(max_length=200)] = None,
    after: Annotated[str | None, Query(max_length=40, description="A date, or a time; UTC unless it says so.")] = None,
    before: Annotated[str | None, Query(max_length=40, description="That moment itself is left out.")] = None,
    favourite: Annotated[bool | None, Query()] = None,
    rating: Annotated[int | None, Query(ge=1, le=5, description="At least so many.")] = None,
    project: Annotated[str | None, Query(max_length=400)] = None,
    collection: Annotated[str | None, Query(max_length=64, description="Its id.")] = None,
) -> Filters:
    return Filters(
        text=q,
        kind=kind,
        provider=provider,
        model=model,
        project=project,
        after_ms=moment_ms(after, "after"),
        before_ms=moment_ms(before, "before"),
        favourite=favourite,
        rating=rating,
        collection=collection,
    )


Asked = Annotated[Filters, Depends(_filters)]


def router(studio: Studio) -> APIRouter:
    routes = APIRouter(prefix="/api/v2", tags=["library"])
    library = studio.library
    collections = studio.collections

    @routes.get(
        "/library",
        response_model=LibraryOut,
        responses=problems(e404=NO_COLLECTION, e422="A filter is wrong."),
        summary="Finished results, by any filters",
        description="Sorted by rating or cost, what has none comes last; equals come newest first.",
    )
    async def index(
        owner: Owner,
        filters: Asked,
        sort: Annotated[Sort, Query()] = "newest",
        offset: Annotated[int, Query(ge=0, le=MAX_OFFSET)] = 0,
        limit: Annotated[int, Query(ge=1, le=200)] = 50,
    ) -> Response:
        return reply(outgoing_library.page(*await library.page(owner, filters, sort, offset, limit)))

    @routes.get(
        "/library/facets",
        response_model=FacetsOut,
        responses=problems(e404=NO_COLLECTION, e422="A filter is wrong."),
        summary="What the library can be filtered by, with counts",
    )
    async def facets(owner: Owner, filters: Asked) -> Response:
        return reply(outgoing_library.facets(await library.facets(owner, filters)))

    @routes.patch(
        "/generations/{id}",
        response_model=GenerationOut,
        responses=problems(e404=NONE_SUCH, e422="Something is wrong."),
        openapi_extra=json_body("LabelsIn"),
        summary="Set favourite, rating or project",
    )
    async def label(request: Request, owner: Owner, job_id: JobId) -> Response:
        body = await read_body(request, LabelsIn)
        view = await library.label(owner, job_id, body.model_dump(exclude_unset=True))
        return reply(outgoing.generation(view))

    @routes.post(
        "/library/delete",
        response_model=DeletedManyOut,
        responses=problems(e422=WRONG_IDS),
        openapi_extra=json_body("IdsIn"),
        summary="Delete ended generations",
        description="Those that cannot go stay, and are named with the reason.",
    )
    async def delete(request: Request, owner: Owner) -> Response:
        body = await read_body(request, IdsIn)
        return reply(outgoing_library.deleted(*await library.delete(owner, body.ids)))

    @routes.post(
        "/library/restore",
        response_model=RestoredManyOut,
        responses=problems(e422=WRONG_IDS),
        openapi_extra=json_body("IdsIn"),
        summary="Undo deletions",
        description="Answers those of the ids that are in the library again.",
    )
    async def restore(request: Request, owner: Owner) -> Response:
        body = await read_body(request, IdsIn)
        return reply({"restored": await library.restore(owner, body.ids)})

    @routes.post(
        "/library/recognise",
        response_model=GenerationOut,
        responses=problems(e404="No result has these bytes.", e413="Too large.", e415="Neither a file nor a form."),
        openapi_extra=FILE_BODY,
        summary="Which generation made this file",
        description="The file itself as the body, or as `file` of a form. It is not kept.",
    )
    async def recognise(request: Request, owner: Owner) -> Response:
        async with file_body(request) as file:
            return reply(outgoing.generation(await library.recognise(owner, file.chunks)))

    @routes.post(
        "/library/archives",
        status_code=201,
        response_model=ArchiveOut,
        responses=problems(e404="One of the ids is unknown.", e409="There is no file among them.", e422=WRONG_IDS),
        openapi_extra=json_body("IdsIn"),
        summary="Prepare a ZIP file of results",
        description="Their files, a record of each, and a table of contents.",
    )
    async def prepare(request: Request, owner: Owner) -> Response:
        body = await read_body(request, IdsIn)
        view = await studio.downloads.prepare(owner, body.ids)
        url = f"/api/v2/library/archives/{view.token}"
        return reply({"url": url, "files": view.files, "bytes": view.size_bytes}, 201, {"Location": url})

    @routes.get(
        "/library/archives/{id}",
        response_class=StreamingResponse,
        responses=document(200, "Made while it is sent.", "application/zip")
        | problems(e404="It was prepared more than ten minutes ago, or for somebody else."),
        summary="Fetch the ZIP file",
    )
    async def fetch(owner: Owner, token: JobId) -> Response:
        name = f"genstudio-{datetime.now(UTC):%Y-%m-%d-%H%M%S}.zip"
        headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
        pieces = await studio.downloads.fetch(owner, token)
        return StreamingResponse(pieces, media_type="application/zip", headers=headers)

    @routes.post(
        "/generations/{id}/reveal",
        response_model=RevealedOut,
        responses=problems(e403="Whoever asks is a guest.", e404=NONE_SUCH, e409="There is no file manager."),
        summary="Show a result's file in the file manager of the studio's computer",
    )
    async def reveal(owner: Owner, job_id: JobId) -> Response:
        await library.reveal(owner, job_id)
        return reply({"id": job_id, "revealed": True})

    @routes.get("/collections", response_model=CollectionsOut, summary="Your collections, by name")
    async def list_collections(owner: Owner) -> Response:
        return reply({"collections": [outgoing_library.collection(each) for each in await collections.list(owner)]})

    @routes.post(
        "/collections",
        status_code=201,
        response_model=CollectionOut,
        responses=problems(e409="The name is taken.", e422="The name is empty or too long."),
        openapi_extra=json_body("NameIn"),
        summary="Make a collection",
    )
    async def create(request: Request, owner: Owner) -> Response:
        body = await read_body(request, NameIn)
        return reply(outgoing_library.collection(await collections.create(owner, body.name)), 201)

    @routes.patch(
        "/collections/{id}",
        response_model=CollectionOut,
        responses=problems(e404=NO_COLLECTION, e409="The name is taken.", e422="The name is empty or too long."),
        openapi_extra=json_body("NameIn"),
        summary="Rename a collection",
    )
    async def rename(request: Request, owner: Owner, collection_id: JobId) -> Response:
        body = await read_body(request, NameIn)
        return reply(outgoing_library.collection(await collections.rename(owner, collection_id, body.name)))

    @routes.delete(
        "/collections/{id}",
        response_model=DeletedCollectionOut,
        responses=problems(e404=NO_COLLECTION),
        summary="Delete a collection; its results stay",
    )
    async def drop(owner: Owner, collection_id: JobId) -> Response:
        await collections.delete(owner, collection_id)
        return reply({"id": collection_id, "deleted": True})

    @routes.put(
        "/collections/{id}/items",
        response_model=CollectionOut,
        responses=problems(e404="There is no such collection or generation.", e422=WRONG_IDS),
        openapi_extra=json_body("IdsIn"),
        summary="Put results into a collection",
    )
    async def put_in(request: Request, owner: Owner, collection_id: JobId) -> Response:
        body = await read_body(request, IdsIn)
        return reply(outgoing_library.collection(await collections.add(owner, collection_id, body.ids)))

    @routes.delete(
        "/collections/{id}/items",
        response_model=CollectionOut,
        responses=problems(e404="There is no such collection or generation.", e422=WRONG_IDS),
        openapi_extra=json_body("IdsIn"),
        summary="Take results out of a collection",
    )
    async def take_out(request: Request, owner: Owner, collection_id: JobId) -> Response:
        body = await read_body(request, IdsIn)
        return reply(outgoing_library.collection(await collections.remove(owner, collection_id, body.ids)))

    return routes
