"""The scenes: each hands back a painting that the engine then paints."""

from __future__ import annotations

from genstudio.providers.embedded.image.scenes.abstract import flow, fluid, paper
from genstudio.providers.embedded.image.scenes.alien import alien
from genstudio.providers.embedded.image.scenes.beach import beach
from genstudio.providers.embedded.image.scenes.canyon import canyon
from genstudio.providers.embedded.image.scenes.city import city
from genstudio.providers.embedded.image.scenes.clouds import clouds
from genstudio.providers.embedded.image.scenes.desert import desert
from genstudio.providers.embedded.image.scenes.forest import forest
from genstudio.providers.embedded.image.scenes.meadow import meadow
from genstudio.providers.embedded.image.scenes.mountains import aurora, mountains
from genstudio.providers.embedded.image.scenes.ocean import ocean
from genstudio.providers.embedded.image.scenes.pattern import glass, poster
from genstudio.providers.embedded.image.scenes.sakura import sakura
from genstudio.providers.embedded.image.scenes.space import space
from genstudio.providers.embedded.image.scenes.underwater import underwater
from genstudio.providers.embedded.image.setting import Scene

SCENES: dict[str, Scene] = {
    "mountains": mountains,
    "ocean": ocean,
    "meadow": meadow,
    "desert": desert,
    "canyon": canyon,
    "aurora": aurora,
    "beach": beach,
    "alien": alien,
    "clouds": clouds,
    "forest": forest,
    "city": city,
    "space": space,
    "underwater": underwater,
    "sakura": sakura,
    "fluid": fluid,
    "flow": flow,
    "paper": paper,
    "poster": poster,
    "glass": glass,
}
