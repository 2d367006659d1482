"""A task at Kie: how it goes on, and what its record says, in the words of each API."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass, field

from genstudio.practice import End
from genstudio.practice.kie.catalogue import Body

ENDS: dict[End, str] = {"ready": "a fox", "fail": "fail", "forbidden": "forbidden", "invent": "invent"}
REFUSED = ("400", "The prompt contains prohibited content and violates our content policy")
BROKEN = ("500", "Internal error, please try again later")
BASE = {"createTime": 1_790_000_000_000, "updateTime": 1_790_000_011_000}


@dataclass
class Task:
    id: str
    api: str
    kind: str
    model: str
    input: Body
    text: str
    wait_s: float
    credits: float
    """What it is billed; a failed one costs nothing."""
    made_s: float = field(default_factory=time.monotonic)

    @property
    def part(self) -> float:
        """How much of it is done, 0 to 1."""
        return 1.0 if not self.wait_s else min((time.monotonic() - self.made_s) / self.wait_s, 1.0)

    @property
    def end(self) -> str:
        return self.text if self.text in ENDS.values() else "ready"

    def record(self, urls: list[str]) -> Body:
        """The `data` of a record-info, with the addresses of the results if it is over."""
        return {"market": self._market, "runway": self._runway, "suno": self._suno}.get(self.api, self._flag)(urls)

    def _market(self, urls: list[str]) -> Body:
        state = "waiting" if self.part < 0.1 else "generating" if self.part < 1 else "success"
        record: Body = {
            **BASE, "taskId": self.id, "model": self.model, "param": json.dumps({"model": self.model}),
            "state": state, "resultJson": "", "failCode": None, "failMsg": None, "costTime": None, "completeTime": None,
        }  # fmt: skip
        match self.end:
            case "invent":
                return record | {"state": "pondering"}
            case "fail":
                return record | {"state": "fail", "failCode": BROKEN[0], "failMsg": BROKEN[1], "creditsConsumed": 0}
            case "forbidden":
                return record | {"state": "fail", "failCode": REFUSED[0], "failMsg": REFUSED[1], "creditsConsumed": 0}
        if state == "generating":
            record["progress"] = int(self.part * 100)
        if state == "success":
            record |= {
                "resultJson": json.dumps({"resultUrls": urls}), "creditsConsumed": self.credits, "costTime": 11,
                "completeTime": 1_790_000_011_000,
            }  # fmt: skip
        return record

    def _flag(self, urls: list[str]) -> Body:
        record: Body = {**BASE, "taskId": self.id, "successFlag": int(self.part >= 1), "response": None}
        match self.end:
            case "invent":
                return record | {"successFlag": 9}
            case "fail":
                return record | {"successFlag": 3, "errorCode": BROKEN[0], "errorMessage": BROKEN[1]}
            case "forbidden":
                return record | {"successFlag": 2, "errorCode": REFUSED[0], "errorMessage": REFUSED[1]}
        if self.part < 1:
            return record
        response = {"resultImageUrl": urls[0]} if self.kind == "image" else {"taskId": self.id, "resultUrls": urls}
        return record | {"response": response}

    def _runway(self, urls: list[str]) -> Body:
        state = "wait" if self.part < 0.1 else "generating" if self.part < 1 else "success"
        record: Body = {"taskId": self.id, "state": state, "generateTime": "2026-11-22 10:00:00", "expireFlag": 0}
        match self.end:
            case "invent":
                return record | {"state": "pondering"}
            case "fail":
                return record | {"state": "fail", "failCode": int(BROKEN[0]), "failMsg": BROKEN[1]}
            case "forbidden":
                return record | {"state": "fail", "failCode": int(REFUSED[0]), "failMsg": REFUSED[1]}
        video = {"videoId": f"v-{self.id}", "taskId": self.id, "videoUrl": urls[0], "imageUrl": ""}
        return record | ({"videoInfo": video} if state == "success" else {})

    def _suno(self, urls: list[str]) -> Body:
        steps = ((0.1, "PENDING"), (0.4, "TEXT_SUCCESS"), (1.0, "FIRST_SUCCESS"))
        status = next((word for until, word in steps if self.part < until), "SUCCESS")
        record: Body = {"taskId": self.id, "status": status, "response": None, "errorCode": None, "errorMessage": None}
        match self.end:
            case "invent":
                return record | {"status": "PONDERING"}
            case "fail":
                return record | {"status": "GENERATE_AUDIO_FAILED", "errorCode": 500, "errorMessage": BROKEN[1]}
            case "forbidden":
                return record | {"status": "SENSITIVE_WORD_ERROR", "errorCode": 400, "errorMessage": "Sensitive words."}
        there = {"FIRST_SUCCESS": 1, "SUCCESS": 2}.get(status, 0)
        title = self.input.get("title") or "Practice"
        lyrics = "" if self.input.get("instrumental") else "[Verse]\nWe practise every day"
        tracks = [
            {
                "id": f"{self.id}-{number}", "audioUrl": url, "streamAudioUrl": url, "imageUrl": "", "prompt": lyrics,
                "title": title, "tags": self.input.get("style") or "folk", "modelName": "chirp", "duration": 20.0,
            }
            for number, url in enumerate(urls[:there])
        ]  # fmt: skip
        return record | {"response": {"taskId": self.id, "sunoData": tracks}}
