"""What only ElevenLabs does."""

from __future__ import annotations

import json
import time
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from genstudio.core.errors import (
    ContentRefusedError,
    DownloadRefusedError,
    GenerationFailedError,
    ProviderAuthError,
    ProviderBillingError,
    ProviderError,
    ProviderRateLimitError,
    ProviderResponseError,
    ProviderUnavailableError,
    ProviderValidationError,
)
from genstudio.core.money import Measure
from genstudio.core.request import (
    REQUEST_CLASSES,
    GenerationRequest,
    MediaInput,
    MusicRequest,
    SpeechRequest,
)
from genstudio.core.result import ProviderResult
from genstudio.core.spec import Kind, Value
from genstudio.practice.elevenlabs.account import CREDITS
from genstudio.practice.elevenlabs.server import ElevenLabs
from genstudio.providers import spec_json
from genstudio.providers.base import AsyncProvider, BaseProvider
from genstudio.providers.elevenlabs import music, speech, video
from genstudio.providers.elevenlabs.described import Voice, voice_field
from genstudio.providers.elevenlabs.flows import FAULTS, INLINE_BYTES, Job, decode
from genstudio.providers.elevenlabs.vendor import judge
from genstudio.providers.registry import provider_registry
from genstudio.transport.answers import Answer
from genstudio.transport.download import Downloader
from tests.contract.test_hosted import Bench
from tests.vendor.server import png


class Desk(Bench):
    """The vendor and its adapters."""

    emulator: ElevenLabs

    def adapter(self, kind: Kind) -> BaseProvider:
        self.row = provider_registry.get(kind, "elevenlabs")
        return self.provider()

    def flow(self, kind: Kind) -> AsyncProvider:
        adapter = self.adapter(kind)
        assert isinstance(adapter, AsyncProvider)
        return adapter


@pytest.fixture
async def desk() -> AsyncIterator[Desk]:
    provider_registry.load()
    made = Desk(provider_registry.get("tts", "elevenlabs"), ElevenLabs(pace=0.0))
    yield made
    await made.pool.aclose()


def ask(
    kind: Kind, model: str, prompt: str = "Good morning.", media: Mapping[str, list[MediaInput]] | None = None,
    **values: Value,
) -> GenerationRequest:  # fmt: skip
    spec = provider_registry.model(kind, "elevenlabs", model)
    files = {role: tuple(each) for role, each in (media or {}).items()}
    return REQUEST_CLASSES[kind](spec, prompt, spec.clean_values(values), files)


@pytest.fixture
def picture(tmp_path: Path) -> MediaInput:
    path = tmp_path / "p.png"
    path.write_bytes(png())
    return MediaInput(path, "image/png", "p.png")


@pytest.mark.parametrize(
    ("fault", "error", "words"),
    [
        ("billing", ProviderBillingError, "used up"),
        ("empty", ProviderBillingError, "used up"),
        ("plan", ProviderBillingError, "plan"),
        ("feature", ProviderBillingError, "plan"),
        ("blocked", ProviderBillingError, "blocked"),
        ("scope", ProviderAuthError, "may not do this"),
        ("unauthorized", ProviderAuthError, "did not accept the key"),
        ("voice", ProviderValidationError, "no such voice"),
        ("access", ProviderValidationError, "no such voice"),
        ("conflict", ProviderValidationError, "409"),
        ("sentence", ProviderValidationError, "400"),
        ("invalid", ProviderValidationError, "422"),
        ("slots", ProviderRateLimitError, "places of your plan"),
        ("busy", ProviderUnavailableError, "overloaded"),
    ],
)
async def test_a_refusal_is_what_its_code_says_and_not_its_status(
    desk: Desk, fault: str, error: type[ProviderError], words: str
) -> None:
    desk.emulator.misbehave(fault)
    with pytest.raises(error, match=words) as caught:
        await desk.adapter("tts").generate(ask("tts", "v4"))
    assert type(caught.value) is error
    assert caught.value.provider == "elevenlabs"
    assert not desk.emulator.purchases


async def test_credits_that_run_out_are_told_as_such_and_not_as_a_bad_key(desk: Desk) -> None:
    desk.emulator.used = CREDITS - 5
    with pytest.raises(ProviderBillingError):
        await desk.adapter("tts").generate(ask("tts", "v4"))
    desk.emulator.used = CREDITS
    with pytest.raises(ProviderBillingError):
        await desk.adapter("tts").check_key()


async def test_a_restricted_key_is_accepted_for_what_it_opens(desk: Desk) -> None:
    desk.emulator.misbehave("scope")
    report = await desk.adapter("tts").check_key()
    assert report is not None
    assert dict(report.opens)["Models"].startswith("eleven_v4, ")
    report = await desk.adapter("tts").check_key()
    assert report is not None
    assert dict(report.opens) == {"Plan": "creator", "Credits": "100,000 of 100,000 left", "Renewed": "2027-01-01"}


