"""Kie's five ways to a task: where it is made and asked for, how the body is wrapped, what its record means."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import TypeVar
from urllib.parse import urlsplit

from pydantic import BaseModel, ValidationError

from genstudio.core import refusals
from genstudio.core.errors import GenerationFailedError, ProviderResponseError
from genstudio.core.result import JsonObject, MediaOutput, State, TaskStatus
from genstudio.core.spec import Kind
from genstudio.providers.kie.answers import (
    LABEL,
    MICRO_PER_CREDIT,
    FlagRecord,
    MarketRecord,
    RunwayRecord,
    SunoRecord,
    Track,
    failed,
    result_urls,
)

CALLBACK = "https://example.com/not-used"
"""Suno and Runway want an address to call back, also from those who ask by themselves."""
MARKET_STATES: dict[str, State] = {
    "waiting": "pending",
    "queuing": "pending",
    "generating": "processing",
    "success": "complete",
    "fail": "error",
}
FLAGS: dict[int, State] = {0: "processing", 1: "complete", 2: "error", 3: "error"}
RUNWAY_STATES: dict[str, State] = {
    "wait": "pending",
    "queueing": "pending",
    "generating": "processing",
    "success": "complete",
    "fail": "error",
}
SUNO_STATES: dict[str, State] = {
    "PENDING": "pending",
    "TEXT_SUCCESS": "processing",
    "FIRST_SUCCESS": "processing",
    "SUCCESS": "complete",
    "CREATE_TASK_FAILED": "error",
    "GENERATE_AUDIO_FAILED": "error",
    "CALLBACK_EXCEPTION": "error",
    "SENSITIVE_WORD_ERROR": "error",
}
STEPS = {"TEXT_SUCCESS": "The lyrics are written", "FIRST_SUCCESS": "The first of two tracks is ready"}
WAITING = "In the queue at Kie"
SUFFIXES = {
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "webp": "image/webp",
    "mp4": "video/mp4",
    "mov": "video/quicktime",
    "webm": "video/webm",
    "mp3": "audio/mpeg",
    "wav": "audio/wav",
}
USUAL: dict[Kind, str] = {"image": "image/png", "tts": "audio/mpeg", "video": "video/mp4", "music": "audio/mpeg"}

Record = TypeVar("Record", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Api:
    """`status` gets the task's id as the parameter `taskId`; `read` makes of the record's data what it means."""

    create: str
    status: str
    wrap: Callable[[str, JsonObject], JsonObject]
    read: Callable[[object, Kind], TaskStatus]


def read_market(data: object, kind: Kind) -> TaskStatus:
    record = _parsed(MarketRecord, data)
    state = _state(MARKET_STATES, record.state, data)
    cost = None if record.creditsConsumed is None else micro(record.creditsConsumed)
    if state == "error":
        return TaskStatus(state, error=failed(record.failCode, record.failMsg, cost), usd_micro=cost)
    if state != "complete":
        return _running(state, None if record.progress is None else record.progress / 100)
    extras: JsonObject = (
        {} if record.creditsConsumed is None else {"credits": f"{record.creditsConsumed.normalize():f}"}
    )
    return TaskStatus(
        state, outputs=_outputs(result_urls(record.resultJson), kind, data), usd_micro=cost, extras=extras
    )


def read_flag(data: object, kind: Kind) -> TaskStatus:
    record = _parsed(FlagRecord, data)
    state = _state(FLAGS, record.successFlag, data)
    if state == "error":
        return TaskStatus(state, error=failed(record.errorCode, record.errorMessage))
    if state != "complete":
        return _running(state)
    response = record.response
    urls = [] if response is None else [*response.resultUrls, *([response.resultImageUrl or ""])]
    return TaskStatus(state, outputs=_outputs([each for each in urls if each], kind, data))


def read_runway(data: object, kind: Kind) -> TaskStatus:
    record = _parsed(RunwayRecord, data)
    state = _state(RUNWAY_STATES, record.state, data)
    if state == "error":
        return TaskStatus(state, error=failed(record.failCode, record.failMsg))
    if state != "complete":
        return _running(state)
    if record.expireFlag == 1:
        return TaskStatus("error", error=GenerationFailedError(f"{LABEL} made the clip and has deleted it since."))
    url = record.videoInfo.videoUrl if record.videoInfo else None
    return TaskStatus(state, outputs=_outputs([url] if url else [], kind, data))


def read_suno(data: object, kind: Kind) -> TaskStatus:
    """Two tracks; a failed call to our address, which nobody answers, is no failure of theirs."""
    record = _parsed(SunoRecord, data)
    state = _state(SUNO_STATES, record.status, data)
    tracks = [each for each in (record.response.sunoData or [] if record.response else []) if each.audioUrl]
    if record.status == "CALLBACK_EXCEPTION" and tracks:
        state = "complete"
    if record.status == "SENSITIVE_WORD_ERROR":
        return TaskStatus(state, error=refusals.moderated(LABEL, "untold", record.errorMessage or ""))
    if state == "error":
        return TaskStatus(state, error=failed(record.errorCode, record.errorMessage))
    if state != "complete":
        return _running(state, step=STEPS.get(record.status, ""))
    if not tracks:
        raise refusals.empty(LABEL, str(data)[:2_000])
    return TaskStatus(state, outputs=_tracks(tracks), extras={"style": tracks[0].tags} if tracks[0].tags else {})


def micro(amount: Decimal) -> int:
    """Micro-dollars of an amount of credits."""
    return int((amount * MICRO_PER_CREDIT).quantize(Decimal(1), ROUND_HALF_UP))


def _tracks(tracks: list[Track]) -> tuple[MediaOutput, ...]:
    sounds = [MediaOutput("audio/mpeg", url=each.audioUrl, label=each.title or "") for each in tracks]
    sung = dict.fromkeys(each.prompt.strip() for each in tracks if each.prompt and each.prompt.strip())
    texts = [MediaOutput("text/plain", data=each.encode(), role="transcript", label="Lyrics") for each in sung]
    return (*sounds, *texts)


def _outputs(urls: list[str], kind: Kind, data: object) -> tuple[MediaOutput, ...]:
    if not urls:
        raise refusals.empty(LABEL, str(data)[:2_000])
    return tuple(MediaOutput(_mime(each, kind), url=each) for each in urls)


def _mime(url: str, kind: Kind) -> str:
    return SUFFIXES.get(urlsplit(url).path.rpartition(".")[2].lower(), USUAL[kind])


def _running(state: State, progress: float | None = None, step: str = "") -> TaskStatus:
    return TaskStatus(state, progress, step or (WAITING if state == "pending" else ""))


Word = TypeVar("Word", str, int)


def _state(states: Mapping[Word, State], word: Word, data: object) -> State:
    """Raises ProviderResponseError for a word that is not in the table."""
    state = states.get(word)
    if state is None:
        raise _unknown(data)
    return state


def _parsed(shape: type[Record], data: object) -> Record:
    try:
        return shape.model_validate(data)
    except ValidationError as error:
        raise _unknown(data) from error


def _unknown(data: object) -> ProviderResponseError:
    return refusals.not_understood(LABEL, str(data)[:2_000])


def _market(model: str, body: JsonObject) -> JsonObject:
    return {"model": model, "input": body}


def _flat(model: str, body: JsonObject) -> JsonObject:
    return {"model": model, **body}


APIS: Mapping[str, Api] = {
    "market": Api("/api/v1/jobs/createTask", "/api/v1/jobs/recordInfo", _market, read_market),
    "veo": Api("/api/v1/veo/generate", "/api/v1/veo/record-info", _flat, read_flag),
    "kontext": Api("/api/v1/flux/kontext/generate", "/api/v1/flux/kontext/record-info", _flat, read_flag),
    "runway": Api(
        "/api/v1/runway/generate",
        "/api/v1/runway/record-detail",
        lambda model, body: {**body, "callBackUrl": CALLBACK},
        read_runway,
    ),
    "suno": Api(
        "/api/v1/generate",
        "/api/v1/generate/record-info",
        lambda model, body: {"model": model, **body, "callBackUrl": CALLBACK},
        read_suno,
    ),
}
