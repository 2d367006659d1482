"""What only servers of one's own do that speak OpenAI's protocol."""

from __future__ import annotations

import io
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx2
import pytest
from PIL import Image

from genstudio.core.errors import (
    ContentRefusedError,
    GenerationFailedError,
    ProviderUnavailableError,
    ProviderValidationError,
)
from genstudio.core.request import ImageRequest, MediaInput, SpeechRequest, VideoRequest
from genstudio.core.result import ProviderResult
from genstudio.core.spec import ModelSpec
from genstudio.practice.openai_compatible import OpenAICompatible
from genstudio.providers.base import ProviderConfig
from genstudio.providers.openai.compatible import (
    CompatibleImageProvider,
    CompatibleSpeechProvider,
    CompatibleVideoProvider,
    encode,
)
from genstudio.providers.openai.servers import models
from genstudio.providers.openai.tables import custom
from genstudio.providers.registry import provider_registry
from genstudio.transport.download import Downloader
from genstudio.transport.http import Http, HttpPool
from tests.vendor.server import png
from tests.wire import TestWire

SERVER = "http://server.lan:8091/v1"


def table(kind: Any, name: str) -> ModelSpec:
    return next(each for each in models(kind) if each.id == f"openai-compatible:{name}")


class Desk:
    """A server in this process, and the three adapters in front of it."""

    def __init__(self) -> None:
        from starlette.applications import Starlette
        from starlette.routing import Mount

        self.vendor = OpenAICompatible(pace=0.0)
        self.wire = TestWire(httpx2.ASGITransport(Starlette(routes=[Mount("/v1", self.vendor.app)])))
        self.pool = HttpPool(self.wire)

    def config(self, model: str = "") -> ProviderConfig:
        return ProviderConfig("openai-compatible", model=model, base_url=SERVER, http=Http(self.pool))

    async def draw(self, name: str = "image", media: Any = None, **values: Any) -> ProviderResult:
        spec = table("image", name)
        request = ImageRequest(spec, "a fox", spec.clean_values(values), media or {})
        return await CompatibleImageProvider(self.config(spec.id)).generate_image(request)

    async def say(self, name: str = "speech", **values: Any) -> ProviderResult:
        spec = table("tts", name)
        request = SpeechRequest(spec, "Good morning.", spec.clean_values(values))
        return await CompatibleSpeechProvider(self.config(spec.id)).generate_speech(request)

    def film(self) -> CompatibleVideoProvider:
        return CompatibleVideoProvider(self.config())


@pytest.fixture
async def desk() -> AsyncIterator[Desk]:
    made = Desk()
    yield made
    await made.pool.aclose()


def order(prompt: str = "a fox", media: Any = None, **values: Any) -> VideoRequest:
    spec = table("video", "vllm-omni-video")
    return VideoRequest(spec, prompt, spec.clean_values(values), media or {})


def picture(folder: Path) -> MediaInput:
    path = folder / "fox.png"
    path.write_bytes(png())
    return MediaInput(path, "image/png", "fox.png")


async def test_a_server_without_a_key_is_asked_for_content_and_names_no_model(desk: Desk) -> None:
    result = await desk.draw(size="512x512")
    assert desk.vendor.purchases == [{"prompt": "a fox", "size": "512x512", "n": 1, "response_format": "b64_json"}]
    assert Image.open(io.BytesIO(result.outputs[0].data or b"")).size == (512, 512)
    await desk.draw(server_model="flux.1-dev")
    assert desk.vendor.purchases[1]["model"] == "flux.1-dev"
    assert (result.usd_micro, result.extras) == (None, {})


async def test_a_path_on_the_server_becomes_an_address(desk: Desk, tmp_path: Path) -> None:
    desk.vendor.misbehave("path")
    result = await desk.draw()
    assert result.outputs[0].url == "http://server.lan:8091/generated-images/0.png"


async def test_references_go_to_edits(desk: Desk, tmp_path: Path) -> None:
    file = picture(tmp_path)
    await desk.draw("vllm-omni-image", {"references": (file, file)}, seed=0, negative_prompt="rain")
    sent = desk.vendor.purchases[0]
    assert list(sent["files"]) == ["image[]"]  # type: ignore[call-overload]
    assert (sent["seed"], sent["negative_prompt"]) == ("0", "rain")
    with pytest.raises(ProviderValidationError):
        await desk.draw(media={"mask": (file,)})
    assert not table("image", "localai").inputs


