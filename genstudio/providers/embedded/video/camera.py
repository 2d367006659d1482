"""A camera that moves before a flat picture with depth.

The picture is a relief: each point has an inverse distance `q` between FAR and NEAR. A pinhole camera that moves by
`travel` sideways and `dolly` forwards sees screen point p at picture point

    p * scale * (1 - dolly * q) + shift + travel * (q - FOCUS)

in half frames from the middle, so near things move more than far ones. `shift` turns the camera, `travel * FOCUS`
keeps its gaze on the middle distance. `scale` is worked out so that no pose looks past the picture's edge.
"""

from __future__ import annotations

import math
import random
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from genstudio.providers.embedded.video.arrays import Floats, floats
from genstudio.providers.embedded.video.depth import sample

CELL = 16
"""Pixels between two points of the mesh."""

FAR, NEAR, FOCUS = 0.3, 1.0, 0.6


@dataclass(frozen=True, slots=True)
class Pose:
    """One position, in half frames; `dolly` > 0 is nearer. `x` and `y` carry (shift, travel)."""

    x: tuple[float, float] = (0.0, 0.0)
    y: tuple[float, float] = (0.0, 0.0)
    dolly: float = 0.0

    def times(self, factor: float) -> Pose:
        return Pose(
            (self.x[0] * factor, self.x[1] * factor), (self.y[0] * factor, self.y[1] * factor), self.dolly * factor
        )


# First and last pose at motion 1; positive x looks right, positive y looks down.
MOVES: Mapping[str, tuple[Pose, Pose]] = {
    "push in": (Pose(), Pose(y=(0.0, -0.03), dolly=0.38)),
    "pull out": (Pose(y=(0.0, -0.03), dolly=0.38), Pose()),
    "pan left": (Pose(x=(0.13, 0.14), dolly=0.04), Pose(x=(-0.13, -0.14), dolly=0.04)),
    "pan right": (Pose(x=(-0.13, -0.14), dolly=0.04), Pose(x=(0.13, 0.14), dolly=0.04)),
    "rise": (Pose(y=(0.13, 0.12), dolly=0.06), Pose(y=(-0.13, -0.12))),
    "orbit": (Pose(x=(-0.02, -0.17), y=(0.02, 0.04), dolly=0.04), Pose(x=(0.02, 0.17), y=(-0.02, -0.04), dolly=0.14)),
}


def choose_move(seed: int, spare: tuple[float, float]) -> str:
    """A move for "auto": along the picture where it is longer than the frame, else by the seed.

    `spare` is the picture's width and height beyond the frame's, in frames.
    """
    chance = random.Random(f"camera {seed}")
    if spare[0] > 0.08:
        return chance.choice(("pan left", "pan right"))
    if spare[1] > 0.08:
        return "rise"
    return chance.choice(("push in", "push in", "pull out", "pan left", "pan right", "orbit"))


