"""Under the sea: light from above, a reef with weed and coral, shoals of fish."""

from __future__ import annotations

import math

import numpy as np

from genstudio.providers.embedded.image.canvas import Array, Band, Colour, Frame, Layer, Stage, spread, stage
from genstudio.providers.embedded.image.colour import Ramp, mix, rgb, smooth, tuned
from genstudio.providers.embedded.image.drawing import Drawing, ink
from genstudio.providers.embedded.image.landscape import soft
from genstudio.providers.embedded.image.noise import Dice, Field, Tile, profile
from genstudio.providers.embedded.image.setting import Painting, Setting, Strip
from genstudio.providers.embedded.image.sky import Sun
from genstudio.providers.embedded.image.terrain import Camera, Terrain, aside, haze, lambert, lens

WATERS: dict[str, tuple[str, ...]] = {
    "Tropical": ("e6ffff", "86e6ee", "2fb4d4", "1180b4", "0a4c86", "06284e"),
    "Clear day": ("d8fbff", "6fd8e8", "1f9bc4", "0b5a94", "062c5e", "03143a"),
    "Emerald": ("e6fff4", "7fe8c8", "22b09a", "0c7078", "063e52", "031c2e"),
    "Moonlit night": ("8fb8e0", "3a6ab0", "17428a", "0b2862", "061640", "030a22"),
    "Sunset": ("ffe8c8", "f0a890", "9a6aa0", "4a3f8a", "241f5a", "100c30"),
    "Golden hour": ("fff4d0", "d8d890", "5ab0a0", "1f7a8a", "0d4a66", "06243c"),
    "Neon": ("ffc8f4", "e060d0", "8a2fc0", "4418a0", "200a68", "0c0430"),
    "Pastel": ("fff4fa", "d8dcf8", "a0c0ec", "7094d0", "4a68a8", "2c407a"),
    "Black and white": ("f0f2f2", "b0b4b6", "74787c", "44484c", "24272a", "0e1012"),
}
CORALS = ("ff6f7d", "ff9f5b", "f7c948", "c56bd6", "ff5fa2", "6ee0c0")
FISH = ("ffd166", "ff8c61", "f4f7fb", "7ee0ff", "ff6b9a", "ffe14f")
FOCAL = 1000.0
FAR = 46.0
NEAR = 2.4


def underwater(setting: Setting) -> Painting:
    frame, dice = setting.frame, setting.dice
    water = Ramp(WATERS.get(setting.palette.label, WATERS["Clear day"]))
    horizon = frame.height * dice.uniform(0.5, 0.58)
    sun = Sun(dice.uniform(0.3, 0.7) * frame.width, -40, 60)
    floor = _floor(frame, dice.named("floor"), horizon)
    stages: list[Stage] = [
        stage("Filling the sea", _depth(frame, water, dice.named("depth"))),
        stage("Laying the sea floor", _sand(setting, floor, water, dice.named("sand")), top=floor.top - 2),
    ]
    back, front = Drawing(frame), Drawing(frame)
    _reef(setting, floor, water, back, front, dice.named("reef"))
    shoals = Drawing(frame)
    for index in range(dice.whole(2, 4)):
        _shoal(frame, shoals, water, dice.named("shoal", index))
    stages += [
        stage("Growing the reef", back),
        stage("Letting fish swim", shoals),
        stage("Letting the light in", _rays(frame, water, sun, dice.named("rays"))),
        stage("Growing the near reef", front),
    ]
    return Painting(
        stages,
        horizon,
        places={
            "deep": Strip(0.28, 0.72, frame.height * 0.48, 280, drift=106),
            "ground": Strip(0.28, 0.72, frame.height * 0.88, 210),
            "air": Strip(0.28, 0.72, frame.height * 0.36, 240, drift=91),
        },
        front=[stage("Letting bubbles rise", _bubbles(frame, dice.named("bubbles")))],
        sun=sun,
        water_tint=water.at(0.4),
        particles="bubbles",
    )


