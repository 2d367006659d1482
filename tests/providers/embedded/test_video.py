"""Whole clips: what is in the file, the same bytes for the same seed, true progress, the painter, score and voice."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import av
import numpy as np
import pytest
import soundfile
from anyio import CapacityLimiter
from PIL import Image

from genstudio.core.errors import GenerationFailedError, ProviderValidationError
from genstudio.core.request import MediaInput, VideoRequest
from genstudio.core.result import ProviderResult
from genstudio.core.spec import Value
from genstudio.providers.base import ProviderConfig
from genstudio.providers.embedded.video.adapter import MODELS, EmbeddedVideoProvider
from genstudio.providers.embedded.video.arrays import Bytes, Floats
from genstudio.providers.embedded.video.encode import SAMPLE_RATE
from genstudio.providers.embedded.video.engine import film, frame_size
from genstudio.providers.embedded.worker import EngineJob

MODEL = MODELS[0]
QUICK: Mapping[str, Value] = {"duration": 2, "resolution": "360p", "score": False, "seed": 7}


@dataclass(frozen=True, slots=True)
class Clip:
    """A decoded file: frames are RGB (h, w, 3), sound is (n, 2)."""

    frames: list[Bytes]
    sound: Floats | None
    pixels: str
    codecs: tuple[str, ...]
    data: bytes
    seconds: float


def decoded(path: Path) -> Clip:
    with av.open(str(path)) as file:
        video = file.streams.video[0]
        pixels, seconds = str(video.codec_context.pix_fmt), float((file.duration or 0) / av.time_base)
        frames = [np.asarray(each.to_ndarray(format="rgb24"), np.uint8) for each in file.decode(video=0)]
        codecs = tuple(each.codec_context.name for each in file.streams)
    sound = None
    if len(codecs) > 1:
        with av.open(str(path)) as file:
            parts = [each.to_ndarray().T for each in file.decode(audio=0)]
            sound = np.concatenate(parts).astype(np.float32)
    return Clip(frames, sound, pixels, codecs, path.read_bytes(), seconds)


def picture(folder: Path, size: tuple[int, int] = (480, 270)) -> Path:
    """A bright landscape of our own: sky, a sun, hills."""
    y, x = np.mgrid[: size[1], : size[0]] / np.array([size[1], size[0]])[:, None, None]
    hills = y > 0.55 + 0.08 * np.sin(9 * x) * np.cos(23 * x)
    sky = np.stack((250 - 60 * y, 180 + 40 * y, 140 + 90 * y), axis=-1)
    land = np.stack((60 + 60 * x, 110 + 40 * np.sin(60 * x * y), 60 + 0 * x), axis=-1)
    pixels = np.where(hills[..., None], land, sky)
    pixels[np.hypot((x - 0.3) * 1.7, y - 0.3) < 0.08] = (255, 250, 220)
    path = folder / "landscape.png"
    Image.fromarray(pixels.clip(0, 255).astype(np.uint8)).save(path)
    return path


def filmed(folder: Path, values: Mapping[str, Value], prompt: str = "", **media: Path) -> ProviderResult:
    folder.mkdir()
    job = EngineJob(prompt, {**QUICK, **values}, folder, {role: (path,) for role, path in media.items()})
    return film(job, lambda fraction, step: None)


def test_a_silent_clip_of_a_picture(tmp_path: Path) -> None:
    values: dict[str, Value] = {"camera": "orbit", "motion": 1.0, "particles": "none"}
    result = filmed(tmp_path / "out", values, first_frame=picture(tmp_path))
    assert result.outputs[0].path == tmp_path / "out" / "clip.mp4"
    assert result.outputs[0].mime == "video/mp4"
    assert result.extras == {
        "engine": "procedural",
        "seed": 7,
        "picture": "yours",
        "camera": "orbit",
        "particles": "none",
        "width": 640,
        "height": 360,
        "fps": 24,
        "frames": 48,
        "duration_s": 2.0,
    }
    clip = decoded(tmp_path / "out" / "clip.mp4")
    assert clip.codecs == ("h264",)
    assert clip.pixels == "yuv420p"
    assert clip.seconds == pytest.approx(2, abs=0.05)
    assert [each.shape for each in clip.frames] == [(360, 640, 3)] * 48
    assert clip.data.index(b"moov") < clip.data.index(b"mdat"), "the index stands first"
    assert b"Lavf" not in clip.data
    # No dark border at either end of the move, light at the very beginning, black at the very end.
    for number in (8, 24, 40):
        frame = clip.frames[number]
        assert min(edge.mean() for edge in (frame[:4], frame[-4:], frame[:, :4], frame[:, -4:])) > 45
    assert clip.frames[0].mean() > 40
    assert clip.frames[-1].mean() < 3
    moved = np.abs(clip.frames[8].astype(int) - clip.frames[40]).mean()
    assert moved > 4


def test_colours_survive_the_encoder(tmp_path: Path) -> None:
    for name, colour in (("orange", (230, 120, 40)), ("teal", (20, 140, 150))):
        path = tmp_path / f"{name}.png"
        Image.new("RGB", (640, 360), colour).save(path)
        filmed(tmp_path / name, {"particles": "none", "motion": 0.0, "duration": 0.5}, first_frame=path)
        frame = decoded(tmp_path / name / "clip.mp4").frames[6]
        assert np.abs(frame[150:210, 290:350].mean(axis=(0, 1)) - colour).max() < 7


def test_the_same_seed_gives_the_same_bytes(tmp_path: Path) -> None:
    still = picture(tmp_path)
    tone = 0.2 * np.sin(np.arange(3 * SAMPLE_RATE) / 30)
    soundfile.write(tmp_path / "tone.wav", np.stack((tone, tone), axis=1), SAMPLE_RATE)
    data = []
    for number, seed in enumerate((7, 7, 8)):
        values: dict[str, Value] = {"particles": "snow", "camera": "push in", "seed": seed, "duration": 1}
        filmed(tmp_path / str(number), values, first_frame=still, soundtrack=tmp_path / "tone.wav")
        data.append((tmp_path / str(number) / "clip.mp4").read_bytes())
    assert data[0] == data[1]
    assert data[0] != data[2]


@pytest.mark.parametrize(
    ("values", "size", "expected"),
    [
        ({"aspect_ratio": "9:16"}, (480, 270), (360, 640)),
        ({"aspect_ratio": "1:1", "fps": 30}, (480, 270), (360, 360)),
        ({"aspect_ratio": "auto"}, (270, 480), (360, 640)),
        ({"aspect_ratio": "auto"}, (400, 300), (480, 360)),
    ],
)
def test_shapes(tmp_path: Path, values: dict[str, Value], size: tuple[int, int], expected: tuple[int, int]) -> None:
    filmed(tmp_path / "out", {**values, "duration": 0.5}, first_frame=picture(tmp_path, size))
    frames = decoded(tmp_path / "out" / "clip.mp4").frames
    assert frames[0].shape == (expected[1], expected[0], 3)
    assert len(frames) == int(values.get("fps", 24)) // 2


def test_sizes_are_even() -> None:
    assert frame_size("480p", "16:9") == (854, 480)
    assert frame_size("1080p", "9:16") == (1080, 1920)
    for resolution in ("360p", "480p", "720p", "1080p"):
        for shape in ("16:9", "9:16", "1:1", "4:3"):
            assert not any(side % 2 for side in frame_size(resolution, shape))


def test_progress_counts_the_frames(tmp_path: Path) -> None:
    told: list[tuple[float, str]] = []
    media = {"first_frame": (picture(tmp_path),)}
    film(EngineJob("", QUICK, tmp_path, media), lambda fraction, step: told.append((fraction, step)))
    fractions = [fraction for fraction, _ in told]
    assert fractions == sorted(fractions)
    assert fractions[-1] == 1
    assert [step for _, step in told if step.startswith("Filming")][11] == "Filming frame 12 of 48"
    assert len(told) >= 48


def test_the_users_music_replaces_the_score_and_fills_the_clip(tmp_path: Path) -> None:
    tone = 0.9 * np.sin(np.arange(round(0.8 * 44_100)) / 20)
    soundfile.write(tmp_path / "loop.wav", np.stack((tone, tone), axis=1), 44_100)
    values: dict[str, Value] = {"score": True}
    result = filmed(tmp_path / "out", values, first_frame=picture(tmp_path), soundtrack=tmp_path / "loop.wav")
    assert result.extras["soundtrack"] == "your music"
    assert result.extras["soundtrack_cut"] is False
    assert "score" not in result.extras
    clip = decoded(tmp_path / "out" / "clip.mp4")
    assert clip.codecs == ("h264", "aac")
    assert clip.sound is not None
    assert len(clip.sound) == pytest.approx(2 * SAMPLE_RATE, abs=2048)
    assert np.abs(clip.sound).max() <= 10 ** (-1 / 20), "peak of -1 dBFS at most, after the encoder"
    assert np.abs(clip.sound[SAMPLE_RATE : SAMPLE_RATE + 4800]).max() > 0.4, "repeated, as it is shorter than the clip"
    assert np.abs(clip.sound[-1000:]).max() < 0.1


def test_painter_composer_and_voice_make_a_clip_from_words(tmp_path: Path) -> None:
    values: dict[str, Value] = {"score": True, "narration": "The lake is still.", "duration": 3, "seed": 3}
    told: list[tuple[float, str]] = []
    job = EngineJob("a mountain lake at sunset with snow", {**QUICK, **values}, tmp_path)
    result = film(job, lambda fraction, step: told.append((fraction, step)))
    assert result.extras["picture"] == "painter"
    assert result.extras["scene"] == "mountains"
    assert result.extras["score"] == "composer"
    assert result.extras["narration_speed"] == 1.0
    assert [fraction for fraction, _ in told] == sorted(fraction for fraction, _ in told)
    clip = decoded(tmp_path / "clip.mp4")
    assert len(clip.frames) == 72
    assert clip.frames[36].std() > 20
    assert clip.sound is not None
    assert np.abs(clip.sound).max() <= 10 ** (-1 / 20)
    assert np.sqrt(np.mean(np.square(clip.sound))) > 0.03


def test_what_cannot_be_filmed_is_refused_before_the_first_frame(tmp_path: Path) -> None:
    (tmp_path / "notes.png").write_text("not a picture")
    with pytest.raises(GenerationFailedError, match="could not be read"):
        filmed(tmp_path / "broken", {}, first_frame=tmp_path / "notes.png")
    with pytest.raises(ProviderValidationError, match="narration takes about") as too_long:
        filmed(tmp_path / "long", {"narration": "A long story about a river. " * 5}, first_frame=picture(tmp_path))
    assert too_long.value.field == "narration"
    with pytest.raises(ProviderValidationError, match="prompt or add a picture"):
        filmed(tmp_path / "nothing", {})
    assert not list(tmp_path.rglob("clip.mp4"))


async def test_the_provider_films_in_a_process_of_its_own(tmp_path: Path) -> None:
    still = MediaInput(picture(tmp_path), "image/png")
    values = MODEL.clean_values({"duration": 2, "resolution": "360p", "score": False, "seed": 1, "aspect_ratio": "1:1"})
    work = tmp_path / "work"
    work.mkdir()
    provider = EmbeddedVideoProvider(ProviderConfig("embedded", offline_lane=CapacityLimiter(1)))
    request = VideoRequest(MODEL, "", values, {"first_frame": (still,)}, work_dir=work)
    assert provider.estimate_cost(request) == 0
    result = await provider.generate_video(request)
    assert [each.name for each in work.iterdir()] == ["clip.mp4"]
    assert result.outputs[0].path == work / "clip.mp4"


async def test_neither_words_nor_picture_is_refused_at_once(tmp_path: Path) -> None:
    provider = EmbeddedVideoProvider(ProviderConfig("embedded"))
    with pytest.raises(ProviderValidationError, match="Write a prompt or add a picture") as refused:
        await provider.generate_video(VideoRequest(MODEL, "", work_dir=tmp_path))
    assert refused.value.field == "prompt"


def test_the_table_says_what_it_takes() -> None:
    values = MODEL.clean_values({})
    assert (values["duration"], values["resolution"], values["fps"], values["score"]) == (6, "720p", 24, True)
    assert "seed" not in values
    assert MODEL.engine == "procedural"
    for wrong in ({"duration": 1}, {"duration": 21}, {"camera": "dolly zoom"}, {"fps": 25}, {"narration": "a" * 601}):
        with pytest.raises(ProviderValidationError):
            MODEL.clean_values(wrong)
