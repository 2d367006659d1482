"""What sunoapi.org and its like answer: the envelope around everything, what its codes mean, and a song's record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ValidationError

from genstudio.core import refusals
from genstudio.core.errors import ProviderError, ProviderValidationError
from genstudio.core.result import JsonObject, MediaOutput, State, TaskStatus
from genstudio.transport.answers import Answer, refusal

LABEL = "Suno"
OK = 200
WINDOW_S = 10
"""Requests are counted in windows of ten seconds; no wait is named."""
PATIENCE_S = 12 * 60
"""Two minutes for the first track and ten for the second; then the first is taken alone."""
CONTENT = ("sensitive", "polic", "moderat", "copyright", "artist name", "inappropriate", "prohibited", "violat")
"""What stands in the text of a refusal by content; there is no code of its own for it."""
FAILED = (501, 531)
TOO_LONG = (413,)

STATES: dict[str, State] = {
    "PENDING": "pending",
    "TEXT_SUCCESS": "processing",
    "FIRST_SUCCESS": "processing",
    "SUCCESS": "complete",
    "CREATE_TASK_FAILED": "error",
    "GENERATE_AUDIO_FAILED": "error",
    "SENSITIVE_WORD_ERROR": "error",
    "CALLBACK_EXCEPTION": "error",
}
STEPS = {"TEXT_SUCCESS": "The lyrics are written", "FIRST_SUCCESS": "The first of two tracks is ready"}
PARTS = {"TEXT_SUCCESS": 0.5, "FIRST_SUCCESS": 0.75}


@dataclass(frozen=True, slots=True)
class House:
    """A house that speaks this protocol: where it tells the credits left, and to which HTTP status its codes amount."""

    credit: str
    means: Mapping[int, int]


SAME = {400: 400, 401: 401, 402: 402, 403: 401, 404: 404, 409: 409, 413: 413, 422: 422, 433: 402, 455: 503}
SUNOAPI = House("/api/v1/generate/credit", {**SAME, 405: 429, 429: 402, 430: 429})
HOUSES: Mapping[str, House] = {"api.kie.ai": House("/api/v1/chat/credit", {**SAME, 429: 429})}
"""Host -> house. All others are taken for copies of sunoapi.org, where 429 is an empty account."""


class Envelope(BaseModel):
    """HTTP 200 says nothing: `code` does."""

    code: int
    msg: str | None = None
    data: Any = None


class Created(BaseModel):
    taskId: str  # noqa: N815  # the vendor's names, here and below


class Uploaded(BaseModel):
    downloadUrl: str | None = None  # noqa: N815
    fileUrl: str | None = None  # noqa: N815


class Track(BaseModel):
    id: str = ""
    audioUrl: str | None = None  # noqa: N815
    prompt: str | None = None
    title: str | None = None
    tags: str | None = None
    modelName: str | None = None  # noqa: N815


class Tracks(BaseModel):
    sunoData: list[Track] | None = None  # noqa: N815


class Record(BaseModel):
    status: str
    response: Tracks | None = None
    errorMessage: str | None = None  # noqa: N815

    @property
    def ready(self) -> list[Track]:
        return [each for each in (self.response and self.response.sunoData) or [] if each.audioUrl]


def envelope_of(answer: Answer) -> Envelope | None:
    try:
        return Envelope.model_validate_json(answer.body)
    except ValidationError:
        return None


def is_content(text: str) -> bool:
    return any(word in text.lower() for word in CONTENT)


def verdict(code: int, text: str, house: House) -> ProviderError | None:
    """What a code other than 200 means for certain; None for one that leaves open whether a song was bought."""
    if code in FAILED:
        return refusals.failed(LABEL, text)
    status = house.means.get(code)
    if status in (400, 422) and is_content(text):
        return refusals.moderated(LABEL, "no", text)
    if code in TOO_LONG:
        return ProviderValidationError(
            f"{LABEL} finds a text too long. Nothing was charged; shorten lyrics, style or title.", detail=text
        )
    return None if status is None else refusal(Answer(status, {"retry-after": str(WINDOW_S)}, b""), LABEL, text)


def decode(data: object, age_s: float) -> TaskStatus:
    """What a record says of a song that was ordered `age_s` ago.

    A failed call to our address, which nobody answers, is no failure of the song. Raises ProviderResponseError for a
    status outside STATES and for a finished song without a sound.
    """
    try:
        record = Record.model_validate(data)
    except ValidationError as error:
        raise refusals.not_understood(LABEL, str(data)[:2_000]) from error
    state = STATES.get(record.status)
    if state is None:
        raise refusals.not_understood(LABEL, str(data)[:2_000])
    tracks = record.ready
    alone = record.status == "FIRST_SUCCESS" and age_s > PATIENCE_S
    if tracks and (alone or record.status == "CALLBACK_EXCEPTION"):
        state = "complete"
    if state == "error":
        text = record.errorMessage or ""
        if record.status == "SENSITIVE_WORD_ERROR" or is_content(text):
            return TaskStatus(state, error=refusals.moderated(LABEL, "untold", text))
        return TaskStatus(state, error=refusals.failed(LABEL, text))
    if state != "complete":
        return TaskStatus(state, PARTS.get(record.status), STEPS.get(record.status, ""))
    if not tracks:
        raise refusals.empty(LABEL, str(data)[:2_000])
    return TaskStatus(state, outputs=outputs(tracks), extras=told(tracks))


def outputs(tracks: list[Track]) -> tuple[MediaOutput, ...]:
    """Every track, and beside them the words that are sung, once where they are the same."""
    sounds = [MediaOutput("audio/mpeg", url=each.audioUrl, label=each.title or "") for each in tracks]
    sung = dict.fromkeys(each.prompt.strip() for each in tracks if each.prompt and each.prompt.strip())
    texts = [MediaOutput("text/plain", data=each.encode(), role="transcript", label="Lyrics") for each in sung]
    return (*sounds, *texts)


def told(tracks: list[Track]) -> JsonObject:
    """What only Suno tells: its style in its own words, the version, and the ids by which songs are continued there."""
    first = tracks[0]
    facts = {
        "style": first.tags,
        "version": first.modelName,
        "tracks": ", ".join(each.id for each in tracks if each.id),
    }
    return {name: value for name, value in facts.items() if value}
