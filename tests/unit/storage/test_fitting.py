"""Pictures made to fit: unchanged where they fit, else of a taken type, side and size."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from genstudio.core.spec import KB, MB
from genstudio.storage.fitting import UnfitError, fit_image
from tests.media_samples import encode, noise, picture

BOTH = ("image/jpeg", "image/png")


def given(folder: Path, data: bytes) -> Path:
    path = folder / "given"
    path.write_bytes(data)
    return path


def test_a_picture_that_fits_is_sent_as_it_is(tmp_path: Path) -> None:
    path = given(tmp_path, picture(640, 480))
    fitted = fit_image(path, "image/png", tmp_path / "made", types=BOTH, max_bytes=MB, max_side=640)
    assert (fitted.path, fitted.mime, fitted.after) == (path, "image/png", "")


def test_a_large_one_is_made_smaller_in_its_own_type_and_says_so(tmp_path: Path) -> None:
    path = given(tmp_path, picture(2_000, 1_000))
    fitted = fit_image(path, "image/png", tmp_path / "made", types=BOTH, max_bytes=MB, max_side=500)
    assert (fitted.before, fitted.after) == ("2000 × 1000 px PNG", "500 × 250 px PNG")
    with Image.open(fitted.path) as made:
        assert (made.size, made.format) == ((500, 250), "PNG")


def test_another_type_is_converted_and_transparency_kept_where_it_can_be(tmp_path: Path) -> None:
    path = given(tmp_path, encode(Image.new("RGBA", (64, 48), (255, 0, 0, 90)), "WEBP"))
    clear = fit_image(path, "image/webp", tmp_path / "made", types=BOTH, max_bytes=MB)
    assert clear.mime == "image/png"
    flat = fit_image(path, "image/webp", tmp_path / "flat", types=BOTH[:1], max_bytes=MB)
    with Image.open(flat.path) as made:
        assert (flat.mime, made.mode) == ("image/jpeg", "RGB")


def test_too_many_bytes_become_fewer_by_quality_then_by_size(tmp_path: Path) -> None:
    path = given(tmp_path, noise(400, 400, "PNG"))
    fitted = fit_image(path, "image/png", tmp_path / "made", types=BOTH, max_bytes=30 * KB)
    assert fitted.mime == "image/jpeg"
    assert fitted.path.stat().st_size <= 30 * KB


@pytest.mark.parametrize(
    ("data", "mime", "most"), [(b"nothing", "image/png", MB), (b"", "image/heic", MB), (None, "image/png", 50)]
)
def test_what_cannot_be_made_to_fit_is_an_error(tmp_path: Path, data: bytes | None, mime: str, most: int) -> None:
    path = given(tmp_path, picture(300, 300) if data is None else data)
    with pytest.raises(UnfitError):
        fit_image(path, mime, tmp_path / "made", types=("image/jpeg",), max_bytes=most)
