"""What only fal does: each trap of its queue, its answers and its storage."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from genstudio.core.errors import (
    ContentRefusedError,
    GenerationFailedError,
    ProviderAuthError,
    ProviderBillingError,
    ProviderError,
    ProviderResponseError,
    ProviderUnavailableError,
    ProviderValidationError,
)
from genstudio.core.request import REQUEST_CLASSES
from genstudio.core.result import Task
from genstudio.practice.fal_platform import Trap
from genstudio.providers.fal.answers import outputs, told
from genstudio.providers.fal.provider import INLINE_BYTES
from genstudio.transport.http import Http
from tests.providers.fal.front import FLUX, Front


async def test_the_addresses_that_it_names_are_kept_and_lack_the_rest_of_the_id(front: Front) -> None:
    task = await front.provider().create_task(front.request())
    assert front.fal.endpoints == [FLUX]
    assert task["status"] == f"/fal-ai/flux/requests/{task['id']}/status"
    assert task["response"] == f"/fal-ai/flux/requests/{task['id']}"


async def test_a_gateway_is_asked_at_its_own_address_whatever_host_is_named(front: Front) -> None:
    through = front.provider(base_url="https://gateway.example")
    named: Task = {"status": through._own("https://queue.fal.run/fal-ai/flux/requests/1/status")}
    assert named == {"status": "/fal-ai/flux/requests/1/status"}
    below = front.provider(base_url="https://gateway.example/fal/")
    assert below._own("https://gateway.example/fal/a/b/requests/1") == "/a/b/requests/1"


async def test_the_key_is_not_a_bearer(front: Front) -> None:
    bearer = Http(front.pool).bound("https://rest.fal.ai", {"Authorization": f"Bearer {front.fal.key}"}, "fal")
    with pytest.raises(ProviderAuthError):
        await bearer.read_raw("/storage/auth/token", method="POST", json={})
    await front.provider().check_key()


@pytest.mark.parametrize(
    ("prompt", "trap", "error"),
    [
        ("a fox", "late error", GenerationFailedError),  # told by the status
        ("fail", None, GenerationFailedError),  # told by the result alone
        ("forbidden", None, ContentRefusedError),  # detail is a list
        ("forbidden", "object", ContentRefusedError),  # detail is an object
        ("black", None, ContentRefusedError),  # a picture that is black
    ],
)
async def test_completed_may_be_a_failure(
    front: Front, prompt: str, trap: Trap | None, error: type[ProviderError]
) -> None:
    status = await front.ended(prompt, trap)
    assert status.state == "error"
    assert isinstance(status.error, error)
    assert not status.outputs


@pytest.mark.parametrize(("prompt", "micro"), [("forbidden", 3_000), ("black", 3_000), ("fail", None)])
async def test_a_refusal_tells_whether_it_was_billed(front: Front, prompt: str, micro: int | None) -> None:
    assert (await front.ended(prompt)).usd_micro == micro


async def test_a_result_that_is_not_there_yet_is_waited_for(front: Front) -> None:
    assert (await front.ended(trap="not yet")).state == "processing"


async def test_a_gateway_in_trouble_is_asked_again_and_is_no_failure_of_the_model(front: Front) -> None:
    with pytest.raises(ProviderUnavailableError):
        await front.ended(trap="bad gateway")


@pytest.mark.parametrize("trap", ["gone", "no file", "garbage"])
async def test_a_result_that_vanished_or_cannot_be_read_is_left_to_a_person(front: Front, trap: Trap) -> None:
    with pytest.raises(ProviderResponseError) as caught:
        await front.ended(trap=trap)
    assert caught.value.message.endswith(".")


async def test_403_is_often_an_empty_account(front: Front) -> None:
    front.fal.misbehave("billing")
    with pytest.raises(ProviderBillingError):
        await front.provider().create_task(front.request())


async def test_a_refused_field_is_named(front: Front) -> None:
    front.fal.misbehave("invalid")
    with pytest.raises(ProviderValidationError, match="the setting prompt") as caught:
        await front.provider().create_task(front.request())
    assert (caught.value.field, caught.value.detail) == ("prompt", "prompt: Field required")


async def test_a_model_that_is_gone_is_told_as_such(front: Front) -> None:
    gone = replace(front.request().model, wire_id="old/one")
    with pytest.raises(ProviderValidationError, match="no model"):
        await front.provider().create_task(REQUEST_CLASSES["image"](gone, "a fox"))


async def test_it_settles_on_billed_units_times_the_unit_price(front: Front) -> None:
    provider = front.provider()
    task = await provider.create_task(front.request(values={"count": 2, "size": "1536x1024"}))
    status = await provider.check_status(task)
    assert status.usd_micro == 12_000  # two pictures of two started megapixels at $0.003
    assert len(status.outputs) == 2
    assert status.extras["inference_s"] == 5.0


async def test_without_a_price_the_models_own_rule_stands_in(front: Front) -> None:
    status = await front.ended(trap="no price")
    assert (status.state, status.usd_micro) == ("complete", None)


async def test_a_request_in_the_queue_is_cancelled_and_a_running_one_is_not(front: Front) -> None:
    front.fal.pace = 100.0
    provider = front.provider()
    first, second = [await provider.create_task(front.request()) for _ in range(2)]
    status = await provider.check_status(second)
    assert (status.state, status.step) == ("pending", "In the queue at fal, 1 ahead")
    front.fal.jobs[str(first["id"])].starts_at = 0
    assert (await provider.check_status(first)).step == "fal is working on it"
    assert not await provider.cancel_task(first)
    assert await provider.cancel_task(second)
    assert (await provider.check_status(second)).state == "cancelled"
    front.fal.misbehave("server")
    assert not await provider.cancel_task(first)


async def test_a_small_file_travels_in_the_body_and_a_large_one_is_uploaded_first(front: Front) -> None:
    provider = front.provider()
    small = front.file("small.png")
    await provider.create_task(front.request("fal-ai/nano-banana-2", references=small))
    assert front.fal.endpoints[-1] == "fal-ai/nano-banana-2/edit"
    assert front.fal.purchases[-1]["image_urls"] == [small.data_uri()]
    large = front.file("large.png", INLINE_BYTES + 1)
    await provider.create_task(front.request("fal-ai/nano-banana-2", references=large))
    assert front.fal.purchases[-1]["image_urls"] == ["https://rest.fal.ai/inputs/1-large.png"]
    assert front.fal.uploads == {"1-large.png": large.path.read_bytes()}
    assert not front.fal.stored_with_key


async def test_a_failed_upload_has_bought_nothing(front: Front) -> None:
    front.fal.misbehave("server")
    with pytest.raises(ProviderUnavailableError):
        await front.provider().create_task(
            front.request("fal-ai/nano-banana-2", references=front.file("large.png", INLINE_BYTES + 1))
        )
    assert not front.fal.purchases


async def test_a_key_shows_the_balance_where_it_may(front: Front) -> None:
    report = await front.provider().check_key()
    assert report.opens == (("Balance", "$24.50"),)
    front.fal.set_trap("scoped key")
    assert (await front.provider().check_key()).opens == ()


def test_files_are_found_wherever_a_model_puts_them() -> None:
    url = "https://v3.fal.media/files/b/x.webp"
    assert [
        each.mime for each in outputs({"image": {"url": url, "content_type": "application/octet-stream"}}, "image")
    ] == ["image/webp"]
    assert len(outputs({"audio": [{"url": f"{url}?a"}, {"url": f"{url}?b"}]}, "music")) == 2
    assert outputs({"audio_file": {"url": "https://h.example/track"}}, "music")[0].mime == "audio/mpeg"
    assert outputs({"audio_url": "https://h.example/a.wav"}, "tts")[0].mime == "audio/wav"
    assert outputs({"images": [{"url": "data:image/png;base64,aGk="}]}, "image")[0].data == b"hi"
    assert outputs({"audio": "494433"}, "tts") == ()
    pictures = {"images": [{"url": url}, {"url": f"{url}2"}], "has_nsfw_concepts": [True, False]}
    assert [each.url for each in outputs(json.loads(json.dumps(pictures)), "image")] == [f"{url}2"]
    assert told({"seed": 0, "prompt": "", "timings": {}}) == {"seed": 0}
