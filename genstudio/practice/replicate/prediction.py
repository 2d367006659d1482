"""One run of a model: its state over time, what was counted, and the files that came of it."""

from __future__ import annotations

import time
from dataclasses import dataclass

from genstudio.practice import results
from genstudio.practice.replicate.models import (
    FAILURES,
    STARTS_S,
    WAITS_S,
    Model,
    pictures,
    seconds_of,
    size_of,
    text_of,
)


@dataclass
class Prediction:
    id: str
    name: str
    model: Model
    given: dict[str, object]
    starts_at: float
    ends_at: float
    canceled: bool = False

    @property
    def prompt(self) -> str:
        return text_of(self.model, self.given)

    def state(self) -> str:
        now = time.monotonic()
        if self.prompt == "invent":
            return "pondering"
        if self.canceled:
            return "canceled"
        if now < self.ends_at:
            return "processing" if now >= self.starts_at else "starting"
        return "failed" if self.prompt in FAILURES else "succeeded"

    def metrics(self, *, counted: bool) -> dict[str, object]:
        """The times, and what was `counted` of the result."""
        run_s = WAITS_S[self.model.makes]
        metrics: dict[str, object] = {"predict_time": run_s, "total_time": run_s + STARTS_S[self.model.makes]}
        if not counted:
            return metrics
        match self.model.makes:
            case "image":
                return {**metrics, "image_output_count": pictures(self.given)}
            case "video":
                return {**metrics, "video_output_count": 1, "video_output_duration_seconds": seconds_of(self.given)}
            case "speech":
                return {**metrics, "character_input_count": len(self.prompt)}
            case "music":
                return {**metrics, "audio_output_count": 1}

    async def rendered(self, mime: str, number: int) -> bytes:
        """One of the files of the result."""
        seconds, seed = seconds_of(self.given), self.given.get("seed", 0)
        number += seed if isinstance(seed, int) else 0
        if mime.startswith("image/"):
            return await results.picture(self.prompt, *size_of(self.given), mime, number)
        if mime.startswith("video/"):
            silent = self.given.get("generate_audio", self.given.get("save_audio")) is False
            return await results.clip(self.prompt, seconds, sound=not silent, seed=number)
        if self.model.makes == "speech":
            return await results.speech(self.prompt, mime)
        return await results.music(self.prompt, seconds if "duration" in self.given else 20.0, mime, number)
