"""The painter's engine: a prompt becomes a plan, the plan a scene, the scene pixels and files."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

from genstudio.core.result import Json, MediaOutput, ProviderResult
from genstudio.providers.embedded.image.canvas import Frame, Progress, run_stages
from genstudio.providers.embedded.image.cast import cast
from genstudio.providers.embedded.image.finish import Pixels, finished
from genstudio.providers.embedded.image.noise import Dice
from genstudio.providers.embedded.image.palettes import PALETTES
from genstudio.providers.embedded.image.prompt import AUTO, Plan, interpret
from genstudio.providers.embedded.image.scenes import SCENES
from genstudio.providers.embedded.image.setting import Setting
from genstudio.providers.embedded.image.sizes import pixel_size
from genstudio.providers.embedded.image.subjects import place_subjects
from genstudio.providers.embedded.worker import EngineJob, Report

MIMES = {"png": "image/png", "jpeg": "image/jpeg", "webp": "image/webp"}
PAINTED = 0.86
"""The share of the work that lies before the finishing touch and the file."""


@dataclass(frozen=True, slots=True)
class PaintedPicture:
    """RGB bytes (height, width, 3) and what they show.

    `horizon` and `water_line` are fractions of the height from the top, `sun` (x, y) fractions of the picture or None.
    `particles` names what would drift through a film of the scene: "" or snow, rain, fireflies, dust, embers, petals,
    bubbles, stars, leaves.
    """

    pixels: Pixels
    scene: str
    palette: str
    subjects: tuple[str, ...]
    horizon: float
    water_line: float | None
    sun: tuple[float, float] | None
    particles: str


def paint(job: EngineJob, report: Report) -> ProviderResult:
    """The engine of `embedded:painter`: one file per picture, each with the seed after the one before."""
    values = job.values
    width, height = pixel_size(str(values["aspect_ratio"]), str(values["resolution"]))
    count, seed, kind = int(values.get("count", 1)), int(values.get("seed", 0)), str(values.get("format", "png"))
    outputs, facts = [], []
    for index in range(count):

        def progress(fraction: float, step: str, index: int = index) -> None:
            report((index + fraction) / count, f"{step} ({index + 1} of {count})" if count > 1 else step)

        plan = interpret(job.prompt, seed + index, str(values.get("scene", AUTO)), str(values.get("palette", AUTO)))
        picture = paint_plan(plan, width, height, seed + index, progress)
        path = job.out_dir / f"painting-{index + 1}.{kind}"
        save(Image.fromarray(picture.pixels), path, kind)
        outputs.append(MediaOutput(MIMES[kind], path=path, label=f"Seed {seed + index}" if count > 1 else ""))
        facts.append(picture)
    subjects: list[Json] = list(facts[0].subjects)
    extras: dict[str, Json] = {
        "engine": "procedural",
        "scene": facts[0].scene,
        "palette": facts[0].palette,
        "subjects": subjects,
    }
    return ProviderResult(tuple(outputs), extras=extras)


def paint_picture(
    prompt: str,
    width: int,
    height: int,
    seed: int,
    report: Report | None = None,
    scene: str = AUTO,
    palette: str = AUTO,
) -> PaintedPicture:
    """A painting as pixels, for the other offline engines; `report` gets 0..1 and a few words."""
    return paint_plan(interpret(prompt, seed, scene, palette), width, height, seed, report or _ignore)


def paint_plan(plan: Plan, width: int, height: int, seed: int, report: Progress) -> PaintedPicture:
    """Paints a plan. The same arguments give the same bytes in every process."""
    frame = Frame(width, height)
    dice = Dice(seed, zlib.crc32(plan.scene.encode()))
    setting = Setting(frame, PALETTES[plan.palette], dice, plan.wishes, plan.colours)
    report(0.0, "Sketching")
    painting = SCENES[plan.scene](setting)
    canvas = np.zeros((3, height, width), np.float32)
    roles = cast(plan.words)
    figures = place_subjects(setting, painting, roles, dice.named("figures"))
    run_stages(
        canvas, frame, [*painting.stages, *figures, *painting.front], lambda part, step: report(part * PAINTED, step)
    )
    pixels = finished(
        canvas,
        frame,
        dice,
        lambda part, step: report(PAINTED + part * (1 - PAINTED), step),
        bloom=painting.bloom,
        vignette=painting.vignette,
    )
    sun = painting.sun
    return PaintedPicture(
        pixels,
        plan.scene,
        plan.palette,
        tuple(role.figure.file for role in roles),
        min(1.0, painting.horizon / frame.height),
        None if painting.water_line is None else min(1.0, painting.water_line / frame.height),
        None if sun is None or sun.hidden else (sun.x / frame.width, sun.y / frame.height),
        painting.particles,
    )


def save(picture: Image.Image, path: Path, kind: str) -> None:
    """Writes PNG, JPEG or WebP without a date, so that the same picture is the same file."""
    if kind == "jpeg":
        picture.save(path, "JPEG", quality=93, subsampling=0)
    elif kind == "webp":
        picture.save(path, "WEBP", quality=92, method=3)
    else:
        picture.save(path, "PNG", compress_level=4)


def _ignore(fraction: float, step: str) -> None:
    """Progress that nobody watches."""
