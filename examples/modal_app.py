"""A Modal app that draws pictures for GenStudio, by contract v1.

    pip install modal && modal setup
    modal deploy examples/modal_app.py

prints the address, https://<workspace>--media-studio-api.modal.run. Put it into GenStudio's settings.toml

    [providers.modal]
    base_url = "https://<workspace>--media-studio-api.modal.run"

and a proxy token of the workspace (Settings, Proxy Auth Tokens) as the key of modal under Providers. For another kind
of media write another worker like `Painter` and name it in WORKERS. GenStudio's tests run everything here but the GPU:
its routes, its drawing with a pretended model, and the decorators as `modal` reads them. They have never deployed it.
"""

from __future__ import annotations

import base64
import io
import time
from collections.abc import Callable, Mapping
from typing import Any, Protocol

import modal

MODEL = "stabilityai/stable-diffusion-xl-base-1.0"
GPU = "L4"
SIZES = {
    "1:1": (1024, 1024), "16:9": (1344, 768), "9:16": (768, 1344), "4:3": (1152, 896), "3:4": (896, 1152),
    "3:2": (1216, 832), "2:3": (832, 1216),
}  # fmt: skip
FORMS = {"png": "PNG", "jpeg": "JPEG", "webp": "WEBP"}
INLINE_BYTES = 15 * 1024 * 1024
"""What one answer holds as base64; larger results get an address of their own."""

app = modal.App("media-studio")
web_image = modal.Image.debian_slim(python_version="3.12").pip_install("fastapi[standard]")
gpu_image = modal.Image.debian_slim(python_version="3.12").pip_install(
    "torch", "diffusers", "transformers", "accelerate", "pillow"
)
weights = modal.Volume.from_name("media-weights", create_if_missing=True)
state = modal.Dict.from_name("media-jobs", create_if_missing=True)

Spec = Mapping[str, Any]
"""The `input` of an order: all fields but the prompt are optional, unknown ones are ignored."""


def draw(
    pipe: Any, seeded: Callable[[int], object], spec: Spec, note: Callable[[float], object]
) -> list[dict[str, Any]]:
    """Pictures by a diffusers pipeline. `seeded` makes its random generator, `note` hears the progress from 0 to 1."""
    width, height = SIZES.get(str(spec.get("aspect_ratio")), SIZES["1:1"])
    width, height = int(spec.get("width") or width) // 8 * 8, int(spec.get("height") or height) // 8 * 8
    steps = int(spec.get("steps") or 30)
    form = str(spec.get("output_format") or "png")
    seed = spec.get("seed")
    first = int(seed) if seed is not None else time.time_ns() % 2**31
    count = min(max(int(spec.get("count") or 1), 1), 8)
    outputs = []
    for number in range(count):

        def after_step(
            pipe: Any, step: int, timestep: Any, kwargs: dict[str, Any], done: int = number
        ) -> dict[str, Any]:
            note((done + (step + 1) / steps) / count)
            return kwargs

        guidance = spec.get("guidance")
        image = pipe(
            prompt=spec["prompt"],
            negative_prompt=spec.get("negative_prompt"),
            width=width,
            height=height,
            num_inference_steps=steps,
            guidance_scale=5.0 if guidance is None else float(guidance),
            generator=seeded(first + number),
            callback_on_step_end=after_step,
        ).images[0]
        written = io.BytesIO()
        image.save(written, FORMS[form])
        outputs.append(
            {"mime": f"image/{form}", "bytes": written.getvalue(), "width": width, "height": height,
             "seed": first + number}
        )  # fmt: skip
    return outputs


@app.cls(
    image=gpu_image, gpu=GPU, volumes={"/weights": weights}, timeout=1800, startup_timeout=900, scaledown_window=120
)
class Painter:
    @modal.enter()
    def load(self) -> None:
        import torch
        from diffusers import AutoPipelineForText2Image

        pipe = AutoPipelineForText2Image.from_pretrained(MODEL, torch_dtype=torch.float16, cache_dir="/weights")
        self.pipe = pipe.to("cuda")
        self.seeded = lambda seed: torch.Generator("cuda").manual_seed(seed)

    @modal.method()
    def run(self, spec: dict[str, Any]) -> dict[str, Any]:
        call_id = modal.current_function_call_id()
        started = time.monotonic()
        outputs = draw(self.pipe, self.seeded, spec, lambda part: state.put(f"progress:{call_id}", part))
        return {"outputs": outputs, "metrics": {"seconds": round(time.monotonic() - started, 2), "gpu": GPU}}


WORKERS: dict[str, Any] = {"image": Painter}
"""The contract's kinds (image, image_edit, tts, video, music) and who works for them."""


class GoneError(Exception):
    """No such job, or its result is no longer kept."""


class Calls(Protocol):
    """How the web part reaches the workers."""

    async def begin(self, kind: str, spec: Spec) -> str: ...

    async def result(self, job_id: str) -> dict[str, Any] | None:
        """None while it runs. Raises GoneError, or what the worker raised."""
        ...

    async def stop(self, job_id: str) -> None: ...

    async def note(self, name: str) -> Any:
        """What was noted under that name, None where nothing was."""
        ...

    async def write(self, name: str, value: Any, *, once: bool = False) -> bool:
        """False where `once` and something was noted already."""
        ...


