"""Makes a picture into one that a vendor takes: its type, its longest side, its size in bytes."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from genstudio.storage.thumbnails import eight_bit
from genstudio.transport.media import extension
from genstudio.transport.probe import PICTURES, TooManyPixelsError, UnreadableError, open_picture

if TYPE_CHECKING:
    from PIL.Image import Image

QUALITIES = (92, 85, 75)
SHRINK = 0.8
LEAST_SIDE = 64
WRITTEN = ("image/jpeg", "image/png", "image/webp")


class UnfitError(Exception):
    """The picture cannot be read, or not be made small enough."""


@dataclass(frozen=True, slots=True)
class Fitted:
    """What is sent. Of a file that was changed `before` and `after` say what it is: "4000 × 3000 px PNG"."""

    path: Path
    mime: str
    before: str = ""
    after: str = ""


def fit_image(
    path: Path, mime: str, target: Path, *, types: Sequence[str], max_bytes: int, max_side: int | None = None
) -> Fitted:
    """The picture itself where it fits, else another one in `target` (suffix added).

    `types` are those that are taken, PNG, JPEG or WebP among them. A new picture stands upright, keeps transparency
    where its type can, and prefers its old type. Raises UnfitError; OSError when it cannot be written.
    """
    from PIL import ImageOps

    if mime not in PICTURES:
        raise UnfitError(f"{extension(mime).upper()} cannot be converted")
    try:
        with open_picture(path, mime) as opened:
            fits = max_side is None or max(opened.size) <= max_side
            if fits and mime in types and path.stat().st_size <= max_bytes:
                return Fitted(path, mime)
            if max_side is not None:
                opened.draft("RGB", (max_side, max_side))
            before = _words(opened.size, mime)
            picture = ImageOps.exif_transpose(eight_bit(opened))
    except (UnreadableError, TooManyPixelsError) as error:
        raise UnfitError(str(error)) from error
    if max_side is not None:
        picture.thumbnail((max_side, max_side))
    chosen, data = _encoded(picture, _type(picture, mime, types), types, max_bytes)
    made = target.with_name(f"{target.name}.{extension(chosen[1])}")
    made.parent.mkdir(parents=True, exist_ok=True)
    made.write_bytes(data)
    return Fitted(made, chosen[1], before, _words(chosen[0].size, chosen[1]))


def _type(picture: Image, mime: str, types: Sequence[str]) -> str:
    clear = ("image/png", "image/webp") if picture.mode == "RGBA" else ()
    wanted: tuple[str, ...] = (mime, *clear, *WRITTEN)
    return next(each for each in wanted if each in types and each in WRITTEN)


def _encoded(picture: Image, mime: str, types: Sequence[str], max_bytes: int) -> tuple[tuple[Image, str], bytes]:
    """Tries lower qualities, then JPEG in place of PNG, then smaller sizes."""
    while True:
        for each in dict.fromkeys((mime, "image/jpeg" if "image/jpeg" in types else mime)):
            for quality in QUALITIES if each != "image/png" else QUALITIES[:1]:
                data = _bytes(picture, each, quality)
                if len(data) <= max_bytes:
                    return (picture, each), data
        smaller = tuple(round(side * SHRINK) for side in picture.size)
        if min(smaller) < LEAST_SIDE:
            raise UnfitError("it cannot be made small enough")
        picture = picture.resize((smaller[0], smaller[1]))


def _bytes(picture: Image, mime: str, quality: int) -> bytes:
    from PIL import Image as Pillow

    if mime == "image/jpeg" and picture.mode == "RGBA":
        flat = Pillow.new("RGB", picture.size, "white")
        flat.paste(picture, mask=picture.getchannel("A"))
        picture = flat
    written = io.BytesIO()
    picture.save(written, PICTURES[mime], quality=quality, icc_profile=picture.info.get("icc_profile"))
    return written.getvalue()


def _words(size: tuple[int, int], mime: str) -> str:
    return f"{size[0]} × {size[1]} px {extension(mime).upper()}"
