"""Small media files made on the spot: pictures, recordings and clips in the formats that people have."""

from __future__ import annotations

import io
import struct
import zlib
from fractions import Fraction
from functools import lru_cache

import av
import numpy as np
from PIL import Image

CODECS = {
    "mp3": "libmp3lame",
    "wav": "pcm_s16le",
    "flac": "flac",
    "ogg": "libopus",
    "mp4": "aac",
    "adts": "aac",
    "aiff": "pcm_s16be",
    "webm": "libopus",
}
LAYOUTS = {1: "mono", 2: "stereo", 8: "7.1"}
VIDEO_CODECS = {"mp4": "libx264", "webm": "libvpx", "mov": "libx264", "matroska": "libx264", "avi": "mpeg4"}


def picture(width: int = 64, height: int = 48, mode: str = "RGB", form: str = "PNG", **options: object) -> bytes:
    """A picture whose left half is red and whose right half is blue, as far as the mode can say so."""
    image = Image.new("RGB", (width, height), "red")
    image.paste("blue", (width // 2, 0, width, height))
    return encode(image.convert(mode), form, **options)


def encode(image: Image.Image, form: str, **options: object) -> bytes:
    written = io.BytesIO()
    image.save(written, form, **options)
    return written.getvalue()


def noise(width: int, height: int, form: str = "JPEG") -> bytes:
    """A picture that cannot be compressed much, so that cutting it in half cuts pixels off."""
    pixels = np.random.default_rng(1).integers(0, 256, (height, width, 3), dtype=np.uint8)
    return encode(Image.fromarray(pixels), form)


def animation(form: str = "GIF") -> bytes:
    """Three frames: red, green, blue."""
    frames = [Image.new("RGB", (64, 48), colour) for colour in ("red", "green", "blue")]
    return encode(frames[0], form, save_all=True, append_images=frames[1:], duration=100)


def grey_16_bit(level: int) -> bytes:
    """A PNG of one grey level of 0..65535."""
    return encode(Image.fromarray(np.full((48, 64), level, dtype=np.uint16)), "PNG")


def png_bomb(width: int = 20_000, height: int = 20_000) -> bytes:
    """A valid PNG of that many black pixels, 1 bit each, in some 50 kB."""
    row = b"\0" * (1 + (width + 7) // 8)
    packer = zlib.compressobj(9)
    packed = b"".join([packer.compress(row) for _ in range(height)]) + packer.flush()
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", packed) + _chunk(b"IEND", b"")


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


@lru_cache
def sound(form: str = "wav", seconds: float = 1.0, rate: int = 48_000, channels: int = 2, loud: float = 0.5) -> bytes:
    """Silence for the first half, a tone of amplitude `loud` in the second."""
    count = int(seconds * rate)
    tone = loud * np.sin(2 * np.pi * 440 * np.arange(count) / rate)
    tone[: count // 2] = 0
    samples = np.repeat((tone * 32_767).astype(np.int16)[None, :], channels, axis=0).T.reshape(1, -1)
    layout = LAYOUTS[channels]
    frame = av.AudioFrame.from_ndarray(samples.copy(), "s16", layout)
    frame.sample_rate = rate
    frame.pts = 0
    frame.time_base = Fraction(1, rate)
    written = io.BytesIO()
    with av.open(written, "w", format=form) as container:
        stream = container.add_stream(CODECS[form], rate=rate)
        assert isinstance(stream, av.AudioStream)
        stream.layout = layout
        resampler = av.AudioResampler(
            format=stream.format, layout=stream.layout, rate=rate, frame_size=stream.frame_size or None
        )
        for piece in [*resampler.resample(frame), *resampler.resample(None)]:
            container.mux(stream.encode(piece))
        container.mux(stream.encode(None))
    return written.getvalue()


@lru_cache
def clip(form: str = "mp4", seconds: float = 2.0, width: int = 96, height: int = 64, rotation: int = 0) -> bytes:
    """Ten frames a second, black in the first tenth and green after it, no sound."""
    written = io.BytesIO()
    with av.open(written, "w", format=form) as container:
        stream = container.add_stream(VIDEO_CODECS[form], rate=10)
        assert isinstance(stream, av.VideoStream)
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        stream.codec_context.gop_size = 1
        if rotation:
            stream.set_display_rotation(rotation)
        count = int(seconds * 10)
        for number in range(count):
            pixels = np.zeros((height, width, 3), dtype=np.uint8)
            if number >= count // 10:
                pixels[:, :] = (0, 200, 0)
                pixels[: height // 2, :] = (0, 0, 200)
            container.mux(stream.encode(av.VideoFrame.from_ndarray(pixels, format="rgb24")))
        container.mux(stream.encode(None))
    return written.getvalue()
