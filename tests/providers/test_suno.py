"""What only Suno does, at sunoapi.org and at those who speak its protocol."""

from __future__ import annotations

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
    SubmissionUnknownError,
)
from genstudio.core.request import MediaInput, MusicRequest
from genstudio.core.result import Task, TaskStatus
from genstudio.practice.suno import SONG_S, Suno
from genstudio.providers.base import ProviderConfig
from genstudio.providers.registry import provider_registry
from genstudio.providers.suno.answers import PATIENCE_S
from genstudio.providers.suno.hosted import CALLBACK, SunoProvider, encode
from genstudio.providers.suno.tables import MODELS, custom
from genstudio.transport.download import Downloader
from genstudio.transport.http import Http
from tests.contract.test_hosted import Bench


class Desk(Bench):
    """sunoapi.org in this process, and the adapter in front of it."""

    emulator: Suno

    async def make(self, request: MusicRequest) -> Task:
        return await SunoProvider(self.config(self.key)).create_task(request)

    async def look(self, task: Task) -> TaskStatus:
        return await SunoProvider(self.config(self.key)).check_status(task)


@pytest.fixture
async def desk() -> AsyncIterator[Desk]:
    provider_registry.load()
    made = Desk(provider_registry.get("music", "suno"), Suno(pace=0.0))
    yield made
    await made.pool.aclose()


def ask(
    name: str = "v5", prompt: str = "a fox", media: Mapping[str, tuple[MediaInput, ...]] | None = None, **values: Any
) -> MusicRequest:
    spec = next(each for each in MODELS if each.id == f"suno:{name}")
    return MusicRequest(spec, prompt, spec.clean_values(values), media or {}, reference="job-1")


@pytest.mark.parametrize(
    ("fault", "bought", "read"),
    [
        ("unauthorized", ProviderAuthError, ProviderAuthError),
        ("billing", ProviderBillingError, ProviderBillingError),
        ("http", ProviderBillingError, ProviderBillingError),
        ("limit", ProviderRateLimitError, ProviderRateLimitError),
        ("rate", ProviderRateLimitError, ProviderRateLimitError),
        ("invalid", ProviderValidationError, ProviderValidationError),
        ("refused", ContentRefusedError, ContentRefusedError),
        ("failed", GenerationFailedError, GenerationFailedError),
        ("maintenance", ProviderUnavailableError, ProviderUnavailableError),
        ("server", SubmissionUnknownError, ProviderUnavailableError),
        ("strange", SubmissionUnknownError, ProviderResponseError),
    ],
)
async def test_the_code_inside_says_what_a_200_means(
    desk: Desk, fault: str, bought: type[ProviderError], read: type[ProviderError]
) -> None:
    task = await desk.make(ask())
    for error, verb in ((bought, desk.make(ask())), (read, desk.look(task))):
        desk.emulator.misbehave(fault)
        with pytest.raises(error) as caught:
            await verb
        assert type(caught.value) is error
        assert desk.key not in f"{caught.value}{caught.value.detail}"
    assert len(desk.emulator.purchases) == 1


async def test_credits_that_run_out_are_told_as_429_and_are_no_rate_limit(desk: Desk) -> None:
    desk.emulator.credits = 5
    with pytest.raises(ProviderBillingError):
        await desk.make(ask())
    desk.emulator.credits = 0
    with pytest.raises(ProviderBillingError):
        await SunoProvider(desk.config(desk.key)).check_key()


async def test_a_rate_limit_is_waited_for_by_the_vendors_window(desk: Desk) -> None:
    desk.emulator.misbehave("limit")
    with pytest.raises(ProviderRateLimitError) as caught:
        await desk.make(ask())
    assert caught.value.retry_after_s == 10


async def test_at_kie_429_is_the_rate_and_the_credits_stand_elsewhere(desk: Desk) -> None:
    config = ProviderConfig("suno", key=desk.key, base_url="https://api.kie.ai", http=Http(desk.pool))
    report = await SunoProvider(config).check_key()
    assert report.opens == (("Credits", "1,200"),)
    desk.emulator.misbehave("billing")
    with pytest.raises(ProviderRateLimitError):
        await SunoProvider(config).create_task(ask())


async def test_both_tracks_of_a_song_are_results_and_the_words_stand_beside_them(desk: Desk) -> None:
    status = await desk.look(await desk.make(ask("v5-lyrics", "folk", lyrics="[Verse]\nOne", title="Sea")))
    assert [(each.role, each.mime, each.label) for each in status.outputs] == [
        ("main", "audio/mpeg", "Sea"),
        ("main", "audio/mpeg", "Sea"),
        ("transcript", "text/plain", "Lyrics"),
    ]
    assert status.outputs[0].url != status.outputs[1].url
    assert status.outputs[2].data == b"[Verse]\nOne"
    assert status.extras == {"style": "folk", "version": "chirp-crow", "tracks": "track-0-0, track-0-1"}
    silent = await desk.look(await desk.make(ask(instrumental=True)))
    assert [each.role for each in silent.outputs] == ["main", "main"]


async def test_the_first_track_is_not_the_end(desk: Desk) -> None:
    desk.emulator.pace = 1.0
    task = await desk.make(ask())
    song = desk.emulator.songs[0]
    told = []
    for step_s in (SONG_S * 0.1, SONG_S * 0.2, SONG_S * 0.4):
        song.since -= step_s
        status = await desk.look(task)
        told.append((status.state, status.progress, status.step, status.outputs))
    assert told == [
        ("pending", None, "", ()),
        ("processing", 0.5, "The lyrics are written", ()),
        ("processing", 0.75, "The first of two tracks is ready", ()),
    ]
    song.since -= SONG_S
    assert len((await desk.look(task)).outputs) == 3


