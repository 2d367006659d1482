"""The host of the emulators, and what they answer with."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import urllib.request

import av
import pytest
import soundfile
from PIL import Image
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from genstudio import practice
from genstudio.practice import results
from genstudio.practice.host import hosted


class Echo:
    """The smallest vendor: tells at which address it was asked."""

    def __init__(self, pace: float = 1.0) -> None:
        self.key = f"echo-key-{pace:g}"
        self.purchases: list[dict[str, object]] = []
        self.app = Starlette(routes=[Route("/v1/where", self.where, name="where"), Route("/", self.root)])

    async def root(self, request: Request) -> PlainTextResponse:
        return PlainTextResponse("root")

    async def where(self, request: Request) -> PlainTextResponse:
        return PlainTextResponse(str(request.url_for("where")))


def test_each_emulator_answers_below_its_providers_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "echo_vendor", sys.modules[__name__])
    # The first has routes of the same names.
    vendors = {"other": "echo_vendor:Echo", "echo": "echo_vendor:Echo"}
    monkeypatch.setattr("genstudio.practice.host.EMULATORS", vendors)
    monkeypatch.setattr(practice, "EMULATORS", vendors)
    with hosted(pace=0.5) as running:
        address = f"{running.address('echo')}/v1/where"
        with urllib.request.urlopen(address) as answer:  # noqa: S310  # our own server
            assert answer.read().decode() == address
        with urllib.request.urlopen(running.address("echo")) as answer:  # noqa: S310  # our own server
            assert (answer.url, answer.read()) == (running.address("echo"), b"root")
        assert running.keys == {"other": "echo-key-0.5", "echo": "echo-key-0.5"}


def test_the_host_runs_as_a_process_of_its_own() -> None:
    command = [sys.executable, "-m", "genstudio.practice.host", "0", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        told = json.loads(process.stdout.readline())
        process.kill()
    assert told["url"].startswith("http://127.0.0.1:")
    assert set(told["keys"]) == set(practice.EMULATORS)


async def test_results_are_what_was_asked_for_and_are_kept() -> None:
    picture = await results.picture("a fox", 200, 100, "image/webp")
    assert Image.open(io.BytesIO(picture)).size == (200, 100)
    assert await results.picture("a fox", 200, 100, "image/webp") is picture
    with av.open(io.BytesIO(await results.clip("a fox", 1.5, 160, 90, sound=False)), "r") as clip:
        assert clip.streams.video[0].width == 160
        assert float(clip.duration or 0) / 1_000_000 == pytest.approx(1.5, abs=0.1)
    samples, rate = soundfile.read(io.BytesIO(await results.music("calm piano", 14.0)))
    assert len(samples) / rate == pytest.approx(14.0, abs=0.1)
    bare = await results.speech("Hello.", "audio/l16")
    assert len(await results.speech("Hello.", "audio/wav")) - len(bare) == 44
