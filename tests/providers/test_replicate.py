"""What only Replicate does: each trap of its API, against the emulator that has them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import httpx2
import pytest

from genstudio.core.errors import (
    ContentRefusedError,
    GenerationFailedError,
    GenStudioError,
    ProviderAuthError,
    ProviderRateLimitError,
    ProviderResponseError,
    ProviderValidationError,
)
from genstudio.core.request import REQUEST_CLASSES, GenerationRequest, MediaInput
from genstudio.core.result import TaskStatus
from genstudio.core.spec import KB, Kind, ModelSpec, Value
from genstudio.practice.replicate.models import version_of
from genstudio.practice.replicate.vendor import Replicate, Trap
from genstudio.providers.base import ProviderConfig
from genstudio.providers.registry import provider_registry
from genstudio.providers.replicate.provider import ReplicateProvider
from genstudio.transport.http import Http, HttpPool
from tests.wire import TestWire

FLUX, NANO, KOKORO = "black-forest-labs/flux-schnell", "google/nano-banana", "jaaari/kokoro-82m"
VEO = "google/veo-3.1-fast"


@dataclass
class Front(httpx2.AsyncBaseTransport):
    """The adapter in front of the emulator; `sent` holds every request."""

    folder: Path
    vendor: Replicate = field(default_factory=lambda: Replicate(pace=0.0))
    sent: list[httpx2.Request] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.pool = HttpPool(TestWire(self))

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        self.sent.append(request)
        return await httpx2.ASGITransport(self.vendor.app).handle_async_request(request)

    @property
    def paths(self) -> list[str]:
        return [f"{each.method} {each.url.path.removeprefix('/v1')}" for each in self.sent]

    def provider(self, kind: Kind = "image") -> ReplicateProvider:
        config = ProviderConfig("replicate", key=self.vendor.key, http=Http(self.pool))
        made = provider_registry.get(kind, "replicate").provider(config)
        assert isinstance(made, ReplicateProvider)
        return made

    def file(self, name: str, size_bytes: int = 8) -> MediaInput:
        path = self.folder / name
        path.write_bytes(b"\x89PNG\r\n\x1a\n".ljust(size_bytes, b"0"))
        return MediaInput(path, "image/png", name)

    async def ended(
        self,
        wire_id: str = FLUX,
        prompt: str = "a fox",
        kind: Kind = "image",
        trap: Trap | None = None,
        **values: Value,
    ) -> TaskStatus:
        provider = self.provider(kind)
        task = await provider.create_task(request(provider_registry.model(kind, "replicate", wire_id), prompt, values))
        if trap is not None:
            self.vendor.set_trap(trap)
        return await provider.check_status(task)


def request(
    model: ModelSpec, prompt: str, values: Mapping[str, Value] | None = None, **media: tuple[MediaInput, ...]
) -> GenerationRequest:
    return REQUEST_CLASSES[model.kind](model, prompt, model.clean_values(values or {}), media)


@pytest.fixture
async def front(tmp_path: Path) -> AsyncIterator[Front]:
    provider_registry.load()
    made = Front(tmp_path)
    yield made
    await made.pool.aclose()


async def test_a_list_of_addresses_is_as_many_pictures_and_is_settled_by_their_counted_number(front: Front) -> None:
    status = await front.ended(count=3)
    assert [(each.mime, str(each.url).rpartition("/")[2]) for each in status.outputs] == [
        ("image/webp", f"out-{number}.webp") for number in range(3)
    ]
    assert status.usd_micro == 9_000
    assert status.extras["predict_s"] == 4.0


async def test_a_single_address_is_one_picture(front: Front) -> None:
    status = await front.ended(NANO)
    assert [each.mime for each in status.outputs] == ["image/jpeg"]
    assert status.usd_micro == 39_000


async def test_an_object_gives_its_sound_and_not_the_cover_beside_it(front: Front) -> None:
    provider = front.provider("music")
    model = await provider.describe_model("example/choir")
    assert model is not None
    status = await provider.check_status(await provider.create_task(request(model, "a hymn")))
    assert [each.mime for each in status.outputs] == ["audio/mpeg"]
    assert status.usd_micro is None


async def test_a_clip_is_settled_by_the_seconds_that_were_counted(front: Front) -> None:
    assert (await front.ended(VEO, kind="video", duration=4, audio=False)).usd_micro == 400_000
    assert (await front.ended(VEO, kind="video", trap="no metrics")).usd_micro is None


async def test_a_known_model_is_one_request_and_asks_for_no_wait(front: Front) -> None:
    await front.ended()
    assert front.paths == [f"POST /models/{FLUX}/predictions", "GET /predictions/practice1"]
    assert "prefer" not in front.sent[0].headers
    assert front.sent[0].headers["authorization"] == f"Bearer {front.vendor.key}"


async def test_a_model_of_the_community_is_bought_by_its_newest_version(front: Front) -> None:
    await front.ended(KOKORO, kind="tts")
    assert front.paths[:2] == [f"GET /models/{KOKORO}", "POST /predictions"]
    assert front.vendor.purchases[0]["version"] == version_of(KOKORO)


async def test_a_404_shows_that_a_model_is_of_the_community_and_it_is_bought_once(front: Front) -> None:
    provider = front.provider()
    model = await provider.describe_model("example/sketch")
    assert model is not None
    front.sent.clear()
    task = await provider.create_task(request(model, "a hand", {"count": 2}))
    assert front.paths == [
        "POST /models/example/sketch/predictions", "GET /models/example/sketch", "POST /predictions",
    ]  # fmt: skip
    assert len(front.vendor.purchases) == 1
    assert len((await provider.check_status(task)).outputs) == 2


async def test_a_version_may_be_named(front: Front) -> None:
    wire_id = f"example/sketch:{version_of('example/sketch')}"
    provider = front.provider()
    model = await provider.describe_model(wire_id)
    assert model is not None
    assert (model.id, model.label) == (f"replicate:{wire_id}", "example/sketch")
    front.sent.clear()
    await provider.create_task(request(model, "a hand"))
    assert front.paths == ["POST /predictions"]
    assert await provider.describe_model("example/sketch:" + "0" * 64) is None


async def test_a_published_schema_becomes_a_form_in_its_makers_order(front: Front) -> None:
    model = await front.provider().describe_model("example/sketch")
    assert model is not None
    assert (model.kind, model.prompt.wire, model.prompt.required) == ("image", "prompt", True)
    assert [(each.name, each.type, each.default, each.wire) for each in model.fields] == [
        ("paper", "choice", "rough", "paper"),
        ("hardness", "number", 2.5, "hardness"),
        ("count", "integer", 1, "num_outputs"),
        ("seed", "integer", None, "seed"),
    ]
    assert [(each.name, each.media, each.wire) for each in model.inputs] == [("image", "image", "image")]
    choir = await front.provider("music").describe_model("example/choir")
    assert choir is not None
    assert choir.prompt.wire == "caption"
    assert [(each.media, each.wire) for each in choir.inputs] == [("audio", "voices[]")]


async def test_a_model_that_makes_no_files_or_is_not_there_is_not_offered(front: Front) -> None:
    with pytest.raises(ProviderValidationError, match="makes no files"):
        await front.provider("tts").describe_model("example/talker")
    assert await front.provider().describe_model("nobody/nothing") is None
    assert await front.provider().describe_model("no-owner") is None
    assert not front.vendor.purchases


async def test_a_model_that_is_gone_is_named_and_nothing_is_bought(front: Front) -> None:
    gone = replace(provider_registry.model("image", "replicate", FLUX), wire_id="a/b")
    with pytest.raises(ProviderValidationError, match="no model a/b"):
        await front.provider().create_task(request(gone, "a fox"))
    assert not front.vendor.purchases


@pytest.mark.parametrize(("trap", "words"), [("removed", "one hour"), ("empty", "sent no result")])
async def test_a_success_without_a_result_is_none(front: Front, trap: Trap, words: str) -> None:
    with pytest.raises(ProviderResponseError, match=words):
        await front.ended(trap=trap)


async def test_a_deadline_is_a_cancellation(front: Front) -> None:
    assert (await front.ended(trap="aborted")).state == "cancelled"


@pytest.mark.parametrize(
    ("prompt", "error", "words"),
    [
        ("fail", GenerationFailedError, "says that it failed"),
        ("forbidden", ContentRefusedError, "content rules"),
        ("busy", GenerationFailedError, "too much to do"),
        ("too large", GenerationFailedError, "out of memory"),
        ("refused", ProviderValidationError, "duration 7 is not one of 5, 10"),
    ],
)
async def test_a_failure_is_what_its_words_say(
    front: Front, prompt: str, error: type[GenStudioError], words: str
) -> None:
    status = await front.ended(prompt=prompt)
    assert isinstance(status.error, error)
    assert words in status.error.message


async def test_a_wait_is_read_from_the_text(front: Front) -> None:
    front.vendor.misbehave("limit")
    with pytest.raises(ProviderRateLimitError, match="30 s") as caught:
        await front.ended()
    assert caught.value.retry_after_s == 30


async def test_a_wrong_setting_is_named_and_terms_are_no_wrong_key(front: Front) -> None:
    front.vendor.misbehave("invalid")
    with pytest.raises(ProviderValidationError, match="prompt"):
        await front.ended()
    front.vendor.misbehave("terms")
    with pytest.raises(ProviderAuthError, match="terms"):
        await front.ended()
    assert not front.vendor.purchases


async def test_small_files_travel_in_the_body_and_large_ones_by_the_files_api(front: Front) -> None:
    provider = front.provider()
    small, large = front.file("a.png"), front.file("b.png", 300 * KB)
    model = provider_registry.model("image", "replicate", NANO)
    await provider.create_task(request(model, "a fox", references=(small, large)))
    assert front.paths[0] == "POST /files"
    assert [len(each) for each in front.vendor.uploads.values()] == [300 * KB]
    given = front.vendor.purchases[0]["input"]
    assert given == {
        "prompt": "a fox",
        "image_input": [small.data_uri(), "https://api.replicate.com/v1/files/file1"],
        "output_format": "jpg",
    }


async def test_the_key_does_not_go_where_the_results_are(front: Front) -> None:
    status = await front.ended()
    url, headers = front.provider().locate(str(status.outputs[0].url))
    assert url == status.outputs[0].url
    assert headers == {}


async def test_what_was_not_begun_is_cancelled_and_what_runs_says_so_later(
    front: Front, monkeypatch: pytest.MonkeyPatch
) -> None:
    front.vendor.pace = 1.0
    provider = front.provider("video")
    model = provider_registry.model("video", "replicate", VEO)
    waiting = await provider.create_task(request(model, "a fox"))
    assert (await provider.check_status(waiting)).state == "pending"
    assert await provider.cancel_task(waiting)
    running = await provider.create_task(request(model, "a fox"))
    front.vendor.predictions[str(running["id"])].starts_at = 0
    status = await provider.check_status(running)
    assert (status.state, status.progress) == ("processing", 0.5)
    assert not await provider.cancel_task(running)
    assert (await provider.check_status(running)).state == "cancelled"


async def test_a_prediction_that_is_forgotten_is_no_success(front: Front) -> None:
    with pytest.raises(ProviderValidationError):
        await front.provider().check_status({"id": "gone", "model": FLUX})


async def test_a_good_key_names_its_account(front: Front) -> None:
    assert (await front.provider().check_key()).opens == (("Account", "practice"),)