async def test_after_ten_minutes_the_first_track_is_taken_alone(desk: Desk) -> None:
    desk.emulator.misbehave("half")
    task = await desk.make(ask())
    assert (await desk.look(task)).state == "processing"
    assert isinstance(task["made_s"], int)
    task["made_s"] -= PATIENCE_S + 1
    status = await desk.look(task)
    assert status.state == "complete"
    assert [each.role for each in status.outputs] == ["main", "transcript"]


async def test_a_song_is_complete_although_nobody_answered_its_callback(desk: Desk) -> None:
    desk.emulator.misbehave("callback")
    status = await desk.look(await desk.make(ask()))
    assert (status.state, len(status.outputs)) == ("complete", 3)
    desk.emulator.misbehave("callback alone")
    assert isinstance((await desk.look(await desk.make(ask()))).error, GenerationFailedError)


async def test_success_without_a_sound_is_held(desk: Desk) -> None:
    desk.emulator.misbehave("silent")
    task = await desk.make(ask())
    with pytest.raises(ProviderResponseError):
        await desk.look(task)


async def test_a_track_is_fetched_without_the_key_and_is_gone_one_day(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def resolve(host: str, port: int) -> list[str]:
        return ["93.184.216.34"]

    async def music(prompt: str, seconds: float, *, seed: int) -> bytes:
        return f"ID3 {prompt} {seed}".encode()

    monkeypatch.setattr("genstudio.practice.results.music", music)

    outputs = (await desk.look(await desk.make(ask("v5.5-lyrics", duration=10)))).outputs
    downloader = Downloader(desk.pool, trusted_origins=frozenset({"https://api.sunoapi.org"}), resolve=resolve)
    for number, each in enumerate(outputs[:2]):
        assert each.url is not None
        await downloader.fetch(each.url, tmp_path / f"{number}.mp3")
    assert (tmp_path / "0.mp3").read_bytes() != (tmp_path / "1.mp3").read_bytes()
    desk.emulator.misbehave("expired")
    with pytest.raises(DownloadRefusedError, match="not there any more"):
        await downloader.fetch(str(outputs[0].url), tmp_path / "late.mp3")


def test_a_description_goes_alone() -> None:
    assert encode(ask("v4", "a calm song", instrumental=True)) == (
        "/api/v1/generate",
        {"model": "V4", "callBackUrl": CALLBACK, "customMode": False, "prompt": "a calm song", "instrumental": True},
    )


def test_lyrics_go_with_style_and_title_and_zero_is_a_value() -> None:
    lyrics = "[Verse]\nThe kettle sings, the window is grey today"
    _, body = encode(ask("v5.5-lyrics", "folk", lyrics=lyrics, style_weight=0, weirdness=0.123, voice="f", duration=60))
    assert body == {
        "model": "V5_5",
        "callBackUrl": CALLBACK,
        "customMode": True,
        "instrumental": False,
        "style": "folk",
        "title": "The kettle sings, the window is",
        "prompt": lyrics,
        "styleWeight": 0,
        "weirdnessConstraint": 0.12,
        "vocalGender": "f",
        "duration": 60,
    }


def test_without_lyrics_the_piece_is_instrumental() -> None:
    _, body = encode(ask("v5-lyrics", "slow piano, rain", title="Rain"))
    assert (body["instrumental"], body["style"], body["title"]) == (True, "slow piano, rain", "Rain")
    assert "prompt" not in body


async def test_a_sound_to_cover_is_uploaded_first(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "hum.mp3"
    path.write_bytes(b"ID3" + bytes(5_000))
    await desk.make(ask("v5-lyrics", "swing", {"audio": (MediaInput(path, "audio/mpeg"),)}, audio_weight=0.5))
    assert desk.emulator.uploads == {"job-1.mp3": 5_003}
    body = desk.emulator.purchases[0]
    assert (body["uploadUrl"], body["audioWeight"]) == ("https://sunoapiorg.redpandaai.co/uploads/job-1.mp3", 0.5)
    assert desk.wire.hosts == desk.own_hosts


def test_each_model_has_the_limits_and_fields_that_it_knows() -> None:
    specs = {each.id: each for each in MODELS}
    limits = {
        name: (specs[f"suno:{name}-lyrics"].prompt.max_chars, *(
            field.max_chars for field in specs[f"suno:{name}-lyrics"].fields if field.name in ("lyrics", "title")
        ))
        for name in ("v5", "v4.5-all", "v4")
    }  # fmt: skip
    assert limits == {"v5": (1_000, 5_000, 100), "v4.5-all": (1_000, 5_000, 80), "v4": (200, 3_000, 80)}
    assert [each.id for each in MODELS if each.field_named("duration")] == ["suno:v5.5-lyrics"]
    assert all(each.prompt.max_chars == 500 for each in MODELS if each.field_named("instrumental"))


def test_a_model_outside_the_table_has_both_forms() -> None:
    plain, own = custom("V6"), custom("V6-lyrics")
    assert (plain.id, plain.wire_id, own.id, own.wire_id) == ("suno:V6", "V6", "suno:V6-lyrics", "V6")
    assert plain.field_named("instrumental")
    assert own.field_named("lyrics")
