"""Size, length and sound of a media file, read from its bytes by Pillow and PyAV. Both are imported at first use.

Hostile files are expected: a container is opened with the one demuxer that its first bytes name, so that no playlist
can make FFmpeg read other files, and a picture's size is known from its header before a pixel is decoded.
"""

from __future__ import annotations

import contextlib
import ctypes
import re
from collections.abc import Generator, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from av import AudioLayout, Packet
    from av.container import InputContainer
    from PIL.ImageFile import ImageFile

MAX_PIXELS = 100_000_000
MAX_SIDE = 16_384
EXIF_ORIENTATION = 0x0112
MAX_FRAME_PIXELS = 36_000_000
"""The largest frame of a video that is decoded: 8K has 33 million pixels."""

DEMUXERS = {
    "audio/mpeg": "mp3",
    "audio/wav": "wav",
    "audio/flac": "flac",
    "audio/ogg": "ogg",
    "audio/mp4": "mp4",
    "audio/aac": "aac",
    "audio/aiff": "aiff",
    "audio/webm": "matroska",
    "video/mp4": "mp4",
    "video/webm": "matroska",
    "video/quicktime": "mov",
    "video/x-matroska": "matroska",
    "video/x-msvideo": "avi",
    "video/ogg": "ogg",
}
PICTURES = {
    "image/png": "PNG",
    "image/jpeg": "JPEG",
    "image/webp": "WEBP",
    "image/gif": "GIF",
    "image/avif": "AVIF",
    "image/bmp": "BMP",
    "image/tiff": "TIFF",
}
"""Types that Pillow reads, and its names for them."""
STATING = ("mp4", "mov", "matroska", "avi")
"""Containers whose length is written in them; of the others FFmpeg guesses it."""
PADDING_S = 0.25
OWN_ORDER = re.compile(r"\d+ channels \(")
"""How FFmpeg names channels that are in no order of its own."""
WITHOUT_PICTURE = {"video/mp4": "audio/mp4", "video/quicktime": "audio/mp4", "video/webm": "audio/webm"}


class UnreadableError(Exception):
    """The file is not what its first bytes promise, or it is cut off."""


class TooManyPixelsError(Exception):
    """The picture is larger than may be decoded; known from the header alone."""

    def __init__(self, width: int, height: int) -> None:
        super().__init__(f"{width} x {height}")
        self.width = width
        self.height = height


@dataclass(frozen=True, slots=True)
class Facts:
    """What the bytes say. `mime` may be closer than the first bytes told: a video without a picture is sound.

    Width and height as shown, after rotation. `complete` is False for a file that ends before the length it states.
    """

    mime: str
    width: int | None = None
    height: int | None = None
    duration_s: float | None = None
    sample_rate: int | None = None
    channels: int | None = None
    complete: bool = True


def read_facts(path: Path, mime: str) -> Facts:
    """Facts of a file of the sniffed type `mime`; other than media it has none.

    Raises UnreadableError, TooManyPixelsError.
    """
    if mime in PICTURES:
        return _picture_facts(path, mime)
    if mime in DEMUXERS:
        return _stream_facts(path, mime)
    return Facts(mime)


@contextlib.contextmanager
def open_picture(path: Path, mime: str) -> Generator[ImageFile]:
    """The picture with its header read and its size checked. Raises UnreadableError, TooManyPixelsError.

    Whatever a decoder raises inside the block counts as a damaged file: on hostile bytes it may be anything.
    """
    from PIL import Image

    # Through the registry and not by Image.open, whose own limit for the whole process warns below ours, and above
    # it does not tell the size.
    Image.init()
    decoder = Image.OPEN[PICTURES[mime]][0]
    try:
        with path.open("rb") as file, decoder(file, "") as picture:
            if picture.width * picture.height > MAX_PIXELS or max(picture.size) > MAX_SIDE:
                raise TooManyPixelsError(*picture.size)
            yield picture
    except (TooManyPixelsError, MemoryError):
        raise
    except Exception as error:
        raise UnreadableError(str(error)) from error