def test_a_limit_without_retry_after_is_waited_for_by_its_reset() -> None:
    answer = Answer(429, {"x-ratelimit-reset": str(int(time.time()) + 60)}, b"{}")
    error = judge(answer)
    assert isinstance(error, ProviderRateLimitError)
    assert error.retry_after_s == pytest.approx(60, abs=2)


@pytest.mark.parametrize(
    ("fault", "usd_micro"), [("", 14 * 80), ("other cost header", 14 * 80), ("no cost", None)]
)  # fmt: skip
async def test_speech_is_settled_by_the_credits_that_the_answer_tells(
    desk: Desk, fault: str, usd_micro: int | None
) -> None:
    desk.emulator.misbehave(fault)
    result = await desk.adapter("tts").generate(ask("tts", "v4", "Good morning!!"))
    assert result.usd_micro == usd_micro
    assert result.extras["request_id"] == "req-1"
    assert result.extras.get("credits") == (None if usd_micro is None else 14.0)


async def test_music_tells_its_credits_and_makes_no_money_of_them(desk: Desk) -> None:
    result = await desk.adapter("music").generate(ask("music", "music-v2.5", duration=3))
    assert result.usd_micro is None
    assert result.extras == {"credits": 60.0, "request_id": "req-1", "song_id": "song-1"}


@pytest.mark.parametrize("fault", ["silence", "json"])
async def test_an_answer_without_sound_is_held(desk: Desk, fault: str) -> None:
    desk.emulator.misbehave(fault)
    with pytest.raises(ProviderResponseError):
        await desk.adapter("tts").generate(ask("tts", "v4"))
    assert len(desk.emulator.purchases) == 1


@pytest.mark.parametrize(
    ("wave", "mime"), [("mp3_22050_32", "audio/mpeg"), ("wav_24000", "audio/wav"), ("opus_48000_64", "audio/ogg")]
)
async def test_sound_comes_in_the_format_that_was_asked_for(desk: Desk, wave: str, mime: str) -> None:
    result: ProviderResult = await desk.adapter("tts").generate(ask("tts", "v4", format=wave))
    assert result.outputs[0].mime == mime


async def test_a_model_is_described_with_the_voices_of_the_account(desk: Desk) -> None:
    adapter = desk.adapter("tts")
    spec = await adapter.describe_model("eleven_v4/voices")
    assert spec is not None
    spec = spec_json.load(spec_json.dump(spec))
    assert (spec.id, spec.wire_id, spec.label) == ("elevenlabs:eleven_v4/voices", "eleven_v4", "Eleven v4, your voices")
    voice = spec.field_named("voice")
    assert voice is not None
    assert ("My own voice", "cloned") in [(each.label, each.note) for each in voice.choices]
    assert all(each.preview.endswith(".mp3") for each in voice.choices)
    assert spec.price.usd_micro(Measure({}, 1_000)) == 80_000
    request = SpeechRequest(spec, "Hello.", spec.clean_values({"voice": "myOwnVoice0123456789"}))
    assert (await adapter.generate(request)).outputs
    assert desk.emulator.purchases[0]["voice_id"] == "myOwnVoice0123456789"


async def test_a_model_outside_the_table_has_no_price_and_an_unknown_one_is_none(desk: Desk) -> None:
    adapter = desk.adapter("tts")
    spec = await adapter.describe_model("eleven_turbo_v2_5")
    assert spec is not None
    assert spec.price.usd_micro(Measure({}, 1_000)) is None
    assert spec.prompt.max_chars == 40_000
    assert await adapter.describe_model("eleven_v9") is None


def test_voices_of_one_name_can_be_told_apart_and_signed_samples_are_left_out() -> None:
    signed = Voice(voice_id="aaaaaaa1", name="Ann", preview_url="https://files.example/a.mp3?payload=x")
    field = voice_field([signed, Voice(voice_id="bbbbbbb2", name="Ann")])
    assert [(each.label, each.preview) for each in field.choices] == [("Ann (aaaaaa)", ""), ("Ann (bbbbbb)", "")]


def test_settings_of_the_voice_are_apart_and_zero_is_a_value() -> None:
    request = ask("tts", "v4", stability=0.0, use_speaker_boost=False, seed=0, voice_id="abc123", speed=1.1)
    assert isinstance(request, SpeechRequest)
    path, body = speech.encode(request)
    assert path == "/v1/text-to-speech/abc123?output_format=mp3_44100_128"
    assert body == {
        "text": "Good morning.",
        "model_id": "eleven_v4",
        "seed": 0,
        "voice_settings": {"speed": 1.1, "stability": 0.0, "use_speaker_boost": False},
    }


