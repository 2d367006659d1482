"""Interactions as Google answers them: clips in the background, and songs at once."""

from __future__ import annotations

import base64
import re
import time
from dataclasses import dataclass, field

from genstudio.practice import results
from genstudio.practice.gemini.content import items, obj
from genstudio.practice.gemini.refusals import Body, gone, invalid

LONGEST_S = {"gemini-omni-1.2-flash": 15.0, "gemini-omni-1.1-flash": 10.0}
SONG_S = {"lyria-3.5": 150.0, "lyria-3-clip-preview": 30.0}
TASKS = {"text_to_video", "image_to_video", "reference_to_video", "edit", "extend", "upscale"}
SIDES_PX = {"360p": (640, 360), "720p": (1_280, 720), "1080p": (1_920, 1_080), "4k": (1_920, 1_080)}
VIDEO_TOKENS_PER_S = {"360p": 1_448, "720p": 5_792, "1080p": 8_688, "4k": 17_376}
QUEUED_S, WORKING_S, STORING_S = 2.0, 22.0, 3.0
MUSIC_S = 20.0
LYRICS = "[0:00] Over the water\n[0:08] a paper boat goes home"
DURATION = re.compile(r"(\d+(?:\.\d+)?)s")
LENGTH = re.compile(r"(\d+) seconds")
ENDS = {"fail": "failed", "stop short": "incomplete", "over budget": "budget_exceeded", "invent": "pondering"}


def blocks(body: Body) -> list[Body]:
    """The input is text, or a list of blocks, or one of steps that hold blocks, as Google's own client sends it."""
    given = body.get("input")
    if isinstance(given, str):
        return [{"type": "text", "text": given}]
    found = items([given] if isinstance(given, dict) else given)
    return [block for each in found for block in (items(each["content"]) if "content" in each else [each])]


def words(body: Body) -> str:
    return " ".join(str(each["text"]) for each in blocks(body) if each.get("type") == "text")


@dataclass
class Clip:
    """An interaction in the background; its clip is made when it is downloaded."""

    id: str
    body: Body
    uri: str
    begun_s: float = field(default_factory=time.monotonic)
    cancelled: bool = False

    @property
    def prompt(self) -> str:
        return words(self.body)

    @property
    def form(self) -> Body:
        return obj(self.body.get("response_format", {}))

    @property
    def seconds(self) -> float:
        said = DURATION.fullmatch(str(self.form.get("duration", "10s")))
        if said is None:
            raise invalid("duration is text such as 8s.")
        return float(said[1])

    def age_s(self, pace: float) -> float:
        return (time.monotonic() - self.begun_s) / pace if pace else QUEUED_S + WORKING_S + STORING_S

    def is_stored(self, pace: float) -> bool:
        return self.age_s(pace) >= QUEUED_S + WORKING_S + STORING_S

    def checked(self) -> None:
        """Raises RefusedError for what Google refuses."""
        model = str(self.body.get("model"))
        if not 3 <= self.seconds <= LONGEST_S[model]:
            raise invalid(f"duration must be between 3s and {LONGEST_S[model]:g}s.")
        if self.form.get("aspect_ratio", "16:9") not in ("16:9", "9:16"):
            raise invalid("aspect_ratio must be 16:9 or 9:16.")
        if self.form.get("resolution", "720p") not in SIDES_PX:
            raise invalid("Unknown resolution.")
        if "safety_settings" in self.body or "system_instruction" in self.body:
            raise invalid("Not supported by this model.")
        config = obj(self.body.get("generation_config", {}))
        if obj(config.get("video_config", {})).get("task", "edit") not in TASKS:
            raise invalid("Unknown task.")
        if "seed" in config and model == "gemini-omni-1.1-flash":
            raise invalid("seed is not supported by this model.")
        if self.body.get("background") and self.body.get("store") is False:
            raise invalid("background needs store.")
        files = [each for each in blocks(self.body) if each.get("type") != "text"]
        if sum(each["type"] == "image" for each in files) > 14:
            raise invalid("At most 14 images.")
        if any((each.get("data") is None) == (each.get("uri") is None) for each in files):
            raise invalid("A file has data or a uri.")

    def told(self, pace: float, fault: str | None) -> Body:
        """The interaction as it is by now."""
        answer: Body = {"id": self.id, "model": self.body.get("model"), "object": "interaction"}
        if self.cancelled:
            return answer | {"status": "cancelled"}
        age_s = self.age_s(pace)
        if age_s < QUEUED_S + WORKING_S:
            return answer | {"status": "queued" if age_s < QUEUED_S else "in_progress"}
        prompt = self.prompt.rpartition(" ")[2] if self.prompt.startswith("<") else self.prompt
        if prompt in ENDS:
            troubles = [{"code": "internal", "message": "The model could not finish."}] if prompt == "fail" else []
            return answer | {"status": ENDS[prompt], "errors": troubles}
        asked: Body = {"type": "user_input", "content": [{"type": "text", "text": self.prompt}]}
        if prompt == "forbidden":
            return answer | {"status": "completed", "steps": [asked, {"type": "model_output", "content": []}]}
        if fault == "step error":
            error = {"code": 3, "message": "The prompt was blocked by the safety filter."}
            return answer | {"status": "failed", "steps": [asked, {"type": "model_output", "error": error}]}
        clip: Body = {"type": "video", "mime_type": "video/mp4", "uri": self.uri}
        # What went into an earlier turn is no result.
        earlier: Body = {"type": "model_output", "content": [clip | {"uri": f"{self.uri}-earlier"}]}
        steps = [earlier, asked, {"type": "thought", "signature": "c2ln"}, {"type": "model_output", "content": [clip]}]
        made = int(self.seconds * VIDEO_TOKENS_PER_S[str(self.form.get("resolution", "720p"))])
        usage = {"total_input_tokens": 300, "total_output_tokens": made, "total_tokens": 300 + made}
        return answer | {"status": "completed", "steps": steps, "usage": usage}

    async def rendered(self) -> bytes:
        width, height = SIDES_PX[str(self.form.get("resolution", "720p"))]
        if self.form.get("aspect_ratio") == "9:16":
            width, height = height, width
        seed = obj(self.body.get("generation_config", {})).get("seed")
        return await results.clip(
            self.prompt, self.seconds, width // 2, height // 2, seed=seed if isinstance(seed, int) else 0
        )


async def song(body: Body, fault: str | None) -> Body:
    """Words first and the sound last; `flat` has the older shape of some answers."""
    model = str(body.get("model"))
    if model not in SONG_S:
        raise gone(model)
    if set(body) - {"model", "input", "store", "background", "response_format"}:
        raise invalid("Unknown parameter.")
    prompt = words(body)
    answer: Body = {"id": "v1_song", "model": model, "object": "interaction", "status": "completed"}
    asked: Body = {"type": "user_input", "content": blocks(body)}
    if prompt == "forbidden" or fault == "blocked":
        return answer | {"steps": [asked]}
    length = LENGTH.search(prompt)
    seconds = float(length[1]) if length and model == "lyria-3.5" else SONG_S[model]
    # The offline composer does not sing, so that the lyrics and what is said after them are nothing to it.
    data = await results.music(prompt.partition("\n\n")[0], seconds)
    sound: Body = {"type": "audio", "mime_type": "audio/mpeg", "data": base64.b64encode(data).decode()}
    content: list[Body] = [{"type": "text", "text": LYRICS}, sound]
    if fault == "flat":
        return answer | {"outputs": content}
    return answer | {"steps": [asked, {"type": "model_output", "content": content}]}