@contextlib.contextmanager
def open_stream(path: Path, mime: str) -> Generator[InputContainer]:
    """The container, opened with the demuxer of `mime` and no other.

    Raises UnreadableError, also for whatever a decoder raises inside the block.
    """
    import av

    try:
        with path.open("rb") as file, av.open(file, "r", format=DEMUXERS[mime]) as container:
            for sound in container.streams.audio:
                _check_layout(sound.codec_context.layout)
            yield container
    except av.FFmpegError as error:
        # Among them one for a box that claims to need terabytes. The whole text ends with the path: nobody's business.
        raise UnreadableError(error.strerror) from error
    except (TooManyPixelsError, UnreadableError, MemoryError):
        raise
    except Exception as error:
        raise UnreadableError(str(error)) from error


def _check_layout(layout: AudioLayout) -> None:
    """Raises UnreadableError for channels in an order of the file's own.

    PyAV 18.1 shares the list of such an order with FFmpeg, and both free it: the process dies a little later. So the
    object that would free it here is never let go, and no frame with such an order is decoded.
    """
    if OWN_ORDER.match(layout.name):
        ctypes.pythonapi.Py_IncRef(ctypes.py_object(layout))
        raise UnreadableError("its channels are in an unusual order")


def _picture_facts(path: Path, mime: str) -> Facts:
    with open_picture(path, mime) as picture:
        turned = picture.getexif().get(EXIF_ORIENTATION, 1) in (5, 6, 7, 8)
        width, height = picture.size
    return Facts(mime, height, width) if turned else Facts(mime, width, height)


def _stream_facts(path: Path, mime: str) -> Facts:
    from av.stream import Disposition

    with open_stream(path, mime) as container:
        covers = Disposition.attached_pic
        pictures = [each for each in container.streams.video if not each.disposition & covers]
        sounds = container.streams.audio
        if not pictures and not sounds:
            raise UnreadableError("neither picture nor sound")
        width = height = None
        if pictures:
            width, height = pictures[0].codec_context.width, pictures[0].codec_context.height
            if width * height > MAX_FRAME_PIXELS:
                raise TooManyPixelsError(width, height)
        reached_s, rotation = _walk(container.demux(pictures[0] if pictures else sounds[0]))
        if rotation % 180:
            width, height = height, width
        stated_s = container.duration / 1_000_000 if container.duration else reached_s
        # A stated length leaves out the padding of an encoder; where the two differ by more, it was only a guess from
        # the bit rate, or the file ends too early.
        agreed = abs(stated_s - reached_s) <= PADDING_S
        return Facts(
            _closer(mime, bool(pictures)),
            width,
            height,
            round(stated_s if agreed else reached_s, 3) or None,
            sounds[0].codec_context.sample_rate if sounds else None,
            sounds[0].codec_context.channels if sounds else None,
            complete=DEMUXERS[mime] not in STATING or reached_s >= stated_s - max(1.0, 0.1 * stated_s),
        )


def _walk(packets: Iterable[Packet[Any]]) -> tuple[float, int]:
    """The time at which the last packet ends, in seconds, and the rotation of the first frame, in degrees.

    Decodes up to the first frame only. Raises UnreadableError when there is none.
    """
    reached_s = 0.0
    rotation: int | None = None
    for packet in packets:
        if packet.pts is not None:
            reached_s = max(reached_s, float((packet.pts + (packet.duration or 0)) * packet.time_base))
        if rotation is None:
            for frame in packet.decode():
                rotation = getattr(frame, "rotation", 0)
    if rotation is None:
        raise UnreadableError("no frame can be decoded")
    return reached_s, rotation


def _closer(mime: str, has_picture: bool) -> str:
    """Containers hold either: an MP4 without a picture is sound, an Ogg with one is video."""
    if not has_picture:
        return WITHOUT_PICTURE.get(mime, mime)
    return {"audio/mp4": "video/mp4", "audio/ogg": "video/ogg"}.get(mime, mime)
