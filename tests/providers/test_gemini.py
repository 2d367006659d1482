"""What only Google does: each trap of its API, against the emulator that has them."""

from __future__ import annotations

import io
import struct
import wave
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from genstudio.core.errors import (
    ContentRefusedError,
    GenerationFailedError,
    GenStudioError,
    ProviderAuthError,
    ProviderBillingError,
    ProviderRateLimitError,
    ProviderUnavailableError,
    ProviderValidationError,
)
from genstudio.core.request import REQUEST_CLASSES, MediaInput
from genstudio.core.spec import KINDS, Kind
from genstudio.providers.gemini import inputs
from genstudio.providers.gemini.account import judge, successor_of
from genstudio.providers.gemini.speech import sound
from genstudio.providers.registry import provider_registry
from genstudio.transport.answers import Answer
from tests.contract.emulator import LAUNCH
from tests.providers.gemini_bench import HOST, OMNI, Bench, request_of
from tests.vendor.server import png


@pytest.fixture
async def bench() -> AsyncIterator[Bench]:
    provider_registry.load()
    made = Bench()
    yield made
    await made.pool.aclose()


@pytest.fixture
def picture(tmp_path: Path) -> MediaInput:
    path = tmp_path / "p.png"
    path.write_bytes(png())
    return MediaInput(path, "image/png")


async def test_drafts_of_a_thinking_model_are_left_out_and_its_thoughts_are_paid(bench: Bench) -> None:
    bench.vendor.misbehave("thoughts")
    result = await bench.make("image", "a fox", "gemini-3-pro-image")
    assert len(result.outputs) == 1
    assert result.outputs[0].data is not None
    assert struct.unpack(">I", result.outputs[0].data[16:20]) == (1_024,)
    # 2 words in at 2, 1,120 tokens of picture at 120, 500 of thought at 12 USD a million.
    assert result.usd_micro == 2 * 2 + 1_120 * 120 + 500 * 12


async def test_the_type_of_a_picture_is_read_from_the_answer(bench: Bench) -> None:
    bench.vendor.misbehave("jpeg")
    result = await bench.make("image")
    assert result.outputs[0].mime == "image/jpeg"
    assert result.outputs[0].data is not None
    assert result.outputs[0].data.startswith(b"\xff\xd8")


async def test_references_follow_the_words_in_order_and_their_tokens_are_paid(
    bench: Bench, picture: MediaInput
) -> None:
    result = await bench.make("image", "a fox", image_size="2K", media={"reference": (picture, picture)}, seed=0)
    body = bench.vendor.purchases[0]
    parts = body["contents"][0]["parts"]  # type: ignore[index]
    assert [next(iter(each)) for each in parts] == ["text", "inlineData", "inlineData"]
    assert body["generationConfig"] == {
        "responseModalities": ["IMAGE"], "seed": 0, "imageConfig": {"imageSize": "2K"},
    }  # fmt: skip
    assert result.usd_micro == 1_680 * 30 + 777  # (2 + 2 * 258) tokens at 1.5 USD a million


async def test_large_references_go_through_the_files_api(
    bench: Bench, picture: MediaInput, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inputs, "INLINE_BYTES", 10)
    await bench.make("image", media={"reference": (picture,)})
    (name,) = bench.vendor.uploads
    assert bench.vendor.uploads[name] == png()
    parts = bench.vendor.purchases[0]["contents"][0]["parts"]  # type: ignore[index]
    assert parts[1] == {"fileData": {"mimeType": "image/png", "fileUri": f"{HOST}/v1beta/files/{name}"}}


async def test_a_file_that_is_still_read_is_waited_for_and_a_bad_one_is_told_before_the_purchase(
    bench: Bench, picture: MediaInput, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inputs, "INLINE_BYTES", 10)
    monkeypatch.setattr(inputs, "ASK_S", 0.0)
    bench.vendor.waits["given1"] = 2
    await bench.make("image", media={"reference": (picture,)})
    assert sum(each.url.path == "/v1beta/files/given1" for each in bench.sent) == 2
    bench.vendor.waits["given2"] = -1
    with pytest.raises(ProviderValidationError):
        await bench.make("image", media={"reference": (picture,)})
    assert len(bench.vendor.purchases) == 1


@pytest.mark.parametrize(
    ("fault", "error", "words"),
    [
        ("blocked", ContentRefusedError, "content rules"),
        ("safety", ContentRefusedError, "content rules"),
        ("no image", GenerationFailedError, "without a result"),
        ("other", GenerationFailedError, "without a result"),
        ("too long", GenerationFailedError, "longer"),
        ("limited", ProviderAuthError, "limited"),
        ("words", GenerationFailedError, "What should the fox look like?"),
    ],
)
@pytest.mark.parametrize("kind", ["image", "tts"])
async def test_a_good_answer_without_a_result_says_why(
    bench: Bench, kind: Kind, fault: str, error: type[GenStudioError], words: str
) -> None:
    bench.vendor.misbehave(fault)
    with pytest.raises(error, match=words.replace("?", r"\?")) as caught:
        await bench.make(kind)
    assert caught.value.message.endswith(".")


async def test_bare_samples_get_one_header(bench: Bench) -> None:
    result = await bench.make("tts", "Good morning.")
    assert result.outputs[0].mime == "audio/wav"
    assert result.outputs[0].data is not None
    with wave.open(io.BytesIO(result.outputs[0].data)) as file:
        assert (file.getframerate(), file.getnchannels(), file.getsampwidth()) == (24_000, 1, 2)
        assert file.getnframes() * 2 + 44 == len(result.outputs[0].data)
    assert result.usd_micro == pytest.approx((4 * 0.5 + 25 * 9) * LAUNCH, abs=1)


