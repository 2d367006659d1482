"""Files that people give us: checked by their bytes, made fit for every model, stored by content, found by owner.

A PNG, JPEG or WebP of one frame is kept as it came; any other picture becomes a PNG of its first frame in 8 bits,
turned as its camera was held. Sound and video are kept as they came.
"""

from __future__ import annotations

import dataclasses
import secrets
import sqlite3
import time
import unicodedata
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from pathlib import Path

from anyio import CapacityLimiter, to_thread

from genstudio.core.errors import InputError, NotFoundError
from genstudio.storage import faults, files
from genstudio.storage.database import Database
from genstudio.storage.limits import Limits
from genstudio.storage.media import MediaStore
from genstudio.storage.thumbnails import eight_bit
from genstudio.transport import media
from genstudio.transport.probe import (
    DEMUXERS,
    MAX_FRAME_PIXELS,
    MAX_PIXELS,
    MAX_SIDE,
    PICTURES,
    TooManyPixelsError,
    UnreadableError,
    open_picture,
    read_facts,
)

MAX_NAME_CHARS = 120
PLAIN_PICTURES = ("image/png", "image/jpeg", "image/webp")
PLAIN_MODES = ("1", "L", "LA", "P", "RGB", "RGBA")


@dataclass(frozen=True, slots=True)
class UploadRow:
    """One row of the upload table; names and units as in `tables.Upload`."""

    id: str
    owner: str
    name: str
    sha256: str
    mime: str
    size_bytes: int
    width: int | None
    height: int | None
    duration_s: float | None
    created_at_ms: int


COLUMNS = ", ".join(each.name for each in dataclasses.fields(UploadRow))


