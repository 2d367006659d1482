"""Land seen from a camera: a height function is cut into slices of growing distance, and every pixel below the
skyline finds the slice that it shows. What a scene gets per pixel is the place in the world, the slope and the light.

World: x to the right, z into the picture, heights up, in lengths of our own; the camera stands at x = 0, z = 0.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from genstudio.providers.embedded.image.canvas import Array, Band, Frame
from genstudio.providers.embedded.image.colour import smooth
from genstudio.providers.embedded.image.noise import Dice, Tile

HeightFunction = Callable[[Array, Array], Array]
SLICE_COLUMNS_MAX = 4096
LOTS = 8


@dataclass(frozen=True, slots=True)
class Camera:
    """`horizon` in units from the top, `focal` in units, `eye` above height 0, `near` and `far` as distances.

    Slices lie closer together near the eye; `even` moves that share of them back to even steps, for far ridges.
    """

    horizon: float
    focal: float
    eye: float
    near: float
    far: float
    slices: int = 560
    even: float = 0.0


def lens(frame: Frame) -> float:
    """How much longer the lens is for a tall picture, so that the distance does not shrink to a strip."""
    return float(max(1.0, frame.height / 1024) ** 0.4)


def aside(x: Array, middle: float, soft: float = 4.0) -> Array:
    """The distance from a line that runs into the picture, rounded near it: a crease there would be seen end on."""
    values: Array = np.sqrt((x - middle) ** 2 + soft * soft) - soft
    return values


@dataclass(slots=True)
class Ground:
    """What the pixels of a band show. Planes are (rows, width); outside `cover` they hold nonsense.

    `cover` is 0..1 (land, soft at the skyline), `z` the distance, `x` sideways, `slope_x`, `slope_z` the height's
    derivatives, `height`, `sun` 0 in cast shadow to 1, `depth` 0 near to 1 far by slices.
    """

    cover: Array
    x: Array
    z: Array
    height: Array
    slope_x: Array
    slope_z: Array
    sun: Array
    depth: Array


@dataclass(frozen=True, slots=True)
class Plot:
    """A visible place on the land: world x and z, screen x and y, units per world length, height, thickness 0..1.

    `lots` are LOTS random numbers of its own, 0..1; the first is used up where there are rows.
    """

    index: int
    x: float
    z: float
    screen_x: float
    y: float
    unit: float
    height: float
    thick: float
    row: int
    lots: list[float]


class Terrain:
    """A height function under a camera, lit from `sun_side` (-1 left, 1 right) at the slope `sun_slope`."""

    def __init__(
        self,
        frame: Frame,
        camera: Camera,
        height: HeightFunction,
        *,
        sun_side: int = 1,
        sun_slope: float = 0.45,
        shadow_soft: float = 0.25,
    ) -> None:
        self.frame = frame
        self.camera = camera
        count = min(frame.width_px, SLICE_COLUMNS_MAX)
        self.columns = (np.arange(count, dtype=np.float32) + 0.5) * (frame.width / count)
        # The nearest slice lies below the picture's lower edge, however tall the picture and high the ground.
        self.near = min(camera.near, 0.55 * camera.focal * camera.eye / max(1.0, frame.height - camera.horizon))
        nearer = np.geomspace(self.near, camera.far, camera.slices)
        regular = np.linspace(self.near, camera.far, camera.slices)
        self.distances = (nearer + (regular - nearer) * camera.even).astype(np.float32)
        z = self.distances[:, None]
        x = (self.columns[None, :] - frame.width / 2) * z / camera.focal
        self.heights = height(x, np.broadcast_to(z, x.shape)).astype(np.float32)
        step_x = np.maximum(x[:, 1:2] - x[:, :1], 1e-6)
        self.slope_x = (np.gradient(self.heights, axis=1) / step_x).astype(np.float32)
        self.slope_z = (np.gradient(self.heights, axis=0) / np.gradient(self.distances)[:, None]).astype(np.float32)
        tops = camera.horizon - camera.focal * (self.heights - camera.eye) / z
        self.tops = tops.astype(np.float32)
        self.bounds = np.minimum.accumulate(self.tops, axis=0)
        self.sun = self._shadows(x, sun_side, sun_slope, shadow_soft)

    def _shadows(self, x: Array, side: int, slope: float, soft: float) -> Array:
        """Light that travels sideways: per slice, a running maximum of the sun rays' feet."""
        ray = self.heights + (-side) * slope * x
        if side < 0:
            highest = np.maximum.accumulate(ray, axis=1)
        else:
            highest = np.maximum.accumulate(ray[:, ::-1], axis=1)[:, ::-1]
        return 1.0 - np.clip((highest - ray) / soft, 0, 1)

    @property
    def skyline(self) -> Array:
        """The land's upper edge at every slice column, in units."""
        values: Array = self.bounds[-1]
        return values

    @property
    def top(self) -> float:
        """The highest point of the land in the picture, in units from the top."""
        return float(self.skyline.min())

    def look(self, band: Band) -> Ground:
        """What the band's pixels show."""
        rows, width = band.shape
        slices, count = self.tops.shape
        column = np.minimum((np.arange(width) * count) // width, count - 1)
        y = band.y[:, 0]
        found = np.empty((rows, count), np.int32)
        descending = -self.bounds
        for index in range(count):
            found[:, index] = np.searchsorted(descending[:, index], -y, side="left")
        here = found.take(column, axis=1)
        sharp = self.skyline.take(column)[None, :]
        cover = np.clip((band.y - sharp) * self.frame.scale + 0.5, 0, 1)
        k = np.minimum(here, slices - 1)
        before = np.maximum(k - 1, 0)
        flat_k, flat_b = k * count + column, before * count + column
        upper, lower = self.tops.take(flat_k), self.tops.take(flat_b)
        t = np.clip((band.y - lower) / np.minimum(upper - lower, -1e-3), 0, 1)

        def between(plane: Array) -> Array:
            first = plane.take(flat_b)
            values: Array = first + (plane.take(flat_k) - first) * t
            return values

        z = self.distances[before] + (self.distances[k] - self.distances[before]) * t
        x = (band.x - self.frame.width / 2) * z / self.camera.focal
        return Ground(
            cover.astype(np.float32),
            x.astype(np.float32),
            z.astype(np.float32),
            between(self.heights),
            between(self.slope_x),
            between(self.slope_z),
            between(self.sun),
            ((k + t) / slices).astype(np.float32),
        )

    def mirrored(self, shore: float) -> Callable[[Array, Array], Array]:
        """For still water at height 0: how far below a ray's mirror image the thing stands that the water shows.

        The function takes x and the mirrored y (both units) and answers in units; 0 for the sky. A ray from the water
        is the ray of a camera as deep below the water as ours is above it; land nearer than `shore` is not mirrored.
        """
        camera, count = self.camera, self.columns.size
        dry = np.where((self.heights > 0.02) & (self.distances[:, None] > shore), self.heights, -np.inf)
        tops = camera.horizon - camera.focal * (dry + camera.eye) / self.distances[:, None]
        bounds = np.minimum.accumulate(tops, axis=0)
        shifts = np.append(2 * camera.focal * camera.eye / self.distances, 0.0).astype(np.float32)

        def shift(x: Array, y: Array) -> Array:
            # The shift changes slowly: one row of slices per column at the middle of the wanted heights is enough.
            column = np.clip(x[0] / self.frame.width * count, 0, count - 1).astype(np.int32)
            rows = y[:, :: max(1, y.shape[1] // 64)].mean(axis=1)
            found = np.empty((rows.size, count), np.float32)
            for index in range(count):
                found[:, index] = shifts[np.searchsorted(-bounds[:, index], -rows, side="left")]
            values: Array = found.take(column, axis=1)
            return values

        return shift

    def place(self, x: float, z: float) -> tuple[float, float, float, bool]:
        """Screen x, y, units per world length, and whether the spot can be seen (not behind nearer land)."""
        screen_x, y, unit, visible = self.places(np.array([x]), np.array([z]))
        return float(screen_x[0]), float(y[0]), float(unit[0]), bool(visible[0])

    def places(self, x: Array, z: Array) -> tuple[Array, Array, Array, npt.NDArray[np.bool_]]:
        """`place` for many spots at once."""
        camera = self.camera
        unit = camera.focal / z
        screen_x = self.frame.width / 2 + x * unit
        count = self.columns.size
        column = np.clip(screen_x / self.frame.width * count, 0, count - 1).astype(np.int32)
        k = np.clip(np.searchsorted(self.distances, z), 1, self.distances.size - 1)
        # Between two slices: taken from the nearer one alone, a spot would hover or sink by a visible step.
        t = (z - self.distances[k - 1]) / (self.distances[k] - self.distances[k - 1])
        y = self.tops[k - 1, column] + (self.tops[k, column] - self.tops[k - 1, column]) * np.clip(t, 0, 1)
        return screen_x, y, unit, y <= self.bounds[k - 1, column] + 1.5

    def scatter(
        self,
        dice: Dice,
        count: int,
        near: float,
        far: float,
        *,
        rows: float = 0.0,
        thick: Tile | None = None,
        patch: float = 1.0,
    ) -> list[Plot]:
        """Visible spots that cover the ground evenly as the eye sees it, far ones first.

        `rows` gathers them in rows of that distance. `thick` is read at each spot, one tile `patch` world lengths long.
        Every spot owns its lots, so that it is the same whatever the picture's size hides or shows of the others.
        """
        inverse, across = dice.numbers.random((2, count))
        lots = dice.named("lots").numbers.random((count, LOTS))
        z = 1 / (1 / far + inverse * (1 / near - 1 / far))
        x = (across * 2 - 1) * 1.08 * self.frame.width / 2 / self.camera.focal * z
        row = np.round(x / rows).astype(np.int32) if rows else np.zeros(count, np.int32)
        if rows:
            x = row * rows + (lots[:, 0] - 0.5) * 0.46 * rows
        screen_x, y, unit, visible = self.places(x, z)
        height = self.camera.eye - (y - self.camera.horizon) / unit
        dense = thick.at(x / patch, z / patch) if thick is not None else np.ones(count, np.float32)
        visible &= y < self.frame.height * 1.06
        order = np.argsort(-z)
        order = order[visible[order]]
        planes = [each[order].tolist() for each in (x, z, screen_x, y, unit, height, dense)]
        return [
            Plot(*each) for each in zip(order.tolist(), *planes, row[order].tolist(), lots[order].tolist(), strict=True)
        ]


def lambert(
    ground: Ground, sun: tuple[float, float, float], extra_x: Array | float = 0.0, extra_z: Array | float = 0.0
) -> Array:
    """Light 0..1 on the ground from the direction `sun` (x, up, z), with extra slopes from a detail texture."""
    slope_x, slope_z = ground.slope_x + extra_x, ground.slope_z + extra_z
    dot = sun[1] - slope_x * sun[0] - slope_z * sun[2]
    return np.clip(dot / np.sqrt(1.0 + slope_x * slope_x + slope_z * slope_z), 0, 1)


def haze(ground: Ground, start: float, full: float, power: float = 1.0) -> Array:
    """Air between eye and ground, 0..1 by the distance's logarithm."""
    amount = np.clip(np.log(ground.z / start) / np.log(full / start), 0, 1)
    values: Array = amount**power if power != 1.0 else amount
    return values


def gentle(ground: Ground, flat: float, steep: float) -> Array:
    """1 where the ground is flatter than the slope `flat`, 0 where steeper than `steep`."""
    return smooth(steep, flat, np.sqrt(ground.slope_x**2 + ground.slope_z**2))
