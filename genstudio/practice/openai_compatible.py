"""A server of one's own that speaks OpenAI's protocol, to practise with: pictures, speech and clips as vLLM-Omni,
LocalAI, Kokoro-FastAPI and stable-diffusion.cpp give them.

It refuses as {"detail"}, tells no tokens, and answers a failed clip with an HTTP error whose body is the clip. Faults
besides those of every emulator: "path" (pictures by a path on the server), "stream" (a speech server that was not told
to give one body), "failed as usual" (a failed clip with status 200), "gone" (the clip's content).
"""

from __future__ import annotations

import asyncio
import base64
import time
from dataclasses import dataclass

from starlette.applications import Starlette
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from genstudio.practice import End, results
from genstudio.practice.sounds import converted

Body = dict[str, object]

STATUS = {"unauthorized": 401, "billing": 402, "invalid": 422, "limit": 429, "server": 500, "lose": 502}
MODELS = ("flux.1-dev", "kokoro", "wan-2.2")
PICTURE_S, SPEECH_S, CLIP_S = 6.0, 1.0, 20.0
SOUND_TYPES = {
    "mp3": "audio/mpeg", "opus": "audio/ogg", "aac": "audio/aac", "flac": "audio/flac", "wav": "audio/wav",
}  # fmt: skip


@dataclass
class Clip:
    id: str
    body: Body
    started: float
    seconds: float
    """How long it takes to make."""

    def told(self) -> Body:
        part = 1.0 if not self.seconds else min((time.monotonic() - self.started) / self.seconds, 1.0)
        status = "queued" if part < 0.1 else "in_progress" if part < 1 else "completed"
        error: Body | None = None
        match self.body.get("prompt"):
            case "fail":
                status, error = "failed", {"code": "internal_error", "message": "Out of memory."}
            case "forbidden":
                status, error = "failed", {"code": "moderation_blocked", "message": "Not this."}
            case "invent":
                status = "pondering"
        return {
            "id": self.id, "object": "video", "model": self.body.get("model", "wan-2.2"), "status": status,
            "progress": int(part * 100), "created_at": 1_795_000_000, "seconds": self.body.get("seconds", "4"),
            "size": self.body.get("size", "1280x720"), "error": error,
        }  # fmt: skip


