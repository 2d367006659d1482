"""PiAPI to practise with: https://piapi.ai/docs/unified-api-schema, with its waits, points and traps.

Where a file stands differs from model to model, statuses change their letter case, and the cause of a failure stands in
the logs. A prompt "fail" or "forbidden" ends a task so. Faults besides those of every emulator: "empty" (completed,
without a file), "code" (a refusal with HTTP 200), "plan" (the upload is not in it), "private" (no points are billed),
"top" (an upload's address at the top of the answer), "second" (Udio's second song never ends), "expired" (a file).
"""

from __future__ import annotations

import base64
import binascii
import time
from collections.abc import Mapping
from dataclasses import dataclass

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from genstudio.practice import Application, End, results

Body = dict[str, object]

TYPES: Mapping[str, tuple[str, set[str]]] = {
    "gemini": ("image_urls", {"nano-banana-pro", "nano-banana-2", "gemini-2.5-flash-image"}),
    "Qubico/flux1-dev": ("image_url", {"txt2img", "img2img"}),
    "Qubico/flux1-schnell": ("image_url", {"txt2img", "img2img"}),
    "Qubico/qwen-image": ("image_url", {"txt2img"}),
    "Qubico/z-image": ("image_url", {"txt2img"}),
    "kling": ("video_url", {"video_generation", "omni_video_generation"}),
    "seedance": ("video", {"seedance-2", "seedance-2-fast", "seedance-2-mini", "seedance-2.5"}),
    "Wan": ("video_url", {"wan26-txt2video", "wan26-img2video"}),
    "hailuo": ("video", {"video_generation"}),
    "veo3.1": ("video", {"veo3.1-video", "veo3.1-video-fast"}),
    "music-u": ("songs", {"generate_music"}),
    "Qubico/ace-step": ("audio_url", {"txt2audio", "audio2audio"}),
    "Qubico/diffrhythm": ("audio_url", {"txt2audio-base", "txt2audio-full"}),
    "Qubico/wanx": ("video_url", {"txt2video-14b"}),
}
"""Model -> where its file stands, and its types of task."""
WAITS_S = {"image_url": 8.0, "image_urls": 12.0, "video_url": 60.0, "video": 60.0, "songs": 60.0, "audio_url": 30.0}
SUFFIXES = {"image_url": "png", "image_urls": "png", "video_url": "mp4", "video": "mp4"}
MODES = ("text_to_video", "first_last_frames", "omni_reference")
POINTS = 200_000
POINTS_PER_S = 5_000
REFUSALS: Mapping[str, tuple[int, str]] = {
    "unauthorized": (401, "Invalid API key"),
    "billing": (400, "insufficient credits, please recharge"),
    "invalid": (422, "input.prompt is required"),
    "limit": (429, "Too many requests"),
    "server": (500, "internal server error"),
}
NOT_IN_PLAN = (403, "your plan not allowed to upload")


@dataclass
class Work:
    body: Body
    since: float
    seconds: float
    """How long it takes to make."""
    trouble: str = ""
    cancelled: bool = False

    @property
    def input(self) -> Body:
        value = self.body["input"]
        assert isinstance(value, dict)  # noqa: S101  # looked at when it was ordered
        return value

    @property
    def words(self) -> str:
        texts = (self.input.get(name) for name in ("prompt", "gpt_description_prompt", "style_prompt"))
        return str(next(filter(None, texts), ""))

    @property
    def place(self) -> str:
        """Kling puts its clips elsewhere from version 3 on."""
        place = TYPES[str(self.body["model"])][0]
        return "video" if self.input.get("version") == "3.0" else place

    def status(self) -> str:
        if self.cancelled:
            return "cancelled"
        if self.words in ("fail", "forbidden", "invent"):
            return "pondering" if self.words == "invent" else "failed"
        part = 1.0 if not self.seconds else (time.monotonic() - self.since) / self.seconds
        return "Staged" if part < 0.05 else "pending" if part < 0.15 else "Processing" if part < 1 else "completed"

    def seconds_of_sound(self) -> float:
        return float(str(self.input.get("duration", 30)).removesuffix("s"))


