"""The input files of a request, as parts of a body: inside it while all together are small, else by the Files API.

start   POST /upload/v1beta/files with X-Goog-Upload-* headers and {"file": {"display_name"}} -> header
        X-Goog-Upload-URL
bytes   POST there, "upload, finalize" -> {"file": {"name", "uri", "state"}}
state   GET /v1beta/files/{id} until ACTIVE; kept for 48 h, at most 2 GB a file and 20 GB a project

Google's older pages name 20 MB for a whole request (unverified for the new models); base64 takes a third more. Clips
are always uploaded, as Google's own examples do.
"""

from __future__ import annotations

import asyncio
import base64
from collections.abc import Mapping
from dataclasses import dataclass

from pydantic import BaseModel

from genstudio.core import refusals
from genstudio.core.errors import GenerationFailedError, ProviderResponseError, ProviderValidationError
from genstudio.core.request import MediaInput
from genstudio.core.result import TaskStatus
from genstudio.core.spec import MB
from genstudio.providers.gemini.account import LABEL, NAME, VERSION
from genstudio.transport.http import Http
from genstudio.transport.polling import poll_task

INLINE_BYTES = 14 * MB
ASK_S, READY_S = 1.0, 180.0
FILE_STATES = {"PROCESSING": "processing", "ACTIVE": "complete", "FAILED": "error"}


@dataclass(frozen=True, slots=True)
class Given:
    """A file of a request: its bytes as base64, or where Google keeps it."""

    mime: str
    data: str = ""
    uri: str = ""


class File(BaseModel):
    name: str
    uri: str = ""
    state: str = "ACTIVE"


class Uploaded(BaseModel):
    file: File


async def hand_over(http: Http, media: Mapping[str, tuple[MediaInput, ...]]) -> dict[str, tuple[Given, ...]]:
    """Every file by its role, uploaded where it must be. Sends no purchase, so that it may be repeated."""
    sizes = [file.path.stat().st_size for files in media.values() for file in files]
    small = sum(sizes) <= INLINE_BYTES
    given = {}
    for role, files in media.items():
        given[role] = tuple([await _one(http, each, inline=small) for each in files])
    return given


async def _one(http: Http, file: MediaInput, *, inline: bool) -> Given:
    if inline and not file.mime.startswith("video/"):
        data = await asyncio.to_thread(file.path.read_bytes)
        return Given(file.mime, data=base64.b64encode(data).decode())
    return Given(file.mime, uri=await _upload(http, file))


async def _upload(http: Http, file: MediaInput) -> str:
    started = await http.read_raw(
        f"/upload/{VERSION}/files",
        method="POST",
        json={"file": {"display_name": file.path.name}},
        headers={
            "X-Goog-Upload-Protocol": "resumable",
            "X-Goog-Upload-Command": "start",
            "X-Goog-Upload-Header-Content-Length": str(file.path.stat().st_size),
            "X-Goog-Upload-Header-Content-Type": file.mime,
        },
    )
    target = started.headers.get("x-goog-upload-url", "")
    if not target:
        raise ProviderResponseError("Google named no address for the upload.", provider=NAME)
    headers = {"X-Goog-Upload-Offset": "0", "X-Goog-Upload-Command": "upload, finalize"}
    answer = await http.upload(target.removeprefix(http.base_url), file, headers=headers)
    kept = http.parse(answer, Uploaded).file
    if kept.state != "ACTIVE":
        status = await poll_task(
            lambda: check_file(http, kept.name), first_s=ASK_S, max_s=5 * ASK_S, deadline_s=READY_S
        )
        if status.error is not None:
            raise ProviderValidationError(
                "Google could not read one of the files. Nothing was charged; try it in another format.", provider=NAME
            )
    return kept.uri


async def check_file(http: Http, name: str) -> TaskStatus:
    """Whether a file ("files/xyz") can be used yet. Raises ProviderResponseError for an unknown state."""
    file = await http.read(f"/{VERSION}/{name}", File)
    match FILE_STATES.get(file.state):
        case "processing":
            return TaskStatus("processing")
        case "complete":
            return TaskStatus("complete")
        case "error":
            return TaskStatus("error", error=GenerationFailedError("Google could not store the file.", provider=NAME))
    raise refusals.not_understood(LABEL, file.model_dump_json())
