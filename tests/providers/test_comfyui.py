"""What only ComfyUI does: graphs, the queue, the history and the websocket."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx2
import pytest

from genstudio.core.errors import GenerationFailedError, GenStudioError, ProviderValidationError
from genstudio.core.request import REQUEST_CLASSES, GenerationRequest, MediaInput
from genstudio.core.result import JsonObject
from genstudio.core.spec import ModelSpec
from genstudio.practice.comfyui import ComfyUI
from genstudio.practice.host import hosted
from genstudio.providers.base import AsyncProvider, ProviderConfig
from genstudio.providers.comfyui import wire
from genstudio.providers.comfyui.adapter import (
    ComfyUIImageProvider,
    ComfyUIMusicProvider,
    ComfyUIVideoProvider,
    workflow_of,
)
from genstudio.providers.comfyui.tables import MODELS
from genstudio.providers.comfyui.workflows import UnreadableError, inputs_of, read
from genstudio.providers.registry import ProviderRegistry, provider_registry
from genstudio.routing.custom_models import learn_own
from genstudio.transport.http import Http, HttpPool
from tests.vendor.server import png
from tests.wire import TestWire

SERVER = "http://gpu.lan:8188"
CLASSES: dict[str, Any] = {
    "image": ComfyUIImageProvider,
    "video": ComfyUIVideoProvider,
    "music": ComfyUIMusicProvider,
}
OWN = {
    "3": {
        "class_type": "KSampler",
        "_meta": {"title": "@"},
        "inputs": {"seed": 5, "steps": 20, "cfg": 7.5, "sampler_name": "euler", "model": ["4", 0]},
    },
    "6": {"class_type": "CLIPTextEncode", "_meta": {"title": "@Prompt"}, "inputs": {"text": "", "clip": ["4", 1]}},
    "7": {"class_type": "CLIPTextEncode", "_meta": {"title": "@Not in it"}, "inputs": {"text": "blurry"}},
    "8": {"class_type": "LoadImage", "_meta": {"title": "@Pose"}, "inputs": {"image": "example.png"}},
    "9": {"class_type": "SaveImage", "_meta": {"title": "Save"}, "inputs": {"images": ["3", 0]}},
}


class Desk:
    """A server in this process, and the adapters in front of it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.vendor = ComfyUI(pace=0.0)
        self.pool = HttpPool(TestWire(httpx2.ASGITransport(self.vendor.app)))

    def provider(self, kind: str = "image") -> Any:
        return CLASSES[kind](ProviderConfig("comfyui", base_url=SERVER, http=Http(self.pool)))

    def request(self, model: ModelSpec, prompt: str = "a fox", reference: str = "job-1", **values: Any) -> Any:
        media = {role.name: (self.picture(),) for role in model.inputs}
        return REQUEST_CLASSES[model.kind](model, prompt, model.clean_values(values), media, reference=reference)

    def picture(self) -> MediaInput:
        path = self.folder / "fox.png"
        path.write_bytes(png())
        return MediaInput(path, "image/png", "fox.png")

    def own(self, graph: object = OWN, name: str = "Portrait") -> ModelSpec:
        path = self.folder / "workflows" / "image" / f"{name}.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(graph if isinstance(graph, str) else json.dumps(graph))
        return next(each for each in ComfyUIImageProvider.own_models(self.folder) if each.label == name)

    async def run(self, request: GenerationRequest) -> Any:
        provider = self.provider(request.kind)
        assert isinstance(provider, AsyncProvider)
        return await provider.check_status(await provider.create_task(request))

    @property
    def graph(self) -> dict[str, Any]:
        graph = self.vendor.purchases[-1]["prompt"]
        assert isinstance(graph, dict)
        return graph


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    made = Desk(tmp_path)
    yield made
    await made.pool.aclose()


def model(name: str) -> ModelSpec:
    return next(each for each in MODELS if each.wire_id == name)


