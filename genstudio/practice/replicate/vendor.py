"""Replicate to practise with: predictions, models with their schemas, files and results.

A prompt that is a name of FAILURES fails with its words; "invent" has a state that nobody knows.
"""

from __future__ import annotations

import asyncio
import itertools
import time
from dataclasses import dataclass, field
from typing import Literal

from starlette.applications import Starlette
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from genstudio.practice import End, Fault
from genstudio.practice.replicate.models import (
    COLLECTIONS,
    EXTENSIONS,
    FAILURES,
    NOT_FOUND,
    REFUSALS,
    STARTS_S,
    WAITS_S,
    Model,
    extension_of,
    model_of,
    pictures,
    schema_of,
    version_of,
)
from genstudio.practice.replicate.prediction import Prediction

Trap = Literal["removed", "empty", "no metrics", "aborted"]
"""What the next look at a finished prediction finds."""
FINAL = ("succeeded", "failed", "canceled", "aborted")
LOGS = "Running prediction...\n  0%|          | 0/4 [00:00<?]\n 50%|#####     | 2/4 [00:01<00:01]"
CREATED = "2026-11-22T10:00:00.000Z"


@dataclass
class Replicate:
    """`purchases` are the bodies of all submits with the path's model as "model"; `uploads` the files that were given.

    `keyed` counts the requests for results that came with a key.
    """

    pace: float = 1.0
    key: str = "r8_practice0123456789abcdefghijklmnopqrst"
    purchases: list[dict[str, object]] = field(default_factory=list)
    uploads: dict[str, bytes] = field(default_factory=dict)
    described_files: dict[str, dict[str, object]] = field(default_factory=dict)
    keyed: int = 0
    predictions: dict[str, Prediction] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    traps: set[Trap] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._numbers = itertools.count(1)
        self.app = Starlette(
            routes=[
                Route("/v1/account", self.account),
                Route("/v1/files", self.upload, methods=["POST"]),
                Route("/v1/files/{id}", self.uploaded, name="uploaded"),
                Route("/v1/collections/{slug}", self.collection),
                Route("/v1/models/{owner}/{name}", self.described),
                Route("/v1/models/{owner}/{name}/versions/{version}", self.version),
                Route("/v1/models/{owner}/{name}/predictions", self.official, methods=["POST"]),
                Route("/v1/predictions", self.by_version, methods=["POST"]),
                Route("/v1/predictions/{id}", self.look, name="prediction"),
                Route("/v1/predictions/{id}/cancel", self.cancel, methods=["POST"], name="cancel"),
                Route("/delivery/{id}/out-{number:int}.{extension}", self.deliver, name="deliver"),
            ]
        )

    def misbehave(self, fault: Fault | Literal["terms"]) -> None:
        self.faults.append(fault)

    def set_trap(self, trap: Trap) -> None:
        self.traps.add(trap)

    def end_with(self, end: End) -> str:
        return {"ready": "a fox"}.get(end, end)

    def _refusal(self, request: Request, fault: str | None) -> Response | None:
        if fault is None and request.headers.get("authorization") != f"Bearer {self.key}":
            fault = "unauthorized"
        if fault is None:
            return None
        status, body = REFUSALS[fault]
        return JSONResponse(body, status)

    def _checked(self, request: Request) -> Response | None:
        return self._refusal(request, self.faults.pop(0) if self.faults else None)

    def _sprung(self, trap: Trap) -> bool:
        found = trap in self.traps
        self.traps.discard(trap)
        return found

    async def official(self, request: Request) -> Response:
        name = f"{request.path_params['owner']}/{request.path_params['name']}"
        model = model_of(name)
        return await self._create(request, name, None if model is None or model.community else model)

    async def by_version(self, request: Request) -> Response:
        version = str((await request.json()).get("version", ""))
        name, _, version = version.rpartition(":")
        known = name or bytes.fromhex(version).rstrip(b"\0").decode("ascii", "replace")
        model = model_of(known)
        if model is None or version != version_of(known):
            return JSONResponse({"title": "Invalid version or not permitted", "status": 422}, 422)
        return await self._create(request, known, model)

    async def _create(self, request: Request, name: str, model: Model | None) -> Response:
        fault = self.faults.pop(0) if self.faults else None
        refusal = self._refusal(request, fault)
        if refusal is not None and fault != "lose":
            return refusal
        if model is None:
            return JSONResponse(NOT_FOUND, 404)
        body: dict[str, object] = await request.json()
        given = body.get("input")
        if not isinstance(given, dict) or (model.makes != "music" and not given.get(model.asks)):
            return JSONResponse(REFUSALS["invalid"][1], 422)
        self.purchases.append(body | {"model": name})
        now = time.monotonic()
        starts_at = now + STARTS_S[model.makes] * self.pace
        made = Prediction(
            f"practice{next(self._numbers)}",
            name,
            model,
            given,
            starts_at,
            starts_at + WAITS_S[model.makes] * self.pace,
        )
        self.predictions[made.id] = made
        if refusal is not None:
            return refusal
        wanted, _, seconds = request.headers.get("prefer", "").partition("=")
        if wanted != "wait":
            return JSONResponse(self._told(request, made, "starting"), 201)
        await asyncio.sleep(max(0.0, min(made.ends_at - time.monotonic(), float(seconds or 60))))
        return JSONResponse(self._told(request, made), 201 if made.state() in FINAL else 202)

    async def look(self, request: Request) -> Response:
        if refusal := self._checked(request):
            return refusal
        made = self.predictions.get(request.path_params["id"])
        return JSONResponse(self._told(request, made)) if made else JSONResponse(NOT_FOUND, 404)

    async def cancel(self, request: Request) -> Response:
        """What runs is stopped, and tells so only a moment later."""
        if refusal := self._checked(request):
            return refusal
        made = self.predictions.get(request.path_params["id"])
        if made is None:
            return JSONResponse(NOT_FOUND, 404)
        before = made.state()
        made.canceled = before not in FINAL
        return JSONResponse(self._told(request, made, "canceled" if before == "starting" else before))

    def _told(self, request: Request, made: Prediction, state: str = "") -> dict[str, object]:
        state = state or made.state()
        answer: dict[str, object] = {
            "id": made.id,
            "model": made.name,
            "version": version_of(made.name) if made.model.community else "hidden",
            "input": made.given,
            "logs": LOGS if state == "processing" else "",
            "output": None,
            "data_removed": False,
            "error": FAILURES.get(made.prompt) if state == "failed" else None,
            "status": state,
            "created_at": CREATED,
            "urls": {
                "get": str(request.url_for("prediction", id=made.id)),
                "cancel": str(request.url_for("cancel", id=made.id)),
            },
        }
        if state in FINAL:
            answer |= {
                "started_at": CREATED,
                "completed_at": CREATED,
                "metrics": made.metrics(counted=state == "succeeded" and not self._sprung("no metrics")),
            }
        if state == "succeeded":
            answer["output"] = self._output(request, made)
            if self._sprung("removed"):
                answer |= {"output": None, "logs": "", "input": {}, "data_removed": True}
            if self._sprung("empty"):
                answer["output"] = []
            if self._sprung("aborted"):
                answer |= {"output": None, "status": "aborted"}
        return answer

    def _output(self, request: Request, made: Prediction) -> object:
        extension = extension_of(made.model, made.given)

        def address(number: int, extension: str) -> str:
            return str(request.url_for("deliver", id=made.id, number=str(number), extension=extension))

        match made.model.shape:
            case "list":
                return [address(number, extension) for number in range(pictures(made.given))]
            case "object":
                return {"cover": address(1, "png"), "audio": address(0, extension), "title": "Practice"}
            case "one":
                return address(0, extension)

    async def deliver(self, request: Request) -> Response:
        self.keyed += "authorization" in request.headers
        made = self.predictions[request.path_params["id"]]
        mime = EXTENSIONS[request.path_params["extension"]]
        return Response(await made.rendered(mime, request.path_params["number"]), media_type=mime)

    async def account(self, request: Request) -> Response:
        told = {"type": "user", "username": "practice", "name": "Practice", "github_url": None, "avatar_url": None}
        return self._checked(request) or JSONResponse(told)

    async def upload(self, request: Request) -> Response:
        if refusal := self._checked(request):
            return refusal
        async with request.form() as form:
            content = form["content"]
            assert isinstance(content, UploadFile)  # noqa: S101  # a file part
            name = f"file{next(self._numbers)}"
            self.uploads[name] = await content.read()
            self.described_files[name] = {
                "id": name,
                "name": content.filename,
                "content_type": content.content_type,
                "size": len(self.uploads[name]),
                "etag": name,
                "checksums": {},
                "metadata": {},
                "created_at": CREATED,
                "expires_at": None,
                "urls": {"get": str(request.url_for("uploaded", id=name))},
            }
        return JSONResponse(self.described_files[name], 201)

    async def uploaded(self, request: Request) -> Response:
        if refusal := self._checked(request):
            return refusal
        return JSONResponse(self.described_files[request.path_params["id"]])

    async def described(self, request: Request) -> Response:
        """Faults are for what follows: a purchase of a model of the community begins with this question."""
        if refusal := self._refusal(request, None):
            return refusal
        owner, name = request.path_params["owner"], request.path_params["name"]
        found = model_of(f"{owner}/{name}")
        if found is None:
            return JSONResponse(NOT_FOUND, 404)
        return JSONResponse(self._shown(f"{owner}/{name}", found))

    async def collection(self, request: Request) -> Response:
        if refusal := self._checked(request):
            return refusal
        slug = request.path_params["slug"]
        if slug not in COLLECTIONS:
            return JSONResponse(NOT_FOUND, 404)
        known = [(name, model_of(name)) for name in COLLECTIONS[slug]]
        models = [self._shown(name, model) for name, model in known if model]
        return JSONResponse({"name": slug, "slug": slug, "description": "", "models": models})

    def _shown(self, full: str, model: Model) -> dict[str, object]:
        owner, _, name = full.partition("/")
        return {
            "url": f"https://replicate.com/{full}", "owner": owner, "name": name, "visibility": "public",
            "description": f"{name} to practise with", "github_url": None, "paper_url": None, "license_url": None,
            "run_count": 7, "cover_image_url": None, "default_example": None,
            "latest_version": self._version(full, model),
        }  # fmt: skip

    async def version(self, request: Request) -> Response:
        if refusal := self._refusal(request, None):
            return refusal
        name = f"{request.path_params['owner']}/{request.path_params['name']}"
        found = model_of(name)
        if found is None or request.path_params["version"] != version_of(name):
            return JSONResponse(NOT_FOUND, 404)
        return JSONResponse(self._version(name, found))

    def _version(self, name: str, model: Model) -> dict[str, object]:
        schema = schema_of(name, model)
        return {"id": version_of(name), "created_at": CREATED, "cog_version": "0.16.0", "openapi_schema": schema}
