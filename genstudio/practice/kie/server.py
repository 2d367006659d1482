"""Kie's server to practise with: market, Veo, Flux Kontext, Runway and Suno, uploads, credits and fresh addresses.

It says no with HTTP 200 and a code in the body, puts JSON in a text, does not know a task for two seconds after it was
made, takes no more than 20 tasks in ten seconds, lets addresses of results die after 20 minutes, and turns away whoever
looks like a library. A prompt of "fail" or "forbidden" ends a task so; failed tasks cost nothing. What it cannot know
of the real one (see the adapter) is set to the likely.

Faults besides those of every emulator: "maintenance", "spend cap", "off", "policy", "guard", "garbage", "by status"
(the next refusal comes as an HTTP status), "message" (the text under its older name), "no task id", "unseen" (the next
look finds no task), "null record" (it finds an empty one), "other address" (an upload tells `fileUrl`), "gone" (all
addresses of results die at once).
"""

from __future__ import annotations

import itertools
import time
from collections import deque
from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

from starlette.applications import Starlette
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from genstudio.practice import End, results
from genstudio.practice.kie.catalogue import (
    OF_OTHER_APIS,
    Body,
    credits_of,
    market,
    seconds_of,
    unknown_fields,
    wrong_input,
    wrong_order,
)
from genstudio.practice.kie.tasks import ENDS, Task

CODES = {
    "unauthorized": (401, "You do not have access permissions"),
    "billing": (402, "Credits insufficient"),
    "invalid": (422, "The field prompt is required"),
    "limit": (429, "Your call frequency is too high. Please try again later."),
    "server": (500, "Server exception, please try again later"),
    "lose": (500, "Server exception, please try again later"),
    "maintenance": (455, "System under maintenance"),
    "spend cap": (433, "The sub-key has reached its limit"),
    "off": (505, "This feature is switched off"),
    "policy": (400, "Your prompt was flagged as violating content policies"),
}
WAITS_S = {"image": 8.0, "tts": 4.0, "video": 40.0, "music": 45.0}
UNSEEN_S = 2.0
URL_LIVES_S = FRESH_LIVES_S = 1_200.0
SONG_S = 20.0
WINDOW_S, MAX_IN_WINDOW = 10.0, 20
LIBRARIES = ("python", "aiohttp", "httpx", "requests", "urllib", "node-fetch", "curl")
FIXED_CREDITS = {"veo": 60.0, "kontext": 5.0, "runway": 12.0, "suno": 12.0}
SUFFIXES = {"image": "png", "tts": "mp3", "video": "mp4", "music": "mp3"}


