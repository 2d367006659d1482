"""fal's adapter in front of its emulator, within this process."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from genstudio.core.request import REQUEST_CLASSES, GenerationRequest, MediaInput
from genstudio.core.result import TaskStatus
from genstudio.core.spec import Kind, Value
from genstudio.practice.fal import Fal
from genstudio.practice.fal_platform import Trap
from genstudio.providers.base import ProviderConfig
from genstudio.providers.fal.provider import FalProvider
from genstudio.providers.registry import provider_registry
from genstudio.transport.http import Http, HttpPool

FLUX = "fal-ai/flux/schnell"


@dataclass
class Front:
    """The adapter in front of the emulator, at any address."""

    fal: Fal
    pool: HttpPool
    folder: Path

    def provider(self, kind: Kind = "image", base_url: str | None = None) -> FalProvider:
        config = ProviderConfig("fal", key=self.fal.key, base_url=base_url, http=Http(self.pool))
        made = provider_registry.get(kind, "fal").provider(config)
        assert isinstance(made, FalProvider)
        return made

    def file(self, name: str, size_bytes: int = 8, mime: str = "image/png") -> MediaInput:
        path = self.folder / name
        path.write_bytes(b"\x89PNG\r\n\x1a\n".ljust(size_bytes, b"0"))
        return MediaInput(path, mime, name)

    def request(
        self,
        wire_id: str = FLUX,
        prompt: str = "a fox",
        kind: Kind = "image",
        values: dict[str, Value] | None = None,
        **media: MediaInput,
    ) -> GenerationRequest:
        model = provider_registry.model(kind, "fal", wire_id)
        given = {role: (file,) for role, file in media.items()}
        return REQUEST_CLASSES[kind](model, prompt, model.clean_values(values or {}), given)

    async def ended(self, prompt: str = "a fox", trap: Trap | None = None, wire_id: str = FLUX) -> TaskStatus:
        provider = self.provider()
        task = await provider.create_task(self.request(wire_id, prompt))
        if trap is not None:
            self.fal.set_trap(trap)
        return await provider.check_status(task)
