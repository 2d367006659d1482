"""fal.ai to practise with: its queue, its storage and its price list on one address.

A prompt of one word chooses the end: "fail" (the model answers 500), "forbidden" (422, moderated), "black" (the safety
checker), "invent" (a state that nobody knows). Two requests run at a time, as with a new account; others wait.
"""

from __future__ import annotations

import itertools
import time
import uuid
from dataclasses import dataclass, field

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from genstudio.practice import End, Fault, results
from genstudio.practice.broken import FILES, broken_file
from genstudio.practice.fal_models import (
    BROKEN,
    EXTENSIONS,
    POLICY,
    REFUSALS,
    WAITS_S,
    Model,
    extension_of,
    model_of,
    pictures,
    seconds_of,
    size_of,
    text_of,
    units_of,
)
from genstudio.practice.fal_platform import Platform, Trap

CONCURRENT = 2
QUEUED_S = 1.0


@dataclass
class Job:
    id: str
    endpoint: str
    model: Model
    body: dict[str, object]
    starts_at: float
    ends_at: float
    cancelled: bool = False

    @property
    def app(self) -> str:
        """Owner and app: all that fal's own addresses name."""
        return "/".join(self.endpoint.split("/")[:2])

    def state(self) -> str:
        now = time.monotonic()
        if text_of(self.body) == "invent":
            return "PONDERING"
        if self.cancelled or now >= self.ends_at:
            return "COMPLETED"
        return "IN_PROGRESS" if now >= self.starts_at else "IN_QUEUE"


