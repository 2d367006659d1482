"""Makes a clip: picture, sound, then frame after frame into the encoder. Runs in a worker process (see worker.py)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from PIL import Image

from genstudio.core.errors import ProviderValidationError
from genstudio.core.result import Json, JsonObject, MediaOutput, ProviderResult
from genstudio.core.spec import Value
from genstudio.providers.embedded.video.arrays import Bytes, Floats
from genstudio.providers.embedded.video.camera import Camera, choose_move
from genstudio.providers.embedded.video.depth import depth_map
from genstudio.providers.embedded.video.encode import SAMPLE_RATE, ClipWriter
from genstudio.providers.embedded.video.narration import narrate
from genstudio.providers.embedded.video.particles import SWARMS, Particles, choose_particles
from genstudio.providers.embedded.video.picture import MARGIN, framed, open_picture
from genstudio.providers.embedded.video.soundtrack import (
    BED_LEVEL,
    VOICE_LEVEL,
    levelled,
    mixed,
    read_sound,
    repeated,
    resampled,
)
from genstudio.providers.embedded.video.warp import Warp
from genstudio.providers.embedded.video.water import find_water
from genstudio.providers.embedded.worker import EngineJob, Report

SHAPES = {"16:9": (16, 9), "9:16": (9, 16), "1:1": (1, 1), "4:3": (4, 3)}
SHORT_SIDES = {"360p": 360, "480p": 480, "720p": 720, "1080p": 1080}

FIRST_LIGHT = 0.45
"""Light of the very first frame: it is what a player shows before it plays, so it is not black."""

SCORE_MIN_S = 6.0
"""The composer needs a few bars to make sense; a shorter clip gets the beginning."""


@dataclass(frozen=True, slots=True)
class Shot:
    """The settings of a clip in their own types."""

    size: tuple[int, int]
    fps: int
    frames: int
    camera: str
    motion: float
    particles: str
    score: bool
    music: str
    sound_as: str
    narration: str
    seed: int

    @property
    def seconds(self) -> float:
        return self.frames / self.fps


@dataclass(frozen=True, slots=True)
class Still:
    """The picture that is filmed: RGB, how far it reaches in half frames, where its ground and its water begin."""

    picture: Bytes
    reach: tuple[float, float] = (1.0, 1.0)
    horizon: float | None = None
    water: float | None = None
    particles: str | None = None


def film(job: EngineJob, report: Report) -> ProviderResult:
    """Writes `clip.mp4` into the job's folder.

    Raises ProviderValidationError for settings that do not go together, GenerationFailedError for an unusable file.
    """
    own = _own_picture(job)
    if own is None and not job.prompt:
        raise ProviderValidationError("Write a prompt or add a picture: one of them is needed.", field="prompt")
    shot = shot_of(job.values, None if own is None else own.width / own.height)
    extras: JsonObject = {"engine": "procedural", "seed": shot.seed}
    sound = _sound(job, shot, extras, report)
    still = _painted(job.prompt, shot, extras, report) if own is None else _framed(own, shot, extras)
    spare = still.reach[0] - 1, still.reach[1] - 1
    move = choose_move(shot.seed, spare) if shot.camera == "auto" else shot.camera
    kind = (still.particles or choose_particles(job.prompt)) if shot.particles == "auto" else shot.particles
    nearness = depth_map(still.picture, still.horizon)
    camera = Camera(move, shot.motion, shot.seconds, shot.size, nearness, still.reach)
    warp = Warp(still.picture, shot.size, find_water(still.picture, still.water), shot.seed)
    swarm = None if kind == "none" else Particles(kind, shot.size, camera, nearness, shot.seed)
    path = job.out_dir / "clip.mp4"
    with ClipWriter(path, shot.size, shot.fps, sound) as clip:
        for number in range(shot.frames):
            moment = number / max(1, shot.frames - 1)
            seconds = number / shot.fps
            light = _light(number, shot)
            frame = warp.draw(*camera.mesh(moment), seconds, light)
            if swarm is not None:
                swarm.draw(frame, moment, seconds, light)
            clip.write(frame)
            report(0.2 + 0.79 * (number + 1) / shot.frames, f"Filming frame {number + 1} of {shot.frames}")
    width, height = shot.size
    about: dict[str, Json] = {"camera": move, "particles": kind, "width": width, "height": height, "fps": shot.fps}
    extras |= about | {"frames": shot.frames, "duration_s": round(shot.seconds, 3)}
    report(1.0, "Done")
    return ProviderResult((MediaOutput("video/mp4", path=path),), extras=extras)


def shot_of(values: Mapping[str, Value], picture_ratio: float | None) -> Shot:
    """The settings of a job; those left unset get the adapter's defaults. `picture_ratio` is width by height."""
    fps = int(values.get("fps", 24))
    shape = str(values.get("aspect_ratio", "auto"))
    if shape == "auto":
        shape = "16:9" if picture_ratio is None else _nearest_shape(picture_ratio)
    return Shot(
        size=frame_size(str(values.get("resolution", "720p")), shape),
        fps=fps,
        frames=round(float(values.get("duration", 6)) * fps),
        camera=str(values.get("camera", "auto")),
        motion=float(values.get("motion", 0.6)),
        particles=str(values.get("particles", "auto")),
        score=bool(values.get("score", True)),
        music=str(values.get("music", "")).strip(),
        sound_as=str(values.get("soundtrack_as", "auto")),
        narration=str(values.get("narration", "")).strip(),
        seed=int(values.get("seed", 0)),
    )


