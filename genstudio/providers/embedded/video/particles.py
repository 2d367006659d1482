"""Things that drift before the picture: snow, fireflies, embers, dust, rain, bubbles, stars, petals, leaves.

Each has a depth. Far ones are drawn first, small and slow; near ones are large, soft and faster, and they follow the
camera more than the picture does. Places wrap round a period a little wider than the frame, so a particle that leaves
comes back on the other side, out of sight.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np

from genstudio.providers.embedded.video.arrays import Bytes, Floats, floats
from genstudio.providers.embedded.video.brush import disc, flare, petal, ring, shine, stamp, streak
from genstudio.providers.embedded.video.camera import FAR, NEAR, Camera
from genstudio.providers.embedded.video.depth import sample

Shape = Literal["soft", "glow", "streak", "ring", "petal", "star"]

MARGIN = 0.08
"""How far beyond the frame particles go before they come back, in frames."""

SKY = 0.12
"""Nearness below which a star may stand."""


@dataclass(frozen=True, slots=True)
class Swarm:
    """A kind of particle. `radius` is (farthest, nearest) in pixels of a 720-pixel-high frame, `drift` in frame heights
    per second for the nearest, `sway` in frame heights, `twinkle` 0..1 how much the light comes and goes, `band`
    the part of the frame's height where it begins.
    """

    shape: Shape
    count: int
    radius: tuple[float, float]
    colours: tuple[tuple[int, int, int], ...]
    opacity: float
    drift: tuple[float, float] = (0.0, 0.0)
    sway: float = 0.0
    twinkle: float = 0.0
    band: tuple[float, float] = (0.0, 1.0)


SWARMS: Mapping[str, Swarm] = {
    "snow": Swarm("soft", 210, (1.4, 6.5), ((255, 255, 255), (232, 240, 255)), 0.85, (0.03, 0.16), 0.016),
    # High in the sky, fireflies would be taken for stars.
    "fireflies": Swarm(
        "glow", 44, (1.7, 4.4), ((255, 232, 130), (214, 255, 140)), 0.95, (0.012, -0.016), 0.05, 1.0, (0.4, 1.0)
    ),
    "embers": Swarm("glow", 80, (1.0, 2.6), ((255, 140, 50), (255, 190, 90)), 0.95, (0.03, -0.17), 0.03, 0.5),
    "dust": Swarm("soft", 80, (0.9, 4.5), ((255, 246, 224),), 0.34, (0.012, -0.012), 0.02, 0.4),
    "rain": Swarm("streak", 240, (0.7, 1.4), ((205, 220, 240),), 0.34, (-0.17, 1.9)),
    "bubbles": Swarm("ring", 44, (2.5, 11.0), ((225, 250, 255),), 0.75, (0.0, -0.12), 0.012),
    "stars": Swarm(
        "star", 110, (0.8, 1.7), ((255, 255, 255), (214, 228, 255), (255, 240, 220)), 0.9, twinkle=0.8, band=(0, 0.85)
    ),
    "petals": Swarm(
        "petal", 46, (4.0, 10.5), ((255, 190, 208), (255, 214, 224), (248, 160, 186)), 0.92, (0.1, 0.1), 0.03
    ),
    "leaves": Swarm(
        "petal", 30, (5.0, 13.0), ((226, 134, 44), (196, 78, 36), (232, 184, 74)), 0.95, (0.14, 0.13), 0.05
    ),
}


# The first that a prompt speaks of; "rain" is no rainbow.
WORDS: Mapping[str, str] = {
    "snow": r"snow|winter|blizzard|christmas|frost|icy",
    "rain": r"rain(?!bow)|thunder|drizzle|monsoon",
    "bubbles": r"underwater|under the sea|reef|coral|jellyfish|aquarium|deep sea",
    "embers": r"fire(?!fl)|flame|lava|volcan|ember|forge|inferno",
    "leaves": r"autumn|falling leaves|maple|october",
    "petals": r"blossom|petal|cherry tree|sakura|rose garden|wedding",
    "fireflies": r"firefl|enchant|fairy|magic",
    "stars": r"stars?\b|starr|galaxy|nebula|space\b|night sky|milky way|planet|cosm",
}


def choose_particles(prompt: str) -> str:
    """The swarm that suits the words: dust in the light where they name none."""
    found = ((re.search(rf"\b(?:{words})", prompt.lower()), kind) for kind, words in WORDS.items())
    return min(((match.start(), kind) for match, kind in found if match), default=(0, "dust"))[1]


class Particles:
    """One swarm in one clip."""

    def __init__(self, kind: str, size: tuple[int, int], camera: Camera, nearness: Floats, seed: int) -> None:
        """`kind` is a key of SWARMS; `size` of the frame; `nearness` of the picture keeps stars in the sky."""
        self.swarm = SWARMS[kind]
        self.width, self.height = size
        self._camera = camera
        self._unit = min(size) / 720
        chance = np.random.default_rng([seed, 77])
        # A wide frame holds more of them than a tall one of the same height.
        count = max(6, round(self.swarm.count * min(max(self.width / self.height / (16 / 9), 0.5), 1.0)))
        self.depth = np.sort(chance.random(count, np.float32) ** 1.7)
        self._x = chance.random(count, np.float32)
        top, bottom = self.swarm.band
        self._y = top + (bottom - top) * chance.random(count, np.float32)
        self._phase = chance.random(count, np.float32) * (2 * np.pi)
        self._pace = chance.random(count, np.float32) * 0.8 + 0.6
        far, near = self.swarm.radius
        self.radius = (far + (near - far) * self.depth) * self._unit
        self._colour = np.asarray(self.swarm.colours, np.float32)[chance.integers(len(self.swarm.colours), size=count)]
        self._shown = np.ones(count, bool)
        if self.swarm.shape == "star":
            self._shown = sample(nearness, self._x, self._y) < SKY

    def draw(self, frame: Bytes, moment: float, seconds: float, light: float) -> None:
        """Paints the swarm over an RGBA `frame`, in place. `moment` 0..1 is the camera's, `light` 0..1 dims it."""
        x, y = self.places(moment, seconds)
        alpha = self._alpha(seconds)
        for each in np.flatnonzero(self._shown & (alpha > 0.004)):
            radius = float(self.radius[each])
            place = float(x[each]), float(y[each])
            colour = self._colour[each] * light
            strength = float(alpha[each])
            match self.swarm.shape:
                case "soft":
                    stamp(frame, colour, disc(place, radius, strength))
                case "glow":
                    shine(frame, colour, disc(place, radius * 4.5, strength * 0.3))
                    shine(frame, (colour + 2 * (255 * light)) / 3, disc(place, radius, strength))
                case "star":
                    shine(frame, colour, disc(place, radius, strength))
                    if strength > 0.55:
                        shine(frame, colour, flare(place, radius, (strength - 0.55) * 1.4))
                case "streak":
                    drift_x, drift_y = self.swarm.drift
                    length = (9 + 26 * float(self.depth[each])) * self._unit
                    stamp(frame, colour, streak(place, radius, length, drift_x / drift_y, strength))
                case "ring":
                    shine(frame, colour, ring(place, radius, strength))
                case "petal":
                    turn = seconds * 0.9 * float(self._pace[each]) + float(self._phase[each])
                    tumble = float(np.sin(seconds * 1.7 * float(self._pace[each]) + 2 * float(self._phase[each])))
                    stamp(frame, colour * (0.86 + 0.14 * tumble), petal(place, radius, turn, tumble, strength))

    def places(self, moment: float, seconds: float) -> tuple[Floats, Floats]:
        """Middle of each particle in pixels of the frame."""
        if self.swarm.shape == "star":
            x, y = self._camera.project(moment, self._x, self._y, np.full_like(self._x, FAR))
            return x * self.width, y * self.height
        # Nearer than the nearest ground: they float between the picture and the eye.
        q = FAR + (NEAR * 1.3 - FAR) * self.depth
        pose = self._camera.pose(moment)
        pace = (0.35 + 0.65 * self.depth) * self._pace * seconds
        aspect = self.height / self.width
        swing = np.sin((seconds * 1.1) * self._pace + self._phase) * self.swarm.sway
        lift = np.sin((seconds * 0.8) * self._pace + 2 * self._phase) * (self.swarm.sway * 0.5)
        x = self._x + (self.swarm.drift[0] * pace + swing) * aspect - (sum(pose.x) / 2) * q
        y = self._y + self.swarm.drift[1] * pace + lift - (sum(pose.y) / 2) * q
        period = 1 + 2 * MARGIN
        x = (np.mod(x, 1) - 0.5) * period
        y = (np.mod(y, 1) - 0.5) * period
        zoom = 1 / (1 - (pose.dolly * 0.7) * q)
        half = 0.5
        return (x * zoom + half) * self.width, (y * zoom + half) * self.height

    def _alpha(self, seconds: float) -> Floats:
        """Opacity of each particle now. The nearest are out of focus, so fainter."""
        focus = 1 - 0.35 * self.depth
        wave = 0.5 + 0.5 * np.sin((seconds * 2.2) * self._pace + 3 * self._phase)
        twinkle = self.swarm.twinkle
        return floats(self.swarm.opacity * focus * (1 - twinkle + twinkle * wave * wave))
