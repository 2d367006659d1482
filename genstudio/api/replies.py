"""Answers of two kinds: JSON without a detour through pydantic, and files with Range, ETag and safe headers."""

from __future__ import annotations

import json

from anyio import to_thread
from fastapi import Request
from starlette.responses import FileResponse, Response

from genstudio.controllers.views import FileView

SHOWN = frozenset(
    {
        "image/png", "image/jpeg", "image/webp", "image/gif", "image/avif",
        "audio/wav", "audio/x-wav", "audio/mpeg", "audio/ogg", "audio/flac", "audio/mp4", "audio/aac", "audio/webm",
        "video/mp4", "video/webm", "video/ogg",
    }
)  # fmt: skip
"""What a browser may show in place. Anything else is a download: HTML or SVG would run scripts in our name."""
ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False, check_circular=False)
LOCKED = "default-src 'none'; sandbox"


def reply(body: object, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    """The object as JSON."""
    return Response(ENCODER.encode(body).encode(), status, headers, "application/json")


def file_reply(request: Request, file: FileView, *, download: bool = False) -> Response:
    """The file, a part of it (Range), or 304 when the caller has it already.

    The address of a file never gets other bytes, so it may be kept for ever, by its owner's browser alone.
    """
    shown = file.mime in SHOWN
    disposition = "attachment" if download or not shown else "inline"
    headers = _kept(file)
    if _has_it(request.headers.get("if-none-match", ""), headers["ETag"]):
        return Response(status_code=304, headers=headers)
    return FileResponse(
        file.path,
        headers=headers,
        media_type=file.mime if shown else "application/octet-stream",
        filename=file.name,
        content_disposition_type=disposition,
    )


async def preview_reply(request: Request, file: FileView) -> Response:
    """`file_reply` for the few kilobytes of a preview: read whole, in one thread, without Range.

    A scrolled library asks for hundreds of them, and each part that is sent by itself costs a thread of its own.
    """
    headers = _kept(file) | {"Content-Disposition": "inline"}
    if _has_it(request.headers.get("if-none-match", ""), headers["ETag"]):
        return Response(status_code=304, headers=headers)
    return Response(await to_thread.run_sync(file.path.read_bytes), headers=headers, media_type=file.mime)


def _kept(file: FileView) -> dict[str, str]:
    headers = {"ETag": f'"{file.sha256}"', "Cache-Control": "private, max-age=31536000, immutable"}
    return headers if file.mime in SHOWN else headers | {"Content-Security-Policy": LOCKED}


def _has_it(if_none_match: str, etag: str) -> bool:
    tags = [each.strip().removeprefix("W/") for each in if_none_match.split(",")]
    return etag in tags or "*" in tags