def test_a_voice_is_an_id_and_never_a_path() -> None:
    for bad in ("../user", "a/b", "a?x=1", "ä"):
        request = ask("tts", "v4", voice_id=bad)
        assert isinstance(request, SpeechRequest)
        with pytest.raises(ProviderValidationError):
            speech.encode(request)


def test_each_model_of_speech_has_the_settings_that_its_version_knows() -> None:
    fields = {model.wire_id: {each.name: each for each in model.fields} for model in speech.MODELS}
    assert "language" not in fields["eleven_multilingual_v2"]
    assert [each.value for each in fields["eleven_v3"]["stability"].choices] == [0.0, 0.5, 1.0]
    assert not {"style", "use_speaker_boost", "previous_text"} & fields["eleven_v3"].keys()
    assert [each for each in fields if "clone_strength" in fields[each]] == ["eleven_v4", "eleven_v4_turbo"]


def test_a_wav_larger_than_can_be_taken_is_refused_before_it_is_bought() -> None:
    for text, speed in (("a" * 9_000, 1.0), ("a" * 6_000, 0.7)):
        request = ask("tts", "flash-v2.5", text, format="wav_44100", speed=speed)
        assert isinstance(request, SpeechRequest)
        with pytest.raises(ProviderValidationError, match="too long for WAV"):
            speech.encode(request)


async def test_a_refused_song_names_the_prompt_that_would_pass(desk: Desk) -> None:
    with pytest.raises(ContentRefusedError, match="It would take: a waltz, bright and warm"):
        await desk.adapter("music").generate(ask("music", "music-v2.5", "a waltz in the style of somebody"))


async def test_a_song_that_no_other_words_would_save_is_told_as_such(desk: Desk) -> None:
    adapter = desk.adapter("music")
    with pytest.raises(ContentRefusedError, match="by its content rules"):
        await adapter.generate(ask("music", "music-v2.5", "forbidden"))
    with pytest.raises(ContentRefusedError, match="seems to name an artist"):
        await adapter.generate(lyrics("a waltz in the style of somebody"))
    assert not desk.emulator.purchases


async def test_a_moderated_text_is_told_as_such_and_was_not_charged(desk: Desk) -> None:
    with pytest.raises(ContentRefusedError, match="Nothing was charged"):
        await desk.adapter("tts").generate(ask("tts", "v4", "forbidden"))
    assert not desk.emulator.purchases


def lyrics(text: str, duration: int = 60) -> MusicRequest:
    request = ask("music", "song-v2.5", text, duration=duration, seed=0, style="folk, harp", negative_prompt="drums")
    assert isinstance(request, MusicRequest)
    return request


async def test_lyrics_become_a_plan_whose_parts_share_the_time(desk: Desk) -> None:
    request = lyrics("[Verse]\none\ntwo\n\n[Chorus]\n", 40)
    _, body = music.encode(request)
    common = {"positive_styles": ["folk", "harp"], "negative_styles": ["drums"]}
    assert body == {
        "model_id": "music_v2_5",
        "seed": 0,
        "composition_plan": {
            "chunks": [
                {"text": "[Verse]\none\ntwo", "duration_ms": 30_000} | common,
                {"text": "[Chorus]", "duration_ms": 10_000} | common,
            ]
        },
    }
    assert (await desk.adapter("music").generate(request)).outputs


@pytest.mark.parametrize(
    ("text", "duration", "field"),
    [
        ("\n\n".join("a" * 31), 600, "prompt"),
        ("\n".join("a" * 31), 60, "prompt"),
        ("a" * 201, 60, "prompt"),
        ("a\n\nb\n\nc", 6, "duration"),
        ("a", 121, "duration"),
    ],
)
def test_lyrics_that_fit_no_plan_are_refused_before_they_are_bought(text: str, duration: int, field: str) -> None:
    with pytest.raises(ProviderValidationError) as caught:
        music.encode(lyrics(text, duration))
    assert caught.value.field == field


async def test_small_files_travel_inside_and_large_ones_are_uploaded_first(
    desk: Desk, picture: MediaInput, tmp_path: Path
) -> None:
    large = tmp_path / "large.png"
    large.write_bytes(png() + bytes(INLINE_BYTES))
    files = {"reference": [picture, MediaInput(large, "image/png", "large.png")]}
    await desk.flow("image").create_task(ask("image", "gpt-image-2", media=files))
    images = desk.emulator.purchases[0]["images"]
    assert isinstance(images, list)
    assert images[0]["type"] == "inline_base64"
    assert images[1] == {"type": "asset", "asset_id": "asset-1"}
    assert desk.emulator.assets["asset-1"] == large.stat().st_size


