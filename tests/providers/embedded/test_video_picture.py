"""The user's picture: upright, flat, in the frame's shape, or refused in plain words."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from genstudio.core.errors import GenerationFailedError
from genstudio.providers.embedded.video import picture as module
from genstudio.providers.embedded.video.arrays import Bytes
from genstudio.providers.embedded.video.picture import MARGIN, framed, open_picture

SIZE = (320, 180)


def load_picture(path: Path, size: tuple[int, int]) -> tuple[Bytes, tuple[float, float]]:
    return framed(open_picture(path, round(max(size) * MARGIN)), size)


def halves(width: int = 320, height: int = 180) -> Image.Image:
    """Left red, right blue."""
    pixels = np.zeros((height, width, 3), np.uint8)
    pixels[:, : width // 2, 0] = 255
    pixels[:, width // 2 :, 2] = 255
    return Image.fromarray(pixels)


def test_a_picture_of_the_frames_shape_is_kept_whole(tmp_path: Path) -> None:
    halves().save(tmp_path / "a.png")
    pixels, reach = load_picture(tmp_path / "a.png", SIZE)
    assert pixels.shape == (round(180 * MARGIN), round(320 * MARGIN), 3)
    assert pixels.dtype == np.uint8
    assert reach == (1, 1)
    assert tuple(pixels[100, 20]) == (255, 0, 0)
    assert tuple(pixels[100, -20]) == (0, 0, 255)


def test_a_camera_held_upright_is_respected(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # turn right by a quarter to see it upright
    halves().save(tmp_path / "turned.jpg", exif=exif)
    assert open_picture(tmp_path / "turned.jpg", 100).size == (180, 320)
    pixels, _ = load_picture(tmp_path / "turned.jpg", (180, 320))
    assert pixels[20, 100, 0] > 200, "the left half has become the upper one"
    assert pixels[-20, 100, 2] > 200


@pytest.mark.parametrize(("mode", "name"), [("RGBA", "a.png"), ("LA", "a.png"), ("P", "a.gif"), ("P", "a.png")])
def test_what_is_clear_becomes_paper(tmp_path: Path, mode: str, name: str) -> None:
    clear = Image.new("RGBA", (320, 180), (0, 0, 0, 0))
    clear.paste((0, 0, 0, 255), (0, 0, 160, 180))
    if mode == "LA":
        clear = clear.convert("LA")
    if mode == "P":
        palette = Image.new("P", (320, 180), 1)
        palette.putpalette([0, 0, 0, 9, 9, 9])
        palette.paste(0, (0, 0, 160, 180))
        palette.save(tmp_path / name, transparency=1)
    else:
        clear.save(tmp_path / name)
    pixels, _ = load_picture(tmp_path / name, SIZE)
    assert pixels[100, 40].max() < 10
    assert pixels[100, -40].min() > 245


@pytest.mark.parametrize("mode", ["L", "1", "CMYK", "I;16", "I"])
def test_other_colour_models_are_read(tmp_path: Path, mode: str) -> None:
    if mode in ("I;16", "I"):
        values = np.repeat(np.linspace(0, 65_535, 320)[None], 180, axis=0)
        Image.fromarray(values.astype(np.uint16 if mode == "I;16" else np.int32)).save(tmp_path / "a.tiff")
        path = tmp_path / "a.tiff"
    else:
        path = tmp_path / ("a.jpg" if mode == "CMYK" else "a.png")
        ramp = np.repeat(np.linspace(0, 255, 320)[None], 180, axis=0).astype(np.uint8)
        Image.fromarray(ramp).convert(mode).save(path)
    pixels, _ = load_picture(path, SIZE)
    assert pixels[:, :40].mean() < 40
    assert 110 < pixels[:, 130:240].mean() < 150
    assert pixels[:, -40:].mean() > 215


def test_an_animation_gives_its_first_frame(tmp_path: Path) -> None:
    halves().save(tmp_path / "a.gif", save_all=True, append_images=[Image.new("RGB", SIZE, (0, 255, 0))])
    halves().save(
        tmp_path / "a.webp", save_all=True, append_images=[Image.new("RGB", SIZE, (0, 255, 0))], lossless=True
    )
    for name in ("a.gif", "a.webp"):
        pixels, _ = load_picture(tmp_path / name, SIZE)
        assert pixels[100, 20, 0] > 240
        assert pixels[..., 1].max() < 20


def test_a_crop_keeps_what_stands_out(tmp_path: Path) -> None:
    wide = Image.new("RGB", (1200, 180), (90, 90, 100))
    wide.paste((255, 160, 20), (150, 60, 210, 120))
    wide.save(tmp_path / "wide.png")
    pixels, reach = load_picture(tmp_path / "wide.png", SIZE)
    assert reach[0] == pytest.approx(1.35)
    assert reach[1] == 1
    assert pixels.shape[1] == round(320 * MARGIN * 1.35)
    assert (pixels[..., 2] < 40).sum() > 1000, "the orange square is in the part that was kept"


def test_a_small_picture_is_enlarged_and_a_tiny_one_refused(tmp_path: Path) -> None:
    halves(32, 18).save(tmp_path / "small.png")
    assert load_picture(tmp_path / "small.png", SIZE)[0].shape[1] == 368
    halves(12, 18).save(tmp_path / "tiny.png")
    with pytest.raises(GenerationFailedError, match=r"only 12 x 18 pixels.*Nothing was charged"):
        load_picture(tmp_path / "tiny.png", SIZE)


def test_too_many_pixels_are_refused_before_they_are_decoded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Image.new("1", (12_000, 12_000)).save(tmp_path / "bomb.png")
    with pytest.raises(GenerationFailedError, match=r"more pixels than can be held.*choose a smaller"):
        load_picture(tmp_path / "bomb.png", SIZE)
    monkeypatch.setattr(module, "MAX_PIXELS", 100_000)
    halves(1000, 1000).save(tmp_path / "large.png")
    with pytest.raises(GenerationFailedError, match=r"million pixels.*choose a smaller"):
        load_picture(tmp_path / "large.png", SIZE)
    halves(1600, 900).save(tmp_path / "large.jpg")
    monkeypatch.setattr(module, "MAX_PIXELS", 500_000)
    assert open_picture(tmp_path / "large.jpg", 368).size == (800, 450), "a JPEG is decoded at a fraction of its size"


def test_a_broken_file_is_refused_in_plain_words(tmp_path: Path) -> None:
    halves().save(tmp_path / "whole.png")
    whole = (tmp_path / "whole.png").read_bytes()
    halves().save(tmp_path / "whole.jpg")
    photo = (tmp_path / "whole.jpg").read_bytes()
    for content in (b"", b"hello", whole[: len(whole) // 2], photo[: len(photo) // 2], b"<svg xmlns='x'/>"):
        (tmp_path / "broken").write_bytes(content)
        with pytest.raises(GenerationFailedError, match=r"could not be read.*Nothing was charged; save it as JPEG"):
            load_picture(tmp_path / "broken", SIZE)
