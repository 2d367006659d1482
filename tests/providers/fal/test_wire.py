"""What goes out to fal: every model in its own words, and the endpoint that its files choose."""

from __future__ import annotations

import pytest

from genstudio.core.errors import ProviderValidationError
from genstudio.core.spec import Kind, Value
from tests.providers.fal.front import FLUX, Front


@pytest.mark.parametrize(
    ("kind", "wire_id", "values", "expected"),
    [
        ("video", "fal-ai/veo3.1", {"duration": 6}, {"duration": "6s"}),
        ("video", "fal-ai/kling-video/v3/pro/text-to-video", {"duration": 6}, {"duration": "6"}),
        ("video", "xai/grok-imagine-video/text-to-video", {"duration": 6}, {"duration": 6}),
        ("music", "fal-ai/elevenlabs/music", {"duration": 6}, {"music_length_ms": 6_000}),
        ("image", FLUX, {"size": "1024x576", "seed": 0}, {"image_size": {"width": 1024, "height": 576}, "seed": 0}),
        (
            "image",
            "fal-ai/bytedance/seedream/v4.5/text-to-image",
            {"size": "auto_4K"},
            {"image_size": "auto_4K", "num_images": 1},
        ),
        ("tts", "fal-ai/elevenlabs/tts/eleven-v3", {}, {"text": "a fox", "voice": "Rachel"}),
        (
            "tts",
            "fal-ai/minimax/speech-2.8-hd",
            {"speed": 1.5},
            {"prompt": "a fox", "output_format": "url"},
        ),
        ("music", "fal-ai/ace-step", {"instrumental": True}, {"tags": "a fox", "lyrics": "[inst]"}),
        ("music", "sonauto/v2/text-to-music", {"instrumental": True}, {"lyrics_prompt": ""}),
        ("music", "sonauto/v2/text-to-music", {"tags": "pop, 80s"}, {"tags": ["pop", "80s"]}),
    ],
)
async def test_each_model_is_told_in_its_own_words(
    front: Front, kind: Kind, wire_id: str, values: dict[str, Value], expected: dict[str, object]
) -> None:
    await front.provider(kind).create_task(front.request(wire_id, kind=kind, values=values))
    body = front.fal.purchases[-1]
    assert {name: body[name] for name in expected} == expected


async def test_speech_settings_of_minimax_are_objects(front: Front) -> None:
    request = front.request("fal-ai/minimax/speech-2.8-hd", kind="tts", values={"speed": 1.5, "emotion": "happy"})
    provider = front.provider("tts")
    status = await provider.check_status(await provider.create_task(request))
    assert front.fal.purchases[-1]["voice_setting"] == {
        "voice_id": "Wise_Woman", "speed": 1.5, "emotion": "happy", "pitch": 0, "vol": 1.0,
    }  # fmt: skip
    assert [each.mime for each in status.outputs] == ["audio/mpeg"]


@pytest.mark.parametrize(
    ("wire_id", "roles", "path", "names"),
    [
        ("fal-ai/veo3.1", ("first_frame",), "fal-ai/veo3.1/image-to-video", {"image_url"}),
        (
            "fal-ai/veo3.1",
            ("first_frame", "last_frame"),
            "fal-ai/veo3.1/first-last-frame-to-video",
            {"first_frame_url", "last_frame_url"},
        ),
        ("fal-ai/veo3.1", ("references",), "fal-ai/veo3.1/reference-to-video", {"image_urls"}),
        (
            "fal-ai/kling-video/v3/standard/text-to-video",
            ("first_frame", "last_frame"),
            "fal-ai/kling-video/v3/standard/image-to-video",
            {"start_image_url", "end_image_url"},
        ),
        ("fal-ai/wan/v2.7/text-to-video", ("soundtrack",), "fal-ai/wan/v2.7/text-to-video", {"audio_url"}),
    ],
)
async def test_files_choose_the_endpoint(
    front: Front, wire_id: str, roles: tuple[str, ...], path: str, names: set[str]
) -> None:
    files = {role: front.file(f"{role}.png") for role in roles}
    await front.provider("video").create_task(front.request(wire_id, "a fox", "video", None, **files))
    assert front.fal.endpoints == [path]
    body = front.fal.purchases[-1]
    assert {name for name in body if name.endswith(("_url", "_urls"))} == names
    assert ("aspect_ratio" in body) == path.endswith("text-to-video")


async def test_a_last_frame_without_a_first_is_refused_before_sending(front: Front) -> None:
    request = front.request("fal-ai/veo3.1", kind="video", last_frame=front.file("end.png"))
    with pytest.raises(ProviderValidationError, match="First frame"):
        await front.provider("video").create_task(request)
    assert not front.fal.purchases
