"""What only PiAPI does."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from genstudio.core.errors import (
    ContentRefusedError,
    DownloadRefusedError,
    GenerationFailedError,
    ProviderBillingError,
    ProviderResponseError,
    ProviderValidationError,
    SubmissionUnknownError,
)
from genstudio.core.request import REQUEST_CLASSES, GenerationRequest, MediaInput
from genstudio.core.result import Task
from genstudio.core.spec import Kind
from genstudio.practice.piapi import WAITS_S, PiAPI
from genstudio.providers.base import AsyncProvider
from genstudio.providers.piapi import image, music, video
from genstudio.providers.piapi.answers import Job, decode, files
from genstudio.providers.registry import provider_registry
from genstudio.transport.download import Downloader
from genstudio.transport.http import HttpPool
from tests.contract.test_hosted import Bench
from tests.vendor.server import png

ROWS = (*image.ROWS, *video.ROWS, *music.ROWS)


class Desk(Bench):
    """PiAPI in this process, and its adapters in front of it."""

    emulator: PiAPI
    pool: HttpPool

    def adapter(self, kind: Kind) -> AsyncProvider:
        self.row = provider_registry.get(kind, "piapi")
        made = self.provider()
        assert isinstance(made, AsyncProvider)
        return made

    async def make(self, request: GenerationRequest) -> Task:
        return await self.adapter(request.kind).create_task(request)

    def sent(self, number: int = -1) -> dict[str, Any]:
        """The input of an order."""
        inner = self.emulator.purchases[number]["input"]
        assert isinstance(inner, dict)
        return inner


@pytest.fixture
async def desk() -> AsyncIterator[Desk]:
    provider_registry.load()
    made = Desk(provider_registry.get("image", "piapi"), PiAPI(pace=0.0))
    yield made
    await made.pool.aclose()


def ask(
    name: str, prompt: str = "a fox", media: Mapping[str, tuple[MediaInput, ...]] | None = None, **values: Any
) -> GenerationRequest:
    spec = next(row.model for row in ROWS if row.model.id == f"piapi:{name}")
    return REQUEST_CLASSES[spec.kind](spec, prompt, spec.clean_values(values), media or {}, reference="job-1")


@pytest.fixture
def picture(tmp_path: Path) -> tuple[MediaInput]:
    path = tmp_path / "frame.png"
    path.write_bytes(png())
    return (MediaInput(path, "image/png"),)


@pytest.mark.parametrize(("prompt", "error"), [("fail", GenerationFailedError), ("forbidden", ContentRefusedError)])
async def test_the_cause_of_a_failure_stands_in_the_logs(desk: Desk, prompt: str, error: type[Exception]) -> None:
    status = await desk.adapter("image").check_status(await desk.make(ask("z-image", prompt)))
    assert type(status.error) is error
    assert "memory" in status.error.detail or "risk control" in status.error.detail


async def test_an_empty_account_is_told_by_words(desk: Desk) -> None:
    desk.emulator.misbehave("billing")
    with pytest.raises(ProviderBillingError, match="is empty"):
        await desk.make(ask("z-image"))
    desk.emulator.usd = 0.0
    with pytest.raises(ProviderBillingError):
        await desk.adapter("image").check_key()
    assert not desk.emulator.purchases


async def test_a_refusal_with_http_200_is_not_taken_for_a_task(desk: Desk) -> None:
    desk.emulator.misbehave("code")
    with pytest.raises(ProviderResponseError):
        await desk.make(ask("z-image"))


async def test_an_error_of_their_own_leaves_the_purchase_unknown(desk: Desk) -> None:
    desk.emulator.misbehave("server")
    with pytest.raises(SubmissionUnknownError):
        await desk.make(ask("z-image"))


async def test_the_letter_case_of_a_status_does_not_matter_and_staged_waits(desk: Desk) -> None:
    desk.emulator.pace = 1.0
    task = await desk.make(ask("z-image"))
    work, adapter = desk.emulator.works[0], desk.adapter("image")
    seen = []
    for step_s in (0.0, WAITS_S["image_url"] * 0.1, WAITS_S["image_url"] * 0.2, WAITS_S["image_url"]):
        work.since -= step_s
        seen.append((work.status(), (await adapter.check_status(task)).state))
    assert seen == [
        ("Staged", "pending"),
        ("pending", "pending"),
        ("Processing", "processing"),
        ("completed", "complete"),
    ]


async def test_the_points_that_a_task_tells_settle_it(desk: Desk) -> None:
    adapter = desk.adapter("music")
    status = await adapter.check_status(await desk.make(ask("ace-step", duration=60)))
    assert (status.usd_micro, status.extras) == (30_000, {"points": 300_000})
    desk.emulator.misbehave("private")
    private = await adapter.check_status(await desk.make(ask("ace-step")))
    assert (private.usd_micro, private.extras) == (0, {})


def test_points_that_are_held_back_are_no_cost() -> None:
    usage = {"type": "point", "frozen": 300_000, "consume": 0}
    job = Job.model_validate({"task_id": "1", "status": "Processing", "meta": {"usage": usage}})
    assert decode(job, "music").usd_micro is None
    done = job.model_copy(update={"status": "SUCCESS", "output": {"audio_url": "https://files.example/a.wav"}})
    status = decode(done, "music")
    assert (status.state, status.usd_micro, status.outputs[0].mime) == ("complete", None, "audio/wav")


async def test_completed_without_a_file_is_held(desk: Desk) -> None:
    desk.emulator.misbehave("empty")
    task = await desk.make(ask("z-image"))
    with pytest.raises(ProviderResponseError, match="sent no result"):
        await desk.adapter("image").check_status(task)


@pytest.mark.parametrize(
    ("output", "found"),
    [
        ({"image_url": "", "image_urls": ["u1", "u2", "u1"]}, ["u1", "u2"]),
        ({"video": {"url": "u1", "resource_without_watermark": "u2"}}, ["u2"]),
        ({"video": "u1", "video_url": ""}, ["u1"]),
        ({"works": [{"video": {"resource_without_watermark": "", "resource": "u1"}}]}, ["u1"]),
        ({"songs": [{"song_path": "u1", "title": "A"}, {"song_path": "u2"}]}, ["u1", "u2"]),
        ({"percent": 100}, []),
    ],
)
def test_a_file_is_found_wherever_it_stands(output: dict[str, Any], found: list[str]) -> None:
    assert [url for url, _ in files(output)] == found


async def test_both_songs_are_results_once_both_have_ended(desk: Desk) -> None:
    adapter = desk.adapter("music")
    status = await adapter.check_status(await desk.make(ask("udio", title="Sea")))
    assert [(each.mime, each.label) for each in status.outputs] == [("audio/mpeg", "Sea")] * 2
    assert status.outputs[0].url != status.outputs[1].url
    desk.emulator.misbehave("second")
    half = await adapter.check_status(await desk.make(ask("udio")))
    assert (half.state, half.outputs, half.step) == ("processing", (), "The first of two tracks is ready")


async def test_udio_is_told_whose_lyrics_it_sings(desk: Desk) -> None:
    for values, kind in (({}, "generate"), ({"instrumental": True}, "instrumental"), ({"lyrics": "One"}, "user")):
        await desk.make(ask("udio", **values))
        assert (desk.sent()["lyrics_type"], desk.sent().get("lyrics")) == (kind, values.get("lyrics"))
    with pytest.raises(ProviderValidationError, match="no lyrics"):
        await desk.make(ask("udio", lyrics="One", instrumental=True))


async def test_no_lyrics_are_no_voice(desk: Desk) -> None:
    for name in ("ace-step", "diffrhythm-full"):
        await desk.make(ask(name, "piano"))
        assert (desk.sent()["lyrics"], desk.sent()["style_prompt"]) == ("[inst]", "piano")
    await desk.make(ask("ace-step", lyrics="[Verse]\nOne"))
    assert desk.sent()["lyrics"] == "[Verse]\nOne"


async def test_files_are_uploaded_first_and_a_picture_may_mean_another_task(
    desk: Desk, picture: tuple[MediaInput]
) -> None:
    orders = (
        ("flux1-dev", "reference", "img2img", "image"),
        ("wan-2.6", "first_frame", "wan26-img2video", "image"),
        ("kling-3.0", "first_frame", "video_generation", "image_url"),
    )
    for name, role, task, wire in orders:
        desk.emulator.misbehave("top" if name == "kling-3.0" else "")
        await desk.make(ask(name, media={role: picture}))
        assert desk.emulator.purchases[-1]["task_type"] == task
        assert desk.sent()[wire] == "https://upload.theapi.app/uploads/frame.png"
    assert desk.emulator.uploads == {"frame.png": len(png())}
    assert "width" not in desk.sent(0)
    await desk.make(ask("flux1-dev", size="1344x768"))
    assert (desk.sent()["width"], desk.sent()["height"]) == (1_344, 768)
    desk.emulator.misbehave("plan")
    with pytest.raises(ProviderBillingError, match="plan"):
        await desk.make(ask("flux1-dev", media={"reference": picture}))
    assert len(desk.emulator.purchases) == 4


async def test_seedance_is_told_its_mode(desk: Desk, picture: tuple[MediaInput]) -> None:
    files: list[tuple[dict[str, tuple[MediaInput, ...]], str]] = [
        ({}, "text_to_video"),
        ({"first_frame": picture, "last_frame": picture}, "first_last_frames"),
        ({"reference": picture}, "omni_reference"),
    ]
    for media, mode in files:
        await desk.make(ask("seedance-2", media=media))
        assert desk.sent()["mode"] == mode
        assert len(desk.sent().get("image_urls", ())) == len(media)


@pytest.mark.parametrize("roles", [("first_frame", "reference"), ("last_frame",)])
async def test_what_does_not_go_together_is_refused_with_nothing_sent(
    desk: Desk, picture: tuple[MediaInput], roles: tuple[str, ...]
) -> None:
    with pytest.raises(ProviderValidationError):
        await desk.make(ask("seedance-2", media=dict.fromkeys(roles, picture)))
    assert not desk.wire.hosts


async def test_versions_modes_and_durations_travel_as_each_model_wants_them(desk: Desk) -> None:
    wanted: list[tuple[str, dict[str, Any]]] = [
        ("kling-3.0", {"version": "3.0", "mode": "std", "duration": 5, "enable_audio": False}),
        ("kling-2.5-turbo", {"version": "2.5", "mode": "turbo", "duration": 5}),
        ("veo3.1-fast", {"duration": "8s", "generate_audio": False}),
        ("hailuo-2.3", {"model": "v2.3", "duration": 6, "resolution": 768}),
    ]
    for name, body in wanted:
        spec = next(row.model for row in ROWS if row.model.id == f"piapi:{name}")
        values: dict[str, Any] = {"audio": False} if spec.field_named("audio") else {}
        await desk.make(ask(name, **values))
        assert body.items() <= desk.sent().items()


async def test_klings_tasks_stop_while_they_wait_and_others_never(desk: Desk) -> None:
    desk.emulator.pace = 1.0
    adapter = desk.adapter("video")
    task = await adapter.create_task(ask("kling-2.6"))
    assert await adapter.cancel_task(task)
    assert (await adapter.check_status(task)).state == "cancelled"
    late = await adapter.create_task(ask("kling-2.6"))
    desk.emulator.works[-1].since -= WAITS_S["video_url"] / 2
    assert not await adapter.cancel_task(late)
    other = await adapter.create_task(ask("veo3.1"))
    desk.emulator.misbehave("server")
    assert not await adapter.cancel_task(other)
    assert desk.emulator.fault == "server", "it was asked"


async def test_a_task_outside_the_table_is_ordered_by_model_and_type(desk: Desk) -> None:
    adapter = desk.adapter("video")
    spec = adapter.custom_model("Qubico/wanx/txt2video-14b")
    assert spec is not None
    assert (spec.id, adapter.custom_model("nothing")) == ("piapi:Qubico/wanx/txt2video-14b", None)
    task = await adapter.create_task(REQUEST_CLASSES["video"](spec, "a fox", {}, {}))
    assert desk.emulator.purchases == [
        {"model": "Qubico/wanx", "task_type": "txt2video-14b", "input": {"prompt": "a fox"}}
    ]
    assert (await adapter.check_status(task)).outputs


async def test_a_result_is_fetched_without_the_key_and_its_address_ends(desk: Desk, tmp_path: Path) -> None:
    async def resolve(host: str, port: int) -> list[str]:
        return ["93.184.216.34"]

    url = (await desk.adapter("image").check_status(await desk.make(ask("z-image")))).outputs[0].url
    assert url is not None
    downloader = Downloader(desk.pool, trusted_origins=frozenset({"https://api.piapi.ai"}), resolve=resolve)
    await downloader.fetch(url, tmp_path / "fox.png")
    assert (tmp_path / "fox.png").read_bytes().startswith(b"\x89PNG")
    desk.emulator.misbehave("expired")
    with pytest.raises(DownloadRefusedError):
        await downloader.fetch(url, tmp_path / "late.png")