@pytest.mark.parametrize("spec", MODELS, ids=lambda each: each.id)
def test_every_setting_of_a_built_in_workflow_has_its_place(spec: ModelSpec) -> None:
    workflow = workflow_of(spec)
    assert bool(workflow.prompt) == spec.prompt.required
    assert set(workflow.files or {}) == {role.name for role in spec.inputs}
    for field in spec.fields:
        node, _, name = field.wire.rpartition(".")
        assert name in (inputs_of(workflow.graph[node]) or {}), field.name
    links = [
        value[0]
        for node in workflow.graph.values()
        for value in (inputs_of(node) or {}).values()
        if isinstance(value, list)
    ]
    assert set(links) <= set(workflow.graph)


async def test_a_prompt_has_our_id_and_the_servers_first_model(desk: Desk) -> None:
    status = await desk.run(desk.request(model("text-to-image"), seed=0, count=2, width=128, height=64))
    sent = desk.vendor.purchases[0]
    assert (sent["prompt_id"], sent["client_id"]) == ("job-1", "job-1")
    assert desk.graph["checkpoint"]["inputs"]["ckpt_name"] == "practice.safetensors"
    assert desk.graph["prompt"]["inputs"]["text"] == "a fox"
    assert desk.graph["sampler"]["inputs"]["seed"] == 0
    assert [each.url for each in status.outputs] == [
        f"/view?filename=0-{each}.png&subfolder=genstudio&type=output" for each in (0, 1)
    ]
    assert (await desk.provider().http.read_raw(status.outputs[0].url)).body.startswith(b"\x89PNG")


async def test_a_file_is_uploaded_and_named_as_the_server_calls_it(desk: Desk) -> None:
    await desk.run(desk.request(model("image-to-image"), strength=0))
    assert desk.graph["image"]["inputs"]["image"] == "genstudio/0-fox.png"
    assert desk.graph["sampler"]["inputs"]["denoise"] == 0
    assert desk.vendor.inputs["0-fox.png"] == png()


async def test_clips_and_music_are_found_among_the_outputs(desk: Desk) -> None:
    for name, mime in {
        "text-to-video": "video/mp4",
        "image-to-video": "video/mp4",
        "text-to-music": "audio/mpeg",
    }.items():
        status = await desk.run(desk.request(model(name), reference=name))
        assert [each.mime for each in status.outputs] == [mime]


def test_saved_files_of_the_kind_come_before_previews_and_others() -> None:
    def file(name: str, place: str = "output") -> dict[str, str]:
        return {"filename": name, "subfolder": "", "type": place}

    node = {"images": [file("a.png", "temp"), file("b.png")], "gifs": [file("c.mp4")], "text": ["seen"], "n": 3}
    record = wire.Record(outputs={"1": node}, status=None)
    assert [str(each.url)[:21] for each in wire.decode(record, "video").outputs] == ["/view?filename=c.mp4&"]
    assert [str(each.url)[:21] for each in wire.decode(record, "image").outputs] == ["/view?filename=b.png&"]
    preview = wire.Record(outputs={"1": {"images": [file("a.webp", "temp")]}}, status=None)
    assert wire.decode(preview, "video").outputs[0].mime == "image/webp"


async def test_titles_of_an_exported_workflow_give_the_form(desk: Desk) -> None:
    spec = desk.own()
    assert (spec.id, spec.kind, spec.label) == ("comfyui:Portrait.json", "image", "Portrait")
    assert [(each.name, each.type, each.default, each.wire) for each in spec.fields] == [
        ("seed", "integer", None, "3.seed"),
        ("steps", "integer", 20, "3.steps"),
        ("cfg", "number", 7.5, "3.cfg"),
        ("sampler_name", "text", "euler", "3.sampler_name"),
        ("not_in_it", "text", "blurry", "7.text"),
    ]
    assert [(role.name, role.media, role.required) for role in spec.inputs] == [("pose", "image", True)]
    assert spec.prompt.required


