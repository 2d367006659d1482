"""Style transfer: it keeps what is in a picture, takes a style's colours, and refuses broken files in words."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from genstudio.core.errors import GenerationFailedError
from genstudio.core.spec import Value
from genstudio.providers.embedded.image.adapter import STYLE
from genstudio.providers.embedded.image.catalogue import BRUSH_LABELS, STYLE_LABELS
from genstudio.providers.embedded.image.finish import Pixels
from genstudio.providers.embedded.image.paint import paint_picture
from genstudio.providers.embedded.image.pictures import open_picture
from genstudio.providers.embedded.image.style import BRUSHES_PX, restyle
from genstudio.providers.embedded.image.style_pictures import STYLES, style_picture
from genstudio.providers.embedded.worker import EngineJob


def quiet(fraction: float, step: str) -> None:
    assert 0 <= fraction <= 1
    assert step


@pytest.fixture(scope="module")
def photo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A picture with structure on every scale."""
    path = tmp_path_factory.mktemp("photo") / "photo.png"
    Image.fromarray(paint_picture("mountain lake", 300, 200, 8, None, "mountains", "day").pixels).save(path)
    return path


def run(
    tmp_path: Path, photo: Path, reference: Path | None = None, **values: Value
) -> tuple[Pixels, dict[str, object]]:
    media = {"image": (photo,)} | ({"style": (reference,)} if reference else {})
    result = restyle(EngineJob("", STYLE.clean_values(values), tmp_path, media), quiet)
    path = result.outputs[0].path
    assert path is not None
    with Image.open(path) as picture:
        return np.asarray(picture.convert("RGB")), dict(result.extras)


def pixels_of(path: Path) -> Pixels:
    with Image.open(path) as picture:
        return np.asarray(picture.convert("RGB"))


def structure(pixels: Pixels) -> np.typing.NDArray[np.floating]:
    """Brightness on a coarse grid, without its mean."""
    small = np.asarray(Image.fromarray(pixels).convert("L").resize((24, 16), Image.Resampling.BOX), np.float32)
    centred: np.typing.NDArray[np.floating] = small - small.mean()
    return centred


def alike(first: Pixels, second: Pixels) -> float:
    return float(np.corrcoef(structure(first).ravel(), structure(second).ravel())[0, 1])


def test_the_tables_name_the_same_styles_and_brushes() -> None:
    assert set(STYLE_LABELS) == set(STYLES)
    assert set(BRUSH_LABELS) == set(BRUSHES_PX)


@pytest.mark.parametrize("style", ["ink", "comic"])
def test_the_picture_stays_and_its_colours_become_the_styles(tmp_path: Path, photo: Path, style: str) -> None:
    painted, extras = run(tmp_path, photo, style=style, brush="broad")
    original = pixels_of(photo)
    assert painted.shape == original.shape
    assert alike(painted, original) > 0.4
    assert alike(painted, original) > alike(painted, original[:, ::-1]) + 0.2
    wanted = style_picture(style).reshape(-1, 3).mean(axis=0)
    before, after = (np.abs(each.reshape(-1, 3).mean(axis=0) - wanted).mean() for each in (original, painted))
    assert after < before * 0.8
    assert extras["engine"] == "neural"
    assert extras["style"] == style


def test_another_picture_can_be_the_style(tmp_path: Path, photo: Path) -> None:
    red = tmp_path / "red.png"
    noise = np.random.default_rng(1).integers(0, 90, (200, 200, 3), np.uint8)
    noise[..., 0] = 200
    Image.fromarray(noise).save(red)
    painted, extras = run(tmp_path, photo, red, brush="broad")
    red_share, blue_share = painted[..., 0].mean(), painted[..., 2].mean()
    assert red_share > blue_share + 40
    assert extras["style"] == "own picture"


def test_strength_goes_from_the_picture_to_the_style(tmp_path: Path, photo: Path) -> None:
    original = pixels_of(photo).astype(int)
    steps = [
        np.abs(run(tmp_path, photo, style="ink", brush="broad", strength=strength)[0] - original).mean()
        for strength in (0.0, 0.3, 1.0)
    ]
    assert steps[0] < 1
    assert steps[0] < steps[1] < steps[2]


