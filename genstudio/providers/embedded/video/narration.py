"""A narration read by the offline voice, in the time that the clip has for it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from genstudio.core.errors import ProviderValidationError
from genstudio.providers.embedded.video.arrays import Floats
from genstudio.providers.embedded.video.encode import SAMPLE_RATE
from genstudio.providers.embedded.video.soundtrack import VOICE_LEVEL, levelled, read_sound
from genstudio.providers.embedded.worker import EngineJob, Report

MAX_SPEED = 1.3
"""Faster than this, words run into each other."""

LEAD_S = 0.5
TAIL_S = 0.3
"""Silence before and after the voice; shorter in a clip of a few seconds."""

LONGEST_S = 120.0
"""Far above what the longest text takes; a bound, so that memory is one too."""


@dataclass(frozen=True, slots=True)
class Narration:
    """Stereo samples at SAMPLE_RATE, the speed they were read at (1 is normal), and when they begin."""

    samples: Floats
    speed: float
    lead_s: float


def narrate(text: str, clip_s: float, seed: int, folder: Path, report: Report) -> Narration:
    """Reads `text`, faster where it must be to end within the clip. `folder` is for the voice's own files.

    Raises ProviderValidationError when even MAX_SPEED does not fit.
    """
    lead_s = min(LEAD_S, 0.1 * clip_s)
    room_s = clip_s - lead_s - min(TAIL_S, 0.06 * clip_s)
    normal = _read(text, 1.0, seed, folder, report)
    length_s = len(normal) / SAMPLE_RATE
    if length_s <= room_s:
        return Narration(levelled(normal, VOICE_LEVEL), 1.0, lead_s)
    ratio = length_s / room_s
    # A little faster than the ratio: pauses hardly shrink with speed.
    for slack in (1.02, 1.08) if ratio <= MAX_SPEED else ():
        speed = round(min(ratio * slack, MAX_SPEED), 3)
        faster = _read(text, speed, seed, folder, report)
        if len(faster) / SAMPLE_RATE <= room_s:
            return Narration(levelled(faster, VOICE_LEVEL), speed, lead_s)
    raise ProviderValidationError(
        f"The narration takes about {length_s:.0f} s to read, and a clip of {clip_s:g} s has room for {room_s:.1f} s. "
        "Nothing was charged; make the clip longer or the narration shorter.",
        field="narration",
    )


def _read(text: str, speed: float, seed: int, folder: Path, report: Report) -> Floats:
    from genstudio.providers.embedded.speech.engine import speak

    with TemporaryDirectory(dir=folder) as name:
        job = EngineJob(text, {"format": "wav", "speed": speed, "seed": seed}, Path(name))
        try:
            spoken = speak(job, report)
        except ProviderValidationError as unreadable:
            # What the voice calls its prompt is the narration here.
            raise ProviderValidationError(unreadable.message, field="narration") from unreadable
        path = next(each.path for each in spoken.outputs if each.role == "main" and each.path is not None)
        return read_sound(path, LONGEST_S)[0]
