"""Bodies that carry one file: the file itself, or a form with a part named `file`."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from fastapi import Request
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException

from genstudio.core.errors import InputError

CHUNK_BYTES = 256 * 1024


@dataclass(frozen=True, slots=True)
class FileBody:
    """`name` is the form's, empty for a bare file."""

    name: str
    chunks: AsyncIterator[bytes]


@asynccontextmanager
async def file_body(request: Request) -> AsyncIterator[FileBody]:
    """Raises HTTPException 415 for a form of another kind, InputError for a form without the file."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == "application/x-www-form-urlencoded":
        raise HTTPException(415)
    if kind == "multipart/form-data":
        async with request.form(max_files=1, max_fields=8) as form:
            file = form.get("file")
            if not isinstance(file, UploadFile):
                raise InputError("The form has no file named file.", field="file")
            yield FileBody(file.filename or "", _chunks(file))
    else:
        yield FileBody("", request.stream())


async def _chunks(file: UploadFile) -> AsyncIterator[bytes]:
    while chunk := await file.read(CHUNK_BYTES):
        yield chunk
