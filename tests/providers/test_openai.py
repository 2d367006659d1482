"""What only OpenAI does."""

from __future__ import annotations

import io
from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx2
import pytest
from PIL import Image

from genstudio.core.errors import (
    ContentRefusedError,
    GenStudioError,
    ProviderAuthError,
    ProviderBillingError,
    ProviderRateLimitError,
    ProviderResponseError,
    ProviderUnavailableError,
    ProviderValidationError,
)
from genstudio.core.request import ImageRequest, MediaInput, SpeechRequest
from genstudio.core.result import ProviderResult
from genstudio.core.spec import ModelSpec
from genstudio.practice.openai import OpenAI
from genstudio.providers.base import ProviderConfig
from genstudio.providers.openai.adapter import OpenAIImageProvider, OpenAISpeechProvider
from genstudio.providers.openai.tables import IMAGES, SPEECH
from genstudio.transport.http import Http, HttpPool
from tests.vendor.server import png
from tests.wire import TestWire

NEWEST = IMAGES[0]
MARKED = next(each for each in IMAGES if any(role.name == "markup" for role in each.inputs))
TALKER = SPEECH[0]


class Desk:
    """OpenAI in this process, and the two adapters in front of it."""

    def __init__(self) -> None:
        self.vendor = OpenAI(pace=0.0)
        self.wire = TestWire(httpx2.ASGITransport(self.vendor.app))
        self.pool = HttpPool(self.wire)

    def config(self, model: str = "") -> ProviderConfig:
        return ProviderConfig("openai", model=model, key=self.vendor.key, http=Http(self.pool))

    async def draw(
        self,
        spec: ModelSpec = NEWEST,
        prompt: str = "a fox",
        media: Mapping[str, tuple[MediaInput, ...]] | None = None,
        **values: Any,
    ) -> ProviderResult:
        request = ImageRequest(spec, prompt, spec.clean_values(values), media or {}, reference="job-1")
        return await OpenAIImageProvider(self.config(spec.id)).generate_image(request)

    async def say(self, spec: ModelSpec = TALKER, text: str = "Good morning.", **values: Any) -> ProviderResult:
        request = SpeechRequest(spec, text, spec.clean_values(values), reference="job-1")
        return await OpenAISpeechProvider(self.config(spec.id)).generate_speech(request)


@pytest.fixture
async def desk() -> AsyncIterator[Desk]:
    made = Desk()
    yield made
    await made.pool.aclose()


def picture(folder: Path, name: str = "fox.png", mime: str = "image/png") -> MediaInput:
    path = folder / name
    path.write_bytes(png())
    return MediaInput(path, mime, name)


async def test_pictures_are_decoded_and_settled_by_their_tokens(desk: Desk) -> None:
    result = await desk.draw(count=2, quality="medium", size="1536x1024", format="jpeg")
    sizes = [Image.open(io.BytesIO(each.data or b"")).size for each in result.outputs]
    assert sizes == [(1536, 1024)] * 2
    assert {each.mime for each in result.outputs} == {"image/jpeg"}
    # 12 tokens of text at 5 USD a million, twice 343 drawn ones at 30.
    assert result.usd_micro == 12 * 5 + 2 * 343 * 30
    assert result.extras["tokens"] == {"text": 12, "image": 0, "output": 686}
    assert result.extras["requestId"] == "req_1"


async def test_the_price_of_auto_is_known_afterwards(desk: Desk) -> None:
    request = ImageRequest(NEWEST, "a fox", NEWEST.clean_values({"quality": "auto"}))
    assert OpenAIImageProvider(desk.config()).estimate_cost(request) is None
    assert (await desk.draw(quality="auto")).usd_micro == 12 * 5 + 1_756 * 30


async def test_what_openai_refuses_for_pictures_is_not_sent(desk: Desk) -> None:
    await desk.draw()
    assert set(desk.vendor.purchases[0]) == {"model", "prompt", "size", "quality", "n", "output_format"}
    assert desk.vendor.headers[0]["x-client-request-id"] == "job-1"


