"""What only Modal does."""

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
    GenerationFailedError,
    GenStudioError,
    ProviderAuthError,
    ProviderBillingError,
    ProviderRateLimitError,
    ProviderResponseError,
    ProviderUnavailableError,
    ProviderValidationError,
    SubmissionUnknownError,
)
from genstudio.core.request import REQUEST_CLASSES, GenerationRequest, MediaInput
from genstudio.practice.modal import Modal
from genstudio.providers.base import ProviderConfig
from genstudio.providers.modal import wire
from genstudio.providers.modal.adapter import (
    ModalEditProvider,
    ModalImageProvider,
    ModalMusicProvider,
    ModalSpeechProvider,
    ModalVideoProvider,
)
from genstudio.providers.modal.tables import OFFERS
from genstudio.providers.registry import provider_registry
from genstudio.transport.answers import Answer
from genstudio.transport.http import Http, HttpPool
from tests.vendor.server import png
from tests.wire import TestWire

APP = "https://me--media-studio-api.modal.run"
ENDPOINT = "https://me--film-image.modal.run"
CLASSES: dict[str, Any] = {
    "modal:image": ModalImageProvider, "modal:speech": ModalSpeechProvider, "modal:video": ModalVideoProvider,
    "modal:music": ModalMusicProvider, "modal-edit:image": ModalEditProvider,
}  # fmt: skip


