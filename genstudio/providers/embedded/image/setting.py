"""What a scene is given and what it hands back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from genstudio.providers.embedded.image.canvas import Frame, Stage
from genstudio.providers.embedded.image.noise import Dice
from genstudio.providers.embedded.image.palettes import Palette
from genstudio.providers.embedded.image.sky import Sun


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
class Place:
    """Where a subject may be put: its feet's (or, in the air, its centre's) `y`, its `size` in units at scale 1."""

    left: float
    right: float
    y: float
    size: float


@dataclass(slots=True)
class Painting:
    """A scene, ready to be painted. All measures are in units; `water_line` is None where nothing is mirrored.

    `places` says where subjects go: "ground", "air", "water", "deep". `front` is painted after the subjects.
    `particles` is what drifts through a film of this scene: "" or one of snow, rain, fireflies, dust, embers, petals,
    bubbles, stars, leaves.
    """

    stages: list[Stage]
    horizon: float
    water_line: float | None = None
    places: dict[str, Place] = field(default_factory=dict)
    front: list[Stage] = field(default_factory=list)
    sun: Sun | None = None
    particles: str = ""
    vignette: float = 0.2
    bloom: float = 0.8


Scene = Callable[[Setting], Painting]
