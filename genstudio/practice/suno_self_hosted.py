"""gcui-art/suno-api to practise with, a server of one's own: two clips for each song, each with a state of its own.

Style or description "fail" and "forbidden" end a song so. Faults besides those of every emulator: "login" (suno.com's
session has ended), "away" (no answer from suno.com), "one" (one of two clips fails), "silent" (complete, no sound).
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from genstudio.practice import Application, End, results

Body = dict[str, object]

SONG_S = 120.0
PLAYS_S = 40.0
COST = 10
REFUSALS: Mapping[str, tuple[int, str]] = {
    "unauthorized": (401, "Unauthorized"),
    "billing": (402, "Insufficient credits."),
    "invalid": (400, "Bad request"),
    "limit": (429, "Too many requests"),
    "server": (500, "Internal server error"),
    "login": (500, "Failed to get session id, you may need to update the SUNO_COOKIE"),
    "away": (503, "No response from upstream"),
}
WORDS = "[Verse]\nThe kettle sings, the window's grey"


@dataclass
class Song:
    body: Body
    since: float
    seconds: float
    """How long it takes to make."""
    trouble: str = ""

    @property
    def words(self) -> str:
        return str(self.body.get("tags") or self.body["prompt"])

    def status(self, clip: int) -> str:
        match self.words:
            case "fail" | "forbidden":
                return "error"
            case "invent":
                return "pondering"
        part = 1.0 if not self.seconds else (time.monotonic() - self.since) / self.seconds
        if part < 1:
            return "submitted" if part < 0.1 else "queued" if part < 0.3 else "streaming"
        return "error" if self.trouble == "one" and clip else "complete"


class SunoSelfHosted:
    def __init__(self, pace: float = 1.0) -> None:
        self.pace = pace
        self.key = "suno-server-0123456789"
        self.purchases: list[Body] = []
        self.credits = 500
        self.fault = ""
        self.songs: list[Song] = []
        self.app: Application = Starlette(
            routes=[
                Route("/api/generate", self.create, methods=["POST"]),
                Route("/api/custom_generate", self.create, methods=["POST"]),
                Route("/api/get", self.get),
                Route("/api/get_limit", self.limit),
                Route("/files/{number:int}-{clip:int}.mp3", self.file, name="file"),
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
        plain = request.url.path.endswith("/generate")
        if body.get("wait_audio") is not False or ("tags" in body) == plain or (plain and not body.get("prompt")):
            return JSONResponse({"error": "Bad request"}, 400)
        if self.credits < COST:
            return JSONResponse({"error": "Insufficient credits."}, 402)
        self.credits -= COST
        number = self._make(body)
        return JSONResponse([self._clip(request, number, clip) | {"status": "submitted"} for clip in (0, 1)])

    async def get(self, request: Request) -> Response:
        if wrong := self._refusal(request):
            return wrong
        ids = [each.split("-") for each in request.query_params["ids"].split(",")]
        return JSONResponse([self._clip(request, int(number), int(clip)) for number, clip in ids])

    async def limit(self, request: Request) -> Response:
        """What is left of the month; an account without credits is told by the number alone."""
        left = 0 if self._take("billing") else self.credits
        told = {"credits_left": left, "period": "month", "monthly_limit": 500, "monthly_usage": 500 - left}
        return self._refusal(request) or JSONResponse(told)

    async def file(self, request: Request) -> Response:
        song = self.songs[request.path_params["number"]]
        data = await results.music(song.words, PLAYS_S, seed=request.path_params["clip"])
        return Response(data, media_type="audio/mpeg")

    def _make(self, body: Body) -> int:
        trouble = next((each for each in ("one", "silent") if self._take(each)), "")
        self.purchases.append(body)
        self.songs.append(Song(body, time.monotonic(), SONG_S * self.pace, trouble))
        return len(self.songs) - 1

    def _clip(self, request: Request, number: int, clip: int) -> Body:
        song = self.songs[number]
        status = song.status(clip)
        url = {
            "streaming": f"https://audiopipe.example/?item_id={number}-{clip}",
            "complete": "" if song.trouble == "silent" else str(request.url_for("file", number=number, clip=clip)),
        }.get(status, "")
        lyrics = song.body["prompt"] if "tags" in song.body else WORDS
        refused = "Lyrics contain sensitive words" if song.words == "forbidden" else "Generation failed"
        return {
            "id": f"{number}-{clip}",
            "title": song.body.get("title") or "A song to practise with",
            "status": status,
            "audio_url": url,
            "image_url": "",
            "video_url": "",
            "lyric": "" if song.body.get("make_instrumental") else lyrics,
            "model_name": song.body.get("model", "chirp-v3-5"),
            "gpt_description_prompt": song.words,
            "tags": song.words[:100],
            "type": "gen",
            "created_at": "2026-11-22T10:00:00Z",
            "duration": PLAYS_S if status == "complete" else None,
            "error_message": refused if status == "error" else None,
        }

    def _refusal(self, request: Request) -> Response | None:
        for fault, (status, text) in REFUSALS.items():
            if self._take(fault):
                return JSONResponse({"error": text}, status)
        if request.headers.get("authorization", f"Bearer {self.key}") != f"Bearer {self.key}":
            return JSONResponse({"error": "Unauthorized"}, 401)
        return None

    def _take(self, fault: str) -> bool:
        if self.fault != fault:
            return False
        self.fault = ""
        return True