def test_stable_diffusion_cpp_takes_its_settings_inside_the_prompt() -> None:
    spec = table("image", "stable-diffusion.cpp")
    body = encode(ImageRequest(spec, "a fox", spec.clean_values({"seed": 0, "steps": 8, "negative_prompt": "rain"})))
    prompt = str(body.pop("prompt"))
    inner = json.loads(prompt.removeprefix("a fox <sd_cpp_extra_args>").removesuffix("</sd_cpp_extra_args>"))
    assert inner == {"seed": 0, "negative_prompt": "rain", "sample_params": {"sample_steps": 8}}
    assert body == {"model": "sd-cpp-local", "n": 1}


async def test_kokoro_is_told_to_give_one_body(desk: Desk) -> None:
    result = await desk.say("kokoro", voice="af_heart+af_bella", format="wav")
    assert desk.vendor.purchases[0] == {
        "model": "kokoro", "input": "Good morning.", "voice": "af_heart+af_bella", "response_format": "wav",
        "stream": False,
    }  # fmt: skip
    assert result.outputs[0].mime == "audio/wav"


async def test_a_clip_is_ordered_by_a_form_and_fetched_with_the_key(desk: Desk, tmp_path: Path) -> None:
    film = desk.film()
    film.config.key = desk.vendor.key
    task = await film.create_task(order(media={"first_frame": (picture(tmp_path),)}, duration=2, seed=0))
    sent = desk.vendor.purchases[0]
    assert (sent["seconds"], sent["seed"]) == ("2", "0")
    assert sent["files"] == {"input_reference": [["fox.png", "image/png", len(png())]]}
    status = await film.check_status(task)
    assert (status.state, status.progress) == ("complete", 1.0)
    url, headers = film.locate(str(status.outputs[0].url))
    assert url == f"{SERVER}/videos/{task['id']}/content"
    downloader = Downloader(desk.pool, trusted_origins=frozenset({"http://server.lan:8091"}))
    await downloader.fetch(url, tmp_path / "clip.mp4", headers=headers)
    assert (tmp_path / "clip.mp4").read_bytes()[4:8] == b"ftyp"


async def test_a_clip_without_a_picture_is_a_form_as_well(desk: Desk) -> None:
    task = await desk.film().create_task(order())
    assert desk.vendor.purchases == [{"prompt": "a fox"}]
    assert task == {"id": "video_1"}


@pytest.mark.parametrize("usual", [False, True])
@pytest.mark.parametrize(("prompt", "error"), [("fail", GenerationFailedError), ("forbidden", ContentRefusedError)])
async def test_a_failed_clip_is_told_by_an_http_error_or_not(
    desk: Desk, prompt: str, error: type[Exception], usual: bool
) -> None:
    film = desk.film()
    task = await film.create_task(order(prompt))
    if usual:
        desk.vendor.misbehave("failed as usual")
    status = await film.check_status(task)
    assert status.state == "error"
    assert type(status.error) is error


async def test_a_server_in_trouble_is_no_failed_clip(desk: Desk) -> None:
    film = desk.film()
    task = await film.create_task(order())
    desk.vendor.misbehave("server")
    with pytest.raises(ProviderUnavailableError):
        await film.check_status(task)
    assert (await film.check_status(task)).state == "complete"


async def test_a_running_clip_is_cancelled_where_the_server_can(desk: Desk) -> None:
    desk.vendor.pace = 1.0
    film = desk.film()
    task = await film.create_task(order())
    status = await film.check_status(task)
    assert status.state in ("pending", "processing")
    assert await film.cancel_task(task)
    assert not await film.cancel_task(task)


async def test_models_of_the_server_are_what_a_key_opens(desk: Desk) -> None:
    report = await desk.film().check_key()
    assert report.opens == (("Models", "flux.1-dev, kokoro, wan-2.2"),)


async def test_without_an_address_nothing_is_sent(desk: Desk) -> None:
    film = CompatibleVideoProvider(ProviderConfig("openai-compatible", http=Http(desk.pool)))
    with pytest.raises(ProviderValidationError, match="address"):
        await film.create_task(order())
    assert not desk.wire.hosts


def test_any_name_is_a_model() -> None:
    provider_registry.load()
    own = provider_registry.model("image", "openai-compatible", "Qwen/Qwen-Image")
    assert (own.wire_id, own.field_named("server_model")) == ("Qwen/Qwen-Image", None)
    assert encode(ImageRequest(own, "a fox"))["model"] == "Qwen/Qwen-Image"
    dated = custom("image", "gpt-image-2-2026-04-21")
    assert dated.price.words() == provider_registry.model("image", "openai", "gpt-image-2").price.words()
    assert "unpriced" in custom("image", "gpt-image-9").price.words()
