"""ElevenLabs' server: speech and music at once, pictures and videos as flows, with its waits, credits and traps.

A prompt of "fail" or "forbidden" ends a flow so; speech and music refuse "forbidden", and music what is "in the style
of" somebody. Speech and music cost credits; when they are used up, the answer is the vendor's own: 401. Where a bad
prompt stands in an answer and what a moderated text is called there is not documented by the vendor; this is one of the
likely ways.
"""

from __future__ import annotations

import asyncio
import io
import itertools
import time
from collections.abc import Mapping

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from genstudio.practice import Application, End, results
from genstudio.practice.elevenlabs.account import CREDITS, Account
from genstudio.practice.elevenlabs.rules import (
    MUSIC,
    MUSIC_FORMATS,
    REFUSALS,
    SHAPES,
    SPEECH,
    SPEECH_FORMATS,
    SPEECH_MODELS,
    refused,
    says,
)

WAITS_S = {"speech": 1.5, "music": 12.0, "image": 8.0, "video": 40.0}
MUSIC_CREDITS_PER_S = 20
URL_LIVES_S = 3_600.0
MIMES = {"mp3": "audio/mpeg", "auto": "audio/mpeg", "wav": "audio/wav", "opus": "audio/ogg", "pcm": "audio/pcm"}
FAILURES = {"fail": "model_error", "forbidden": "moderated"}
ENDS: Mapping[End, str] = {"ready": "a fox", "fail": "fail", "forbidden": "forbidden", "invent": "invent"}


