"""What a scene is given and what it hands back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from genstudio.providers.embedded.image.canvas import Colour, Frame, Stage
from genstudio.providers.embedded.image.noise import Dice
from genstudio.providers.embedded.image.palettes import Palette
from genstudio.providers.embedded.image.sky import Sun
from genstudio.providers.embedded.image.terrain import Terrain


@dataclass(frozen=True, slots=True)
class Setting:
    """`wishes` are things the prompt asks for ("lake", "aurora"); `colours` are ramps it names, dark to light."""

    frame: Frame
    palette: Palette
    dice: Dice
    wishes: frozenset[str] = frozenset()
    colours: tuple[tuple[str, ...], ...] = ()

    def wants(self, *names: str) -> bool:
        return any(name in self.wishes for name in names)


@dataclass(frozen=True, slots=True)
class Spot:
    """A place for one figure: its feet (in the air and under water its middle), and the height of a cat there."""

    x: float
    y: float
    size: float


class Places(Protocol):
    """Where figures may be put, best first."""

    def spots(self, frame: Frame, dice: Dice) -> tuple[Spot, ...]: ...


@dataclass(frozen=True, slots=True)
class Strip:
    """Places side by side at about `y` (units), up to `drift` above or below it; the first between `left` and `right`
    (0..1 of the width)."""

    left: float
    right: float
    y: float
    size: float
    drift: float = 0.0

    def spots(self, frame: Frame, dice: Dice) -> tuple[Spot, ...]:
        """Five places that keep their distance; the first is off the middle by a third, as painters like it."""
        first = self.left + (self.right - self.left) * dice.pick((0.3, 0.5, 0.7))
        found = []
        for k in range(5):
            across = first if k == 0 else 0.12 + (first - 0.12 + k * 0.29) % 0.76
            drift = 0.0 if k == 0 else dice.uniform(-1, 1) * self.drift
            found.append(Spot(across * frame.width, self.y + drift, self.size))
        return tuple(found)


@dataclass(frozen=True, slots=True)
class Land:
    """Places on a terrain: on visible ground above `dry`, between two distances; a cat is `size` world lengths high."""

    terrain: Terrain
    nearest: float
    farthest: float
    size: float
    dry: float = -9.0

    def spots(self, frame: Frame, dice: Dice) -> tuple[Spot, ...]:
        """Up to five places that keep their distance, found by lot; the lower middle if there is none."""
        terrain, camera = self.terrain, self.terrain.camera
        found: list[Spot] = []
        for attempt in range(160):
            z = dice.uniform(self.nearest, self.farthest)
            across = 0.5 + dice.uniform(-1, 1) * min(0.36, 0.12 + 0.004 * attempt)
            x, y, unit, visible = terrain.place((across - 0.5) * frame.width * z / camera.focal, z)
            height = camera.eye - (y - camera.horizon) / unit
            apart = all(abs(x - other.x) > 0.17 * frame.width for other in found)
            if visible and apart and height > self.dry and y < frame.height * 0.96:
                found.append(Spot(x, y, unit * self.size))
            if len(found) == 5:
                break
        return tuple(found) or (Spot(frame.width / 2, frame.height * 0.93, self.size * camera.focal / self.nearest),)


@dataclass(slots=True)
class Painting:
    """A scene, ready to be painted. All measures are in units; `water_line` is None where nothing is mirrored.

    `places` says where figures go: "ground", "air", "water", "deep"; at least one is there. `front` is painted after
    them. `tufts` are the colours of grass that hides feet, `water_tint` what lies between eye and figure under water,
    `flat` pictures have no light of their own. `particles` is what drifts through a film of this scene: "" or one of
    snow, rain, fireflies, dust, petals, bubbles, stars, leaves.
    """

    stages: list[Stage]
    horizon: float
    places: Mapping[str, Places]
    water_line: float | None = None
    front: list[Stage] = field(default_factory=list)
    sun: Sun | None = None
    tufts: tuple[str, str] | None = None
    water_tint: Colour | None = None
    flat: bool = False
    particles: str = ""
    vignette: float = 0.2
    bloom: float = 0.8


Scene = Callable[[Setting], Painting]