def frame_size(resolution: str, shape: str) -> tuple[int, int]:
    """Width and height in pixels, both even, as yuv420p needs it."""
    across, down = SHAPES[shape]
    short = SHORT_SIDES[resolution]
    long = round(short * max(across, down) / min(across, down) / 2) * 2
    return (long, short) if across >= down else (short, long)


def _nearest_shape(ratio: float) -> str:
    return min(SHAPES, key=lambda each: abs(np.log(ratio * SHAPES[each][1] / SHAPES[each][0])))


def _own_picture(job: EngineJob) -> Image.Image | None:
    files = job.media.get("first_frame", ())
    longest = round(MARGIN * max(max(frame_size(str(job.values.get("resolution", "720p")), each)) for each in SHAPES))
    return open_picture(files[0], longest) if files else None


def _framed(own: Image.Image, shot: Shot, extras: JsonObject) -> Still:
    extras["picture"] = "yours"
    return Still(*framed(own, shot.size))


def _painted(prompt: str, shot: Shot, extras: JsonObject, report: Report) -> Still:
    from genstudio.providers.embedded.image.paint import paint_picture

    width, height = (round(each * MARGIN) for each in shot.size)
    painted = paint_picture(prompt, width, height, shot.seed, lambda part, step: report(0.08 + 0.12 * part, step))
    extras |= {"picture": "painter", "scene": painted.scene, "palette": painted.palette}
    particles = painted.particles if painted.particles in SWARMS else None
    return Still(painted.pixels, (1.0, 1.0), painted.horizon, painted.water_line, particles)


def _sound(job: EngineJob, shot: Shot, extras: JsonObject, report: Report) -> Floats | None:
    """The whole sound of the clip, None for a silent one; tells in `extras` what it is made of."""
    count = shot.frames * SAMPLE_RATE // shot.fps
    voice: Floats | None = None
    bed: Floats | None = None
    lead_s = 0.0
    if shot.narration:
        report(0.0, "Reading the narration")
        spoken = narrate(shot.narration, shot.seconds, shot.seed, job.out_dir, lambda fraction, step: None)
        voice, lead_s = spoken.samples, spoken.lead_s
        extras["narration_speed"] = spoken.speed
    files = job.media.get("soundtrack", ())
    if files:
        report(0.04, "Reading your soundtrack")
        own, speaks = read_sound(files[0], shot.seconds + 1)
        extras["soundtrack_cut"] = len(own) > count + SAMPLE_RATE // 4
        if shot.sound_as != "auto":
            speaks = shot.sound_as == "voice"
        if speaks and voice is None:
            voice = levelled(own, VOICE_LEVEL)
            extras["soundtrack"] = "your voice"
        else:
            bed = repeated(own, count) if len(own) < count else own
            extras["soundtrack"] = "your music"
    if shot.score and bed is None:
        report(0.05, "Composing the score")
        bed = _score(shot.music or job.prompt or "calm ambient", shot)
        extras["score"] = "composer"
    if bed is None and voice is None:
        return None
    return mixed(count, bed, voice, lead_s)


def _score(words: str, shot: Shot) -> Floats:
    from genstudio.providers.embedded.music.engine import render_score

    samples, rate = render_score(words, max(shot.seconds, SCORE_MIN_S), shot.seed)
    return levelled(resampled(samples, rate), BED_LEVEL)


def _light(number: int, shot: Shot) -> float:
    """Light of a frame, 0..1: slow breathing, a soft beginning, black at the very end."""
    fade = max(1, round(shot.fps * min(0.5, 0.1 * shot.seconds)))
    beginning = FIRST_LIGHT + (1 - FIRST_LIGHT) * min(1.0, number / fade)
    end = min(1.0, (shot.frames - 1 - number) / fade)
    breath = 0.988 + 0.012 * float(np.sin(2 * np.pi * number / shot.fps / 5))
    return beginning * end * breath
