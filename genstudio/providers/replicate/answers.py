"""What comes back from Replicate: shapes of the answers with only the keys that we read."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from pydantic import BaseModel

from genstudio.core.result import Json, MediaOutput, State
from genstudio.core.spec import Kind

STATES: dict[str, State] = {
    "starting": "pending",
    "processing": "processing",
    "succeeded": "complete",
    "failed": "error",
    "canceled": "cancelled",
    "aborted": "cancelled",
}
"""`aborted` comes with a deadline, and is in Replicate's words but not in its generated types."""

BAR = re.compile(r"(\d+)%\|")
SUFFIXES = {
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "webp": "image/webp",
    "mp4": "video/mp4",
    "webm": "video/webm",
    "mov": "video/quicktime",
    "mp3": "audio/mpeg",
    "wav": "audio/wav",
    "flac": "audio/flac",
    "ogg": "audio/ogg",
    "m4a": "audio/mp4",
}
USUAL: dict[Kind, str] = {"image": "image/png", "tts": "audio/mpeg", "video": "video/mp4", "music": "audio/mpeg"}


class Account(BaseModel):
    username: str


class Places(BaseModel):
    get: str


class Uploaded(BaseModel):
    urls: Places


class Version(BaseModel):
    id: str
    openapi_schema: dict[str, Any] | None = None


class Model(BaseModel):
    description: str | None = None
    latest_version: Version | None = None


class Row(BaseModel):
    owner: str
    name: str


class Collection(BaseModel):
    models: list[Row]


class Prediction(BaseModel):
    id: str
    status: str
    output: Any = None
    error: str | None = None
    logs: str | None = None
    metrics: dict[str, Any] = {}
    data_removed: bool = False


def progress(logs: str) -> float | None:
    """0 to 1 by the last bar of a log, None where there is none."""
    bars = BAR.findall(logs)
    return min(1.0, int(bars[-1]) / 100) if bars else None


def outputs(output: Json, kind: Kind) -> tuple[MediaOutput, ...]:
    """The files of an output, whatever its shape: an address, a list, or an object with some in it.

    What is surely of another kind, such as a picture beside a song, is left out while others are there.
    """
    found = [_output(each, kind) for each in _addresses(output)]
    wanted = USUAL[kind].partition("/")[0]
    fitting = [each for each in found if each.mime.startswith(f"{wanted}/")]
    return tuple(fitting or found)


def _addresses(value: Json) -> Iterator[str]:
    if isinstance(value, str) and value.startswith(("https://", "http://", "data:")):
        yield value
    elif isinstance(value, list):
        for each in value:
            yield from _addresses(each)
    elif isinstance(value, dict):
        for each in value.values():
            yield from _addresses(each)


def _output(url: str, kind: Kind) -> MediaOutput:
    if url.startswith("data:"):
        head, _, data = url.partition(",")
        try:
            content = base64.b64decode(data, validate=True)
        except binascii.Error:
            content = b""
        return MediaOutput(head[5:].partition(";")[0] or USUAL[kind], data=content)
    suffix = urlsplit(url).path.rpartition(".")[2].lower()
    return MediaOutput(SUFFIXES.get(suffix, USUAL[kind]), url=url)
