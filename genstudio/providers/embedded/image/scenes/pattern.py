"""Patterns: a geometric poster, and stained glass."""

from __future__ import annotations

import math

import numpy as np

from genstudio.providers.embedded.image.canvas import Band, Colour, stage
from genstudio.providers.embedded.image.colour import Ramp, rgb, smooth
from genstudio.providers.embedded.image.drawing import Drawing
from genstudio.providers.embedded.image.noise import Dice, Field
from genstudio.providers.embedded.image.scenes.abstract import hues
from genstudio.providers.embedded.image.setting import Painting, Setting, Strip

POSTERS = (
    ("f4ecd8", "e4572e", "17bebb", "ffc914", "2e282a"),
    ("f6f1e7", "264653", "2a9d8f", "e9c46a", "e76f51"),
    ("fdf0d5", "c1121f", "003049", "669bbc", "f4a261"),
    ("efe9dc", "1d3557", "e63946", "f1c453", "457b9d"),
    ("fff4e6", "3d348b", "7678ed", "f7b801", "f35b04"),
    ("f3efe6", "0b3954", "bfd7ea", "ff6663", "e0ff4f"),
)


def poster(setting: Setting) -> Painting:
    """Squares filled with circles, arcs, stripes and triangles, printed on rough paper."""
    frame, dice = setting.frame, setting.dice
    if setting.colours or setting.palette.label in ("Black and white", "Neon", "Pastel", "Emerald", "Moonlit night"):
        ramp = hues(setting, dice.named("hues"))
        codes = (ramp[-1], ramp[0], ramp[1], ramp[2], ramp[-2])
    else:
        codes = dice.pick(POSTERS)
    inks = [rgb(code) for code in codes]
    rows = dice.pick((4, 5, 6))
    size = 1024.0 / rows
    drawing = Drawing(frame)
    across, down = math.ceil(frame.width / size), math.ceil(frame.height / size)
    left, top = (frame.width - across * size) / 2, (frame.height - down * size) / 2
    for row in range(down):
        for column in range(across):
            own = dice.named("square", row, column)
            _square(drawing, own, left + column * size, top + row * size, size, inks)
    fibre = Field(frame, dice.named("fibre"), 4.2, 3, 0.7)
    stain = Field(frame, dice.named("stain"), 300, 3)

    def paint(band: Band) -> None:
        band.rgb[:] = inks[0][:, None, None]
        drawing(band)
        band.shade(0.99 + 0.025 * (fibre(band) - 0.5) + 0.035 * (stain(band) - 0.5))
        np.clip(band.rgb, 0, 1, out=band.rgb)

    centre = {"air": Strip(0.3, 0.7, frame.height * 0.5, 330, drift=125)}
    return Painting(
        [stage("Printing the poster", paint)], frame.height / 2, places=centre, flat=True, vignette=0.08, bloom=0.0
    )


