"""What stands for a file in a list: a small picture, the poster frame of a video, the loudness curve of a recording."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from genstudio.storage.files import save
from genstudio.transport.probe import (
    MAX_FRAME_PIXELS,
    PICTURES,
    TooManyPixelsError,
    UnreadableError,
    open_picture,
    open_stream,
)

if TYPE_CHECKING:
    from PIL.Image import Image

Preview = Literal["webp", "peaks"]

SIDE_PX = 512
PEAKS = 800
BLOCK_SAMPLES = 1_024
AV_NUM_DATA_POINTERS = 8
"""FFmpeg's name for how many planes an AVFrame holds in itself."""
POSTER_AT = 0.4
"""How far into a video its poster is taken, of its length: the first frame is often black."""
SUFFIXES: dict[Preview, str] = {"webp": ".webp", "peaks": ".json"}

logger = logging.getLogger(__name__)


def make(source: Path, mime: str, target: Path, work: Path) -> Preview | Literal[""]:
    """Writes the preview of `source` to `target` (suffix added) and tells which kind it is; "" when there is none.

    Never raises for a file that cannot be shown or for a full disk: a job does not fail for want of a preview. `work`
    is a folder on the same disk for the unfinished file.
    """
    family = mime.partition("/")[0]
    kind: Preview = "peaks" if family == "audio" else "webp"
    finished = target.with_suffix(SUFFIXES[kind])
    if finished.exists():
        return kind
    try:
        match family:
            case "image" if mime in PICTURES:
                data = _thumbnail(source, mime)
            case "video":
                data = _poster(source, mime)
            case "audio" if mime != "audio/midi":
                data = json.dumps(_peaks(source, mime), separators=(",", ":")).encode()
            case _:
                return ""
        save(data, finished, work)
    except (UnreadableError, TooManyPixelsError, OSError, MemoryError) as error:
        logger.warning("no preview of %s: %s", source.name, error)
        return ""
    return kind


def mean_colour(thumbnail: Path) -> str:
    """ "#rrggbb", what stands in a list until the picture itself has come; "" where nothing can be seen of it."""
    from PIL import Image

    try:
        with Image.open(thumbnail, formats=("WEBP",)) as picture:
            clear = picture.convert("RGBA").convert("RGBa")  # premultiplied: what is transparent does not count
            red, green, blue, alpha = clear.resize((1, 1), Image.Resampling.BOX).tobytes()
    except OSError:
        return ""
    if alpha == 0:
        return ""
    scale = 255 / alpha
    return "#" + "".join(f"{min(255, round(each * scale)):02x}" for each in (red, green, blue))


def _thumbnail(source: Path, mime: str) -> bytes:
    from PIL import ImageOps

    with open_picture(source, mime) as picture:
        # Lets the JPEG decoder scale by 1/2, 1/4 or 1/8 while it reads: a third of the time of a 4K picture.
        picture.draft("RGB", (SIDE_PX, SIDE_PX))
        small = eight_bit(picture)
        small.thumbnail((SIDE_PX, SIDE_PX))
        return _webp(ImageOps.exif_transpose(small))


def _poster(source: Path, mime: str) -> bytes:
    with open_stream(source, mime) as container:
        stream = container.streams.video[0]
        if stream.codec_context.width * stream.codec_context.height > MAX_FRAME_PIXELS:
            raise TooManyPixelsError(stream.codec_context.width, stream.codec_context.height)
        if container.duration:
            container.seek(int(container.duration * POSTER_AT))
        frame = next(container.decode(stream), None)
        if frame is None:
            raise UnreadableError("no frame can be decoded")
        picture: Image = frame.to_image()  # type: ignore[no-untyped-call]  # PyAV leaves it untyped
        if frame.rotation:
            picture = picture.rotate(frame.rotation, expand=True)
        picture.thumbnail((SIDE_PX, SIDE_PX))
        return _webp(picture)


def _peaks(source: Path, mime: str) -> list[int]:
    """At most 800 values of 0 (silence) to 100 (full scale): the loudest sample of each stretch of the recording."""
    blocks = list(_block_peaks(source, mime))
    step = max(1, -(-len(blocks) // PEAKS))
    return [max(blocks[start : start + step]) for start in range(0, len(blocks), step)]


def _block_peaks(source: Path, mime: str) -> Iterable[int]:
    """The loudest sample of every thousand or so, as 0..100; memory does not grow with the length of the recording."""
    import numpy as np
    from av import AudioResampler

    with open_stream(source, mime) as container:
        packer = AudioResampler(format="flt")
        for frame in container.decode(container.streams.audio[0]):
            # PyAV 18.1 counts planes up to a null pointer, of which eight channels leave none: it then reads foreign
            # memory and the process dies. Packed samples are one plane.
            many = frame.format.is_planar and frame.layout.nb_channels >= AV_NUM_DATA_POINTERS
            for readable in packer.resample(frame) if many else (frame,):
                samples = readable.to_ndarray()  # channels in rows or mixed in one row: the maximum is the same
                pieces = max(1, round(readable.samples / BLOCK_SAMPLES))
                for piece in np.array_split(samples, pieces, axis=1) if pieces > 1 else (samples,):
                    yield _percent(piece.min().item(), piece.max().item(), piece.dtype.str)


def _percent(low: float, high: float, kind: str) -> int:
    """The larger distance from silence, of full scale. `kind` is numpy's: "|u1", "<i2", "<i4" or a float's."""
    middle, full = {"|u1": (128, 128), "<i2": (0, 2**15), "<i4": (0, 2**31)}.get(kind, (0, 1))
    return min(100, round(max(high - middle, middle - low) / full * 100))


def eight_bit(picture: Image) -> Image:
    """The picture in 8 bits a channel, as RGB or RGBA. Pillow alone would turn nearly all of a 16-bit one white."""
    colours = picture.mode in ("RGB", "RGBA", "P")
    if picture.mode.startswith("I") or picture.mode == "F":
        wide = picture.convert("F")
        _, high = wide.getextrema()
        top = 65_535.0 if picture.mode.startswith("I") or not isinstance(high, float) else max(high, 1.0)
        picture = wide.point(lambda value: value * (255 / top)).convert("L")
    if picture.mode not in ("RGB", "RGBA"):
        transparent = picture.mode in ("LA", "PA", "La", "RGBa") or "transparency" in picture.info
        picture = picture.convert("RGBA" if transparent else "RGB")
    if not colours:
        picture.info.pop("icc_profile", None)  # it describes grey or ink, not what the pixels are now
    return picture


def _webp(picture: Image) -> bytes:
    written = io.BytesIO()
    picture.save(written, "WEBP", quality=80, method=4, icc_profile=picture.info.get("icc_profile"))
    return written.getvalue()
