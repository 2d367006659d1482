"""A meadow full of flowers under a wide sky, with hills behind it and sometimes a tree."""

from __future__ import annotations

from collections.abc import Callable

from genstudio.providers.embedded.image.canvas import Array, Colour, Frame, Stage, stage
from genstudio.providers.embedded.image.colour import mix, rgb, smooth, tuned
from genstudio.providers.embedded.image.drawing import Drawing, ink
from genstudio.providers.embedded.image.flora import blade, bloom, flower, lit
from genstudio.providers.embedded.image.landscape import Cover, air_colour, land_layer
from genstudio.providers.embedded.image.noise import Dice, Tile
from genstudio.providers.embedded.image.scenes.heavens import heavens, particles, weather
from genstudio.providers.embedded.image.setting import Land, Painting, Setting, Strip
from genstudio.providers.embedded.image.terrain import Camera, Terrain, lens
from genstudio.providers.embedded.image.trees import broadleaf

FOCAL = 1100.0
FAR = 95.0
NEAR = 1.9
ROW = 1.5
AIR_LEVELS = 10
SIZES = {"sunflower": 0.085, "lavender": 0.036}
BOUQUETS = (
    ("ff5d6c", "ffb3c1", "fff0f3"),
    ("8b5cf6", "c4b5fd", "f2ecff"),
    ("ffd23f", "fff3b0", "ff9f1c"),
    ("ff6b6b", "ffd93d", "7cc4ff"),
    ("ffffff", "ffe1ea", "ffb8cf"),
    ("4f7cff", "a5c0ff", "ffffff"),
)
KINDS = {"lavender": "lavender", "tulips": "tulip", "sunflowers": "sunflower", "poppies": "poppy"}
OWN_COLOURS = {
    "lavender": ("7a4fd0", "9a78e8", "b79cf2"),
    "tulip": ("e8304a", "ffb020", "ff6fa5"),
    "sunflower": ("ffc21a", "ffd84a", "f7a80c"),
    "poppy": ("e8261c", "f24a2a", "d41c24"),
}


def meadow(setting: Setting) -> Painting:
    frame, dice = setting.frame, setting.dice
    horizon = frame.height * dice.uniform(0.42, 0.5)
    sun, above = heavens(setting, horizon)
    kind = next((KINDS[wish] for wish in sorted(setting.wishes) if wish in KINDS), "")
    rows = kind in ("lavender", "tulip")
    terrain = _hills(frame, dice.named("hills"), horizon, sun.side(frame), flat=rows)
    cover = Cover(grass=30, snow=60, far=FAR, near=16, relief=0.5)
    stages: list[Stage] = [
        stage("Painting the sky", *above, bottom=horizon + 40),
        stage("Rolling out the hills", land_layer(setting, terrain, sun, cover), top=terrain.top - 2),
        stage("Growing hedges and trees", _trees(setting, terrain, dice.named("trees"), sun.side(frame))),
        stage("Sowing flowers", _flowers(setting, terrain, dice.named("flowers"), kind, rows=rows), top=horizon - 40),
    ]
    front = Drawing(frame)
    _grass_edge(setting, front, dice.named("edge"))
    return Painting(
        stages,
        horizon,
        places={
            "ground": Land(terrain, 3.4, 5.6, 0.78),
            "air": Strip(0.2, 0.8, horizon * 0.45, 170, drift=65),
        },
        front=[stage("Letting the grass grow", front, top=frame.height * 0.7), *weather(setting, horizon)],
        sun=sun,
        tufts=setting.palette.grass,
        particles=particles(setting, "fireflies" if setting.palette.night else "petals"),
    )


def _hills(frame: Frame, dice: Dice, horizon: float, sun_side: int, *, flat: bool) -> Terrain:
    lumps = Tile.fractal(dice.named("lumps"), 512, 4, 5, 0.42)
    crags = Tile.crags(dice.named("crags"), 512, 4, 8)
    far_height = dice.uniform(2.0, 7.5) * min(1.5, frame.height / 1024)
    rolling = 0.4 if flat else 1.0

    def height(x: Array, z: Array) -> Array:
        near = (lumps.at(x / 46, z / 46) - 0.5) * 3.2 * smooth(4, 24, z) * rolling
        small = (lumps.at(x / 11 + 0.5, z / 11) - 0.5) * 0.32 * rolling
        far = smooth(34, 80, z) * (crags.at(x / 150, z / 150) * far_height + lumps.at(x / 60, z / 60) * 3)
        return near + small + far

    return Terrain(
        frame,
        Camera(horizon, FOCAL * lens(frame), eye=1.55, near=NEAR, far=FAR),
        height,
        sun_side=sun_side,
        shadow_soft=1.5,
    )


