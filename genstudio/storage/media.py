"""The media folder: every file under the hash of its bytes, kept byte for byte as it came. Below the home folder:

    media/<aa>/<sha256>.<ext>         the files; <aa> is the beginning of the hash
    thumbnails/<aa>/<sha256>.webp     what `storage/thumbnails.py` made of them (.json for sound)
    work/<name>/                      work folders of jobs
    work/incoming/*.part              what is not finished yet

A file is never rewritten: a vendor's C2PA signature covers its bytes.
"""

from __future__ import annotations

import contextlib
import shutil
from dataclasses import dataclass
from pathlib import Path

from anyio import CapacityLimiter, to_thread

from genstudio.core.errors import ProviderResponseError
from genstudio.storage import faults, files, thumbnails
from genstudio.storage.thumbnails import SUFFIXES, Preview
from genstudio.transport import media
from genstudio.transport.probe import Facts, TooManyPixelsError, UnreadableError, read_facts

THREADS = 2
"""Files that are hashed and decoded at once: a picture of 100 megapixels needs 400 MB while it is."""
STALE_S = 3_600.0


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file in the media folder with the facts that its bytes tell; what they do not tell is None.

    Pixels, seconds, Hz. `thumbnail` is "webp", "peaks" or ""; `colour` is the picture's mean one as "#rrggbb", or "".
    """

    sha256: str
    mime: str
    size_bytes: int
    width: int | None = None
    height: int | None = None
    duration_s: float | None = None
    sample_rate: int | None = None
    channels: int | None = None
    thumbnail: str = ""
    colour: str = ""


class MediaStore:
    """Files below `home`. Nothing is touched before the first use."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.root = home / "media"
        self.incoming = home / "work" / "incoming"
        self._threads = CapacityLimiter(THREADS)

    def clean(self) -> int:
        """Removes what a killed process left unfinished more than an hour ago; how many files. Called at start."""
        return files.remove_parts(self.incoming, STALE_S)

    def new_work_dir(self, name: str) -> Path:
        """An empty folder for a job. Raises StorageError, DiskFullError."""
        folder = self.home / "work" / name
        try:
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise faults.of_os(error, self.home, "the job's files") from error
        return folder

    def path_of(self, sha256: str, mime: str) -> Path:
        return self.root / sha256[:2] / f"{sha256}.{media.extension(mime)}"

    def thumbnail_path(self, sha256: str, preview: Preview) -> Path:
        return self.home / "thumbnails" / sha256[:2] / f"{sha256}{SUFFIXES[preview]}"

    def extension(self, mime: str) -> str:
        """Without the dot."""
        return media.extension(mime)

    async def adopt(self, source: Path, mime: str) -> StoredFile:
        """Moves a finished file in; the same bytes again are kept once, and `source` is gone either way.

        `mime` is what the sender calls it: it decides only between types that bytes cannot tell apart, such as kinds of
        text. Raises ProviderResponseError when it was announced as a picture, sound or video and is none; DiskFullError
        and StorageError, with `source` left in place.
        """
        return await to_thread.run_sync(self.adopt_now, source, mime, limiter=self._threads)

    async def adopt_bytes(self, data: bytes, mime: str) -> StoredFile:
        """`adopt` for bytes in memory."""
        return await to_thread.run_sync(self._adopt_bytes, data, mime, limiter=self._threads)

    def adopt_now(self, source: Path, mime: str) -> StoredFile:
        """`adopt` from a thread."""
        facts = self._facts(source, mime)
        try:
            sha256 = files.sha256_of(source)
            size_bytes = source.stat().st_size
            target = self.path_of(sha256, facts.mime)
            if target.exists() and target.stat().st_size == size_bytes:
                source.unlink()
            else:
                files.move(source, target, self.incoming)
        except OSError as error:
            raise faults.of_os(error, self.root, "the file") from error
        small = self.thumbnail_path(sha256, "webp")
        preview = thumbnails.make(target, facts.mime, small, self.incoming)
        return StoredFile(
            sha256,
            facts.mime,
            size_bytes,
            facts.width,
            facts.height,
            facts.duration_s,
            facts.sample_rate,
            facts.channels,
            preview,
            thumbnails.mean_colour(small) if preview == "webp" else "",
        )

    def _adopt_bytes(self, data: bytes, mime: str) -> StoredFile:
        part: Path | None = None
        try:
            try:
                part = files.part_in(self.incoming)
                part.write_bytes(data)
            except OSError as error:
                raise faults.of_os(error, self.root, "the file") from error
            return self.adopt_now(part, mime)
        finally:
            if part is not None:
                with contextlib.suppress(OSError):
                    part.unlink(missing_ok=True)

    def _facts(self, source: Path, mime: str) -> Facts:
        """A damaged result is kept, without facts: it was paid for, and another program may read more of it."""
        try:
            head = media.head_of(source)
            real = media.sniff(head)
            if real is not None:
                return read_facts(source, real)
        except (UnreadableError, TooManyPixelsError, MemoryError):
            return Facts(str(real))
        except OSError as error:
            raise faults.of_os(error, self.root, "the file") from error
        mime = mime.partition(";")[0].strip().lower()
        if mime.partition("/")[0] in ("image", "audio", "video"):
            raise ProviderResponseError(
                f"A result was announced as {mime}, and what came is {media.describe(head)}.",
                detail=head[:200].decode("utf-8", "replace"),
            )
        textual = mime.startswith("text/") or mime in ("application/json", "application/x-subrip")
        known = mime in media.EXTENSIONS and textual and media.is_text(head)
        return Facts(mime if known else "application/octet-stream")
