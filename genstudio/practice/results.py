"""What the emulators answer with: small pictures, speech, clips and music by the offline generators.

Each result is made once per process and kept; all are made in threads, so that an emulator's loop stays free.
"""

from __future__ import annotations

import asyncio
import io
import tempfile
import threading
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from PIL import Image

PAINTED_PX = 320
"""The longest side that is really painted; larger pictures are drawn from it."""
MAX_SIDE_PX = 2_048
MAX_SPOKEN_CHARS = 400
COMPOSED_S = 12.0
"""Longer pieces repeat themselves."""
MAX_MUSIC_S = 300.0
MAX_CLIP_S = 60.0
CLIP_FPS = 12
FORMS = {"image/png": "PNG", "image/jpeg": "JPEG", "image/webp": "WEBP"}
SOUND_FORMS = {"audio/mpeg": "mp3", "audio/wav": "wav", "audio/flac": "flac", "audio/ogg": "ogg"}

_making = threading.RLock()


async def picture(prompt: str, width: int = 768, height: int = 768, mime: str = "image/png", seed: int = 0) -> bytes:
    """A painting of the prompt as PNG, JPEG or WebP, at most 2,048 px on a side."""
    return await asyncio.to_thread(_picture, prompt, width, height, mime, seed)


async def speech(text: str, mime: str = "audio/mpeg") -> bytes:
    """The text's first 400 characters, read aloud: 24 kHz mono as MP3 or WAV, or bare 16-bit samples ("audio/l16")."""
    return await asyncio.to_thread(_speech, text, mime)


async def clip(
    prompt: str, seconds: float = 4.0, width: int = 640, height: int = 360, *, sound: bool = True, seed: int = 0
) -> bytes:
    """An MP4 of that length: a slow move over a painting of the prompt, with or without music."""
    return await asyncio.to_thread(_clip, prompt, seconds, width // 2 * 2, height // 2 * 2, sound, seed)


async def music(prompt: str, seconds: float = 20.0, mime: str = "audio/mpeg", seed: int = 0) -> bytes:
    """A piece of that length, 44.1 kHz stereo, as MP3, WAV, FLAC or Ogg."""
    return await asyncio.to_thread(_music, prompt, seconds, mime, seed)


@lru_cache(maxsize=64)
def _painting(prompt: str, width: int, height: int, seed: int) -> NDArray[np.uint8]:
    from genstudio.providers.embedded.image.paint import paint_picture

    return paint_picture(prompt, width, height, seed, lambda fraction, step: None).pixels


def _painted(prompt: str, width: int, height: int, seed: int) -> Image.Image:
    """A painting of about that shape, small, with a mark that tells what it is."""
    from PIL import Image, ImageDraw

    scale = PAINTED_PX / max(width, height)
    size = (max(64, round(width * scale)), max(64, round(height * scale)))
    with _making:
        image = Image.fromarray(_painting(prompt[:1_000], *size, seed))
    draw = ImageDraw.Draw(image)
    draw.text((6, image.height - 6), "practice", fill="white", anchor="ls", stroke_width=1, stroke_fill="black")
    return image


@lru_cache(maxsize=64)
def _picture(prompt: str, width: int, height: int, mime: str, seed: int) -> bytes:
    width, height = (min(max(each, 64), MAX_SIDE_PX) for each in (width, height))
    image = _painted(prompt, width, height, seed).resize((width, height))
    written = io.BytesIO()
    image.save(written, FORMS[mime])
    return written.getvalue()


@lru_cache(maxsize=64)
def _speech(text: str, mime: str) -> bytes:
    from genstudio.core.errors import ProviderValidationError
    from genstudio.providers.embedded.speech.engine import speak
    from genstudio.providers.embedded.worker import EngineJob

    form = "mp3" if mime == "audio/mpeg" else "wav"
    with _making, tempfile.TemporaryDirectory(prefix="genstudio-practice-") as folder:
        try:
            result = speak(EngineJob(text[:MAX_SPOKEN_CHARS], {"format": form}, Path(folder)), lambda part, step: None)
        except ProviderValidationError:  # a language that the offline voice does not read
            result = speak(EngineJob("Practice.", {"format": form}, Path(folder)), lambda part, step: None)
        path = result.outputs[0].path
        assert path is not None  # noqa: S101  # the engine writes files
        data = path.read_bytes()
    return data[44:] if mime == "audio/l16" else data


@lru_cache(maxsize=16)
def _score(prompt: str, seed: int) -> tuple[NDArray[np.float32], int]:
    from genstudio.providers.embedded.music.engine import render_score

    return render_score(prompt[:1_000] or "calm", COMPOSED_S, seed)


@lru_cache(maxsize=32)
def _music(prompt: str, seconds: float, mime: str, seed: int) -> bytes:
    import soundfile

    samples, rate = _repeated(prompt, min(seconds, MAX_MUSIC_S), seed)
    written = io.BytesIO()
    soundfile.write(written, samples, rate, format=SOUND_FORMS[mime])
    return written.getvalue()


def _repeated(prompt: str, seconds: float, seed: int) -> tuple[NDArray[np.float32], int]:
    import numpy as np

    with _making:
        samples, rate = _score(prompt, seed)
    count = max(1, round(seconds * rate))
    return np.tile(samples, (count // len(samples) + 1, 1))[:count], rate


@lru_cache(maxsize=16)
def _clip(prompt: str, seconds: float, width: int, height: int, sound: bool, seed: int) -> bytes:
    import numpy as np
    from PIL import Image

    from genstudio.providers.embedded.video.encode import ClipWriter
    from genstudio.providers.embedded.video.soundtrack import resampled

    frames = max(1, round(min(seconds, MAX_CLIP_S) * CLIP_FPS))
    still = _painted(prompt, width, height, seed).convert("RGBA")
    score = None
    if sound:
        samples, rate = _repeated("calm ambient", frames / CLIP_FPS + 0.1, 0)
        score = resampled(samples, rate)
    with tempfile.TemporaryDirectory(prefix="genstudio-practice-") as folder:
        path = Path(folder) / "clip.mp4"
        with ClipWriter(path, (width, height), CLIP_FPS, score) as file:
            for number in range(frames):
                inset = 0.08 * number / frames
                box = (still.width * inset, still.height * inset, still.width * (1 - inset), still.height * (1 - inset))
                file.write(np.asarray(still.resize((width, height), Image.Resampling.BILINEAR, box)))
        return path.read_bytes()