def _trees(setting: Setting, terrain: Terrain, dice: Dice, side: int) -> Drawing:
    """Groves far away, and one fine tree if the prompt asks for it or chance gives it."""
    frame, palette = setting.frame, setting.palette
    drawing = Drawing(frame)
    light, shade, leaf, fog = rgb(palette.light), rgb(palette.shade), rgb(palette.leaf), air_colour(setting)
    groves = Tile.fractal(dice.named("groves"), 128, 4, 3)
    for plot in terrain.scatter(dice.named("far"), int(1100 * frame.width / 1024), 24, 80, thick=groves, patch=60):
        if plot.thick < 0.62:
            continue
        air = min(1.0, (plot.z / FAR) ** 1.3)
        size = plot.unit * (0.28 + 0.3 * plot.lots[0])
        for dx, dy, tone in ((0.0, 0.0, 0.15), (-0.25 * side, -0.18, 0.4), (0.22 * side, -0.3, 0.8)):
            colour = mix(lit(leaf, light, shade, tone), fog, air * 0.8)
            drawing.ellipse(
                plot.screen_x + dx * size,
                plot.y - size * 0.42 + dy * size * 0.6,
                size * (0.62 - 0.2 * tone),
                size * (0.5 - 0.15 * tone),
                colour,
            )
    if setting.wants("tree") or dice.chance(0.35):
        place = dice.uniform(0.16, 0.3) if side > 0 else dice.uniform(0.7, 0.84)
        z = dice.uniform(7.5, 10.0)
        screen_x, y, unit, _ = terrain.place((place - 0.5) * frame.width / terrain.camera.focal * z, z)
        leaves = (
            lit(leaf, light, shade, 0.05),
            lit(leaf, light, shade, 0.5),
            lit(tuned(leaf, 1.18), light, shade, 1.0),
        )
        broadleaf(
            drawing,
            screen_x,
            y,
            unit * dice.uniform(3.6, 4.4),
            lit(rgb("5c4630"), light, shade, 0.3),
            leaves,
            side,
            dice,
        )
    return drawing


def _flowers(setting: Setting, terrain: Terrain, dice: Dice, kind: str, *, rows: bool) -> Drawing:
    """Grass and flowers from far to near; in rows where the prompt names lavender or tulips."""
    frame, palette = setting.frame, setting.palette
    drawing = Drawing(frame)
    light, shade, fog = rgb(palette.light), rgb(palette.shade), air_colour(setting)
    hues: tuple[str, ...]
    if setting.colours:
        hues = tuple(code for ramp in setting.colours[:2] for code in ramp[2:4])
    else:
        hues = OWN_COLOURS.get(kind) or dice.pick(BOUQUETS)
    kinds = (kind,) if kind else ("daisy", "poppy")
    stem = rgb(palette.grass[1])

    def seen(air: float, sunny: float) -> Callable[[Colour], Colour]:
        return lambda colour: mix(lit(colour, light, shade, sunny), fog, air * 0.85)

    levels = [seen(air / (AIR_LEVELS - 1), sunny) for air in range(AIR_LEVELS) for sunny in (0.4, 0.7, 1.0)]
    blooms = {
        (which, each): [bloom(rgb(code), stem, each, tint) for tint in levels]
        for which, code in enumerate(hues)
        for each in kinds
    }
    blades = [[ink(tint(mix(stem, rgb(palette.grass[0]), t))) for t in (0.0, 0.33, 0.66, 1.0)] for tint in levels]
    patches = Tile.fractal(dice.named("patches"), 256, 6, 4)
    # Snow covers a winter meadow, unless the prompt wants flowers.
    bare = palette.label == "Winter" and not kind and not setting.wants("flowers")
    deep = (frame.height - terrain.camera.horizon) / 560
    count = int(11000 * frame.width / 1024 * max(1.0, deep))
    plots = terrain.scatter(
        dice.named("places"), count, min(NEAR, terrain.near * 1.4), 46, rows=ROW if rows else 0, thick=patches, patch=13
    )
    for plot in plots:
        _, first, second, third, fourth, fifth, *_ = plot.lots
        if bare and (second > 0.12 or first > 0.5):
            continue
        level = min(AIR_LEVELS - 1, int((plot.z / FAR) ** 0.9 * AIR_LEVELS)) * 3 + int(first * 3)
        if second < (0.25 if rows else 0.5):
            height, lean = plot.unit * (0.10 + 0.16 * third), (fourth - 0.5) * 0.16 * plot.unit
            blade(drawing, plot.screen_x, plot.y, height, lean, blades[level][int(fifth * 4)])
            continue
        if not rows and plot.thick < 0.25 + 0.37 * third:
            continue
        which = plot.row if rows else int(plot.thick * 7) if fourth < 0.8 else int(fourth * 50)
        each = kinds[which % 4 == 3] if len(kinds) > 1 else kinds[0]
        size = plot.unit * SIZES.get(each, 0.044) * (0.75 + 0.5 * fifth)
        flower(drawing, each, plot.screen_x, plot.y, size, blooms[which % len(hues), each][level], plot.lots)
    return drawing


def _grass_edge(setting: Setting, drawing: Drawing, dice: Dice) -> None:
    """Tall dark blades along the lower edge: a frame for the picture, and cover for the feet of what stands in it."""
    frame, palette = setting.frame, setting.palette
    light, shade = rgb(palette.light), rgb(palette.shade)
    dark: Colour = lit(rgb(palette.grass[1]), light, shade, 0.1)
    bright: Colour = lit(rgb(palette.grass[0]), light, shade, 0.55)
    for _ in range(int(420 * frame.width / 1024)):
        x = dice.uniform(-0.02, 1.02) * frame.width
        edge = abs(x / frame.width - 0.5) * 2
        height = dice.uniform(30, 92) * (0.55 + 0.6 * edge**2)
        y = frame.height + dice.uniform(0, 26)
        blade(drawing, x, y, height, dice.normal(height * 0.28), mix(dark, bright, dice.uniform(0, 0.75)))