class Desk(httpx2.AsyncBaseTransport):
    """Apps in this process, and the adapters in front of them; a tiny pace lets an endpoint answer at once."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.vendor = Modal(pace=0.0)
        self.sent: list[httpx2.Request] = []
        self.wire = TestWire(self)
        self.pool = HttpPool(self.wire)
        self._to_app = httpx2.ASGITransport(self.vendor.app)

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        self.sent.append(request)
        return await self._to_app.handle_async_request(request)

    async def aclose(self) -> None:
        await self._to_app.aclose()

    def provider(self, model: str = "modal:image", **settings: Any) -> Any:
        settings = {"base_url": APP, "key": self.vendor.key} | settings
        made = CLASSES[model.removesuffix("-endpoint")]
        return made(ProviderConfig(made.name, model=model, http=Http(self.pool), **settings))

    def request(self, model: str, prompt: str = "a fox", **values: Any) -> GenerationRequest:
        spec = next(each.spec for each in OFFERS if each.spec.id == model)
        media = {role.name: (self.picture(),) for role in spec.inputs if role.required}
        made = REQUEST_CLASSES[spec.kind]
        return made(spec, prompt, spec.clean_values(values), media, reference="job-1", work_dir=self.folder)

    def picture(self) -> MediaInput:
        path = self.folder / "fox.png"
        path.write_bytes(png())
        return MediaInput(path, "image/png", "fox.png")


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    made = Desk(tmp_path)
    yield made
    await made.pool.aclose()


async def test_both_words_of_the_key_travel_in_headers_of_their_own(desk: Desk) -> None:
    await desk.provider().create_task(desk.request("modal:image", seed=0, aspect_ratio="16:9"))
    head = desk.sent[0].headers
    assert f"{head['modal-key']} {head['modal-secret']}" == desk.vendor.key
    assert "authorization" not in head
    assert desk.vendor.purchases[0] == {
        "kind": "image", "model": None, "client_ref": "job-1",
        "input": {"prompt": "a fox", "aspect_ratio": "16:9", "seed": 0, "count": 1},
    }  # fmt: skip


async def test_gpu_seconds_are_the_cost_where_the_app_tells_them(desk: Desk) -> None:
    provider = desk.provider()
    status = await provider.check_status(await provider.create_task(desk.request("modal:image", width=64, height=64)))
    # 9.8 s are ten started seconds of an L40S at 0.000542 USD.
    assert (status.usd_micro, status.extras["gpu"], status.extras["seeds"]) == (5_420, "L40S", [42])
    assert wire.cost(wire.Metrics(seconds=3.0, gpu="B200")) is None
    assert wire.cost(wire.Metrics(seconds=3.0)) is None


async def test_an_output_by_address_is_fetched_with_the_key(desk: Desk) -> None:
    provider = desk.provider()
    task = await provider.create_task(desk.request("modal:image", width=64, height=64))
    desk.vendor.misbehave("by file")
    (output,) = (await provider.check_status(task)).outputs
    url, headers = provider.locate(output.url)
    assert url == f"{APP}/v1/jobs/{task['id']}/files/0"
    assert headers["Modal-Key"].startswith("wk-")


async def test_an_old_endpoint_leads_on_until_it_is_done(desk: Desk) -> None:
    provider = desk.provider("modal:image-endpoint", urls={"image": ENDPOINT})
    task = await provider.create_task(desk.request("modal:image-endpoint", aspect_ratio="3:2", steps=8))
    assert task == {"call": "/?__modal_function_call_id=fc-0001"}
    for hop in ("303", "302", "408"):
        desk.vendor.misbehave(hop)
        assert (await provider.check_status(task)).state == "processing"
    status = await desk.provider("modal:image-endpoint", urls={"image": ENDPOINT}).check_status(task)
    assert Image.open(io.BytesIO(status.outputs[0].data or b"")).size == (1584, 1056)
    assert [each.method for each in desk.sent] == ["POST", "GET", "GET", "GET", "GET"]
    assert {each.headers.get("modal-secret") for each in desk.sent} == {desk.vendor.key.split()[1]}
    assert {each.url.host for each in desk.sent} == {"me--film-image.modal.run"}
    assert desk.vendor.purchases == [
        {"prompt": "a fox", "aspect_ratio": "3:2", "num_images_per_prompt": 1, "num_inference_steps": 8,
         "width": 1584, "height": 1056}
    ]  # fmt: skip


async def test_a_quick_endpoint_answers_once_and_its_result_survives_a_restart(desk: Desk) -> None:
    desk.vendor.pace = 0.0001
    task = await desk.provider("modal:speech-endpoint").create_task(desk.request("modal:speech-endpoint", speed=1.5))
    assert desk.vendor.purchases[0]["voice_settings"] == {"speaking_rate": 1.5}
    again = json.loads(json.dumps(task))
    (output,) = (await desk.provider("modal:speech-endpoint").check_status(again)).outputs
    assert output.path
    assert output.path.parent == desk.folder
    assert output.path.read_bytes()[:4] == b"RIFF"
    assert not await desk.provider("modal:speech-endpoint").cancel_task(task)


async def test_an_edit_sends_its_pictures_under_every_name_that_endpoints_know(desk: Desk) -> None:
    await desk.provider("modal-edit:image-endpoint").create_task(desk.request("modal-edit:image-endpoint", strength=0))
    sent = desk.vendor.purchases[0]
    assert sent["reference_images"] == [sent["image"]]
    assert str(sent["image"]).startswith("data:image/png;base64,")
    assert sent["strength"] == 0


async def test_a_late_order_is_asked_for_before_its_job(desk: Desk) -> None:
    provider = desk.provider()
    desk.vendor.misbehave("late order")
    task = await provider.create_task(desk.request("modal:image", width=64, height=64))
    assert task == {"ordered": "/v1/jobs?__modal_function_call_id=fc-0001"}
    desk.vendor.misbehave("303")
    assert (await provider.check_status(task)).state == "pending"
    assert (await provider.check_status(task)).state == "complete"


async def test_the_key_follows_no_address_at_another_host(desk: Desk) -> None:
    provider = desk.provider("modal:image-endpoint")
    desk.vendor.misbehave("elsewhere")
    with pytest.raises(ProviderResponseError):
        await provider.create_task(desk.request("modal:image-endpoint"))
    assert desk.wire.hosts == {"me--media-studio-api.modal.run"}


@pytest.mark.parametrize(
    ("fault", "on_order", "on_look"),
    [
        ("disabled", ProviderBillingError, ProviderBillingError),
        ("billing", ProviderBillingError, ProviderBillingError),
        ("limit", ProviderRateLimitError, ProviderRateLimitError),
        ("stopped", ProviderValidationError, ProviderValidationError),
        ("unauthorized", ProviderAuthError, ProviderAuthError),
        ("lost call", GenerationFailedError, None),
        ("killed", GenerationFailedError, None),
        ("crash", GenerationFailedError, None),
        ("busy", ProviderRateLimitError, ProviderRateLimitError),
        ("server", SubmissionUnknownError, ProviderUnavailableError),
    ],
)
async def test_plain_words_of_the_platform_are_understood(
    desk: Desk, fault: str, on_order: type[GenStudioError], on_look: type[GenStudioError] | None
) -> None:
    provider = desk.provider("modal:music-endpoint")
    task = await provider.create_task(desk.request("modal:music-endpoint"))
    desk.vendor.misbehave(fault)
    with pytest.raises(on_order):
        await provider.create_task(desk.request("modal:music-endpoint"))
    desk.vendor.misbehave(fault)
    if on_look is None:
        assert isinstance((await provider.check_status(task)).error, GenerationFailedError)
    else:
        with pytest.raises(on_look):
            await provider.check_status(task)


async def test_a_crash_of_the_contracts_web_part_says_nothing_about_the_job(desk: Desk) -> None:
    provider = desk.provider()
    desk.vendor.misbehave("crash")
    with pytest.raises(SubmissionUnknownError):
        await provider.create_task(desk.request("modal:image"))
    task = await provider.create_task(desk.request("modal:image"))
    desk.vendor.misbehave("crash")
    with pytest.raises(ProviderUnavailableError):
        await provider.check_status(task)
    desk.vendor.misbehave("expired")
    with pytest.raises(GenerationFailedError, match="no longer"):
        await provider.check_status(task)


async def test_a_running_job_is_cancelled(desk: Desk) -> None:
    desk.vendor.pace = 1.0
    provider = desk.provider("modal:video")
    task = await provider.create_task(desk.request("modal:video", audio=False))
    assert (await provider.check_status(task)).state == "pending"
    assert await provider.cancel_task(task)
    assert (await provider.check_status(task)).state == "cancelled"
    assert not await provider.cancel_task({"id": "fc-9999"})


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ({"images": ["iVBORw0KGgo=", "iVBORw0KGgo="]}, ["image/png", "image/png"]),
        ({"image": "data:image/webp;base64,AAAA"}, ["image/webp"]),
        ({"image": None, "image_url": "/out/1.png"}, [f"{ENDPOINT}/out/1.png"]),
        ({"audio_base64": "UklGRgAAAABXQVZF", "video": "AAAA"}, ["audio/wav"]),
        ({"video_url": "https://files.example/1.mp4"}, ["https://files.example/1.mp4"]),
    ],
)
def test_the_result_is_found_wherever_an_endpoint_puts_it(body: dict[str, Any], found: list[str]) -> None:
    answer = Answer(200, {}, json.dumps(body).encode())
    assert [each.url or each.mime for each in wire.made(answer, "image", f"{ENDPOINT}/", "modal")] == found


@pytest.mark.parametrize(
    ("body", "error"),
    [
        ({"image": "!"}, ProviderResponseError),
        ({}, ProviderResponseError),
        ([], ProviderResponseError),
        ({"status": "failed", "error": "no clip"}, GenerationFailedError),
    ],
)
def test_an_answer_without_a_result_is_an_error(body: object, error: type[GenStudioError]) -> None:
    with pytest.raises(error):
        wire.made(Answer(200, {}, json.dumps(body).encode()), "image", ENDPOINT, "modal")


async def test_a_check_tells_what_an_app_offers_and_that_an_old_endpoint_is_there(desk: Desk) -> None:
    report = await desk.provider().check_key()
    assert report.opens[1][1].startswith("image: default; image_edit: default")
    desk.vendor.app.router.routes.pop(0)
    assert (await desk.provider().check_key()).opens == (("Contract", "none, an endpoint of the old kind"),)
    desk.vendor.misbehave("server")
    with pytest.raises(ProviderValidationError, match="does not know this request"):
        await desk.provider().http.read_raw("/v2")


async def test_only_orders_of_the_contract_may_be_repeated(desk: Desk) -> None:
    by = {each.spec.id: each for each in OFFERS}
    assert desk.provider().resubmits(by["modal:image"].spec) == "repeat"
    assert desk.provider().resubmits(by["modal:image-endpoint"].spec) == "never"
    task = await desk.provider().create_task(desk.request("modal:image"))
    assert await desk.provider().create_task(desk.request("modal:image")) == task


def test_any_name_is_a_model_of_the_contract() -> None:
    provider_registry.load()
    own = provider_registry.model("image", "modal", "qwen-image")
    body = wire.encode(REQUEST_CLASSES["image"](own, "a fox", {"seed": 0}, reference="r"))
    assert body == {"kind": "image", "model": "qwen-image", "input": {"prompt": "a fox", "seed": 0}, "client_ref": "r"}
    edit = provider_registry.model("image", "modal-edit", "qwen-edit")
    assert [role.name for role in edit.inputs] == ["references"]