class Uploads:
    def __init__(self, database: Database, store: MediaStore, limits: Limits) -> None:
        self._database = database
        self._store = store
        self._limits = limits
        # One at a time: checking a picture of 100 megapixels decodes all of it.
        self._checks = CapacityLimiter(1)

    async def add(self, owner: str, name: str, chunks: AsyncIterator[bytes], *, max_bytes: int) -> UploadRow:
        """Stores a file. `name` is only ever shown.

        Raises InputError for one that is empty, above `max_bytes`, damaged, too many pixels, or no picture, sound or
        video; LimitReachedError, DiskFullError, StorageError. Nothing is left then.
        """
        async with self._limits.receiving(owner) as take:
            return await self._add(owner, name, chunks, max_bytes, take)

    async def _add(
        self, owner: str, name: str, chunks: AsyncIterator[bytes], max_bytes: int, take: Callable[[int], None]
    ) -> UploadRow:
        shown = display_name(name)
        part = await to_thread.run_sync(self._new_part)
        try:
            await self._receive(part, shown, chunks, max_bytes, take)
            mime = await to_thread.run_sync(self._check, part, shown, limiter=self._checks)
            stored = await self._store.adopt(part, mime)
        finally:
            # Not in a thread: inside a cancelled scope, as after a visitor's disconnect, no await would get through.
            part.unlink(missing_ok=True)
        row = UploadRow(
            secrets.token_hex(16),
            owner,
            shown,
            stored.sha256,
            stored.mime,
            stored.size_bytes,
            stored.width,
            stored.height,
            stored.duration_s,
            time.time_ns() // 1_000_000,
        )
        await self._database.write(lambda connection: _insert(connection, row))
        return row

    async def get(self, owner: str, upload_id: str) -> UploadRow:
        """Raises NotFoundError, also for other people's uploads."""
        row = await self._database.read(lambda connection: find(connection, owner, upload_id))
        if row is None:
            raise NotFoundError("There is no such upload.")
        return row

    def _new_part(self) -> Path:
        try:
            return files.part_in(self._store.incoming)
        except OSError as error:
            raise faults.of_os(error, self._store.home, "the upload") from error

    async def _receive(
        self, part: Path, name: str, chunks: AsyncIterator[bytes], max_bytes: int, take: Callable[[int], None]
    ) -> None:
        size_bytes = 0
        waiting = bytearray()
        async for chunk in chunks:
            size_bytes += len(chunk)
            if size_bytes > max_bytes:
                limit = f"{max_bytes / 1024 / 1024:g} MB"
                raise _refused(f"{name} has more than {limit}, which is the most that is taken.", "Make it smaller.")
            take(len(chunk))
            waiting += chunk
            if len(waiting) >= files.BLOCK_BYTES:
                await to_thread.run_sync(self._append, part, bytes(waiting))
                waiting.clear()
        if size_bytes == 0:
            raise _refused(f"{name} is empty.", "Choose another file.")
        await to_thread.run_sync(self._append, part, bytes(waiting))

    def _append(self, part: Path, data: bytes) -> None:
        try:
            with part.open("ab") as file:
                file.write(data)
        except OSError as error:
            raise faults.of_os(error, self._store.home, "the upload") from error

    def _check(self, part: Path, name: str) -> str:
        """The type of a file that is fit to be stored; a picture that models may not read is rewritten as PNG."""
        head = media.head_of(part)
        mime = media.sniff(head)
        if mime == "image/heic":
            raise _refused(f"{name} is a HEIC picture, which cannot be read here.", "Save it as JPEG or PNG.")
        if mime is None or (mime not in PICTURES and mime not in DEMUXERS):
            raise _refused(
                f"{name} is no picture, sound or video: it is {media.describe(head)}.",
                "Choose a PNG, JPEG, WebP or GIF, an MP3, WAV, FLAC, OGG or M4A, or an MP4 or WebM file.",
            )
        try:
            if mime in PICTURES:
                return self._check_picture(part, mime)
            facts = read_facts(part, mime)
            if not facts.complete:
                raise UnreadableError("it ends before the length that it states")
        except TooManyPixelsError as error:
            most = MAX_PIXELS if mime in PICTURES else MAX_FRAME_PIXELS
            raise _refused(
                f"{name} has {error.width:,} x {error.height:,} pixels; at most {most // 1_000_000} million, and "
                f"{MAX_SIDE:,} on a side, are taken.",
                "Make it smaller.",
            ) from error
        except UnreadableError as error:
            raise _refused(
                f"{name} is damaged or cut off: it begins like {media.describe(head)} and cannot be read to its end.",
                "Export or download it again.",
                str(error),
            ) from error
        except MemoryError as error:
            raise _refused(f"{name} needs more memory than this computer has free.", "Make it smaller.") from error
        except OSError as error:
            raise faults.of_os(error, self._store.home, "the upload") from error
        return facts.mime

    def _check_picture(self, part: Path, mime: str) -> str:
        """Decodes the whole first frame: only so is it known that nothing is missing."""
        from PIL import ImageOps

        with open_picture(part, mime) as picture:
            picture.load()
            # Further pictures in a JPEG are a phone's depth or brightness map, not frames.
            frames = 1 if mime == "image/jpeg" else getattr(picture, "n_frames", 1)
            if mime in PLAIN_PICTURES and picture.mode in PLAIN_MODES and frames == 1:
                return mime
            first = ImageOps.exif_transpose(eight_bit(picture))
            profile = first.info.get("icc_profile")
        rewritten = part.with_suffix(".png.part")
        try:
            first.save(rewritten, "PNG", icc_profile=profile)
            rewritten.replace(part)
        finally:
            rewritten.unlink(missing_ok=True)
        return "image/png"


def _refused(what_happened: str, what_to_do: str, detail: str = "") -> InputError:
    return InputError(f"{what_happened} Nothing was stored or charged. {what_to_do}", field="file", detail=detail)


def display_name(name: str) -> str:
    """A name fit to be shown: the last part of a path, without control and direction marks, at most 120 characters."""
    last = name.replace("\\", "/").rpartition("/")[2]
    shown = "".join(char for char in last if unicodedata.category(char)[0] != "C")
    shown = " ".join(shown.split())
    suffix = Path(shown).suffix
    stem = shown.removesuffix(suffix)
    if not stem.strip(". "):
        return f"file{suffix[:16]}"
    return f"{stem[: MAX_NAME_CHARS - len(suffix[:16])]}{suffix[:16]}"


def find(connection: sqlite3.Connection, owner: str, upload_id: str) -> UploadRow | None:
    """The upload if it is this owner's."""
    row = connection.execute(
        f"SELECT {COLUMNS} FROM upload WHERE id = ? AND owner = ?",  # noqa: S608
        (upload_id, owner),
    ).fetchone()
    return UploadRow(*row) if row is not None else None


def _insert(connection: sqlite3.Connection, row: UploadRow) -> None:
    values = dataclasses.astuple(row)
    connection.execute(f"INSERT INTO upload ({COLUMNS}) VALUES ({', '.join('?' * len(values))})", values)  # noqa: S608
