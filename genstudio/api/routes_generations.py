"""/api/v2/generations: order, look, cancel, pause, move, retry, settle, delete and restore."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Header, Query, Request
from starlette.responses import Response

from genstudio.api import outgoing
from genstudio.api.incoming import DecideIn, GenerationIn, MoveIn, read_order
from genstudio.api.parts import IdempotencyKey, JobId, Owner, Studio, document, json_body, problems
from genstudio.api.replies import reply
from genstudio.api.schemas import DeletedAnswer, GenerationOut, GenerationsOut
from genstudio.api.strict_json import read_body
from genstudio.controllers.views import GenerationView
from genstudio.jobs.engine import Verdict
from genstudio.jobs.states import OPEN

MAX_WAIT_S = 60
PATH = "/generations"
VERDICTS: Mapping[str, Verdict] = {"paid": "paid", "notPaid": "not paid", "lookAgain": "look again"}
NONE_SUCH = "There is no such generation, or it is somebody else's."


def router(studio: Studio, boot_id: str) -> APIRouter:
    """`boot_id` is another one after each start."""
    routes = APIRouter(prefix="/api/v2", tags=["generations"])
    generations = studio.generations

    @routes.post(
        PATH,
        status_code=202,
        response_model=GenerationOut,
        responses=document(200, "It is over already; see status.", model=GenerationOut)
        | problems(e402="Not enough credits.", e409="The key was used for another request.", e422="Something is wrong.")
        | problems(e413="Larger than 2 MB.", e415="Not JSON."),
        openapi_extra=json_body("GenerationIn"),
        summary="Order a generation",
    )
    async def create(
        request: Request,
        owner: Owner,
        idempotency_key: IdempotencyKey = None,
        prefer: Annotated[
            str | None, Header(description=f"wait=N waits up to N seconds ({MAX_WAIT_S} at most) for the result.")
        ] = None,
    ) -> Response:
        body = await read_body(request, GenerationIn)
        await studio.providers.custom.ensure(owner, body.type, body.provider, body.config.get("model"))
        view = await generations.create(owner, read_order(generations, body), idempotency_key=idempotency_key)
        headers = {}
        wait_s = _wait_s(prefer)
        if wait_s:
            view = await generations.wait(owner, view.id, wait_s)
            headers["Preference-Applied"] = f"wait={wait_s}"
        return _one(view, 200 if view.is_over else 202, headers)

    @routes.get(
        PATH,
        response_model=GenerationsOut,
        responses=problems(e422="A filter is wrong."),
        summary="List generations",
        description="Newest first, page by page. With `since`: what has changed after that `seq`, oldest change "
        "first; the other filters do not count then.",
    )
    async def index(
        owner: Owner,
        since: Annotated[int | None, Query(ge=-1, le=2**62)] = None,
        limit: Annotated[int, Query(ge=1, le=500)] = 50,
        kind: Annotated[str | None, Query(alias="type")] = None,
        status: Annotated[str | None, Query()] = None,
        q: Annotated[str, Query(max_length=400, description="Words of the prompt.")] = "",
        cursor: Annotated[str | None, Query()] = None,
    ) -> Response:
        if since is not None:
            found = await generations.changes(owner, since, limit)
        else:
            found = await generations.list(owner, limit=limit, kind=kind, status=status, text=q, cursor=cursor)
        return reply(outgoing.page(found, boot_id))

    @routes.get(
        PATH + "/{id}", response_model=GenerationOut, responses=problems(e404=NONE_SUCH), summary="Look at a generation"
    )
    async def get(owner: Owner, job_id: JobId) -> Response:
        return _one(await generations.get(owner, job_id))

    @routes.delete(
        PATH + "/{id}",
        response_model=DeletedAnswer,
        responses=document(202, "It was asked to stop.", model=GenerationOut)
        | problems(e404=NONE_SUCH, e409="It has just ended, or its credits are held."),
        summary="Cancel a generation, or delete an ended one",
    )
    async def delete(owner: Owner, job_id: JobId) -> Response:
        view = await generations.get(owner, job_id)
        if view.stage in OPEN:
            return _one(await generations.cancel(owner, job_id), 202)
        await generations.delete(owner, job_id)
        return reply({"id": job_id, "deleted": True})

    @routes.post(
        PATH + "/{id}/restore",
        response_model=GenerationOut,
        responses=problems(e404=NONE_SUCH),
        summary="Undo a deletion",
    )
    async def restore(owner: Owner, job_id: JobId) -> Response:
        return _one(await generations.restore(owner, job_id))

    @routes.post(
        PATH + "/{id}/pause",
        response_model=GenerationOut,
        responses=problems(e404=NONE_SUCH, e409="It has started already."),
        summary="Keep a waiting generation from starting",
    )
    async def pause(owner: Owner, job_id: JobId) -> Response:
        return _one(await generations.pause(owner, job_id, True))

    @routes.post(
        PATH + "/{id}/resume",
        response_model=GenerationOut,
        responses=problems(e404=NONE_SUCH, e409="It does not wait."),
        summary="Let a paused generation start",
    )
    async def resume(owner: Owner, job_id: JobId) -> Response:
        return _one(await generations.pause(owner, job_id, False))

    @routes.post(
        PATH + "/{id}/move",
        response_model=GenerationOut,
        responses=problems(e404=NONE_SUCH, e409="One of the two does not wait any more.", e422="Something is wrong."),
        openapi_extra=json_body("MoveIn"),
        summary="Change the order of what waits",
    )
    async def move(request: Request, owner: Owner, job_id: JobId) -> Response:
        body = await read_body(request, MoveIn)
        return _one(await generations.move(owner, job_id, body.before))

    @routes.post(
        PATH + "/{id}/retry",
        status_code=202,
        response_model=GenerationOut,
        responses=problems(e402="Not enough credits.", e404=NONE_SUCH, e409="It neither failed nor was cancelled."),
        summary="Order the same again",
    )
    async def retry(owner: Owner, job_id: JobId, idempotency_key: IdempotencyKey = None) -> Response:
        return _one(await generations.retry(owner, job_id, idempotency_key=idempotency_key), 202)

    @routes.post(
        PATH + "/{id}/decide",
        response_model=GenerationOut,
        responses=problems(e404=NONE_SUCH, e409="No credits are held for it.", e422="Something is wrong."),
        openapi_extra=json_body("DecideIn"),
        summary="Settle a generation of which nobody knows whether it was bought",
    )
    async def decide(request: Request, owner: Owner, job_id: JobId) -> Response:
        body = await read_body(request, DecideIn)
        return _one(await generations.decide(owner, job_id, VERDICTS[body.verdict]))

    return routes


def _one(view: GenerationView, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    location = {"Location": f"/api/v2/generations/{view.id}"} if status == 202 else {}
    return reply(outgoing.generation(view), status, {**(headers or {}), **location})


def _wait_s(prefer: str | None) -> int:
    """Seconds of a `Prefer: wait=N` header (RFC 7240), 0 without one, 60 at most."""
    found = re.search(r"(?:^|[,;\s])wait\s*=\s*\"?([0-9]{1,9})", prefer or "", re.IGNORECASE)
    return min(int(found[1]), MAX_WAIT_S) if found else 0