class ModalCalls:
    """The platform's own. Its results live for seven days."""

    async def begin(self, kind: str, spec: Spec) -> str:
        call = await WORKERS[kind]().run.spawn.aio(dict(spec))
        return str(call.object_id)

    async def result(self, job_id: str) -> dict[str, Any] | None:
        try:
            # `async` all through: a call that blocks would stop every other answer of this container.
            done: dict[str, Any] = await modal.FunctionCall.from_id(job_id).get.aio(timeout=0)
        except (modal.exception.OutputExpiredError, modal.exception.NotFoundError) as error:
            raise GoneError from error
        except TimeoutError:  # the builtin one: still running
            return None
        return done

    async def stop(self, job_id: str) -> None:
        await modal.FunctionCall.from_id(job_id).cancel.aio()

    async def note(self, name: str) -> Any:
        return await state.get.aio(name)

    async def write(self, name: str, value: Any, *, once: bool = False) -> bool:
        return bool(await state.put.aio(name, value, skip_if_exists=once))


def contract(calls: Calls, kinds: Mapping[str, list[str]]) -> Any:
    """The web part, a FastAPI application. `kinds` are the models of each kind; one of them is "default"."""
    from fastapi import Body, FastAPI, Response
    from fastapi.responses import JSONResponse

    web = FastAPI()

    def refuse(status: int, code: str, message: str, *, retryable: bool = False) -> JSONResponse:
        error = {"code": code, "message": message, "retryable": retryable}
        return JSONResponse({"status": "error", "error": error}, status)

    @web.get("/health")
    async def health() -> JSONResponse:
        return JSONResponse({"contract": 1, "kinds": {kind: {"models": models} for kind, models in kinds.items()}})

    @web.post("/v1/jobs")
    async def order(body: dict[str, Any] = Body()) -> JSONResponse:  # noqa: B008  # FastAPI's way
        kind, spec = str(body.get("kind")), body.get("input") or {}
        if kind not in kinds:
            return refuse(422, "invalid_request", f"This app makes {', '.join(kinds)}.")
        if (body.get("model") or "default") not in kinds[kind]:
            return refuse(422, "model_unavailable", f"This app holds {', '.join(kinds[kind])}.")
        reference = str(body.get("client_ref") or "")
        # Noted before the work is begun: an order that comes twice, even at once, is carried out once.
        if reference and not await calls.write(f"order:{reference}", "", once=True):
            known = await calls.note(f"order:{reference}")
            if not known:
                return refuse(503, "busy", "This order is being taken.", retryable=True)
            return JSONResponse({"job_id": known, "status": "pending"}, 202)
        job_id = await calls.begin(kind, spec)
        if reference:
            await calls.write(f"order:{reference}", job_id)
        return JSONResponse({"job_id": job_id, "status": "pending"}, 202)

    @web.get("/v1/jobs/{job_id}")
    async def status(job_id: str) -> JSONResponse:
        if await calls.note(f"cancelled:{job_id}"):
            return JSONResponse({"job_id": job_id, "status": "cancelled"})
        try:
            result = await calls.result(job_id)
        except GoneError:
            return refuse(404, "expired", "There is no such job, or its result is no longer kept.")
        except Exception as error:  # noqa: BLE001  # whatever the worker raised
            fault = {"code": code_of(error), "message": str(error)[:500], "retryable": False}
            return JSONResponse({"job_id": job_id, "status": "error", "error": fault})
        if result is None:
            progress = await calls.note(f"progress:{job_id}")
            state_now = "pending" if progress is None else "processing"
            return JSONResponse({"job_id": job_id, "status": state_now, "progress": progress}, 202)
        whole = sum(len(each["bytes"]) for each in result["outputs"]) <= INLINE_BYTES
        outputs = [
            {name: value for name, value in each.items() if name != "bytes"}
            | ({"data": base64.b64encode(each["bytes"]).decode()} if whole else {"url": f"/v1/jobs/{job_id}/files/{n}"})
            for n, each in enumerate(result["outputs"])
        ]
        return JSONResponse(
            {"job_id": job_id, "status": "complete", "outputs": outputs, "metrics": result.get("metrics", {})}
        )

    @web.get("/v1/jobs/{job_id}/files/{number}")
    async def file(job_id: str, number: int) -> Response:
        try:
            result = await calls.result(job_id)
        except GoneError:
            result = None
        if result is None or not 0 <= number < len(result["outputs"]):
            return refuse(404, "not_found", "There is no such file.")
        output = result["outputs"][number]
        return Response(output["bytes"], media_type=output["mime"])

    @web.delete("/v1/jobs/{job_id}")
    async def cancel(job_id: str) -> JSONResponse:
        try:
            if await calls.result(job_id) is None:
                await calls.stop(job_id)
                await calls.write(f"cancelled:{job_id}", True)
        except Exception:  # noqa: BLE001  # it has ended in one way or another
            return JSONResponse({"job_id": job_id, "status": "cancelled"}, 202)
        return JSONResponse({"job_id": job_id, "status": "cancelled"}, 202)

    return web


def code_of(error: BaseException) -> str:
    """The contract's code for what a worker raised."""
    if isinstance(error, modal.exception.TimeoutError):
        return "timeout"
    if type(error).__name__ == "OutOfMemoryError":
        return "out_of_memory"
    return "invalid_request" if isinstance(error, KeyError | ValueError) else "failed"


@app.function(image=web_image)
@modal.concurrent(max_inputs=100)
@modal.asgi_app(requires_proxy_auth=True)
def api() -> Any:
    return contract(ModalCalls(), {kind: ["default"] for kind in WORKERS})
