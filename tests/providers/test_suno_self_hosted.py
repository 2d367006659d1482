"""What only a Suno server of one's own does."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest

from genstudio.core.errors import (
    ContentRefusedError,
    ProviderAuthError,
    ProviderBillingError,
    ProviderError,
    ProviderResponseError,
    ProviderUnavailableError,
    SubmissionUnknownError,
)
from genstudio.core.request import MusicRequest
from genstudio.core.result import Task, TaskStatus
from genstudio.practice.suno_self_hosted import SONG_S, SunoSelfHosted
from genstudio.providers.registry import provider_registry
from genstudio.providers.suno.own import MODELS, Clip, OwnSunoProvider, decode, encode
from tests.contract.test_hosted import Bench


class Desk(Bench):
    emulator: SunoSelfHosted

    async def make(self, request: MusicRequest) -> Task:
        return await OwnSunoProvider(self.config(None)).create_task(request)

    async def look(self, task: Task) -> TaskStatus:
        return await OwnSunoProvider(self.config(None)).check_status(task)


@pytest.fixture
async def desk() -> AsyncIterator[Desk]:
    provider_registry.load()
    made = Desk(provider_registry.get("music", "suno-self-hosted"), SunoSelfHosted(pace=0.0))
    yield made
    await made.pool.aclose()


def ask(name: str = "song", prompt: str = "a fox", **values: Any) -> MusicRequest:
    spec = next(each for each in MODELS if each.id == f"suno-self-hosted:{name}")
    return MusicRequest(spec, prompt, spec.clean_values(values), {}, reference="job-1")


@pytest.mark.parametrize(
    ("fault", "bought", "read"),
    [
        ("login", ProviderAuthError, ProviderAuthError),
        ("unauthorized", ProviderAuthError, ProviderAuthError),
        ("away", SubmissionUnknownError, ProviderUnavailableError),
        ("server", SubmissionUnknownError, ProviderUnavailableError),
    ],
)
async def test_an_ended_login_is_told_apart_from_a_server_in_trouble(
    desk: Desk, fault: str, bought: type[ProviderError], read: type[ProviderError]
) -> None:
    task = await desk.make(ask())
    for error, verb in ((bought, desk.make(ask())), (read, desk.look(task))):
        desk.emulator.misbehave(fault)
        with pytest.raises(error) as caught:
            await verb
        assert type(caught.value) is error


async def test_no_key_is_needed_and_the_credits_are_told(desk: Desk) -> None:
    report = await OwnSunoProvider(desk.config(None)).check_key()
    assert report.opens == (("Credits", "500 of 500 left"),)
    desk.emulator.credits = 5
    with pytest.raises(ProviderBillingError):
        await desk.make(ask())


async def test_a_stream_is_not_a_result_yet(desk: Desk) -> None:
    desk.emulator.pace = 1.0
    task = await desk.make(ask())
    song = desk.emulator.songs[0]
    assert (await desk.look(task)).state == "pending"
    song.since -= SONG_S / 2
    streaming = await desk.look(task)
    assert (streaming.state, streaming.outputs) == ("processing", ())
    song.since -= SONG_S
    ready = await desk.look(task)
    assert [each.role for each in ready.outputs] == ["main", "main", "transcript"]
    assert all("audiopipe" not in str(each.url) for each in ready.outputs)
    assert ready.extras["tracks"] == "0-0, 0-1"


async def test_one_clip_that_failed_does_not_lose_the_other(desk: Desk) -> None:
    desk.emulator.misbehave("one")
    status = await desk.look(await desk.make(ask(instrumental=True)))
    assert (status.state, len(status.outputs)) == ("complete", 1)
    assert status.extras["missing_track"] == "Generation failed"


async def test_both_that_failed_say_why(desk: Desk) -> None:
    status = await desk.look(await desk.make(ask(prompt="forbidden")))
    assert isinstance(status.error, ContentRefusedError)


async def test_a_complete_clip_without_a_sound_is_held(desk: Desk) -> None:
    desk.emulator.misbehave("silent")
    task = await desk.make(ask())
    with pytest.raises(ProviderResponseError):
        await desk.look(task)
    with pytest.raises(ProviderResponseError):
        decode([])


def test_a_clip_that_waits_beside_a_ready_one_is_waited_for() -> None:
    clips = [Clip(id="1", status="complete", audio_url="https://cdn.example/1.mp3"), Clip(id="2", status="queued")]
    assert decode(clips).state == "processing"


def test_each_form_has_its_path_and_never_waits_in_the_call() -> None:
    assert encode(ask("song", "a calm song", instrumental=True)) == (
        "/api/generate",
        {"wait_audio": False, "prompt": "a calm song", "make_instrumental": True, "model": "chirp-v3-5"},
    )
    assert encode(ask("lyrics", "folk", lyrics="One two", negative_prompt="drums", version="chirp-crow")) == (
        "/api/custom_generate",
        {
            "wait_audio": False,
            "prompt": "One two",
            "tags": "folk",
            "title": "One two",
            "make_instrumental": False,
            "negative_tags": "drums",
            "model": "chirp-crow",
        },
    )
    assert encode(ask("lyrics", "piano"))[1]["make_instrumental"] is True
