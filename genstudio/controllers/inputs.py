"""Files that people give: uploads, data URIs and public addresses, all checked and stored in the same way."""

from __future__ import annotations

import base64
import binascii
import secrets
import sqlite3
from collections.abc import AsyncIterator, Iterable, Mapping
from pathlib import Path
from urllib.parse import unquote, unquote_to_bytes, urlsplit

from genstudio.controllers.views import FileView, UploadView
from genstudio.core.errors import (
    DownloadRefusedError,
    InputError,
    ProviderUnavailableError,
    ProviderValidationError,
)
from genstudio.core.spec import MB, InputRole, ModelSpec
from genstudio.storage import references
from genstudio.storage.database import Database
from genstudio.storage.media import MediaStore
from genstudio.storage.references import ReferencedFile
from genstudio.storage.uploads import UploadRow, Uploads
from genstudio.transport.download import Downloader
from genstudio.transport.media import extension

CHUNK_BYTES = 256 * 1024


class Inputs:
    """`max_bytes` bounds every file; `work` is a folder for downloads on their way."""

    def __init__(
        self,
        database: Database,
        uploads: Uploads,
        media: MediaStore,
        downloader: Downloader,
        *,
        work: Path,
        max_bytes: int,
    ) -> None:
        self._database = database
        self._uploads = uploads
        self._media = media
        self._downloader = downloader
        self._work = work
        self.max_bytes = max_bytes

    async def add(self, owner: str, name: str, chunks: AsyncIterator[bytes]) -> UploadView:
        """Stores a file. Raises InputError for one that is too large, damaged, or no picture, sound or video."""
        return _view(await self._uploads.add(owner, name, chunks, max_bytes=self.max_bytes))

    async def get(self, owner: str, upload_id: str) -> FileView:
        """Raises NotFoundError, also for other people's uploads."""
        row = await self._uploads.get(owner, upload_id)
        return FileView(self._media.path_of(row.sha256, row.mime), row.mime, row.sha256, row.name)

    async def take(
        self, owner: str, model: ModelSpec, sources: Mapping[str, tuple[str, ...]]
    ) -> dict[str, tuple[str, ...]]:
        """The sources as references to stored files, each checked against its role.

        Raises InputError or ProviderValidationError that names the role.
        """
        roles = {role.name: role for role in model.inputs}
        taken: dict[str, tuple[str, ...]] = {}
        for name, files in sources.items():
            taken[name] = tuple([await self._take(owner, roles[name], source) for source in files])
        return taken

    async def _take(self, owner: str, role: InputRole, source: str) -> str:
        try:
            ref = await self._stored(owner, role, source)
        except InputError as error:
            raise InputError(f"{role.label}: {error.message}", field=role.name, detail=error.detail) from error
        file = await self._database.read(lambda conn: references.find(conn, owner, ref))
        if file is None:
            raise InputError(f"{role.label}: there is no such file. Choose it again.", field=role.name)
        _check(role, file)
        return ref

    async def _stored(self, owner: str, role: InputRole, source: str) -> str:
        scheme = source.partition(":")[0].lower()
        match scheme:
            case "upload" | "asset":
                return source
            case "data":
                name, data = decode_data_uri(source, min(role.taken_bytes, self.max_bytes))
                return (await self.add(owner, name, _pieces(data))).ref
            case "http" | "https":
                return await self._fetch(owner, source, min(role.taken_bytes, self.max_bytes))
            case _:
                raise InputError("a file is given as upload:ID, asset:JOB/N, a data URI or an https address.")

    async def _fetch(self, owner: str, url: str, max_bytes: int) -> str:
        self._work.mkdir(parents=True, exist_ok=True)
        target = self._work / f"fetch-{secrets.token_hex(8)}"
        try:
            await self._downloader.fetch(url, target, max_bytes=max_bytes)
            name = unquote(urlsplit(url).path.rpartition("/")[2]) or "file"
            return (await self.add(owner, name, _read(target))).ref
        except (DownloadRefusedError, ProviderUnavailableError) as error:
            raise InputError(f"{error.message} Nothing was charged.", detail=error.detail) from error
        finally:
            target.unlink(missing_ok=True)


def decode_data_uri(uri: str, max_bytes: int) -> tuple[str, bytes]:
    """A name and the bytes of a data URI. What they are is decided by the bytes, not by the type that it claims.

    Raises InputError.
    """
    header, comma, body = uri.partition(",")
    if not comma:
        raise InputError("the data URI has no data.")
    if len(body) > 4 * max_bytes:
        raise InputError(f"the file has more than {max_bytes / MB:g} MB.")
    if header.lower().endswith(";base64"):
        try:
            data = base64.b64decode(unquote(body), validate=True)
        except (binascii.Error, ValueError):
            raise InputError("the data URI is not valid base64.") from None
    else:
        data = unquote_to_bytes(body)
    if len(data) > max_bytes:
        raise InputError(f"the file has more than {max_bytes / MB:g} MB.")
    media = header[5:].partition("/")[0].lower()
    return f"{media or 'file'} from a data URI", data


def _check(role: InputRole, file: ReferencedFile) -> None:
    """Raises ProviderValidationError."""
    if file.mime.partition("/")[0] != role.media:
        word = {"image": "a picture", "audio": "a sound file", "video": "a video"}[role.media]
        raise ProviderValidationError(f"{role.label} is {word}; this file is {file.mime}.", field=role.name)
    if role.types and not role.fits and file.mime not in role.types:
        known = ", ".join(extension(each).upper() for each in role.types)
        raise ProviderValidationError(
            f"{role.label}: this model takes {known}; this file is {file.mime}.", field=role.name
        )
    if file.size_bytes > role.taken_bytes:
        raise ProviderValidationError(
            f"{role.label}: the file has {file.size_bytes / MB:.1f} MB; "
            f"at most {role.taken_bytes / MB:g} MB are taken.",
            field=role.name,
        )


async def _pieces(data: bytes) -> AsyncIterator[bytes]:
    for start in range(0, len(data), CHUNK_BYTES):
        yield data[start : start + CHUNK_BYTES]


async def _read(path: Path) -> AsyncIterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(CHUNK_BYTES):
            yield chunk


def _view(row: UploadRow) -> UploadView:
    return UploadView(row.id, row.name, row.mime, row.size_bytes, row.width, row.height, row.duration_s)


def names(conn: sqlite3.Connection, owner: str, upload_ids: Iterable[str]) -> dict[str, str]:
    """The names of uploads by id, those of the owner only."""
    wanted = list(dict.fromkeys(upload_ids))
    if not wanted:
        return {}
    marks = ", ".join("?" * len(wanted))
    rows = conn.execute(f"SELECT id, name FROM upload WHERE owner = ? AND id IN ({marks})", (owner, *wanted))  # noqa: S608
    return {row[0]: row[1] for row in rows}
