"""The purse of whoever asks: its balance, its ledger with filters and as CSV, and a top-up by the studio's owner."""

from __future__ import annotations

import csv
import io
from collections.abc import AsyncIterator, Sequence
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response, StreamingResponse

from genstudio.api import outgoing
from genstudio.api.incoming import TopUpIn
from genstudio.api.moments import moment_ms
from genstudio.api.parts import IdempotencyKey, Owner, Studio, document, json_body, problems
from genstudio.api.replies import reply
from genstudio.api.schemas import AccountOut, EntriesOut
from genstudio.api.strict_json import read_body
from genstudio.controllers.views import EntryView
from genstudio.core.sheets import safe_cell
from genstudio.core.spec import Kind
from genstudio.ledger.statement import Line, Wanted
from genstudio.ledger.words import credits_milli

COLUMNS = (
    "id", "time", "entry", "type", "provider", "model", "prompt", "balance change (credits)",
    "reserved change (credits)", "estimate (credits)", "charged (credits)", "real cost (USD)", "cost source", "note",
    "generation",
)  # fmt: skip
BYTE_ORDER_MARK = "\ufeff"
"""Without it Excel takes UTF-8 for the encoding of its country."""


def wanted(
    kind: Annotated[
        list[Line] | None,
        Query(max_length=10, description="held is a reservation above 0 that still waits. Repeatable."),
    ] = None,
    type: Annotated[Kind | None, Query(description="Only entries of jobs that make this.")] = None,  # noqa: A002
    provider: Annotated[str | None, Query(max_length=100)] = None,
    after: Annotated[
        str | None, Query(max_length=40, description="A date or time (ISO 8601, UTC): from then on.")
    ] = None,
    before: Annotated[
        str | None, Query(max_length=40, description="A date or time (ISO 8601, UTC): until then.")
    ] = None,
) -> Wanted:
    """The entries that the query asks for. Raises InputError for a date that is none."""
    return Wanted(tuple(kind or ()), type, provider, moment_ms(after, "after"), moment_ms(before, "before"))


Filtered = Annotated[Wanted, Depends(wanted)]


def router(studio: Studio) -> APIRouter:
    routes = APIRouter(prefix="/api/v2/account", tags=["account"])
    accounts = studio.accounts

    @routes.get("", response_model=AccountOut, summary="The purse of whoever asks")
    async def account(owner: Owner) -> Response:
        return reply(outgoing.account(await accounts.balance(owner)))

    @routes.get(
        "/entries",
        response_model=EntriesOut,
        responses=problems(e422="The cursor or a filter is wrong."),
        summary="The ledger of that purse, newest first",
        description="A job has an entry when its credits are reserved and one when it is settled or released. The "
        "first page also tells what all entries of the filter come to.",
    )
    async def entries(
        owner: Owner,
        chosen: Filtered,
        cursor: Annotated[int | None, Query(ge=0, le=2**62)] = None,
        limit: Annotated[int, Query(ge=1, le=500)] = 100,
    ) -> Response:
        return reply(outgoing.statement(await accounts.statement(owner, wanted=chosen, before_id=cursor, limit=limit)))

    @routes.get(
        "/entries.csv",
        responses=document(200, "All entries of the filter, newest first.", "text/csv")
        | problems(e422="A filter is wrong."),
        response_class=StreamingResponse,
        summary="The same as a table for a spreadsheet",
    )
    async def table(owner: Owner, chosen: Filtered) -> Response:
        headers = {"Content-Disposition": 'attachment; filename="genstudio-credits.csv"', "Cache-Control": "no-store"}
        return StreamingResponse(
            _csv(accounts.every_entry(owner, chosen)), media_type="text/csv; charset=utf-8", headers=headers
        )

    @routes.post(
        "/topups",
        status_code=201,
        response_model=AccountOut,
        responses=problems(
            e403="Whoever asks is a guest.",
            e409="The key was used for another top-up.",
            e422="The amount or note is wrong.",
        ),
        openapi_extra=json_body("TopUpIn"),
        summary="Raise the budget of the studio's owner",
        description="Credits are a budget that the owner sets for himself: nothing is paid and nobody is billed.",
    )
    async def top_up(request: Request, owner: Owner, idempotency_key: IdempotencyKey = None) -> Response:
        body = await read_body(request, TopUpIn)
        amount_milli = credits_milli(body.credits.strip())
        view = await accounts.top_up(owner, amount_milli, body.note, idempotency_key=idempotency_key)
        return reply(outgoing.account(view), 201)

    return routes


async def _csv(pages: AsyncIterator[list[EntryView]]) -> AsyncIterator[str]:
    """The table in pieces of a page each. What people or vendors wrote cannot become a formula."""
    yield BYTE_ORDER_MARK + _rows([COLUMNS])
    async for page in pages:
        yield _rows([_cells(outgoing.entry(each)) for each in page])


def _cells(entry: outgoing.Object) -> tuple[object, ...]:
    words = {name: safe_cell(str(entry[name] or "")) for name in ("provider", "model", "prompt", "costSource", "note")}
    return (
        entry["id"], entry["createdAt"], entry["kind"], entry["type"], words["provider"], words["model"],
        words["prompt"], entry["balance"], entry["reserved"], entry["estimateCredits"], entry["chargedCredits"],
        entry["usd"], words["costSource"], words["note"], entry["generation"],
    )  # fmt: skip


def _rows(rows: Sequence[tuple[object, ...]]) -> str:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue()
