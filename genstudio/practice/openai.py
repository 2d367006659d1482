"""OpenAI to practise with: pictures and edits, speech, and the list of models; https://developers.openai.com/api/docs.

Refuses what the vendor refuses and counts tokens as its price pages do.
A prompt "forbidden" is moderated. Faults besides those of every emulator are the names in FAULTS, and: "list" (the key
may not list models), "empty", "no content", "garbage" and "damaged" (pictures), "breaks off" (speech).
"""

from __future__ import annotations

import asyncio
import base64
import json
from collections.abc import Mapping

from starlette.applications import Starlette
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount, Route

from genstudio.practice import End, results
from genstudio.practice.sounds import converted

Body = dict[str, object]

PICTURE_MODELS = (
    "gpt-image-2.6-sunburst", "gpt-image-2.6-flare", "gpt-image-2.5-sunburst", "gpt-image-2.5-flare", "gpt-image-2",
)  # fmt: skip
SPEECH_MODELS = ("gpt-4o-mini-tts", "tts-1", "tts-1-hd")
VOICES = {
    "alloy", "ash", "ballad", "coral", "echo", "fable", "onyx", "nova", "sage", "shimmer", "verse", "marin", "cedar",
}  # fmt: skip
QUALITIES = ("low", "medium", "high", "xhigh", "max")
SQUARE_TOKENS = dict(zip(QUALITIES, (196, 439, 1_756, 3_122, 7_024), strict=True))
OBLONG_TOKENS = dict(zip(QUALITIES, (158, 343, 1_372, 2_459, 5_488), strict=True))
OBLONG = ("1024x1536", "1536x1024")
REFERENCE_TOKENS = 1_000
SOUND_TOKENS_PER_S = 21
"""0.00025 USD a second at 12 USD per million."""
PICTURE_S, SPEECH_S = 12.0, 2.0
KEYS = {
    "model", "prompt", "n", "size", "quality", "output_format", "output_compression", "background", "moderation",
    "complexity", "stream", "partial_images", "safety_identifier", "user", "input_fidelity",
}  # fmt: skip
TYPES = {"image/png", "image/jpeg", "image/webp"}
SOUND_TYPES = {
    "mp3": "audio/mpeg", "opus": "audio/ogg", "aac": "audio/aac", "flac": "audio/flac", "wav": "audio/wav",
    "pcm": "audio/pcm",
}  # fmt: skip

FAULTS: Mapping[str, tuple[int, Body, dict[str, str]]] = {
    "unauthorized": (401, {"code": "invalid_api_key", "message": "Incorrect API key provided."}, {}),
    "billing": (429, {"type": "insufficient_quota", "code": "credit_balance_exhausted"}, {"retry-after": "1"}),
    "old billing": (429, {"type": "insufficient_quota", "code": "insufficient_quota"}, {}),
    "hard limit": (400, {"type": "invalid_request_error", "code": "billing_hard_limit_reached"}, {}),
    "spend limit": (429, {"type": "insufficient_quota", "code": "project_spend_limit_exceeded"}, {}),
    "not active": (429, {"type": "billing_not_active", "code": "billing_not_active"}, {}),
    "invalid": (400, {"type": "invalid_request_error", "code": "invalid_value", "param": "size"}, {}),
    "limit": (429, {"type": "requests", "code": "rate_limit_exceeded"}, {"retry-after": "7"}),
    "limit in ms": (429, {"type": "tokens", "code": "rate_limit_exceeded"}, {"retry-after-ms": "250"}),
    "overloaded": (503, {"type": "server_error", "code": "server_is_overloaded"}, {"retry-after": "5"}),
    "slow down": (503, {"type": "server_error", "code": "slow_down"}, {}),
    "region": (403, {"type": "request_forbidden", "code": "unsupported_country_region_territory"}, {}),
    "unverified": (403, {"type": "invalid_request_error", "message": "Your organization must be verified."}, {}),
    "forbidden": (403, {"type": "invalid_request_error", "message": "You have insufficient permissions."}, {}),
    "server": (500, {"type": "server_error"}, {}),
    "lose": (502, {"type": "server_error"}, {}),
    "moderated before": (
        400, {"type": "image_generation_user_error", "code": "moderation_blocked",
              "moderation_details": {"moderation_stage": "input", "categories": ["violence"]}}, {},
    ),
    "moderated after": (
        400, {"type": "image_generation_user_error", "code": "moderation_blocked",
              "moderation_details": {"moderation_stage": "output", "categories": ["violence"]}}, {},
    ),
    "policy": (400, {"type": "invalid_request_error", "code": "content_policy_violation"}, {}),
}  # fmt: skip


