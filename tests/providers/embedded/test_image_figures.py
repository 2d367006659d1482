"""Figures in scenes: they are there, in the right place, lit, and recorded; their files are those of the notices."""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
import pytest

from genstudio.providers.embedded.image.cast import FIGURES
from genstudio.providers.embedded.image.paint import PaintedPicture, paint_picture
from genstudio.providers.embedded.image.subjects import picture_file

ROOT = Path(__file__).parents[3]


def change(prompt: str, scene: str, palette: str = "day", seed: int = 4) -> np.typing.NDArray[np.floating]:
    """How much the prompt's figures change the picture, per pixel."""
    with_figures = paint_picture(prompt, 192, 128, seed, None, scene, palette)
    without = paint_picture("", 192, 128, seed, None, scene, palette)
    per_pixel: np.typing.NDArray[np.floating] = np.abs(with_figures.pixels.astype(np.float32) - without.pixels).mean(
        axis=2
    )
    return per_pixel


@pytest.mark.parametrize(
    ("prompt", "scene", "top", "bottom"),
    [
        ("cat", "meadow", 0.35, 1.0),
        ("eagle", "ocean", 0.0, 0.6),
        ("sailboat", "ocean", 0.3, 1.0),
        ("dolphin", "underwater", 0.1, 0.95),
        ("lighthouse", "beach", 0.1, 1.0),
    ],
)
def test_a_figure_stands_where_its_kind_belongs(prompt: str, scene: str, top: float, bottom: float) -> None:
    changed = change(prompt, scene) > 12
    rows = np.flatnonzero(changed.any(axis=1)) / 128
    assert changed.mean() > 0.004, "no figure to be seen"
    assert changed.mean() < 0.45, "it fills the picture"
    inside = changed[int(top * 128) : int(bottom * 128)].sum() / changed.sum()
    assert inside > 0.95, (rows.min(), rows.max())


def test_more_figures_change_more() -> None:
    assert (change("three cats", "meadow") > 12).sum() > 1.5 * (change("a cat", "meadow") > 12).sum()


def test_a_figure_takes_the_light_of_the_scene() -> None:
    day, night = (paint_picture("ewe", 192, 128, 4, None, "meadow", palette) for palette in ("day", "night"))
    brightest = [np.percentile(each.pixels.astype(np.float32).mean(axis=2)[60:], 99.5) for each in (day, night)]
    assert brightest[0] > brightest[1] + 30


def test_every_scene_has_room_for_every_kind() -> None:
    for scene in ("space", "fluid", "city"):
        picture: PaintedPicture = paint_picture("cat, duck, eagle and whale", 96, 64, 2, None, scene, "sunset")
        assert picture.subjects == ("cat", "duck", "eagle")


def test_the_pictures_are_those_that_the_notices_name() -> None:
    names = sorted({f"{figure.file}.webp" for figure in FIGURES if picture_file(figure).is_file()})
    folder = ROOT / "genstudio" / "assets" / "subjects"
    assert names == sorted(path.name for path in folder.glob("*.webp"))
    joined = hashlib.sha256(b"".join((folder / name).read_bytes() for name in names)).hexdigest()
    notices = (ROOT / "THIRD_PARTY_NOTICES.md").read_text(encoding="utf-8")
    assert joined in notices
    assert f"{len(names)} of the set's renders" in notices
    assert "MIT License" in (folder / "LICENSE-FluentEmoji.txt").read_text(encoding="utf-8")