async def test_one_reference_goes_as_image_and_several_as_a_list(desk: Desk, tmp_path: Path) -> None:
    fox, hen = picture(tmp_path), picture(tmp_path, "hen.png")
    result = await desk.draw(media={"references": (fox,), "mask": (picture(tmp_path, "hole.png"),)}, count=3)
    await desk.draw(media={"references": (fox, hen)})
    one, several = desk.vendor.purchases
    size = len(png())
    assert one["files"] == {"image": [["fox.png", "image/png", size]], "mask": [["hole.png", "image/png", size]]}
    assert several["files"] == {"image[]": [["fox.png", "image/png", size], ["hen.png", "image/png", size]]}
    assert (one["n"], one["prompt"]) == ("3", "a fox")
    assert "input_fidelity" not in one
    # The picture that is seen costs as well: 1,000 tokens at 8 USD a million.
    assert result.usd_micro == 12 * 5 + 1_000 * 8 + 3 * 439 * 30


async def test_marks_are_for_the_models_that_take_them(desk: Desk, tmp_path: Path) -> None:
    await desk.draw(MARKED, media={"references": (picture(tmp_path),), "markup": (picture(tmp_path, "marks.png"),)})
    assert set(desk.vendor.purchases[0]["files"]) == {"image", "markup"}  # type: ignore[call-overload]
    with pytest.raises(ProviderValidationError):
        NEWEST.check_media({"references": 1, "markup": 1})


@pytest.mark.parametrize(
    ("values", "roles"),
    [
        ({"background": "transparent", "format": "jpeg"}, ()),
        ({"compression": 50, "format": "png"}, ()),
        ({}, ("mask",)),
        ({}, ("references", "mask", "markup")),
    ],
)
async def test_settings_that_contradict_each_other_are_not_bought(
    desk: Desk, tmp_path: Path, values: dict[str, Any], roles: tuple[str, ...]
) -> None:
    media = {role: (picture(tmp_path, f"{role}.png"),) for role in roles}
    with pytest.raises(ProviderValidationError):
        await desk.draw(MARKED, media=media, **values)
    assert not desk.wire.hosts


async def test_a_mask_is_a_png(desk: Desk, tmp_path: Path) -> None:
    media = {"references": (picture(tmp_path),), "mask": (picture(tmp_path, "m.jpg", "image/jpeg"),)}
    with pytest.raises(ProviderValidationError, match="PNG"):
        await desk.draw(media=media)


REFUSALS: dict[str, tuple[type[GenStudioError], str]] = {
    "billing": (ProviderBillingError, "empty"),
    "old billing": (ProviderBillingError, "empty"),
    "hard limit": (ProviderBillingError, "spending limit"),
    "spend limit": (ProviderBillingError, "spending limit"),
    "not active": (ProviderBillingError, "Payment is not set up"),
    "region": (ProviderValidationError, "country or region"),
    "unverified": (ProviderValidationError, "organisation verified"),
    "forbidden": (ProviderAuthError, "may not do this"),
    "moderated before": (ContentRefusedError, "Nothing was charged"),
    "moderated after": (ContentRefusedError, "may have charged"),
    "policy": (ContentRefusedError, "does not tell whether it charged"),
    "empty": (ProviderResponseError, "does not know"),
    "no content": (ProviderResponseError, "does not know"),
    "damaged": (ProviderResponseError, "does not know"),
    "garbage": (ProviderResponseError, "does not know"),
}


@pytest.mark.parametrize("fault", REFUSALS)
async def test_a_refusal_has_its_own_words(desk: Desk, fault: str) -> None:
    kind, words = REFUSALS[fault]
    desk.vendor.misbehave(fault)
    with pytest.raises(kind, match=words) as caught:
        await desk.draw()
    assert type(caught.value) is kind


@pytest.mark.parametrize(("fault", "seconds"), [("limit", 7.0), ("limit in ms", 0.25)])
async def test_a_limit_names_its_wait(desk: Desk, fault: str, seconds: float) -> None:
    desk.vendor.misbehave(fault)
    with pytest.raises(ProviderRateLimitError) as caught:
        await desk.say()
    assert caught.value.retry_after_s == seconds


