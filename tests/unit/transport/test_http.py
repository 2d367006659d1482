"""Http.submit and Http.read against a vendor that misbehaves in every way."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import httpx2
import pytest
from pydantic import BaseModel
from starlette.datastructures import UploadFile
from starlette.requests import Request

from genstudio.core.errors import (
    GenStudioError,
    ProviderAuthError,
    ProviderBillingError,
    ProviderError,
    ProviderRateLimitError,
    ProviderResponseError,
    ProviderUnavailableError,
    ProviderValidationError,
    SubmissionUnknownError,
)
from genstudio.core.request import MediaInput
from genstudio.transport.answers import Answer as HttpAnswer
from genstudio.transport.answers import redact, retry_after_s
from genstudio.transport.bodies import FormFile
from genstudio.transport.http import Http, HttpPool
from tests.wire import TestWire
from tests.wire import streaming as stream_of

KEY = "sk-test-abcdefgh12345678"


class Answer(BaseModel):
    id: str


def vendor(handler: Callable[[httpx2.Request], httpx2.Response]) -> Http:
    pool = HttpPool(TestWire(httpx2.MockTransport(stream_of(handler))))
    return Http(pool).bound("https://api.vendor.example/v1", {"Authorization": f"Bearer {KEY}"}, "vendor")


def answering(status: int, text: str = '{"id": "1"}', **headers: str) -> Http:
    return vendor(lambda request: httpx2.Response(status, text=text, headers=headers))


def failing(error: Exception) -> Http:
    def handler(request: httpx2.Request) -> httpx2.Response:
        raise error

    return vendor(handler)


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (302, SubmissionUnknownError),
        (400, ProviderValidationError),
        (401, ProviderAuthError),
        (402, ProviderBillingError),
        (403, ProviderAuthError),
        (404, ProviderValidationError),
        (422, ProviderValidationError),
        (429, ProviderRateLimitError),
        (500, SubmissionUnknownError),
        (502, SubmissionUnknownError),
        (504, SubmissionUnknownError),
    ],
)
async def test_what_a_status_means_for_a_purchase(status: int, error: type[GenStudioError]) -> None:
    with pytest.raises(error):
        await answering(status).submit("/jobs", Answer, json={})


@pytest.mark.parametrize(
    ("raised", "error"),
    [
        (httpx2.ConnectError("refused"), ProviderUnavailableError),
        (httpx2.ConnectTimeout("late"), ProviderUnavailableError),
        (httpx2.ReadTimeout("late"), SubmissionUnknownError),
        (httpx2.WriteTimeout("late"), SubmissionUnknownError),
        (httpx2.ReadError("cut off"), SubmissionUnknownError),
        (httpx2.RemoteProtocolError("hung up"), SubmissionUnknownError),
    ],
)
async def test_only_what_never_arrived_may_be_sent_again(raised: Exception, error: type[GenStudioError]) -> None:
    with pytest.raises(error):
        await failing(raised).submit("/jobs", Answer, json={})


async def test_reading_may_always_be_repeated() -> None:
    for http in (answering(500), failing(httpx2.ReadTimeout("late")), failing(httpx2.ConnectError("refused"))):
        with pytest.raises(ProviderUnavailableError):
            await http.read("/jobs/1", Answer)


async def test_an_unknown_shape_is_not_still_running() -> None:
    for text in ("[]", "<html>", '{"name": 1}', ""):
        with pytest.raises(ProviderResponseError):
            await answering(200, text).read("/jobs/1", Answer)


async def test_an_endless_answer_is_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("genstudio.transport.http.MAX_JSON_BYTES", 1_000)
    with pytest.raises(ProviderResponseError):
        await answering(200, "x" * 2_000).read("/jobs/1", Answer)
    with pytest.raises(SubmissionUnknownError):
        await answering(200, "x" * 2_000).submit("/jobs", Answer, json={})


async def test_one_submit_is_one_request_also_when_the_answer_is_lost() -> None:
    seen: list[httpx2.Request] = []

    def handler(request: httpx2.Request) -> httpx2.Response:
        seen.append(request)
        raise httpx2.ReadTimeout("late")

    with pytest.raises(SubmissionUnknownError):
        await vendor(handler).submit("/jobs", Answer, json={})
    assert len(seen) == 1


async def test_the_key_travels_to_its_own_host_only_and_is_in_no_error() -> None:
    seen: dict[str, str | None] = {}

    def handler(request: httpx2.Request) -> httpx2.Response:
        seen[request.url.host] = request.headers.get("authorization")
        return httpx2.Response(422, text=f"your key {KEY} is fine, api_key={KEY}, Authorization: Bearer {KEY}")

    http = vendor(handler)
    for path in ("/jobs", "https://elsewhere.example/jobs"):
        with pytest.raises(ProviderValidationError) as caught:
            await http.read(path, Answer)
        assert KEY not in caught.value.detail + str(caught.value) + repr(http)
    assert seen == {"api.vendor.example": f"Bearer {KEY}", "elsewhere.example": None}


async def test_retry_after_is_read_as_seconds_or_as_a_date() -> None:
    with pytest.raises(ProviderRateLimitError) as caught:
        await answering(429, **{"Retry-After": "7"}).submit("/jobs", Answer, json={})
    assert caught.value.retry_after_s == 7
    assert retry_after_s("Wed, 21 Oct 2015 07:28:00 GMT", now=1_445_412_470) == 10
    assert retry_after_s("Wed, 21 Oct 2015 07:28:00 GMT", now=1_445_412_500) == 0
    assert retry_after_s("soon") is None
    assert retry_after_s(None) is None


def test_what_looks_like_a_secret_is_taken_out() -> None:
    text = redact('{"api_key": "abc123", "X-Fal-Key": "q", "prompt": "a fox"} ?token=zzz&x=1 Bearer yyy')
    assert "abc123" not in text
    assert "zzz" not in text
    assert "yyy" not in text
    assert "a fox" in text
    assert "&x=1" in text


async def test_files_travel_as_a_form_that_others_can_read() -> None:
    seen: list[httpx2.Request] = []

    def handler(request: httpx2.Request) -> httpx2.Response:
        seen.append(request)
        return httpx2.Response(200, text='{"id": "1"}')

    files = [FormFile("image", 'a "fox".png', b"\x00\r\n--bytes", "image/png")]
    await vendor(handler).submit("/edits", Answer, json={"prompt": "füchse", "n": 0}, files=files)
    form = await Request(
        {"type": "http", "method": "POST", "headers": [(b"content-type", seen[0].headers["content-type"].encode())]},
        receive=lambda: body(seen[0].content),
    ).form()
    assert (form["prompt"], form["n"]) == ("füchse", "0")
    upload = form["image"]
    assert isinstance(upload, UploadFile)
    assert (upload.content_type, await upload.read()) == ("image/png", b"\x00\r\n--bytes")
    await form.close()


async def body(content: bytes) -> dict[str, object]:
    return {"type": "http.request", "body": content, "more_body": False}


async def test_an_upload_is_streamed_with_its_length_and_a_signed_address_gets_no_key(tmp_path: Path) -> None:
    seen: list[tuple[httpx2.Request, bytes]] = []

    def bucket(request: httpx2.Request) -> httpx2.Response:
        seen.append((request, request.content))
        return httpx2.Response(200, json={"id": "f1"})

    (tmp_path / "fox.png").write_bytes(b"\x89PNG fox")
    file = MediaInput(tmp_path / "fox.png", "image/png", "my fox.png")
    http = replace(vendor(bucket), urls={"files": "https://f.example/"})
    form = await http.to("files").upload("/new", file, field="file", json={"folder": "in"})
    assert http.parse(form, Answer).id == "f1"
    await http.plain().upload("https://bucket.example/signed?x=1", file, method="PUT")
    (first, posted), (second, put) = seen
    assert str(first.url) == "https://f.example/new"
    assert first.headers["authorization"] == f"Bearer {KEY}"
    assert b'name="folder"\r\n\r\nin\r\n' in posted
    assert b'filename="my fox.png"\r\nContent-Type: image/png\r\n\r\n\x89PNG fox\r\n--' in posted
    assert first.headers["content-length"] == str(len(posted))
    assert (put, second.headers["content-type"], "authorization" in second.headers) == (
        b"\x89PNG fox", "image/png", False
    )  # fmt: skip


async def test_an_upload_that_fails_may_be_sent_again(tmp_path: Path) -> None:
    (tmp_path / "fox.png").write_bytes(b"fox")
    for http in (answering(500), failing(httpx2.ReadTimeout("late"))):
        with pytest.raises(ProviderUnavailableError):
            await http.upload("/files", MediaInput(tmp_path / "fox.png", "image/png"))


async def test_the_vendors_own_meaning_of_a_refusal_goes_before_its_status() -> None:
    def judge(answer: HttpAnswer) -> ProviderError | None:
        return ProviderBillingError("No quota.") if b"insufficient_quota" in answer.body else None

    told = replace(answering(429, f'{{"code": "insufficient_quota", "key": "{KEY}"}}'), judge=judge)
    for ask in (told.submit("/jobs", Answer, json={}), told.read("/jobs/1", Answer)):
        with pytest.raises(ProviderBillingError) as caught:
            await ask
        assert caught.value.provider == "vendor"
        assert "insufficient_quota" in caught.value.detail
        assert KEY not in caught.value.detail
    with pytest.raises(ProviderRateLimitError):
        await replace(answering(429), judge=judge).submit("/jobs", Answer, json={})


async def test_answers_that_are_no_json_come_whole_with_their_headers() -> None:
    sound = answering(200, "ID3", **{"Content-Type": "audio/mpeg; x=1", "X-Cost": "3"})
    answer = await sound.submit_raw("/speech", json={})
    assert (answer.body, answer.mime, answer.headers["x-cost"]) == (b"ID3", "audio/mpeg", "3")
    moved = answering(303, "", Location="/again")
    assert (await moved.submit_raw("/run", json={}, also=(303,))).headers["location"] == "/again"
    assert (await moved.read_raw("/run", also=(303,))).status == 303


async def test_a_vendor_that_is_down_says_when_to_ask_again() -> None:
    with pytest.raises(ProviderUnavailableError) as caught:
        await answering(503, **{"Retry-After": "7"}).read("/jobs/1", Answer)
    assert caught.value.retry_after_s == 7
