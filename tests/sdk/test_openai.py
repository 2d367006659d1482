"""OpenAI's own client understands the emulator of OpenAI, over a real port."""

from __future__ import annotations

import base64
import io
from collections.abc import Iterator

import openai
import pytest
from PIL import Image

from genstudio.practice.host import Practice, hosted
from genstudio.practice.openai import OpenAI
from tests.vendor.server import png


@pytest.fixture(scope="module")
def running() -> Iterator[Practice]:
    with hosted(pace=0.0) as practice:
        yield practice


@pytest.fixture
def client(running: Practice) -> Iterator[openai.OpenAI]:
    address = f"{running.address('openai')}/v1"
    with openai.OpenAI(base_url=address, api_key=running.keys["openai"], max_retries=0) as made:
        yield made


@pytest.fixture
def vendor(running: Practice) -> OpenAI:
    found = running.emulators["openai"]
    assert isinstance(found, OpenAI)
    return found


def test_models_are_listed(client: openai.OpenAI) -> None:
    listed = {each.id: each for each in client.models.list()}
    assert listed["tts-1"].shutdown_date == "2027-01-06"
    assert listed["gpt-image-2.6-flare"].object == "model"


def test_a_picture_is_made_and_its_tokens_are_counted(client: openai.OpenAI) -> None:
    made = client.images.generate(
        model="gpt-image-2.6-flare", prompt="a paper boat on a lake", size="1536x1024", quality="medium",
        output_format="webp",
    )  # fmt: skip
    assert made.data
    assert Image.open(io.BytesIO(base64.b64decode(made.data[0].b64_json or ""))).size == (1536, 1024)
    assert (made.output_format, made.quality, made.size) == ("webp", "medium", "1536x1024")
    assert made.usage is not None
    assert (made.usage.output_tokens, made.usage.input_tokens_details.image_tokens) == (343, 0)


def test_a_picture_is_edited_with_several_references_and_a_mask(client: openai.OpenAI, vendor: OpenAI) -> None:
    files = [("a.png", png(), "image/png"), ("b.png", png(), "image/png")]
    made = client.images.edit(
        model="gpt-image-2.6-flare", image=files, mask=("m.png", png(), "image/png"), prompt="a hat", n=2
    )
    assert made.data
    assert len(made.data) == 2
    assert made.usage is not None
    assert made.usage.input_tokens_details.image_tokens == 2_000
    assert set(vendor.purchases[-1]["files"]) == {"image[]", "mask"}  # type: ignore[call-overload]


def test_speech_comes_as_bytes_and_as_events(client: openai.OpenAI) -> None:
    spoken = client.audio.speech.create(model="tts-1", voice="alloy", input="Good morning.")
    assert spoken.response.headers["content-type"] == "audio/mpeg"
    with client.audio.speech.with_streaming_response.create(
        model="gpt-4o-mini-tts", voice="marin", input="Good morning.", instructions="Warm.", stream_format="sse"
    ) as streamed:
        text = b"".join(streamed.iter_bytes()).decode()
    assert '"speech.audio.delta"' in text
    assert '"speech.audio.done"' in text


@pytest.mark.parametrize(
    ("fault", "error", "code"),
    [
        ("unauthorized", openai.AuthenticationError, "invalid_api_key"),
        ("region", openai.PermissionDeniedError, "unsupported_country_region_territory"),
        ("billing", openai.RateLimitError, "credit_balance_exhausted"),
        ("limit", openai.RateLimitError, "rate_limit_exceeded"),
        ("moderated before", openai.BadRequestError, "moderation_blocked"),
        ("slow down", openai.InternalServerError, "slow_down"),
    ],
)
def test_a_refusal_is_understood(
    client: openai.OpenAI, vendor: OpenAI, fault: str, error: type[openai.APIStatusError], code: str
) -> None:
    vendor.misbehave(fault)
    with pytest.raises(error) as caught:
        client.images.generate(model="gpt-image-2", prompt="a fox")
    assert caught.value.code == code


def test_an_unknown_model_and_an_old_parameter_are_refused(client: openai.OpenAI) -> None:
    with pytest.raises(openai.NotFoundError) as gone:
        client.images.generate(model="dall-e-3", prompt="a fox")
    assert gone.value.code == "model_not_found"
    with pytest.raises(openai.BadRequestError) as old:
        client.images.generate(model="gpt-image-2", prompt="a fox", style="vivid")
    assert old.value.code == "unknown_parameter"
