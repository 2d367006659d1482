"""Speech in every file format that vendors offer, from the one or two in which it is made."""

from __future__ import annotations

import asyncio
import io
from functools import lru_cache

from genstudio.practice import results

WRITTEN = {"flac": ("FLAC", "PCM_16"), "opus": ("OGG", "OPUS")}


async def converted(text: str, form: str) -> bytes:
    """The text read aloud as mp3, wav, flac, opus (in Ogg), aac (ADTS), or pcm (24 kHz, 16 bit, no header)."""
    if form == "mp3":
        return await results.speech(text)
    if form == "pcm":
        return await results.speech(text, "audio/l16")
    wav = await results.speech(text, "audio/wav")
    return wav if form == "wav" else await asyncio.to_thread(_written, wav, form)


@lru_cache(maxsize=32)
def _written(wav: bytes, form: str) -> bytes:
    import soundfile

    if form == "aac":
        return _aac(wav)
    samples, rate = soundfile.read(io.BytesIO(wav), dtype="float32")
    written = io.BytesIO()
    container, subtype = WRITTEN[form]
    soundfile.write(written, samples, rate, format=container, subtype=subtype)
    return written.getvalue()


def _aac(wav: bytes) -> bytes:
    import av

    written = io.BytesIO()
    with av.open(io.BytesIO(wav), "r") as source, av.open(written, "w", format="adts") as target:
        stream = target.add_stream("aac", rate=source.streams.audio[0].rate)
        for frame in source.decode(audio=0):
            target.mux(stream.encode(frame))
        target.mux(stream.encode(None))
    return written.getvalue()
