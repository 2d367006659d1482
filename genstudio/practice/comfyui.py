"""A ComfyUI to practise with: queue, history, events and files of a server that holds one model of each sort.

It runs one prompt after another, with events for each node, and knows the classes of nodes in CLASSES. Faults besides
those of every emulator: "interrupted" (by somebody at the server), "out of memory", "history lost", "old server" (gives
prompts an id of its own), "no models".
"""

from __future__ import annotations

import asyncio
import itertools
import time

from starlette.applications import Starlette
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from genstudio.practice import End, results
from genstudio.practice.comfyui_prompts import CLASSES, MIMES, MODELS, SAVERS, Body, Prompt, fault_of, states

RUN_S = 12.0
EVENT_S = 0.5
STATUS = {"unauthorized": 401, "billing": 402, "invalid": 400, "limit": 429, "server": 500, "lose": 502}


class ComfyUI:
    """`purchases` holds the body of each prompt that was queued."""

    def __init__(self, pace: float = 1.0) -> None:
        self.pace = pace
        self.key = "comfy-practice-0123456789"
        self.purchases: list[Body] = []
        self.prompts: dict[str, Prompt] = {}
        self.inputs: dict[str, bytes] = {}
        self.fault = self.end = ""
        self.numbers = itertools.count()
        self.app = Starlette(
            routes=[
                Route("/system_stats", self.stats),
                Route("/object_info/{name}", self.object_info),
                Route("/prompt", self.prompt, methods=["POST"]),
                Route("/queue", self.queue, methods=["GET"]),
                Route("/queue", self.delete, methods=["POST"]),
                Route("/interrupt", self.interrupt, methods=["POST"]),
                Route("/history/{id}", self.history),
                Route("/upload/image", self.upload, methods=["POST"]),
                Route("/view", self.view),
                WebSocketRoute("/ws", self.events),
            ]
        )

    def misbehave(self, fault: str) -> None:
        """The next request goes wrong in this way."""
        self.fault = fault

    def end_with(self, end: End) -> str:
        """Also for workflows without a prompt: the next one ends so."""
        self.end = end
        return end

    async def stats(self, request: Request) -> Response:
        device = {"name": "practice", "type": "cpu", "index": 0, "vram_total": 8 * 1024**3, "vram_free": 8 * 1024**3}
        told = {"system": {"os": "posix", "comfyui_version": "0.8.0"}, "devices": [device]}
        return self.refusal(request) or JSONResponse(told)

    async def object_info(self, request: Request) -> Response:
        empty, name = self.taken("no models"), request.path_params["name"]
        if name not in CLASSES:
            return JSONResponse({})
        files = {CLASSES[name]: [[] if empty else list(MODELS[CLASSES[name]]), {}]} if CLASSES[name] else {}
        return JSONResponse({name: {"input": {"required": files}, "output": [], "name": name}})

    async def prompt(self, request: Request) -> Response:
        body = await request.json()
        lost, invalid, old = self.fault == "lose", self.fault == "invalid", self.taken("old server")
        if invalid:
            self.fault = ""
        fault = next((each for each in ("out of memory", "interrupted", "history lost") if self.taken(each)), "")
        refusal = self.refusal(request) or self.invalid(body["prompt"], forced=invalid)
        if refusal is None or lost:
            self.purchases.append(body)
        if refusal is not None:
            return refusal
        number = next(self.numbers)
        prompt_id = f"own-{number}" if old else str(body.get("prompt_id") or f"own-{number}")
        busy = [each.ready for each in self.prompts.values() if not each.ended()]
        starts = max([time.monotonic(), *busy])
        made = Prompt(number, prompt_id, body["prompt"], body.get("client_id", ""), RUN_S * self.pace, starts)
        made.end, self.end = fault or self.end or made.words, ""
        if fault != "history lost":
            self.prompts[prompt_id] = made
        return JSONResponse({"prompt_id": prompt_id, "number": number, "node_errors": {}})

    def invalid(self, graph: dict[str, Body], *, forced: bool) -> Response | None:
        """What the server finds wrong before anything runs."""
        errors: Body = {}
        for node_id, node in graph.items():
            name, inputs = str(node["class_type"]), node["inputs"]
            if name not in CLASSES:
                message = f"Cannot execute because node {name} does not exist."
                error = {"type": "invalid_prompt", "message": message, "details": f"Node ID '#{node_id}'"}
                return JSONResponse({"error": error | {"extra_info": {}}, "node_errors": {}}, 400)
            given = inputs.get(CLASSES[name]) if isinstance(inputs, dict) and CLASSES[name] else None
            if given is not None and given not in MODELS[CLASSES[name]]:
                errors[node_id] = fault_of(
                    name, "value_not_in_list", "Value not in list", f"{CLASSES[name]}: '{given}' not in [...]", given
                )
        if forced:
            errors["1"] = fault_of(
                "KSampler", "value_bigger_than_max", "Value 1000 bigger than max of 100", "cfg", 1000
            )
        if not errors:
            return None
        error = {"type": "prompt_outputs_failed_validation", "message": "Prompt outputs failed validation"}
        return JSONResponse({"error": error | {"details": "", "extra_info": {}}, "node_errors": errors}, 400)

    async def queue(self, request: Request) -> Response:
        if refusal := self.refusal(request):
            return refusal
        open_ones = [each for each in self.prompts.values() if not each.ended()]
        running = [each.item for each in open_ones if each.running()]
        pending = [each.item for each in open_ones if not each.running()]
        return JSONResponse({"queue_running": running, "queue_pending": pending})

    async def delete(self, request: Request) -> Response:
        for prompt_id in (await request.json()).get("delete", []):
            prompt = self.prompts.get(prompt_id)
            if prompt is not None and not prompt.running() and not prompt.ended():
                del self.prompts[prompt_id]
        return Response()

    async def interrupt(self, request: Request) -> Response:
        prompt = self.prompts.get((await request.json()).get("prompt_id", ""))
        if prompt is not None and prompt.running():
            prompt.interrupted = True
        return Response()

    async def history(self, request: Request) -> Response:
        if refusal := self.refusal(request):
            return refusal
        prompt = self.prompts.get(request.path_params["id"])
        if prompt is None or not prompt.ended():
            return JSONResponse({})
        status, message = "success", ["execution_success", {"prompt_id": prompt.id}]
        at: Body = {"prompt_id": prompt.id, "node_id": "sampler", "node_type": "KSampler", "executed": []}
        if prompt.interrupted or prompt.end == "interrupted":
            status, message = "error", ["execution_interrupted", at]
        elif prompt.end == "out of memory":
            raised = {"exception_message": "Allocation failed", "exception_type": "torch.OutOfMemoryError"}
            status, message = "error", ["execution_error", at | raised]
        elif prompt.end == "fail":
            raised = {"exception_message": "mat1 and mat2 shapes", "exception_type": "RuntimeError"}
            status, message = "error", ["execution_error", at | raised]
        elif prompt.end == "invent":
            status = "pondering"
        record = {
            "prompt": prompt.item, "outputs": self.outputs(prompt) if status == "success" else {}, "meta": {},
            "status": {"status_str": status, "completed": status == "success", "messages": [message]},
        }  # fmt: skip
        return JSONResponse({prompt.id: record})

    def outputs(self, prompt: Prompt) -> Body:
        made: Body = {}
        count = int(prompt.value("batch_size", 1))
        for node_id, node in prompt.graph.items():
            if node["class_type"] in SAVERS:
                kind, ending = SAVERS[str(node["class_type"])]
                number = count if ending == "png" else 1
                names = [f"{prompt.number}-{each}.{ending}" for each in range(number)]
                made[node_id] = {
                    kind: [{"filename": each, "subfolder": "genstudio", "type": "output"} for each in names]
                }
        return made

    async def upload(self, request: Request) -> Response:
        async with request.form() as form:
            file = form["image"]
            if not isinstance(file, UploadFile) or not file.filename:
                return Response(status_code=400)
            name = f"{len(self.inputs)}-{file.filename}"
            self.inputs[name] = await file.read()
            return JSONResponse(
                {"name": name, "subfolder": form.get("subfolder", ""), "type": form.get("type", "input")}
            )

    async def view(self, request: Request) -> Response:
        if refusal := self.refusal(request):
            return refusal
        name, _, ending = request.query_params["filename"].rpartition(".")
        number, _, each = name.partition("-")
        prompt = next((one for one in self.prompts.values() if str(one.number) == number), None)
        if prompt is None:
            return Response(status_code=404)
        width, height = int(prompt.value("width", 512)), int(prompt.value("height", 512))
        match ending:
            case "mp4":
                frames = prompt.value("length", prompt.value("video_frames", 50))
                data = await results.clip(prompt.words, frames / prompt.value("fps", 25), width, height)
            case "mp3":
                data = await results.music(prompt.words, prompt.value("seconds", 20))
            case _:
                seed = int(prompt.value("seed", 0)) + int(each)
                data = await results.picture(prompt.words, width, height, "image/png", seed)
        return Response(data, media_type=MIMES[ending])

    async def events(self, socket: WebSocket) -> None:
        await socket.accept()
        client = socket.query_params.get("clientId", "")
        try:
            await socket.send_json({"type": "status", "data": {"status": {"exec_info": {"queue_remaining": 1}}}})
            while True:
                for prompt in list(self.prompts.values()):
                    if prompt.client == client and prompt.running():
                        await socket.send_json({"type": "progress_state", "data": states(prompt)})
                        await socket.send_bytes(b"\x00\x00\x00\x01preview")
                    elif prompt.client == client and prompt.ended():
                        await socket.send_json({"type": "execution_success", "data": {"prompt_id": prompt.id}})
                        return
                await asyncio.sleep(EVENT_S * self.pace)
        except WebSocketDisconnect:
            return

    def refusal(self, request: Request) -> Response | None:
        """What a proxy in front of the server, or the server in trouble, says instead of an answer."""
        fault, self.fault = self.fault, ""
        if fault == "unauthorized" or request.headers.get("authorization") not in (None, f"Bearer {self.key}"):
            return Response(status_code=401)
        return Response(status_code=STATUS[fault]) if fault in STATUS else None

    def taken(self, fault: str) -> bool:
        if self.fault != fault:
            return False
        self.fault = ""
        return True
