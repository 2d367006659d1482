"""The scenes: each hands back a painting that the engine then paints."""

from __future__ import annotations

from genstudio.providers.embedded.image.scenes.mountains import mountains
from genstudio.providers.embedded.image.scenes.ocean import ocean
from genstudio.providers.embedded.image.setting import Scene

SCENES: dict[str, Scene] = {
    "mountains": mountains,
    "ocean": ocean,
}