def _depth(frame: Frame, water: Ramp, dice: Dice) -> Layer:
    uneven = Field(frame, dice.named("uneven"), 520, 3)
    net = Tile.fractal(dice.named("net"), 512, 8, 3, 0.45)
    warp = Tile.fractal(dice.named("warp"), 256, 5, 3)

    def paint(band: Band) -> None:
        t = band.y / frame.height
        band.rgb[:] = water(np.clip(t**0.8 * 0.92 + (uneven(band) - 0.5) * 0.10, 0, 1))
        if band.top > 0.3 * frame.height:
            return
        # The underside of the waves: a net of light, seen in perspective.
        up = np.clip(1 - t / 0.24, 0.02, 1)
        z = 0.55 / up
        u, v = (band.x - frame.width / 2) / 1024 * z, z
        bend = warp.at(u * 0.6, v * 0.6) - 0.5
        lines = 1 - np.abs(net.at(u * 0.8 + bend * 0.2, v * 0.5 + bend * 0.2) * 2 - 1)
        band.screen(rgb("ecffff"), smooth(0.72, 1.0, lines) * up**1.2 * 0.85)

    return paint


def _floor(frame: Frame, dice: Dice, horizon: float) -> Terrain:
    lumps = Tile.fractal(dice.named("lumps"), 512, 4, 5, 0.45)
    crags = Tile.crags(dice.named("crags"), 512, 4, 7)
    gap = dice.uniform(-2, 2)

    def height(x: Array, z: Array) -> Array:
        rocks = (
            smooth(2.5, 9.5, aside(x, gap, 1.0)) * crags.at(x / 22, z / 22) * 4.6
            + smooth(22, 40, z) * crags.at(x / 40, z / 40) * 4
        )
        return rocks + (lumps.at(x / 14, z / 14) - 0.5) * 0.9

    return Terrain(
        frame,
        Camera(horizon, FOCAL * lens(frame), eye=1.9, near=NEAR, far=FAR, slices=560),
        height,
        sun_slope=1.4,
        shadow_soft=0.9,
    )


def _sand(setting: Setting, floor: Terrain, water: Ramp, dice: Dice) -> Layer:
    grain = Tile.fractal(dice.named("grain"), 512, 30, 4, 0.6)
    ripple = Tile.fractal(dice.named("ripple"), 512, (8, 22), 3, 0.4, ridged=True)
    caustic = Tile.fractal(dice.named("caustic"), 512, 9, 3, 0.5)
    warp = Tile.fractal(dice.named("warp"), 256, 6, 3)
    sand, rock = spread(rgb("e8dcb8")), spread(rgb("6f6a72"))
    far_water, near_water = spread(water.at(0.52)), spread(mix(water.at(0.3), rgb("ffffff"), 0.15))
    night = setting.palette.night

    def paint(band: Band) -> None:
        ground = floor.look(band)
        rough = grain.at(ground.x / 5, ground.z / 5)
        wave = ripple.at(ground.x / 5, ground.z / 5)
        step = 0.004
        bump = (grain.at(ground.x / 5 + step, ground.z / 5) - rough) / step * 0.016
        lit = lambert(ground, (0.2, 0.9, -0.35), bump, bump) * (0.35 + 0.65 * ground.sun)
        bend = warp.at(ground.x / 9, ground.z / 9) - 0.5
        lines = 1 - np.abs(caustic.at(ground.x / 9 + bend * 0.25, ground.z / 9 + bend * 0.25) * 2 - 1)
        net = smooth(0.7, 1.0, lines) * lit * (0.2 if night else 0.55)
        flat = smooth(0.9, 0.3, np.hypot(ground.slope_x, ground.slope_z))
        colour = mix(rock * (0.6 + 0.6 * rough), sand * (0.8 + 0.12 * rough + 0.16 * wave), flat)
        colour = colour * near_water * (0.34 + 0.72 * lit) + net
        far = haze(ground, 2.6, FAR * 0.7, 0.8)
        band.over(mix(soft(colour), far_water, np.clip(far * 1.02, 0, 1)), ground.cover)

    return paint


