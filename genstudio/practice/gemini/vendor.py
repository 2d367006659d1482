"""Google's Gemini API to practise with: models, generateContent, Interactions, the Files API and its downloads.

A prompt "forbidden" is refused; a clip's prompt "fail", "stop short", "over budget" and "invent" ends so. Faults
beside those of every emulator are the names in refusals.FAULTS, "listed" (the next error stands in a list),
"blocked", "words", "safety", "no image", "other", "too long", "limited", "thoughts", "jpeg" and "wav"
(generateContent), "step error" and "flat" (Interactions), "slow file" (a file that needs a while), "bad file" (one
that cannot be read).
"""

from __future__ import annotations

import asyncio
import itertools

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from genstudio.practice import End
from genstudio.practice.gemini import content, interactions
from genstudio.practice.gemini.interactions import Clip
from genstudio.practice.gemini.refusals import FAULTS, Body, RefusedError, gone, invalid, lost, refused

VERSIONS = "v1beta", "v1"
MEDIA = (*content.IMAGES, *content.SPEECH, *interactions.LONGEST_S, *interactions.SONG_S, "gemini-3.8-flash")


class Gemini:
    """`purchases` holds the body of each submit, with the model that the address names; `uploads` the files' bytes."""

    def __init__(self, pace: float = 1.0) -> None:
        self.pace = pace
        self.key = "AIzaPractice-0123456789abcdefghijklm"
        self.purchases: list[Body] = []
        self.uploads: dict[str, bytes] = {}
        self.clips: dict[str, Clip] = {}
        self.keyed: list[str] = []
        self.fault: str | None = None
        self.listed = False
        self.waits: dict[str, int] = {}
        self.numbers = itertools.count(1)
        routes = [
            Route("/models", self.models),
            Route("/models/{model}:generateContent", self.generate, methods=["POST"]),
            Route("/interactions", self.interact, methods=["POST"]),
            Route("/interactions/{id}", self.interaction),
            Route("/interactions/{id}", self.forget, methods=["DELETE"]),
            Route("/interactions/{id}/cancel", self.cancel, methods=["POST"]),
            Route("/files/{id}:download", self.download),
            Route("/files/{id}", self.file),
        ]
        self.app = Starlette(
            routes=[
                *(
                    Route(f"/{version}{each.path}", each.endpoint, methods=each.methods)
                    for version in VERSIONS
                    for each in routes
                ),
                *(Route(f"/upload/{version}/files", self.start, methods=["POST"]) for version in VERSIONS),
                Route("/upload/session/{id}", self.receive, methods=["POST", "PUT"]),
                Route("/storage/{id}", self.stored),
            ],
            exception_handlers={RefusedError: self.refuse},
        )

    def misbehave(self, fault: str) -> None:
        """The next request goes wrong in this way."""
        if fault == "listed":
            self.listed = True
        else:
            self.fault = fault

    def end_with(self, end: End) -> str:
        return "a fox" if end == "ready" else end

    async def models(self, request: Request) -> Response:
        self.admit(request)
        size = int(request.query_params.get("pageSize", 50))
        methods = ["generateContent", "countTokens"]
        rows = [
            {"name": f"models/{each}", "displayName": each, "supportedGenerationMethods": methods,
             "inputTokenLimit": 131_072, "outputTokenLimit": 32_768}
            for each in MEDIA
        ]  # fmt: skip
        more: Body = {"nextPageToken": "more"} if len(rows) > size else {}
        return JSONResponse({"models": rows[:size], **more})

    async def generate(self, request: Request) -> Response:
        model = request.path_params["model"]
        body: Body = await request.json()
        self.buy(request, body | {"model": model})
        if model in interactions.LONGEST_S:
            raise invalid("This model only supports the Interactions API.")
        fault, self.fault = self.fault, None
        await asyncio.sleep((content.SPEECH_S if model in content.SPEECH else content.IMAGE_S) * self.pace)
        return JSONResponse(await content.answer(model, body, fault))

    async def interact(self, request: Request) -> Response:
        body: Body = await request.json()
        self.buy(request, body)
        model = str(body.get("model"))
        if model not in interactions.LONGEST_S:
            fault, self.fault = self.fault, None
            await asyncio.sleep(interactions.MUSIC_S * self.pace)
            return JSONResponse(await interactions.song(body, fault))
        if not body.get("background"):
            raise invalid("A clip of this size needs background.")
        number = next(self.numbers)
        clip = Clip(f"v1_practice{number}", body, f"{self.address(request)}/v1beta/files/clip{number}")
        clip.checked()
        self.clips[clip.id] = clip
        return JSONResponse({"id": clip.id, "status": "in_progress", "object": "interaction", "model": model})

    async def interaction(self, request: Request) -> Response:
        self.admit(request)
        fault = self.taken("step error")
        return JSONResponse(self.clip(request).told(self.pace, fault))

    async def cancel(self, request: Request) -> Response:
        self.admit(request)
        clip = self.clip(request)
        if clip.told(self.pace, None)["status"] != "completed":
            clip.cancelled = True
        return JSONResponse(clip.told(self.pace, None))

    async def forget(self, request: Request) -> Response:
        self.admit(request)
        del self.clips[self.clip(request).id]
        return JSONResponse({})

    async def file(self, request: Request) -> Response:
        self.admit(request)
        return JSONResponse(self.described(request, request.path_params["id"]))

    async def download(self, request: Request) -> Response:
        """Google's own host wants the key and sends on to another one."""
        self.admit(request)
        name = request.path_params["id"]
        if request.query_params.get("alt") != "media" or self.made(name) is None:
            raise lost(f"files/{name}")
        return RedirectResponse(f"{self.address(request)}/storage/{name}?signed=practice")

    async def stored(self, request: Request) -> Response:
        self.keyed += [each for each in (request.headers.get("x-goog-api-key"),) if each]
        clip = self.made(request.path_params["id"])
        if clip is None or request.query_params.get("signed") != "practice":
            raise lost("The object")
        return Response(await clip.rendered(), media_type="video/mp4")

    async def start(self, request: Request) -> Response:
        self.admit(request)
        if request.headers.get("x-goog-upload-command") != "start":
            raise invalid("X-Goog-Upload-Command must be start.")
        name = f"given{next(self.numbers)}"
        target = f"{self.address(request)}/upload/session/{name}"
        return JSONResponse({}, headers={"x-goog-upload-url": target, "x-goog-upload-status": "active"})

    async def receive(self, request: Request) -> Response:
        name = request.path_params["id"]
        self.uploads[name] = await request.body()
        if self.taken("slow file"):
            self.waits[name] = 2
        if self.taken("bad file"):
            self.waits[name] = -1
        headers = {"x-goog-upload-status": "final"}
        return JSONResponse({"file": self.described(request, name)}, headers=headers)

    def described(self, request: Request, name: str) -> Body:
        clip = self.made(name)
        if clip is None and name not in self.uploads:
            raise lost(f"files/{name}")
        left = self.waits.get(name, 0)
        self.waits[name] = max(left - 1, 0) if left > 0 else left
        busy = left > 0 or (clip is not None and not clip.is_stored(self.pace))
        uri = f"{self.address(request)}/v1beta/files/{name}"
        told: Body = {"name": f"files/{name}", "uri": uri, "state": "PROCESSING" if busy else "ACTIVE"}
        if left < 0:
            told["state"] = "FAILED"
        source = {"source": "UPLOADED"} if clip is None else {"source": "GENERATED", "downloadUri": f"{uri}:download"}
        return told | source

    def clip(self, request: Request) -> Clip:
        name = request.path_params["id"]
        if name not in self.clips:
            raise lost(f"Interaction {name}")
        return self.clips[name]

    def made(self, file: str) -> Clip | None:
        return next((each for each in self.clips.values() if each.uri.endswith(f"/{file}")), None)

    def address(self, request: Request) -> str:
        return str(request.base_url).rstrip("/")

    def buy(self, request: Request, body: Body) -> None:
        """A submit is counted once it is let in, and also when its answer is lost."""
        if self.fault == "lose":
            self.purchases.append(body)
        self.admit(request)
        self.purchases.append(body)
        if body.get("model") not in MEDIA:
            raise gone(str(body.get("model")))

    def admit(self, request: Request) -> None:
        ours = "/interactions" in request.url.path
        if self.fault is not None and self.fault in FAULTS:
            fault, self.fault = self.fault, None
            raise refused(fault, interactions=ours)
        if request.headers.get("x-goog-api-key") != self.key:
            raise refused("unauthorized", interactions=ours)

    def taken(self, fault: str) -> str | None:
        """The fault, if it was asked for; only once."""
        if self.fault != fault:
            return None
        self.fault = None
        return fault

    async def refuse(self, request: Request, error: Exception) -> Response:
        assert isinstance(error, RefusedError)  # noqa: S101  # the only one that comes here
        listed, self.listed = self.listed, False
        return error.answer(interactions="/interactions" in request.url.path, listed=listed)
