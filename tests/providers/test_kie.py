"""What only Kie does."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from genstudio.core.errors import (
    ContentRefusedError,
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
from genstudio.practice.kie.tasks import Task as Made
from genstudio.providers.kie.apis import read_market, read_runway, read_suno
from genstudio.providers.kie.vendor import FRESH_S
from tests.providers.kie_bench import ROUTES, ROWS, Desk, files


@pytest.fixture
async def desk() -> AsyncIterator[Desk]:
    made = Desk()
    yield made
    await made.pool.aclose()


REFUSALS: dict[str, tuple[type[GenStudioError], type[GenStudioError], str]] = {
    "unauthorized": (ProviderAuthError, ProviderAuthError, "did not accept the key"),
    "billing": (ProviderBillingError, ProviderBillingError, "is empty"),
    "spend cap": (ProviderBillingError, ProviderBillingError, "spending limit"),
    "invalid": (ProviderValidationError, ProviderValidationError, "The field prompt is required"),
    "message": (ProviderValidationError, ProviderValidationError, "The field prompt is required"),
    "by status": (ProviderValidationError, ProviderValidationError, "The field prompt is required"),
    "off": (ProviderValidationError, ProviderValidationError, "switched this model off"),
    "policy": (ContentRefusedError, ContentRefusedError, "content rules. Nothing was charged"),
    "guard": (ProviderValidationError, ProviderValidationError, "turned this program away"),
    "limit": (ProviderRateLimitError, ProviderRateLimitError, "asks us to wait"),
    "maintenance": (GenerationFailedError, ProviderUnavailableError, "closed for maintenance"),
    "server": (SubmissionUnknownError, ProviderUnavailableError, "clear answer|its own"),
    "garbage": (ProviderResponseError, ProviderResponseError, "does not know"),
}


@pytest.mark.parametrize("fault", REFUSALS)
async def test_http_200_says_nothing_and_the_code_everything(desk: Desk, fault: str) -> None:
    for_order, for_look, words = REFUSALS[fault]
    task = await desk.order()
    desk.vendor.misbehave(fault)
    with pytest.raises(for_order, match=words) as ordered:
        await desk.order()
    assert type(ordered.value) is for_order
    desk.vendor.misbehave(fault)
    with pytest.raises(for_look, match=words):
        await desk.provider().check_status(task)
    assert len(desk.vendor.purchases) == 1


async def test_the_result_is_json_in_a_text_and_the_bill_stands_beside_it(desk: Desk) -> None:
    status = await desk.made("nano-banana-2", resolution="4K")
    assert [each.url for each in status.outputs] == ["https://api.kie.ai/files/task-1-0.png"]
    # 18 credits of half a cent.
    assert (status.usd_micro, status.extras) == (90_000, {"credits": "18"})


async def test_a_result_without_a_file_is_an_error() -> None:
    for text in (None, "", "{", "[]", '{"resultUrls": []}'):
        with pytest.raises(ProviderResponseError):
            read_market({"state": "success", "resultJson": text}, "image")


@pytest.mark.parametrize("fault", ["unseen", "null record"])
async def test_a_new_task_may_be_unknown_for_a_while(desk: Desk, fault: str) -> None:
    task = await desk.order()
    desk.vendor.misbehave(fault)
    assert (await desk.provider().check_status(task)).state == "pending"
    desk.vendor.misbehave(fault)
    with pytest.raises(ProviderValidationError):
        await desk.provider().check_status({**task, "made_s": int(time.time() - FRESH_S - 1)})


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("Your prompt contains sensitive words", ContentRefusedError),
        ("NSFW content detected", ContentRefusedError),
        ("Upstream timed out", GenerationFailedError),
    ],
)
def test_a_refusal_by_content_is_known_by_its_text(text: str, error: type[GenStudioError]) -> None:
    data = {"state": "fail", "failCode": "422", "failMsg": text, "creditsConsumed": 0.8}
    status = read_market(data, "image")
    assert type(status.error) is error
    # What Kie bills is charged, also for a failure.
    assert status.usd_micro == 4_000


async def test_more_than_twenty_orders_in_ten_seconds_have_to_wait() -> None:
    desk = Desk(pace=1.0)
    for _ in range(20):
        await desk.order()
    with pytest.raises(ProviderRateLimitError) as caught:
        await desk.order()
    assert caught.value.retry_after_s == 10.0
    await desk.pool.aclose()


async def test_a_lost_task_number_is_kept_for_a_person(desk: Desk) -> None:
    desk.vendor.misbehave("no task id")
    with pytest.raises(ProviderResponseError):
        await desk.order()
    assert len(desk.vendor.purchases) == 1


@pytest.mark.parametrize("fault", ["", "other address"])
async def test_inputs_are_uploaded_and_named_as_the_model_wants_them(desk: Desk, tmp_path: Path, fault: str) -> None:
    desk.vendor.misbehave(fault)
    await desk.order("nano-banana-pro", "a fox", files(tmp_path, references=2))
    names = ["job-1-references-0.png", "job-1-references-1.png"]
    assert desk.sent["input"]["image_input"] == [f"https://kieai.redpandaai.co/uploads/{name}" for name in names]
    assert desk.wire.hosts == {"api.kie.ai", "kieai.redpandaai.co"}
    assert set(desk.vendor.uploads) == set(names)


@pytest.mark.parametrize(("name", "given", "wire_id", "field"), ROUTES)
async def test_files_choose_the_wire_model_and_no_field_is_passed_over(
    desk: Desk, tmp_path: Path, name: str, given: dict[str, int], wire_id: str, field: str
) -> None:
    await desk.order(name, "a fox", files(tmp_path, **given))
    assert desk.sent["model"] == wire_id
    assert field in desk.sent["input"]
    assert not desk.vendor.passed_over


async def test_the_vendors_schema_knows_every_field_that_is_ever_sent(desk: Desk, tmp_path: Path) -> None:
    """Kie passes over what it does not know, and bills the task with defaults."""
    for name, row in ROWS.items():
        if row.api == "market":
            values = {each.name: each.choices[0].value if each.choices else "x" for each in row.model.fields
                      if each.type in ("choice", "text")}  # fmt: skip
            values |= {each.name: each.low or 0 for each in row.model.fields if each.type in ("integer", "number")}
            needed = {role.name: 1 for role in row.model.inputs if role.required}
            await desk.order(name, "Speaker 1: a fox", files(tmp_path, **needed), **values)
            assert (name, desk.vendor.passed_over) == (name, set())


@pytest.mark.parametrize(
    ("name", "given", "values", "words"),
    [
        ("gpt-image-2", {}, {"resolution": "4K"}, "nothing with 4K and 1:1"),
        ("gpt-image-2", {}, {"resolution": "2K", "aspect_ratio": "auto"}, "nothing with 2K and auto"),
        ("runway", {}, {"resolution": "1080p", "duration": 10}, "nothing with 1080p and 10 s"),
        (
            "hailuo/2-3-image-to-video-pro",
            {"first_frame": 1},
            {"resolution": "1080P", "duration": 10},
            "1080P and 10 s",
        ),
        ("kling-3.0/video", {"last_frame": 1}, {}, "needs a file: First frame"),
        ("bytedance/seedance-2", {"first_frame": 1, "references": 1}, {}, "either First frame or References"),
        ("veo3_fast", {"references": 1}, {"duration": 4}, "makes only 8 s"),
    ],
)
async def test_what_does_not_go_together_is_not_bought(
    desk: Desk, tmp_path: Path, name: str, given: dict[str, int], values: dict[str, object], words: str
) -> None:
    with pytest.raises(ProviderValidationError, match=words):
        await desk.order(name, "a fox", files(tmp_path, **given), **values)
    assert not desk.wire.hosts


async def test_veo_has_a_path_and_a_flag_of_its_own(desk: Desk, tmp_path: Path) -> None:
    status = await desk.made("veo3_lite", "a fox", files(tmp_path, first_frame=1, last_frame=1), duration=6)
    assert (desk.sent["generationType"], len(desk.sent["imageUrls"])) == ("FIRST_AND_LAST_FRAMES_2_VIDEO", 2)
    assert status.outputs[0].mime == "video/mp4"
    await desk.order("veo3_lite", "a fox", files(tmp_path, references=3))
    assert desk.sent["generationType"] == "REFERENCE_2_VIDEO"
    await desk.order("veo3")
    assert "generationType" not in desk.sent


async def test_kontext_answers_with_one_picture(desk: Desk, tmp_path: Path) -> None:
    status = await desk.made("flux-kontext-max", "a fox", files(tmp_path, references=1))
    assert desk.sent["inputImage"].endswith("job-1-references-0.png")
    assert (len(status.outputs), status.outputs[0].mime) == (1, "image/png")


async def test_a_clip_that_runway_has_deleted_is_told() -> None:
    data = {"state": "success", "expireFlag": 1, "videoInfo": {"videoUrl": "https://x.example/a.mp4"}}
    status = read_runway(data, "video")
    assert "has deleted it since" in str(status.error)


async def test_suno_writes_by_itself_or_sings_what_it_is_given(desk: Desk) -> None:
    status = await desk.made("V5", "warm folk")
    assert {**desk.sent, "callBackUrl": ""} == {
        "model": "V5", "prompt": "warm folk", "customMode": False, "instrumental": False, "callBackUrl": "",
    }  # fmt: skip
    assert [each.role for each in status.outputs] == ["main", "main", "transcript"]
    await desk.order("V5", "warm folk", lyrics="[Verse] The sea", style_weight=0.0)
    assert desk.sent | {"callBackUrl": ""} == {
        "model": "V5", "style": "warm folk", "prompt": "[Verse] The sea", "title": "warm folk", "customMode": True,
        "instrumental": False, "styleWeight": 0.0, "callBackUrl": "",
    }  # fmt: skip
    await desk.order("V5_5", "warm folk", instrumental=True, title="Sea", duration=60)
    assert (desk.sent["title"], desk.sent["duration"], "prompt" in desk.sent) == ("Sea", 60, False)
    assert all(each["callBackUrl"].startswith("https://") for each in desk.vendor.purchases)


def test_a_call_back_that_fails_is_no_failed_song() -> None:
    made = Made("t", "suno", "music", "V5", {}, "folk", 0.0, 12.0)
    record = made.record(["https://x.example/a.mp3", "https://x.example/b.mp3"])
    assert read_suno(record | {"status": "CALLBACK_EXCEPTION"}, "music").state == "complete"
    assert read_suno({"status": "CALLBACK_EXCEPTION"}, "music").state == "error"
    assert read_suno({"status": "FIRST_SUCCESS"}, "music").step == "The first of two tracks is ready"


async def test_a_dialogue_is_read_by_the_voices_that_it_names(desk: Desk) -> None:
    text = "Good evening.\nBella: Did you hear?\nBrian: No: nothing.\nReally."
    await desk.order("elevenlabs/text-to-dialogue-v3", text, stability=0.0)
    brian, bella = "nPczCjzI2devNBz1zQrb", "hpp4J3VqNfWAUOO0d1Us"
    assert desk.sent["input"] == {
        "dialogue": [
            {"text": "Good evening.", "voice": "EkK5I93UQWFDigLMpZcX"},
            {"text": "Did you hear?", "voice": bella},
            {"text": "No: nothing.", "voice": brian},
            {"text": "Really.", "voice": brian},
        ],
        "stability": 0.0,
    }


async def test_gemini_is_given_a_conversation_also_for_one_voice(desk: Desk) -> None:
    await desk.order("google/gemini-3-1-flash-tts", "Speaker 2: alone", profile="A calm narrator")
    assert desk.sent["input"]["speakers"] == [
        {"speaker_id": "Speaker 1", "voice_name": "Kore", "accent": "Neutral", "audio_profile": "A calm narrator"}
    ]
    assert desk.sent["input"]["dialogue_turns"] == [{"speaker_id": "Speaker 1", "text": "Speaker 2: alone"}]
    text = "Speaker 1: Halt!\nWho goes?\nSpeaker 2: A friend."
    await desk.order("google/gemini-3-1-flash-tts", text, second_voice="Puck", style="Deadpan")
    assert desk.sent["input"]["dialogue_turns"] == [
        {"speaker_id": "Speaker 1", "text": "Halt!\nWho goes?"},
        {"speaker_id": "Speaker 2", "text": "A friend."},
    ]
    assert [each["style"] for each in desk.sent["input"]["speakers"]] == ["Deadpan", "Deadpan"]


async def test_any_model_of_the_market_goes_by_its_id(desk: Desk) -> None:
    custom = desk.provider().custom_model("google/imagen4-next")
    assert custom is not None
    known = replace(custom, wire_id="google/imagen4-fast")
    status = await desk.made(known, "a fox", input='{"aspect_ratio": "4:3", "seed": 0}')
    assert desk.sent["input"] == {"prompt": "a fox", "aspect_ratio": "4:3", "seed": 0}
    assert status.usd_micro == 20_000
    with pytest.raises(ProviderValidationError, match="no JSON object"):
        await desk.order(known, "a fox", input="style: DESIGN")
    with pytest.raises(ProviderValidationError, match="is not supported"):
        await desk.order(custom)
    assert desk.provider("music").custom_model("V9") is None


async def test_a_key_tells_its_credits_and_an_empty_account(desk: Desk) -> None:
    desk.vendor.credits = 1_234.5
    report = await desk.provider().check_key()
    assert report is not None
    assert report.opens == (("Credits", "1,234.5"), ("Balance", "$6.17"))
    desk.vendor.credits = 0
    with pytest.raises(ProviderBillingError):
        await desk.provider().check_key()


async def test_a_dead_address_is_made_fresh(desk: Desk) -> None:
    status = await desk.made()
    (output,) = status.outputs
    assert output.url is not None
    fresh = await desk.provider().renew(output.url)
    assert fresh is not None
    assert fresh != output.url
    assert await desk.provider().renew("https://other.example/a.png") is None
    assert "python" not in desk.provider().locate(output.url)[1]["User-Agent"].lower()
