"""What PiAPI answers: the envelope around a task, where its files stand, and why one failed."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from typing import Any
from urllib.parse import urlsplit

from pydantic import BaseModel

from genstudio.core import refusals
from genstudio.core.errors import ProviderError
from genstudio.core.result import JsonObject, MediaOutput, State, TaskStatus
from genstudio.core.spec import Kind

LABEL = "PiAPI"
OK = 200
POINTS_PER_MICRO = 10
"""Ten million points are a dollar: 60 s of sound at 0.0005 dollars are billed as 300,000."""

STATES: dict[str, State] = {
    "pending": "pending",
    "staged": "pending",
    "processing": "processing",
    "completed": "complete",
    "success": "complete",
    "failed": "error",
    "error": "error",
    "rejected": "error",
    "cancelled": "cancelled",
}
CONTENT = ("sensitive", "moderation", "policy", "nsfw", "risk control")
EMPTY = ("insufficient", "credit", "quota", "balance")
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
    "flac": "audio/flac",
    "ogg": "audio/ogg",
}
USUAL: dict[Kind, str] = {"image": "image/png", "tts": "audio/mpeg", "video": "video/mp4", "music": "audio/mpeg"}
PLACES = ("image_url", "image_urls", "video_url", "video", "works", "audio_url", "songs")
"""Where files stand in an output, which differs from model to model and between versions of one, best first."""
INSIDE = ("resource_without_watermark", "url", "resource", "song_path", "video")
"""What names a file within one of these, best first."""


class Envelope(BaseModel):
    code: int = OK
    message: str | None = None
    data: Any = None


class Uploaded(BaseModel):
    """The address stands in `data`, or at the top."""

    url: str | None = None
    data: Any = None

    @property
    def address(self) -> str:
        inside = self.data.get("url") if isinstance(self.data, dict) else self.data
        return self.url or (inside if isinstance(inside, str) else "")


class Usage(BaseModel):
    """`frozen` points are only held back, `consume` are billed."""

    consume: Decimal | None = None


class Meta(BaseModel):
    usage: Usage | None = None
    is_using_private_pool: bool = False


class Fault(BaseModel):
    code: int | str = 0
    raw_message: str | None = None
    message: str | None = None
    detail: Any = None


class Job(BaseModel):
    task_id: str
    status: str
    output: dict[str, Any] | None = None
    meta: Meta | None = None
    error: Fault | None = None
    logs: list[Any] | None = None
    detail: Any = None

    @property
    def reason(self) -> str:
        """All that is said of a failure: its cause often stands in the logs alone."""
        fault = self.error or Fault()
        said = [fault.raw_message, fault.message, fault.detail, self.detail, *(self.logs or [])]
        return "; ".join(str(each) for each in said if each)[:2_000]


class Account(BaseModel):
    equivalent_in_usd: Decimal | None = None
    account_name: str | None = None
    account_plan: str | None = None


def meaning(text: str) -> ProviderError | None:
    """What the words of a refusal mean, where no code tells it."""
    said = text.lower()
    if "plan" in said and "not allow" in said:
        return refusals.not_in_plan(LABEL, text)
    if any(word in said for word in CONTENT):
        return refusals.moderated(LABEL, "untold", text)
    if any(word in said for word in EMPTY):
        return refusals.no_balance(LABEL, text)
    return None


def decode(job: Job, kind: Kind) -> TaskStatus:
    """Raises ProviderResponseError for a status outside STATES and for a finished task without a file."""
    state = STATES.get(job.status.lower())
    cost = usd_micro(job)
    if state is None:
        raise refusals.not_understood(LABEL, job.model_dump_json()[:2_000])
    if state == "error":
        return TaskStatus(state, error=meaning(job.reason) or refusals.failed(LABEL, job.reason), usd_micro=cost)
    if state != "complete":
        return TaskStatus(state)
    songs = (job.output or {}).get("songs")
    if isinstance(songs, list) and any(isinstance(each, dict) and each.get("finished") is False for each in songs):
        return TaskStatus("processing", step="The first of two tracks is ready")
    outputs = tuple(MediaOutput(_mime(url, kind), url=url, label=label) for url, label in files(job.output or {}))
    if not outputs:
        raise refusals.empty(LABEL, job.reason or job.model_dump_json()[:2_000])
    extras: JsonObject = {}
    if job.meta and job.meta.usage and job.meta.usage.consume:
        extras["points"] = int(job.meta.usage.consume)
    return TaskStatus(state, outputs=outputs, usd_micro=cost, extras=extras)


def usd_micro(job: Job) -> int | None:
    """What was billed; None where nothing is told. An account of one's own that does the work there bills no points."""
    meta = job.meta or Meta()
    points = meta.usage.consume if meta.usage else None
    if points:
        return int((points / POINTS_PER_MICRO).quantize(Decimal(1), ROUND_HALF_UP))
    return 0 if meta.is_using_private_pool else None


def files(output: dict[str, Any]) -> list[tuple[str, str]]:
    """(address, title) of every file in the first place that has one, each once."""
    for place in PLACES:
        found = dict(_named(output.get(place)))
        if found:
            return list(found.items())
    return []


def _named(value: object, title: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(value, str) and value:
        yield value, title
    elif isinstance(value, list):
        for each in value:
            yield from _named(each)
    elif isinstance(value, dict):
        name = value.get("title")
        title = name if isinstance(name, str) else title
        for key in INSIDE:
            if found := list(_named(value.get(key), title)):
                yield from found
                return


def _mime(url: str, kind: Kind) -> str:
    return SUFFIXES.get(urlsplit(url).path.rpartition(".")[2].lower(), USUAL[kind])