def _square(drawing: Drawing, dice: Dice, x: float, y: float, size: float, inks: list[Colour]) -> None:
    order = dice.numbers.permutation(len(inks))
    ground, first, second = (inks[int(k)] for k in order[:3])
    drawing.rectangle(x, y, x + size, y + size, ground)
    corner = dice.whole(0, 3)
    cx, cy = x + (size if corner in (1, 2) else 0), y + (size if corner in (2, 3) else 0)
    turn = corner * math.pi / 2
    kind = dice.whole(0, 9)
    middle = (x + size / 2, y + size / 2)
    if kind == 0:
        for radius, colour in ((0.42, first), (0.2, second)):
            drawing.ellipse(*middle, size * radius, size * radius, colour)
    elif kind in (1, 2):
        drawing.polygon(_slice(cx, cy, size, turn), first)
        if kind == 2:
            drawing.polygon(_slice(cx, cy, size * 0.5, turn), second)
    elif kind == 3:
        points = [(x, y), (x + size, y), (x + size, y + size), (x, y + size)]
        drawing.polygon([points[(corner + k) % 4] for k in range(3)], first)
    elif kind == 4:
        for k in range(6):
            if corner % 2:
                drawing.rectangle(x, y + size * k / 6, x + size, y + size * (k + 0.5) / 6, first)
            else:
                drawing.rectangle(x + size * k / 6, y, x + size * (k + 0.5) / 6, y + size, first)
    elif kind == 5:
        for radius in (0.9, 0.68, 0.46, 0.24):
            drawing.polygon(_slice(cx, cy, size * radius, turn), first)
            drawing.polygon(_slice(cx, cy, size * (radius - 0.1), turn), ground)
    elif kind == 6:
        for k in range(9):
            drawing.ellipse(
                x + size * (0.2 + 0.3 * (k % 3)), y + size * (0.2 + 0.3 * (k // 3)), size * 0.075, size * 0.075, first
            )
    elif kind == 7:
        angle = corner * math.pi / 2
        half = [
            (middle[0] + math.cos(angle + a) * size / 2, middle[1] + math.sin(angle + a) * size / 2)
            for a in np.linspace(0, math.pi, 40).tolist()
        ]
        drawing.polygon(half, first)
    elif kind == 8:
        drawing.polygon([(middle[0], y), (x + size, middle[1]), (middle[0], y + size), (x, middle[1])], first)
        drawing.ellipse(*middle, size * 0.17, size * 0.17, second)
    else:
        for k in range(4):
            off = size * (0.06 + 0.11 * k)
            drawing.rectangle(x + off, y + off, x + size - off, y + size - off, (first, ground, second, ground)[k])


def _slice(x: float, y: float, radius: float, turn: float) -> list[tuple[float, float]]:
    """A quarter of a disc around (x, y)."""
    arc = [
        (x + math.cos(turn + a) * radius, y + math.sin(turn + a) * radius)
        for a in np.linspace(0, math.pi / 2, 30).tolist()
    ]
    return [(x, y), *arc]


def glass(setting: Setting) -> Painting:
    """Panes of coloured glass in lead, with the light behind them."""
    frame, dice = setting.frame, setting.dice
    ramp = Ramp(hues(setting, dice.named("hues")))
    pane = math.sqrt(frame.width * frame.height / (dice.uniform(130, 260) * frame.width * frame.height / 1024**2))
    numbers = dice.named("panes").numbers
    columns, rows = int(frame.width / pane) + 4, int(frame.height / pane) + 4
    offset = numbers.uniform(0.12, 0.88, (2, rows, columns)).astype(np.float32)
    centre_x = ((np.arange(columns)[None, :] - 1.5 + offset[0] + 0.5 * (np.arange(rows)[:, None] % 2)) * pane).astype(
        np.float32
    )
    centre_y = ((np.arange(rows)[:, None] - 1.5 + offset[1]) * pane).astype(np.float32)
    # A rosette in the middle gives the window its order.
    hub_x, hub_y = frame.width * dice.uniform(0.4, 0.6), frame.height * dice.uniform(0.38, 0.55)
    away = np.hypot(centre_x - hub_x, centre_y - hub_y)
    level = np.clip(1.05 - away / (0.62 * max(frame.width, frame.height)) + numbers.normal(0, 0.13, away.shape), 0, 1)
    colours = ramp(level) * numbers.uniform(0.82, 1.14, away.shape).astype(np.float32)
    texture = Field(frame, dice.named("texture"), 46, 5, 0.6)
    seeds = Field(frame, dice.named("seeds"), 9, 2)
    lead = rgb("16120f")

    def paint(band: Band) -> None:
        cell_x = np.floor(band.x / pane + 1.5).astype(np.int32) + np.zeros(band.shape, np.int32)
        cell_y = np.floor(band.y / pane + 1.5).astype(np.int32) + np.zeros(band.shape, np.int32)
        nearest, second = np.full(band.shape, 1e9, np.float32), np.full(band.shape, 1e9, np.float32)
        owner = np.zeros(band.shape, np.int32)
        for dy in (-1, 0, 1):
            row = np.clip(cell_y + dy, 0, rows - 1)
            for dx in (-2, -1, 0, 1, 2):
                index = row * columns + np.clip(cell_x + dx, 0, columns - 1)
                distance = (band.x - centre_x.take(index)) ** 2 + (band.y - centre_y.take(index)) ** 2
                fresh = index != owner
                closer = (distance < nearest) & fresh
                second = np.where(closer, nearest, np.where(fresh, np.minimum(second, distance), second))
                owner = np.where(closer, index, owner)
                nearest = np.where(closer, distance, nearest)
        edge = np.sqrt(second) - np.sqrt(nearest)
        glow = np.exp(-np.hypot(band.x - hub_x, band.y - hub_y) / (0.5 * max(frame.width, frame.height)))
        rough = texture(band)
        pane_colour = colours.reshape(3, -1).take(owner, axis=1)
        shine = (0.56 + 0.82 * glow) * (0.86 + 0.28 * rough + 0.05 * seeds(band)) * (0.68 + 0.4 * smooth(0, 54, edge))
        band.rgb[:] = np.clip(pane_colour * shine, 0, 1)
        band.over(lead, smooth(6.0, 3.6, edge))
        band.screen(rgb("ffffff"), 0.24 * np.exp(-(((edge - 9.5) / 2.4) ** 2)) + 0.12 * np.exp(-((edge / 1.6) ** 2)))

    centre = {"air": Strip(0.3, 0.7, frame.height * 0.5, 330, drift=125)}
    return Painting(
        [stage("Leading the panes", paint)], frame.height / 2, places=centre, flat=True, vignette=0.24, bloom=1.3
    )
