"""What goes out: JSON, forms, and files that are streamed from disk."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from json import dumps
from pathlib import Path

from genstudio.core.result import JsonObject

CHUNK_BYTES = 1024 * 1024


@dataclass(frozen=True, slots=True)
class FormFile:
    """A file of a multipart form."""

    field: str
    name: str
    data: bytes
    mime: str


@dataclass(frozen=True, slots=True)
class FileBody:
    """A file between two pieces of text, read as it is sent; it can be sent again."""

    path: Path
    before: bytes = b""
    after: bytes = b""

    def size_bytes(self) -> int:
        return len(self.before) + self.path.stat().st_size + len(self.after)

    async def __aiter__(self) -> AsyncIterator[bytes]:
        if self.before:
            yield self.before
        with self.path.open("rb") as file:
            while chunk := await asyncio.to_thread(file.read, CHUNK_BYTES):
                yield chunk
        if self.after:
            yield self.after


def json_body(json: JsonObject | None) -> tuple[bytes | None, dict[str, str]]:
    if json is None:
        return None, {}
    return dumps(json, ensure_ascii=False).encode(), {"Content-Type": "application/json"}


def form(fields: JsonObject, files: Sequence[FormFile]) -> tuple[bytes, dict[str, str]]:
    """A multipart body (RFC 7578); values that are not text are written as JSON."""
    boundary = secrets.token_hex(16)
    parts = [*_field_parts(fields), *(_file_head(each.field, each.name, each.mime) + each.data for each in files)]
    mark = f"--{boundary}".encode()
    body = b"".join(mark + b"\r\n" + part + b"\r\n" for part in parts) + mark + b"--\r\n"
    return body, _form_type(boundary)


def file_form(fields: JsonObject, field: str, name: str, mime: str, path: Path) -> tuple[FileBody, dict[str, str]]:
    """As `form`, with one file that is streamed, last."""
    boundary = secrets.token_hex(16)
    mark = f"--{boundary}".encode()
    before = b"".join(mark + b"\r\n" + part + b"\r\n" for part in _field_parts(fields))
    before += mark + b"\r\n" + _file_head(field, name, mime)
    return FileBody(path, before, b"\r\n" + mark + b"--\r\n"), _form_type(boundary)


def _field_parts(fields: JsonObject) -> list[bytes]:
    return [
        f'Content-Disposition: form-data; name="{_quoted(name)}"\r\n\r\n'
        f"{value if isinstance(value, str) else dumps(value)}".encode()
        for name, value in fields.items()
    ]


def _file_head(field: str, name: str, mime: str) -> bytes:
    return (
        f'Content-Disposition: form-data; name="{_quoted(field)}"; filename="{_quoted(name)}"\r\n'
        f"Content-Type: {mime}\r\n\r\n"
    ).encode()


def _form_type(boundary: str) -> dict[str, str]:
    return {"Content-Type": f"multipart/form-data; boundary={boundary}"}


def _quoted(name: str) -> str:
    return name.replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")
