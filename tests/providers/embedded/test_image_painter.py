"""The painter: sizes, files, determinism and what its result says."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from genstudio.core.errors import GenerationFailedError
from genstudio.core.request import ImageRequest, MediaInput
from genstudio.core.spec import Value
from genstudio.providers.base import ProviderConfig
from genstudio.providers.embedded.image.adapter import PAINTER, STYLE
from genstudio.providers.embedded.image.paint import paint, paint_picture
from genstudio.providers.embedded.image.sizes import LONG_SIDES_PX, RATIOS, pixel_size
from genstudio.providers.embedded.worker import EngineJob
from genstudio.providers.registry import create_provider


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
    result = paint(job(tmp_path, "a poster", aspect_ratio="21:9", seed=3, format=kind), quiet)
    path = result.outputs[0].path
    assert path is not None
    with Image.open(path) as picture:
        assert picture.format == pillow
        assert picture.size == (1024, 438)


def test_the_same_seed_gives_the_same_file_and_the_next_seed_another(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
    first = paint(job(tmp_path / "one", "marble", aspect_ratio="21:9", seed=3, count=2), quiet)
    second = paint(job(tmp_path / "two", "marble", aspect_ratio="21:9", seed=3), quiet)
    files = [output.path.read_bytes() for output in (*first.outputs, *second.outputs) if output.path]
    assert files[0] == files[2]
    assert files[0] != files[1]


def test_a_result_says_what_made_it(tmp_path: Path) -> None:
    result = paint(job(tmp_path, "a mountain lake at dawn", aspect_ratio="21:9", seed=1), quiet)
    assert result.extras["engine"] == "procedural"
    assert result.extras["scene"] == "mountains"
    assert result.extras["palette"] == "dawn"


PEAK = """
import hashlib, sys
from genstudio.providers.embedded.image.paint import paint_picture
from tests.memory import peak_bytes
width, height = int(sys.argv[1]), int(sys.argv[2])
pixels = paint_picture("a sailboat at sunset", width, height, 3).pixels
assert pixels.shape == (height, width, 3)
print(hashlib.sha256(pixels.tobytes()).hexdigest(), peak_bytes())
"""


def in_another_process(width: int, height: int) -> tuple[str, int]:
    """The hash of a painting made there, and the most memory it took, in bytes."""
    answer = subprocess.check_output([sys.executable, "-c", PEAK, str(width), str(height)], text=True).split()
    return answer[0], int(answer[1])


def test_another_process_paints_the_same_bytes() -> None:
    here = hashlib.sha256(paint_picture("a sailboat at sunset", 180, 120, 3).pixels.tobytes()).hexdigest()
    assert in_another_process(180, 120)[0] == here


def test_4k_is_painted_in_bounded_memory() -> None:
    _, peak_bytes = in_another_process(*pixel_size("16:9", "4k"))
    assert peak_bytes < 1_200_000 * 1024


def test_the_size_changes_the_detail_and_not_the_composition() -> None:
    small, large = (paint_picture("a cat by a mountain lake", 96 * k, 64 * k, 3).pixels for k in (2, 5))
    first, second = (
        np.asarray(Image.fromarray(each).convert("L").resize((48, 32), Image.Resampling.BOX), np.float32).ravel()
        for each in (small, large)
    )
    assert np.corrcoef(first, second)[0, 1] > 0.96


def test_progress_rises_to_the_end_and_names_the_steps() -> None:
    seen: list[tuple[float, str]] = []
    paint_picture("a lake", 192, 128, 3, lambda fraction, step: seen.append((fraction, step)))
    fractions = [fraction for fraction, _ in seen]
    assert fractions == sorted(fractions)
    assert fractions[-1] == pytest.approx(1)
    assert len({step for _, step in seen}) > 4


@pytest.mark.anyio
async def test_the_provider_runs_its_engines_in_a_worker(tmp_path: Path) -> None:
    provider = create_provider("image", ProviderConfig("embedded"))
    request = ImageRequest(
        PAINTER, "a poster", PAINTER.clean_values({"aspect_ratio": "21:9", "seed": 3}), work_dir=tmp_path
    )
    result = await provider.generate(request)
    assert result.extras["scene"] == "poster"
    assert [path.name for path in tmp_path.iterdir()] == ["painting-1.png"]
    broken = tmp_path / "broken.png"
    broken.write_bytes(b"no picture")
    media = {"image": (MediaInput(broken, "image/png"),)}
    with pytest.raises(GenerationFailedError, match="cannot be read"):
        await provider.generate(ImageRequest(STYLE, "", STYLE.clean_values({}), media, work_dir=tmp_path))


def test_a_painting_tells_where_its_horizon_is() -> None:
    picture = paint_picture("ocean at sunset", 192, 128, 5)
    assert picture.pixels.shape == (128, 192, 3)
    assert 0.4 < picture.horizon < 0.6
    assert picture.water_line == pytest.approx(picture.horizon)