def test_the_colours_can_be_kept(tmp_path: Path, photo: Path) -> None:
    kept, _ = run(tmp_path, photo, style="comic", brush="broad", preserve_color=True)
    taken, _ = run(tmp_path, photo, style="comic", brush="broad")

    def hue(pixels: Pixels) -> np.typing.NDArray[np.floating]:
        mean: np.typing.NDArray[np.floating] = np.asarray(Image.fromarray(pixels).convert("YCbCr"))[..., 1:].mean(
            (0, 1)
        )
        return mean

    original = hue(pixels_of(photo))
    assert np.abs(hue(kept) - original).max() < 4
    assert np.abs(hue(taken) - original).max() > 10


def test_finer_brushes_paint_sharper_strokes_and_the_same_bytes_every_time(tmp_path: Path, photo: Path) -> None:
    large = tmp_path / "large.png"
    Image.fromarray(pixels_of(photo)).resize((900, 600), Image.Resampling.LANCZOS).save(large)
    broad, _ = run(tmp_path, large, style="woodcut", brush="broad")
    again, _ = run(tmp_path, large, style="woodcut", brush="broad")
    medium, _ = run(tmp_path, large, style="woodcut", brush="medium")

    def sharpness(pixels: Pixels) -> float:
        return float(np.abs(np.diff(pixels.astype(np.float32).mean(axis=2), axis=1)).mean())

    assert sharpness(medium) > 1.3 * sharpness(broad)
    assert np.array_equal(broad, again)


def test_a_damaged_or_false_picture_is_refused_in_words(tmp_path: Path, photo: Path) -> None:
    jpeg = tmp_path / "whole.jpg"
    Image.fromarray(pixels_of(photo)).save(jpeg)
    damaged = tmp_path / "damaged.jpg"
    damaged.write_bytes(jpeg.read_bytes()[:1500])
    text = tmp_path / "text.png"
    text.write_text("not a picture")
    empty = tmp_path / "empty.png"
    empty.write_bytes(b"")
    for path in (damaged, text, empty):
        with pytest.raises(GenerationFailedError, match="cannot be read"):
            open_picture(path, 512)
    with pytest.raises(GenerationFailedError, match="The style picture cannot be read"):
        run(tmp_path, photo, text)


def test_a_picture_with_too_many_or_too_few_pixels_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    small, large = tmp_path / "small.png", tmp_path / "large.png"
    Image.new("RGB", (8, 300)).save(small)
    Image.new("L", (300, 300)).save(large)
    with pytest.raises(GenerationFailedError, match="at least 16"):
        open_picture(small, 512)
    for limit in (80_000, 20_000):
        monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", limit)
        with pytest.raises(GenerationFailedError, match="megapixels"):
            open_picture(large, 512)


def test_pictures_are_turned_upright_flattened_bounded_and_of_the_first_frame(tmp_path: Path) -> None:
    turned = tmp_path / "turned.jpg"
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.new("RGB", (300, 100), "blue").save(turned, exif=exif)
    assert open_picture(turned, 512).size == (100, 300)

    clear = tmp_path / "clear.png"
    Image.new("RGBA", (64, 64), (255, 0, 0, 0)).save(clear)
    assert open_picture(clear, 512).getpixel((9, 9)) == (255, 255, 255)

    film = tmp_path / "film.gif"
    frames = [Image.new("RGB", (64, 48), colour) for colour in ("red", "lime")]
    frames[0].save(film, save_all=True, append_images=frames[1:])
    assert open_picture(film, 512).getpixel((5, 5)) == (255, 0, 0)

    deep = tmp_path / "deep.png"
    Image.fromarray(np.full((64, 64), 40_000, np.uint16)).save(deep)
    grey = open_picture(deep, 512).getpixel((5, 5))
    assert grey == (155, 155, 155)

    wide = tmp_path / "wide.png"
    Image.new("RGB", (4000, 1000)).save(wide)
    assert open_picture(wide, 2048).size == (2048, 512)


@pytest.mark.parametrize("size", [(17, 900), (385, 40)])
def test_odd_shapes_keep_their_size(tmp_path: Path, size: tuple[int, int]) -> None:
    odd = tmp_path / "odd.png"
    Image.effect_noise(size, 60).convert("RGB").save(odd)
    painted, _ = run(tmp_path, odd, style="ink", brush="medium")
    assert painted.shape == (size[1], size[0], 3)
