"""Apps on Modal to practise with: contract v1 and endpoints of the old kind, behind the platform's edge.

The edge answers a request that takes longer than 150 s (times `pace`; without a pace, each) by 303. Faults besides
those of every emulator are the names in EDGE and APP, and: "302", "303" and "408" (the edge, once more), "elsewhere"
(it leads to another host), "late order" (a job's order is led on), "by file" (outputs by address), "expired".
"""

from __future__ import annotations

import asyncio
import base64
import time
from collections.abc import Mapping
from dataclasses import dataclass

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from genstudio.practice import End, results

Body = dict[str, object]

EDGE_S = 150.0
WORK_S = {"image": 8.0, "image_edit": 8.0, "tts": 2.0, "video": 25.0, "music": 12.0}
SIZES = {
    "1:1": (1328, 1328), "16:9": (1664, 928), "9:16": (928, 1664), "4:3": (1472, 1140), "3:4": (1140, 1472),
    "3:2": (1584, 1056), "2:3": (1056, 1584),
}  # fmt: skip
EDGE: Mapping[str, tuple[int, str]] = {
    "unauthorized": (401, "modal-http: missing credentials for proxy authorization"),
    "billing": (429, "modal-http: workspace billing cycle spend limit reached"),
    "disabled": (404, "modal-http: workspace ac-0123 is disabled"),
    "stopped": (404, "modal-http: app for invoked web endpoint is stopped"),
    "lost call": (404, "modal-http: invalid function call"),
    "limit": (429, ""),
    "server": (500, "modal-http: internal error: status InternalFailure: lost track of input"),
    "lose": (500, "modal-http: internal error: status InternalFailure: lost track of input"),
    "killed": (500, "modal-http: internal error: function was terminated by signal"),
    "crash": (500, '{"detail":"CUDA error"}'),
    "invalid": (422, '{"detail":[{"loc":["body","prompt"],"msg":"field required","type":"value_error.missing"}]}'),
}
APP: Mapping[str, tuple[int, str, bool]] = {
    "busy": (503, "busy", True),
    "no model": (422, "model_unavailable", False),
}
TYPES = {"png": "image/png", "jpeg": "image/jpeg", "webp": "image/webp", "wav": "audio/wav", "mp3": "audio/mpeg"}


@dataclass
class Call:
    """A function call: what was asked for, since when, and how long it takes."""

    kind: str
    input: Body
    started: float
    seconds: float
    cancelled: bool = False
    by_file: bool = False

    @property
    def words(self) -> str:
        return str(self.input.get("prompt") or self.input.get("text") or "")

    @property
    def part(self) -> float:
        return 1.0 if not self.seconds else min((time.monotonic() - self.started) / self.seconds, 1.0)

    async def made(self) -> tuple[str, list[bytes]]:
        """Type and files of the result."""
        asked = self.input
        mime = TYPES.get(str(asked.get("output_format")), "")
        seconds = float(str(asked.get("duration", 4)))
        match self.kind:
            case "tts":
                return mime or "audio/wav", [await results.speech(self.words, mime or "audio/wav")]
            case "video":
                return "video/mp4", [await results.clip(self.words, seconds, 640, 360, sound=bool(asked.get("audio")))]
            case "music":
                return mime or "audio/wav", [await results.music(self.words, seconds, mime or "audio/wav")]
        width, height = SIZES[str(asked.get("aspect_ratio", "1:1"))]
        size = int(str(asked.get("width", width))), int(str(asked.get("height", height)))
        number = int(str(asked.get("count") or asked.get("num_images_per_prompt") or 1))
        first = int(str(asked.get("seed", 42)))
        mime = mime or "image/png"
        return mime, [await results.picture(self.words, *size, mime, first + each) for each in range(number)]