class Camera:
    """A move over a picture, ready to be asked for any moment of it."""

    def __init__(
        self,
        move: str,
        motion: float,
        seconds: float,
        size: tuple[int, int],
        nearness: Floats,
        reach: tuple[float, float] = (1.0, 1.0),
    ) -> None:
        """`motion` 0..1; `size` of the frame in pixels; `nearness` as `depth_map` gives it; `reach` is half the
        picture's width and height in half frames, each at least 1.
        """
        # A short clip travels less, so that its speed stays pleasant.
        strength = motion * min(max((seconds / 6) ** 0.5, 0.6), 1.4)
        self._first, self._last = (pose.times(strength) for pose in MOVES[move])
        self._reach = reach
        self._spread(move, min(1.0, 2 * motion))
        self._q = FAR + (NEAR - FAR) * nearness
        width, height = size
        columns, rows = -(-width // CELL), -(-height // CELL)
        self._u = (np.arange(columns + 1, dtype=np.float32) * (CELL * 2 / width) - 1)[None]
        self._v = (np.arange(rows + 1, dtype=np.float32) * (CELL * 2 / height) - 1)[:, None]
        self._scale = 1.0
        self._fit()

    def _spread(self, move: str, share: float) -> None:
        """Lets a pan or a rise cross `share` of the picture's spare length."""
        spare_x, spare_y = (share * (each - 1) for each in self._reach)

        def further(shift: float, whole: float, spare: float) -> float:
            return shift if abs(whole) < 0.1 else shift + math.copysign(spare, whole)

        def stretched(pose: Pose, whole: Pose) -> Pose:
            x = further(pose.x[0], whole.x[0], spare_x), pose.x[1]
            y = further(pose.y[0], whole.y[0], spare_y), pose.y[1]
            return Pose(x, y, pose.dolly)

        first, last = MOVES[move]
        self._first, self._last = stretched(self._first, first), stretched(self._last, last)

    def pose(self, moment: float) -> Pose:
        """Where the camera is at `moment` 0..1 of the clip; it starts and stops softly."""
        soft = moment * moment * (3 - 2 * moment)
        at = 0.6 * moment + 0.4 * soft

        def between(first: float, last: float) -> float:
            return first + (last - first) * at

        first, last = self._first, self._last
        return Pose(
            (between(first.x[0], last.x[0]), between(first.x[1], last.x[1])),
            (between(first.y[0], last.y[0]), between(first.y[1], last.y[1])),
            between(first.dolly, last.dolly),
        )

    def mesh(self, moment: float) -> tuple[Floats, Floats]:
        """Where in the picture each mesh point looks: fractions 0..1 of its width and height, shape (rows, columns)."""
        u, v = self._look(self.pose(moment), self._u, self._v)
        x, y = (each / (2 * reach) + 0.5 for each, reach in zip((u, v), self._reach, strict=True))
        return floats(np.clip(x, 0, 1)), floats(np.clip(y, 0, 1))

    def project(self, moment: float, x: Floats, y: Floats, q: Floats) -> tuple[Floats, Floats]:
        """Where picture points at inverse distance `q` appear, all in fractions (of the picture, then of the frame)."""
        pose = self.pose(moment)
        zoom = self._scale * (1 - pose.dolly * q)
        u = (x - 0.5) * (2 * self._reach[0])
        v = (y - 0.5) * (2 * self._reach[1])
        u = (u - pose.x[0] - pose.x[1] * (q - FOCUS)) / zoom
        v = (v - pose.y[0] - pose.y[1] * (q - FOCUS)) / zoom
        return floats(u / 2 + 0.5), floats(v / 2 + 0.5)

    def _look(self, pose: Pose, at_u: Floats, at_v: Floats) -> tuple[Floats, Floats]:
        """Picture points behind screen points, in half frames. Depth is known at the picture point that is being
        looked for, so the answer is found by going round a few times.
        """
        scale = self._scale
        u, v = np.broadcast_arrays(at_u * scale, at_v * scale)
        reach_x, reach_y = (2 * each for each in self._reach)
        for _ in range(3):
            q = sample(self._q, u / reach_x + 0.5, v / reach_y + 0.5)
            zoom = scale * (1 - pose.dolly * q)
            u = at_u * zoom + pose.x[0] + pose.x[1] * (q - FOCUS)
            v = at_v * zoom + pose.y[0] + pose.y[1] * (q - FOCUS)
        return floats(u), floats(v)

    def _fit(self) -> None:
        """Sets the largest scale up to 1 at which every pose stays inside the picture."""
        line = np.linspace(-1, 1, 33, dtype=np.float32)
        for _ in range(20):
            over = 0.0
            for moment in np.linspace(0, 1, 9):
                u, v = self._look(self.pose(float(moment)), line[None], line[:, None])
                over = max(over, float(np.abs(u).max()) - self._reach[0], float(np.abs(v).max()) - self._reach[1])
            if over <= 0:
                break
            self._scale -= 1.05 * over + 1e-3