def _reef(setting: Setting, floor: Terrain, water: Ramp, back: Drawing, front: Drawing, dice: Dice) -> None:
    """Weed and coral on the sea floor, far to near; the nearest in front of everything."""
    frame = setting.frame
    half = frame.width / 2 / floor.camera.focal
    count = int(64 * frame.width / 1024)
    depths = np.sort(1 / dice.numbers.uniform(1 / 16, 1 / 2.9, count))[::-1]
    for index, z in enumerate(depths.tolist()):
        own = dice.named("plant", index)
        x = own.uniform(-1.05, 1.05) * half * z
        screen_x, y, unit, visible = floor.place(x, z)
        if not visible or (z < 5 and abs(screen_x / frame.width - 0.5) < 0.22):
            continue
        far = min(0.92, max(0.0, math.log(z / 2.6) / math.log(FAR * 0.5 / 2.6)))
        veil = water.at(0.5)
        drawing = front if z < 4.2 else back
        if own.chance(0.5):
            colour = mix(mix(rgb("2f9a6a"), rgb("8ab83a"), own.uniform(0, 1)) * 0.8, veil, far)
            _weed(drawing, screen_x, y, unit * own.uniform(0.7, 1.5), colour, own)
        else:
            colour = mix(rgb(own.pick(CORALS)) * 0.95, veil, far * 0.95)
            if own.chance(0.6):
                _branching(
                    drawing, screen_x, y + unit * 0.03, unit * own.uniform(0.16, 0.26), math.pi / 2, 4, colour, own
                )
            else:
                _tubes(drawing, screen_x, y, unit * own.uniform(0.3, 0.55), colour, own)


def _weed(drawing: Drawing, x: float, y: float, height: float, colour: Colour, dice: Dice) -> None:
    inks = [ink(tuned(colour, light)) for light in (0.82, 1.0, 1.16)]
    for leaf in range(dice.whole(3, 6)):
        wave, sway, foot = dice.uniform(0, 6.28), dice.uniform(0.06, 0.14), x + dice.normal(height * 0.07)
        tall, wide = height * dice.uniform(0.6, 1.0), height * 0.03
        spine = [(foot + math.sin(wave + t * 5) * sway * height * t, y - tall * t) for t in (k / 10 for k in range(11))]
        left = [
            (px - wide * (1 - k / 10) ** 0.6 * (1 + 0.25 * math.sin(k * 2.2)), py) for k, (px, py) in enumerate(spine)
        ]
        right = [
            (px + wide * (1 - k / 10) ** 0.6 * (1 + 0.25 * math.cos(k * 2.2)), py) for k, (px, py) in enumerate(spine)
        ]
        drawing.polygon(left + right[::-1], inks[leaf % 3])


def _branching(
    drawing: Drawing, x: float, y: float, length: float, angle: float, depth: int, colour: Colour, dice: Dice
) -> None:
    end = (x + math.cos(angle) * length, y - math.sin(angle) * length)
    drawing.line([(x, y), end], length * 0.34, tuned(colour, 0.86))
    drawing.line([(x - length * 0.04, y), (end[0] - length * 0.04, end[1])], length * 0.16, colour)
    if depth == 0:
        drawing.ellipse(*end, length * 0.26, length * 0.26, tuned(colour, 1.15))
        return
    for k in range(dice.whole(2, 3)):
        turn = (k - 0.7) * dice.uniform(0.35, 0.75)
        _branching(drawing, *end, length * dice.uniform(0.66, 0.82), angle + turn, depth - 1, colour, dice)


def _tubes(drawing: Drawing, x: float, y: float, height: float, colour: Colour, dice: Dice) -> None:
    for k in range(dice.whole(4, 7)):
        foot = x + (k - 3) * height * 0.16
        tall, wide, lean = height * dice.uniform(0.4, 1.0), height * dice.uniform(0.09, 0.14), (k - 3) * height * 0.05
        top = (foot + lean, y - tall)
        drawing.polygon(
            [(foot - wide * 0.6, y), (top[0] - wide, top[1]), (top[0] + wide, top[1]), (foot + wide * 0.6, y)],
            tuned(colour, 0.84),
        )
        drawing.polygon(
            [(foot - wide * 0.5, y), (top[0] - wide * 0.8, top[1]), (top[0] - wide * 0.1, top[1]), (foot, y)], colour
        )
        drawing.ellipse(*top, wide, wide * 0.42, tuned(colour, 1.14))
        drawing.ellipse(*top, wide * 0.66, wide * 0.26, tuned(colour, 0.5))


