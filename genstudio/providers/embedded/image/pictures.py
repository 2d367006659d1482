"""Opens other people's pictures: bounded, upright, flat, the first frame of a film."""

from __future__ import annotations

import struct
import warnings
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps

from genstudio.core.errors import GenerationFailedError

SMALLEST_SIDE_PX = 16
UNREADABLE = (OSError, SyntaxError, ValueError, EOFError, IndexError, struct.error)
"""What Pillow's decoders raise for broken files."""


def open_picture(path: Path, longest_px: int, what: str = "picture") -> Image.Image:
    """The picture as RGB, turned upright by its EXIF orientation, on white, its longest side at most `longest_px`.

    Raises GenerationFailedError with a sentence when the file cannot be read, has too many pixels or too few.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(path) as picture:
                picture.draft("RGB", (2 * longest_px, 2 * longest_px))
                upright = ImageOps.exif_transpose(picture)
                flat = _flat(upright)
    except (Image.DecompressionBombWarning, Image.DecompressionBombError) as bomb:
        limit = (Image.MAX_IMAGE_PIXELS or 0) // 1_000_000
        raise GenerationFailedError(
            f"The {what} has more than {limit} megapixels. Nothing was charged; make it smaller and try again."
        ) from bomb
    except UNREADABLE as broken:
        raise GenerationFailedError(
            f"The {what} cannot be read: the file is damaged or not a picture. Nothing was charged; try another file.",
            detail=str(broken)[:200],
        ) from broken
    if min(flat.size) < SMALLEST_SIDE_PX:
        raise GenerationFailedError(
            f"The {what} is only {flat.width} by {flat.height} pixels; both sides need at least {SMALLEST_SIDE_PX}. "
            "Nothing was charged."
        )
    flat.thumbnail((longest_px, longest_px), Image.Resampling.LANCZOS)
    return flat


def _flat(picture: Image.Image) -> Image.Image:
    """RGB, transparent parts on white; 16-bit greys keep their upper eight bits."""
    if picture.mode.startswith("I"):
        values = np.asarray(picture, np.float32)
        depth = 65535 if float(values.max()) > 255 else 255
        return Image.fromarray((np.clip(values / depth, 0, 1) * 255).astype(np.uint8)).convert("RGB")
    if picture.mode == "P" or picture.has_transparency_data:
        with_alpha = picture.convert("RGBA")
        white = Image.new("RGBA", with_alpha.size, "white")
        return Image.alpha_composite(white, with_alpha).convert("RGB")
    return picture.convert("RGB")
