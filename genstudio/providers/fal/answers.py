"""What comes back from fal: shapes of the answers with only the keys that we read."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Iterator
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

from pydantic import BaseModel

from genstudio.core.result import Json, JsonObject, MediaOutput, State
from genstudio.core.spec import Kind

STATES: dict[str, State] = {"IN_QUEUE": "pending", "IN_PROGRESS": "processing", "COMPLETED": "complete"}
CANCELLED = "client_cancelled"
STILL_RUNNING = "still in progress"
"""In the 400 that the result's address answers before the end."""

PLACES = ("images", "image", "video", "audio", "audio_file", "audio_url")
"""Where a model's output has its files, in the order in which they are looked for."""
SUFFIXES = {
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "webp": "image/webp",
    "mp4": "video/mp4",
    "webm": "video/webm",
    "mp3": "audio/mpeg",
    "wav": "audio/wav",
    "flac": "audio/flac",
    "ogg": "audio/ogg",
    "m4a": "audio/mp4",
}
USUAL: dict[Kind, str] = {"image": "image/png", "tts": "audio/mpeg", "video": "video/mp4", "music": "audio/mpeg"}
TOLD = ("seed", "prompt", "revised_prompt", "actual_prompt", "expanded_prompt", "description", "lyrics", "tags")
"""What a model may tell beside its files, kept with the result."""


class Submitted(BaseModel):
    request_id: str
    status_url: str
    response_url: str
    cancel_url: str


class Metrics(BaseModel):
    inference_time: float | None = None


class Status(BaseModel):
    status: str
    queue_position: int | None = None
    metrics: Metrics | None = None
    error: Any = None
    error_type: str | None = None


class Upload(BaseModel):
    upload_url: str
    file_url: str


class Price(BaseModel):
    endpoint_id: str
    unit_price: Decimal
    unit: str
    currency: str = "USD"


class PriceList(BaseModel):
    prices: list[Price]


class Credits(BaseModel):
    current_balance: Decimal
    currency: str = "USD"


class Billing(BaseModel):
    username: str = ""
    credits: Credits | None = None


def read_object(body: bytes) -> JsonObject:
    """The answer as an object, {} for anything else."""
    try:
        answer = json.loads(body)
    except ValueError:
        return {}
    return answer if isinstance(answer, dict) else {}


def outputs(answer: JsonObject, kind: Kind) -> tuple[MediaOutput, ...]:
    """The files of a model's output, without pictures that were blacked out by the safety checker."""
    flags = answer.get("has_nsfw_concepts")
    hidden = {number for number, flag in enumerate(flags) if flag is True} if isinstance(flags, list) else set()
    found = next((files for place in PLACES if (files := list(_files(answer.get(place))))), [])
    return tuple(_output(url, mime, kind) for number, (url, mime) in enumerate(found) if number not in hidden)


def is_hidden(answer: JsonObject) -> bool:
    """Whether the safety checker blacked out a picture."""
    flags = answer.get("has_nsfw_concepts")
    return isinstance(flags, list) and True in flags


def told(answer: JsonObject) -> JsonObject:
    return {name: answer[name] for name in TOLD if answer.get(name) not in (None, "")}


def _files(place: Json) -> Iterator[tuple[str, str]]:
    """(address, type) of a file, a list of files, or a bare address."""
    for each in place if isinstance(place, list) else [place]:
        if isinstance(each, str) and each.startswith(("https://", "http://", "data:")):
            yield each, ""
        elif isinstance(each, dict) and isinstance(url := each.get("url"), str) and url:
            mime = each.get("content_type")
            yield url, mime if isinstance(mime, str) else ""


def _output(url: str, mime: str, kind: Kind) -> MediaOutput:
    if url.startswith("data:"):
        head, _, data = url.partition(",")
        try:
            content = base64.b64decode(data, validate=True)
        except binascii.Error:
            content = b""
        return MediaOutput(head[5:].partition(";")[0] or USUAL[kind], data=content)
    suffix = urlsplit(url).path.rpartition(".")[2].lower()
    # Some models send "application/octet-stream" for everything.
    known = mime if mime.partition("/")[0] in ("image", "audio", "video") else SUFFIXES.get(suffix)
    return MediaOutput(known or USUAL[kind], url=url)