async def test_an_own_workflow_is_filled_in_and_learned_when_a_studio_opens(desk: Desk) -> None:
    spec = desk.own()
    await desk.run(desk.request(spec, steps=4))
    assert desk.graph["3"]["inputs"]["steps"] == 4
    assert desk.graph["6"]["inputs"]["text"] == "a fox"
    assert desk.graph["8"]["inputs"]["image"] == "genstudio/0-fox.png"
    assert desk.graph["9"] == OWN["9"]
    provider_registry.load()
    registry = ProviderRegistry()
    row = provider_registry.get("image", "comfyui")
    registry.register(row.kind, row.name, row.provider, row.info)
    learn_own(registry, desk.folder)
    assert registry.model("image", "comfyui", "Portrait.json") == spec
    Path(spec.wire_id).unlink()
    with pytest.raises(ProviderValidationError, match="cannot be read"):
        await desk.run(desk.request(spec))


@pytest.mark.parametrize("content", ["{", "[]", "{}", '{"nodes": [], "links": []}', '{"1": {"class_type": "X"}}'])
async def test_what_is_no_workflow_for_the_api_is_left_out(desk: Desk, content: str) -> None:
    path = desk.folder / "workflows" / "image" / "bad.json"
    path.parent.mkdir(parents=True)
    path.write_text(content)
    with pytest.raises(UnreadableError):
        read(path)
    assert ComfyUIImageProvider.own_models(desk.folder) == ()


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"checkpoint": "gone.safetensors"}, "does not know 'gone.safetensors'"),
        ({"checkpoint": "another"}, "did not accept the workflow"),
    ],
)
async def test_a_refused_workflow_tells_what_it_lacks(desk: Desk, values: dict[str, str], sentence: str) -> None:
    if values["checkpoint"] == "another":
        desk.vendor.misbehave("invalid")
    with pytest.raises(ProviderValidationError, match=sentence) as caught:
        await desk.run(desk.request(model("text-to-image"), **values))
    assert ": " in caught.value.detail


async def test_a_missing_node_and_a_server_without_models_are_told(desk: Desk) -> None:
    with pytest.raises(ProviderValidationError, match="lacks a node"):
        await desk.run(desk.request(desk.own({"1": {"class_type": "FancyNode", "inputs": {"a": 1}}})))
    desk.vendor.misbehave("no models")
    with pytest.raises(ProviderValidationError, match="holds no model for the node CheckpointLoaderSimple"):
        await desk.run(desk.request(model("text-to-image")))


@pytest.mark.parametrize(
    ("fault", "state", "sentence"),
    [
        ("interrupted", "cancelled", ""),
        ("out of memory", "error", "too little memory"),
        ("history lost", "error", "no longer knows this job"),
    ],
)
async def test_how_a_prompt_ended_is_read_from_the_history(desk: Desk, fault: str, state: str, sentence: str) -> None:
    request = desk.request(model("text-to-image"), checkpoint="another")
    desk.vendor.misbehave(fault)
    status = await desk.run(request)
    assert status.state == state
    assert sentence in str(status.error)
    assert status.error is None or isinstance(status.error, GenerationFailedError)


async def test_a_waiting_prompt_is_taken_from_the_queue_and_a_running_one_interrupted(desk: Desk) -> None:
    desk.vendor.pace = 1.0
    provider = desk.provider()
    first = await provider.create_task(desk.request(model("text-to-image"), reference="one"))
    second = await provider.create_task(desk.request(model("text-to-image"), reference="two"))
    assert (await provider.check_status(second)).state == "pending"
    assert await provider.cancel_task(second)
    assert "two" not in desk.vendor.prompts
    assert (await provider.check_status(first)).state == "processing"
    assert await provider.cancel_task(first)
    assert (await provider.check_status(first)).state == "cancelled"
    assert not await provider.cancel_task(first)


