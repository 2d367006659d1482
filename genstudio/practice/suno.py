"""sunoapi.org to practise with: https://docs.sunoapi.org, with its waits, credits and traps.

Whatever happens, HTTP says 200 and the code inside says what it means; 429 is an empty account. Style or description
"fail" and "forbidden" end a song so. Faults besides those of every emulator are the names in CODES, and: "http" (a
refusal by HTTP as well), "callback" (the song ends as CALLBACK_EXCEPTION, with its tracks) and "callback alone"
(without), "half" (the second track never comes), "silent" (SUCCESS without a sound), "expired" (a file).
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass

from starlette.applications import Starlette
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from genstudio.practice import Application, End, results

Body = dict[str, object]

SONG_S = 120.0
PLAYS_S = 40.0
COST = 12
CREDITS = 1_200
MODELS = {"V4", "V4_5", "V4_5PLUS", "V4_5ALL", "V5", "V5_5"}
PLAIN = {"prompt", "customMode", "instrumental", "model", "callBackUrl", "uploadUrl"}
CODES: Mapping[str, tuple[int, str]] = {
    "unauthorized": (401, "You do not have access permissions"),
    "billing": (429, "The current credits are insufficient. Please top up."),
    "invalid": (413, "The prompt is too long."),
    "limit": (430, "Your call frequency is too high. Please try again later."),
    "rate": (405, "The request exceeds the rate limit."),
    "server": (500, "Server exception, please try again later or contact customer service"),
    "maintenance": (455, "The website is under maintenance."),
    "refused": (400, "Song Description contained artist name"),
    "failed": (531, "Generation failed, the credits have been refunded."),
    "strange": (299, "Who knows."),
}
FAILED = {"fail": "GENERATE_AUDIO_FAILED", "forbidden": "SENSITIVE_WORD_ERROR", "invent": "PONDERING"}
WORDS = "[Verse]\nThe kettle sings, the window's grey\n\n[Chorus]\nSail on, little boat"


@dataclass
class Song:
    body: Body
    since: float
    seconds: float
    """How long it takes to make."""
    trouble: str = ""

    @property
    def words(self) -> str:
        """What says how it should sound."""
        return str(self.body.get("style") or self.body["prompt"])

    def status(self) -> str:
        if self.words in FAILED:
            return FAILED[self.words]
        part = 1.0 if not self.seconds else (time.monotonic() - self.since) / self.seconds
        if part < 0.4:
            return "PENDING" if part < 0.2 else "TEXT_SUCCESS"
        if part < 1 or self.trouble == "half":
            return "FIRST_SUCCESS"
        return "CALLBACK_EXCEPTION" if self.trouble.startswith("callback") else "SUCCESS"


class Suno:
    """`uploads` are the sizes in bytes of what was sent to the upload address, by name."""

    def __init__(self, pace: float = 1.0) -> None:
        self.pace = pace
        self.key = "suno-practice-0123456789"
        self.purchases: list[Body] = []
        self.uploads: dict[str, int] = {}
        self.credits = CREDITS
        self.fault = ""
        self.songs: list[Song] = []
        self.app: Application = Starlette(
            routes=[
                Route("/api/v1/generate", self.create, methods=["POST"]),
                Route("/api/v1/generate/upload-cover", self.create, methods=["POST"]),
                Route("/api/v1/generate/record-info", self.record),
                Route("/api/v1/generate/credit", self.credit),
                Route("/api/v1/chat/credit", self.credit),
                Route("/api/file-stream-upload", self.upload, methods=["POST"]),
                Route("/uploads/{name}", self.upload, name="uploaded"),
                Route("/files/{number:int}-{track:int}.mp3", self.file, name="file"),
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
        if wrong := self._refusal(request) or self._wrong(body, request.url.path.endswith("upload-cover")):
            return wrong
        if self.credits < COST:
            return _says(*CODES["billing"])
        self.credits -= COST
        return _says(200, "success", {"taskId": str(self._make(body))})

    async def record(self, request: Request) -> Response:
        if wrong := self._refusal(request):
            return wrong
        number = int(request.query_params["taskId"])
        song = self.songs[number]
        status = song.status()
        tracks = {"FIRST_SUCCESS": 1, "SUCCESS": 2, "CALLBACK_EXCEPTION": 2}.get(status, 0)
        if song.trouble in ("callback alone", "silent"):
            tracks = 0
        data: Body = {
            "taskId": str(number),
            "status": status,
            "type": "GENERATE",
            "response": {"taskId": str(number), "sunoData": [self._track(request, number, n, tracks) for n in (0, 1)]},
            "errorCode": None,
            "errorMessage": "Not made." if status in FAILED.values() else None,
        }
        return _says(200, "success", data)

    async def credit(self, request: Request) -> Response:
        return self._refusal(request) or _says(200, "success", self.credits)

    async def upload(self, request: Request) -> Response:
        if wrong := self._refusal(request):
            return wrong
        async with request.form() as form:
            file, name = form.get("file"), str(form.get("fileName"))
            if not isinstance(file, UploadFile) or not form.get("uploadPath"):
                return _says(400, "file and uploadPath are required")
            self.uploads[name] = len(await file.read())
        return _says(200, "success", {"fileName": name, "downloadUrl": str(request.url_for("uploaded", name=name))})

    async def file(self, request: Request) -> Response:
        """A track, for everybody: the key has no business here."""
        if self._take("expired") or "authorization" in request.headers:
            return Response("<Error><Code>NoSuchKey</Code></Error>", 404, media_type="application/xml")
        song = self.songs[request.path_params["number"]]
        seconds = float(str(song.body.get("duration", PLAYS_S)))
        return Response(
            await results.music(song.words, seconds, seed=request.path_params["track"]), 200, None, "audio/mpeg"
        )

    def _make(self, body: Body) -> int:
        trouble = next((each for each in ("callback", "callback alone", "half", "silent") if self._take(each)), "")
        self.purchases.append(body)
        self.songs.append(Song(body, time.monotonic(), SONG_S * self.pace, trouble))
        return len(self.songs) - 1

    def _track(self, request: Request, number: int, track: int, ready: int) -> Body:
        song = self.songs[number]
        made = bool(song.body.get("customMode"))
        lyrics = song.body.get("prompt", "") if made else WORDS
        return {
            "id": f"track-{number}-{track}",
            "audioUrl": str(request.url_for("file", number=number, track=track)) if track < ready else "",
            "streamAudioUrl": f"https://stream.example/{number}-{track}",
            "imageUrl": f"https://stream.example/{number}-{track}.jpeg",
            "prompt": "" if song.body["instrumental"] else lyrics,
            "modelName": "chirp-crow",
            "title": song.body.get("title") or "A song to practise with",
            "tags": song.words[:100],
            "createTime": "2026-11-22 10:00:00",
            "duration": song.body.get("duration", PLAYS_S),
        }

    def _wrong(self, body: Body, cover: bool) -> Response | None:
        """What the two modes do not take."""
        if body.get("model") not in MODELS or not str(body.get("callBackUrl", "")).startswith("https://"):
            return _says(400, "model and callBackUrl are required")
        if not isinstance(body.get("instrumental"), bool) or cover != ("uploadUrl" in body):
            return _says(400, "instrumental is required, and uploadUrl for a cover alone")
        if not body.get("customMode"):
            if body.keys() - PLAIN or not body.get("prompt"):
                return _says(400, "Non-custom mode takes a prompt only")
            return _says(413, "The prompt is too long.") if len(str(body["prompt"])) > 500 else None
        if not body.get("style") or not body.get("title") or not (body["instrumental"] or body.get("prompt")):
            return _says(400, "style, title and, with a voice, prompt are required")
        oldest = body["model"] == "V4"
        limits = {
            "prompt": 3_000 if oldest else 5_000,
            "style": 200 if oldest else 1_000,
            "title": 80 if oldest else 100,
        }
        if any(len(str(body.get(name, ""))) > most for name, most in limits.items()):
            return _says(413, "The prompt is too long.")
        if "duration" in body and body["model"] != "V5_5":
            return _says(400, "duration is supported by V5_5 only")
        return None

    def _refusal(self, request: Request) -> Response | None:
        if self._take("http"):
            code, text = CODES["billing"]
            return _says(code, text, status=code)
        for fault, (code, text) in CODES.items():
            if self._take(fault):
                return _says(code, text)
        if request.headers.get("authorization") != f"Bearer {self.key}":
            return _says(*CODES["unauthorized"])
        return None

    def _take(self, fault: str) -> bool:
        if self.fault != fault:
            return False
        self.fault = ""
        return True


def _says(code: int, text: str, data: object = None, status: int = 200) -> Response:
    return JSONResponse({"code": code, "msg": text, "data": data}, status)
