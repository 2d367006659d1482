"""Google's adapters in front of the emulator."""

from __future__ import annotations

from collections.abc import Mapping

import httpx2

from genstudio.core.request import REQUEST_CLASSES, GenerationRequest, MediaInput
from genstudio.core.result import ProviderResult
from genstudio.core.spec import Kind
from genstudio.practice.gemini.vendor import Gemini
from genstudio.providers.base import AsyncProvider, ProviderConfig
from genstudio.providers.registry import provider_registry
from genstudio.transport.http import Http, HttpPool
from tests.wire import TestWire

OMNI = "gemini-omni-1.2-flash"
HOST = "https://generativelanguage.googleapis.com"


class Bench(httpx2.AsyncBaseTransport):
    """The adapters in front of the emulator; `sent` holds every request."""

    def __init__(self, pace: float = 0.0) -> None:
        self.vendor = Gemini(pace)
        self.sent: list[httpx2.Request] = []
        self.pool = HttpPool(TestWire(self))

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        self.sent.append(request)
        return await httpx2.ASGITransport(self.vendor.app).handle_async_request(request)

    async def aclose(self) -> None:
        pass

    def config(self, key: str | None = None) -> ProviderConfig:
        return ProviderConfig("gemini", key=key or self.vendor.key, http=Http(self.pool))

    async def make(
        self,
        kind: Kind,
        prompt: str = "a fox",
        model: str = "",
        media: Mapping[str, tuple[MediaInput, ...]] | None = None,
        **values: object,
    ) -> ProviderResult:
        provider = provider_registry.get(kind, "gemini").provider(self.config())
        return await provider.generate(request_of(kind, prompt, model, media, **values))

    def clips(self) -> AsyncProvider:
        provider = provider_registry.get("video", "gemini").provider(self.config())
        assert isinstance(provider, AsyncProvider)
        return provider


def request_of(
    kind: Kind,
    prompt: str,
    model: str = "",
    media: Mapping[str, tuple[MediaInput, ...]] | None = None,
    **values: object,
) -> GenerationRequest:
    spec = provider_registry.model(kind, "gemini", model)
    return REQUEST_CLASSES[kind](spec, prompt, spec.clean_values(values), media or {})
