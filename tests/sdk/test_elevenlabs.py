"""ElevenLabs' own client understands the emulator, and its types know every field that our adapters send."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import httpx
import pytest
from elevenlabs import ElevenLabs as Client
from elevenlabs.core.api_error import ApiError
from elevenlabs.core.unchecked_base_model import construct_type
from elevenlabs.types.image_generation_request import ImageGenerationRequest
from elevenlabs.types.video_generation_request import VideoGenerationRequest
from PIL import Image
from pydantic import BaseModel

from genstudio.core.request import REQUEST_CLASSES, MediaInput
from genstudio.core.result import JsonObject
from genstudio.core.spec import Field, ModelSpec, Value
from genstudio.practice.elevenlabs.server import ElevenLabs
from genstudio.practice.host import Practice, hosted
from genstudio.providers.elevenlabs import image, video
from tests.vendor.server import png

QUICK_S = 0.5
"""The shortest wait between two looks that the client takes."""


@pytest.fixture(scope="module")
def running() -> Iterator[Practice]:
    with hosted(pace=0.0) as practice:
        yield practice


@pytest.fixture
def client(running: Practice) -> Iterator[Client]:
    with httpx.Client() as wire:
        yield Client(api_key=running.keys["elevenlabs"], base_url=running.address("elevenlabs"), httpx_client=wire)


@pytest.fixture
def vendor(running: Practice) -> ElevenLabs:
    return cast("ElevenLabs", running.emulators["elevenlabs"])


def test_account_models_and_voices_are_read(client: Client) -> None:
    assert client.user.get().subscription.tier == "creator"
    assert client.user.subscription.get().character_limit == 100_000
    models = {each.model_id: each for each in client.models.list()}
    assert models["eleven_flash_v2_5"].maximum_text_length_per_request == 40_000
    first = client.voices.search(page_size=2)
    assert (len(first.voices), first.has_more) == (2, True)
    second = client.voices.search(page_size=2, next_page_token=first.next_page_token)
    assert {each.voice_id for each in first.voices}.isdisjoint(each.voice_id for each in second.voices)


def test_speech_comes_with_its_cost(client: Client) -> None:
    with client.text_to_speech.with_raw_response.convert(
        "JBFqnCBsd6RMkjVDRZzb", text="Good morning.", model_id="eleven_v4", seed=0, output_format="mp3_44100_128"
    ) as answer:
        data = b"".join(answer.data)
        assert answer.headers["character-cost"] == "13"
    assert data[:3] == b"ID3" or data[0] == 0xFF


def test_music_comes_with_its_song(client: Client) -> None:
    with client.music.with_raw_response.compose(
        prompt="slow piano", music_length_ms=3_000, model_id="music_v2_5", force_instrumental=True
    ) as answer:
        assert len(b"".join(answer.data)) > 10_000
        assert answer.headers["song-id"].startswith("song-")


def test_a_flow_is_waited_for_and_its_result_fetched(client: Client) -> None:
    asset = client.assets.create(asset=("p.png", png(), "image/png"), name="p.png")
    done = client.flows.image.create_and_wait(
        request={  # type: ignore[arg-type]  # a plain body, as its documentation shows
            "model_id": "gpt-image-2", "prompt": "a fox", "aspect_ratio": "16:9",
            "images": [{"type": "asset", "asset_id": asset.asset_id}],
        },
        min_poll_interval_in_seconds=QUICK_S,
    )  # fmt: skip
    assert done.status == "completed"
    assert Image.open(io.BytesIO(httpx.get(done.content_url).content)).size == (1024, 576)
    failed = client.flows.video.create_and_wait(
        request={"model_id": "veo-3.1-fast-generate-001", "prompt": "forbidden"},  # type: ignore[arg-type]
        min_poll_interval_in_seconds=QUICK_S,
    )
    assert failed.status == "failed"
    assert failed.failure_reason == "moderated"


@pytest.mark.parametrize(
    ("fault", "status", "code"), [("billing", 401, "quota_exceeded"), ("plan", 402, "paid_plan_required")]
)
def test_refusals_have_the_vendors_words(
    client: Client, vendor: ElevenLabs, fault: str, status: int, code: str
) -> None:
    vendor.misbehave(fault)
    with pytest.raises(ApiError) as caught:
        client.user.get()
    assert caught.value.status_code == status
    assert caught.value.body["detail"]["status"] == code


def some_value(field: Field) -> Value:
    match field.type:
        case "choice":
            return field.choices[-1].value
        case "boolean":
            return True
        case "text":
            return "x"
        case _:
            return int(field.low or 1)


def unknown(shape: object) -> list[str]:
    """Fields that the client's types do not have, wherever they stand."""
    if isinstance(shape, list):
        return [name for each in shape for name in unknown(each)]
    if not isinstance(shape, BaseModel):
        return []
    inner = [name for field in type(shape).model_fields for name in unknown(getattr(shape, field))]
    return [*(shape.model_extra or {}), *inner]


@pytest.mark.parametrize("model", [*image.MODELS, *video.MODELS], ids=lambda model: model.id)
def test_every_field_of_a_flow_is_one_that_the_client_knows(model: ModelSpec, tmp_path: Path) -> None:
    """With all settings and, in turn, with each kind of file."""
    values = {each.name: some_value(each) for each in model.fields}
    file = MediaInput(tmp_path / "x", "image/png")
    content: JsonObject = {"type": "inline_base64", "content_base64": "eA==", "mime_type": "image/png"}
    module = image if model.kind == "image" else video
    union: Any = ImageGenerationRequest if model.kind == "image" else VideoGenerationRequest
    required = {role.name for role in model.inputs if role.required}
    together = {"mask": {"reference"}, "audio": {"reference"}}
    for role in model.inputs:
        roles = required | {role.name} | together.get(role.name, set())
        request = REQUEST_CLASSES[model.kind](model, "a fox", model.clean_values(values), dict.fromkeys(roles, (file,)))
        body = module.encode(request, {each: [content] for each in roles})
        shape = construct_type(type_=union, object_=body)
        assert type(shape).__name__ != "dict"
        assert getattr(shape, "model_id", None) == model.wire_id
        assert unknown(shape) == []
