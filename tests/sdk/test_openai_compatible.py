"""OpenAI's own client understands a server of one's own, as the emulator plays it, over a real port."""

from __future__ import annotations

import base64
from collections.abc import Iterator

import openai
import pytest

from genstudio.practice.host import Practice, hosted
from tests.vendor.server import png


@pytest.fixture(scope="module")
def running() -> Iterator[Practice]:
    with hosted(pace=0.0) as practice:
        yield practice


@pytest.fixture
def client(running: Practice) -> Iterator[openai.OpenAI]:
    address = running.address("openai-compatible")
    with openai.OpenAI(base_url=address, api_key=running.keys["openai-compatible"], max_retries=0) as made:
        yield made


def test_pictures_and_speech(client: openai.OpenAI) -> None:
    assert [each.id for each in client.models.list()] == ["flux.1-dev", "kokoro", "wan-2.2"]
    made = client.images.generate(prompt="a fox", model="flux.1-dev", size="512x512", response_format="b64_json")
    assert made.data
    assert base64.b64decode(made.data[0].b64_json or "").startswith(b"\x89PNG")
    spoken = client.audio.speech.create(model="kokoro", voice="af_heart", input="Hello.", response_format="wav")
    assert spoken.content[:4] == b"RIFF"


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_a_clip_from_the_order_to_the_file(client: openai.OpenAI) -> None:
    """The client itself warns that OpenAI no longer serves /videos."""
    clip = client.videos.create(prompt="a fox", seconds="4", input_reference=("f.png", png(), "image/png"))
    assert clip.status == "queued"
    assert client.videos.retrieve(clip.id).status == "completed"
    assert client.videos.download_content(clip.id).read()[4:8] == b"ftyp"
    assert client.videos.delete(clip.id).deleted
    with pytest.raises(openai.NotFoundError):
        client.videos.retrieve(clip.id)