class PiAPI:
    """`uploads` are the sizes in bytes of what was uploaded, by name."""

    def __init__(self, pace: float = 1.0) -> None:
        self.pace = pace
        self.key = "piapi-practice-0123456789"
        self.purchases: list[Body] = []
        self.uploads: dict[str, int] = {}
        self.usd = 12.5
        self.fault = ""
        self.works: list[Work] = []
        self.app: Application = Starlette(
            routes=[
                Route("/api/v1/task", self.create, methods=["POST"]),
                Route("/api/v1/task/{number:int}", self.look, methods=["GET"]),
                Route("/api/v1/task/{number:int}", self.cancel, methods=["DELETE"]),
                Route("/account/info", self.account),
                Route("/api/ephemeral_resource", self.upload, methods=["POST"]),
                Route("/uploads/{name}", self.upload, name="uploaded"),
                Route("/files/{number:int}-{part:int}.{suffix}", self.file, name="file"),
            ]
        )

    def misbehave(self, fault: str) -> None:
        self.fault = fault

    def end_with(self, end: End) -> str:
        return "a fox" if end == "ready" else end

    async def create(self, request: Request) -> Response:
        body: Body = await request.json()
        if self._take("lose"):
            self._make(body)
            return Response("Bad gateway", 502)
        if wrong := self._refusal(request):
            return wrong
        inner = body.get("input")
        types = TYPES.get(str(body.get("model")), ("", set()))[1]
        if body.get("task_type") not in types or not isinstance(inner, dict):
            return _says(400, "invalid model or task type")
        if body["model"] == "seedance" and inner.get("mode") not in (
            "text_to_video",
            "first_last_frames",
            "omni_reference",
        ):
            return _says(400, "input.mode is required")
        if body["model"] == "music-u" and (inner.get("lyrics_type") == "user") != bool(inner.get("lyrics")):
            return _says(400, "lyrics_type does not go with lyrics")
        if self._take("code"):
            return _says(400, "parameter not supported", status=200)
        return _says(200, "success", self._task(request, self._make(body)))

    async def look(self, request: Request) -> Response:
        number: int = request.path_params["number"]
        return self._refusal(request) or _says(200, "success", self._task(request, number))

    async def cancel(self, request: Request) -> Response:
        """While it is pending, and for Kling's tasks only."""
        if wrong := self._refusal(request):
            return wrong
        work = self.works[request.path_params["number"]]
        if work.body["model"] != "kling" or work.status() not in ("Staged", "pending"):
            return _says(400, "task is not pending")
        work.cancelled = True
        return _says(200, "success")

    async def account(self, request: Request) -> Response:
        told = {"account_name": "practice", "account_plan": "creator", "equivalent_in_usd": self.usd}
        return self._refusal(request) or _says(200, "success", told)

    async def upload(self, request: Request) -> Response:
        """Has faults of its own: those of every emulator are about tasks and the account."""
        if self._take("plan"):
            return _says(*NOT_IN_PLAN)
        if request.headers.get("x-api-key") != self.key:
            return _says(*REFUSALS["unauthorized"])
        body = await request.json()
        name = str(body.get("file_name", ""))
        try:
            data = base64.b64decode(str(body.get("file_data", "")), validate=True)
        except binascii.Error:
            data = b""
        if not data or name.rpartition(".")[2] not in ("jpg", "jpeg", "png", "webp", "mp4", "wav", "mp3"):
            return _says(400, "unsupported file")
        self.uploads[name] = len(data)
        url = str(request.url_for("uploaded", name=name))
        return JSONResponse({"url": url}) if self._take("top") else _says(200, "success", {"url": url})

    async def file(self, request: Request) -> Response:
        """A result, for everybody: the key has no business here."""
        if self._take("expired") or "x-api-key" in request.headers:
            return Response("<Error><Code>NoSuchKey</Code></Error>", 404, media_type="application/xml")
        work, part = self.works[request.path_params["number"]], request.path_params["part"]
        if work.place.startswith("image"):
            width, height = (int(str(work.input.get(side, 1_024))) for side in ("width", "height"))
            return Response(await results.picture(work.words, width, height, seed=part), media_type="image/png")
        seconds = work.seconds_of_sound()
        if work.place.startswith("video"):
            sound = bool(
                work.input.get("enable_audio", work.input.get("generate_audio", work.input.get("audio", True)))
            )
            return Response(await results.clip(work.words, seconds, sound=sound), media_type="video/mp4")
        return Response(await results.music(work.words, seconds, seed=part), media_type="audio/mpeg")

    def _make(self, body: Body) -> int:
        trouble = next((each for each in ("empty", "private", "second") if self._take(each)), "")
        self.purchases.append(body)
        work = Work(body, time.monotonic(), 0.0, trouble)
        work.seconds = WAITS_S[work.place] * self.pace
        self.works.append(work)
        return len(self.works) - 1

    def _task(self, request: Request, number: int) -> Body:
        work = self.works[number]
        status = work.status()
        done, failed = status == "completed", status == "failed"
        points = POINTS_PER_S * int(work.seconds_of_sound()) if work.place == "audio_url" else POINTS
        billed = points if done and work.trouble != "private" else 0
        why = "blocked by risk control: sensitive content" if work.words == "forbidden" else "worker ran out of memory"
        return {
            "task_id": str(number),
            "model": work.body["model"],
            "task_type": work.body["task_type"],
            "status": status,
            "config": {},
            "input": work.input,
            "output": self._output(request, number) if done and work.trouble != "empty" else None,
            "meta": {
                "usage": {"type": "point", "frozen": 0 if done else points, "consume": billed},
                "is_using_private_pool": work.trouble == "private",
            },
            "detail": None,
            "logs": [why] if failed else [],
            "error": {"code": 10_000 if failed else 0, "raw_message": "", "message": "task failed" if failed else "",
                      "detail": None},
        }  # fmt: skip

    def _output(self, request: Request, number: int) -> Body:
        work = self.works[number]
        suffix = SUFFIXES.get(work.place, "mp3")
        count = 2 if work.place == "songs" else int(str(work.input.get("num_images", 1)))
        urls = [str(request.url_for("file", number=number, part=part, suffix=suffix)) for part in range(count)]
        match work.place:
            case "songs":
                title = work.input.get("title") or "A song to practise with"
                ended = (True, work.trouble != "second")
                songs = [
                    {"id": f"song-{number}-{part}", "song_path": url, "finished": ended[part], "title": title}
                    for part, url in enumerate(urls)
                ]
                return {"songs": songs}
            case "image_urls":
                return {"image_urls": urls, "image_url": ""}
            case "video" if work.body["model"] == "hailuo":
                return {"video": {"url": urls[0], "resource_without_watermark": ""}}
        return {work.place: urls[0]}

    def _refusal(self, request: Request) -> Response | None:
        for fault, (status, text) in REFUSALS.items():
            if self._take(fault):
                return _says(status, text)
        if request.headers.get("x-api-key") != self.key:
            return _says(*REFUSALS["unauthorized"])
        return None

    def _take(self, fault: str) -> bool:
        if self.fault != fault:
            return False
        self.fault = ""
        return True


def _says(code: int, text: str, data: object = None, status: int | None = None) -> Response:
    return JSONResponse({"code": code, "message": text, "data": data}, code if status is None else status)