class OpenAICompatible:
    """`purchases` holds the body of each submit; of a form its fields, and under "files" what was sent with it."""

    def __init__(self, pace: float = 1.0) -> None:
        self.pace = pace
        self.key = "own-server-0123456789"
        self.purchases: list[Body] = []
        self.clips: dict[str, Clip] = {}
        self.files: dict[str, bytes] = {}
        self.fault: str | None = None
        self.app = Starlette(
            routes=[
                Route("/models", self.models),
                Route("/images/generations", self.generations, methods=["POST"]),
                Route("/images/edits", self.edits, methods=["POST"]),
                Route("/generated-images/{name}", self.file),
                Route("/audio/speech", self.speech, methods=["POST"]),
                Route("/videos", self.create, methods=["POST"]),
                Route("/videos/{id}", self.status, methods=["GET"]),
                Route("/videos/{id}", self.delete, methods=["DELETE"]),
                Route("/videos/{id}/content", self.content),
            ]
        )

    def misbehave(self, fault: str) -> None:
        """The next request goes wrong in this way."""
        self.fault = fault

    def end_with(self, end: End) -> str:
        return end

    async def models(self, request: Request) -> Response:
        if refusal := self.refusal(request):
            return refusal
        return JSONResponse({"object": "list", "data": [{"id": each, "object": "model"} for each in MODELS]})

    async def generations(self, request: Request) -> Response:
        body = await request.json()
        return self.bought(request, body) or await self.pictures(body)

    async def edits(self, request: Request) -> Response:
        body = await fields(request)
        return self.bought(request, body) or await self.pictures(body)

    async def pictures(self, body: Body) -> Response:
        await asyncio.sleep(PICTURE_S * self.pace)
        width, height = (int(each) for each in str(body.get("size", "512x512")).split("x"))
        data: list[Body] = []
        for seed in range(int(str(body.get("n", 1)))):
            made = await results.picture(str(body["prompt"]), width, height, "image/png", seed)
            if self.fault == "path":
                name = f"{len(self.files)}.png"
                self.files[name] = made
                data.append({"url": f"/generated-images/{name}"})
            else:
                data.append({"b64_json": base64.b64encode(made).decode()})
        self.fault = None
        return JSONResponse({"created": 1_795_000_000, "data": data})

    async def file(self, request: Request) -> Response:
        return Response(self.files[request.path_params["name"]], media_type="image/png")

    async def speech(self, request: Request) -> Response:
        body = await request.json()
        if refusal := self.bought(request, body):
            return refusal
        await asyncio.sleep(SPEECH_S * self.pace)
        form = str(body.get("response_format", "wav"))
        return Response(await converted(str(body["input"]), form), media_type=SOUND_TYPES[form])

    async def create(self, request: Request) -> Response:
        if not request.headers.get("content-type", "").startswith("multipart/form-data"):
            return JSONResponse({"detail": "Clips are ordered by a form."}, 422)
        body = await fields(request)
        if refusal := self.bought(request, body):
            return refusal
        clip = Clip(f"video_{len(self.clips) + 1}", body, time.monotonic(), CLIP_S * self.pace)
        self.clips[clip.id] = clip
        return JSONResponse(clip.told() | {"status": "queued", "progress": 0})

    async def status(self, request: Request) -> Response:
        usual = self.fault == "failed as usual"
        if refusal := self.refusal(request):
            return refusal
        clip = self.clips.get(request.path_params["id"])
        if clip is None:
            return JSONResponse({"detail": "Video not found."}, 404)
        told = clip.told()
        return JSONResponse(told, 500 if told["status"] == "failed" and not usual else 200)

    async def content(self, request: Request) -> Response:
        gone = self.fault == "gone"
        if refusal := self.refusal(request):
            return refusal
        clip = self.clips.get(request.path_params["id"])
        status = "" if clip is None or gone else clip.told()["status"]
        if clip is None or status != "completed":
            return JSONResponse({"detail": "No content."}, 422 if status == "failed" else 404)
        made = await results.clip(str(clip.body["prompt"]), float(str(clip.body.get("seconds", "4"))))
        return Response(made, media_type="video/mp4")

    async def delete(self, request: Request) -> Response:
        if refusal := self.refusal(request):
            return refusal
        known = self.clips.pop(request.path_params["id"], None)
        return JSONResponse({"id": request.path_params["id"], "deleted": known is not None}, 200 if known else 404)

    def bought(self, request: Request, body: Body) -> Response | None:
        """A refusal, or None once the submit is counted; one whose answer is lost is counted as well."""
        lost = self.fault == "lose"
        refusal = self.refusal(request)
        if refusal is None or lost:
            self.purchases.append(body)
        return refusal

    def refusal(self, request: Request) -> Response | None:
        fault = self.fault
        if fault != "path":
            self.fault = None
        if fault == "unauthorized" or request.headers.get("authorization") not in (None, f"Bearer {self.key}"):
            return JSONResponse({"detail": "Invalid API key."}, 401)
        return JSONResponse({"detail": {"message": "Refused."}}, STATUS[fault]) if fault in STATUS else None


async def fields(request: Request) -> Body:
    """A form's fields, and under "files" the name, type and size of each file."""
    body: Body = {}
    files: dict[str, list[list[object]]] = {}
    async with request.form() as form:
        for name, value in form.multi_items():
            if isinstance(value, UploadFile):
                facts: list[object] = [value.filename, value.content_type, len(await value.read())]
                files.setdefault(name, []).append(facts)
            else:
                body[name] = value
    return body | {"files": files} if files else body