class Kie:
    """`purchases` holds all bodies, `passed_over` fields that no model knows. Faults spare uploads."""

    def __init__(self, pace: float = 1.0) -> None:
        self.pace = pace
        self.key = "kie-key-0123456789abcdef"
        self.credits = 2_000.0
        self.purchases: list[Body] = []
        self.passed_over: set[str] = set()
        self.uploads: dict[str, int] = {}
        self.tasks: dict[str, Task] = {}
        self.born: dict[str, float] = {}
        self.fault: str | None = None
        self.times: deque[float] = deque(maxlen=MAX_IN_WINDOW)
        self._numbers = itertools.count(1)
        paths = {"veo": "/api/v1/veo", "kontext": "/api/v1/flux/kontext", "suno": "/api/v1"}
        self.app = Starlette(
            routes=[
                Route("/api/v1/jobs/createTask", self.create_in_market, methods=["POST"]),
                Route("/api/v1/jobs/recordInfo", self.record),
                *(Route(f"{path}/generate", self.order(api), methods=["POST"]) for api, path in paths.items()),
                Route("/api/v1/runway/generate", self.order("runway"), methods=["POST"]),
                Route("/api/v1/veo/record-info", self.record),
                Route("/api/v1/flux/kontext/record-info", self.record),
                Route("/api/v1/generate/record-info", self.record),
                Route("/api/v1/runway/record-detail", self.record),
                Route("/api/v1/chat/credit", self.account),
                Route("/api/v1/common/download-url", self.fresh_address, methods=["POST"]),
                Route("/api/file-stream-upload", self.upload, methods=["POST"]),
                Route("/files/{name}", self.file, name="file"),
                Route("/uploads/{name}", self.uploaded, name="uploaded"),
            ]
        )

    def misbehave(self, fault: str) -> None:
        """The next request goes wrong in this way; "gone" lets what is there die."""
        if fault == "gone":
            self.born = dict.fromkeys(self.born, -2 * URL_LIVES_S)
        else:
            self.fault = fault

    def end_with(self, end: End) -> str:
        return ENDS[end]

    async def create_in_market(self, request: Request) -> Response:
        body = await request.json()
        if refusal := self.refusal(request, body):
            return refusal
        model, given = str(body.get("model")), body.get("input", {})
        if model not in market():
            return says(422, f"The model name {model} is not supported")
        if wrong := wrong_input(model, given):
            return says(422, wrong)
        self.passed_over |= unknown_fields(model, given)
        text = said(given)
        cost = credits_of(model, given, len(text))
        return self.made(Task("", "market", market()[model]["kind"], model, given, text, 0.0, cost), body)

    def order(self, api: str) -> Callable[[Request], Awaitable[Response]]:
        async def make(request: Request) -> Response:
            body = await request.json()
            if refusal := self.refusal(request, body):
                return refusal
            if wrong := wrong_order(api, body):
                return says(422, wrong)
            kind, text = OF_OTHER_APIS[api][0], str(body.get("style") or body["prompt"])
            return self.made(Task("", api, kind, str(body.get("model")), body, text, 0.0, FIXED_CREDITS[api]), body)

        return make

    def made(self, task: Task, body: Body) -> Response:
        task.id = f"task-{next(self._numbers)}"
        task.wait_s = WAITS_S[task.kind] * self.pace
        self.purchases.append(body)
        self.tasks[task.id] = task
        if task.end == "ready":
            self.credits -= task.credits
        if self.fault == "no task id":
            self.fault = None
            return says(200, "success", {})
        return says(200, "success", {"taskId": task.id})

    async def record(self, request: Request) -> Response:
        if refusal := self.refusal(request):
            return refusal
        task = self.tasks.get(request.query_params.get("taskId", ""))
        unseen = task is None or time.monotonic() - task.made_s < UNSEEN_S * self.pace
        fault, self.fault = self.fault, None
        if unseen or fault == "unseen":
            return says(404, "The task does not exist")
        if fault == "null record":
            return says(422, "recordInfo is null")
        assert task is not None  # noqa: S101  # told apart above
        count = 2 if task.kind == "music" else 1
        names = [f"{task.id}-{number}.{SUFFIXES[task.kind]}" for number in range(count)]
        if task.part >= 1:
            for name in names:
                self.born.setdefault(name, time.monotonic())
        return says(200, "success", task.record([str(request.url_for("file", name=name)) for name in names]))

    async def account(self, request: Request) -> Response:
        return self.refusal(request) or says(200, "success", self.credits)

    async def fresh_address(self, request: Request) -> Response:
        if refusal := self.refusal(request):
            return refusal
        name = urlsplit(str((await request.json()).get("url"))).path.rpartition("/")[2]
        if name not in self.born:
            return says(422, "The url was not made by us")
        fresh = f"fresh-{next(self._numbers)}-{name}"
        self.born[fresh] = time.monotonic()
        return says(200, "success", str(request.url_for("file", name=fresh)))

    async def upload(self, request: Request) -> Response:
        other = self.fault == "other address"
        if looks_like_a_library(request) or request.headers.get("authorization") != f"Bearer {self.key}":
            return turned_away()
        async with request.form() as form:
            file = form.get("file")
            if not isinstance(file, UploadFile) or not form.get("uploadPath"):
                return says(400, "The field uploadPath is required")
            name = str(form.get("fileName") or f"{next(self._numbers)}.bin")
            self.uploads[name] = len(await file.read())
        url = str(request.url_for("uploaded", name=name))
        data = {"fileName": name, "filePath": f"{form['uploadPath']}/{name}", "fileSize": self.uploads[name]}
        return says(200, "File uploaded successfully", data | {"fileUrl" if other else "downloadUrl": url})

    async def uploaded(self, request: Request) -> Response:
        name = request.path_params["name"]
        return PlainTextResponse(f"{name}: {self.uploads[name]} bytes") if name in self.uploads else gone()

    async def file(self, request: Request) -> Response:
        if looks_like_a_library(request):
            return turned_away()
        name = request.path_params["name"]
        lives_s = FRESH_LIVES_S if name.startswith("fresh-") else URL_LIVES_S
        if name not in self.born or time.monotonic() - self.born[name] > lives_s:
            return gone()
        task = self.tasks["-".join(name.removeprefix("fresh-").rpartition(".")[0].split("-")[-3:-1])]
        match task.kind:
            case "image":
                seed = int(str(task.input.get("seed", 0)))
                return Response(await results.picture(task.text, *shape(task.input), seed=seed), media_type="image/png")
            case "tts":
                return Response(await results.speech(task.text), media_type="audio/mpeg")
            case "video":
                sounding = task.input.get("sound", task.input.get("generate_audio", True))
                width, height = (each // 2 for each in shape(task.input))
                made = await results.clip(task.text, seconds_of(task.input), width, height, sound=bool(sounding))
                return Response(made, media_type="video/mp4")
        seed = int(name.rpartition(".")[0].rpartition("-")[2])
        return Response(await results.music(task.text, float(task.input.get("duration", SONG_S)), seed=seed))

    def refusal(self, request: Request, bought: Body | None = None) -> Response | None:
        """What stands against a request; of a lost answer, the task is made all the same."""
        fault = self.fault
        by_status = fault == "by status"
        if fault in CODES or fault in ("guard", "garbage", "message") or by_status:
            self.fault = None
        if fault == "guard" or looks_like_a_library(request):
            return turned_away()
        if fault == "garbage":
            return PlainTextResponse("<html>Bad gateway</html>")
        if fault == "lose" and bought is not None:
            self.purchases.append(bought)
        if request.headers.get("authorization") != f"Bearer {self.key}":
            fault = "unauthorized"
        if bought is not None and fault not in CODES and self.too_many():
            fault = "limit"
        if by_status or fault == "message":
            code, text = CODES["invalid"]
            return JSONResponse({"code": code, "message": text, "data": None}, code if by_status else 200)
        return says(*CODES[fault]) if fault in CODES else None

    def too_many(self) -> bool:
        """More than 20 tasks in ten seconds; without a pace nobody counts."""
        now = time.monotonic()
        full = len(self.times) == MAX_IN_WINDOW and now - self.times[0] < WINDOW_S * self.pace
        if not full:
            self.times.append(now)
        return full


def says(code: int, text: str, data: object = None) -> JSONResponse:
    return JSONResponse({"code": code, "msg": text, "data": data})


def looks_like_a_library(request: Request) -> bool:
    agent = request.headers.get("user-agent", "").lower()
    return not agent or any(each in agent for each in LIBRARIES)


def turned_away() -> Response:
    return HTMLResponse("<title>Access denied</title> error code: 1010", 403)


def gone() -> Response:
    return PlainTextResponse("Not Found", 404)


def said(given: Body) -> str:
    """The words of a task, wherever its model has them."""
    turns = given.get("dialogue") or given.get("dialogue_turns")
    if turns:
        return " ".join(str(each["text"]) for each in turns)
    return str(given.get("prompt", given.get("text", "")))


def shape(given: Body) -> tuple[int, int]:
    """Width and height, at most 1,024 px on a side."""
    named = {"square": "1:1", "portrait": "3:4", "landscape": "16:9"}
    word = str(given.get("aspect_ratio") or given.get("aspectRatio") or given.get("image_size") or given.get("ratio"))
    word = named.get(word.partition("_")[0], word)
    across, _, down = word.partition(":")
    if not (across.isdigit() and down.isdigit()):
        return 1_024, 576 if "duration" in given else 1_024
    scale = 1_024 / max(int(across), int(down))
    return max(64, round(int(across) * scale)), max(64, round(int(down) * scale))
