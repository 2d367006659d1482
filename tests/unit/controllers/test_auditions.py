"""Voices heard before they are chosen: made or fetched once, free, and never from elsewhere than the table says."""

from __future__ import annotations

import asyncio
import io
import wave
from datetime import date
from pathlib import Path
from typing import ClassVar

import httpx2
import pytest
from anyio import CapacityLimiter

from genstudio.controllers import auditions
from genstudio.controllers.auditions import Auditions
from genstudio.core.errors import DownloadRefusedError, GenerationFailedError, NotFoundError
from genstudio.core.money import Free, PerCharacters
from genstudio.core.request import SpeechRequest
from genstudio.core.result import MediaOutput, ProviderResult
from genstudio.core.spec import Choice, Field, ModelSpec, choices
from genstudio.providers.base import BaseTTSProvider
from genstudio.providers.registry import ProviderInfo, ProviderRegistry
from genstudio.transport.download import Downloader
from genstudio.transport.http import HttpPool
from tests.wire import TestWire, streaming


def wav() -> bytes:
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as file:
        file.setparams((1, 2, 8_000, 0, "NONE", ""))
        file.writeframes(bytes(1_600))
    return buffer.getvalue()


class Speaker(BaseTTSProvider):
    asked: ClassVar[list[SpeechRequest]] = []

    async def generate_speech(self, request: SpeechRequest) -> ProviderResult:
        Speaker.asked.append(request)
        await asyncio.sleep(0)
        if request.values["voice"] == "mute":
            raise GenerationFailedError("This voice is lost. Nothing was charged.")
        sound = request.work_dir / "sound"
        sound.write_bytes(wav())
        return ProviderResult((MediaOutput("audio/wav", path=sound),))


def model(name: str, field: Field, *, hosted: bool = False) -> ModelSpec:
    return ModelSpec(
        id=f"{name}:voice", wire_id="voice-1", kind="tts", label="Voice", description="",
        engine="hosted" if hosted else "neural", price=PerCharacters("0.03") if hosted else Free(),
        source="https://vendor.example", checked=date(2026, 11, 22), fields=(field,),
    )  # fmt: skip


HERE = Field("voice", "choice", "Voice", default="ada", choices=choices(("ada", "mute")), sample_text="Hello!")
THERE = Field(
    "voice", "choice", "Voice", sample_text="Hello!",
    choices=(
        Choice("nova", "Nova", preview="https://cdn.example/nova.wav"),
        Choice("page", "Page", preview="https://cdn.example/page"),
        Choice("inside", "Inside", preview="https://127.0.0.1/key"),
        Choice("echo", "Echo"),
    ),
)  # fmt: skip


async def _resolve(host: str, port: int) -> list[str]:
    return ["127.0.0.1" if host == "127.0.0.1" else "93.184.216.34"]


@pytest.fixture
def parts(tmp_path: Path) -> tuple[Auditions, list[str]]:
    Speaker.asked.clear()
    fetched: list[str] = []

    def vendor(request: httpx2.Request) -> httpx2.Response:
        fetched.append(request.url.path)
        return httpx2.Response(200, content=b"<html>" if request.url.path == "/page" else wav())

    registry = ProviderRegistry()
    for name, field in (("here", HERE), ("there", THERE)):
        provider = type(name.title(), (Speaker,), {"models": (model(name, field, hosted=name == "there"),)})
        registry.register("tts", name, provider, ProviderInfo(name))
    pool = HttpPool(TestWire(httpx2.MockTransport(streaming(vendor))))
    downloader = Downloader(pool, resolve=_resolve)
    return Auditions(registry, downloader, folder=tmp_path / "samples", lane=CapacityLimiter(1)), fetched


async def test_offline_voice_speaks_once_and_is_kept(parts: tuple[Auditions, list[str]], tmp_path: Path) -> None:
    shop, fetched = parts
    views = await asyncio.gather(*(shop.sample("tts", "here", "here:voice", "ada") for _ in range(5)))
    views.append(await shop.sample("tts", "here", "here:voice", "ada"))
    assert len({each.path for each in views}) == 1
    assert views[0].path.read_bytes() == wav()
    assert (views[0].mime, views[0].name) == ("audio/wav", "Voice ada.wav")
    assert [(each.prompt, dict(each.values)) for each in Speaker.asked] == [("Hello!", {"voice": "ada"})]
    assert fetched == []
    assert list((tmp_path / "samples").iterdir()) == [views[0].path]


async def test_hosted_voice_is_the_vendors_recording_and_buys_nothing(parts: tuple[Auditions, list[str]]) -> None:
    shop, fetched = parts
    for _ in range(2):
        assert (await shop.sample("tts", "there", "voice", "nova")).mime == "audio/wav"
    assert fetched == ["/nova.wav"]
    assert Speaker.asked == []


@pytest.mark.parametrize(
    ("provider", "voice", "error"),
    [
        ("there", "echo", NotFoundError),  # hosted, and no recording named: it would have to be bought
        ("there", "../../secret", NotFoundError),
        ("there", "page", DownloadRefusedError),
        ("there", "inside", DownloadRefusedError),
        ("here", "mute", GenerationFailedError),
        ("here", "nobody", NotFoundError),
        ("nowhere", "ada", NotFoundError),
    ],
)
async def test_what_cannot_be_heard(
    parts: tuple[Auditions, list[str]], tmp_path: Path, provider: str, voice: str, error: type[Exception]
) -> None:
    shop, _ = parts
    with pytest.raises(error):
        await shop.sample("tts", provider, f"{provider}:voice", voice)
    folder = tmp_path / "samples"
    assert not folder.exists() or list(folder.iterdir()) == []
    assert [each.prompt for each in Speaker.asked] == (["Hello!"] if voice == "mute" else [])


async def test_folder_of_samples_stays_small(
    parts: tuple[Auditions, list[str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(auditions, "MAX_FILES", 1)
    shop, _ = parts
    await shop.sample("tts", "here", "here:voice", "ada")
    newest = await shop.sample("tts", "there", "there:voice", "nova")
    assert list((tmp_path / "samples").iterdir()) == [newest.path]
