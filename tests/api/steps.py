"""What the API tests do again and again."""

from __future__ import annotations

import time
from typing import Any

from starlette.testclient import TestClient

from genstudio.api.schemas import GenerationOut

URL = "/api/v2/generations"
Made = dict[str, Any]


def order(client: TestClient, prompt: str = "a fox", wait: int = 0, kind: str = "image", **config: object) -> Made:
    headers = {"Prefer": f"wait={wait}"} if wait else {}
    answer = client.post(URL, json={"type": kind, "config": {"prompt": prompt, **config}}, headers=headers)
    assert answer.status_code in (200, 202), answer.text
    GenerationOut.model_validate_json(answer.content)
    made: Made = answer.json()
    return made


def until(client: TestClient, made: Made, *stages: str) -> Made:
    """The generation once it is in one of these stages; 20 s at most."""
    ends = time.monotonic() + 20
    while time.monotonic() < ends:
        now: Made = client.get(f"{URL}/{made['id']}").json()
        if now["stage"] in stages:
            return now
    raise AssertionError(f"still {now['stage']}, not one of {stages}")
