"""The sample app for Modal: everything but the GPU and the platform, asked by GenStudio's own adapter."""

from __future__ import annotations

import importlib.util
import io
import sys
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import httpx2
import modal
import pytest
from PIL import Image

from genstudio.core.errors import (
    GenerationFailedError,
    ProviderError,
    ProviderRateLimitError,
    ProviderValidationError,
)
from genstudio.core.request import ImageRequest
from genstudio.providers.base import ProviderConfig
from genstudio.providers.modal.adapter import ModalEditProvider, ModalImageProvider
from genstudio.providers.modal.tables import custom, models
from genstudio.transport.http import Http, HttpPool
from tests.wire import TestWire

FILE = Path(__file__).parents[2] / "examples" / "modal_app.py"


@pytest.fixture(scope="module")
def sample() -> ModuleType:
    """The file as `modal deploy` reads it: the decorators of the real package are applied, and nothing is sent."""
    spec = importlib.util.spec_from_file_location("modal_app", FILE)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules["modal_app"] = module
    spec.loader.exec_module(module)
    return module


class Pipe:
    """A diffusers pipeline, as far as the app uses one."""

    def __call__(self, **asked: Any) -> SimpleNamespace:
        self.asked = asked
        for step in range(asked["num_inference_steps"]):
            asked["callback_on_step_end"](self, step, None, {})
        return SimpleNamespace(images=[Image.new("RGB", (asked["width"], asked["height"]))])


class Workers:
    """The platform: a job stays open until `work` is called."""

    def __init__(self, sample: ModuleType) -> None:
        self.sample = sample
        self.specs: dict[str, Mapping[str, Any]] = {}
        self.done: dict[str, Any] = {}
        self.notes: dict[str, Any] = {}

    def work(self) -> None:
        for job_id, spec in self.specs.items():
            outputs = self.sample.draw(Pipe(), str, spec, lambda part: None)
            self.done[job_id] = {"outputs": outputs, "metrics": {"seconds": 10.0, "gpu": "L4"}}

    async def begin(self, kind: str, spec: Mapping[str, Any]) -> str:
        job_id = f"fc-{len(self.specs) + 1}"
        self.specs[job_id] = spec
        return job_id

    async def result(self, job_id: str) -> Any:
        if job_id not in self.specs:
            raise self.sample.GoneError
        found = self.done.get(job_id)
        if isinstance(found, Exception):
            raise found
        return found

    async def stop(self, job_id: str) -> None:
        self.notes["stopped"] = job_id

    async def note(self, name: str) -> Any:
        return self.notes.get(name)

    async def write(self, name: str, value: Any, *, once: bool = False) -> bool:
        if once and name in self.notes:
            return False
        self.notes[name] = value
        return True


class Desk:
    """The app in this process, and the adapter in front of it."""

    def __init__(self, sample: ModuleType) -> None:
        self.workers = Workers(sample)
        self.app = sample.contract(self.workers, {"image": ["default", "small"]})
        self.pool = HttpPool(TestWire(httpx2.ASGITransport(self.app)))
        config = ProviderConfig("modal", base_url="https://me--media-studio-api.modal.run", http=Http(self.pool))
        self.provider = ModalImageProvider(config)
        self.editor = ModalEditProvider(config)

    def order(self, reference: str = "job-1", **values: Any) -> ImageRequest:
        model = models("modal", "image")[0]
        return ImageRequest(model, "a fox", model.clean_values(values), reference=reference)


@pytest.fixture
async def desk(sample: ModuleType) -> AsyncIterator[Desk]:
    made = Desk(sample)
    yield made
    await made.pool.aclose()


async def test_an_order_becomes_pictures_with_seeds_and_a_cost(desk: Desk) -> None:
    asked = desk.order(count=2, seed=0, width=256, height=128, output_format="jpeg", steps=4)
    task = await desk.provider.create_task(asked)
    assert (await desk.provider.check_status(task)).state == "pending"
    desk.workers.notes[f"progress:{task['id']}"] = 0.4
    status = await desk.provider.check_status(task)
    assert (status.state, status.progress) == ("processing", 0.4)
    desk.workers.work()
    status = await desk.provider.check_status(task)
    assert [Image.open(io.BytesIO(each.data or b"")).size for each in status.outputs] == [(256, 128)] * 2
    assert status.outputs[0].mime == "image/jpeg"
    assert status.extras == {"gpu": "L4", "gpu_seconds": 10.0, "seeds": [0, 1]}
    assert status.usd_micro == 2_220