class RefusedError(Exception):
    def __init__(self, status: int, **fault: object) -> None:
        super().__init__(str(fault))
        self.status, self.fault = status, fault


class OpenAI:
    """`purchases` holds the body of each submit; of a form its fields, and under "files" what was sent with it."""

    def __init__(self, pace: float = 1.0) -> None:
        self.pace = pace
        self.key = "sk-practice-0123456789abcdef"
        self.purchases: list[Body] = []
        self.headers: list[Mapping[str, str]] = []
        self.fault: str | None = None
        self.asked = 0
        routes = [
            Route("/models", self.models),
            Route("/images/generations", self.generations, methods=["POST"]),
            Route("/images/edits", self.edits, methods=["POST"]),
            Route("/audio/speech", self.speech, methods=["POST"]),
        ]
        self.app = Starlette(routes=[Mount("/v1", routes=routes)], exception_handlers={RefusedError: self.refuse})

    def misbehave(self, fault: str) -> None:
        """The next request goes wrong in this way."""
        self.fault = fault

    def end_with(self, end: End) -> str:
        return end

    async def models(self, request: Request) -> Response:
        self.admit(request)
        if self.taken("list"):
            raise RefusedError(403, message="You have insufficient permissions for this operation.")
        data = [
            {"id": each, "object": "model", "created": 1_790_000_000, "owned_by": "system",
             "shutdown_date": "2027-01-06" if each in SPEECH_MODELS else None}
            for each in (*PICTURE_MODELS, *SPEECH_MODELS)
        ]  # fmt: skip
        return JSONResponse({"object": "list", "data": data})

    async def generations(self, request: Request) -> Response:
        body = await request.json()
        self.buy(request, body)
        return await self.pictures(body, 0)

    async def edits(self, request: Request) -> Response:
        async with request.form() as form:
            body: Body = {}
            files: dict[str, list[list[object]]] = {}
            for name, value in form.multi_items():
                if isinstance(value, UploadFile):
                    facts: list[object] = [value.filename, value.content_type, len(await value.read())]
                    files.setdefault(name, []).append(facts)
                else:
                    body[name] = value
        self.buy(request, body | {"files": files})
        pictures = files.get("image", []) + files.get("image[]", [])
        if not pictures or (len(files.get("image", [])) > 1) or len(pictures) > 16:
            raise RefusedError(400, param="image", message="Between 1 and 16 images, as image or image[].")
        for filename, mime, _ in pictures:
            if not filename or mime not in TYPES:
                raise RefusedError(400, param="image", message="Unsupported mimetype.")
        if "mask" in files and "markup" in files:
            raise RefusedError(400, param="markup", message="Not together with mask.")
        for key in ("n", "output_compression"):
            if key in body:
                body[key] = int(str(body[key]))
        return await self.pictures(body, len(pictures))

    async def pictures(self, body: Body, references: int) -> Response:
        size, quality = self.asked_for(body)
        number, form = int(str(body.get("n", 1))), str(body.get("output_format", "png"))
        await asyncio.sleep(PICTURE_S * self.pace)
        if self.taken("garbage"):
            return Response(b"<html>not what you asked for</html>", media_type="text/html")
        width, height = (int(each) for each in size.split("x"))
        prompt = str(body["prompt"])
        made = [await results.picture(prompt, width, height, f"image/{form}", seed) for seed in range(number)]
        data: list[Body] = [{"b64_json": base64.b64encode(each).decode()} for each in made]
        if self.taken("empty"):
            data = []
        elif self.taken("no content"):
            data = [{}]
        elif self.taken("damaged"):
            data = [{"b64_json": "UklGR…"}]
        text, seen = len(prompt.split()) + 10, REFERENCE_TOKENS * references
        drawn = (OBLONG_TOKENS if size in OBLONG else SQUARE_TOKENS)[quality] * number
        usage = {
            "input_tokens": text + seen, "input_tokens_details": {"text_tokens": text, "image_tokens": seen},
            "output_tokens": drawn, "total_tokens": text + seen + drawn,
        }  # fmt: skip
        answer = {
            "created": 1_795_000_000, "background": body.get("background", "opaque"), "output_format": form,
            "quality": quality, "size": size, "data": data, "usage": usage,
        }  # fmt: skip
        return self.answered(JSONResponse(answer))

    def asked_for(self, body: Body) -> tuple[str, str]:
        """Size and quality, after all that the vendor would refuse."""
        model = str(body.get("model", ""))
        self.known(model, PICTURE_MODELS)
        if extra := set(body) - KEYS - {"files"}:
            raise RefusedError(400, code="unknown_parameter", param=min(extra), message="Unknown parameter.")
        if body.get("prompt") == "forbidden":
            self.fault = "moderated before"
            self.stumble()
        if not 1 <= int(str(body.get("n", 1))) <= 10:
            raise RefusedError(400, param="n", message="Between 1 and 10.")
        form = body.get("output_format", "png")
        if form not in ("png", "webp", "jpeg") or (form == "png" and body.get("output_compression", 100) != 100):
            raise RefusedError(400, param="output_compression", message="Not for PNG.")
        if form == "jpeg" and body.get("background") == "transparent":
            raise RefusedError(400, param="background", message="Transparent needs png or webp.")
        quality = str(body.get("quality", "auto")).replace("auto", "high")
        if quality not in (QUALITIES[:3] if model == "gpt-image-2" else QUALITIES):
            raise RefusedError(400, param="quality", message="Not one of this model's qualities.")
        size = str(body.get("size", "auto")).replace("auto", "1024x1024")
        width, _, height = size.partition("x")
        if not (width.isdigit() and height.isdigit()) or int(width) % 16 or int(height) % 16:
            raise RefusedError(400, param="size", message="Both sides divisible by 16.")
        return size, quality

    async def speech(self, request: Request) -> Response:
        body = await request.json()
        self.buy(request, body)
        model, text = str(body.get("model", "")), str(body.get("input", ""))
        self.known(model, SPEECH_MODELS)
        old = model.startswith("tts-1")
        voice = body.get("voice")
        if not (isinstance(voice, dict) and voice.get("id")) and voice not in VOICES:
            raise RefusedError(400, param="voice", message="No such voice.")
        if not 0 < len(text) <= 4_096:
            raise RefusedError(400, param="input", message="At most 4096 characters.")
        if old and (body.get("stream_format") == "sse" or "instructions" in body):
            raise RefusedError(400, param="stream_format", message="Not for this model.")
        await asyncio.sleep(SPEECH_S * self.pace)
        form = str(body.get("response_format", "mp3"))
        data = await converted(text, form)
        if body.get("stream_format") != "sse":
            return self.answered(Response(data, media_type=SOUND_TYPES[form]))
        seconds = max(1.0, len(text) / 15)
        given, spoken = len(text) // 4 + 1, int(seconds * SOUND_TOKENS_PER_S)
        usage = {"input_tokens": given, "output_tokens": spoken, "total_tokens": given + spoken}
        events: list[Body] = [
            {"type": "speech.audio.delta", "audio": base64.b64encode(data[start : start + 32_768]).decode()}
            for start in range(0, len(data), 32_768)
        ]
        if not self.taken("breaks off"):
            events.append({"type": "speech.audio.done", "usage": usage})
        stream = "".join(f"data: {json.dumps(each)}\n\n" for each in events)
        return self.answered(Response(stream, media_type="text/event-stream"))

    def buy(self, request: Request, body: Body) -> None:
        """A submit is counted once it is let in, and also when its answer is lost."""
        if self.fault == "lose":
            self.purchases.append(body)
        self.admit(request)
        self.purchases.append(body)
        self.headers.append(request.headers)

    def admit(self, request: Request) -> None:
        self.asked += 1
        self.stumble()
        if request.headers.get("authorization") != f"Bearer {self.key}":
            raise RefusedError(401, code="invalid_api_key", message="Incorrect API key provided.")

    def stumble(self) -> None:
        """The fault that was asked for, where it is a refusal."""
        if self.fault is not None and self.fault in FAULTS:
            status, fault, headers = FAULTS[self.fault]
            self.fault = None
            raise RefusedError(status, headers=headers, **fault)

    def taken(self, fault: str) -> bool:
        """Whether this fault was asked for; only once."""
        if self.fault != fault:
            return False
        self.fault = None
        return True

    def known(self, model: str, models: tuple[str, ...]) -> None:
        if model not in models:
            raise RefusedError(404, code="model_not_found", message=f"The model `{model}` does not exist.")

    def answered(self, response: Response) -> Response:
        response.headers["x-request-id"] = f"req_{self.asked}"
        return response

    async def refuse(self, request: Request, error: Exception) -> Response:
        assert isinstance(error, RefusedError)  # noqa: S101  # the only one that comes here
        fault = dict(error.fault)
        headers = fault.pop("headers", {})
        assert isinstance(headers, dict)  # noqa: S101  # ours
        told = {"message": "Refused.", "type": "invalid_request_error", "param": None, "code": None, **fault}
        return self.answered(JSONResponse({"error": told}, error.status, headers=headers))
