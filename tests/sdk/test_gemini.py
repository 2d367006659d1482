"""Google's own client understands the emulator of the Gemini API, over a real port."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from google import genai
from google.genai import errors, interactions, types
from PIL import Image

from genstudio.practice.gemini.vendor import Gemini
from genstudio.practice.host import Practice, hosted
from genstudio.providers.gemini import music, video
from genstudio.providers.gemini.inputs import Given
from genstudio.providers.registry import provider_registry
from tests.providers.gemini_bench import request_of
from tests.vendor.server import png

IMAGE, SPEECH, OMNI = "gemini-nano-banana-2.1", "gemini-3.8-flash-tts", "gemini-omni-1.2-flash"


@pytest.fixture(scope="module")
def running() -> Iterator[Practice]:
    with hosted(pace=0.0) as practice:
        yield practice


@pytest.fixture
def client(running: Practice) -> Iterator[genai.Client]:
    options = types.HttpOptions(
        base_url=running.address("gemini"), api_version="v1beta", retry_options=types.HttpRetryOptions(attempts=1)
    )
    with genai.Client(api_key=running.keys["gemini"], http_options=options) as made:
        yield made


@pytest.fixture
def vendor(running: Practice) -> Gemini:
    found = running.emulators["gemini"]
    assert isinstance(found, Gemini)
    return found


def test_models_are_listed(client: genai.Client) -> None:
    assert f"models/{IMAGE}" in [each.name for each in client.models.list(config={"page_size": 1_000})]


def test_a_picture_is_made_after_a_reference_and_its_tokens_are_counted(client: genai.Client) -> None:
    made = client.models.generate_content(
        model=IMAGE,
        contents=types.Content(
            role="user",
            parts=[types.Part(text="a paper boat"), types.Part.from_bytes(data=png(), mime_type="image/png")],
        ),
        config=types.GenerateContentConfig(
            response_modalities=["IMAGE"], image_config=types.ImageConfig(aspect_ratio="16:9", image_size="1K")
        ),
    )
    assert made.parts
    blob = made.parts[0].inline_data
    assert blob is not None
    assert Image.open(io.BytesIO(blob.data or b"")).size == (1_024, 576)
    assert made.usage_metadata is not None
    assert made.usage_metadata.candidates_token_count == 1_120


def test_thoughts_and_refusals_are_understood(client: genai.Client, vendor: Gemini) -> None:
    config = types.GenerateContentConfig(response_modalities=["IMAGE"])
    vendor.misbehave("thoughts")
    made = client.models.generate_content(model=IMAGE, contents="a fox", config=config)
    assert [each.thought for each in made.parts or ()] == [True, True, None]
    made = client.models.generate_content(model=IMAGE, contents="forbidden", config=config)
    assert made.prompt_feedback is not None
    assert made.prompt_feedback.block_reason == types.BlockedReason.PROHIBITED_CONTENT
    vendor.misbehave("safety")
    made = client.models.generate_content(model=IMAGE, contents="a fox", config=config)
    assert made.candidates
    assert made.candidates[0].finish_reason == types.FinishReason.IMAGE_SAFETY


def test_two_voices_speak(client: genai.Client) -> None:
    voices = [
        types.SpeakerVoiceConfig(
            speaker=name,
            voice_config=types.VoiceConfig(prebuilt_voice_config=types.PrebuiltVoiceConfig(voice_name=voice)),
        )
        for name, voice in (("Ann", "Kore"), ("Ben", "Puck"))
    ]
    made = client.models.generate_content(
        model=SPEECH,
        contents="Ann: Hi.",
        config=types.GenerateContentConfig(
            response_modalities=["AUDIO"],
            speech_config=types.SpeechConfig(
                multi_speaker_voice_config=types.MultiSpeakerVoiceConfig(speaker_voice_configs=voices)
            ),
        ),
    )
    assert made.parts
    assert made.parts[0].inline_data is not None
    assert made.parts[0].inline_data.mime_type == "audio/L16;codec=pcm;rate=24000"


def test_a_clip_is_made_in_the_background_and_its_file_is_downloaded(client: genai.Client, tmp_path: Path) -> None:
    picture = tmp_path / "a.png"
    picture.write_bytes(png())
    file = client.files.upload(file=picture)
    assert file.state == types.FileState.ACTIVE
    begun = client.interactions.create(
        model=OMNI,
        background=True,
        input=[
            {"type": "image", "uri": file.uri, "mime_type": "image/png"},
            {"type": "text", "text": "<FIRST_FRAME> a boat"},
        ],
        response_format={"type": "video", "delivery": "uri", "duration": "3s", "resolution": "360p"},
        generation_config={"video_config": {"task": "image_to_video"}, "seed": 0},
    )
    assert isinstance(begun, interactions.Interaction)
    assert begun.status == "in_progress"
    assert begun.id is not None
    done = client.interactions.get(begun.id)
    assert isinstance(done, interactions.Interaction)
    assert done.status == "completed"
    assert done.output_video is not None
    assert done.output_video.uri is not None
    assert done.usage is not None
    assert done.usage.total_output_tokens == 3 * 1_448
    name = done.output_video.uri.rpartition("/")[2]
    assert client.files.get(name=name).source == types.FileSource.GENERATED
    assert (client.files.download(file=name) or b"")[4:8] == b"ftyp"


def test_a_running_clip_is_cancelled(client: genai.Client, vendor: Gemini, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vendor, "pace", 1.0)
    begun = client.interactions.create(
        model=OMNI, background=True, input="a boat", response_format={"type": "video", "delivery": "uri"}
    )
    assert isinstance(begun, interactions.Interaction)
    assert begun.id is not None
    assert client.interactions.cancel(begun.id).status == "cancelled"


@pytest.mark.parametrize(("model", "shape"), [("lyria-3.5", ""), ("lyria-3-clip-preview", "flat")])
def test_a_song_has_its_words_first(client: genai.Client, vendor: Gemini, model: str, shape: str) -> None:
    vendor.misbehave(shape)
    made = client.interactions.create(model=model, input="a waltz\n\nThe song is 20 seconds long.")
    assert isinstance(made, interactions.Interaction)
    assert made.output_audio is not None
    assert made.output_audio.mime_type == "audio/mpeg"
    assert "paper boat" in (made.output_text or "")


@pytest.mark.parametrize(
    ("fault", "status", "code"),
    [("unauthorized", "INVALID_ARGUMENT", 400), ("limit", "RESOURCE_EXHAUSTED", 429), ("server", "UNAVAILABLE", 503)],
)
@pytest.mark.parametrize("listed", [False, True])
def test_an_error_is_understood(
    client: genai.Client, vendor: Gemini, fault: str, status: str, code: int, listed: bool
) -> None:
    if listed:
        vendor.misbehave("listed")
    vendor.misbehave(fault)
    with pytest.raises(errors.APIError) as caught:
        client.models.generate_content(model=IMAGE, contents="a fox")
    assert (caught.value.code, caught.value.status) == (code, status)


def test_what_our_adapters_send_are_requests_of_googles_own_types() -> None:
    provider_registry.load()
    frame, clip = Given("image/png", data="aQ=="), Given("video/mp4", uri="https://files/1")
    clips = [
        video.encode(request_of("video", "a boat", OMNI, duration=3.5, seed=0, thinking_level="high"), {}),
        video.encode(request_of("video", "a boat", previous_interaction_id="v1_x"), {"first_frame": (frame,)}),
        video.encode(request_of("video", "a boat", OMNI, task="upscale", resolution="4k"), {"video": (clip,)}),
    ]
    song = music.encode(request_of("music", "a waltz", lyrics="Row"), {"reference": (frame,)})
    for body in (*clips, song):
        read = interactions.CreateModelInteraction.model_validate(body)
        sent = read.model_dump(mode="json", by_alias=True, exclude_unset=True)
        assert {name: sent[name] for name in body} == body