async def test_references_of_veo_say_what_they_stand_for(desk: Desk, picture: MediaInput) -> None:
    files = {"style": [picture], "reference": [picture]}
    await desk.flow("video").create_task(ask("video", "veo-3.1-generate-001", media=files, duration=8))
    images = desk.emulator.purchases[0]["images"]
    assert isinstance(images, list)
    assert [each["role"] for each in images] == ["subject", "style"]


@pytest.mark.parametrize(
    ("kind", "model", "roles", "values", "field"),
    [
        ("image", "gpt-image-2", ["mask"], {}, "reference"),
        ("video", "veo-3.1-generate-001", ["reference", "first_frame"], {"duration": 8}, "reference"),
        ("video", "veo-3.1-generate-001", ["style"], {"duration": 4}, "duration"),
        ("video", "veo-3.1-generate-001", ["style", "style", "reference", "reference"], {}, "reference"),
        ("video", "bytedance-seedance-v2.5", ["video", "last_frame"], {}, "video"),
        ("video", "bytedance-seedance-v2", ["audio"], {}, "audio"),
    ],
)
async def test_what_does_not_go_together_is_refused_with_nothing_sent(
    desk: Desk,
    picture: MediaInput,
    kind: Kind,
    model: str,
    roles: list[str],
    values: dict[str, Any],
    field: str,
) -> None:
    files = {role: [picture] * roles.count(role) for role in roles}
    with pytest.raises(ProviderValidationError) as caught:
        await desk.flow(kind).create_task(ask(kind, model, media=files, **values))
    assert caught.value.field == field
    assert not desk.wire.hosts


async def test_a_type_that_flows_do_not_take_is_refused_with_nothing_sent(desk: Desk, tmp_path: Path) -> None:
    files = {"reference": [MediaInput(tmp_path / "p.gif", "image/gif")]}
    with pytest.raises(ProviderValidationError, match="JPEG, PNG, WEBP, HEIC"):
        await desk.flow("image").create_task(ask("image", "gpt-image-2", media=files))
    assert not desk.wire.hosts


def test_each_maker_writes_4k_in_its_own_way() -> None:
    sizes = {model.wire_id: model.field_named("resolution") for model in video.MODELS}
    best = {name: str(each.choices[-1].value) for name, each in sizes.items() if each is not None}
    assert (best["veo-3.1-generate-001"], best["bytedance-seedance-v2"]) == ("4K", "4k")


async def test_too_early_is_pending_and_the_wait_is_the_vendors(desk: Desk) -> None:
    desk.emulator.pace = 2.0
    flow = desk.flow("video")
    task = await flow.create_task(ask("video", "veo-3.1-generate-001"))
    status = await flow.check_status(task)
    assert (status.state, status.retry_after_s) == ("pending", 6.0)
    desk.emulator.misbehave("early")
    assert (await flow.check_status(task)).state == "pending"


@pytest.mark.parametrize("reason", [*FAULTS, "timeout", "model_error", "dependency_failed", "a new one"])
def test_a_failed_flow_says_why_and_was_not_charged(reason: str) -> None:
    status = decode(Job(id="1", status="failed", failure_reason=reason, error_message="because"))
    assert type(status.error) is FAULTS.get(reason, GenerationFailedError)
    assert "Nothing was charged." in status.error.message
    assert status.error.detail == "because"


def test_a_completed_flow_without_an_address_is_an_error() -> None:
    with pytest.raises(ProviderResponseError):
        decode(Job(id="1", status="completed"))


async def test_a_result_is_fetched_without_the_key_and_its_address_ends(desk: Desk, tmp_path: Path) -> None:
    async def resolve(host: str, port: int) -> list[str]:
        return ["93.184.216.34"]

    flow = desk.flow("image")
    task = await flow.create_task(ask("image", "gpt-image-2", "a fox", aspect_ratio="16:9"))
    url = (await flow.get_result(task)).outputs[0].url
    assert url is not None
    downloader = Downloader(desk.pool, trusted_origins=frozenset({"http://api.elevenlabs.io"}), resolve=resolve)
    await downloader.fetch(url, tmp_path / "fox.png")
    assert (tmp_path / "fox.png").read_bytes().startswith(b"\x89PNG")
    desk.emulator.misbehave("expired")
    with pytest.raises(DownloadRefusedError):
        await downloader.fetch(url, tmp_path / "late.png")


def test_no_answer_of_a_flow_puts_its_signed_address_into_an_error() -> None:
    job = Job(id="1", status="pondering", content_url="https://files.example/x?sig=secret")
    with pytest.raises(ProviderResponseError) as caught:
        decode(job)
    assert "secret" not in json.dumps([caught.value.message, caught.value.detail])
