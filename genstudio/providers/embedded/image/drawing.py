"""Flat shapes in units, drawn band by band at a multiple of the size and shrunk, so that edges are smooth."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PIL import Image, ImageDraw

from genstudio.providers.embedded.image.canvas import Array, Band, Colour, Frame

SUPERSAMPLE = 3
SUPERSAMPLE_LARGE = 2
LARGE_SIDE_PX = 1536

Point = tuple[float, float]
Points = Sequence[Point]
Ink = tuple[int, int, int, int]


def ink(colour: Colour) -> Ink:
    """A colour as the drawing wants it; worth keeping where thousands of shapes share it."""
    red, green, blue = (min(255, max(0, int(value * 255 + 0.5))) for value in colour.tolist())
    return red, green, blue, 255


class Drawing:
    """A list of shapes, drawn in the order in which they were added. It is a layer: call it with a band."""

    def __init__(self, frame: Frame, opacity: float = 1.0) -> None:
        self.frame = frame
        self.opacity = opacity
        large = min(frame.width_px, frame.height_px) > LARGE_SIDE_PX
        self._factor = SUPERSAMPLE_LARGE if large else SUPERSAMPLE
        self._times = self._factor * frame.scale
        # Shapes stay plain lists until the first band: tens of thousands of small arrays would take seconds to make.
        self._flat: list[float] = []
        self._starts: list[int] = []
        self._kinds: list[tuple[str, Ink, float]] = []
        self._ready: tuple[Array, Array, Array] | None = None

    def polygon(self, points: Points, colour: Colour | Ink) -> None:
        self._add("polygon", points, colour, 0.0)

    def line(self, points: Points, width: float, colour: Colour | Ink) -> None:
        """A line of that width in units, never thinner than a third of a pixel."""
        self._add("line", points, colour, max(1.0, width * self._times))

    def ellipse(self, x: float, y: float, radius_x: float, radius_y: float, colour: Colour | Ink) -> None:
        self._add("ellipse", ((x - radius_x, y - radius_y), (x + radius_x, y + radius_y)), colour, 0.0)

    def rectangle(self, left: float, top: float, right: float, bottom: float, colour: Colour | Ink) -> None:
        self._add("rectangle", ((left, top), (right, bottom)), colour, 0.0)

    def _add(self, kind: str, points: Points, colour: Colour | Ink, width: float) -> None:
        self._starts.append(len(self._flat) // 2)
        for point in points:
            self._flat.extend(point)
        self._kinds.append((kind, colour if isinstance(colour, tuple) else ink(colour), width))
        self._ready = None

    def _measured(self) -> tuple[Array, Array, Array]:
        """All points at drawing size, and every shape's upper and lower end."""
        if self._ready is None:
            points = np.array(self._flat, np.float32).reshape(-1, 2) * np.float32(self._times)
            half = np.array([width for _, _, width in self._kinds], np.float32) / 2 + 1
            tops = np.minimum.reduceat(points[:, 1], self._starts) - half
            bottoms = np.maximum.reduceat(points[:, 1], self._starts) + half
            self._ready = (points, tops, bottoms)
        return self._ready

    def cover(self, band: Band) -> tuple[Array, Array] | None:
        """The band's shapes: (3, rows, width) colour times coverage, and (rows, width) coverage; None without any."""
        if not self._kinds:
            return None
        points, tops, bottoms = self._measured()
        factor = self._factor
        offset = band.first * factor
        chosen = np.flatnonzero((tops < band.last * factor) & (bottoms > offset)).tolist()
        if not chosen:
            return None
        rows, width = band.shape
        # RGBX, not RGBA: Pillow averages its four channels apart, which makes the colours come out premultiplied.
        picture = Image.new("RGBX", (width * factor, rows * factor), (0, 0, 0, 0))
        draw = ImageDraw.Draw(picture)
        shift = np.array((0, offset), np.float32)
        for index in chosen:
            kind, fill, thick = self._kinds[index]
            end = self._starts[index + 1] if index + 1 < len(self._starts) else len(points)
            flat = (points[self._starts[index] : end] - shift).ravel().tolist()
            if kind == "polygon":
                draw.polygon(flat, fill=fill)
            elif kind == "ellipse":
                draw.ellipse(flat, fill=fill)
            elif kind == "rectangle":
                draw.rectangle(flat, fill=fill)
            else:
                draw.line(flat, fill=fill, width=round(thick), joint="curve")
        planes = np.asarray(picture.reduce(factor), np.float32).transpose(2, 0, 1) * np.float32(self.opacity / 255)
        return planes[:3], planes[3]

    def __call__(self, band: Band) -> None:
        drawn = self.cover(band)
        if drawn is not None:
            colour, alpha = drawn
            band.rgb *= 1 - alpha
            band.rgb += colour