class ElevenLabs(Account):
    """The waits are those of one request; a flow tells its state at every look."""

    def __init__(self, pace: float = 1.0) -> None:
        super().__init__()
        self.pace = pace
        self._end: End = "ready"
        self._jobs: dict[str, tuple[str, dict[str, object], float, str]] = {}
        self.assets: dict[str, int] = {}
        self._numbers = itertools.count(1)
        self.app: Application = Starlette(
            routes=[
                Route("/v1/text-to-speech/{voice}", self.speech, methods=["POST"]),
                Route("/v1/music", self.music, methods=["POST"]),
                Route("/v1/assets", self.upload, methods=["POST"]),
                Route("/v1/flows/{kind}", self.create, methods=["POST"]),
                Route("/v1/flows/{kind}/{id}", self.status),
                Route("/v1/user", self.account),
                Route("/v1/user/subscription", self.account),
                Route("/v1/models", self.models),
                Route("/v2/voices", self.voices),
                Route("/files/{id}", self.file, name="file"),
                Route("/previews/{voice}.mp3", self.preview, name="preview"),
            ]
        )

    def end_with(self, end: End) -> str:
        """Also for the next flow without a prompt."""
        self._end = end
        return ENDS[end]

    async def speech(self, request: Request) -> Response:
        body, wave = await self._asked(request, "mp3_44100_128")
        if refusal := self._refusal(request, body):
            return refusal
        most, rate, _ = SPEECH_MODELS.get(str(body.get("model_id", "eleven_multilingual_v2")), (0, 1.0, ""))
        said = str(body.get("text", ""))
        if wrong := refused(body, SPEECH):
            return wrong
        if wave not in SPEECH_FORMATS:
            return says(400, "validation_error", "unsupported_output_format")
        if "language_code" in body and body["model_id"] == "eleven_multilingual_v2":
            return says(400, "validation_error", "unsupported_language_code")
        if not said or len(said) > most:
            return says(400, "validation_error", "text_too_long", f"At most {most} characters.")
        if said == "forbidden":
            return says(400, "validation_error", "content_policy_violation")
        voice = request.path_params["voice"]
        return await self._sound(
            "speech", body | {"voice_id": voice, "output_format": wave}, said, wave, round(len(said) * rate + 0.49)
        )

    async def music(self, request: Request) -> Response:
        body, wave = await self._asked(request, "auto")
        if refusal := self._refusal(request, body):
            return refusal
        if wrong := refused(body, MUSIC):
            return wrong
        if wave not in MUSIC_FORMATS:
            return says(400, "validation_error", "unsupported_output_format")
        planned = body.get("composition_plan")
        if isinstance(planned, dict) == ("prompt" in body):
            return says(422, "validation_error", "invalid_request", "Exactly one of prompt and composition_plan.")
        apart = {"music_length_ms", "force_instrumental"} if isinstance(planned, dict) else {"seed"}
        if apart & body.keys():
            return says(422, "validation_error", "invalid_request", f"{min(apart)} does not go with it.")
        prompt = str(body.get("prompt", "a song"))
        if prompt == "forbidden":
            return says(400, "validation_error", "bad_prompt")
        if isinstance(planned, dict) and "in the style of" in str(planned):
            return says(400, "validation_error", "bad_composition_plan", data={"composition_plan_suggestion": planned})
        if "in the style of" in prompt:
            data = {"prompt_suggestion": prompt.partition("in the style of")[0].strip(" ,") + ", bright and warm"}
            return says(400, "validation_error", "bad_prompt", data=data)
        lengths = [each["duration_ms"] for each in planned["chunks"]] if isinstance(planned, dict) else []
        length = body.get("music_length_ms", sum(lengths) or 30_000)
        seconds = int(str(length)) / 1_000
        cost = round(seconds * MUSIC_CREDITS_PER_S)
        return await self._sound("music", body | {"output_format": wave}, prompt, wave, cost, seconds)

    async def upload(self, request: Request) -> Response:
        if refusal := self._refusal(request, None):
            return refusal
        async with request.form() as form:
            file = form.get("asset")
            if file is None or isinstance(file, str) or not form.get("name"):
                return JSONResponse({"detail": [{"loc": ["body", "asset"], "msg": "missing", "type": "missing"}]}, 422)
            name = f"asset-{next(self._numbers)}"
            self.assets[name] = len(await file.read())
        return JSONResponse({"asset_id": name, "content_url": str(request.url_for("file", id=name))})

    async def create(self, request: Request) -> Response:
        kind = request.path_params["kind"]
        body = await request.json()
        if refusal := self._refusal(request, body):
            return refusal
        if wrong := refused(body, SHAPES[kind]) or self._mixed(body):
            return wrong
        self.purchases.append(body)
        name = f"gen_{len(self.purchases)}"
        end = str(body["prompt"]) if "prompt" in body else ENDS[self._end]
        self._jobs[name] = (kind, body, time.monotonic(), end)
        return JSONResponse({"id": name, "status": "pending"})

    async def status(self, request: Request) -> Response:
        if refusal := self._refusal(request, None):
            return refusal
        name = request.path_params["id"]
        kind, _, since, end = self._jobs.get(name, ("", {}, 0.0, ""))
        if kind != request.path_params["kind"]:
            return says(404, "not_found", "not_found")
        answer: dict[str, object] = {"id": name, "status": "generating"}
        age_s, wait_s = time.monotonic() - since, WAITS_S[kind] * self.pace
        if end == "invent":
            answer["status"] = "pondering"
        elif age_s < wait_s:
            answer["status"] = "pending" if age_s < wait_s / 8 else "generating"
        elif end in FAILURES:
            answer |= {"status": "failed", "failure_reason": FAILURES[end], "error_message": f"Not made: {end}."}
        else:
            url = request.url_for("file", id=name).include_query_params(sig=f"{time.time() + URL_LIVES_S:.0f}")
            mime = "image/png" if kind == "image" else "video/mp4"
            answer |= {"status": "completed", "content_url": str(url), "content_mime_type": mime}
        return JSONResponse(answer, headers={"Retry-After": f"{3 * self.pace:.0f}"})

    async def file(self, request: Request) -> Response:
        """A result, for whoever holds its signed address; the key has no business here."""
        kind, body, _, end = self._jobs[request.path_params["id"]]
        expired = self._take("expired") or float(request.query_params.get("sig", "0")) < time.time()
        if expired or "xi-api-key" in request.headers:
            return Response("<Error><Code>AccessDenied</Code></Error>", 403, media_type="application/xml")
        shape = str(body.get("aspect_ratio", "auto"))
        across, down = (int(part) for part in ("4:3" if shape == "auto" else shape).split(":"))
        width, height = (1_024, 1_024 * down // across) if across >= down else (1_024 * across // down, 1_024)
        if kind == "image":
            return Response(await results.picture(end, width, height), media_type="image/png")
        seconds = float(str(body.get("duration_secs", 5)))
        sound = bool(body.get("generate_audio", True))
        clip = await results.clip(end, seconds, width // 2, height // 2, sound=sound)
        return Response(clip, media_type="video/mp4")

    async def _asked(self, request: Request, wave: str) -> tuple[dict[str, object], str]:
        return await request.json(), request.query_params.get("output_format", wave)

    def _mixed(self, body: dict[str, object]) -> Response | None:
        """What flows do not take together."""
        frames = body.keys() & {"start_frame", "end_frame"}
        if frames and body.keys() & {"images", "videos", "audios"}:
            return says(422, "validation_error", "invalid_request", "References cannot be combined with frames.")
        if "mask" in body and "images" not in body:
            return says(422, "validation_error", "invalid_request", "mask requires images.")
        return None

    async def _sound(
        self, kind: str, body: dict[str, object], said: str, wave: str, cost: int, seconds: float = 0.0
    ) -> Response:
        if self.used + cost > CREDITS:
            return says(*REFUSALS["billing"], f"You have {CREDITS - self.used} credits remaining.")
        self.used += cost
        self.purchases.append(body)
        await asyncio.sleep(WAITS_S[kind] * self.pace)
        if self._take("silence"):
            return Response(b"", media_type="audio/mpeg")
        if self._take("json"):
            return JSONResponse({"status": "processing"})
        codec = wave.partition("_")[0]
        mime = MIMES.get(codec, "audio/basic")
        headers = {"request-id": f"req-{len(self.purchases)}", "current-concurrent-requests": "1"}
        if self._take("other cost header"):
            headers["x-character-count"] = str(cost)
        elif not self._take("no cost"):
            headers["character-cost"] = str(cost)
        if kind == "music":
            headers["song-id"] = f"song-{len(self.purchases)}"
            made = "audio/wav" if codec == "opus" else "audio/mpeg"
            data = await results.music(said, seconds, made)
        else:
            made = {"mp3": "audio/mpeg", "pcm": "audio/l16"}.get(codec, "audio/wav")
            data = await results.speech(said, made)
        if codec == "opus":
            data = await asyncio.to_thread(_opus, data)
        return Response(data, media_type=mime, headers=headers)


def _opus(wave: bytes) -> bytes:
    """The sound as Opus in Ogg, at the rates that it knows."""
    import soundfile

    samples, rate = soundfile.read(io.BytesIO(wave))
    known = 24_000 if rate <= 24_000 else 48_000
    written = io.BytesIO()
    soundfile.write(written, samples, known, format="OGG", subtype="OPUS")
    return written.getvalue()
