"""The user's own picture, made ready to be filmed: upright, flat, RGB, cropped to the frame's shape around what stands
out, in the size that the camera needs.
"""

from __future__ import annotations

import math
import warnings
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError

from genstudio.core.errors import GenerationFailedError
from genstudio.providers.embedded.video.arrays import Bytes
from genstudio.providers.embedded.video.depth import saliency

MAX_PIXELS = 50_000_000
"""Decoded at once; JPEGs above it are decoded at a half, a quarter or an eighth of their size."""

MIN_SIDE = 16
MARGIN = 1.15
"""How much larger than the frame a picture is kept, so that moving closer stays sharp."""

MAX_SPARE = 0.35
"""How much of a picture that is longer than the frame is kept for a pan, in frames."""

PAPER = (255, 255, 255)


def open_picture(path: Path, needed: int) -> Image.Image:
    """The picture upright, as flat RGB, the first frame of an animation. Where it is much larger, its shorter side is
    brought near `needed` pixels, to save memory.

    Raises GenerationFailedError when the file cannot be used.
    """
    try:
        # A pixel count that Pillow only warns about is already more than this machine should be asked to hold.
        with warnings.catch_warnings(action="error", category=Image.DecompressionBombWarning), Image.open(path) as file:
            width, height = file.size
            share = needed / max(1, min(width, height))
            file.draft("RGB", (math.ceil(width * share), math.ceil(height * share)))
            if math.prod(file.size) > MAX_PIXELS:
                raise GenerationFailedError(
                    f"Your picture has {math.prod(file.size) / 1e6:.0f} million pixels; at most "
                    f"{MAX_PIXELS / 1e6:.0f} million are possible. Nothing was charged; choose a smaller version."
                )
            file.load()
            picture = _flat(ImageOps.exif_transpose(file))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as huge:
        raise GenerationFailedError(
            f"Your picture has more pixels than can be held: at most {MAX_PIXELS / 1e6:.0f} million are possible. "
            "Nothing was charged; choose a smaller version.",
            detail=str(huge),
        ) from huge
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError) as broken:
        raise GenerationFailedError(
            "Your picture could not be read: the file is damaged or of a kind that is not supported. Nothing was "
            "charged; save it as JPEG, PNG or WebP and try again.",
            detail=f"{type(broken).__name__}: {broken}",
        ) from broken
    if min(picture.size) < MIN_SIDE:
        raise GenerationFailedError(
            f"Your picture has only {picture.width} x {picture.height} pixels; at least {MIN_SIDE} x {MIN_SIDE} are "
            "needed. Nothing was charged; choose a larger picture."
        )
    return picture.reduce(min(picture.size) // needed) if min(picture.size) >= 2 * needed else picture


def framed(picture: Image.Image, size: tuple[int, int]) -> tuple[Bytes, tuple[float, float]]:
    """RGB (h, w, 3) that covers a frame of `size`, and how far it reaches in half frames: 1 where it fills the frame
    exactly, more where it is longer and a camera can travel along it.
    """
    width, height = picture.size
    wanted = size[0] / size[1]
    window = (height * wanted, height) if width / height > wanted else (width, width / wanted)
    kept = min(width, window[0] * (1 + MAX_SPARE)), min(height, window[1] * (1 + MAX_SPARE))
    reach = kept[0] / window[0], kept[1] / window[1]
    focus_x, focus_y = _focus(picture)
    left = min(max(focus_x * width - kept[0] / 2, 0.0), width - kept[0])
    top = min(max(focus_y * height - kept[1] / 2, 0.0), height - kept[1])
    out = round(size[0] * MARGIN * reach[0]), round(size[1] * MARGIN * reach[1])
    box = (left, top, left + kept[0], top + kept[1])
    return np.asarray(picture.resize(out, Image.Resampling.LANCZOS, box)), reach


def _flat(picture: Image.Image) -> Image.Image:
    if picture.mode.startswith("I") or picture.mode == "F":
        # 16 bits and more: Pillow would cut off instead of scaling.
        values = np.asarray(picture, np.float32)
        low, high = float(values.min()), float(values.max())
        top = high if high > 255 else 255.0
        grey = np.clip((values - min(low, 0.0)) * (255 / max(top, 1.0)), 0, 255).astype(np.uint8)
        return Image.fromarray(grey).convert("RGB")
    if picture.mode in ("RGBA", "LA", "PA", "RGBa", "La") or "transparency" in picture.info:
        clear = picture.convert("RGBA")
        paper = Image.new("RGB", clear.size, PAPER)
        paper.paste(clear, mask=clear.getchannel("A"))
        return paper
    return picture.convert("RGB")


def _focus(picture: Image.Image) -> tuple[float, float]:
    """Middle of what stands out, in fractions of width and height."""
    small = picture.resize((64, 64), Image.Resampling.BOX)
    weight = np.square(saliency(np.asarray(small, np.float32) / 255))
    total = float(weight.sum())
    if total <= 0:
        return 0.5, 0.5
    places = (np.arange(64) + 0.5) / 64
    return float(weight.sum(axis=0) @ places) / total, float(weight.sum(axis=1) @ places) / total
