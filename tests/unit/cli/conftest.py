"""The command line in this process, over providers of the tests."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from genstudio.cli import main
from genstudio.core.errors import GenerationFailedError, ProviderAuthError
from genstudio.core.money import Free, PerOutput
from genstudio.core.request import ImageRequest
from genstudio.core.result import KeyReport, MediaOutput, ProviderResult
from genstudio.core.spec import Field, InputRole, ModelSpec, choices
from genstudio.providers import registry as registry_module
from genstudio.providers.base import BaseImageProvider, KeySpec
from genstudio.providers.registry import ProviderInfo, provider_registry
from genstudio.storage import keys as keys_module
from genstudio.storage.keys import Keyring

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c6338a121020002c0010504"
    "fc401b0000000049454e44ae426082"
)
"""One pixel."""


def spec(model_id: str, label: str, **more: object) -> ModelSpec:
    return ModelSpec(
        id=model_id, wire_id=label, kind="image", label=label, description="", source="tests",
        checked=date(2026, 11, 22), **more,  # type: ignore[arg-type]  # the fields under test
    )  # fmt: skip


class Painter(BaseImageProvider):
    """Paints one pixel, or fails when it is told to; it leaves what it was asked for in `seen`."""

    seen: list[ImageRequest]
    models = (
        spec(
            "embedded:pixel",
            "Pixel",
            engine="procedural",
            price=Free(),
            inputs=(InputRole("style", "image", "Style"),),
            fields=(
                Field("seed", "integer", "Seed", low=0),
                Field("glow", "number", "Glow"),
                Field("fine", "boolean", "Fine"),
                Field("words", "text", "Words"),
                Field("size", "choice", "Size", choices=choices([1, 2])),
            ),
        ),
    )

    async def generate_image(self, request: ImageRequest) -> ProviderResult:
        type(self).seen.append(request)
        if request.prompt == "fail":
            raise GenerationFailedError("The pixel broke.", detail="it was red")
        return ProviderResult((MediaOutput("image/png", data=PNG), MediaOutput("image/png", data=PNG, role="stem")))


class Lumen(Painter):
    label = "Lumen | Light"
    models = (spec("lumen:one", "One | more", engine="hosted", price=PerOutput("0.05", "picture")),)
    key = KeySpec(service="lumen", env="LUMEN_API_KEY")

    async def check_key(self) -> KeyReport:
        await self.validate_config()
        if self.config.key != "good-key-0123456789":
            raise ProviderAuthError("lumen did not accept the key.")
        return KeyReport((("Balance", "$5"),))


class Memory:
    """A keyring in memory."""

    def __init__(self) -> None:
        self.kept: dict[str, str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get(username)

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[username] = password

    def delete_password(self, service: str, username: str) -> None:
        del self.kept[username]


@dataclass(frozen=True)
class Ran:
    code: int
    out: str
    err: str


Run = Callable[..., Ran]


@pytest.fixture(autouse=True)
def providers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two providers instead of the installed ones."""
    monkeypatch.setattr(registry_module, "BUILT_IN", ())
    monkeypatch.setattr(registry_module, "entry_points", lambda group: ())
    monkeypatch.setattr(provider_registry, "_rows", {})
    Painter.seen = []
    provider_registry.register("image", "embedded", Painter, ProviderInfo("embedded"))
    provider_registry.register("image", "lumen", Lumen, ProviderInfo("lumen"))


@pytest.fixture
def keyring(monkeypatch: pytest.MonkeyPatch) -> Memory:
    ring = Memory()

    def found() -> Keyring:
        return ring

    defaults = {**(keys_module.KeyStore.__init__.__kwdefaults__ or {}), "keyring": found}
    monkeypatch.setattr(keys_module.KeyStore.__init__, "__kwdefaults__", defaults)
    return ring


@pytest.fixture
def run(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs `genstudio ARGUMENTS` in an empty folder, on a home of the test."""
    monkeypatch.setenv("GENSTUDIO_HOME", str(home))
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)

    def ran(*arguments: str) -> Ran:
        capsys.readouterr()
        with pytest.raises(SystemExit) as left:
            main(arguments)
        said = capsys.readouterr()
        return Ran(left.value.code if isinstance(left.value.code, int) else 1, said.out, said.err)

    return ran