@pytest.mark.parametrize(("fault", "seconds"), [("overloaded", 5.0), ("slow down", 60.0)])
async def test_a_purchase_that_openai_was_too_busy_for_was_not_made(desk: Desk, fault: str, seconds: float) -> None:
    desk.vendor.misbehave(fault)
    with pytest.raises(ProviderUnavailableError) as caught:
        await desk.draw()
    assert caught.value.retry_after_s == seconds
    assert not desk.vendor.purchases


async def test_a_refused_setting_is_named(desk: Desk) -> None:
    desk.vendor.misbehave("invalid")
    with pytest.raises(ProviderValidationError, match="setting size") as caught:
        await desk.draw()
    assert caught.value.field == "size"


async def test_an_ended_model_names_its_successor(desk: Desk) -> None:
    ended = replace(NEWEST, id="openai:dall-e-3", wire_id="dall-e-3")
    with pytest.raises(ProviderValidationError, match=r"choose gpt-image-2\.6-sunburst instead"):
        await desk.draw(ended)
    unknown = replace(NEWEST, id="openai:gpt-image-9", wire_id="gpt-image-9")
    with pytest.raises(ProviderValidationError, match="no model gpt-image-9"):
        await desk.draw(unknown)


async def test_speech_tells_its_tokens_as_events_and_follows_instructions(desk: Desk) -> None:
    result = await desk.say(instructions="Warm.", voice="cedar")
    sent = desk.vendor.purchases[0]
    assert sent["stream_format"] == "sse"
    assert (sent["instructions"], sent["voice"]) == ("Warm.", "cedar")
    assert result.outputs[0].mime == "audio/mpeg"
    # 4 tokens of text at 0.60 USD a million, 21 of sound at 12, rounded up.
    assert result.usd_micro == 255


async def test_old_speech_comes_as_bytes_and_is_priced_by_its_characters(desk: Desk) -> None:
    result = await desk.say(SPEECH[1], "x" * 4_096, format="wav")
    assert "stream_format" not in desk.vendor.purchases[0]
    assert (result.outputs[0].mime, result.usd_micro) == ("audio/wav", None)
    request = SpeechRequest(SPEECH[1], "x" * 4_096, SPEECH[1].clean_values({}))
    assert OpenAISpeechProvider(desk.config()).estimate_cost(request) == 61_440


@pytest.mark.parametrize(
    ("form", "mime"), [("opus", "audio/ogg"), ("aac", "audio/aac"), ("flac", "audio/flac"), ("wav", "audio/wav")]
)
async def test_every_file_format_is_known_by_its_bytes(desk: Desk, form: str, mime: str) -> None:
    assert (await desk.say(format=form)).outputs[0].mime == mime


async def test_a_voice_of_ones_own_goes_by_its_id(desk: Desk) -> None:
    await desk.say(own_voice="voice_123")
    assert desk.vendor.purchases[0]["voice"] == {"id": "voice_123"}


async def test_speech_that_breaks_off_is_no_result(desk: Desk) -> None:
    desk.vendor.misbehave("breaks off")
    with pytest.raises(ProviderResponseError):
        await desk.say()


async def test_a_key_tells_its_models_and_may_keep_them_to_itself(desk: Desk) -> None:
    provider = OpenAIImageProvider(desk.config())
    opens = dict((await provider.check_key()).opens)
    assert opens["Picture models"].startswith("gpt-image-2.6-sunburst, ")
    assert opens["Speech models"] == "gpt-4o-mini-tts, tts-1, tts-1-hd"
    desk.vendor.misbehave("list")
    assert dict((await provider.check_key()).opens) == {"Models": "not told: the key may not list them"}
    desk.vendor.misbehave("region")
    with pytest.raises(ProviderValidationError, match="country or region"):
        await provider.check_key()


async def test_a_gateway_takes_the_place_of_the_vendor(desk: Desk) -> None:
    config = desk.config()
    config.base_url = "https://gateway.example/v1/"
    await OpenAIImageProvider(config).check_key()
    assert desk.wire.hosts == {"gateway.example"}
