"""Who can make what, and whether they are ready for it."""

from __future__ import annotations

from typing import Protocol

from genstudio.controllers.views import ProviderState, ProviderView
from genstudio.core.spec import Kind
from genstudio.providers.base import KeySpec
from genstudio.providers.registry import ProviderRegistry
from genstudio.storage.keys import KeyStatus


class KeyStatusSource(Protocol):
    """The part of the key store that tells whether there is a key, and never the key."""

    async def status(self, place: KeySpec) -> KeyStatus: ...


class Providers:
    def __init__(self, registry: ProviderRegistry, keys: KeyStatusSource) -> None:
        self._registry = registry
        self._keys = keys

    async def list(self, kind: Kind) -> list[ProviderView]:
        """The providers of one kind in the order of the registry, each with what it still needs."""
        return [
            ProviderView(
                row.name,
                row.info.description,
                row.info.features,
                row.info.is_async,
                await self._state(row.provider.key),
                row.models,
            )
            for row in self._registry.rows(kind)
        ]

    async def _state(self, key: KeySpec | None) -> ProviderState:
        if key is None:
            return "ready"
        found = await self._keys.status(key)
        if found.source is not None:
            return "ready"
        return "keyring locked" if found.problem else "needs key"