@dataclass
class Fal:
    """`endpoints` are the ids that were asked for, in order, `uploads` the files that were given, by their names.

    `stored_with_key` is set once a key came to a signed address.
    """

    pace: float = 1.0
    key: str = "fal-practice-id:fal-practice-secret-0123456789"
    purchases: list[dict[str, object]] = field(default_factory=list)
    endpoints: list[str] = field(default_factory=list)
    uploads: dict[str, bytes] = field(default_factory=dict)
    stored_with_key: bool = False
    jobs: dict[str, Job] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    traps: set[Trap] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._numbers = itertools.count(1)
        self.app = Starlette(
            routes=[
                Route("/storage/auth/token", self.token, methods=["POST"]),
                Route("/storage/upload/initiate", self.initiate, methods=["POST"]),
                Route("/storage/{name}", self.store, methods=["PUT"], name="store"),
                Route("/files/upload", self.cdn, methods=["POST"]),
                Route("/files/{id}/{number:int}.{extension}", self.file, name="file"),
                Route("/inputs/{name}", self.input, name="input"),
                *Platform(self._checked, self._sprung).routes,
                Route("/{app:path}/requests/{id}/status", self.status, name="status"),
                Route("/{app:path}/requests/{id}/cancel", self.cancel, methods=["PUT"], name="cancel"),
                Route("/{app:path}/requests/{id}", self.result, name="result"),
                Route("/{endpoint:path}", self.submit, methods=["POST"]),
            ]
        )

    def misbehave(self, fault: Fault) -> None:
        self.faults.append(fault)

    def set_trap(self, trap: Trap) -> None:
        self.traps.add(trap)

    def end_with(self, end: End) -> str:
        return {"ready": "a fox"}.get(end, end)

    def _sprung(self, trap: Trap) -> bool:
        found = trap in self.traps
        self.traps.discard(trap)
        return found

    def _refusal(self, request: Request, fault: Fault | None) -> Response | None:
        if fault is None and request.headers.get("authorization") != f"Key {self.key}":
            fault = "unauthorized"
        if fault is None:
            return None
        status, body = REFUSALS[fault]
        return JSONResponse(body, status)

    def _checked(self, request: Request) -> Response | None:
        return self._refusal(request, self.faults.pop(0) if self.faults else None)

    async def submit(self, request: Request) -> Response:
        fault = self.faults.pop(0) if self.faults else None
        refusal = self._refusal(request, fault)
        if refusal is not None and fault != "lose":
            return refusal
        endpoint = str(request.path_params["endpoint"])
        model = model_of(endpoint)
        if model is None:
            return JSONResponse({"detail": f'Application "{endpoint}" not found'}, 404)
        body: dict[str, object] = await request.json()
        self.purchases.append(body)
        self.endpoints.append(endpoint)
        job = self._schedule(endpoint, model, body)
        addresses = {
            f"{name}_url": str(request.url_for(route, app=job.app, id=job.id))
            for name, route in (("response", "result"), ("status", "status"), ("cancel", "cancel"))
        }
        told = {"status": "IN_QUEUE", "request_id": job.id, "queue_position": 0, "gateway_request_id": job.id}
        return refusal or JSONResponse({**told, **addresses})

    def _schedule(self, endpoint: str, model: Model, body: dict[str, object]) -> Job:
        now = time.monotonic()
        busy = sorted(each.ends_at for each in self.jobs.values() if each.ends_at > now and not each.cancelled)
        starts_at = (busy[-CONCURRENT] if len(busy) >= CONCURRENT else now) + QUEUED_S * self.pace
        job = Job(str(uuid.uuid4()), endpoint, model, body, starts_at, starts_at + WAITS_S[model.makes] * self.pace)
        self.jobs[job.id] = job
        return job

    async def status(self, request: Request) -> Response:
        if refusal := self._checked(request):
            return refusal
        job = self.jobs[request.path_params["id"]]
        state = job.state()
        answer: dict[str, object] = {"status": state, "request_id": job.id, "logs": []}
        if state == "IN_QUEUE":
            ahead = [
                each for each in self.jobs.values() if each.state() == "IN_QUEUE" and each.starts_at < job.starts_at
            ]
            answer["queue_position"] = len(ahead)
        if state == "COMPLETED":
            answer["metrics"] = {"inference_time": WAITS_S[job.model.makes]}
            if job.cancelled:
                answer |= {"error": "Request was cancelled", "error_type": "client_cancelled"}
            elif self._sprung("late error"):
                answer |= {"error": "Runner disconnected", "error_type": "runner_disconnected"}
        return JSONResponse(answer, 202 if state in ("IN_QUEUE", "IN_PROGRESS") else 200)

    async def cancel(self, request: Request) -> Response:
        if refusal := self._checked(request):
            return refusal
        job = self.jobs.get(request.path_params["id"])
        if job is None:
            return JSONResponse({"status": "NOT_FOUND"}, 404)
        if job.state() == "COMPLETED":
            return JSONResponse({"status": "ALREADY_COMPLETED"}, 400)
        job.cancelled = job.state() == "IN_QUEUE"  # a running one goes on to its end
        return JSONResponse({"status": "CANCELLATION_REQUESTED"}, 202)

    async def result(self, request: Request) -> Response:
        if refusal := self._checked(request):
            return refusal
        job = self.jobs[request.path_params["id"]]
        if job.state() != "COMPLETED" or self._sprung("not yet"):
            return JSONResponse({"detail": "Request is still in progress"}, 400)
        if self._sprung("bad gateway"):
            return Response("<html>nginx</html>", 502, media_type="text/html")
        if self._sprung("garbage"):
            return Response(b"\x00\xff{not json", media_type="application/json")
        if self._sprung("gone"):
            return JSONResponse({"detail": "Request not found"}, 404)
        match text_of(job.body):
            case "fail":
                return JSONResponse({"detail": [BROKEN]}, 500, {"x-fal-retryable": "false"})
            case "forbidden":
                detail: object = POLICY if self._sprung("object") else [POLICY]
                return JSONResponse({"detail": detail}, 422, self._bill(job))
        output = {} if self._sprung("no file") else self._output(request, job)
        return JSONResponse(output, headers=self._bill(job))

    def _bill(self, job: Job) -> dict[str, str]:
        return {"x-fal-request-id": job.id, "x-fal-billable-units": f"{units_of(job.model, job.body):g}"}

    def _output(self, request: Request, job: Job) -> dict[str, object]:
        extension = extension_of(job.model.makes, job.body)
        files: list[dict[str, object]] = [
            {
                "url": str(request.url_for("file", id=job.id, number=str(number), extension=extension)),
                "content_type": EXTENSIONS[extension],
                "file_name": f"{number}.{extension}",
            }
            for number in range(pictures(job.body))
        ]
        seed = job.body.get("seed", 42)
        match job.model.makes:
            case "image":
                width, height = size_of(job.body)
                flags = {"has_nsfw_concepts": [text_of(job.body) == "black"] * len(files), "prompt": text_of(job.body)}
                shown = {"images": [{**each, "width": width, "height": height} for each in files], "seed": seed}
                return {**shown, **(flags if job.model.flags else {})}
            case "video":
                return {"video": files[0], "seed": seed}
            case "speech" if "minimax" in job.endpoint:
                # Its default, and no address anywhere: only `output_format` "url" gives a file.
                asked = job.body.get("output_format") == "url"
                return {"audio": files[0] if asked else "494433", "duration_ms": 2_000}
            case _:
                return {"audio": files if "sonauto" in job.endpoint else files[0]}

    async def file(self, request: Request) -> Response:
        job = self.jobs[request.path_params["id"]]
        number, extension = request.path_params["number"], request.path_params["extension"]
        mime, prompt, seconds = EXTENSIONS[extension], text_of(job.body), seconds_of(job.body)
        if how := next((each for each in FILES if self._sprung(each)), None):
            return broken_file(how, mime)
        given = job.body.get("seed", 0)
        seed = (given if isinstance(given, int) else 0) + number
        match job.model.makes:
            case "image":
                width, height = size_of(job.body)
                data = await results.picture(prompt, width, height, mime, seed)
            case "video":
                data = await results.clip(prompt, seconds, sound=job.body.get("generate_audio") is not False, seed=seed)
            case "speech":
                data = await results.speech(prompt, mime)
            case "music":
                data = await results.music(prompt, seconds, mime, seed)
        return Response(data, media_type=mime)

    async def token(self, request: Request) -> Response:
        address = str(request.base_url).rstrip("/")
        told = {"token": self.key, "token_type": "Key", "base_url": address, "expires_at": "2099-01-01T00:00:00+00:00"}
        return self._checked(request) or JSONResponse(told)

    async def initiate(self, request: Request) -> Response:
        if refusal := self._checked(request):
            return refusal
        name = f"{next(self._numbers)}-{(await request.json())['file_name']}"
        places = {"upload_url": "store", "file_url": "input"}
        return JSONResponse({key: str(request.url_for(route, name=name)) for key, route in places.items()})

    async def store(self, request: Request) -> Response:
        """A signed address, which needs no key; fal's own client sends it all the same."""
        self.uploads[request.path_params["name"]] = await request.body()
        self.stored_with_key |= "authorization" in request.headers
        return Response()

    async def cdn(self, request: Request) -> Response:
        if refusal := self._checked(request):
            return refusal
        name = request.headers.get("x-fal-file-name", "file")
        self.uploads[name] = await request.body()
        return JSONResponse({"access_url": str(request.url_for("input", name=name))})

    async def input(self, request: Request) -> Response:
        return Response(self.uploads[request.path_params["name"]])
