"""The painter: sizes, files, determinism and what its result says."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from genstudio.core.spec import Value
from genstudio.providers.embedded.image.adapter import PAINTER
from genstudio.providers.embedded.image.paint import paint, paint_picture
from genstudio.providers.embedded.image.sizes import LONG_SIDES_PX, RATIOS, pixel_size
from genstudio.providers.embedded.worker import EngineJob


def quiet(fraction: float, step: str) -> None:
    assert 0 <= fraction <= 1
    assert step


def job(tmp_path: Path, prompt: str, **values: Value) -> EngineJob:
    return EngineJob(prompt, PAINTER.clean_values(values), tmp_path)


@pytest.mark.parametrize("ratio", RATIOS)
def test_the_longest_side_is_the_resolution_and_the_ratio_is_kept(ratio: str) -> None:
    across, down = (int(part) for part in ratio.split(":"))
    for resolution, long in LONG_SIDES_PX.items():
        width, height = pixel_size(ratio, resolution)
        assert max(width, height) == long
        assert width / height == pytest.approx(across / down, rel=0.003)


@pytest.mark.parametrize(("kind", "pillow"), [("png", "PNG"), ("jpeg", "JPEG"), ("webp", "WEBP")])
def test_files_are_of_the_format_and_size_that_were_asked_for(tmp_path: Path, kind: str, pillow: str) -> None:
    result = paint(job(tmp_path, "a lake", aspect_ratio="21:9", seed=3, format=kind), quiet)
    path = result.outputs[0].path
    assert path is not None
    with Image.open(path) as picture:
        assert picture.format == pillow
        assert picture.size == (1024, 438)


def test_the_same_seed_gives_the_same_file_and_the_next_seed_another(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
    first = paint(job(tmp_path / "one", "a lake", aspect_ratio="21:9", seed=3, count=2), quiet)
    second = paint(job(tmp_path / "two", "a lake", aspect_ratio="21:9", seed=3), quiet)
    files = [output.path.read_bytes() for output in (*first.outputs, *second.outputs) if output.path]
    assert files[0] == files[2]
    assert files[0] != files[1]


def test_a_result_says_what_made_it(tmp_path: Path) -> None:
    result = paint(job(tmp_path, "a mountain lake at dawn", aspect_ratio="21:9", seed=1), quiet)
    assert result.extras["engine"] == "procedural"
    assert result.extras["scene"] == "mountains"
    assert result.extras["palette"] == "dawn"


def test_a_painting_tells_where_its_horizon_is() -> None:
    picture = paint_picture("ocean at sunset", 192, 128, 5)
    assert picture.pixels.shape == (128, 192, 3)
    assert 0.4 < picture.horizon < 0.6
    assert picture.water_line == pytest.approx(picture.horizon)
