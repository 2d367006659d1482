"""What only Google does: clips and songs, by Interactions."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import httpx2
import pytest

from genstudio.core.errors import (
    ContentRefusedError,
    GenerationFailedError,
    GenStudioError,
    ProviderBillingError,
    ProviderResponseError,
)
from genstudio.core.money import Unpriced
from genstudio.core.request import MediaInput
from genstudio.providers.gemini import video
from genstudio.providers.gemini.inputs import Given
from genstudio.providers.gemini.interactions import Interaction
from genstudio.providers.registry import provider_registry
from genstudio.transport.download import Downloader
from genstudio.transport.http import HttpPool
from tests.providers.gemini_bench import HOST, OMNI, Bench, request_of
from tests.vendor.server import png
from tests.wire import TestWire


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


async def test_a_clip_is_bought_in_the_background_and_downloaded_with_the_key_from_google_alone(
    bench: Bench, tmp_path: Path
) -> None:
    provider = bench.clips()
    task = await provider.create_task(request_of("video", "a boat", duration=3, resolution="360p", seed=0))
    assert bench.vendor.purchases[0] == {
        "model": OMNI,
        "background": True,
        "input": [{"type": "text", "text": "a boat"}],
        "response_format": {
            "type": "video", "delivery": "uri", "aspect_ratio": "16:9", "resolution": "360p", "duration": "3s",
        },
        "generation_config": {"seed": 0},
    }  # fmt: skip
    status = await provider.check_status(task)
    (output,) = status.outputs
    assert output.url is not None
    url, headers = provider.locate(output.url)
    assert url == f"{HOST}/v1beta/files/clip1:download?alt=media"

    async def elsewhere(request: httpx2.Request) -> httpx2.Response:
        answer = await httpx2.ASGITransport(bench.vendor.app).handle_async_request(request)
        if answer.status_code == 307:
            answer.headers["location"] = answer.headers["location"].replace("generativelanguage", "storage")
        return answer

    async def public(host: str, port: int) -> list[str]:
        return ["142.250.1.1"]

    pool = HttpPool(TestWire(Handler(elsewhere)))
    size = await Downloader(pool, resolve=public).fetch(url, tmp_path / "clip.mp4", headers=headers)
    assert size > 1_000
    assert (tmp_path / "clip.mp4").read_bytes()[4:8] == b"ftyp"
    assert bench.vendor.keyed == []
    await pool.aclose()


class Handler(httpx2.AsyncBaseTransport):
    def __init__(self, handler: object) -> None:
        self.handler = handler

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        return await self.handler(request)  # type: ignore[no-any-return,operator]


async def test_a_clip_settles_on_its_tokens_where_their_price_is_known(bench: Bench) -> None:
    provider = bench.clips()
    for model, micro in ((OMNI, None), ("gemini-omni-1.1-flash", round(300 * 1.5 + 3 * 5_792 * 17.5))):
        task = await provider.create_task(request_of("video", "a boat", model, duration=3))
        assert (await provider.check_status(task)).usd_micro == micro


async def test_states_pass_in_order_and_a_fresh_file_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    provider_registry.load()
    bench = Bench(pace=1.0)
    provider = bench.clips()
    task = await provider.create_task(request_of("video", "a boat"))
    seen = []
    for age_s in (0.0, 3.0, 25.0, 28.0):
        monkeypatch.setattr("genstudio.practice.gemini.interactions.Clip.age_s", lambda clip, pace, age_s=age_s: age_s)
        status = await provider.check_status(task)
        seen.append((status.state, status.step))
    assert seen == [
        ("pending", "Waiting at Google"),
        ("processing", "Making the clip"),
        ("processing", "Preparing the file"),
        ("complete", ""),
    ]


async def test_finished_without_a_clip_is_a_refusal(bench: Bench) -> None:
    provider = bench.clips()
    task = await provider.create_task(request_of("video", "forbidden"))
    status = await provider.check_status(task)
    assert isinstance(status.error, ContentRefusedError)
    assert "region" in status.error.message


@pytest.mark.parametrize(
    ("prompt", "fault", "error"),
    [
        ("fail", "", GenerationFailedError),
        ("stop short", "", GenerationFailedError),
        ("over budget", "", ProviderBillingError),
        ("a boat", "step error", ContentRefusedError),
    ],
)
async def test_a_clip_that_failed_says_why(bench: Bench, prompt: str, fault: str, error: type[GenStudioError]) -> None:
    provider = bench.clips()
    task = await provider.create_task(request_of("video", prompt))
    bench.vendor.misbehave(fault)
    assert isinstance((await provider.check_status(task)).error, error)


async def test_a_running_clip_is_cancelled_and_a_finished_one_is_not(bench: Bench) -> None:
    provider = bench.clips()
    bench.vendor.pace = 1.0
    task = await provider.create_task(request_of("video", "a boat"))
    assert await provider.cancel_task(task)
    assert (await provider.check_status(task)).state == "cancelled"
    bench.vendor.pace = 0.0
    task = await provider.create_task(request_of("video", "a boat"))
    assert not await provider.cancel_task(task)


PICTURE, CLIP = Given("image/png", data="aQ=="), Given("video/mp4", uri="https://files/1")


@pytest.mark.parametrize(
    ("roles", "task", "words"),
    [
        ({}, None, "a boat"),
        ({"first_frame": 1}, "image_to_video", "<FIRST_FRAME> a boat"),
        ({"first_frame": 1, "last_frame": 1}, None, "<FIRST_FRAME> <LAST_FRAME> a boat"),
        (
            {"reference": 2, "reference_video": 1},
            "reference_to_video",
            "[# References <IMAGE_REF_0>@Image1 <IMAGE_REF_1>@Image2 <VIDEO_REF_0>@Video1] a boat",
        ),
        (
            {"first_frame": 1, "reference": 1},
            None,
            "[# Sources <FIRST_FRAME>@Image1] [# References <IMAGE_REF_0>@Image2] a boat",
        ),
        ({"video": 1}, "edit", "a boat"),
    ],
)
def test_the_prompt_tells_what_each_file_is_for(roles: dict[str, int], task: str | None, words: str) -> None:
    provider_registry.load()
    given = {
        role: (CLIP if "video" in role else PICTURE,) * count for role, count in roles.items()
    }  # fmt: skip
    body = video.encode(request_of("video", "a boat"), given)
    blocks = body["input"]
    assert isinstance(blocks, list)
    assert blocks[-1] == {"type": "text", "text": words}
    assert len(blocks) == sum(roles.values()) + 1
    assert body.get("generation_config", {}) == ({"video_config": {"task": task}} if task else {})
    assert ("duration" in body["response_format"]) == (task != "edit")  # type: ignore[operator]


def test_tags_of_ones_own_are_left_as_they_are() -> None:
    own = "[# Sources <FIRST_FRAME>@Image1 <LAST_FRAME>@Image1] a loop"
    assert video.tagged(own, {"first_frame": (PICTURE,)}) == own


async def test_a_video_is_uploaded_and_extended(bench: Bench, tmp_path: Path) -> None:
    path = tmp_path / "clip.mp4"
    path.write_bytes(b"\0\0\0\x18ftypisom" + bytes(100))
    given = {"video": (MediaInput(path, "video/mp4"),)}
    await bench.clips().create_task(request_of("video", "it goes on", OMNI, given, task="extend", duration=5))
    body = bench.vendor.purchases[0]
    assert body["generation_config"] == {"video_config": {"task": "extend"}}
    assert body["input"][0] == {  # type: ignore[index]
        "type": "video", "mime_type": "video/mp4", "uri": f"{HOST}/v1beta/files/given1",
    }  # fmt: skip
    assert body["response_format"]["duration"] == "5s"  # type: ignore[index]


def test_a_clip_inside_the_answer_is_taken_and_an_unknown_state_is_not() -> None:
    content = [{"type": "video", "mime_type": "video/mp4", "data": "aGk="}]
    answer = {"id": "1", "status": "completed", "steps": [{"type": "model_output", "content": content}]}
    status = video.decode(Interaction.model_validate(answer), Unpriced())
    assert status.outputs[0].data == b"hi"
    with pytest.raises(ProviderResponseError):
        video.decode(Interaction.model_validate(answer | {"status": "dreaming"}), Unpriced())


@pytest.mark.parametrize("fault", ["", "flat"])
async def test_the_sound_of_a_song_is_found_behind_its_words(bench: Bench, fault: str) -> None:
    bench.vendor.misbehave(fault)
    result = await bench.make("music", "a waltz", duration=20, lyrics="Row, row", instrumental=False)
    main, words = result.outputs
    assert (main.mime, main.role, words.mime, words.role) == ("audio/mpeg", "main", "text/plain", "transcript")
    assert words.data is not None
    assert b"paper boat" in words.data
    assert bench.vendor.purchases[0]["input"] == [
        {"type": "text", "text": "a waltz\n\nThe song is 20 seconds long.\n\nLyrics:\n\nRow, row"}
    ]


async def test_a_song_that_is_refused_is_no_success(bench: Bench) -> None:
    with pytest.raises(ContentRefusedError):
        await bench.make("music", "forbidden")
