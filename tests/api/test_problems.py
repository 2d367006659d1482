"""Every error has a status and words at the entrance, and an unforeseen one tells nothing of the inside."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Iterator

import pytest
from fastapi import FastAPI
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.testclient import TestClient

from genstudio.api import problems
from genstudio.api.problems import MEANINGS, UnforeseenErrors
from genstudio.api.schemas import ProblemOut
from genstudio.core import errors
from genstudio.core.errors import GenStudioError


def _tree(cls: type[GenStudioError]) -> Iterator[type[GenStudioError]]:
    yield cls
    for each in cls.__subclasses__():
        yield from _tree(each)


ALL = [each for each in _tree(GenStudioError) if each.__module__ == errors.__name__]


def _client(error: Exception) -> TestClient:
    async def fail() -> None:
        raise error

    async def half(request: Request) -> Response:
        async def body() -> AsyncIterator[bytes]:
            yield b"half"
            raise error

        return StreamingResponse(body())

    app = FastAPI(middleware=[Middleware(UnforeseenErrors)])
    problems.install(app)
    app.get("/fail")(fail)
    app.add_route("/half", half)
    return TestClient(app, raise_server_exceptions=False)


@pytest.mark.parametrize("cls", ALL)
def test_every_error_class_has_a_status_of_its_own(cls: type[GenStudioError]) -> None:
    assert cls in MEANINGS
    answer = _client(cls("Words for people.")).get("/fail")
    assert answer.status_code == MEANINGS[cls].status
    assert answer.headers["content-type"] == "application/problem+json"
    told = ProblemOut.model_validate_json(answer.content)
    assert (told.status, told.code, told.detail) == (answer.status_code, cls.code, "Words for people.")
    assert told.title
    assert told.charged == MEANINGS[cls].charged


def test_table_names_only_classes_that_exist() -> None:
    assert set(MEANINGS) == set(ALL)


def test_subclass_elsewhere_means_what_its_parent_means() -> None:
    class _NoKeyringError(errors.KeyStoreError):
        pass

    assert _client(_NoKeyringError("There is none.")).get("/fail").status_code == 503


def test_field_is_told_in_the_names_of_the_wire() -> None:
    answer = _client(errors.ProviderValidationError("Wrong.", field="aspect_ratio")).get("/fail")
    assert answer.json()["field"] == "aspectRatio"


def test_rate_limit_says_when_to_come_back() -> None:
    answer = _client(errors.ProviderRateLimitError("Wait.", retry_after_s=12.4)).get("/fail")
    assert answer.headers["retry-after"] == "12"


def test_detail_of_an_error_stays_inside() -> None:
    answer = _client(errors.StorageError("The disk refused.", detail="/home/ann/genstudio.db")).get("/fail")
    assert "/home/ann" not in answer.text


def test_unforeseen_error_gives_a_reference_and_nothing_else(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR):
        answer = _client(RuntimeError("secret inside")).get("/fail")
    assert answer.status_code == 500
    body = answer.json()
    assert "secret inside" not in answer.text
    assert body["reference"] in body["detail"]
    assert "charged" not in body
    assert body["reference"] in caplog.text
    assert "secret inside" in caplog.text


def test_answer_that_has_begun_is_cut_off() -> None:
    """Half a file must not look like a whole one."""
    with pytest.raises(RuntimeError, match="inside"):
        TestClient(_client(RuntimeError("inside")).app).get("/half")


def test_http_errors_of_the_framework_are_problems_too() -> None:
    client = _client(RuntimeError())
    assert client.get("/none").json()["code"] == "not_found"
    answer = client.post("/fail")
    assert (answer.status_code, answer.json()["code"]) == (405, "method_not_allowed")
    assert answer.headers["allow"] == "GET"