async def test_a_file_with_a_header_gets_no_second_one(bench: Bench) -> None:
    bench.vendor.misbehave("wav")
    result = await bench.make("tts", "Good morning.")
    assert result.outputs[0].data is not None
    assert result.outputs[0].data.count(b"WAVEfmt ") == 1


def test_the_rate_is_that_of_the_declared_type() -> None:
    made = sound("audio/L16;codec=pcm;rate=16000", b"\0\1" * 8)
    assert made.data is not None
    assert struct.unpack("<I", made.data[24:28]) == (16_000,)
    assert sound("audio/L16; codec=pcm; rate=48000", b"\0\1" * 8).data != made.data
    assert sound("audio/mpeg", b"ID3").mime == "audio/mpeg"
    riff = b"RIFF\0\0\0\0WAVE"
    assert sound("audio/L16;rate=24000", riff).data == riff


async def test_two_voices_have_the_names_of_the_text_and_exclude_one_voice(bench: Bench) -> None:
    await bench.make(
        "tts", "Ann: Hi. Ben: Hello.", speaker="Ann", second_speaker="Ben", second_voice="Zephyr", style="warmly",
        language="de-DE",
    )  # fmt: skip
    body = bench.vendor.purchases[0]
    assert body["generationConfig"]["speechConfig"] == {  # type: ignore[index]
        "multiSpeakerVoiceConfig": {
            "speakerVoiceConfigs": [
                {"speaker": "Ann", "voiceConfig": {"prebuiltVoiceConfig": {"voiceName": "Kore"}}},
                {"speaker": "Ben", "voiceConfig": {"prebuiltVoiceConfig": {"voiceName": "Zephyr"}}},
            ]
        },
        "languageCode": "de-DE",
    }
    part = body["contents"][0]["parts"][0]  # type: ignore[index]
    assert part == {"text": "Ann: Hi. Ben: Hello.", "speechMetadata": {"style": "warmly"}}


async def test_a_voice_of_ones_own_takes_the_place_of_a_named_one(bench: Bench) -> None:
    await bench.make("tts", custom_voice="voices/mine")
    speech = bench.vendor.purchases[0]["generationConfig"]["speechConfig"]  # type: ignore[index]
    assert speech == {"voiceConfig": {"voice": "voices/mine"}}


@pytest.mark.parametrize("listed", [False, True])
@pytest.mark.parametrize("kind", ["image", "music"])
@pytest.mark.parametrize(
    ("fault", "error"),
    [
        ("unauthorized", ProviderAuthError),
        ("leaked", ProviderAuthError),
        ("prepaid", ProviderBillingError),
        ("daily", ProviderBillingError),
        ("spending", ProviderBillingError),
        ("no billing", ProviderBillingError),
        ("region", ProviderValidationError),
    ],
)
async def test_a_refusal_is_what_google_means(
    bench: Bench, kind: Kind, fault: str, error: type[GenStudioError], listed: bool
) -> None:
    if listed:
        bench.vendor.misbehave("listed")
    bench.vendor.misbehave(fault)
    with pytest.raises(error):
        await bench.make(kind)
    assert not bench.vendor.purchases


async def test_the_wait_that_google_names_is_kept(bench: Bench) -> None:
    bench.vendor.misbehave("limit")
    with pytest.raises(ProviderRateLimitError) as caught:
        await bench.make("image")
    assert caught.value.retry_after_s == 34.4


def test_an_ended_model_names_its_successor() -> None:
    body = b'{"error": {"code": 404, "message": "models/veo-3.1-generate-preview is no longer available."}}'
    error = judge(Answer(404, {}, body))
    assert isinstance(error, ProviderValidationError)
    assert OMNI in error.message
    assert successor_of("gemini-2.5-flash-image") == "gemini-nano-banana-2.1"
    assert successor_of("gemini-2.5-pro-preview-tts") == "gemini-3.8-flash-tts"
    assert successor_of("gemini-nano-banana-9") == ""


async def test_a_task_that_google_forgot_is_no_success(bench: Bench) -> None:
    with pytest.raises(ProviderValidationError):
        await bench.clips().check_status({"id": "v1_gone", "model": OMNI})


async def test_a_5xx_to_a_look_is_asked_again(bench: Bench) -> None:
    provider = bench.clips()
    task = await provider.create_task(request_of("video", "a boat"))
    bench.vendor.misbehave("server")
    with pytest.raises(ProviderUnavailableError):
        await provider.check_status(task)
    assert (await provider.check_status(task)).state == "complete"


async def test_a_good_key_names_the_models_that_it_opens(bench: Bench) -> None:
    report = await provider_registry.get("image", "gemini").provider(bench.config()).check_key()
    assert report is not None
    ((label, models),) = report.opens
    assert label == "Models"
    assert "Nano Banana 2.1" in models
    assert "Lyria 3.5" in models
    assert not bench.vendor.purchases


@pytest.mark.parametrize("kind", KINDS)
async def test_any_other_model_has_the_form_of_its_kind_and_no_price(bench: Bench, kind: Kind) -> None:
    row = provider_registry.get(kind, "gemini")
    spec = row.provider.custom_model("gemini-next")
    assert spec is not None
    assert (spec.kind, spec.id, spec.wire_id) == (kind, "gemini:gemini-next", "gemini-next")
    assert [each.name for each in spec.fields] == [each.name for each in row.models[0].fields]
    request = REQUEST_CLASSES[kind](spec, "a fox", spec.clean_values({}), {})
    assert row.provider(bench.config()).estimate_cost(request) is None
    with pytest.raises(ProviderValidationError, match="gemini-next"):
        await row.provider(bench.config()).generate(request)