class Modal:
    """`purchases` holds the body of each order, of either kind."""

    def __init__(self, pace: float = 1.0) -> None:
        self.pace = pace
        self.key = "wk-practice0123456789 ws-practice9876543210"
        self.purchases: list[Body] = []
        self.calls: dict[str, Call] = {}
        self.ordered: dict[str, str] = {}
        self.fault = ""
        self.asked: list[str] = []
        self.app = Starlette(
            routes=[
                Route("/health", self.health),
                Route("/v1/jobs", self.order, methods=["POST"]),
                Route("/v1/jobs", self.led_on, methods=["GET"]),
                Route("/v1/jobs/{id}", self.status, methods=["GET"]),
                Route("/v1/jobs/{id}", self.cancel, methods=["DELETE"]),
                Route("/v1/jobs/{id}/files/{number:int}", self.file),
                Route("/", self.call, methods=["POST"]),
                Route("/", self.wait, methods=["GET"]),
            ]
        )

    def misbehave(self, fault: str) -> None:
        """The next request goes wrong in this way."""
        self.fault = fault

    def end_with(self, end: End) -> str:
        return end

    async def health(self, request: Request) -> Response:
        kinds = {kind: {"models": ["default"], "defaults": {}, "limits": {}} for kind in WORK_S}
        return self.refusal(request) or JSONResponse({"contract": 1, "kinds": kinds})

    async def order(self, request: Request) -> Response:
        body = await request.json()
        late = self.taken("late order")
        if refusal := self.bought(request, body):
            return refusal
        if body["kind"] not in WORK_S or (body["model"] or "default") not in ("default", "qwen-image"):
            return error(422, "invalid_request", "unknown kind or model")
        reference = str(body.get("client_ref") or "")
        call_id = self.ordered.get(reference) or self.begin(body["kind"], body["input"])
        if reference:
            self.ordered[reference] = call_id
        if late:
            return self.lead_on(request, call_id)
        return JSONResponse({"job_id": call_id, "status": "pending"}, 202)

    async def led_on(self, request: Request) -> Response:
        call_id = request.query_params["__modal_function_call_id"]
        return self.refusal(request) or JSONResponse({"job_id": call_id, "status": "pending"}, 202)

    async def status(self, request: Request) -> Response:
        by_file, expired = self.taken("by file"), self.taken("expired")
        if refusal := self.refusal(request):
            return refusal
        call = self.calls.get(request.path_params["id"])
        if call is None or expired:
            return error(404, "expired", "unknown job, or its result is gone")
        call.by_file = call.by_file or by_file
        told: Body = {"job_id": request.path_params["id"]}
        if call.cancelled:
            return JSONResponse(told | {"status": "cancelled"})
        match call.words:
            case "fail":
                fault = {"code": "out_of_memory", "message": "CUDA out of memory", "retryable": False}
                return JSONResponse(told | {"status": "error", "error": fault})
            case "forbidden":
                fault = {"code": "content_policy", "message": "Not this.", "retryable": False}
                return JSONResponse(told | {"status": "error", "error": fault})
            case "invent":
                return JSONResponse(told | {"status": "pondering"})
        if call.part < 1:
            state = "pending" if call.part < 0.1 else "processing"
            return JSONResponse(told | {"status": state, "progress": call.part, "message": "Working"}, 202)
        mime, files = await call.made()
        outputs = [self.output(request, call, mime, number, each) for number, each in enumerate(files)]
        metrics = {"seconds": 9.8, "gpu": "L40S"}
        return JSONResponse(told | {"status": "complete", "outputs": outputs, "metrics": metrics})

    def output(self, request: Request, call: Call, mime: str, number: int, data: bytes) -> Body:
        seed: Body = {"seed": int(str(call.input.get("seed", 42))) + number} if mime.startswith("image/") else {}
        if call.by_file:
            return {"mime": mime, "url": f"/v1/jobs/{request.path_params['id']}/files/{number}"} | seed
        return {"mime": mime, "data": base64.b64encode(data).decode()} | seed

    async def file(self, request: Request) -> Response:
        if refusal := self.refusal(request):
            return refusal
        mime, files = await self.calls[request.path_params["id"]].made()
        return Response(files[request.path_params["number"]], media_type=mime)

    async def cancel(self, request: Request) -> Response:
        if refusal := self.refusal(request):
            return refusal
        call = self.calls.get(request.path_params["id"])
        if call is None:
            return error(404, "not_found", "unknown job")
        call.cancelled = call.part < 1
        return JSONResponse({"job_id": request.path_params["id"], "status": "cancelled"}, 202)

    async def call(self, request: Request) -> Response:
        """An endpoint of the old kind; which one, its fields tell."""
        body = await request.json()
        elsewhere = self.taken("elsewhere")
        if refusal := self.bought(request, body):
            return refusal
        kind = "tts" if "text" in body else "video" if "fps" in body else "image" if "width" in body else "music"
        call_id = self.begin(kind, body)
        if elsewhere:
            return Response(status_code=303, headers={"Location": "https://elsewhere.example/?call=1"})
        return await self.finished(request, call_id)

    async def wait(self, request: Request) -> Response:
        if refusal := self.refusal(request):
            return refusal
        call_id = request.query_params.get("__modal_function_call_id", "")
        if call_id not in self.calls:
            return PlainTextResponse(EDGE["lost call"][1], 404)
        if self.calls[call_id].seconds == 0:
            return await self.answered(self.calls[call_id])
        return await self.finished(request, call_id)

    async def finished(self, request: Request, call_id: str) -> Response:
        """The answer, or after 150 s where to ask for it."""
        call = self.calls[call_id]
        left_s = call.started + call.seconds - time.monotonic()
        if min(left_s, EDGE_S * self.pace) > 0:
            await asyncio.sleep(min(left_s, EDGE_S * self.pace))
        if not self.pace or left_s > EDGE_S * self.pace:
            return self.lead_on(request, call_id)
        return await self.answered(call)

    async def answered(self, call: Call) -> Response:
        match call.words:
            case "fail":
                return PlainTextResponse("Internal Server Error", 500)
            case "forbidden":
                return error(400, "content_policy", "Not this.")
            case "invent":
                return JSONResponse({"thoughts": "many"})
        mime, files = await call.made()
        content = [base64.b64encode(each).decode() for each in files]
        match call.kind:
            case "tts" | "music":
                return JSONResponse({"audio_base64": content[0], "format": mime.rpartition("/")[2]})
            case "video":
                return JSONResponse({"video_base64": content[0]})
        if len(content) > 1:
            return JSONResponse({"images": content})
        return JSONResponse({"image": f"data:{mime};base64,{content[0]}", "width": 1328, "height": 1328})

    def begin(self, kind: str, asked: Body) -> str:
        call_id = f"fc-{len(self.calls) + 1:04d}"
        self.calls[call_id] = Call(kind, asked, time.monotonic(), WORK_S[kind] * self.pace)
        return call_id

    def lead_on(self, request: Request, call_id: str) -> Response:
        location = f"{request.url.path}?__modal_function_call_id={call_id}"
        return Response(status_code=303, headers={"Location": location})

    def bought(self, request: Request, body: Body) -> Response | None:
        """A refusal, or None once the order is counted; one whose answer is lost is counted as well."""
        lost = self.fault == "lose"
        refusal = self.refusal(request)
        if refusal is None or lost:
            self.purchases.append(body)
        return refusal

    def refusal(self, request: Request) -> Response | None:
        """What the edge or the app says instead of an answer."""
        self.asked.append(f"{request.method} {request.url.path}")
        fault, self.fault = self.fault, ""
        tokens = f"{request.headers.get('modal-key', '')} {request.headers.get('modal-secret', '')}"
        if tokens != self.key:
            fault = "unauthorized"
        if fault in EDGE:
            status, text = EDGE[fault]
            return Response(text, status, media_type="application/json" if text[:1] == "{" else "text/plain")
        if fault in APP:
            status, code, retryable = APP[fault]
            return error(status, code, "not now", retryable=retryable)
        if fault in ("302", "303", "408"):
            return Response(status_code=int(fault), headers={"Location": str(request.url)})
        return None

    def taken(self, fault: str) -> bool:
        if self.fault != fault:
            return False
        self.fault = ""
        return True


def error(status: int, code: str, message: str, *, retryable: bool = False) -> Response:
    fault = {"code": code, "message": message, "retryable": retryable}
    return JSONResponse({"status": "error", "error": fault}, status)