def _shoal(frame: Frame, drawing: Drawing, water: Ramp, dice: Dice) -> None:
    """A shoal that swims one way in a loose lens."""
    x, y = dice.uniform(0.12, 0.88) * frame.width, dice.uniform(0.2, 0.6) * frame.height
    side, far = dice.sign(), dice.uniform(0.0, 0.7)
    colour = mix(rgb(dice.pick(FISH)), water.at(0.45), far * 0.85)
    belly, fin = ink(mix(colour, rgb("ffffff"), 0.35)), ink(tuned(colour, 0.78))
    body, eye = ink(colour), ink(mix(rgb("101418"), water.at(0.5), far))
    for _ in range(dice.whole(8, 22)):
        fx, fy = x + dice.normal(110), y + dice.normal(42)
        size, tilt = dice.uniform(11, 24) * (1.25 - 0.8 * far), dice.normal(0.12)

        def at(
            along: float, up: float, fx: float = fx, fy: float = fy, size: float = size, tilt: float = tilt
        ) -> tuple[float, float]:
            px, py = along * size, -up * size
            return fx + side * (px * math.cos(tilt) - py * math.sin(tilt)), fy + px * math.sin(tilt) + py * math.cos(
                tilt
            )

        drawing.polygon([at(-0.75, 0.0), at(-1.5, 0.48), at(-1.28, 0.0), at(-1.5, -0.48)], fin)
        drawing.polygon([at(0.2, 0.4), at(-0.35, 0.78), at(-0.5, 0.24)], fin)
        outline = [at(1.05 * math.cos(a), 0.46 * math.sin(a)) for a in np.linspace(0, 2 * math.pi, 18).tolist()]
        drawing.polygon(outline, body)
        drawing.polygon([at(1.0, -0.06), at(0.2, -0.42), at(-0.7, -0.2), at(-0.5, -0.06)], belly)
        drawing.polygon([at(0.1, 0.05), at(-0.4, -0.24), at(-0.25, 0.06)], fin)
        drawing.ellipse(*at(0.66, 0.12), size * 0.09, size * 0.09, eye)


def _rays(frame: Frame, water: Ramp, sun: Sun, dice: Dice) -> Layer:
    angles = np.linspace(-1.7, 1.7, 2048, dtype=np.float32)
    beams = smooth(0.42, 0.86, profile(dice, np.linspace(0, 2048, 2048, dtype=np.float32), 70, 5, 0.6, 0.3))
    colour = mix(water.at(0.02), rgb("ffffff"), 0.3)

    def paint(band: Band) -> None:
        angle = np.arctan2(band.x - sun.x, band.y + 0.4 * frame.height)
        light = np.interp(angle.ravel(), angles, beams).reshape(angle.shape).astype(np.float32)
        fade = np.exp(-band.y / frame.height * 2.0)
        band.screen(colour, np.clip(light * fade * 0.6, 0, 1))

    return paint


def _bubbles(frame: Frame, dice: Dice) -> Drawing:
    drawing = Drawing(frame, opacity=0.55)
    white, rim = ink(rgb("ffffff")), ink(rgb("d8f4ff"))
    for _ in range(9):
        x = dice.uniform(0.02, 0.98) * frame.width
        for _ in range(dice.whole(4, 9)):
            radius = dice.uniform(1.6, 7.5)
            bx, by = x + dice.normal(14), dice.uniform(0.05, 0.85) * frame.height
            circle = [
                (bx + math.cos(a) * radius, by + math.sin(a) * radius) for a in np.linspace(0, 2 * math.pi, 22).tolist()
            ]
            drawing.line(circle, max(0.7, radius * 0.16), rim)
            drawing.ellipse(bx - radius * 0.35, by - radius * 0.35, radius * 0.22, radius * 0.22, white)
    return drawing
