"""The practised fal.ai beside its queue: prices, the account, the list of models and their schemas."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from genstudio.practice.broken import Broken
from genstudio.practice.fal_models import document_of, listed, model_of

Trap = (
    Broken
    | Literal["late error", "not yet", "bad gateway", "garbage", "gone", "no file", "object", "no price", "scoped key"]
)
"""What the next file, the next result, or the next question about prices and the account, does besides."""


class Platform:
    """`checked` answers a request that is to be refused, `sprung` whether a trap was set, once."""

    def __init__(self, checked: Callable[[Request], Response | None], sprung: Callable[[Trap], bool]) -> None:
        self._checked = checked
        self._sprung = sprung
        self.routes = (
            Route("/v1/models/pricing", self.pricing),
            Route("/v1/models", self.catalog),
            Route("/v1/account/billing", self.billing),
            Route("/api/openapi/queue/openapi.json", self.document),
        )

    async def pricing(self, request: Request) -> Response:
        if refusal := self._checked(request):
            return refusal
        if self._sprung("no price"):
            return JSONResponse({"prices": []})
        asked = [(each, model_of(each)) for each in request.query_params.getlist("endpoint_id")]
        prices = [
            {"endpoint_id": endpoint, "unit_price": model.price, "unit": model.unit, "currency": "USD"}
            for endpoint, model in asked
            if model
        ]
        return JSONResponse({"prices": prices})

    async def catalog(self, request: Request) -> Response:
        asked = request.query_params
        page = listed(asked.getlist("endpoint_id"), asked.get("category", ""), asked.get("cursor", ""))
        return self._checked(request) or JSONResponse(page)

    async def billing(self, request: Request) -> Response:
        if refusal := self._checked(request):
            return refusal
        if self._sprung("scoped key"):
            return JSONResponse({"error": {"type": "authorization_error", "message": "Admin scope is required"}}, 403)
        return JSONResponse({"username": "practice", "credits": {"current_balance": 24.5, "currency": "USD"}})

    async def document(self, request: Request) -> Response:
        found = document_of(request.query_params["endpoint_id"])
        return JSONResponse(found) if found else JSONResponse({"detail": "Not found"}, 404)