async def test_an_old_server_names_prompts_by_itself(desk: Desk) -> None:
    desk.vendor.misbehave("old server")
    provider = desk.provider()
    task = await provider.create_task(desk.request(model("text-to-image"), checkpoint="another"))
    assert task == {"id": "own-0", "client": "job-1"}
    assert (await provider.check_status(task)).state == "complete"
    assert await provider.find_task("job-1") is None


async def test_a_model_file_of_the_server_is_a_model(desk: Desk) -> None:
    provider_registry.load()
    spec = provider_registry.model("image", "comfyui", "another")
    assert spec.field_named("checkpoint") is None
    await desk.run(desk.request(spec))
    assert desk.graph["checkpoint"]["inputs"]["ckpt_name"] == "another"
    assert [each.wire_id for each in await desk.provider().list_models()] == ["practice.safetensors", "another"]


async def test_a_check_tells_version_device_and_models(desk: Desk) -> None:
    report = await desk.provider().check_key()
    assert report.opens == (
        ("Version", "0.8.0"),
        ("Device", "practice, 8.0 GB"),
        ("Models", "practice.safetensors, another"),
    )


GRAPH: JsonObject = {
    "1": {"class_type": "KSampler", "inputs": {}, "_meta": {"title": "@Draw"}},
    "2": {"class_type": "SaveImage", "inputs": {}},
}


@pytest.mark.parametrize(
    ("kind", "data", "told"),
    [
        ("progress", {"prompt_id": "p", "value": 5, "max": 20, "node": "1"}, (0.25, "Draw")),
        ("progress", {"prompt_id": "p", "value": 5, "max": 0, "node": "2"}, (0.0, "SaveImage")),
        ("progress", {"prompt_id": "another", "value": 5, "max": 20}, (None, "")),
        (
            "progress_state",
            {"prompt_id": "p", "nodes": {"1": {"value": 5, "max": 10, "state": "running"}}},
            (0.25, "Draw"),
        ),
        (
            "progress_state",
            {"prompt_id": "p", "nodes": {"1": {"value": 0, "max": 1, "state": "finished"}}},
            (0.5, ""),
        ),
        ("executing", {"prompt_id": "p", "node": "1"}, (None, "")),
        ("executing", {"prompt_id": "p", "node": None}, None),
        ("execution_success", {"prompt_id": "p"}, None),
        ("execution_interrupted", {"prompt_id": "p"}, None),
        ("status", {"status": {}}, (None, "")),
    ],
)
def test_events_become_progress(kind: str, data: dict[str, Any], told: object) -> None:
    assert wire.heard(json.dumps({"type": kind, "data": data}), "p", GRAPH) == told
    assert wire.heard("no json", "p", GRAPH) == (None, "")


async def test_progress_comes_over_a_real_websocket_and_ends_with_the_prompt(tmp_path: Path) -> None:
    told: list[tuple[float, str]] = []
    pool = HttpPool()
    with hosted(pace=0.05) as running:
        config = ProviderConfig("comfyui", base_url=running.address("comfyui"), http=Http(pool))
        config.report = lambda part, step: told.append((part, step))
        provider = ComfyUIImageProvider(config)
        spec = model("text-to-image")
        task = await provider.create_task(REQUEST_CLASSES["image"](spec, "a fox", spec.clean_values({}), reference="w"))
        status = await provider.check_status(task)
        assert status.state == "complete", "the websocket is listened to until the end"
        assert len({part for part, _ in told}) > 3
        assert told == sorted(told, key=lambda each: each[0])
        assert {"KSampler", "VAEDecode"} <= {step for _, step in told}
        async with provider.http.listen("/nothing", timeout_s=1) as events:
            assert [each async for each in events] == []
    await pool.aclose()


async def test_without_a_server_the_error_says_so(tmp_path: Path) -> None:
    pool = HttpPool()
    provider = ComfyUIImageProvider(ProviderConfig("comfyui", base_url="http://127.0.0.1:9", http=Http(pool)))
    with pytest.raises(GenStudioError, match="ComfyUI could not be reached"):
        await provider.check_key()
    await pool.aclose()