async def test_one_reference_is_one_job_also_while_it_is_being_taken(desk: Desk) -> None:
    first = await desk.provider.create_task(desk.order())
    assert await desk.provider.create_task(desk.order()) == first
    assert len(desk.workers.specs) == 1
    desk.workers.notes["order:job-2"] = ""
    with pytest.raises(ProviderRateLimitError):
        await desk.provider.create_task(desk.order("job-2"))


async def test_large_results_have_an_address(desk: Desk, sample: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sample, "INLINE_BYTES", 10)
    task = await desk.provider.create_task(desk.order(width=64, height=64, steps=1))
    desk.workers.work()
    (output,) = (await desk.provider.check_status(task)).outputs
    assert output.url == f"/v1/jobs/{task['id']}/files/0"
    assert (await desk.provider.http.read_raw(output.url)).body.startswith(b"\x89PNG")


async def test_what_a_worker_raises_is_told(desk: Desk) -> None:
    faults = {
        "OutOfMemoryError": (type("OutOfMemoryError", (RuntimeError,), {})("CUDA"), GenerationFailedError),
        "timeout": (modal.exception.FunctionTimeoutError("1800 s"), GenerationFailedError),
        "bad": (ValueError("size"), ProviderValidationError),
    }
    for reference, (fault, expected) in faults.items():
        task = await desk.provider.create_task(desk.order(reference))
        desk.workers.done[str(task["id"])] = fault
        status = await desk.provider.check_status(task)
        assert type(status.error) is expected, reference


async def test_a_job_can_be_cancelled_and_a_lost_one_is_told(desk: Desk) -> None:
    task = await desk.provider.create_task(desk.order())
    assert await desk.provider.cancel_task(task)
    assert desk.workers.notes["stopped"] == task["id"]
    assert (await desk.provider.check_status(task)).state == "cancelled"
    with pytest.raises(GenerationFailedError, match="no longer"):
        await desk.provider.check_status({"id": "fc-gone"})


async def test_it_says_what_it_offers_and_refuses_the_rest(desk: Desk) -> None:
    report = await desk.provider.check_key()
    assert report.opens == (("Contract", "v1"), ("Models", "image: default, small"))
    model = custom("modal", "image", "large")
    with pytest.raises(ProviderError, match="does not hold this model"):
        await desk.provider.create_task(ImageRequest(model, "a fox", model.clean_values({})))
    model = models("modal-edit", "image")[0]
    with pytest.raises(ProviderValidationError):
        await desk.editor.create_task(ImageRequest(model, "a fox", model.clean_values({})))


async def test_the_platform_is_asked_as_its_package_wants(sample: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    """`ModalCalls` in front of the real classes, with only their network taken out."""
    ends: dict[str, Any] = {
        "fc-done": {"outputs": []},
        "fc-running": TimeoutError(),
        "fc-expired": modal.exception.OutputExpiredError(),
    }

    def from_id(job_id: str) -> Any:
        async def get(**asked: Any) -> Any:
            assert asked == {"timeout": 0}
            if isinstance(ends[job_id], Exception):
                raise ends[job_id]
            return ends[job_id]

        return SimpleNamespace(get=SimpleNamespace(aio=get))

    monkeypatch.setattr(modal.FunctionCall, "from_id", from_id)
    calls = sample.ModalCalls()
    assert await calls.result("fc-done") == {"outputs": []}
    assert await calls.result("fc-running") is None
    with pytest.raises(sample.GoneError):
        await calls.result("fc-expired")
    for verb in (modal.FunctionCall.cancel, sample.state.get, sample.state.put, sample.Painter().run.spawn):
        assert callable(verb.aio)
    assert isinstance(sample.Painter, modal.Cls)
    assert isinstance(sample.api, modal.Function)
