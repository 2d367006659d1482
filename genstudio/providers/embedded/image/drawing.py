"""Flat shapes in units, drawn band by band at a multiple of the size and shrunk, so that edges are smooth."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageDraw

from genstudio.providers.embedded.image.canvas import Array, Band, Colour, Frame

SUPERSAMPLE = 3
SUPERSAMPLE_LARGE = 2
LARGE_SIDE_PX = 1536

Points = Sequence[tuple[float, float]] | Array


@dataclass(frozen=True, slots=True)
class _Shape:
    kind: str
    points: Array
    fill: tuple[int, int, int, int]
    width: float


class Drawing:
    """A list of shapes, drawn in the order in which they were added. It is a layer: call it with a band."""

    def __init__(self, frame: Frame, opacity: float = 1.0) -> None:
        self.frame = frame
        self.opacity = opacity
        large = min(frame.width_px, frame.height_px) > LARGE_SIDE_PX
        self._times = (SUPERSAMPLE_LARGE if large else SUPERSAMPLE) * frame.scale
        self._factor = SUPERSAMPLE_LARGE if large else SUPERSAMPLE
        self._shapes: list[_Shape] = []
        self._tops: list[float] = []
        self._bottoms: list[float] = []
        self._bounds: tuple[Array, Array] | None = None

    def polygon(self, points: Points, colour: Colour) -> None:
        self._add("polygon", points, colour, 0.0)

    def line(self, points: Points, width: float, colour: Colour) -> None:
        """A line of that width in units, never thinner than a third of a pixel."""
        self._add("line", points, colour, width)

    def ellipse(self, x: float, y: float, radius_x: float, radius_y: float, colour: Colour) -> None:
        self._add("ellipse", ((x - radius_x, y - radius_y), (x + radius_x, y + radius_y)), colour, 0.0)

    def rectangle(self, left: float, top: float, right: float, bottom: float, colour: Colour) -> None:
        self._add("rectangle", ((left, top), (right, bottom)), colour, 0.0)

    def _add(self, kind: str, points: Points, colour: Colour, width: float) -> None:
        where = np.asarray(points, np.float32) * self._times
        levels = np.clip(np.asarray(colour) * 255 + 0.5, 0, 255).astype(int)
        fill = (int(levels[0]), int(levels[1]), int(levels[2]), 255)
        self._shapes.append(_Shape(kind, where, fill, max(1.0, width * self._times)))
        half = max(1.0, width * self._times) / 2 + 1
        self._tops.append(float(where[:, 1].min()) - half)
        self._bottoms.append(float(where[:, 1].max()) + half)
        self._bounds = None

    @property
    def empty(self) -> bool:
        return not self._shapes

    def _within(self, top: float, bottom: float) -> list[_Shape]:
        if self._bounds is None:
            self._bounds = (np.array(self._tops), np.array(self._bottoms))
        tops, bottoms = self._bounds
        return [self._shapes[k] for k in np.flatnonzero((tops < bottom) & (bottoms > top))]

    def cover(self, band: Band) -> tuple[Array, Array] | None:
        """The band's shapes: (3, rows, width) colour times coverage, and (rows, width) coverage; None without any."""
        factor = self._factor
        offset = band.first * factor
        shapes = self._within(offset, band.last * factor)
        if not shapes:
            return None
        rows, width = band.shape
        # RGBX, not RGBA: Pillow averages its four channels apart, which makes the colours come out premultiplied.
        picture = Image.new("RGBX", (width * factor, rows * factor), (0, 0, 0, 0))
        draw = ImageDraw.Draw(picture)
        shift = np.array((0, offset), np.float32)
        for shape in shapes:
            points = (shape.points - shift).ravel().tolist()
            if shape.kind == "polygon":
                draw.polygon(points, fill=shape.fill)
            elif shape.kind == "ellipse":
                draw.ellipse(points, fill=shape.fill)
            elif shape.kind == "rectangle":
                draw.rectangle(points, fill=shape.fill)
            else:
                draw.line(points, fill=shape.fill, width=round(shape.width), joint="curve")
        planes = np.asarray(picture.reduce(factor), np.float32).transpose(2, 0, 1) * np.float32(self.opacity / 255)
        return planes[:3], planes[3]

    def __call__(self, band: Band) -> None:
        drawn = self.cover(band)
        if drawn is not None:
            colour, alpha = drawn
            band.rgb *= 1 - alpha
            band.rgb += colour
